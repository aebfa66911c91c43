//! A person's chain grows: devices that come and go, new user keys, cards for devices.
//! Refuses entries without the sealed secrets they name. `POST /v1/chain`, `POST /v1/links`,
//! `GET /v1/links/{id}`, `POST /v1/links/{id}`.

use crate::id::{DeviceId, Hash, LinkId, Signature};
use crate::signed::Bytes;
use crate::user::{Card, DevCert};
use minicbor::{Decode, Encode};

/// The next entry of the caller's own chain, signed by the device that calls.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Extend {
    /// The signed entry; never a Genesis.
    #[n(0)]
    pub entry: Bytes,
    /// The user secrets that the entry names by hash, in its order.
    #[n(1)]
    pub secrets: Vec<SealedSecret>,
    /// With a new user key: the secret before, sealed under the new one.
    #[n(2)]
    pub before: Option<Bytes>,
    /// With an Attest: the login, for the server's own admission; it does not keep it.
    #[n(3)]
    pub card: Option<Card>,
}

/// A user secret sealed to one device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SealedSecret {
    /// Which device.
    #[n(0)]
    pub dev: DeviceId,
    /// The sealed bytes.
    #[n(1)]
    pub sealed: Bytes,
}

/// Opens a place where a new device of the caller can leave word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewLink {
    /// The hash of a secret that the server never has.
    #[n(0)]
    pub id: LinkId,
    /// Seconds since 1970; at most [`MAX_LINK`](super::MAX_LINK) ahead.
    #[n(1)]
    pub until: u64,
}

/// A new device asks to be added.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkRequest {
    /// Its keys.
    #[n(0)]
    pub device: DevCert,
    /// Its signature over the place in the chain where it is to stand (label `samtale1.cosig`).
    #[n(1)]
    pub cosig: Signature,
    /// `KDF(secret, "samtale1/link", uid, device id)`: it was shown the link.
    #[n(2)]
    pub proof: Hash,
    /// Its identity card, sealed to the person's own user key.
    #[n(3)]
    pub letter: Bytes,
}
