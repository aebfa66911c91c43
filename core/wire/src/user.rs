//! A person's own chain: which devices speak for them and which key reads for them.
//! Refuses judgement: the rules are in `membership::chain`. Written by `engine::enrol`.

use crate::id::{DeviceId, Hash, KemKey, LoginKey, Salt, Signature, Tenant, Uid, VerifyKey};
use crate::voucher::Voucher;
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

/// The kinds of user entries; codes from 7 on are kept for what is to come.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum UserBody {
    /// The first device and the first user key.
    #[n(1)]
    Genesis(#[n(0)] Box<Genesis>),
    /// One more device.
    #[n(2)]
    AddDevice(#[n(0)] Box<NewDevice>),
    /// A device, and whatever it added since, speaks no more.
    #[n(3)]
    RevokeDevice(#[n(0)] Box<RevokeDevice>),
    /// A new user key for the same devices.
    #[n(4)]
    RotateUserKey(#[n(0)] Box<NewUserKey>),
    /// A device on paper: it brings new devices and takes away old ones, and writes nowhere.
    #[n(5)]
    SetPaper(#[n(0)] Box<NewDevice>),
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

/// A device that is added by one that is there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewDevice {
    /// Its keys.
    #[n(0)]
    pub device: DevCert,
    /// Hash of the user secret sealed to it.
    #[n(1)]
    pub secret: Hash,
    /// The new device's own signature (label `samtale1.cosig`) over uid, useq, uprev and its id.
    #[n(2)]
    pub cosig: Signature,
}

/// The user key of the next generation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewUserKey {
    /// Grants are sealed to it from here on.
    #[n(0)]
    pub user_key: KemKey,
    /// Commitment to its secret.
    #[n(1)]
    pub user_commit: Hash,
    /// Hash of the secret before, sealed under the new one: what was granted before stays readable.
    #[n(2)]
    pub before: Hash,
    /// The new secret sealed to each device, by hash: exactly those that stay, sorted by id.
    #[n(3)]
    pub secrets: Vec<SecretRef>,
}

/// A user secret sealed to one device, by hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SecretRef {
    /// For which device.
    #[n(0)]
    pub dev: DeviceId,
    /// Hash of the sealed secret.
    #[n(1)]
    pub hash: Hash,
}

/// The end of a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RevokeDevice {
    /// Which.
    #[n(0)]
    pub dev: DeviceId,
    /// Since when it was out of hand, seconds since 1970: what it added from then on goes with it.
    #[n(1)]
    pub since: u64,
    /// The next user key.
    #[n(2)]
    pub key: NewUserKey,
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
    /// `H(uid, DevCert, user key, user commitment)`: what the card's nonce is bound to.
    #[n(2)]
    pub over: Hash,
    /// Whose voucher may stand in the card's place, when it tells too much to be shown: who invited this person.
    #[n(3)]
    pub matched_by: Option<Uid>,
}

/// A provider's signed token, and what ties its nonce to the keys. One that others are shown tells no national number.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Token {
    /// The ID token (RFC 7519, OpenID Connect Core §2), with a pairwise subject.
    #[n(0)]
    pub id_token: String,
    /// The random part of the nonce.
    #[n(1)]
    pub r: Salt,
}

/// An identity card: who says which keys are whose. On the wire the first field tells which it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Card {
    /// A provider.
    Token(Token),
    /// Somebody who met them, or looked at a login that tells too much.
    Voucher(Box<Voucher>),
}

impl Card {
    /// The provider's token, if it is one.
    #[must_use]
    pub fn token(&self) -> Option<&Token> {
        match self {
            Self::Token(token) => Some(token),
            Self::Voucher(_) => None,
        }
    }
}

impl<C> Encode<C> for Card {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Token(token) => token.encode(e, ctx),
            Self::Voucher(voucher) => voucher.encode(e, ctx),
        }
    }
}

impl<'b, C> Decode<'b, C> for Card {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let mut ahead = d.probe();
        ahead.array()?;
        match ahead.datatype()? {
            minicbor::data::Type::String => Token::decode(d, ctx).map(Self::Token),
            _ => Voucher::decode(d, ctx).map(Box::new).map(Self::Voucher),
        }
    }
}

impl core::fmt::Debug for Card {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Card([secret])")
    }
}
