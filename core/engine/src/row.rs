//! What the cache keeps of a dialog, in memory only: one row an item, in the order of the log.
//! Refuses keys but those of files. Made by `inbox` and `outbox`, drawn by `show`.

use crate::content::{Carried, PostRef};
use minicbor::{Decode, Encode};
use samtale_wire::entry::{Role, Scope};
use samtale_wire::{DialogId, Hash, MsgId, Uid};

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Row {
    /// Where.
    #[n(0)]
    pub dialog: DialogId,
    /// The author's idempotency key: a waiting post and the sent one are the same row.
    #[n(1)]
    pub id: MsgId,
    /// Its place in the log; `None` while it waits.
    #[n(2)]
    pub seq: Option<u64>,
    /// By whom.
    #[n(3)]
    pub by: Uid,
    /// When, seconds since 1970.
    #[n(4)]
    pub t: u64,
    /// What.
    #[n(5)]
    pub what: What,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum What {
    /// A post.
    #[n(1)]
    Post(#[n(0)] PostRow),
    /// The dialog began.
    #[n(2)]
    Created,
    /// Somebody was proposed.
    #[n(3)]
    Proposed(#[n(0)] ProposedRow),
    /// Somebody said yes.
    #[n(4)]
    SaidYes(#[n(0)] Hash),
    /// Somebody said no.
    #[n(5)]
    SaidNo(#[n(0)] Hash),
    /// Somebody was admitted.
    #[n(6)]
    Admitted(#[n(0)] Uid),
    /// A yes about somebody was taken back.
    #[n(7)]
    Withdrew(#[n(0)] Uid),
    /// People were put out.
    #[n(8)]
    Removed(#[n(0)] Vec<Uid>),
    /// Somebody left.
    #[n(9)]
    Left,
    /// A new epoch, because what this person began could not be read.
    #[n(10)]
    Garbage(#[n(0)] Uid),
    /// A post that was taken back, by whom.
    #[n(11)]
    Erased(#[n(0)] Uid),
    /// The dialog was closed.
    #[n(12)]
    Closed,
    /// It goes on.
    #[n(13)]
    Reopened,
    /// A part went into the case system.
    #[n(14)]
    Journalised,
    /// Somebody was met.
    #[n(15)]
    Verified(#[n(0)] Uid),
    /// A login was compared with who was meant.
    #[n(16)]
    Matched(#[n(0)] Uid),
    /// A new uid says that it is this member.
    #[n(17)]
    AskedBack(#[n(0)] Uid),
    /// A member goes on under a new uid.
    #[n(18)]
    Returned(#[n(0)] Uid),
    /// Somebody is not employed any more.
    #[n(19)]
    Dismissed(#[n(0)] Uid),
    /// The server lost a part of the log for good.
    #[n(20)]
    Resumed,
    /// A yes was renewed.
    #[n(21)]
    Renewed,
    /// A member writes from a new device.
    #[n(22)]
    Introduced,
    /// Somebody has logged in once more, at a higher level.
    #[n(23)]
    LoggedInAgain,
    /// A reaction to a post, or an edit of one: never an item of its own.
    #[n(30)]
    Mark(#[n(0)] MarkRow),
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PostRow {
    /// The words.
    #[n(0)]
    pub text: String,
    /// What comes with them.
    #[n(1)]
    pub carries: Carried,
    /// Whether sending it failed.
    #[n(2)]
    pub failed: bool,
    /// The post that it answers, as its author named it: whether that stands there is seen when it is shown.
    #[n(3)]
    pub answers: Option<PostRef>,
}

/// Something about a post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MarkRow {
    /// Which post, by its sequence number; its entry is the one that was named.
    #[n(0)]
    pub about: u64,
    /// What.
    #[n(1)]
    pub mark: Mark,
    /// Whether sending it failed.
    #[n(2)]
    pub failed: bool,
}

impl MarkRow {
    /// One that was taken back.
    #[must_use]
    pub fn gone(about: u64) -> Self {
        Self { about, mark: Mark::Gone, failed: false }
    }
}

/// What is said about a post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Mark {
    /// One emoji; `None` takes the one before back.
    #[n(1)]
    Reaction(#[n(0)] Option<String>),
    /// The words that are meant instead.
    #[n(2)]
    Edit(#[n(0)] String),
    /// It was taken back: what it said is forgotten.
    #[n(3)]
    Gone,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ProposedRow {
    /// Its id.
    #[n(0)]
    pub proposal: Hash,
    /// Whom.
    #[n(1)]
    pub subject: Uid,
    /// As what.
    #[n(2)]
    pub role: Role,
    /// What for; `None` when this device could not read it.
    #[n(3)]
    pub purpose: Option<String>,
    /// Until when, seconds since 1970.
    #[n(4)]
    pub until: u64,
    /// Whose consent it needs besides the subject's.
    #[n(5)]
    pub approvers: Vec<Uid>,
    /// How much of what was before the subject will see.
    #[n(6)]
    pub scope: Scope,
}
