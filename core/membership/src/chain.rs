//! A person's own chain: devices and user keys, entry by entry.
//! Refuses entries that do not follow, unattested devices and bad keys. Used by `apply`.

use crate::violation::Violation;
use crate::{hash, sign};
use samtale_wire::user::{DevCert, Genesis, UserBody, UserHead, UserPayload};
use samtale_wire::{DeviceId, Hash, KemKey, Signed, Tenant, Uid, decode, label};
use std::collections::BTreeMap;

/// The most entries in a chain.
pub const MAX_CHAIN: u64 = 1024;

/// A device in a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Its keys.
    pub cert: DevCert,
    /// Hash of the card that vouches for it.
    pub card: Option<Hash>,
}

/// What a chain says after one of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserState {
    /// Whose.
    pub uid: Uid,
    /// In which municipality.
    pub tenant: Tenant,
    /// Which entry.
    pub head: UserHead,
    /// Its time, seconds since 1970.
    pub t: u64,
    /// The devices that speak for this person.
    pub devices: Vec<Device>,
    /// Generation of the user key.
    pub generation: u64,
    /// Grants are sealed to this key.
    pub user_key: KemKey,
    /// Commitment to the user secret.
    pub user_commit: Hash,
}

impl UserState {
    /// The device, if it speaks for this person.
    #[must_use]
    pub fn device(&self, id: &DeviceId) -> Option<&Device> {
        self.devices.iter().find(|device| device.id == *id)
    }

    /// Whether a provider vouched for every device: before that nobody seals to it.
    #[must_use]
    pub fn attested(&self) -> bool {
        self.devices.iter().all(|device| device.card.is_some())
    }
}

/// A whole chain, with every state it went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserChain {
    states: Vec<UserState>,
    last: UserState,
}

/// Where `apply` finds the chains it judges by.
pub trait Chains {
    /// The longest verified chain of `uid` at hand.
    fn chain(&self, uid: &Uid) -> Option<&UserChain>;
}

impl Chains for BTreeMap<Uid, UserChain> {
    fn chain(&self, uid: &Uid) -> Option<&UserChain> {
        self.get(uid)
    }
}

impl UserChain {
    /// Begins a chain with a signed Genesis.
    ///
    /// # Errors
    /// The [`Violation`] that makes it no Genesis.
    pub fn begin(bytes: &[u8]) -> Result<Self, Violation> {
        let (signed, payload) = parse(bytes)?;
        let UserBody::Genesis(genesis) = &payload.body else { return Err(Violation::Kind) };
        if payload.useq != 0 || payload.uprev != Hash::ZERO {
            return Err(Violation::Sequence);
        }
        if payload.uid != hash::uid(genesis) || payload.by != hash::device(&genesis.device) {
            return Err(Violation::BadId);
        }
        if !sign::key_ok(&genesis.device.signs) || !crate::login::key_ok(&genesis.device.login) {
            return Err(Violation::BadKey);
        }
        if !sign::verify_signed(&genesis.device.signs, label::UENTRY, &signed) {
            return Err(Violation::BadSignature);
        }
        Ok(Self { states: Vec::new(), last: first(&payload, genesis, entry_hash(bytes)) })
    }

    /// Extends the chain by one signed entry.
    ///
    /// # Errors
    /// The [`Violation`]; the chain is as before.
    pub fn extend(&mut self, bytes: &[u8]) -> Result<(), Violation> {
        let (signed, payload) = parse(bytes)?;
        let last = &self.last;
        if payload.uid != last.uid {
            return Err(Violation::Foreign);
        }
        if payload.useq != last.head.useq + 1 {
            return Err(Violation::Sequence);
        }
        if payload.useq >= MAX_CHAIN {
            return Err(Violation::TooLarge);
        }
        if payload.uprev != last.head.hash {
            return Err(Violation::ChainBroken);
        }
        if payload.t < last.t {
            return Err(Violation::TimeBackwards);
        }
        let by = last.device(&payload.by).ok_or(Violation::UnknownDevice)?;
        if !sign::verify_signed(&by.cert.signs, label::UENTRY, &signed) {
            return Err(Violation::BadSignature);
        }
        let UserBody::Attest(attest) = &payload.body else { return Err(Violation::Kind) };
        let mut next = last.clone();
        let (key, commit) = (next.user_key, next.user_commit);
        let device = next.devices.iter_mut().find(|d| d.id == attest.dev).ok_or(Violation::UnknownDevice)?;
        if attest.over != hash::over(&device.cert, &key, &commit) {
            return Err(Violation::BadId);
        }
        device.card = Some(attest.card);
        next.head = UserHead { useq: payload.useq, hash: entry_hash(bytes) };
        next.t = payload.t;
        self.states.push(std::mem::replace(&mut self.last, next));
        Ok(())
    }

    /// Reads a whole chain.
    ///
    /// # Errors
    /// The first [`Violation`].
    pub fn read<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, Violation> {
        let mut entries = entries.into_iter();
        let mut chain = Self::begin(entries.next().ok_or(Violation::Malformed)?)?;
        entries.try_for_each(|entry| chain.extend(entry))?;
        Ok(chain)
    }

    /// What it says now.
    #[must_use]
    pub fn now(&self) -> &UserState {
        &self.last
    }

    /// What it said at `head`, if it ever was there.
    #[must_use]
    pub fn at(&self, head: &UserHead) -> Option<&UserState> {
        self.states.iter().chain([&self.last]).find(|state| state.head == *head)
    }
}

fn parse(bytes: &[u8]) -> Result<(Signed, UserPayload), Violation> {
    if bytes.len() > samtale_wire::entry::MAX_ENTRY {
        return Err(Violation::TooLarge);
    }
    let signed: Signed = decode(bytes).map_err(|_| Violation::Malformed)?;
    let payload: UserPayload = decode(&signed.payload.0).map_err(|_| Violation::Malformed)?;
    if payload.version == 1 { Ok((signed, payload)) } else { Err(Violation::Version) }
}

fn first(payload: &UserPayload, genesis: &Genesis, hash: Hash) -> UserState {
    UserState {
        uid: payload.uid,
        tenant: genesis.tenant,
        head: UserHead { useq: 0, hash },
        t: payload.t,
        devices: vec![Device { id: payload.by, cert: genesis.device.clone(), card: None }],
        generation: 0,
        user_key: genesis.user_key,
        user_commit: genesis.user_commit,
    }
}

fn entry_hash(bytes: &[u8]) -> Hash {
    hash::hash(label::UENTRY_HASH, &[bytes])
}
