//! What was seen of one person, and what it shows: of several cards the one that says most, of several devices the
//! weakest. Refuses a card that the chain does not name, and to call somebody otherwise than before.
//! Kept by `vouch`.

use samtale_membership::card::{self, CardError, Identity};
use samtale_membership::chain::Vouched;
use samtale_membership::profile::Level;
use samtale_membership::{UserChain, UserState, hash, voucher};
use samtale_wire::tenant::TenantCard;
use samtale_wire::user::Card;
use samtale_wire::{DeviceId, Hash, Uid};
use std::collections::BTreeMap;

/// What was seen of one person.
#[derive(Default)]
pub(super) struct Seen {
    /// By the hashes that the chain names: a device that logged in once more has several.
    pub cards: BTreeMap<Hash, Shown>,
    /// Who they are: in some state of theirs every device was vouched for as the same person.
    pub proven: Option<Identity>,
    /// Whether somebody spoke for them since whom nobody here knows.
    pub doubted: bool,
    /// Whether their chain parted ways: who holds their keys cannot be told any more.
    pub frozen: bool,
}

/// A card that held.
pub(super) struct Shown {
    pub device: DeviceId,
    pub identity: Identity,
    pub card: Card,
}

impl Seen {
    /// A card that held. What stands in the place of another gives way to that one, and to one that says more.
    pub fn show(&mut self, named: Hash, shown: Shown) {
        let weighs = |it: &Shown| (hash::card(&it.card) == named, it.weight());
        if self.cards.get(&named).is_none_or(|known| weighs(known) <= weighs(&shown)) {
            self.cards.insert(named, shown);
        }
    }

    /// The card that a state names for each device, where it was seen.
    pub fn named<'s>(&'s self, user: &'s UserState) -> impl Iterator<Item = Option<&'s Card>> {
        let devices = user.devices.iter().filter(|device| !device.paper);
        devices.map(|device| Some(&self.cards.get(&device.vouched?.card)?.card))
    }

    /// The card that shows a device best: a weaker one that came later takes nothing back, and one of somebody
    /// else, who logged in on a device of this person, is none.
    pub fn best(&self, device: &DeviceId) -> Option<&Shown> {
        let same = |it: &Identity| self.proven.as_ref().is_none_or(|who| who.may_become(it));
        let of = self.cards.values().filter(|shown| shown.device == *device && same(&shown.identity));
        of.max_by_key(|shown| shown.weight())
    }

    /// One device whose card was never seen could be anybody's, and reads all the same. The person is known as
    /// well as on the weakest of them: what is sealed to one is sealed to all.
    pub fn proves(&self, user: &UserState) -> Option<Identity> {
        // Once known, for good: nobody else takes their name over.
        let mut who: Option<Identity> = None;
        let mut weakest = None;
        for device in user.devices.iter().filter(|device| !device.paper) {
            device.vouched?;
            let shown = &self.best(&device.id)?.identity;
            // Whoever was vouched for goes on as their login once all of their devices have it.
            let goes_on = self.proven.as_ref().is_none_or(|known| known.may_become(shown));
            if !goes_on || who.as_ref().is_some_and(|who| !who.is_same(shown)) {
                return None;
            }
            weakest = Some(weakest.map_or(shown.level, |level: Level| level.min(shown.level)));
            who = Some(shown.clone());
        }
        let level = weakest?;
        who.map(|who| Identity { level, ..who })
    }
}

impl Shown {
    /// Of two cards the heavier one says more: a login of one's own before one that somebody has looked at, and that
    /// before none.
    fn weight(&self) -> (bool, bool, Option<bool>, Level, u64) {
        let who = &self.identity;
        let number = who.vouched_by.as_ref().and_then(|by| by.login);
        (who.vouched_by.is_none(), !who.is_met(), number, who.level, who.auth_time)
    }
}

/// Which device a card vouches for, and whose it says that it is: the chain must name the card, now or before,
/// the card's nonce must name the keys of that day and its login be of that time, and an issuer of this
/// municipality must have signed it.
pub(super) fn identify(
    card: &Card,
    chain: &UserChain,
    tenant: &TenantCard,
    chains: &BTreeMap<Uid, UserChain>,
) -> Option<Result<(DeviceId, Identity), CardError>> {
    if chain.now().tenant != tenant.tenant {
        return None;
    }
    let speaks = |by: &Vouched| match card {
        Card::Voucher(it) => voucher::may_speak(it, by),
        Card::Token(_) => true,
    };
    let named = chain.vouches(&card::stands_for(card)).into_iter().filter(|(_, by)| speaks(by));
    first_that_holds(named.map(|(device, by)| {
        let identity = match card {
            Card::Token(_) => card::check(card, &by.over, by.at, tenant)?,
            Card::Voucher(it) => voucher::check(it, &chain.now().uid, &by.over, by.at, chains, tenant)?,
        };
        Ok((device, identity))
    }))
}

/// What a card shows by one of the entries that name it: somebody may have named it for a device that is not its own.
pub(crate) fn first_that_holds<T, E>(mut judged: impl Iterator<Item = Result<T, E>>) -> Option<Result<T, E>> {
    let first = judged.next()?;
    if first.is_ok() { Some(first) } else { Some(judged.find(Result::is_ok).unwrap_or(first)) }
}
