//! What waits to be posted: kept first, sealed when sent, sent in order, exactly once.
//! Refuses to seal to people whom the author did not know of. A lost answer is asked for again
//! under the same idempotency key.

mod answered;

use crate::compose::Place;
use crate::content::{Intent, Kind, PostIntent};
use crate::courier::{Errand, Request};
use crate::mind::{Ctx, Effect, Engine};
use crate::row::Row;
use crate::saying;
use samtale_membership::Phase;
use samtale_membership::apply::parse;
use samtale_wire::api::Append;
use samtale_wire::entry::{Body, Detached, Payload, Post};
use samtale_wire::{Bytes, DialogId, FileId, Hash, MsgId, Uid, encode};

/// Why a post goes no further by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// The server refused it.
    Refused,
    /// Somebody came who was not there when it was written.
    Grown,
}

/// A post on its way.
pub(crate) struct Outgoing {
    pub id: MsgId,
    pub intent: PostIntent,
    /// Files that still have to be sent.
    pub files: Vec<FileId>,
    /// Why it waits for its author, if it does.
    pub stopped: Option<Stopped>,
    /// It was handed to the server, now or before a restart: it may be in the log.
    pub tried: bool,
    /// Sealed once an epoch: after a lost race only the header is signed again.
    sealed: Option<(u64, Detached, Bytes)>,
}

impl Outgoing {
    fn new(id: MsgId, intent: PostIntent, tried: bool) -> Self {
        Self { id, files: intent.files.clone(), intent, stopped: None, tried, sealed: None }
    }
}

impl Engine {
    /// Keeps a post and puts it last in line.
    pub(crate) fn enqueue(
        &mut self,
        id: MsgId,
        intent: PostIntent,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        self.keep(id, &Intent::Post(intent.clone()), ctx, effects);
        self.line_up(id, intent, false, effects);
    }

    /// Puts a post last in line; `recalled` when it waited on disk, and may have been sent before.
    pub(crate) fn line_up(
        &mut self,
        id: MsgId,
        mut intent: PostIntent,
        recalled: bool,
        effects: &mut Vec<Effect>,
    ) {
        let Some(dialog) = self.dialogs.get_mut(&intent.dialog) else { return };
        if dialog.own.contains(&id) {
            effects.push(Effect::Forget(id));
            return effects.extend(intent.files.into_iter().map(Effect::ForgetFile));
        }
        if dialog.outbox.iter().any(|waiting| waiting.id == id) {
            return;
        }
        if intent.audience.is_empty() {
            let members: Vec<Uid> = dialog.state.roster.members.iter().map(|member| member.uid).collect();
            // Others than those whom the author saw: the author is asked.
            let same = intent.readers == Some(audience_hash(&members));
            intent.audience = if same { members } else { vec![self.me.uid] };
        }
        let waiting = Outgoing::new(id, intent, recalled);
        effects.push(Effect::Show(Box::new(row(&waiting, self.me.uid))));
        dialog.outbox.push_back(waiting);
    }

    /// The author wants it sent to whoever is in now: kept, so that nobody asks again after a restart.
    pub(crate) fn retry(
        &mut self,
        dialog: &DialogId,
        id: &MsgId,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let me = self.me.uid;
        let Some(dialog) = self.dialogs.get_mut(dialog) else { return };
        let members = dialog.state.roster.members.iter().map(|member| member.uid).collect();
        let Some(waiting) = dialog.outbox.iter_mut().find(|waiting| waiting.id == *id) else { return };
        waiting.stopped = None;
        waiting.intent.audience = members;
        effects.push(Effect::Show(Box::new(row(waiting, me))));
        let intent = Intent::Post(waiting.intent.clone());
        self.keep(*id, &intent, ctx, effects);
    }

    /// Sends the first post in line: its files, then the post itself.
    pub(crate) fn next_post(&mut self, id: &DialogId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let me = self.me.uid;
        let unproven = self.dialogs.get(id).and_then(|dialog| self.unproven(dialog));
        let behind = self.is_behind(id) || unproven.is_some();
        let Some(dialog) = self.dialogs.get(id) else { return };
        let roster = &dialog.state.roster;
        let t = ctx.now.max(dialog.state.tip.t);
        let may = roster.member(&me).is_some_and(|me| me.reads(t)) && roster.phase == Phase::Open;
        // Nothing is sealed to who may not read it: `leaving` comes first, here or elsewhere.
        if !may || roster.sealable(t).is_err() || behind {
            return;
        }
        let front = dialog.outbox.front().filter(|waiting| waiting.stopped != Some(Stopped::Refused));
        let Some(waiting) = front else { return };
        let audience = &waiting.intent.audience;
        let grown = roster.members.iter().any(|member| !self.is_meant_for(audience, &member.uid));
        let mark = !matches!(waiting.intent.content.kind(), Kind::Post { .. });
        if mark && (grown || self.is_moot(dialog, &waiting.intent.content, t)) {
            let id_of_mark = waiting.id;
            self.drop_mark(id, &id_of_mark, effects);
            return self.next_post(id, ctx, effects);
        }
        let Some(dialog) = self.dialogs.get_mut(id) else { return };
        let Some(waiting) = dialog.outbox.front_mut() else { return };
        let stopped = grown.then_some(Stopped::Grown);
        if waiting.stopped != stopped {
            waiting.stopped = stopped;
            effects.push(Effect::Show(Box::new(row(waiting, me))));
        }
        if grown {
            return;
        }
        let intent = waiting.id;
        if let Some(file) = waiting.files.first().copied() {
            let errand = Errand::Upload { dialog: *id, intent, file };
            return self.call(errand, Request::Upload(*id, file), effects);
        }
        if let Some(append) = self.compose_post(id, ctx) {
            self.append(*id, Some(intent), append, ctx, effects);
        }
    }

    fn compose_post(&mut self, id: &DialogId, ctx: &mut Ctx<'_>) -> Option<Append> {
        let dialog = self.dialogs.get(id)?;
        let waiting = dialog.outbox.front()?;
        let place = Place::after(&dialog.state);
        let epoch = dialog.state.roster.epoch;
        let (content, ciphertext) = match &waiting.sealed {
            Some((sealed_in, content, ciphertext)) if *sealed_in == epoch => (*content, ciphertext.clone()),
            _ => {
                let secret = dialog.secret(epoch)?;
                let plain = zeroize::Zeroizing::new(encode(&waiting.intent.content));
                self.seal_beside(*id, (epoch, secret), waiting.id, &plain, ctx).ok()?
            }
        };
        let post = Post { content, files: waiting.intent.files.clone(), show_at: None };
        let entry = self.sign(place, waiting.id, Body::Post(post), ctx.now);
        let waiting = self.dialogs.get_mut(id)?.outbox.front_mut()?;
        waiting.sealed = Some((epoch, content, ciphertext.clone()));
        waiting.tried = true;
        Some(Append { entry, envelopes: Vec::new(), ciphertext: Some(ciphertext) })
    }

    /// An own entry is in the log: what waited for it is done.
    pub(crate) fn settle_own(&mut self, payload: &Payload, effects: &mut Vec<Effect>) {
        if payload.uid != self.me.uid || payload.dev != self.me.dev {
            return;
        }
        self.settle_intent(&payload.dialog, &payload.msg_id, effects);
    }

    fn settle_intent(&mut self, dialog: &DialogId, id: &MsgId, effects: &mut Vec<Effect>) {
        if let Some(at) = self.recalled.iter().position(|(recalled, _)| recalled == id) {
            effects.push(Effect::Forget(*id));
            if let (_, Intent::Post(post)) = self.recalled.remove(at) {
                effects.extend(post.files.into_iter().map(Effect::ForgetFile));
            }
        }
        let Some(dialog) = self.dialogs.get_mut(dialog) else { return };
        dialog.own.insert(*id);
        let posted = dialog.outbox.iter().position(|waiting| waiting.id == *id);
        if let Some(done) = posted.and_then(|at| dialog.outbox.remove(at)) {
            effects.push(Effect::Forget(done.id));
            effects.extend(done.intent.files.iter().copied().map(Effect::ForgetFile));
        }
        let acts = dialog.acts.len();
        dialog.acts.retain(|(waiting, _)| waiting != id);
        if dialog.answers.remove(id).is_some() || dialog.acts.len() < acts {
            effects.push(Effect::Forget(*id));
        }
    }
}

/// The hash of who can read a dialog.
pub(crate) fn audience_hash(members: &[Uid]) -> Hash {
    let parts: Vec<&[u8]> = members.iter().map(|uid| uid.as_bytes()).collect();
    samtale_membership::hash::hash(samtale_wire::label::AUDIENCE, &parts)
}

/// How far the log was known when an entry was signed.
fn before(sent: &Append) -> Option<u64> {
    parse(&sent.entry.0).ok().and_then(|(_, payload)| payload.seq.checked_sub(1))
}

fn row(waiting: &Outgoing, me: Uid) -> Row {
    let what = saying::waiting(&waiting.intent.content, waiting.stopped.is_some());
    Row { dialog: waiting.intent.dialog, id: waiting.id, seq: None, by: me, t: waiting.intent.t, what }
}
