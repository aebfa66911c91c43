//! The client's own judgement of people: which identity cards hold, and so whose name is shown.
//! Refuses the server's word. It never invalidates a log; it decides what this device seals and says.

use samtale_membership::UserChain;
use samtale_membership::card::{self, Identity};
use samtale_membership::hash;
use samtale_wire::Uid;
use samtale_wire::tenant::TenantCard;
use samtale_wire::user::Card;
use std::collections::BTreeMap;

/// The people whose cards were seen and held.
#[derive(Default)]
pub(crate) struct People(BTreeMap<Uid, (Identity, Card)>);

impl People {
    /// Who `uid` is, if that was proven to this device.
    pub fn get(&self, uid: &Uid) -> Option<&Identity> {
        self.0.get(uid).map(|(identity, _)| identity)
    }

    /// The card that proved it, to show to others.
    pub fn card(&self, uid: &Uid) -> Option<Card> {
        self.0.get(uid).map(|(_, card)| card.clone())
    }

    /// Looks at a card; remembers it if it holds for the keys in the chain.
    pub fn meet(&mut self, card: &Card, chain: &UserChain, tenant: &TenantCard) -> Option<&Identity> {
        let identity = identify(card, chain, tenant)?;
        let uid = chain.now().uid;
        self.0.insert(uid, (identity, card.clone()));
        self.get(&uid)
    }
}

/// Who a card says that this chain's keys belong to: the chain must name the card, the card's
/// nonce must name the keys, and an issuer of this municipality must have signed it.
pub(crate) fn identify(card: &Card, chain: &UserChain, tenant: &TenantCard) -> Option<Identity> {
    let user = chain.now();
    let named = hash::card(card);
    let device = user.devices.iter().find(|it| it.vouched.is_some_and(|by| by.card == named))?;
    let over = device.vouched?.over;
    let ours = user.tenant == tenant.tenant && user.attested();
    ours.then(|| card::check(card, &over, &device.cert, tenant).ok())?
}
