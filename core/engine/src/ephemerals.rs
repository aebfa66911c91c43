//! What members say beside the log: how far they received and read, and that they are writing.
//! Refuses what its device has not signed, another epoch's, whoever is not in, a place that is not in the log,
//! and to go back. With receipts off nothing is said and nothing is heard. What this person said before a
//! restart is heard as well. Settled by `mind`.

use crate::beside::{Beside, Receipt, Voices};
use crate::courier::{Errand, Fault, Reply, Request};
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::row::What;
use minicbor::{Decode, Encode};
use samtale_membership::Phase;
use samtale_seal::ephemeral::{self, EphemeralContext};
use samtale_wire::api::Relayed;
use samtale_wire::{DialogId, Hash, Uid, decode, encode};

/// How often it is said again that one is writing, in seconds.
const AGAIN: u64 = 4;
/// How long somebody who said so is shown as writing, in seconds.
const SHOWN: u64 = 7;
/// How far two clocks may differ before a hint is old, in seconds.
const APART: u64 = 10;
/// How many words are on their way at one time: after a start there may be many dialogs to speak in.
const AT_ONCE: usize = 8;
/// The most that waits to be heard; the oldest goes.
const MOST: usize = 1024;

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum Said {
    /// How far the log came to this device, and how far its person has looked.
    #[n(1)]
    Receipt(#[n(0)] Mark, #[n(1)] Mark),
    /// That its person is writing, when: seconds since 1970.
    #[n(2)]
    Typing(#[n(0)] u64),
}

/// A place in the log, with the entry that stands there: who names another speaks of another log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Mark {
    #[n(0)]
    pub seq: u64,
    #[n(1)]
    pub entry: Hash,
}

impl Default for Mark {
    /// Before everything.
    fn default() -> Self {
        Self { seq: 0, entry: Hash::ZERO }
    }
}

/// What of a receipt is under way: epoch, received, read.
pub(crate) type Told = (u64, u64, u64);

impl Engine {
    /// Whether this person says how far they read, and sees how far others did.
    #[must_use]
    pub fn receipts(&self) -> bool {
        !self.beside.quiet
    }

    /// When the next of those who are writing is no longer shown as such, in seconds since 1970.
    #[must_use]
    pub fn typing_until(&self, now: u64) -> Option<u64> {
        let all = self.beside.voices.values().flat_map(|it| it.typing.values());
        all.map(|(_, until)| *until).filter(|until| *until > now).min()
    }

    /// Turns receipts and hints on or off, both ways.
    pub(crate) fn set_receipts(&mut self, on: bool, effects: &mut Vec<Effect>) {
        self.beside.quiet = !on;
        if !on {
            for voices in self.beside.voices.values_mut() {
                *voices = Voices { looked: voices.looked, ..Voices::default() };
            }
            self.beside.relayed.clear();
        }
        effects.push(Effect::Quiet(!on));
    }

    /// Takes what the server passed on.
    pub(crate) fn relayed(&mut self, relayed: Vec<Relayed>) {
        self.beside.paused = false;
        if self.beside.quiet {
            return;
        }
        self.beside.relayed.extend(relayed);
        let over = self.beside.relayed.len().saturating_sub(MOST);
        self.beside.relayed.drain(..over);
    }

    /// This person has seen all of a dialog that is here: a receipt says so.
    pub(crate) fn looked(&mut self, id: DialogId) {
        let Some(dialog) = self.dialogs.get(&id) else { return };
        let looked = Mark { seq: dialog.state.tip.seq, entry: dialog.state.tip.head };
        let voices = self.beside.voices.entry(id).or_default();
        if looked.seq <= voices.looked.seq {
            return;
        }
        let read = voices.told.map_or(0, |(_, _, read)| read);
        let me = self.me.uid;
        let mut new = dialog.posts.range(read.saturating_add(1)..);
        voices.owes |= new.any(|(_, post)| post.uid != me);
        voices.looked = looked;
    }

    /// A person is writing.
    pub(crate) fn types(&mut self, id: DialogId, now: u64) {
        let voices = self.beside.voices.entry(id).or_default();
        if now >= voices.typed.saturating_add(AGAIN) {
            voices.types = true;
        }
    }

    /// Hears what was said, and says what is owed. `effects` has the rows that came with this step.
    pub(crate) fn settle_ephemerals(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if self.beside.quiet {
            return;
        }
        self.note_posts(effects);
        if !self.caught_up || !self.arriving.is_empty() {
            return;
        }
        // What is said beside a log that is not at hand is heard when it is.
        let (waits, here): (Vec<_>, Vec<_>) = std::mem::take(&mut self.beside.relayed)
            .into_iter()
            .partition(|it| it.ephemeral.lasting && self.asleep.contains_key(&it.dialog));
        self.beside.relayed = waits;
        for relayed in here {
            if let Some(dialog) = self.hear_word(&relayed, ctx.now) {
                effects.push(Effect::Changed(dialog));
            }
        }
        self.hear_early(ctx.now);
        if self.courier.resting || self.beside.paused {
            return;
        }
        let speaks = self.beside.voices.iter().filter(|(id, it)| {
            // What was said in an epoch that is over is heard by nobody any more.
            let epoch = self.dialogs.get(id).map(|dialog| dialog.state.roster.epoch);
            it.owes || it.types || it.told.is_some_and(|(told, _, _)| epoch.is_some_and(|now| now > told))
        });
        let speaks: Vec<DialogId> = speaks.map(|(id, _)| *id).collect();
        for id in speaks {
            if self.beside.out >= AT_ONCE {
                return;
            }
            self.speak(id, ctx, effects);
        }
    }

    /// Posts of others that are new: that they arrived is owed.
    fn note_posts(&mut self, effects: &[Effect]) {
        for effect in effects {
            let Effect::Show(row) = effect else { continue };
            let (Some(seq), What::Post(_)) = (row.seq, &row.what) else { continue };
            // What was there before this start was said before.
            let known = self.rings.records.get(&row.dialog).is_some_and(|seen| seen.seq >= seq);
            if row.by != self.me.uid && !known {
                self.beside.voices.entry(row.dialog).or_default().owes = true;
            }
        }
    }

    /// Hears one; the dialog, if that changed something.
    fn hear_word(&mut self, it: &Relayed, now: u64) -> Option<DialogId> {
        let dialog = self.dialogs.get(&it.dialog).filter(|dialog| dialog.broken.is_none())?;
        let roster = &dialog.state.roster;
        let member = roster.member(&it.uid).filter(|member| member.reads(now))?;
        if it.ephemeral.epoch != roster.epoch || !self.is_proven(roster, member) {
            return None;
        }
        let device = self.reads_with(member)?.device(&it.dev).filter(|device| !device.paper)?;
        let lasting = it.ephemeral.lasting;
        let context =
            EphemeralContext { dialog: it.dialog, epoch: roster.epoch, uid: it.uid, dev: it.dev, lasting };
        let secret = dialog.secret(roster.epoch)?;
        let plain = ephemeral::open(&context, secret, &device.cert.signs, &it.ephemeral).ok()?;
        match decode(&zeroize::Zeroizing::new(plain)).ok()? {
            Said::Receipt(received, read) if lasting => self.take_receipt(it, received, read),
            Said::Typing(t) if !lasting && t.abs_diff(now) <= APART && it.uid != self.me.uid => {
                let voices = self.beside.voices.entry(it.dialog).or_default();
                let last = voices.heard.entry(it.dev).or_insert(0);
                if t <= *last {
                    return None;
                }
                *last = t;
                voices.typing.insert(it.uid, (t, now.saturating_add(SHOWN)));
                Some(it.dialog)
            }
            _ => None,
        }
    }

    fn take_receipt(&mut self, it: &Relayed, received: Mark, read: Mark) -> Option<DialogId> {
        let tip = self.tip(&it.dialog)?;
        if read.seq > received.seq {
            return None;
        }
        if received.seq > tip {
            // What others have comes here too, unless it is in no log: then it waits, and counts for nothing.
            let voices = self.beside.voices.entry(it.dialog).or_default();
            voices.early.insert(it.dev, (it.uid, received, read));
            return None;
        }
        self.count_receipt(it.dialog, it.uid, received, read);
        Some(it.dialog)
    }

    /// Receipts that came before the log did.
    fn hear_early(&mut self, now: u64) {
        let mut due = Vec::new();
        for (id, voices) in &mut self.beside.voices {
            let Some(dialog) = self.dialogs.get(id).filter(|_| !voices.early.is_empty()) else { continue };
            let tip = dialog.state.tip.seq;
            let arrived = voices.early.extract_if(.., |_, (_, received, _)| received.seq <= tip);
            let in_there = |uid: &Uid| dialog.state.roster.member(uid).is_some_and(|it| it.reads(now));
            due.extend(arrived.filter(|(_, (uid, ..))| in_there(uid)).map(|(_, early)| (*id, early)));
        }
        for (id, (uid, received, read)) in due {
            self.count_receipt(id, uid, received, read);
        }
    }

    /// Counts a receipt, if what it names stands there; never less than before.
    fn count_receipt(&mut self, id: DialogId, uid: Uid, received: Mark, read: Mark) {
        let Some(dialog) = self.dialogs.get(&id) else { return };
        // What is older than what is at hand cannot be held against the log, and was in it.
        let stands = |mark: &Mark| match dialog.entry(mark.seq).filter(|_| mark.seq > 0) {
            Some(entry) => *entry == mark.entry,
            None => mark.seq < dialog.from.max(1),
        };
        if !stands(&received) || !stands(&read) {
            return;
        }
        let epoch = dialog.state.roster.epoch;
        let voices = self.beside.voices.entry(id).or_default();
        if uid == self.me.uid {
            // What this person said before, here or on another device: they do not say less now.
            let told = (epoch, received.seq, read.seq);
            voices.told = voices.told.max(Some(told));
            if read.seq > voices.looked.seq {
                voices.looked = read;
            }
            return;
        }
        let so_far = voices.receipts.entry(uid).or_insert(Receipt { received: 0, read: 0 });
        so_far.received = so_far.received.max(received.seq);
        so_far.read = so_far.read.max(read.seq);
    }

    /// Whether this device may say something beside a log: to those who are in, and only they can hear it.
    fn may_speak(&self, dialog: &Dialog, now: u64) -> bool {
        let roster = &dialog.state.roster;
        let t = now.max(dialog.state.tip.t);
        roster.member(&self.me.uid).is_some_and(|me| me.reads(t))
            && roster.members.len() > 1
            && roster.phase == Phase::Open
            && roster.sealable(t).is_ok()
            && dialog.broken.is_none()
            && !self.is_behind(&roster.dialog)
            && self.unproven(dialog).is_none()
            && self.is_here_at(&self.me.head)
    }

    /// Says what is owed in a dialog; one thing at a time.
    fn speak(&mut self, id: DialogId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let out = |errand: &Errand| matches!(errand, Errand::Ephemeral(there, _) if *there == id);
        let Some(dialog) = self.dialogs.get(&id) else { return };
        if self.courier.is_out(out) || !self.may_speak(dialog, ctx.now) {
            return;
        }
        let Some(voices) = self.beside.voices.get(&id) else { return };
        let (tip, epoch) = (&dialog.state.tip, dialog.state.roster.epoch);
        let received = Mark { seq: tip.seq, entry: tip.head };
        // A hint is of no use later: it goes first.
        let (said, told) = if voices.types {
            (Said::Typing(ctx.now), None)
        } else {
            let read = voices.looked;
            (Said::Receipt(received, read), Some((epoch, tip.seq, read.seq)))
        };
        if told.is_some() && told == voices.told {
            self.beside.voices.entry(id).or_default().owes = false;
            return;
        }
        let (uid, dev) = (self.me.uid, self.me.dev);
        let context = EphemeralContext { dialog: id, epoch, uid, dev, lasting: told.is_some() };
        let Some(secret) = dialog.secret(epoch) else { return };
        let plain = zeroize::Zeroizing::new(encode(&said));
        let Ok(sealed) = ephemeral::seal(&context, secret, &self.me.keys, &plain, ctx.rng) else { return };
        let voices = self.beside.voices.entry(id).or_default();
        match told {
            Some(_) => voices.owes = false,
            None => (voices.types, voices.typed) = (false, ctx.now),
        }
        self.beside.out += 1;
        self.call(Errand::Ephemeral(id, told), Request::Ephemeral(id, Box::new(sealed)), effects);
    }

    /// Something said beside the log was taken, or not: a receipt is then still owed, a hint is not.
    pub(crate) fn spoken(&mut self, id: DialogId, told: Option<Told>, answer: &Result<Reply, Fault>) {
        self.beside.out = self.beside.out.saturating_sub(1);
        let voices = self.beside.voices.entry(id).or_default();
        match (told, answer) {
            (Some(told), Ok(_)) => voices.told = Some(told),
            (Some(_), Err(_)) => {
                voices.owes = true;
                self.beside.paused = true;
            }
            (None, _) => {}
        }
    }

    /// Who is writing in a dialog: who has said so lately, and has not posted since.
    pub(crate) fn typing(&self, id: &DialogId, now: u64) -> Vec<Uid> {
        let Some((dialog, voices)) = self.dialogs.get(id).zip(self.beside.voices.get(id)) else {
            return Vec::new();
        };
        let posted = |uid: &Uid, t: u64| {
            dialog.posts.values().rev().take_while(|post| post.t >= t).any(|post| post.uid == *uid)
        };
        let writing = voices.typing.iter().filter(|(uid, (t, until))| *until > now && !posted(uid, *t));
        writing.map(|(uid, _)| *uid).filter(|uid| dialog.state.roster.member(uid).is_some()).collect()
    }
}

impl Beside {
    /// How far the log came to somebody, and how far they have looked.
    pub fn receipt(&self, id: &DialogId, uid: &Uid) -> Receipt {
        let none = Receipt { received: 0, read: 0 };
        self.voices.get(id).and_then(|voices| voices.receipts.get(uid)).copied().unwrap_or(none)
    }
}
