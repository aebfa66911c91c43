//! A voucher: a member of staff met somebody without eID, and signs who they are and which keys are theirs.
//! Refuses a voucher by somebody vouched for: what stands in it is a login. Judged in `membership::voucher`.

use crate::id::{DeviceId, Hash, Signature, Uid};
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
}
