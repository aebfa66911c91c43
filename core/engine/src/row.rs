//! What the cache keeps of a dialog, in memory only: one row an item, in the order of the log.
//! Refuses keys but those of files. Made by `inbox` and `outbox`, drawn by `show`.

use crate::content::Photo;
use minicbor::{Decode, Encode};
use samtale_wire::entry::Role;
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
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PostRow {
    /// The words.
    #[n(0)]
    pub text: String,
    /// The photo.
    #[n(1)]
    pub photo: Option<Photo>,
    /// Whether sending it failed.
    #[n(2)]
    pub failed: bool,
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
}
