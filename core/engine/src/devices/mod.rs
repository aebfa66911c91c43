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
use samtale_membership::chain::Device;
use samtale_membership::{UserChain, hash};
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_wire::api::{Code, Extend, LinkRequest, Opened, SealedSecret};
use samtale_wire::user::{Attest, Card, UserBody, UserPayload};
use samtale_wire::{Bytes, DeviceId, LinkId, MsgId, Salt, Uid, encode, label};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How often a wish is tried again when another device was quicker.
const TRIES: u8 = 3;
/// How many ends are remembered for whoever asks.
const REMEMBERED: usize = 16;
/// How long a device that was added has to bring its card, in seconds.
const WAITS: u64 = 1800;

/// What is under way about this person's devices.
#[derive(Default)]
pub(crate) struct Devices {
    links: BTreeMap<LinkId, OpenLink>,
    /// New devices that showed that they may be added.
    asking: Vec<(LinkRequest, Card)>,
    /// The one that is being added.
    adding: Option<(LinkRequest, Card)>,
    /// Cards of devices that were added and have not brought theirs themselves.
    pub cards: Vec<Card>,
    /// An entry of the own chain that is on its way, and what follows from it.
    extending: Option<Extending>,
    /// What a person wants, until its turn comes.
    wishes: VecDeque<Wish>,
    /// How often in a row another device was quicker.
    outrun: u8,
    /// How the last of them ended, and links that were not opened.
    ended: VecDeque<(MsgId, Result<(), Problem>)>,
    /// Devices that came without this one's doing, since it looked last.
    pub unseen: BTreeSet<DeviceId>,
    /// Whose chains have moved.
    pub moved: BTreeSet<Uid>,
    /// Those that are logged out, as far as the server has said.
    pub out: BTreeSet<DeviceId>,
    /// Whether that was said after the session that is being opened was asked for: it may know less.
    out_is_newer: bool,
    /// When an old key to this person's login was used last, in seconds since 1970.
    pub theft: Option<u64>,
    /// Whether the own card was refused: another is needed, and so another link.
    unwanted: bool,
}

/// A link that is open for a new device.
struct OpenLink {
    secret: Salt,
    /// Seconds since 1970.
    until: u64,
    /// Whether the server knows it.
    known: bool,
    /// By which this person's screen asked for it.
    asked: MsgId,
}

struct Extending {
    entry: Bytes,
    /// The next user secret.
    secret: Option<UserSecret>,
    /// What a person waits for.
    wish: Option<Wish>,
}

impl Devices {
    /// With devices that came since this one looked last, and what the server says of the others.
    pub fn with(unseen: BTreeSet<DeviceId>, out: Vec<DeviceId>, theft: Option<u64>) -> Self {
        Self { unseen, out: out.into_iter().collect(), theft, ..Self::default() }
    }

    /// An old key to the login was used.
    pub fn hear_of_theft(&mut self, t: Option<u64>) {
        self.theft = self.theft.max(t);
    }
}

/// Where a device is that a person takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Lost, or nobody says: it may have been in other hands for a day.
    Out,
    /// With its owner, who has another one now.
    In,
}

/// What a person wants done to their devices.
pub enum DeviceWish {
    /// One goes, that may have been out of hand; or that is in hand, and what was done with it stays.
    Remove(DeviceId, Hand),
    /// A code on paper is made.
    Paper(PaperCode),
    /// This one is vouched for once more, at a higher level, by a login of now.
    Vouch(Box<Card>),
}

struct Wish {
    id: MsgId,
    what: DeviceWish,
    /// How often another device was quicker.
    tries: u8,
}

impl Engine {
    /// How a change of this person's devices ended, once it has.
    #[must_use]
    pub fn change_ended(&self, id: &MsgId) -> Option<Result<(), Problem>> {
        self.devices.ended.iter().find(|(ended, _)| ended == id).map(|(_, how)| *how)
    }

    fn end(&mut self, id: MsgId, how: Result<(), Problem>) {
        self.devices.ended.push_back((id, how));
        if self.devices.ended.len() > REMEMBERED {
            self.devices.ended.pop_front();
        }
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
        if let Some(wish) = self.devices.wishes.pop_front() {
            return self.fulfil(wish, ctx, effects);
        }
        if let Some((body, beside)) = self.next_cleaning(ctx) {
            return self.extend(body, beside, ctx, effects);
        }
        // The key ring tells the new one whose cards the others have: it is kept first.
        if !self.devices.asking.is_empty() && self.rings.is_kept_at(&self.me.head) {
            let (request, card) = self.devices.asking.remove(0);
            self.add(&request, card, ctx, effects);
        }
    }

    /// A device that was added and never brought its card holds up all others: it goes.
    fn next_cleaning(&self, ctx: &mut Ctx<'_>) -> Option<(UserBody, Beside)> {
        let own = self.chains.get(&self.me.uid)?.now();
        let waits =
            |it: &&Device| !it.paper && it.vouched.is_none() && it.added.1.saturating_add(WAITS) < ctx.now;
        let late = own.devices.iter().find(waits).map(|device| device.id)?;
        if self.devices.unwanted || late == self.me.dev {
            return None;
        }
        self.removal(&late, Hand::Out, ctx).ok()
    }

    /// The Attest of this device, if nobody vouched for it yet.
    fn next_attest(&self) -> Option<UserBody> {
        let own = self.chains.get(&self.me.uid)?.now();
        let device = own.device(&self.me.dev).filter(|device| device.vouched.is_none())?;
        let over = own.over(&device.cert);
        let body = Attest { dev: device.id, card: hash::card(&self.me.card), over, matched_by: None };
        (!self.devices.unwanted).then_some(UserBody::Attest(body))
    }

    /// A person wants something changed: it is done as soon as nothing else is under way.
    pub(crate) fn wish(&mut self, id: MsgId, what: DeviceWish) {
        if self.courier.resting {
            return self.end(id, Err(Problem::Offline));
        }
        self.devices.wishes.push_back(Wish { id, what, tries: 0 });
    }

    fn fulfil(&mut self, wish: Wish, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if let DeviceWish::Remove(dev, _) = &wish.what
            && self.chains.get(&self.me.uid).is_some_and(|chain| chain.now().device(dev).is_none())
        {
            // Gone already: with another, or by another's hand.
            return self.end(wish.id, Ok(()));
        }
        let composed = match &wish.what {
            DeviceWish::Remove(dev, hand) => self.removal(dev, *hand, ctx),
            DeviceWish::Paper(code) => self.paper(code, ctx),
            DeviceWish::Vouch(card) => self.vouch_again(card, ctx.now),
        };
        match composed {
            Ok((body, beside)) => {
                // Kept before it is sent: should the answer be lost, the chain may name it all the same.
                effects.extend(beside.card.iter().map(|card| Effect::Card(Box::new(card.clone()))));
                self.extend(body, beside, ctx, effects);
                if let Some(extending) = &mut self.devices.extending {
                    extending.wish = Some(wish);
                }
            }
            Err(problem) => self.end(wish.id, Err(problem)),
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
                if let Some(link) = self.devices.links.get_mut(id) {
                    link.known = true;
                }
            }
            (Errand::Link(id), Err(fault)) => {
                if let Some(link) = self.devices.links.remove(id) {
                    self.end(link.asked, Err((*fault).into()));
                }
            }
            (Errand::Extend, Ok(_)) => self.extended(),
            (Errand::Extend, Err(fault)) => self.not_extended(*fault, effects),
            (Errand::Renew, Ok(Reply::Opened(opened))) => {
                if !std::mem::take(&mut self.devices.out_is_newer) {
                    self.devices.out = opened.out.iter().copied().collect();
                }
                self.renewed(opened, effects);
            }
            // Asked again after a rest, or with the next start.
            (Errand::Renew, Err(fault)) if fault.passes() => drop(self.devices.moved.insert(self.me.uid)),
            _ => {}
        }
    }

    /// The server has sequenced an own entry.
    fn extended(&mut self) {
        let Some(Extending { entry, secret, wish }) = self.devices.extending.take() else { return };
        self.devices.adding = None;
        self.devices.outrun = 0;
        let Some(chain) = self.chains.get_mut(&self.me.uid) else { return };
        // The news of it may have been quicker than the answer.
        let known = chain.holds(&entry.0);
        let ended = if known { Ok(()) } else { chain.extend(&entry.0).map_err(|_| Problem::Tampered) };
        if let (Ok(()), false, Some(secret)) = (&ended, known, secret) {
            self.me.user.follow(secret);
        }
        if let Some(Wish { what: DeviceWish::Vouch(card), .. }) = &wish
            && ended.is_ok()
        {
            self.me.stronger = Some(Card::clone(card));
        }
        self.look_at_own();
        if let Some(who) = self.people.get(&self.me.uid) {
            self.me.name.clone_from(&who.name);
        }
        if let Some(wish) = wish {
            self.end(wish.id, ended);
        }
    }

    fn not_extended(&mut self, fault: Fault, effects: &mut Vec<Effect>) {
        let Some(Extending { wish, .. }) = self.devices.extending.take() else { return };
        // It waits for the network like anything else.
        let adding = self.devices.adding.take().filter(|_| fault.passes());
        self.devices.asking.extend(adding);
        let outrun = fault == Fault::Refused(Code::Conflict);
        match wish {
            Some(Wish { id, what, tries }) if outrun && tries < TRIES => {
                self.devices.wishes.push_front(Wish { id, what, tries: tries + 1 });
            }
            Some(Wish { id, .. }) => self.end(id, Err(fault.into())),
            // What this device asked for by itself and is not given, it does not ask for again.
            None => self.devices.unwanted |= !fault.passes() && !outrun,
        }
        self.devices.outrun = if outrun { self.devices.outrun.saturating_add(1) } else { 0 };
        if self.devices.outrun > TRIES {
            // Whoever is outrun again and again waits for news.
            self.courier.resting = true;
            self.devices.moved.insert(self.me.uid);
        } else if !fault.passes() {
            self.call(Errand::Renew, Request::Renew, effects);
        }
    }

    /// The server has logged devices out, or let one in: these are out now.
    pub(crate) fn logged_out(&mut self, out: Vec<DeviceId>) {
        self.devices.out = out.into_iter().collect();
        self.devices.out_is_newer = self.courier.is_out(|it| *it == Errand::Renew);
    }

    /// The own chain, from the server: taken when it goes on from what is known.
    pub(crate) fn renewed(&mut self, opened: &Opened, effects: &mut Vec<Effect>) {
        let Ok(Own { chain, user }) = Own::read(&self.me.uid, &self.me.dev, &self.me.keys, opened) else {
            return;
        };
        if self.chains.get(&self.me.uid).is_none_or(|old| chain.at(&old.now().head).is_some()) {
            let known = self.chains.insert(self.me.uid, chain);
            self.devices.hear_of_theft(opened.theft);
            self.note_unseen(known.as_ref());
            self.me.user = user;
            if let Some(ring) = &opened.ring {
                self.merge_ring(ring);
            }
            self.look_at_own();
        }
        self.take_tenant_card(Some(&opened.tenant_card), effects);
    }

    /// Devices that came without this one's doing.
    fn note_unseen(&mut self, before: Option<&UserChain>) {
        let (Some(now), Some(before)) = (self.chains.get(&self.me.uid), before) else { return };
        let new = |it: &&Device| before.now().device(&it.id).is_none() && it.added.0 != self.me.dev;
        let new: Vec<DeviceId> = now.now().devices.iter().filter(new).map(|device| device.id).collect();
        self.devices.unseen.extend(new);
    }

    /// The own chain has moved: where others may seal to, and whose cards are known.
    pub(crate) fn look_at_own(&mut self) {
        let Some(chain) = self.chains.get(&self.me.uid) else { return };
        let cards: Vec<Card> = self.shown_by_own().cloned().collect();
        self.people.meet(&cards, chain, &self.tenant, &self.chains);
        // What a device signed that was out of hand counts for nothing here either.
        self.people.judge_vouchers_of(chain);
        if let Some(user) = chain.attested() {
            self.me.head = user.head;
        }
    }
}

/// What goes with an entry.
#[derive(Default)]
pub(crate) struct Beside {
    secrets: Vec<SealedSecret>,
    before: Option<Bytes>,
    card: Option<Card>,
    next: Option<UserSecret>,
}

impl Beside {
    pub(crate) fn card(card: Card) -> Self {
        Self { card: Some(card), ..Self::default() }
    }

    fn secret(dev: DeviceId, sealed: Vec<u8>) -> Self {
        Self { secrets: vec![SealedSecret { dev, sealed: Bytes(sealed) }], ..Self::default() }
    }
}
