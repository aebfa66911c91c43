//! Where somebody without eID asks to be vouched for: at an invitation, for the time that two people meet; and
//! where a guardian is asked to vouch in the inviter's place. Refuses to know the secret. `POST /v1/vouching`, `/v1/vouching/answer`, `GET` and `POST /v1/vouching/{id}`.

use crate::id::{DialogId, Hash, InvitationId, Salt, Uid};
use crate::signed::Bytes;
use crate::user::Genesis;
use minicbor::{Decode, Encode};

/// How long an invitation for somebody without eID may stand open, in seconds.
pub const MAX_VOUCHING: u64 = 3600;

/// Says of an own invitation that whoever comes with it is met, and vouched for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewVouching {
    /// Which invitation.
    #[n(0)]
    pub id: InvitationId,
    /// Seconds since 1970; at most [`MAX_VOUCHING`] ahead, and with a guardian
    /// [`MAX_MANDATE`](crate::voucher::MAX_MANDATE).
    #[n(1)]
    pub until: u64,
    /// Who meets them and vouches, if not the inviter.
    #[n(2)]
    pub guardian: Option<AskGuardian>,
}

/// A guardian whom an inviter asks to vouch in their place.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AskGuardian {
    /// Who.
    #[n(0)]
    pub uid: Uid,
    /// In which dialog they are with the inviter: once they are not, they vouch for nobody.
    #[n(1)]
    pub dialog: DialogId,
    /// What they need, sealed to them.
    #[n(2)]
    pub letter: Bytes,
}

/// The same as the guardian is told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GuardianAsked {
    /// To which invitation.
    #[n(0)]
    pub invitation: InvitationId,
    /// Who asks it of them.
    #[n(1)]
    pub by: Uid,
    /// What they need, sealed to them.
    #[n(2)]
    pub letter: Bytes,
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
    /// Whether the guardian says that nobody is vouched for there: it was somebody else who asked.
    #[n(2)]
    pub no: Option<bool>,
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
