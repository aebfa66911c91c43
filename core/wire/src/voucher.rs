//! A voucher: a member of staff met somebody without eID, and signs who they are and which keys are theirs; or a
//! guardian did, by a mandate of a member of staff. Refuses a voucher by somebody vouched for: what stands in it is a
//! login. Judged in `membership::voucher` and `membership::mandate`.

use crate::id::{DeviceId, Hash, InvitationId, Signature, Uid};
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
