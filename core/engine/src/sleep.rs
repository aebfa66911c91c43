//! Dialogs asleep: known by their place in the key ring and by what the list shows of them, until somebody
//! opens them, something new comes, or something falls due. Then a snapshot wakes them.
//! Refuses a snapshot that the ring does not name: that log is read anew, from its first entry.
//! Called by `inbox`, and by each step for what has become due.

use crate::case::case_of;
use crate::consent::RENEW_BEFORE;
use crate::content::Content;
use crate::courier::{Errand, Request};
use crate::dialog::{Dialog, Posted, Unread};
use crate::left_out::end_of;
use crate::mind::{Effect, Engine};
use crate::outbox::audience_hash;
use crate::ring::{Kept, Record, Summary};
use crate::row::{Row, What};
use crate::saying::said;
use crate::snapshot::Snapshot;
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::{Tip, attachments, hash};
use samtale_seal::message::{self, MessageContext};
use samtale_wire::api::{
    Brief, BriefPost, FeedItem, MAX_PAGE, MAX_SNAPSHOTS, Page, Snapshots, WantSnapshots,
};
use samtale_wire::entry::Body;
use samtale_wire::head::ServerHead;
use samtale_wire::{Bytes, DialogId, Hash, Uid, decode};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A dialog that is not at hand.
#[derive(Default)]
pub(crate) struct Asleep {
    /// Its end, as the server says with its name; looked at when it wakes.
    pub head: Option<Bytes>,
    /// What was said last.
    pub line: Option<Row>,
    /// Whether it is to wake.
    wanted: bool,
    /// Whether its log is read anew, and up to where that has come.
    pub anew: Option<u64>,
}

/// What an entry means to a dialog.
pub(crate) enum Disturbs {
    /// It is at hand: the log's rules speak.
    Awake,
    /// It was seen before.
    Known,
    /// It has to wake first.
    Waits,
}

impl Engine {
    /// What was in the ring is asleep.
    pub(crate) fn fall_asleep(records: &BTreeMap<DialogId, Record>) -> BTreeMap<DialogId, Asleep> {
        let asleep = |record: &Record| Asleep { wanted: !record.can_sleep(), ..Asleep::default() };
        records.iter().map(|(id, record)| (*id, asleep(record))).collect()
    }

    /// Whether of all that is asleep nothing was said in brief yet.
    #[must_use]
    pub fn is_untold(&self) -> bool {
        !self.has_begun && !self.asleep.is_empty() && self.asleep.values().all(|asleep| asleep.head.is_none())
    }

    /// Whether there is such a dialog, asleep or not.
    pub(crate) fn is_known(&self, id: &DialogId) -> bool {
        self.dialogs.contains_key(id) || self.asleep.contains_key(id)
    }

    /// Wants a dialog at hand; whether it has to be waited for.
    pub(crate) fn wake(&mut self, id: &DialogId) -> bool {
        let asleep = self.asleep.get_mut(id);
        if let Some(asleep) = asleep {
            asleep.wanted = true;
            return true;
        }
        false
    }

    /// Wants everything at hand: something is said that may be about any dialog.
    pub(crate) fn wake_all(&mut self) {
        self.asleep.values_mut().for_each(|asleep| asleep.wanted = true);
    }

    /// Wants what has something due, and what somebody looks at.
    pub(crate) fn stir(&mut self, now: u64) {
        // With keys that were taken back nobody goes on: this device sees to that in every dialog.
        let own = self.me.user.newest().generation();
        let rests = |it: &Record| it.brief.wakes > now && it.brief.generation.is_none_or(|of| of == own);
        for (id, asleep) in &mut self.asleep {
            // Somebody looked before it was known that there is such a dialog.
            asleep.wanted |= self.looks.contains_key(id) || !self.rings.records.get(id).is_some_and(rests);
        }
    }

    /// Asks for what is wanted, once a step: what has just arrived may want more.
    pub(crate) fn fetch_sleeping(&mut self, effects: &mut Vec<Effect>) {
        self.wake_where_met();
        // Whoever took up an invitation is proposed there.
        let claimed = self.invitations.values().filter(|invited| {
            let unsent = invited.intent.mandate.is_some() && !invited.vouching.known;
            invited.claimed.is_some() || unsent || self.is_tended(invited)
        });
        let guarded = self.guarding.values().map(|guarding| guarding.intent.given.dialog);
        for id in claimed.map(|invited| self.dialog_of(invited)).chain(guarded).collect::<Vec<_>>() {
            self.wake(&id);
        }
        let out = |errand: &Errand| matches!(errand, Errand::Snapshots(_) | Errand::Log(..));
        if self.courier.is_out(out) {
            return;
        }
        // Where a log ends is said in brief: before that nobody knows whether the snapshot is all of it.
        let told = |asleep: &Asleep| asleep.head.is_some() || self.has_begun;
        let wanted = self.asleep.iter().filter(|(_, asleep)| asleep.wanted && told(asleep));
        let (anew, kept): (Vec<_>, Vec<_>) = wanted.partition(|(id, asleep)| {
            let record = self.rings.records.get(id);
            asleep.anew.is_some() || asleep.head.is_none() || !record.is_some_and(Record::can_sleep)
        });
        let dialogs: Vec<DialogId> = kept.into_iter().map(|(id, _)| *id).take(MAX_SNAPSHOTS).collect();
        let log = anew.first().map(|(id, asleep)| (**id, asleep.anew.unwrap_or(0)));
        if log.is_some_and(|(id, at)| self.is_not_read_yet(&id, at)) {
            return;
        }
        if !dialogs.is_empty() {
            let errand = Errand::Snapshots(dialogs.clone());
            self.call(errand, Request::Snapshots(WantSnapshots { dialogs }), effects);
        } else if let Some((id, from)) = log {
            self.call(Errand::Log(id, from), Request::Log(id, from), effects);
        }
    }

    /// Snapshots came: those that the ring names wake their dialogs.
    pub(crate) fn take_snapshots(&mut self, asked: &[DialogId], came: Snapshots, effects: &mut Vec<Effect>) {
        let came: BTreeMap<DialogId, Bytes> =
            came.snapshots.into_iter().map(|it| (it.dialog, it.sealed)).collect();
        for id in asked {
            match came.get(id).and_then(|sealed| self.open_snapshot(id, &sealed.0)) {
                Some((snapshot, tip, kept)) => self.awaken(*id, snapshot, tip, kept, effects),
                // The log says it all, too.
                None => self.read_anew(id),
            }
        }
        // What was written before a dialog was at hand is for those who were in it then.
        self.place_recalled(effects);
    }

    fn open_snapshot(&self, id: &DialogId, sealed: &[u8]) -> Option<(Snapshot, Tip, Kept)> {
        let record = self.rings.records.get(id)?;
        let sealed_hash = hash::sealed(sealed);
        if record.snapshot != Some(sealed_hash) {
            return None;
        }
        let open = |user: &samtale_seal::user::UserSecret| user.open_snapshot(&self.me.uid, id, sealed).ok();
        let plain = Zeroizing::new(self.me.user.all().find_map(open)?);
        let snapshot: Snapshot = decode(&plain).ok()?;
        let tip = Tip { seq: record.seq, head: record.head, t: record.t };
        let kept = Kept { plain: hash::sealed(&plain), sealed: sealed_hash };
        (snapshot.format == 1).then_some((snapshot, tip, kept))
    }

    fn awaken(&mut self, id: DialogId, snapshot: Snapshot, tip: Tip, kept: Kept, effects: &mut Vec<Effect>) {
        let Some(asleep) = self.asleep.remove(&id) else { return };
        for person in &snapshot.people {
            let Some(chain) = person.chain() else { continue };
            let uid = chain.now().uid;
            self.take_kept_chain(uid, chain);
            if let Some(chain) = self.chains.get(&uid) {
                self.people.meet(&person.cards, chain, &self.tenant, &self.chains);
            }
        }
        let mut dialog = snapshot.into_dialog(tip);
        dialog.kept = Some(kept);
        if let Some(record) = self.rings.records.get(&id) {
            dialog.read = record.brief.read;
            dialog.unseen = record.brief.unseen;
            dialog.heard = record.brief.heard.unwrap_or(0);
        }
        for (old, new) in &dialog.went_on {
            self.successors.went_on(*old, *new);
        }
        dialog.line = asleep.line;
        effects.extend(dialog.happened.iter().map(|row| Effect::Show(Box::new(row.clone()))));
        self.dialogs.insert(id, dialog);
        self.heads.extend(asleep.head);
        effects.push(Effect::Changed(id));
    }

    /// A dialog's log is read from its first entry.
    pub(crate) fn read_anew(&mut self, id: &DialogId) {
        let asleep = self.asleep.entry(*id).or_default();
        (asleep.wanted, asleep.anew) = (true, Some(asleep.anew.unwrap_or(0)));
    }

    /// What an entry means to a dialog that is asleep: nothing new, or that it must wake first.
    pub(crate) fn disturbs(&mut self, id: &DialogId, seq: u64, entry: &Hash) -> Disturbs {
        let Some(asleep) = self.asleep.get_mut(id) else { return Disturbs::Awake };
        if let Some(at) = asleep.anew {
            return if seq < at { Disturbs::Awake } else { Disturbs::Waits };
        }
        let known = self.rings.records.get(id).is_some_and(|it| seq < it.seq || *entry == it.head);
        if known && !asleep.wanted {
            return Disturbs::Known;
        }
        asleep.wanted = true;
        Disturbs::Waits
    }

    /// The next entries of a log that is read anew: before anything else that has arrived.
    pub(crate) fn take_log(&mut self, id: DialogId, from: u64, page: Page) {
        let Some(asleep) = self.asleep.get_mut(&id) else { return };
        let count = page.entries.len();
        let to = from + count as u64;
        if count == MAX_PAGE {
            asleep.anew = Some(to);
        } else if self.dialogs.contains_key(&id) || count > 0 {
            let head = asleep.head.take();
            self.asleep.remove(&id);
            self.heads.extend(head);
        } else {
            // The server does not show it: what was seen of it is missed.
            self.asleep.remove(&id);
        }
        self.heads.extend(page.head);
        for delivered in page.entries.into_iter().rev() {
            self.arriving.push_front(FeedItem::Entry(Box::new(delivered)));
        }
    }

    /// The server does not show a log.
    pub(crate) fn no_log(&mut self, id: &DialogId) {
        self.asleep.remove(id);
    }

    /// What the server says of dialogs in brief: their ends are held against the ring, and what was said
    /// last is shown.
    pub(crate) fn take_briefs(&mut self, briefs: Vec<Brief>, effects: &mut Vec<Effect>) {
        for brief in briefs {
            let Some(ServerHead { dialog: id, seq, head, .. }) = end_of(&brief.head) else { continue };
            let (Some(record), Some(asleep)) = (self.rings.records.get(&id), self.asleep.get_mut(&id)) else {
                continue;
            };
            asleep.head = Some(brief.head);
            if seq < record.seq {
                // Less than was seen: the log itself is looked at.
                self.read_anew(&id);
            } else if (seq == record.seq && head != record.head)
                || self.rings.seen.get(&id).is_some_and(|seen| seq < seen.seq)
            {
                asleep.wanted = true;
            }
            let post = brief.post.and_then(|post| self.brief_row(&id, &post));
            let record = self.rings.records.get(&id);
            let line = post.or_else(|| record.and_then(|it| it.brief.line.clone()).map(|row| *row));
            if let Some(row) = line {
                effects.push(Effect::Show(Box::new(row.clone())));
                if let Some(asleep) = self.asleep.get_mut(&id) {
                    asleep.line = Some(row);
                }
            }
        }
    }

    /// The last post of a dialog that is asleep, if it is the one that was seen, and says the last line.
    fn brief_row(&self, id: &DialogId, brief: &BriefPost) -> Option<Row> {
        let record = self.rings.records.get(id).filter(|record| record.brief.line.is_none())?;
        let (seq, entry) = record.brief.post.unwrap_or((record.seq, record.head));
        // Its author's signature was verified when it was first seen.
        let (_, payload) = parse(&brief.entry.0).ok().filter(|_| entry_hash(&brief.entry.0) == entry)?;
        let Body::Post(post) = &payload.body else { return None };
        let secret =
            record.secret.as_ref().filter(|_| payload.epoch == record.epoch && payload.seq == seq)?;
        if !attachments::is_named(&post.content, &brief.ciphertext.0) {
            return None;
        }
        let (dialog, epoch, uid, dev, msg_id) =
            (*id, payload.epoch, payload.uid, payload.dev, payload.msg_id);
        let context = MessageContext { dialog, epoch, uid, dev, msg_id };
        let plain = message::open_with(&context, &context.key(secret), &brief.ciphertext.0).ok()?;
        let content: Content = decode(&Zeroizing::new(plain)).ok()?;
        let what = What::Post(said(post, content)?);
        Some(Row { dialog, id: msg_id, seq: Some(seq), by: uid, t: payload.t, what })
    }

    /// All dialogs were told in brief: those that this person is in and that were not named are missed.
    pub(crate) fn look_for_untold(&mut self) {
        let untold = self.asleep.iter().filter(|(_, asleep)| asleep.head.is_none());
        let untold: Vec<DialogId> = untold.map(|(id, _)| *id).collect();
        untold.iter().for_each(|id| self.read_anew(id));
    }

    /// What the list shows of a dialog.
    pub(crate) fn summary(&self, dialog: &Dialog) -> Summary {
        let roster = &dialog.state.roster;
        let others = self.others(dialog);
        let last = dialog.posts.last_key_value().map(|(_, post)| post);
        let line = dialog.line.as_ref();
        let by_itself = |post: &Posted| {
            let fits = |line: &Row| line.seq == Some(post.seq) && matches!(line.what, What::Post(_));
            line.is_some_and(fits)
                && dialog.line_words.is_none()
                && post.epoch == roster.epoch
                && !dialog.unread.contains_key(&post.seq)
        };
        let stays = |line: &Row| line.seq.is_none_or(|seq| !dialog.withdrawn.contains(&seq));
        let plain = last.filter(|post| by_itself(post));
        let place = |post: &Posted| Some((post.seq, *dialog.entry(post.seq)?));
        let group = roster.members.len() > 2;
        let speaker = line.filter(|line| group && !self.is_me(&line.by));
        Summary {
            name: self.names(&others),
            topic: dialog.topic.clone().unwrap_or_default(),
            tone: tone_of(&roster.dialog, &others),
            speaker: speaker.and_then(|line| Some(first(&self.people.get(&line.by)?.name).to_owned())),
            line: line
                .filter(|line| plain.is_none() && stays(line))
                .map(|line| Box::new(dialog.as_edited(line))),
            post: plain.filter(|post| post.seq != dialog.state.tip.seq).and_then(place),
            read: dialog.read,
            unseen: dialog.unseen,
            heard: Some(dialog.heard).filter(|heard| *heard > 0),
            wakes: self.wakes(dialog),
            member: roster.member(&self.me.uid).is_some(),
            generation: dialog.epochs.get(&roster.epoch).and_then(|epoch| epoch.generation),
            case: Some(case_of(&roster.dialog, dialog.case)),
            readers: audience_hash(&roster.members.iter().map(|member| member.uid).collect::<Vec<_>>()),
        }
    }

    /// When something about a dialog falls due, as far as can be known now.
    fn wakes(&self, dialog: &Dialog) -> u64 {
        let roster = &dialog.state.roster;
        let unsettled = !roster.proposals.is_empty()
            || !roster.intents.is_empty()
            || roster.rotate
            || dialog.garbage
            || !dialog.withdrawn.is_empty()
            || !dialog.outbox.is_empty()
            || !dialog.acts.is_empty()
            || !dialog.answers.is_empty()
            || roster.removal_due(dialog.state.tip.t);
        if unsettled {
            return 0;
        }
        let renews = roster.members.iter().flat_map(|member| &member.yes);
        let renews = renews.filter(|yes| yes.uid == self.me.uid);
        let renews = renews.map(|yes| yes.until.saturating_sub(RENEW_BEFORE));
        let lapses = roster.members.iter().map(|member| member.until());
        let shows = dialog.unread.values().filter_map(|why| match why {
            Unread::Scheduled(at) => Some(*at),
            _ => None,
        });
        renews.chain(lapses).chain(shows).min().unwrap_or(u64::MAX)
    }

    /// Everyone else in a dialog: members, or who is asked to become one.
    pub(crate) fn others(&self, dialog: &Dialog) -> Vec<Uid> {
        let roster = &dialog.state.roster;
        let mut members: Vec<_> = roster.members.iter().collect();
        members.sort_by_key(|member| member.since);
        let members = members.into_iter().map(|member| member.uid);
        let asked =
            roster.citizens.iter().map(|citizen| citizen.uid).filter(|uid| roster.member(uid).is_none());
        members.chain(asked).filter(|uid| *uid != self.me.uid).collect()
    }

    /// The proven names of these people: of one the whole name, of more the first ones.
    fn names(&self, people: &[Uid]) -> String {
        let name = |uid: &Uid| self.people.get(uid).map(|who| who.name.clone());
        match people {
            [one] => name(one).unwrap_or_default(),
            more => {
                let firsts = more.iter().filter_map(|uid| Some(first(&name(uid)?).to_owned()));
                firsts.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// How many avatar tones there are.
const TONES: u8 = 8;

/// Which of the avatar tones, by hash.
pub(crate) fn tone(bytes: &[u8]) -> u8 {
    bytes.first().map_or(0, |byte| byte % TONES)
}

/// The tone of a dialog: that of whom it is with.
pub(crate) fn tone_of(id: &DialogId, others: &[Uid]) -> u8 {
    match others {
        [one] => tone(one.as_bytes()),
        _ => tone(id.as_bytes()),
    }
}

/// The first word of a name.
pub(crate) fn first(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}
