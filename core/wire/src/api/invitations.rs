//! Invitations as the server knows them: an id, an owner, an end, what became of it. It never has the secret.
//! Refuses a second claim by another. `POST /v1/invitations`, `/v1/invitations/withdrawn`, `/v1/claims`,
//! `/v1/claims/refused`.

use super::Claimed;
use crate::id::{Hash, InvitationId, Uid};
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// Registers an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewInvitation {
    /// The hash of its secret.
    #[n(0)]
    pub id: InvitationId,
    /// Seconds since 1970; at most 30 days ahead.
    #[n(1)]
    pub until: u64,
}

/// An invitation that the server knows, and who took it up, if anybody has.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Registered {
    /// As the owner's feed told it, or will.
    #[n(0)]
    pub claimed: Option<Claimed>,
    /// What happened to it, in order; told again with each registration.
    #[n(1)]
    pub events: Vec<InvitationEvent>,
}

/// Something that happened to an invitation, as the server saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct InvitationEvent {
    /// Which invitation.
    #[n(0)]
    pub invitation: InvitationId,
    /// What.
    #[n(1)]
    pub what: Happened,
    /// When, seconds since 1970.
    #[n(2)]
    pub t: u64,
}

/// What can happen to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Happened {
    /// An app was shown its link, for the first time.
    #[n(1)]
    Opened,
    /// Somebody logged in and took it up.
    #[n(2)]
    Claimed,
    /// Somebody else wanted it, or was not whom its owner meant: they did not get it.
    #[n(3)]
    Refused,
    /// Its owner took it back.
    #[n(4)]
    Withdrawn,
}

/// Takes an own invitation back: nobody can take it up any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WithdrawInvitation {
    /// Which invitation.
    #[n(0)]
    pub id: InvitationId,
}

/// Whoever took an own invitation up is not who was meant: it is open again, for others than them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RefuseClaim {
    /// Which invitation.
    #[n(0)]
    pub invitation: InvitationId,
    /// Who took it up.
    #[n(1)]
    pub uid: Uid,
}

/// Takes an invitation up. A retry by the same person is the same claim.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Claim {
    /// Which invitation.
    #[n(0)]
    pub id: InvitationId,
    /// Proves to the inviter that the claimant knows the secret and has these keys.
    #[n(1)]
    pub proof: Hash,
    /// The claimant's card, sealed to the inviter.
    #[n(2)]
    pub letter: Bytes,
}
