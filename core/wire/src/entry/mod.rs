//! A dialog's log: posts and control entries in one signed line.
//! Refuses judgement: the rules are `membership::apply`. Written by `engine::compose`.
//! Here is the header of every entry; the kinds are told beside it, by what they do.

mod entering;
mod leaving;
mod proving;
mod writing;

pub use entering::*;
pub use leaving::*;
pub use proving::*;
pub use writing::*;

use crate::id::{DeviceId, DialogId, Hash, MsgId, Uid};
use crate::user::UserHead;
use minicbor::{Decode, Encode};

/// The largest signed entry, in bytes.
pub const MAX_ENTRY: usize = 64 * 1024;
/// The most people in one dialog.
pub const MAX_MEMBERS: usize = 64;
/// The most proposals open at one time.
pub const MAX_OPEN_PROPOSALS: usize = 16;
/// The most posts that a proposal can choose by number.
pub const MAX_CHOSEN: usize = 256;
/// The most people asking at one time to go on under a new uid.
pub const MAX_INTENTS: usize = 8;
/// The most files in one post.
pub const MAX_FILES: usize = 16;

/// What an entry's signature covers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Payload {
    /// 1.
    #[n(0)]
    pub version: u64,
    /// Which dialog.
    #[n(1)]
    pub dialog: DialogId,
    /// From 0, without gaps.
    #[n(2)]
    pub seq: u64,
    /// Hash of the entry before; zero for Create.
    #[n(3)]
    pub prev: Hash,
    /// Hash of the last control entry before; zero for Create.
    #[n(4)]
    pub ctl: Hash,
    /// The author.
    #[n(5)]
    pub uid: Uid,
    /// The author's device.
    #[n(6)]
    pub dev: DeviceId,
    /// The author's idempotency key: unique with dialog and device.
    #[n(7)]
    pub msg_id: MsgId,
    /// Seconds since 1970, never before the entry before.
    #[n(8)]
    pub t: u64,
    /// The epoch the entry is written in.
    #[n(9)]
    pub epoch: u64,
    /// The author's user chain as the author knows it; moves the pin.
    #[n(10)]
    pub uhead: UserHead,
    /// What happens.
    #[n(11)]
    pub body: Body,
}

/// The kinds of entry. Codes 9, 10, 13, 16 and 26–31 are kept for what is to come.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Body {
    /// The dialog begins, with its creator alone.
    #[n(1)]
    Create(#[n(0)] Box<Create>),
    /// Somebody should take part.
    #[n(2)]
    Propose(#[n(0)] Box<Propose>),
    /// One who is asked says yes, or renews a yes.
    #[n(3)]
    Consent(#[n(0)] Consent),
    /// One who said yes takes it back.
    #[n(4)]
    Withdraw(#[n(0)] Withdraw),
    /// Every yes is there: the person is in, in a new epoch.
    #[n(5)]
    Admit(#[n(0)] Admit),
    /// Members are out, in a new epoch that they cannot read.
    #[n(6)]
    Remove(#[n(0)] Remove),
    /// A member goes; somebody's Remove follows.
    #[n(7)]
    Leave,
    /// A new epoch for the same members.
    #[n(8)]
    Rotate(#[n(0)] Rotate),
    /// A member who lost every device goes on under a new uid, in a new epoch.
    #[n(11)]
    Rebind(#[n(0)] Box<Rebind>),
    /// A post is to be erased; its place in the log stays.
    #[n(12)]
    Tombstone(#[n(0)] Tombstone),
    /// Nothing more is written here, until Reopen.
    #[n(14)]
    Close,
    /// A part of the dialog went into the case system.
    #[n(15)]
    Journalised(#[n(0)] Journalised),
    /// Two people met and their screens scanned each other.
    #[n(17)]
    Verified(#[n(0)] Box<Verified>),
    /// The person concerned says yes.
    #[n(18)]
    Join(#[n(0)] Join),
    /// One who is asked, or the person concerned, says no.
    #[n(19)]
    Decline(#[n(0)] Decline),
    /// The dialog goes on after Close.
    #[n(20)]
    Reopen,
    /// One who lost every device asks to go on under this new uid.
    #[n(21)]
    RebindIntent(#[n(0)] RebindIntent),
    /// The coordinator compared a login, national number and all, with who was meant.
    #[n(22)]
    Matched(#[n(0)] Matched),
    /// The municipality no longer employs a member.
    #[n(23)]
    OrgRevoke(#[n(0)] Box<OrgRevoke>),
    /// The server lost the end of this log for good; from here it goes on.
    #[n(24)]
    Resume(#[n(0)] Resume),
    /// A member shows the cards of devices that the others have not met.
    #[n(25)]
    Introduce(#[n(0)] Introduce),
    /// A post.
    #[n(32)]
    Post(#[n(0)] Post),
}

impl Body {
    /// Whether the entry changes who belongs: everything but a post does.
    #[must_use]
    pub fn is_control(&self) -> bool {
        !matches!(self, Self::Post(_))
    }

    /// The epoch this entry begins, if it begins one.
    #[must_use]
    pub fn new_epoch(&self) -> Option<&NewEpoch> {
        match self {
            Self::Create(create) => Some(&create.epoch),
            Self::Admit(admit) => Some(&admit.epoch),
            Self::Remove(remove) => Some(&remove.epoch),
            Self::Rotate(rotate) => Some(&rotate.epoch),
            Self::Rebind(rebind) => Some(&rebind.epoch),
            _ => None,
        }
    }

    /// The ciphertext that must come with this entry.
    #[must_use]
    pub fn detached(&self) -> Option<&Detached> {
        match self {
            Self::Create(create) => Some(&create.about),
            Self::Propose(propose) => Some(&propose.about),
            Self::Journalised(journalised) => Some(&journalised.case),
            Self::Post(post) => Some(&post.content),
            _ => None,
        }
    }
}
