//! The devices of one person: their keys, the chain they share, and how each of its entries is made.
//! Refuses nothing: a story may change any entry before it is sent.

use super::people::{Who, device_keys, id_token, login_by, signed};
use super::{No, Person, Town, random};
use ed25519_dalek::{Signer, SigningKey};
use samtale_membership::{UserChain, card, chain, hash, sign};
use samtale_wire::api::{Extend, FeedItem, LinkRequest, NewLink, Opened, SealedSecret};
use samtale_wire::user::{
    Attest, Card, DevCert, NewDevice, NewUserKey, RevokeDevice, SecretRef, Token, UserBody, UserPayload,
};
use samtale_wire::{Bytes, DeviceId, Hash, KemKey, LinkId, Salt, Signature, Uid, encode, label};

/// One device; after [`Device::open`] also a session.
#[derive(Clone)]
pub struct Device {
    pub signs: SigningKey,
    pub logs_in: p256::ecdsa::SigningKey,
    pub cert: DevCert,
    pub dev: DeviceId,
    pub token: Salt,
}

/// A person's chain as their devices have it.
#[derive(Clone)]
pub struct Own {
    pub uid: Uid,
    pub entries: Vec<Bytes>,
    pub chain: UserChain,
}

impl Device {
    pub fn make(now: u64) -> Self {
        let (signs, logs_in, cert) = device_keys(now);
        Self { signs, logs_in, dev: hash::device(&cert), cert, token: Salt([0; 32]) }
    }

    /// The first device of somebody, with its session.
    pub fn of(it: &Person) -> Self {
        let (signs, logs_in) = (it.signs.clone(), it.logs_in.clone());
        Self { signs, logs_in, cert: it.cert.clone(), dev: it.dev, token: it.token }
    }

    pub async fn open(&mut self, town: &Town) -> Result<Opened, No> {
        let login = login_by(&self.logs_in, self.dev, town.wire.home.tenant, town.clock.now());
        let opened: Opened = town.wire.post("/v1/session", None, &login).await.read()?;
        self.token = opened.token;
        Ok(opened)
    }
}

impl Own {
    pub fn of(person: &Person) -> Self {
        let entries = vec![person.genesis.clone(), person.attest.clone()];
        Self { uid: person.uid, entries, chain: person.chain() }
    }

    pub fn payload(&self, by: &Device, body: UserBody, now: u64) -> UserPayload {
        let state = self.chain.now();
        let (useq, uprev, t) = (state.head.useq + 1, state.head.hash, now.max(state.t));
        UserPayload { version: 1, uid: self.uid, useq, uprev, by: by.dev, t, body }
    }

    /// A signed entry and nothing beside it.
    pub fn bare(&self, by: &Device, body: UserBody, now: u64) -> Extend {
        sent(by, &self.payload(by, body, now))
    }

    /// The new device's own signature over its place in this chain.
    pub fn cosig(&self, new: &Device) -> Signature {
        let head = self.chain.now().head;
        let message = chain::cosigned(&self.uid, head.useq + 1, &head.hash, &new.dev);
        Signature(new.signs.sign(&sign::message(label::COSIG, &message)).to_bytes())
    }

    fn newcomer(&self, new: &Device) -> (Box<NewDevice>, SealedSecret) {
        let secret = secret(self.chain.now().generation, new.dev);
        let (device, cosig) = (new.cert.clone(), self.cosig(new));
        (Box::new(NewDevice { device, secret: hash::sealed(&secret.sealed.0), cosig }), secret)
    }

    pub fn add(&self, by: &Device, new: &Device, now: u64) -> Extend {
        let (it, secret) = self.newcomer(new);
        Extend { secrets: vec![secret], ..self.bare(by, UserBody::AddDevice(it), now) }
    }

    pub fn paper(&self, by: &Device, new: &Device, now: u64) -> Extend {
        let (it, secret) = self.newcomer(new);
        Extend { secrets: vec![secret], ..self.bare(by, UserBody::SetPaper(it), now) }
    }

    /// The next user key for everybody but `gone`.
    pub fn new_key(&self, gone: &[DeviceId]) -> (NewUserKey, Vec<SealedSecret>, Bytes) {
        let state = self.chain.now();
        let stay = state.devices.iter().map(|device| device.id).filter(|dev| !gone.contains(dev));
        let mut secrets: Vec<SealedSecret> = stay.map(|dev| secret(state.generation + 1, dev)).collect();
        secrets.sort_unstable_by_key(|secret| secret.dev);
        let before = before(state.generation);
        let named = |it: &SealedSecret| SecretRef { dev: it.dev, hash: hash::sealed(&it.sealed.0) };
        let key = NewUserKey {
            user_key: KemKey(random()),
            user_commit: Hash(random()),
            before: hash::sealed(&before.0),
            secrets: secrets.iter().map(named).collect(),
        };
        (key, secrets, before)
    }

    pub fn rotate(&self, by: &Device, now: u64) -> Extend {
        let (key, secrets, before) = self.new_key(&[]);
        let bare = self.bare(by, UserBody::RotateUserKey(Box::new(key)), now);
        Extend { secrets, before: Some(before), ..bare }
    }

    /// Takes the first of `gone` away, with those of them that it added since then.
    pub fn revoke(&self, by: &Device, gone: &[DeviceId], since: u64, now: u64) -> Extend {
        let (key, secrets, before) = self.new_key(gone);
        let revoke = UserBody::RevokeDevice(Box::new(RevokeDevice { dev: gone[0], since, key }));
        Extend { secrets, before: Some(before), ..self.bare(by, revoke, now) }
    }

    pub fn over(&self, device: &Device) -> Hash {
        let state = self.chain.now();
        hash::over(&self.uid, &device.cert, &state.user_key, &state.user_commit)
    }

    /// Logs in at the provider as `who` for this device.
    pub async fn card(&self, town: &Town, device: &Device, who: Who<'_>) -> Card {
        let r = Salt(random());
        let id_token = id_token(town, who, &card::nonce(&self.over(device), &r)).await;
        Card::Token(Token { id_token, r })
    }

    pub fn attest(&self, device: &Device, card: Card, now: u64) -> Extend {
        let attest =
            Attest { dev: device.dev, card: hash::card(&card), over: self.over(device), matched_by: None };
        Extend { card: Some(card), ..self.bare(device, UserBody::Attest(attest), now) }
    }

    /// Sends it and, on success, goes on from there.
    pub async fn send(&mut self, town: &Town, by: &Device, it: &Extend) -> Result<(), No> {
        extend(town, &by.token, it).await?;
        self.chain.extend(&it.entry.0).unwrap();
        self.entries.push(it.entry.clone());
        Ok(())
    }

    /// A device that was added, logged in and vouched for.
    pub async fn another(&mut self, town: &Town, by: &Device, who: Who<'_>) -> Device {
        let mut new = Device::make(town.clock.now());
        let add = self.add(by, &new, town.clock.now());
        self.send(town, by, &add).await.unwrap();
        new.open(town).await.unwrap();
        let attest = self.attest(&new, self.card(town, &new, who).await, town.clock.now());
        self.send(town, &new, &attest).await.unwrap();
        new
    }
}

/// Signs what a story changed.
pub fn sent(by: &Device, payload: &UserPayload) -> Extend {
    let entry = signed(&by.signs, label::UENTRY, encode(payload));
    Extend { entry, secrets: Vec::new(), before: None, card: None }
}

/// A user secret of a generation, sealed to a device.
pub fn secret(generation: u64, dev: DeviceId) -> SealedSecret {
    SealedSecret { dev, sealed: Bytes(format!("secret {generation} for {dev}").into_bytes()) }
}

/// A user secret of a generation, sealed under the next.
pub fn before(generation: u64) -> Bytes {
    Bytes(format!("secret {generation} under the next").into_bytes())
}

pub async fn extend(town: &Town, token: &Salt, it: &Extend) -> Result<(), No> {
    town.wire.post("/v1/chain", Some(token), it).await.done()
}

/// A link for a quarter of an hour.
pub async fn open_link(town: &Town, token: &Salt) -> LinkId {
    let id = LinkId(random());
    link(town, token, id, 900).await.unwrap();
    id
}

pub async fn link(town: &Town, token: &Salt, id: LinkId, ahead: u64) -> Result<(), No> {
    let new = NewLink { id, until: town.clock.now() + ahead };
    town.wire.post("/v1/links", Some(token), &new).await.done()
}

/// What a new device asks, for its place in this chain.
pub fn request(own: &Own, new: &Device) -> LinkRequest {
    let letter = Bytes(b"sealed card".to_vec());
    LinkRequest { device: new.cert.clone(), cosig: own.cosig(new), proof: Hash([5; 32]), letter }
}

pub async fn ask(town: &Town, id: LinkId, it: &LinkRequest) -> Result<(), No> {
    town.wire.post(&format!("/v1/links/{id}"), None, it).await.done()
}

/// Whose chains moved, as an account was told.
pub async fn moved(town: &Town, token: &Salt) -> Vec<Uid> {
    let feed = town.wire.whole_feed(token).await;
    let moved = feed.items.iter().filter_map(|item| match item {
        FeedItem::ChainMoved(uid) => Some(*uid),
        _ => None,
    });
    moved.collect()
}
