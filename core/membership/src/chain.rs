//! A person's own chain: devices and user keys, entry by entry.
//! Refuses entries that do not follow, devices nobody vouched for, and bad keys. Used by `apply`.
//! What each kind of entry asks and does is in `chain/kinds.rs`.

mod kinds;

pub use kinds::cosigned;

use crate::violation::Violation;
use crate::{hash, sign};
use samtale_wire::user::{DevCert, Genesis, UserBody, UserHead, UserPayload};
use samtale_wire::{Bytes, DeviceId, Hash, KemKey, Signed, Tenant, Uid, decode, label};
use std::collections::{BTreeMap, BTreeSet};

/// The most entries in a chain.
pub const MAX_CHAIN: u64 = 1024;
/// The most devices at one time, paper included.
pub const MAX_DEVICES: usize = 16;
/// The most paper devices at one time.
pub const MAX_PAPER: usize = 2;

/// A device in a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Its keys.
    pub cert: DevCert,
    /// Whether it is a code on paper: no provider vouches for it, and it writes in no dialog.
    pub paper: bool,
    /// Who added it, and when (seconds since 1970); the first device added itself.
    pub added: (DeviceId, u64),
    /// The card that vouches for it.
    pub vouched: Option<Vouched>,
}

/// A provider vouched for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Hash of the identity card.
    pub card: Hash,
    /// Whose voucher may stand in its place.
    pub matched_by: Option<Uid>,
    /// The keys it is bound to: those of that day.
    pub over: Hash,
    /// When its login must have been, seconds since 1970: the making of the device's keys for its first card,
    /// the time of the entry for each later one. Nobody can move either: both are signed by the device, an
    /// entry never lies before the one before it, and the server sequences none that is not of now.
    pub at: u64,
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
    /// Hash of the secret before it, sealed under it; zero for generation 0.
    pub before: Hash,
}

impl UserState {
    /// What a card for a device with these keys is bound to now: this person's user key, and theirs.
    #[must_use]
    pub fn over(&self, cert: &DevCert) -> Hash {
        hash::over(&self.uid, cert, &self.user_key, &self.user_commit)
    }

    /// The device, if it speaks for this person.
    #[must_use]
    pub fn device(&self, id: &DeviceId) -> Option<&Device> {
        self.devices.iter().find(|device| device.id == *id)
    }

    /// The devices that a revocation takes away: that one, whatever it added since then (seconds since
    /// 1970), whatever those added, and whom nobody vouched for.
    #[must_use]
    pub fn goes_with(&self, dev: DeviceId, since: u64) -> BTreeSet<DeviceId> {
        let mut gone = kinds::with_what_they_added(&self.devices, dev, since);
        let unvouched = self.devices.iter().filter(|device| !device.paper && device.vouched.is_none());
        gone.extend(unvouched.map(|device| device.id));
        gone
    }

    /// Whether a provider vouched for every device but those on paper: before that nobody seals
    /// to this state.
    #[must_use]
    pub fn attested(&self) -> bool {
        self.devices.iter().all(|device| device.paper || device.vouched.is_some())
    }
}

/// A whole chain, with every state it went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserChain {
    states: Vec<UserState>,
    last: UserState,
    /// As they were signed, oldest first.
    entries: Vec<Bytes>,
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
        kinds::keys_ok(&genesis.device)?;
        if !sign::verify_signed(&genesis.device.signs, label::UENTRY, &signed) {
            return Err(Violation::BadSignature);
        }
        let last = first(&payload, genesis, entry_hash(bytes));
        Ok(Self { states: Vec::new(), last, entries: vec![Bytes(bytes.to_vec())] })
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
        let mut next = last.clone();
        kinds::follow(&mut next, by, &payload)?;
        next.head = UserHead { useq: payload.useq, hash: entry_hash(bytes) };
        next.t = payload.t;
        self.states.push(std::mem::replace(&mut self.last, next));
        self.entries.push(Bytes(bytes.to_vec()));
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

    /// The signed entries it was read from, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Bytes] {
        &self.entries
    }

    /// What it says now.
    #[must_use]
    pub fn now(&self) -> &UserState {
        &self.last
    }

    /// The last state that may be sealed to: a device that nobody vouched for yet waits.
    #[must_use]
    pub fn attested(&self) -> Option<&UserState> {
        self.states.iter().chain([&self.last]).rev().find(|state| state.attested())
    }

    /// What it said first in a generation of the user key.
    #[must_use]
    pub fn generation(&self, generation: u64) -> Option<&UserState> {
        self.states.iter().chain([&self.last]).find(|state| state.generation == generation)
    }

    /// Whether a signed entry is in it.
    #[must_use]
    pub fn holds(&self, entry: &[u8]) -> bool {
        let hash = entry_hash(entry);
        self.states.iter().chain([&self.last]).any(|state| state.head.hash == hash)
    }

    /// Whether two chains of one person part ways: two entries in one place, each signed by a device of
    /// theirs. One that is only shorter does not.
    #[must_use]
    pub fn forks(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.now(), other.now());
        ours.uid == theirs.uid && other.at(&ours.head).is_none() && self.at(&theirs.head).is_none()
    }

    /// The device that spoke for this person at `head`, at `t` (seconds since 1970): none when it was not theirs
    /// there, nobody had vouched for it, or it was out of their hands by then.
    #[must_use]
    pub fn spoke(&self, head: &UserHead, dev: &DeviceId, t: u64) -> Option<&Device> {
        let then = self.at(head)?;
        let device = then.device(dev).filter(|it| !it.paper && it.vouched.is_some())?;
        if !then.attested() || t < then.t {
            return None;
        }
        let after = self.states.iter().chain([&self.last]).skip(usize::try_from(head.useq).ok()? + 1);
        match after.into_iter().find(|state| state.device(dev).is_none()) {
            None => Some(device),
            Some(gone) => {
                let entry = self.entries.get(usize::try_from(gone.head.useq).ok()?)?;
                match parse(&entry.0).ok()?.1.body {
                    UserBody::RevokeDevice(it) if t < it.since => Some(device),
                    _ => None,
                }
            }
        }
    }

    /// For which devices of today a card is said to vouch, now or before, and by which entry each: the last first.
    /// A device can name another one's card; whose it is is for the card's own nonce to say.
    #[must_use]
    pub fn vouches(&self, card: &Hash) -> Vec<(DeviceId, Vouched)> {
        let mut named = Vec::new();
        for state in [&self.last].into_iter().chain(self.states.iter().rev()) {
            let by = state.devices.iter().filter_map(|device| Some((device.id, device.vouched?)));
            for it in by.filter(|(dev, by)| by.card == *card && self.last.device(dev).is_some()) {
                if !named.contains(&it) {
                    named.push(it);
                }
            }
        }
        named
    }

    /// The card that vouched for a device first.
    #[must_use]
    pub fn first_card(&self, dev: &DeviceId) -> Option<Hash> {
        let mut states = self.states.iter().chain([&self.last]);
        states.find_map(|state| Some(state.device(dev)?.vouched?.card))
    }

    /// What it said at `head`, if it ever was there.
    #[must_use]
    pub fn at(&self, head: &UserHead) -> Option<&UserState> {
        self.states.iter().chain([&self.last]).find(|state| state.head == *head)
    }
}

/// Reads an entry's form; whether it holds is for the chain to say.
///
/// # Errors
/// [`Violation::TooLarge`], [`Violation::Malformed`] or [`Violation::Version`].
pub fn parse(bytes: &[u8]) -> Result<(Signed, UserPayload), Violation> {
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
        devices: vec![Device {
            id: payload.by,
            cert: genesis.device.clone(),
            paper: false,
            added: (payload.by, payload.t),
            vouched: None,
        }],
        generation: 0,
        user_key: genesis.user_key,
        user_commit: genesis.user_commit,
        before: Hash::ZERO,
    }
}

pub(crate) fn entry_hash(bytes: &[u8]) -> Hash {
    hash::hash(label::UENTRY_HASH, &[bytes])
}
