//! The client's own judgement of people: which identity cards hold, and so whose name is shown.
//! Refuses the server's word, and a state one of whose devices nobody vouched for. It never
//! invalidates a log; it decides to whom this device seals and what it says.

pub(crate) mod level;
pub(crate) mod seen;
pub(crate) mod tenant_card;
#[cfg(test)]
mod tests;

use crate::mind::{Effect, Engine};
use samtale_membership::card::{self, CardError, Identity};
use samtale_membership::profile::Level;
use samtale_membership::{Device, UserChain, UserState, voucher};
use samtale_wire::api::Chain;
use samtale_wire::tenant::TenantCard;
use samtale_wire::user::{Card, UserHead};
use samtale_wire::voucher::Mandate;
use samtale_wire::{DeviceId, DialogId, Hash, Uid};
use seen::{Seen, Shown, identify};
use std::collections::{BTreeMap, BTreeSet};

/// The most cards that wait for a newer card of the municipality, or for a chain.
const MAX_WAITING: usize = 64;
/// How often the chain of each who signed a voucher is asked for, for one voucher.
const MAX_ASKED: usize = 3;

/// The people whose cards were seen and held.
#[derive(Default)]
pub(crate) struct People {
    seen: BTreeMap<Uid, Seen>,
    /// Cards of a key that the municipality's card does not name, with its name, oldest first.
    waiting: Vec<(Uid, Card, String)>,
    /// The same of logins that nobody keeps: their keys alone.
    asked: BTreeSet<String>,
    /// Vouchers by somebody whose chain is not at hand as far as that, and how often it was asked for.
    unheard: Vec<Unheard>,
}

/// A voucher that cannot be judged yet: whose it is, and how often the chain of whoever vouches was asked for.
type Unheard = (Uid, Card, u8);

impl People {
    /// Who `uid` is, if that was proven to this device.
    pub fn get(&self, uid: &Uid) -> Option<&Identity> {
        self.seen.get(uid).filter(|seen| !seen.doubted && !seen.frozen)?.proven.as_ref()
    }

    /// Whether every device in this state was shown to be the same person's.
    pub fn knows(&self, user: &UserState) -> bool {
        self.level(user).is_some()
    }

    /// How well this person is known on the weakest of the devices in this state; `None` when they are not.
    pub fn level(&self, user: &UserState) -> Option<Level> {
        let seen = self.seen.get(&user.uid).filter(|seen| !seen.frozen)?;
        seen.proves(user).map(|who| who.level)
    }

    /// How well the best card of one of their devices shows them.
    pub fn level_of(&self, uid: &Uid, device: &DeviceId) -> Option<Level> {
        self.seen.get(uid)?.best(device).map(|shown| shown.identity.level)
    }

    /// How well a card of theirs shows them, if it was seen and held.
    pub fn level_by(&self, uid: &Uid, card: &Hash) -> Option<Level> {
        let seen = self.seen.get(uid)?;
        let shown = seen.cards.get(card)?;
        seen.proven.as_ref().is_none_or(|who| who.is_same(&shown.identity)).then_some(shown.identity.level)
    }

    /// Whether a device was shown to be this person's.
    pub fn knows_device(&self, uid: &Uid, device: &Device) -> bool {
        self.seen.get(uid).is_some_and(|seen| seen.best(&device.id).is_some())
    }

    /// The cards that prove a state, to show to others: the best that were seen here.
    pub fn cards(&self, user: &UserState) -> Option<Vec<Card>> {
        let seen = self.seen.get(&user.uid)?;
        let devices = user.devices.iter().filter(|device| !device.paper);
        devices.map(|device| seen.best(&device.id).map(|shown| shown.card.clone())).collect()
    }

    /// Whether every card that a state names was seen here.
    pub fn has_named_cards(&self, user: &UserState) -> bool {
        self.seen.get(&user.uid).is_some_and(|seen| seen.named(user).all(|card| card.is_some()))
    }

    /// The cards that a state names: `None` where one of them was not seen here.
    pub fn named_cards(&self, user: &UserState) -> Option<Vec<Card>> {
        self.seen.get(&user.uid)?.named(user).map(Option::<&Card>::cloned).collect()
    }

    /// Every card of somebody that held, or may hold once the municipality's card is a newer one.
    pub fn all_cards(&self, uid: &Uid) -> Vec<Card> {
        let held = self.seen.get(uid).into_iter().flat_map(|seen| seen.cards.values());
        let waiting = self.waiting.iter().filter(|(whose, _, _)| whose == uid).map(|(_, card, _)| card);
        let unheard = self.unheard.iter().filter(|(whose, _, _)| whose == uid).map(|(_, card, _)| card);
        held.map(|shown| &shown.card).chain(waiting).chain(unheard).cloned().collect()
    }

    /// Looks at cards; remembers those that hold for keys in the chain.
    pub fn meet(
        &mut self,
        cards: &[Card],
        chain: &UserChain,
        tenant: &TenantCard,
        chains: &BTreeMap<Uid, UserChain>,
    ) -> Option<&Identity> {
        let uid = chain.now().uid;
        for card in cards {
            match identify(card, chain, tenant, chains) {
                Some(Ok(_)) if self.is_used(card, &uid) => {}
                Some(Ok((device, identity))) => {
                    let shown = Shown { device, identity, card: card.clone() };
                    self.seen.entry(uid).or_default().show(card::stands_for(card), shown);
                }
                Some(Err(CardError::Key)) => self.wait(uid, card),
                Some(Err(CardError::Unknown)) => self.not_heard_of(uid, card, 0),
                _ => {}
            }
        }
        self.look(chain);
        self.get(&uid)
    }

    /// A card may hold once the municipality names the key.
    pub fn wait(&mut self, uid: Uid, card: &Card) {
        let new = self.waiting.len() < MAX_WAITING && self.waiting.iter().all(|(_, it, _)| it != card);
        if let Some(kid) = card::kid(card).filter(|_| new) {
            self.waiting.push((uid, card.clone(), kid));
        }
    }

    /// A voucher may hold once the chain of whoever vouches is here.
    fn not_heard_of(&mut self, uid: Uid, card: &Card, asked: u8) {
        let new = self.unheard.iter().all(|(whose, it, _)| *whose != uid || it != card);
        if new && self.unheard.len() < MAX_WAITING {
            self.unheard.push((uid, card.clone(), asked));
        }
    }

    /// Whether a voucher for somebody waits for the chains of those who signed it.
    pub(crate) fn waits_for_signers(&self, uid: &Uid) -> bool {
        self.unheard.iter().any(|(whose, _, _)| whose == uid)
    }

    /// A mandate is for one child, once: what was seen first counts.
    fn is_used(&self, card: &Card, uid: &Uid) -> bool {
        let Some(mandate) = mandate_of(card) else { return false };
        let others = self.seen.iter().filter(|(whose, _)| *whose != uid);
        let mut cards = others.flat_map(|(_, seen)| seen.cards.values());
        cards.any(|shown| mandate_of(&shown.card).is_some_and(|it| it.says == mandate.says))
    }

    /// The server has answered for the chain of somebody who may vouch.
    pub fn asked_for(&mut self, by: &Uid) {
        for (_, card, asked) in &mut self.unheard {
            if matches!(card, Card::Voucher(it) if voucher::signers(it).iter().any(|(who, ..)| who == by)) {
                *asked = asked.saturating_add(1);
            }
        }
    }

    /// The chain of somebody who vouches has moved: what a device of theirs signed that was out of their hands
    /// counts for nothing.
    pub(crate) fn judge_vouchers_of(&mut self, by: &UserChain) {
        for seen in self.seen.values_mut() {
            let holds = |shown: &Shown| match &shown.card {
                Card::Voucher(it) => voucher::stands(it, by),
                Card::Token(_) => true,
            };
            let before = seen.cards.len();
            seen.cards.retain(|_, shown| holds(shown));
            let vouched = seen.proven.as_ref().is_some_and(|who| who.vouched_by.is_some());
            if seen.cards.len() < before && vouched {
                seen.proven = None;
            }
        }
    }

    /// A login may hold once the municipality names the key; it is not for keeping, and is told again.
    pub fn ask_for(&mut self, login: &Card) {
        self.asked.extend(card::kid(login).filter(|_| self.asked.len() < MAX_WAITING));
    }

    /// The keys of cards that wait.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        let waiting = self.waiting.iter().map(|(_, _, kid)| kid);
        waiting.chain(&self.asked).map(String::as_str)
    }

    /// The cards that wait, to be met once more.
    pub fn take_waiting(&mut self) -> impl Iterator<Item = (Uid, Card)> + use<> {
        self.asked.clear();
        std::mem::take(&mut self.waiting).into_iter().map(|(uid, card, _)| (uid, card))
    }

    /// Somebody speaks for a person: one whom nobody here knows speaks in no name.
    pub fn hear(&mut self, user: &UserState) {
        if let Some(seen) = self.seen.get_mut(&user.uid) {
            seen.doubted |= seen.proves(user).is_none();
        }
    }

    /// Believes nobody under this uid any more, for good: the person comes back under another.
    fn freeze(&mut self, uid: Uid) {
        self.seen.entry(uid).or_default().frozen = true;
    }

    /// Judges a person anew: their chain has moved on, or a card was seen.
    pub fn look(&mut self, chain: &UserChain) {
        if let Some(seen) = self.seen.get_mut(&chain.now().uid) {
            // A new device of theirs that has not spoken is unknown, not they.
            if let Some(identity) = chain.attested().and_then(|user| seen.proves(user)) {
                seen.proven = Some(identity);
                seen.doubted = false;
            }
        }
    }
}

impl Engine {
    /// Whether the server was asked for every chain that something in this dialog may be sealed to: what
    /// was kept over a start may be old.
    pub(crate) fn asks_after_all(&mut self, id: &DialogId, effects: &mut Vec<Effect>) -> bool {
        let Some(dialog) = self.dialogs.get(id).filter(|_| !self.unasked.is_empty()) else { return true };
        let roster = &dialog.state.roster;
        let members = roster.members.iter().map(|member| member.uid);
        let people = members.chain(roster.proposals.iter().map(|open| open.subject.uid));
        let unasked: Vec<Uid> = people.filter(|uid| self.unasked.contains(uid)).collect();
        for uid in &unasked {
            self.want_chain(*uid, effects);
        }
        unasked.is_empty()
    }

    /// A person's chain as it was kept with a dialog: of two the longer one stays, and nothing is sealed to
    /// it before the server was asked.
    pub(crate) fn take_kept_chain(&mut self, uid: Uid, kept: UserChain) {
        let old = self.chains.get(&uid);
        if uid == self.me.uid || old.is_some_and(|old| old.at(&kept.now().head).is_some()) {
            return;
        }
        if old.is_some_and(|old| old.forks(&kept)) {
            return self.people.freeze(uid);
        }
        self.people.look(&kept);
        self.people.judge_vouchers_of(&kept);
        self.unasked.insert(uid);
        self.chains.insert(uid, kept);
    }

    /// Vouchers that could not be judged: the chain of whoever vouches is asked for, and looked at.
    pub(crate) fn meet_unheard(&mut self, effects: &mut Vec<Effect>) {
        for (uid, card, asked) in std::mem::take(&mut self.people.unheard) {
            let Card::Voucher(voucher) = &card else { continue };
            let signers = voucher::signers(voucher);
            let here = |by: &Uid, uhead: &UserHead| {
                self.chains.get(by).is_some_and(|chain| chain.at(uhead).is_some())
            };
            let missing = signers.iter().filter(|(by, uhead, ..)| !here(by, uhead)).map(|(by, ..)| *by);
            let missing: Vec<Uid> = missing.collect();
            if let (true, Some(chain)) = (missing.is_empty(), self.chains.get(&uid)) {
                self.people.meet(&[card], chain, &self.tenant, &self.chains);
                effects.extend(self.dialogs.keys().copied().map(Effect::Changed));
                self.hear_claims_of(&uid);
                continue;
            }
            // The own chain comes by itself; of several each answer counts.
            if usize::from(asked) < MAX_ASKED * signers.len() && !missing.contains(&self.me.uid) {
                for by in missing {
                    self.want_chain(by, effects);
                }
                self.people.not_heard_of(uid, &card, asked);
            }
        }
    }

    /// A person's chain came: taken when it goes on from the one that is known.
    pub(crate) fn take_chain(&mut self, uid: Uid, chain: &Chain) {
        // The own one comes with its secret.
        if uid == self.me.uid {
            return;
        }
        self.unasked.remove(&uid);
        let read = UserChain::read(chain.entries.iter().map(|entry| entry.0.as_slice())).ok();
        let old = self.chains.get(&uid);
        match read.filter(|chain| chain.now().uid == uid) {
            Some(chain) if old.is_none_or(|old| chain.at(&old.now().head).is_some()) => {
                self.people.judge_vouchers_of(&chain);
                self.people.look(&chain);
                self.chains.insert(uid, chain);
            }
            other => {
                let forked = other.zip(old).is_some_and(|(chain, old)| old.forks(&chain));
                if forked {
                    self.people.freeze(uid);
                }
                self.courier.resting = true;
            }
        }
    }
}

/// By whose word a guardian vouches.
fn mandate_of(card: &Card) -> Option<&Mandate> {
    match card {
        Card::Voucher(it) => it.mandate.as_deref(),
        Card::Token(_) => None,
    }
}
