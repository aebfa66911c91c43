//! A dialog's log: posts and control entries in one signed line.
//! Refuses judgement: the rules are `membership::apply`. Written by `engine::compose`.

use crate::id::{DeviceId, DialogId, FileId, Hash, MsgId, Salt, Tenant, Uid, VerifyKey};
use crate::tenant::OrgAttest;
use crate::user::UserHead;
use minicbor::{Decode, Encode};

/// The largest signed entry, in bytes.
pub const MAX_ENTRY: usize = 64 * 1024;
/// The most people in one dialog.
pub const MAX_MEMBERS: usize = 64;
/// The most proposals open at one time.
pub const MAX_OPEN_PROPOSALS: usize = 16;
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

/// The kinds of entry. Codes 4, 6–17 and 20–31 are kept for what is to come.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Body {
    /// The dialog begins, with its creator alone.
    #[n(1)]
    Create(#[n(0)] Box<Create>),
    /// Somebody should take part.
    #[n(2)]
    Propose(#[n(0)] Box<Propose>),
    /// One who is asked says yes.
    #[n(3)]
    Consent(#[n(0)] Consent),
    /// Every yes is there: the person is in, in a new epoch.
    #[n(5)]
    Admit(#[n(0)] Admit),
    /// The person concerned says yes.
    #[n(18)]
    Join(#[n(0)] Join),
    /// One who is asked, or the person concerned, says no.
    #[n(19)]
    Decline(#[n(0)] Decline),
    /// A post.
    #[n(32)]
    Post(#[n(0)] Post),
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    /// Answers for the dialog; employed by the municipality.
    #[n(0)]
    Coordinator,
    /// Employed by the municipality.
    #[n(1)]
    Employee,
    /// The one whom the dialog is about.
    #[n(2)]
    Citizen,
    /// Family.
    #[n(3)]
    Relative,
    /// A professional from elsewhere.
    #[n(4)]
    External,
    /// A machine.
    #[n(5)]
    Service,
}

impl Role {
    /// Whether the role is for the municipality's own employees only.
    #[must_use]
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Coordinator | Self::Employee)
    }
}

/// How much of what was written before a new member may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Scope {
    /// Nothing: from the epoch of the admission on.
    #[n(0)]
    FromNow,
}

/// The closed, versioned list of policies (`membership::policy` has the rules of each).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Policy {
    /// The citizens named in Create consent to everyone else.
    #[n(1)]
    Standard,
}

/// A person and the state of their keys that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Pin {
    /// Who.
    #[n(0)]
    pub uid: Uid,
    /// Their user chain.
    #[n(1)]
    pub uhead: UserHead,
}

/// The beginning of an epoch: its secret by commitment, and who gets it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewEpoch {
    /// One more than the epoch before; 0 in Create.
    #[n(0)]
    pub epoch: u64,
    /// `KDF(ES, "samtale1/epoch-commit", dialog, epoch)`.
    #[n(1)]
    pub commit: Hash,
    /// Sorted by uid, exactly the members of the epoch.
    #[n(2)]
    pub grants: Vec<GrantRef>,
}

/// One member's grant, by hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GrantRef {
    /// For whom.
    #[n(0)]
    pub uid: Uid,
    /// The generation of the user key it is sealed to.
    #[n(1)]
    pub generation: u64,
    /// Hash of the sealed grant.
    #[n(2)]
    pub hash: Hash,
}

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

/// A dialog's first entry.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Create {
    /// The municipality.
    #[n(0)]
    pub tenant: Tenant,
    /// Makes the dialog's id unguessable.
    #[n(1)]
    pub salt: Salt,
    /// Key with which this server signs heads.
    #[n(2)]
    pub head_key: VerifyKey,
    /// Who must consent to whom; never changes.
    #[n(3)]
    pub policy: Policy,
    /// The citizen, or all guardians: the approvers, fixed; sorted by uid.
    #[n(4)]
    pub citizens: Vec<Pin>,
    /// The creator's employment.
    #[n(5)]
    pub org: Box<OrgAttest>,
    /// Epoch 0, granted to the creator alone.
    #[n(6)]
    pub epoch: NewEpoch,
    /// What the dialog is about, sealed in epoch 0.
    #[n(7)]
    pub about: Detached,
}

/// A proposal that somebody join.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Propose {
    /// Exactly this person with exactly these keys.
    #[n(0)]
    pub subject: Pin,
    /// As what.
    #[n(1)]
    pub role: Role,
    /// Seeing how much.
    #[n(2)]
    pub scope: Scope,
    /// Hash of what for, with a salt.
    #[n(3)]
    pub purpose: Hash,
    /// Until when, in seconds since 1970.
    #[n(4)]
    pub until: u64,
    /// The subject's employment, if the role asks for it.
    #[n(5)]
    pub org: Option<Box<OrgAttest>>,
    /// Hash of the letter to the subject: topic, purpose, the proposer's card.
    #[n(6)]
    pub letter: Hash,
    /// The same purpose for the members, sealed in the current epoch.
    #[n(7)]
    pub about: Detached,
}

/// A yes by one who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Consent {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
    /// Hash of the text that was shown.
    #[n(1)]
    pub text: Hash,
    /// Until when, in seconds since 1970; at most the proposal's.
    #[n(2)]
    pub until: u64,
}

/// The subject's own yes, which also accepts the dialog's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Join {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
    /// Hash of the text that was shown.
    #[n(1)]
    pub text: Hash,
    /// Until when, in seconds since 1970; at most the proposal's.
    #[n(2)]
    pub until: u64,
    /// Hash of the dialog's policy and its approvers.
    #[n(3)]
    pub policy: Hash,
}

/// A no, by the subject or by one who is asked: the proposal is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Decline {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
}

/// An admission. It consumes its proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Admit {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
    /// Hashes of the entries that said yes, sorted: the Join and every Consent.
    #[n(1)]
    pub consents: Vec<Hash>,
    /// The next epoch, granted to all members and the new one.
    #[n(2)]
    pub epoch: NewEpoch,
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
            _ => None,
        }
    }

    /// The ciphertext that must come with this entry.
    #[must_use]
    pub fn detached(&self) -> Option<&Detached> {
        match self {
            Self::Create(create) => Some(&create.about),
            Self::Propose(propose) => Some(&propose.about),
            Self::Post(post) => Some(&post.content),
            _ => None,
        }
    }
}
