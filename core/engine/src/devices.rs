//! This person's devices: one is added over a link, one is taken away, a code is made on paper, and a
//! new device brings its own card.
//! Refuses a device that was not shown the link, or whose login is somebody else's. Each change is one
//! entry of the own chain, and nothing counts before the server has sequenced it.

use crate::content::CardLetter;
use crate::courier::{Errand, Fault, Reply, Request};
use crate::mind::{Ctx, Effect, Engine};
use crate::problem::Problem;
use crate::start::Own;
use samtale_membership::chain::cosigned;
use samtale_membership::{UserState, card, hash, sign};
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_seal::{Closed, Secret, kdf};
use samtale_wire::api::{Code, Extend, LinkRequest, LinkRequested, MAX_LINK, NewLink, Opened, SealedSecret};
use samtale_wire::device_link::{DeviceLink, PaperLink};
use samtale_wire::tenant::Audience;
use samtale_wire::user::{Attest, Card, DevCert, NewDevice, NewUserKey, RevokeDevice, SecretRef};
use samtale_wire::user::{UserBody, UserPayload};
use samtale_wire::{Bytes, DeviceId, Hash, LinkId, Salt, Uid, encode, label};
use std::collections::{BTreeMap, BTreeSet};

/// A device that is taken away takes along what it added within this time, in seconds.
const OUT_OF_HAND: u64 = 86_400;

/// How often a wish is tried again when another device was quicker.
const TRIES: u8 = 3;

/// What is under way about this person's devices.
#[derive(Default)]
pub(crate) struct Devices {
    /// Links that are open: their secret, until when, and whether the server knows them.
    links: BTreeMap<LinkId, (Salt, u64, bool)>,
    /// New devices that showed that they may be added.
    asking: Vec<(LinkRequest, Card)>,
    /// Cards of devices that were added and have not brought theirs themselves.
    pub cards: Vec<Card>,
    /// An entry of the own chain that is on its way, and what follows from it.
    extending: Option<Extending>,
    /// What a person wants, until its turn comes.
    wish: Option<Wish>,
    /// How that ended.
    ended: Option<Result<(), Problem>>,
    /// Whose chains have moved.
    pub moved: BTreeSet<Uid>,
    /// Whether the own card was refused: another is needed, and so another link.
    unwanted: bool,
}

struct Extending {
    entry: Bytes,
    /// The next user secret.
    secret: Option<UserSecret>,
    /// What a person waits for.
    wish: Option<Wish>,
}

/// What a person wants done to their devices.
pub enum DeviceWish {
    /// One goes.
    Remove(DeviceId),
    /// A code on paper is made.
    Paper(PaperCode),
}

struct Wish {
    what: DeviceWish,
    /// How often another device was quicker.
    tries: u8,
}

/// What proves that a new device was shown a link.
pub(crate) fn proof(secret: &Salt, uid: &Uid, dev: &DeviceId) -> Hash {
    kdf::commit(&Secret::new(secret.0), label::LINK, &[uid.as_bytes(), dev.as_bytes()])
}

/// The keys of a code on paper. It has no clock: its id follows from the code alone.
pub(crate) fn paper(code: &PaperCode) -> Result<DevCert, Closed> {
    let keys = code.seeds().keys();
    let login = code.login()?.public()?;
    Ok(DevCert { signs: keys.verify_key(), opens: *keys.opens.public(), login, created: 0 })
}

impl Engine {
    /// A person wants to add a device.
    pub(crate) fn open_link(&mut self, secret: Salt, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let (id, until) = (hash::link(&secret), ctx.now + MAX_LINK);
        self.devices.links.retain(|_, (_, until, _)| *until > ctx.now);
        self.devices.links.insert(id, (secret, until, false));
        self.devices.ended = None;
        self.call(Errand::Link(id), Request::OpenLink(NewLink { id, until }), effects);
    }

    /// The link to show to a new device, once the server knows it; until when.
    #[must_use]
    pub fn device_link(&self, secret: &Salt) -> Option<(String, u64)> {
        let (_, until, known) = self.devices.links.get(&hash::link(secret))?;
        let audience = if self.me.org.is_some() { Audience::Staff } else { Audience::Citizens };
        let uhead = self.chains.get(&self.me.uid)?.now().head;
        let (home, uid) = (self.me.home.clone(), self.me.uid);
        let link = DeviceLink { home, audience, uid, uhead, secret: *secret };
        known.then(|| (link.to_link(), *until))
    }

    /// The link that stands beside a code on paper.
    #[must_use]
    pub fn paper_link(&self, code: &PaperCode) -> String {
        PaperLink { home: self.me.home.clone(), digits: code.digits().to_string() }.to_link()
    }

    /// How the last change of this person's devices ended, once it has.
    #[must_use]
    pub fn change_ended(&self) -> Option<Result<(), Problem>> {
        self.devices.ended
    }

    /// A new device asks at a link: believed when it was shown the link, and its login is this person's.
    pub(crate) fn take_link_request(&mut self, it: &LinkRequested, now: u64) {
        let LinkRequest { device, proof: shown, letter, .. } = &it.request;
        let Some((secret, ..)) = self.devices.links.get(&it.link).filter(|(_, until, _)| *until >= now)
        else {
            return;
        };
        if proof(secret, &self.me.uid, &hash::device(device)) != *shown {
            return;
        }
        let letter = self.me.open_letter::<CardLetter>(&self.me.uid, &letter.0);
        let Some(card) = letter.and_then(|letter| letter.cards.into_iter().next()) else { return };
        let Some(own) = self.chains.get(&self.me.uid).map(|chain| chain.now()) else { return };
        let over = hash::over(&own.uid, device, &own.user_key, &own.user_commit);
        let holds = card::check(&card, &over, device, &self.tenant);
        let me = self.people.get(&self.me.uid);
        let same = |(new, me): (&card::Identity, &card::Identity)| (&new.iss, &new.sub) == (&me.iss, &me.sub);
        if holds.as_ref().ok().zip(me).is_some_and(same) {
            self.devices.asking.push((it.request.clone(), card));
        }
    }

    /// Does what has become possible: brings the own card, adds who may be added, follows chains.
    pub(crate) fn tend_devices(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if self.devices.moved.remove(&self.me.uid) && !self.courier.is_out(|it| *it == Errand::Renew) {
            self.call(Errand::Renew, Request::Renew, effects);
        }
        for uid in std::mem::take(&mut self.devices.moved) {
            if self.chains.contains_key(&uid) && !self.want_chain(uid, effects) {
                self.devices.moved.insert(uid);
            }
        }
        if self.devices.extending.is_some() || self.courier.is_out(|it| *it == Errand::Renew) {
            return;
        }
        if let Some(attest) = self.next_attest() {
            return self.extend(attest, Beside::card(self.me.card.clone()), ctx, effects);
        }
        if let Some(wish) = self.devices.wish.take() {
            return self.fulfil(wish, ctx, effects);
        }
        if !self.devices.asking.is_empty() {
            let (request, card) = self.devices.asking.remove(0);
            self.add(&request, card, ctx, effects);
        }
    }

    /// The Attest of this device, if nobody vouched for it yet.
    fn next_attest(&self) -> Option<UserBody> {
        let own = self.chains.get(&self.me.uid)?.now();
        let device = own.device(&self.me.dev).filter(|device| device.vouched.is_none())?;
        let over = hash::over(&own.uid, &device.cert, &own.user_key, &own.user_commit);
        let body = Attest { dev: device.id, card: hash::card(&self.me.card), over };
        (!self.devices.unwanted).then_some(UserBody::Attest(body))
    }

    fn add(&mut self, request: &LinkRequest, card: Card, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some(own) = self.chains.get(&self.me.uid).map(|chain| chain.now()) else { return };
        let dev = hash::device(&request.device);
        let place = cosigned(&own.uid, own.head.useq + 1, &own.head.hash, &dev);
        // Signed for another place: it looks again and asks anew.
        if !sign::verify(&request.device.signs, label::COSIG, &place, &request.cosig) {
            return;
        }
        let sealed = self.me.user.newest().to_device(&self.me.uid, &dev, &request.device, ctx.rng);
        let Ok(sealed) = sealed else { return };
        let secret = hash::sealed(&sealed);
        let new = NewDevice { device: request.device.clone(), secret, cosig: request.cosig };
        self.devices.cards.push(card);
        self.extend(UserBody::AddDevice(Box::new(new)), Beside::secret(dev, sealed), ctx, effects);
    }

    /// A code on paper becomes a device.
    fn paper(&self, code: &PaperCode, ctx: &mut Ctx<'_>) -> Result<(UserBody, Beside), Problem> {
        let device = paper(code).map_err(|_| Problem::KeyStore)?;
        let own = self.chains.get(&self.me.uid).ok_or(Problem::Tampered)?.now();
        let dev = hash::device(&device);
        let place = cosigned(&own.uid, own.head.useq + 1, &own.head.hash, &dev);
        let cosig = code.seeds().keys().sign(label::COSIG, place).sig;
        let sealed = self.me.user.newest().to_device(&self.me.uid, &dev, &device, ctx.rng);
        let sealed = sealed.map_err(|_| Problem::KeyStore)?;
        let new = NewDevice { device, secret: hash::sealed(&sealed), cosig };
        Ok((UserBody::SetPaper(Box::new(new)), Beside::secret(dev, sealed)))
    }

    /// The devices that go when one is taken away: it, and what it added while it may have been out of
    /// hand; never this one.
    pub(crate) fn goes_with(&self, own: &UserState, dev: DeviceId, now: u64) -> (u64, BTreeSet<DeviceId>) {
        let mut since = now.saturating_sub(OUT_OF_HAND);
        let mut gone = own.goes_with(dev, since);
        if gone.contains(&self.me.dev) {
            since = now.saturating_add(1);
            gone = own.goes_with(dev, since);
        }
        (since, gone)
    }

    /// A device goes, and with it the keys that it knew.
    fn removal(&self, dev: &DeviceId, ctx: &mut Ctx<'_>) -> Result<(UserBody, Beside), Problem> {
        let own = self.chains.get(&self.me.uid).ok_or(Problem::Tampered)?.now();
        if *dev == self.me.dev || own.device(dev).is_none() {
            return Err(Problem::NotFound);
        }
        let (since, gone) = self.goes_with(own, *dev, ctx.now);
        let mut stays: Vec<_> = own.devices.iter().filter(|device| !gone.contains(&device.id)).collect();
        stays.sort_unstable_by_key(|device| device.id);
        let (uid, user) = (self.me.uid, self.me.user.newest());
        let next = user.next(ctx.rng);
        let before = next.keep_before(user, &uid, ctx.rng).map_err(|_| Problem::KeyStore)?;
        let (mut named, mut secrets) = (Vec::new(), Vec::new());
        for device in stays {
            let sealed = next.to_device(&uid, &device.id, &device.cert, ctx.rng);
            let sealed = Bytes(sealed.map_err(|_| Problem::KeyStore)?);
            named.push(SecretRef { dev: device.id, hash: hash::sealed(&sealed.0) });
            secrets.push(SealedSecret { dev: device.id, sealed });
        }
        let key = NewUserKey {
            user_key: *next.key().public(),
            user_commit: next.commit(),
            before: hash::sealed(&before),
            secrets: named,
        };
        let revoke = RevokeDevice { dev: *dev, since, key };
        Ok((
            UserBody::RevokeDevice(Box::new(revoke)),
            Beside { secrets, before: Some(Bytes(before)), card: None, next: Some(next) },
        ))
    }

    /// A person wants something changed: it is done as soon as nothing else is under way.
    pub(crate) fn wish(&mut self, what: DeviceWish) {
        self.devices.ended = self.courier.resting.then_some(Err(Problem::Offline));
        self.devices.wish = (!self.courier.resting).then_some(Wish { what, tries: 0 });
    }

    fn fulfil(&mut self, wish: Wish, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let composed = match &wish.what {
            DeviceWish::Remove(dev) => self.removal(dev, ctx),
            DeviceWish::Paper(code) => self.paper(code, ctx),
        };
        match composed {
            Ok((body, beside)) => {
                self.extend(body, beside, ctx, effects);
                if let Some(extending) = &mut self.devices.extending {
                    extending.wish = Some(wish);
                }
            }
            Err(problem) => self.devices.ended = Some(Err(problem)),
        }
    }

    /// Signs the next entry of the own chain and sends it.
    fn extend(&mut self, body: UserBody, beside: Beside, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some(own) = self.chains.get(&self.me.uid).map(|chain| chain.now()) else { return };
        let (useq, uprev, t) = (own.head.useq + 1, own.head.hash, own.t.max(ctx.now));
        let (uid, by) = (self.me.uid, self.me.dev);
        let payload = UserPayload { version: 1, uid, useq, uprev, by, t, body };
        let entry = Bytes(encode(&self.me.keys.sign(label::UENTRY, encode(&payload))));
        let Beside { secrets, before, card, next } = beside;
        self.devices.extending = Some(Extending { entry: entry.clone(), secret: next, wish: None });
        self.call(
            Errand::Extend,
            Request::Extend(Box::new(Extend { entry, secrets, before, card })),
            effects,
        );
    }

    /// An errand about devices came back.
    pub(crate) fn devices_answered(
        &mut self,
        errand: &Errand,
        answer: &Result<Reply, Fault>,
        effects: &mut Vec<Effect>,
    ) {
        match (errand, answer) {
            (Errand::Link(id), Ok(_)) => {
                if let Some((_, _, known)) = self.devices.links.get_mut(id) {
                    *known = true;
                }
            }
            (Errand::Link(id), Err(fault)) => {
                self.devices.links.remove(id);
                self.devices.ended = Some(Err((*fault).into()));
            }
            (Errand::Extend, Ok(_)) => self.extended(),
            (Errand::Extend, Err(fault)) => self.not_extended(*fault, effects),
            (Errand::Renew, Ok(Reply::Opened(opened))) => self.renewed(opened),
            // Asked again after a rest, or with the next start.
            (Errand::Renew, Err(fault)) if fault.passes() => drop(self.devices.moved.insert(self.me.uid)),
            _ => {}
        }
    }

    /// The server has sequenced an own entry.
    fn extended(&mut self) {
        let Some(Extending { entry, secret, wish }) = self.devices.extending.take() else { return };
        let Some(chain) = self.chains.get_mut(&self.me.uid) else { return };
        // The news of it may have been quicker than the answer.
        let known = chain.holds(&entry.0);
        let ended = if known { Ok(()) } else { chain.extend(&entry.0).map_err(|_| Problem::Tampered) };
        if let (Ok(()), false, Some(secret)) = (&ended, known, secret) {
            self.me.user.follow(secret);
        }
        self.look_at_own();
        if wish.is_some() {
            self.devices.ended = Some(ended);
        }
    }

    fn not_extended(&mut self, fault: Fault, effects: &mut Vec<Effect>) {
        let Some(Extending { wish, .. }) = self.devices.extending.take() else { return };
        let outrun = fault == Fault::Refused(Code::Conflict);
        match wish {
            Some(Wish { what, tries }) if outrun && tries < TRIES => {
                self.devices.wish = Some(Wish { what, tries: tries + 1 });
            }
            Some(_) => self.devices.ended = Some(Err(fault.into())),
            // What this device asked for by itself and is not given, it does not ask for again.
            None => self.devices.unwanted |= !fault.passes() && !outrun,
        }
        if !fault.passes() {
            self.call(Errand::Renew, Request::Renew, effects);
        }
    }

    /// The own chain, from the server: taken when it goes on from what is known.
    fn renewed(&mut self, opened: &Opened) {
        let Ok(Own { chain, user }) = Own::read(&self.me.uid, &self.me.dev, &self.me.keys, opened) else {
            return;
        };
        if self.chains.get(&self.me.uid).is_none_or(|old| chain.at(&old.now().head).is_some()) {
            self.chains.insert(self.me.uid, chain);
            self.me.user = user;
            self.look_at_own();
        }
    }

    /// The own chain has moved: where others may seal to, and whose cards are known.
    pub(crate) fn look_at_own(&mut self) {
        let Some(chain) = self.chains.get(&self.me.uid) else { return };
        let mut cards = std::mem::take(&mut self.devices.cards);
        cards.extend(self.rings.cards.iter().cloned());
        cards.push(self.me.card.clone());
        self.people.meet(&cards, chain, &self.tenant);
        self.devices.cards = cards;
        if let Some(user) = chain.attested() {
            self.me.head = user.head;
        }
    }
}

/// What goes with an entry.
#[derive(Default)]
struct Beside {
    secrets: Vec<SealedSecret>,
    before: Option<Bytes>,
    card: Option<Card>,
    next: Option<UserSecret>,
}

impl Beside {
    fn card(card: Card) -> Self {
        Self { card: Some(card), ..Self::default() }
    }

    fn secret(dev: DeviceId, sealed: Vec<u8>) -> Self {
        Self { secrets: vec![SealedSecret { dev, sealed: Bytes(sealed) }], ..Self::default() }
    }
}
