//! A dialog as this device knows it: the log's state, the secrets, and what this person still wants.
//! Refuses to judge: `membership` does. Grown by `inbox` and `opening`, read by every verb.

use crate::content::{Act, AnswerIntent};
use crate::outbox::Outgoing;
use crate::saying::Marked;
use samtale_membership::head::Evidence;
use samtale_membership::{State, Violation};
use samtale_seal::Secret;
use samtale_wire::entry::{Body, Payload};
use samtale_wire::{Bytes, DeviceId, Hash, MsgId, Uid};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A dialog.
pub(crate) struct Dialog {
    pub state: State,
    /// Hash of every entry, by sequence number: another one in its place is a second story.
    pub entries: Vec<Hash>,
    pub epochs: BTreeMap<u64, Epoch>,
    /// Whether the present epoch's grant did not hold: its author's doing.
    pub garbage: bool,
    /// Where the posts stand, oldest first.
    pub posts: Vec<Posted>,
    /// Keys of single posts that were granted.
    pub keys: BTreeMap<u64, Secret>,
    pub topic: Option<String>,
    pub outbox: VecDeque<Outgoing>,
    /// What this person wants done to the dialog, oldest first.
    pub acts: VecDeque<(MsgId, Act)>,
    /// Own answers that are not in the log yet.
    pub answers: BTreeMap<MsgId, AnswerIntent>,
    /// Idempotency keys of own entries that are in the log.
    pub own: BTreeSet<MsgId>,
    /// Own devices whose cards the others here were shown.
    pub met: BTreeSet<DeviceId>,
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
    /// Posts that were taken back.
    pub erased: BTreeSet<u64>,
    /// Posts that are reactions or edits.
    pub marks: BTreeMap<u64, Marked>,
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
#[derive(Clone, Copy)]
pub(crate) struct Posted {
    pub seq: u64,
    pub t: u64,
    pub epoch: u64,
    pub uid: Uid,
    pub dev: DeviceId,
    pub msg_id: MsgId,
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
            entries: Vec::new(),
            epochs: BTreeMap::new(),
            garbage: false,
            posts: Vec::new(),
            keys: BTreeMap::new(),
            topic: None,
            outbox: VecDeque::new(),
            acts: VecDeque::new(),
            answers: BTreeMap::new(),
            own: BTreeSet::new(),
            met: BTreeSet::new(),
            said: BTreeMap::new(),
            let_lapse: BTreeSet::new(),
            subjects: BTreeMap::new(),
            asked_back: BTreeMap::new(),
            declined: BTreeSet::new(),
            unread: BTreeMap::new(),
            erased: BTreeSet::new(),
            marks: BTreeMap::new(),
            signed: BTreeMap::new(),
            evidence: None,
            broken: None,
        }
    }

    /// Remembers an applied entry's place.
    pub fn place(&mut self, payload: &Payload, entry: Hash) {
        self.entries.push(entry);
        if let Some(new) = payload.body.new_epoch() {
            let (commit, t, by) = (new.commit, payload.t, payload.uid);
            self.epochs.insert(new.epoch, Epoch { commit, t, by, secret: None, generation: None });
            self.garbage = false;
        }
        if matches!(payload.body, Body::Post(_)) {
            let Payload { seq, t, epoch, uid, dev, msg_id, .. } = *payload;
            self.posts.push(Posted { seq, t, epoch, uid, dev, msg_id });
        }
    }

    /// Whether somebody is in, was asked, or was declined.
    pub fn is_asked(&self, uid: &Uid) -> bool {
        let roster = &self.state.roster;
        roster.proposals.iter().any(|open| open.subject.uid == *uid)
            || roster.member(uid).is_some()
            || self.declined.contains(uid)
    }

    /// The hash of an entry.
    pub fn entry(&self, seq: u64) -> Option<&Hash> {
        self.entries.get(usize::try_from(seq).ok()?)
    }

    /// The post at `seq`.
    pub fn posted(&self, seq: u64) -> Option<&Posted> {
        let at = self.posts.binary_search_by_key(&seq, |post| post.seq).ok()?;
        self.posts.get(at)
    }

    /// An epoch's secret, if it was granted.
    pub fn secret(&self, epoch: u64) -> Option<&Secret> {
        self.epochs.get(&epoch)?.secret.as_ref()
    }
}
