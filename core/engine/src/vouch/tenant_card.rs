//! The municipality's card, looked at anew while the app runs: a provider signs with a key that the card does
//! not name yet.
//! Refuses a card that the pinned root did not sign, and one that is not newer than any that was seen here.
//! Asked for once for each key that nobody knows. Called by each step and by what comes back.

use crate::courier::{Errand, Request};
use crate::mind::{Effect, Engine};
use samtale_membership::tenant;
use samtale_wire::Bytes;
use samtale_wire::tenant::TenantCard;
use std::collections::BTreeSet;

/// The most keys that are asked after between two starts: whoever makes names up is asked for no longer.
const MAX_ASKED: usize = 32;

/// Which card is known, and what was asked.
#[derive(Default)]
pub(crate) struct Editions {
    /// The newest edition that the vault knows of.
    kept: u64,
    /// The keys that were asked after.
    asked: BTreeSet<String>,
}

impl Editions {
    /// With what the vault has seen.
    pub fn kept(edition: Option<u64>) -> Self {
        Self { kept: edition.unwrap_or(0), asked: BTreeSet::new() }
    }

    /// Whether a card goes back behind what was seen.
    pub fn is_behind(&self, card: &TenantCard) -> bool {
        edition(card) < self.kept
    }
}

fn edition(card: &TenantCard) -> u64 {
    card.edition.unwrap_or(0)
}

impl Engine {
    /// Whether a card waits whose issuer's key may be in a newer card of the municipality.
    pub(crate) fn may_be_newer(&self) -> bool {
        let asked = &self.editions.asked;
        asked.len() < MAX_ASKED && self.people.unknown_keys().any(|kid| !asked.contains(kid))
    }

    /// Asks for the municipality's card where that may help, and has the vault remember how new the known one is.
    pub(crate) fn tend_tenant_card(&mut self, effects: &mut Vec<Effect>) {
        let known = edition(&self.tenant);
        if known > self.editions.kept {
            self.editions.kept = known;
            effects.push(Effect::Edition(known));
        }
        let out = self.courier.is_out(|errand| *errand == Errand::TenantCard);
        if !out && !self.courier.resting && self.may_be_newer() {
            self.call(Errand::TenantCard, Request::TenantCard, effects);
        }
    }

    /// The answer came; `None` when there is none, and there will be none.
    pub(crate) fn take_tenant_card(&mut self, bytes: Option<&Bytes>, effects: &mut Vec<Effect>) {
        let unknown: Vec<String> = self.people.unknown_keys().map(str::to_owned).collect();
        self.editions.asked.extend(unknown);
        let card = bytes.and_then(|bytes| tenant::card(&self.tenant.tenant, &bytes.0));
        let Some(card) = card.filter(|card| edition(card) > edition(&self.tenant)) else { return };
        self.tenant = card;
        for (uid, card) in self.people.take_waiting() {
            if let Some(chain) = self.chains.get(&uid) {
                self.people.meet(&[card], chain, &self.tenant, &self.chains);
            }
        }
        self.look_at_own();
        effects.extend(self.dialogs.keys().copied().map(Effect::Changed));
    }
}
