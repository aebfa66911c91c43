//! A voucher: a member of staff signs who somebody is and which keys are theirs. They met somebody without eID, or
//! have looked at a login that nobody else may see, as it tells a national number; or a guardian met them, by a mandate
//! of a member of staff. Refuses a voucher by somebody vouched for: what stands in it is a login. Judged in
//! `membership::voucher` and `membership::mandate`.

use crate::id::{DeviceId, Hash, InvitationId, Signature, Uid};
use crate::tenant::Level;
use crate::user::{Token, UserHead};
use minicbor::{Decode, Encode};

/// What whoever vouches signs (label `samtale1.voucher`).
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Testimony {
    /// `H(uid, DevCert, user key, user commitment)` of whom they met.
    #[n(0)]
    pub over: Hash,
    /// What that person is called.
    #[n(1)]
    pub name: String,
    /// Who vouches.
    #[n(2)]
    pub uid: Uid,
    /// Where their chain was then.
    #[n(3)]
    pub uhead: UserHead,
    /// With which device.
    #[n(4)]
    pub dev: DeviceId,
    /// When, seconds since 1970.
    #[n(5)]
    pub t: u64,
    /// What the login says that they have looked at; `None` for somebody whom they met.
    #[n(6)]
    pub login: Option<MatchedLogin>,
}

/// What is said of a login that tells a national number: all that the others need, and no number.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct MatchedLogin {
    /// The hash of its card, which the chain names: the voucher stands in its place.
    #[n(0)]
    pub card: Hash,
    /// Where it was: the issuer, exactly as the municipality's card has it.
    #[n(1)]
    pub iss: String,
    /// The pairwise subject there.
    #[n(2)]
    pub sub: String,
    /// When, seconds since 1970.
    #[n(3)]
    pub auth_time: u64,
    /// How well it shows who somebody is.
    #[n(4)]
    pub level: Level,
    /// Whether its number is the one that was meant.
    #[n(5)]
    pub number: bool,
}

/// An identity card that a person gives instead of a provider.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Voucher {
    /// What is vouched for.
    #[n(0)]
    pub says: Testimony,
    /// By the device's signing key.
    #[n(1)]
    pub sig: Signature,
    /// The card of that device: nobody has to know whoever vouches.
    #[n(2)]
    pub card: Token,
    /// Why a guardian may vouch; an employee has none.
    #[n(3)]
    pub mandate: Option<Box<Mandate>>,
}

/// The longest that a mandate may hold, in seconds.
pub const MAX_MANDATE: u64 = 14 * 86_400;

/// What an employee signs who knows from the case whose guardian somebody is (label `samtale1.mandate`).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Guardianship {
    /// Who the guardian is.
    #[n(0)]
    pub guardian: Uid,
    /// What the child is called.
    #[n(1)]
    pub name: String,
    /// Until when the guardian may vouch, seconds since 1970; at most [`MAX_MANDATE`] after [`t`](Self::t).
    #[n(2)]
    pub until: u64,
    /// The invitation that it is for.
    #[n(3)]
    pub invitation: InvitationId,
    /// Who says so.
    #[n(4)]
    pub uid: Uid,
    /// Where their chain was then.
    #[n(5)]
    pub uhead: UserHead,
    /// With which device.
    #[n(6)]
    pub dev: DeviceId,
    /// When, seconds since 1970: the guardian vouches for nobody before.
    #[n(7)]
    pub t: u64,
}

/// An employee's word that a guardian may vouch for one child, once.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Mandate {
    /// Whose guardian somebody is.
    #[n(0)]
    pub says: Guardianship,
    /// By the device's signing key.
    #[n(1)]
    pub sig: Signature,
    /// The card of that device.
    #[n(2)]
    pub card: Token,
}

impl core::fmt::Debug for Mandate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Mandate([card])")
    }
}
