//! A person's own chain: which devices speak for them and which key reads for them.
//! Refuses judgement: the rules are in `membership::chain`. Written by `engine::enrol`.

use crate::id::{DeviceId, Hash, KemKey, LoginKey, Salt, Tenant, Uid, VerifyKey};
use minicbor::{Decode, Encode};

/// What a device is: its keys and when they were made.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DevCert {
    /// Signs entries.
    #[n(0)]
    pub signs: VerifyKey,
    /// Receives the user secret.
    #[n(1)]
    pub opens: KemKey,
    /// Logs in; never signs anything else.
    #[n(2)]
    pub login: LoginKey,
    /// Seconds since 1970, by the device's clock.
    #[n(3)]
    pub created: u64,
}

/// A place in a user chain: how many entries, and the hash of the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct UserHead {
    /// Sequence number of the last entry, from 0.
    #[n(0)]
    pub useq: u64,
    /// Its hash.
    #[n(1)]
    pub hash: Hash,
}

/// What a user entry's signature covers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct UserPayload {
    /// 1.
    #[n(0)]
    pub version: u64,
    /// Whose chain.
    #[n(1)]
    pub uid: Uid,
    /// From 0, without gaps.
    #[n(2)]
    pub useq: u64,
    /// Hash of the entry before; zero for the first.
    #[n(3)]
    pub uprev: Hash,
    /// The device that signs.
    #[n(4)]
    pub by: DeviceId,
    /// Seconds since 1970.
    #[n(5)]
    pub t: u64,
    /// What happens.
    #[n(6)]
    pub body: UserBody,
}

/// The kinds of user entries; codes 2–5, 7 and 8 are kept for what is to come.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum UserBody {
    /// The first device and the first user key.
    #[n(1)]
    Genesis(#[n(0)] Box<Genesis>),
    /// An identity provider vouched for these keys.
    #[n(6)]
    Attest(#[n(0)] Attest),
}

/// The beginning of a person.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Genesis {
    /// The municipality this uid belongs to.
    #[n(0)]
    pub tenant: Tenant,
    /// Makes the uid unguessable.
    #[n(1)]
    pub salt: Salt,
    /// The first device.
    #[n(2)]
    pub device: DevCert,
    /// The user key of generation 0: grants are sealed to it.
    #[n(3)]
    pub user_key: KemKey,
    /// Commitment to the user secret of generation 0.
    #[n(4)]
    pub user_commit: Hash,
}

/// What an identity provider said, by hash.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Attest {
    /// The device it is about.
    #[n(0)]
    pub dev: DeviceId,
    /// Hash of the identity card.
    #[n(1)]
    pub card: Hash,
    /// `H(DevCert, user key, user commitment)`: what the card's nonce is bound to.
    #[n(2)]
    pub over: Hash,
}

/// An identity card: the provider's signed token, and what ties its nonce to the keys.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Card {
    /// The ID token (RFC 7519, OpenID Connect Core §2), with a pairwise subject and no national number.
    #[n(0)]
    pub id_token: String,
    /// The random part of the nonce.
    #[n(1)]
    pub r: Salt,
}

impl core::fmt::Debug for Card {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Card([secret])")
    }
}
