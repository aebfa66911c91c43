//! Where somebody without eID asks to be vouched for: at an invitation, for the time that two people meet.
//! Refuses to know the secret. `POST /v1/vouching`, `/v1/vouching/answer`, `GET` and `POST /v1/vouching/{id}`.

use crate::id::{Hash, InvitationId, Salt};
use crate::signed::Bytes;
use crate::user::Genesis;
use minicbor::{Decode, Encode};

/// How long an invitation for somebody without eID may stand open, in seconds.
pub const MAX_VOUCHING: u64 = 3600;

/// Says of an own invitation that whoever comes with it is met, and vouched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewVouching {
    /// Which invitation.
    #[n(0)]
    pub id: InvitationId,
    /// Seconds since 1970; at most [`MAX_VOUCHING`] ahead.
    #[n(1)]
    pub until: u64,
}

/// Somebody without eID asks to be vouched for; once at each invitation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct VouchingRequest {
    /// How their chain will begin.
    #[n(0)]
    pub genesis: Genesis,
    /// Proves to the inviter that they were shown the secret and have these keys.
    #[n(1)]
    pub proof: Hash,
}

/// The same as the inviter is told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct VouchingAsked {
    /// At which invitation.
    #[n(0)]
    pub invitation: InvitationId,
    /// What was asked.
    #[n(1)]
    pub request: VouchingRequest,
}

/// The inviter answers: first with what makes the digits, then with the voucher.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AnswerVouching {
    /// At which invitation.
    #[n(0)]
    pub id: InvitationId,
    /// What it says.
    #[n(1)]
    pub answer: VouchingAnswer,
}

/// What whoever asked is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct VouchingAnswer {
    /// What makes the digits, once the inviter has their keys.
    #[n(0)]
    pub nonce: Option<Salt>,
    /// The voucher, sealed to them.
    #[n(1)]
    pub letter: Option<Bytes>,
}
