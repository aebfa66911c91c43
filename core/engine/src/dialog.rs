//! A dialog as this device knows it: the log's state, the secrets, and what this person still wants.
//! Refuses to judge: `membership` does. Grown by `inbox` and `opening`, and backwards by `pages`; read by
//! every verb.

use crate::case::CaseId;
use crate::content::{Act, AnswerIntent};
use crate::marks::in_time;
use crate::outbox::Outgoing;
use crate::ring::{Kept, Record};
use crate::row::{Mark, MarkRow, Row, What};
use crate::saying::Marked;
use minicbor::{Decode, Encode};
use samtale_membership::head::Evidence;
use samtale_membership::{State, Violation};
use samtale_seal::Secret;
use samtale_wire::api::Page;
use samtale_wire::entry::{Body, Payload};
use samtale_wire::{Bytes, DeviceId, Hash, MsgId, Uid};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A dialog.
pub(crate) struct Dialog {
    pub state: State,
    /// From which entry on the log is at hand, without a gap; what is older comes page by page.
    pub from: u64,
    /// The hash of the entry before that one: older pages must lead up to it.
    pub below: Hash,
    /// From which entry on the rows are still in memory, when older ones went from there.
    pub again: Option<u64>,
    /// A page that came before the one that it follows.
    pub ahead: Option<(u64, Page)>,
    /// Hash of every entry at hand, by sequence number: another one in its place is a second story.
    pub entries: BTreeMap<u64, Hash>,
    pub epochs: BTreeMap<u64, Epoch>,
    /// Whether the present epoch's grant did not hold: its author's doing.
    pub garbage: bool,
    /// Where the posts at hand stand.
    pub posts: BTreeMap<u64, Posted>,
    /// What else happened, from the beginning: the rows of entries that are no posts.
    pub happened: Vec<Row>,
    /// What was said last.
    pub line: Option<Row>,
    /// Up to which entry this person has seen it.
    pub read: u64,
    /// How many posts by others came after that.
    pub unseen: u32,
    /// The last post by somebody else who is not blocked: it brings an archived dialog back into the list.
    pub heard: u64,
    /// Keys of single posts that were granted.
    pub keys: BTreeMap<u64, Secret>,
    pub topic: Option<String>,
    /// To which case it belongs, as far as it says.
    pub case: Option<CaseId>,
    pub outbox: VecDeque<Outgoing>,
    /// What this person wants done to the dialog, oldest first.
    pub acts: VecDeque<(MsgId, Act)>,
    /// Own answers that are not in the log yet.
    pub answers: BTreeMap<MsgId, AnswerIntent>,
    /// Idempotency keys of own entries that are in the log.
    pub own: BTreeSet<MsgId>,
    /// Own devices whose cards the others here were shown.
    pub met: BTreeSet<DeviceId>,
    /// Own later cards that the others here were shown.
    pub shown: BTreeSet<Hash>,
    /// Own answers that are in the log.
    pub said: BTreeMap<Hash, bool>,
    /// Proposals whose renewal this person does not want.
    pub let_lapse: BTreeSet<Hash>,
    /// Who every proposal was about.
    pub subjects: BTreeMap<Hash, Uid>,
    /// Whose place every intent to come back is about.
    pub asked_back: BTreeMap<Hash, Uid>,
    /// Whose proposal was declined.
    pub declined: BTreeSet<Uid>,
    /// Posts whose content has not been read, and why not.
    pub unread: BTreeMap<u64, Unread>,
    /// Posts that were taken back, as their Tombstones name them.
    pub erased: BTreeMap<u64, Erased>,
    /// Which of them are older than what is at hand, and were shown or counted: their page is wanted.
    pub withdrawn: BTreeSet<u64>,
    /// Who went on under another uid here.
    pub went_on: BTreeMap<Uid, Uid>,
    /// What of it is kept.
    pub kept: Option<Kept>,
    /// Up to where the server had signed the log when it was last seen.
    pub was_signed: Option<u64>,
    /// Posts that are reactions or edits.
    pub marks: BTreeMap<u64, Marked>,
    /// To what the last line was edited.
    pub line_words: Option<String>,
    /// Heads that the server signed and that agree, the last of them.
    pub signed: BTreeMap<u64, Bytes>,
    /// What the server signed that does not agree.
    pub evidence: Option<Evidence>,
    /// The first rule that the server's log broke here; nothing after it is believed.
    pub broken: Option<Violation>,
}

/// An epoch of a dialog.
pub(crate) struct Epoch {
    /// The commitment in the signed entry that began it.
    pub commit: Hash,
    /// When it began, seconds since 1970.
    pub t: u64,
    /// Who began it.
    pub by: Uid,
    /// Its secret, if it was granted.
    pub secret: Option<Secret>,
    /// To which generation of the own user key it was granted when it began.
    pub generation: Option<u64>,
}

/// Where a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Posted {
    #[n(0)]
    pub seq: u64,
    #[n(1)]
    pub t: u64,
    #[n(2)]
    pub epoch: u64,
    #[n(3)]
    pub uid: Uid,
    #[n(4)]
    pub dev: DeviceId,
    #[n(5)]
    pub msg_id: MsgId,
}

impl Posted {
    /// Where an entry stands, if it is a post.
    pub fn of(payload: &Payload) -> Option<Self> {
        let Payload { seq, t, epoch, uid, dev, msg_id, .. } = *payload;
        matches!(payload.body, Body::Post(_)).then_some(Self { seq, t, epoch, uid, dev, msg_id })
    }
}

/// A post that was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Erased {
    /// Its entry.
    #[n(0)]
    pub entry: Hash,
    /// Its author.
    #[n(1)]
    pub author: Uid,
    /// By whom it was taken back.
    #[n(2)]
    pub by: Uid,
    /// Whether it was a reaction or an edit: then it leaves no line.
    #[n(3)]
    pub mark: bool,
}

/// Why a post's content has not been read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It was written before this person came; history may be granted.
    Before,
    /// Its author wants it shown later: then, in seconds since 1970.
    Scheduled(u64),
    /// The server did not bring it: an alarm, unless it was taken back.
    Absent,
}

impl Dialog {
    pub fn new(state: State) -> Self {
        Self {
            state,
            from: 0,
            below: Hash::ZERO,
            again: None,
            ahead: None,
            entries: BTreeMap::new(),
            epochs: BTreeMap::new(),
            garbage: false,
            posts: BTreeMap::new(),
            happened: Vec::new(),
            line: None,
            read: 0,
            unseen: 0,
            heard: 0,
            keys: BTreeMap::new(),
            topic: None,
            case: None,
            outbox: VecDeque::new(),
            acts: VecDeque::new(),
            answers: BTreeMap::new(),
            own: BTreeSet::new(),
            met: BTreeSet::new(),
            shown: BTreeSet::new(),
            said: BTreeMap::new(),
            let_lapse: BTreeSet::new(),
            subjects: BTreeMap::new(),
            asked_back: BTreeMap::new(),
            declined: BTreeSet::new(),
            unread: BTreeMap::new(),
            erased: BTreeMap::new(),
            withdrawn: BTreeSet::new(),
            went_on: BTreeMap::new(),
            kept: None,
            was_signed: None,
            marks: BTreeMap::new(),
            line_words: None,
            signed: BTreeMap::new(),
            evidence: None,
            broken: None,
        }
    }

    /// Remembers an applied entry's place.
    pub fn place(&mut self, payload: &Payload, entry: Hash) {
        self.entries.insert(payload.seq, entry);
        if let Some(new) = payload.body.new_epoch() {
            let (commit, t, by) = (new.commit, payload.t, payload.uid);
            self.epochs.insert(new.epoch, Epoch { commit, t, by, secret: None, generation: None });
            self.garbage = false;
        }
        if let Some(post) = Posted::of(payload) {
            self.posts.insert(post.seq, post);
        }
    }

    /// Whether somebody is in, was asked, or was declined.
    pub fn is_asked(&self, uid: &Uid) -> bool {
        let roster = &self.state.roster;
        roster.proposals.iter().any(|open| open.subject.uid == *uid)
            || roster.member(uid).is_some()
            || self.declined.contains(uid)
    }

    /// From which entry on there are rows, without a gap.
    pub fn shown_from(&self) -> u64 {
        self.again.map_or(self.from, |again| again.max(self.from))
    }

    /// How many entries that is.
    pub fn at_hand(&self) -> u64 {
        self.state.tip.seq.saturating_add(1).saturating_sub(self.shown_from())
    }

    /// The entry that a page before this place must lead up to.
    pub fn leads_to(&self, before: u64) -> Option<Hash> {
        if before == self.from {
            return Some(self.below);
        }
        let again = self.again == Some(before);
        before.checked_sub(1).filter(|_| again).and_then(|seq| self.entry(seq)).copied()
    }

    /// The hash of an entry.
    pub fn entry(&self, seq: u64) -> Option<&Hash> {
        self.entries.get(&seq)
    }

    /// The post at `seq`.
    pub fn posted(&self, seq: u64) -> Option<&Posted> {
        self.posts.get(&seq)
    }

    /// How somebody's Tombstone names exactly this post.
    pub fn erased_as(&self, post: &Posted) -> Option<Erased> {
        let it = *self.erased.get(&post.seq)?;
        (it.author == post.uid && self.entry(post.seq) == Some(&it.entry)).then_some(it)
    }

    /// The last line as it was edited.
    pub fn as_edited(&self, line: &Row) -> Row {
        let mut line = line.clone();
        if let (What::Post(post), Some(words)) = (&mut line.what, &self.line_words) {
            post.text.clone_from(words);
        }
        line
    }

    /// A post was taken back: if it was news, it is none any more. What `silent` people write is no news.
    pub fn discount(&mut self, post: &Posted, silent: bool) {
        if post.seq > self.read && !silent {
            self.unseen = self.unseen.saturating_sub(1);
        }
    }

    /// Another of this person's devices has shown more of it: that counts as seen.
    pub fn is_read_elsewhere(&mut self, there: &Record, silent: impl Fn(&Uid) -> bool) {
        if there.brief.read > self.read {
            let news =
                |it: &&Posted| it.seq > there.seq && !silent(&it.uid) && !self.erased.contains_key(&it.seq);
            let since = self.posts.values().filter(news).count();
            self.unseen = there.brief.unseen.saturating_add(u32::try_from(since).unwrap_or(u32::MAX));
            self.read = there.brief.read.min(self.state.tip.seq);
        }
    }

    /// Remembers a row that is shown: what happened, and what was said last.
    pub fn note(&mut self, row: &Row) {
        match &row.what {
            What::Post(_) | What::Erased(_) => {
                if self.line.as_ref().is_none_or(|line| line.seq <= row.seq) {
                    self.line = Some(row.clone());
                    self.line_words = None;
                }
            }
            What::Mark(MarkRow { about, mark: Mark::Edit(words), .. }) => {
                let fits =
                    |line: &Row| line.seq == Some(*about) && line.by == row.by && in_time(line.t, row.t);
                if self.line.as_ref().is_some_and(fits) {
                    self.line_words = Some(words.clone());
                }
            }
            What::Mark(_) => {}
            _ => self.happened.push(row.clone()),
        }
    }

    /// An epoch's secret, if it was granted.
    pub fn secret(&self, epoch: u64) -> Option<&Secret> {
        self.epochs.get(&epoch)?.secret.as_ref()
    }
}
