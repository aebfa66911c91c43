//! A hand that signs anything: keys that a test holds, and the user chain they speak for.
//! Refuses nothing. Ghosts are hands that no provider ever vouched for; insiders have a real card.

use samtale_client::adapters::entropy::system;
use samtale_membership::{UserChain, chain, hash};
use samtale_seal::Secret;
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::login::LoginSecret;
use samtale_seal::user::UserSecret;
use samtale_wire::entry::{Payload, Pin};
use samtale_wire::user::{
    Attest, DevCert, Genesis, NewDevice, NewUserKey, RevokeDevice, SecretRef, UserBody, UserHead, UserPayload,
};
use samtale_wire::{Bytes, DeviceId, Hash, MsgId, Salt, Tenant, Uid, VerifyKey, encode, label};

/// Somebody who signs with one device.
#[derive(Clone)]
pub struct Hand {
    /// Whose hand.
    pub uid: Uid,
    /// The device.
    pub dev: DeviceId,
    /// Its seeds.
    pub seeds: DeviceSeeds,
    /// The user chain, as signed.
    pub entries: Vec<Bytes>,
    /// The time of the next entry in it.
    pub t: u64,
}

/// A device that is nobody's yet.
#[derive(Clone)]
pub struct Spare {
    /// Its id.
    pub id: DeviceId,
    /// Its public keys.
    pub cert: DevCert,
    /// Its seeds.
    pub seeds: DeviceSeeds,
}

/// Thirty-two random bytes.
#[must_use]
pub fn random() -> [u8; 32] {
    *Secret::make(&mut system()).expose()
}

/// A random idempotency key.
#[must_use]
pub fn msg_id() -> MsgId {
    MsgId::try_from(&random()[..16]).expect("sixteen bytes")
}

impl Spare {
    /// A new one.
    #[must_use]
    pub fn new(t: u64) -> Self {
        let seeds = DeviceSeeds::make(&mut system());
        let keys = seeds.keys();
        let login = LoginSecret::new(&Secret::make(&mut system())).expect("a scalar");
        let login = login.public().expect("a point");
        let cert = DevCert { signs: keys.verify_key(), opens: *keys.opens.public(), login, created: t };
        Self { id: hash::device(&cert), cert, seeds }
    }

    /// The same with another key to sign with.
    #[must_use]
    pub fn signing_with(mut self, key: VerifyKey) -> Self {
        self.cert.signs = key;
        self.id = hash::device(&self.cert);
        self
    }
}

impl Hand {
    /// A person whom nobody knows: the chain says that a provider vouched, and no provider did.
    #[must_use]
    pub fn ghost(tenant: Tenant, t: u64) -> Self {
        Self::of(Spare::new(t), tenant, t)
    }

    /// The same with a device that was chosen.
    #[must_use]
    pub fn of(device: Spare, tenant: Tenant, t: u64) -> Self {
        Self::with(device, &UserSecret::make(&mut system()), tenant, t)
    }

    /// The same with a user secret that was chosen.
    #[must_use]
    pub fn with(device: Spare, user: &UserSecret, tenant: Tenant, t: u64) -> Self {
        let genesis = Genesis {
            tenant,
            salt: Salt(random()),
            device: device.cert.clone(),
            user_key: *user.key().public(),
            user_commit: user.commit(),
        };
        let (uid, dev) = (hash::uid(&genesis), device.id);
        let over = hash::over(&uid, &device.cert, &genesis.user_key, &genesis.user_commit);
        let mut ghost = Self { uid, dev, seeds: device.seeds, entries: Vec::new(), t };
        let begun = ghost.user_entry(UserBody::Genesis(Box::new(genesis)));
        ghost.entries.push(begun);
        ghost.grows(UserBody::Attest(Attest { dev, card: Hash(random()), over, matched_by: None }));
        ghost
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> DeviceKeys {
        self.seeds.keys()
    }

    /// The chain, if it holds.
    #[must_use]
    pub fn chain(&self) -> Option<UserChain> {
        UserChain::read(self.entries.iter().map(|entry| entry.0.as_slice())).ok()
    }

    /// Where the chain ends, whether it holds or not.
    ///
    /// # Panics
    /// When it has not begun.
    #[must_use]
    pub fn head(&self) -> UserHead {
        let last = self.entries.last().expect("begun");
        let useq = self.entries.len() as u64 - 1;
        UserHead { useq, hash: hash::hash(label::UENTRY_HASH, &[&last.0]) }
    }

    /// The end of the chain as others pin it.
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin { uid: self.uid, uhead: self.head() }
    }

    /// Signs an entry of a dialog.
    #[must_use]
    pub fn signs(&self, payload: &Payload) -> Bytes {
        Bytes(encode(&self.keys().sign(label::ENTRY, encode(payload))))
    }

    /// The next entry of the user chain, whatever it says.
    #[must_use]
    pub fn user_entry(&self, body: UserBody) -> Bytes {
        let head = (!self.entries.is_empty()).then(|| self.head());
        let payload = UserPayload {
            version: 1,
            uid: self.uid,
            useq: head.map_or(0, |head| head.useq + 1),
            uprev: head.map_or(Hash::ZERO, |head| head.hash),
            by: self.dev,
            t: self.t,
            body,
        };
        Bytes(encode(&self.keys().sign(label::UENTRY, encode(&payload))))
    }

    /// Writes it.
    pub fn grows(&mut self, body: UserBody) {
        let entry = self.user_entry(body);
        self.entries.push(entry);
    }

    /// Another of this person's devices writes it.
    pub fn grows_by(&mut self, other: &Self, body: UserBody) {
        self.entries.push(other.user_entry(body));
    }

    /// The same person with another device in hand.
    #[must_use]
    pub fn on(&self, device: &Spare) -> Self {
        Self { dev: device.id, seeds: device.seeds.clone(), ..self.clone() }
    }

    /// One more device, which wants it.
    #[must_use]
    pub fn adding(&self, device: &Spare) -> UserBody {
        let head = self.head();
        let message = chain::cosigned(&self.uid, head.useq + 1, &head.hash, &device.id);
        let cosig = device.seeds.keys().sign(label::COSIG, message).sig;
        UserBody::AddDevice(Box::new(NewDevice { device: device.cert.clone(), secret: Hash([3; 32]), cosig }))
    }

    /// A provider is said to have vouched for a device.
    #[must_use]
    pub fn vouching(&self, device: &Spare) -> UserBody {
        let chain = self.chain().expect("a chain");
        let now = chain.now();
        let over = hash::over(&self.uid, &device.cert, &now.user_key, &now.user_commit);
        UserBody::Attest(Attest { dev: device.id, card: Hash(random()), over, matched_by: None })
    }

    /// The end of a device and of what it added, with the next user key for the rest.
    #[must_use]
    pub fn revoking(&self, dev: DeviceId) -> UserBody {
        self.revoking_since(dev, 0)
    }

    /// The same, out of hand since then: what it added before stays.
    ///
    /// # Panics
    /// When there is no chain.
    #[must_use]
    pub fn revoking_since(&self, dev: DeviceId, since: u64) -> UserBody {
        let chain = self.chain().expect("a chain");
        let gone = chain.now().goes_with(dev, since);
        let devices = chain.now().devices.iter().map(|device| device.id);
        let mut stay: Vec<DeviceId> = devices.filter(|dev| !gone.contains(dev)).collect();
        stay.sort_unstable();
        let user = UserSecret::make(&mut system()).next(&mut system());
        let secrets = stay.into_iter().map(|dev| SecretRef { dev, hash: Hash([4; 32]) }).collect();
        let (user_key, user_commit) = (*user.key().public(), user.commit());
        let key = NewUserKey { user_key, user_commit, before: Hash([5; 32]), secrets };
        UserBody::RevokeDevice(Box::new(RevokeDevice { dev, since, key }))
    }
}
