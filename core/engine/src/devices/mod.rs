//! This person's devices. Each change is one entry of the own chain: one at a time, and nothing counts
//! before the server has sequenced it. A new device brings its own card.
//! Refuses to go on where the chain is not as it was seen. Stirred by each step; `adding` and `taking`
//! have the changes.

mod adding;
mod taking;

pub(crate) use adding::proof;
pub(crate) use taking::paper;

use crate::courier::{Errand, Fault, Reply, Request};
use crate::mind::{Ctx, Effect, Engine};
use crate::problem::Problem;
use crate::start::Own;
use samtale_membership::hash;
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_wire::api::{Code, Extend, LinkRequest, Opened, SealedSecret};
use samtale_wire::user::{Attest, Card, UserBody, UserPayload};
use samtale_wire::{Bytes, DeviceId, LinkId, Salt, Uid, encode, label};
use std::collections::{BTreeMap, BTreeSet};

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

impl Engine {
    /// How the last change of this person's devices ended, once it has.
    #[must_use]
    pub fn change_ended(&self) -> Option<Result<(), Problem>> {
        self.devices.ended
    }

    /// Does what has become possible: brings the own card, adds who may be added, follows chains.
    pub(crate) fn tend_devices(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let me = self.me.uid;
        if !self.courier.is_out(|it| *it == Errand::Renew) && self.devices.moved.remove(&me) {
            self.call(Errand::Renew, Request::Renew, effects);
        }
        for uid in self.devices.moved.clone() {
            // Strangers' chains are fetched when they are needed.
            if uid != me && (!self.chains.contains_key(&uid) || self.want_chain(uid, effects)) {
                self.devices.moved.remove(&uid);
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
        let known = [&self.me.card].into_iter().chain(&self.rings.cards).chain(&self.devices.cards);
        let cards: Vec<Card> = known.cloned().collect();
        self.people.meet(&cards, chain, &self.tenant);
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
