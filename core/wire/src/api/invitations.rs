//! Invitations as the server knows them: an id, an owner, an end. It never has the secret.
//! Refuses a second claim by another. `POST /v1/invitations`, `POST /v1/claims`.

use super::Claimed;
use crate::id::{Hash, InvitationId};
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
