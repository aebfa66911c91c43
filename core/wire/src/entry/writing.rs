//! What is written and what becomes of it: Post, Tombstone, Journalised, Resume.
//! Refuses content: that travels beside the entry, sealed.

use crate::id::{FileId, Hash, Uid};
use minicbor::{Decode, Encode};

/// Sealed content that travels beside the entry and can be erased without breaking the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Detached {
    /// Hash of the ciphertext.
    #[n(0)]
    pub hash: Hash,
    /// Its length in bytes.
    #[n(1)]
    pub len: u64,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Post {
    /// The sealed content.
    #[n(0)]
    pub content: Detached,
    /// Roots of the sealed files it carries.
    #[n(1)]
    pub files: Vec<FileId>,
    /// For a scheduled post: the server withholds the content until then (seconds since 1970).
    #[n(2)]
    pub show_at: Option<u64>,
}

/// A post to be erased. It has an effect only if all three name the same post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Tombstone {
    /// Its sequence number.
    #[n(0)]
    pub seq: u64,
    /// Hash of its entry.
    #[n(1)]
    pub entry: Hash,
    /// Its author.
    #[n(2)]
    pub author: Uid,
}

/// A part of the log that was archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Journalised {
    /// First sequence number.
    #[n(0)]
    pub from: u64,
    /// Last sequence number.
    #[n(1)]
    pub to: u64,
    /// Hash of what was exported.
    #[n(2)]
    pub export: Hash,
    /// The case's reference, sealed in the current epoch.
    #[n(3)]
    pub case: Detached,
}

/// The end of the log that was lost: members have seen it up to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Resume {
    /// The highest sequence number that was seen.
    #[n(0)]
    pub seq: u64,
    /// The hash of that entry.
    #[n(1)]
    pub head: Hash,
}
