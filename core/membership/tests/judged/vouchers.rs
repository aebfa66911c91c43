//! Vouchers: an employee's holds; each way of making one up, lending one or vouching by proxy is refused by name.

use crate::cards::{Provider, header};
use crate::kit::*;
use samtale_membership::card::{self, CardError, Identity};
use samtale_membership::{UserChain, hash, voucher};
use samtale_seal::device::DeviceKeys;
use samtale_wire::tenant::Audience;
use samtale_wire::user::{Attest, Card, DevCert, Token, UserBody};
use samtale_wire::voucher::{Testimony, Voucher};
use samtale_wire::{Hash, Salt, Signature, Uid, encode, label};
use serde_json::json;
use std::collections::BTreeMap;

/// Somebody who is known by a login at a provider that has this client for such people.
pub fn logged_in(
    town: &Town,
    seed: u64,
    name: &str,
    (audience, client): (Audience, &str),
) -> (Person, Provider, Token) {
    let mut person = Person::unattested(town, seed);
    let mut provider = Provider::of(&person.chain);
    (provider.issuer.audience, provider.issuer.client_id) = (audience, client.into());
    let mut claims = provider.claims();
    (claims["name"], claims["aud"]) = (json!(name), json!(client));
    let card = provider.sign(&header(), &claims);
    let now = person.chain.now();
    let over = hash::over(&person.uid, &now.devices[0].cert, &now.user_key, &now.user_commit);
    let attest =
        UserBody::Attest(Attest { dev: person.dev, card: hash::card(&card), over, matched_by: None });
    person.push(person.entry(&person.keys, person.dev, attest)).expect("attested");
    (person, provider, card.token().expect("a token").clone())
}

/// Ali, who works here, and Emma, who has keys and no login.
struct Table {
    ali: Person,
    provider: Provider,
    token: Token,
    emma: Uid,
    over: Hash,
    cert: DevCert,
}

impl Table {
    fn set() -> Self {
        Self::by(Audience::Staff)
    }

    fn by(audience: Audience) -> Self {
        let town = Town::new(1);
        let (ali, provider, token) = logged_in(&town, 2, "Ali Mentor", (audience, "samtale"));
        let emma = Person::unattested(&town, 3);
        let hers = emma.chain.now();
        let cert = hers.devices[0].cert.clone();
        let over = hash::over(&emma.uid, &cert, &hers.user_key, &hers.user_commit);
        Self { ali, provider, token, emma: emma.uid, over, cert }
    }

    fn says(&self) -> Testimony {
        Testimony {
            over: self.over,
            name: "Emma Holm".into(),
            uid: self.ali.uid,
            uhead: self.ali.chain.now().head,
            dev: self.ali.dev,
            t: T0 + 20,
            login: None,
        }
    }

    fn signed(&self, keys: &DeviceKeys, says: Testimony) -> Voucher {
        let sig = keys.sign(label::VOUCHER, encode(&says)).sig;
        Voucher { says, sig, card: self.token.clone(), mandate: None }
    }

    fn honest(&self) -> Voucher {
        self.signed(&self.ali.keys, self.says())
    }

    fn judge(&self, voucher: &Voucher) -> Result<Identity, CardError> {
        self.judge_by(voucher, Some(&self.ali.chain))
    }

    fn judge_by(&self, voucher: &Voucher, by: Option<&UserChain>) -> Result<Identity, CardError> {
        let by = by.map(|chain| (voucher.says.uid, chain.clone()));
        let chains: BTreeMap<Uid, UserChain> = by.into_iter().collect();
        voucher::check(voucher, &self.emma, &self.over, self.cert.created, &chains, &self.provider.tenant())
    }

    fn refused(&self, change: impl FnOnce(&mut Testimony)) -> Option<CardError> {
        let mut says = self.says();
        change(&mut says);
        self.judge(&self.signed(&self.ali.keys, says)).err()
    }
}

#[test]
fn an_honest_voucher_says_who_it_is_and_who_says_so() {
    let table = Table::set();
    let who = table.judge(&table.honest()).expect("it holds");
    let by = who.vouched_by.clone().expect("somebody");
    assert_eq!((who.name.as_str(), by.name.as_str(), by.uid), ("Emma Holm", "Ali Mentor", table.ali.uid));
    assert!(who.audience != Audience::Staff && who.unit.is_none(), "nobody is employed by a voucher");
    // Another voucher for the same uid is about the same person; no login ever is.
    assert!(who.is_same(&table.judge(&table.honest()).expect("it holds")));
    let login = Provider::new();
    let karen = login.identify(&login.sign(&header(), &login.claims())).expect("a login");
    assert!(!who.is_same(&karen));
    // She goes on as the first login of hers, never back, and never as somebody who works here.
    assert!(who.may_become(&karen) && !karen.may_become(&who) && who.may_become(&who));
    let mut staff = Provider::new();
    staff.issuer.audience = Audience::Staff;
    let eva = staff.identify(&staff.sign(&header(), &staff.claims())).expect("a login");
    assert!(!who.may_become(&eva));
}

#[test]
fn a_voucher_is_no_login_where_a_login_is_asked_for() {
    let table = Table::set();
    let card = Card::Voucher(Box::new(table.honest()));
    let judged = card::check(&card, &table.over, table.cert.created, &table.provider.tenant());
    assert_eq!(judged.err(), Some(CardError::Issuer));
}

#[test]
fn a_voucher_for_other_keys_another_name_or_another_time_is_refused() {
    let table = Table::set();
    assert_eq!(table.refused(|says| says.over = Hash([1; 32])), Some(CardError::Nonce), "lent to other keys");
    let mut renamed = table.honest();
    renamed.says.name = "Karen Holm".into();
    assert_eq!(table.judge(&renamed).err(), Some(CardError::Signature));
    for name in ["", " Emma", "Emma\nHolm", &"x".repeat(201)] {
        assert_eq!(table.refused(|says| says.name = name.into()), Some(CardError::Malformed), "{name:?}");
    }
    assert_eq!(table.refused(|says| says.t = T0 + 601), Some(CardError::Stale));
    assert_eq!(table.refused(|says| says.t = T0 - 1), Some(CardError::Voucher), "before its own chain");
}

#[test]
fn only_whoever_works_here_vouches_and_with_their_own_device_and_card() {
    let table = Table::set();
    let mut forged = table.honest();
    forged.sig = Signature([6; 64]);
    assert_eq!(table.judge(&forged).err(), Some(CardError::Signature), "the server makes one up");
    let other = Table::by(Audience::Citizens);
    assert_eq!(other.judge(&other.honest()).err(), Some(CardError::Voucher), "Karen works nowhere here");
    assert_eq!(table.refused(|says| says.dev = Device::new(9).id), Some(CardError::Voucher));
    let mut lent = table.honest();
    lent.card = Token { id_token: table.token.id_token.clone(), r: Salt([6; 32]) };
    assert_eq!(table.judge(&lent).err(), Some(CardError::Voucher), "a card that the chain does not name");
    let mut own = Table::set();
    own.emma = own.ali.uid;
    assert_eq!(own.judge(&own.honest()).err(), Some(CardError::Voucher), "nobody vouches for themselves");
}

#[test]
fn without_the_chain_of_whoever_vouches_nothing_is_believed() {
    let table = Table::set();
    let honest = table.honest();
    assert_eq!(table.judge_by(&honest, None).err(), Some(CardError::Unknown));
    let stranger = Person::new(&Town::new(1), 7);
    assert_eq!(table.judge_by(&honest, Some(&stranger.chain)).err(), Some(CardError::Unknown));
    let short = UserChain::read([table.ali.entries[0].as_slice()]).expect("a chain");
    assert_eq!(table.judge_by(&honest, Some(&short)).err(), Some(CardError::Unknown));
}

#[test]
fn somebody_who_was_vouched_for_vouches_for_nobody() {
    let mut table = Table::set();
    // Emma's chain names a voucher; what she puts in its place is no card that her chain names.
    let voucher = Card::Voucher(Box::new(table.honest()));
    let town = Town::new(1);
    let mut emma = Person::unattested(&town, 3);
    let attest = UserBody::Attest(Attest {
        dev: emma.dev,
        card: hash::card(&voucher),
        over: table.over,
        matched_by: None,
    });
    emma.push(emma.entry(&emma.keys, emma.dev, attest)).expect("attested");
    let mut says = table.says();
    (says.uid, says.uhead, says.dev) = (emma.uid, emma.chain.now().head, emma.dev);
    let hers = table.signed(&emma.keys, says);
    table.emma = Uid([1; 32]);
    assert_eq!(table.judge_by(&hers, Some(&emma.chain)).err(), Some(CardError::Voucher));
}

#[test]
fn a_device_vouches_until_it_was_out_of_hand_and_no_longer() {
    let mut table = Table::set();
    let honest = table.honest();
    let tablet = Device::new(5);
    table.ali.add(&tablet, false).expect("added");
    table.ali.vouch(&tablet).expect("vouched for");
    let before = table.ali.chain.clone();
    table.ali.t = T0 + 900;
    for (since, expected) in [(T0 + 21, None), (T0 + 20, Some(CardError::Voucher))] {
        table.ali.chain = before.clone();
        let gone = table.ali.revocation(table.ali.dev, since);
        table.ali.push(tablet.sign(&table.ali, gone)).expect("revoked");
        assert_eq!(table.judge(&honest).err(), expected, "since {since}");
    }
    // At a place in the chain where it is gone it signs nothing, whatever time it says.
    table.ali.chain = before;
    let gone = table.ali.revocation(table.ali.dev, T0 + 21);
    table.ali.push(tablet.sign(&table.ali, gone)).expect("revoked");
    let after = table.ali.chain.now().head;
    assert_eq!(table.refused(|says| (says.uhead, says.t) = (after, T0 + 900)), Some(CardError::Stale));
    assert_eq!(table.refused(|says| says.uhead = after), Some(CardError::Voucher));
}

#[test]
fn the_digits_are_those_of_these_keys_this_inviter_and_this_code() {
    let table = Table::set();
    let (secret, nonce) = (Salt([1; 32]), Salt([2; 32]));
    let digits = voucher::digits(&secret, &nonce, &table.ali.uid, &table.over);
    assert_eq!(digits.len(), 7);
    assert!(digits.chars().all(|it| it.is_ascii_digit() || it == ' '));
    let others = [
        voucher::digits(&Salt([3; 32]), &nonce, &table.ali.uid, &table.over),
        voucher::digits(&secret, &Salt([3; 32]), &table.ali.uid, &table.over),
        voucher::digits(&secret, &nonce, &table.emma, &table.over),
        voucher::digits(&secret, &nonce, &table.ali.uid, &Hash([3; 32])),
    ];
    assert!(others.iter().all(|other| *other != digits));
    assert_ne!(voucher::promise(&nonce), voucher::promise(&secret));
}
