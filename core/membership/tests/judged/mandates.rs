//! Mandates: Karen vouches for her daughter because Ali, who works here, says that she is the guardian; each way of
//! making a mandate up, lending, stretching or using one for another is refused by name.

use crate::cards::Provider;
use crate::kit::*;
use crate::vouchers::logged_in;
use samtale_membership::card::{CardError, Identity};
use samtale_membership::{UserChain, hash, mandate, voucher};
use samtale_seal::device::DeviceKeys;
use samtale_wire::tenant::{Audience, TenantCard};
use samtale_wire::user::{Attest, Card, DevCert, Token, UserBody};
use samtale_wire::voucher::{Guardianship, MAX_MANDATE, Mandate, Testimony, Voucher};
use samtale_wire::{Hash, InvitationId, Signature, Tenant, Uid, encode, label};
use std::collections::BTreeMap;

const STAFF: (Audience, &str) = (Audience::Staff, "samtale-staff");
const CITIZEN: (Audience, &str) = (Audience::Citizens, "samtale");

/// Ali, who works here, Karen, who is the guardian, and Emma, who has keys and no login.
struct Home {
    ali: Person,
    karen: Person,
    tokens: (Token, Token),
    tenant: TenantCard,
    emma: Uid,
    over: Hash,
    cert: DevCert,
}

impl Home {
    fn new() -> Self {
        Self::with(STAFF, CITIZEN)
    }

    fn with(ali: (Audience, &str), karen: (Audience, &str)) -> Self {
        let town = Town::new(1);
        let (ali, his, ali_token) = logged_in(&town, 2, "Ali Mentor", ali);
        let (karen, hers, karen_token) = logged_in(&town, 4, "Karen Holm", karen);
        let issuers = vec![his.issuer, hers.issuer];
        let tenant = TenantCard { issuers, ..Provider::new().tenant() };
        let emma = Person::unattested(&town, 3);
        let now = emma.chain.now();
        let cert = now.devices[0].cert.clone();
        let over = hash::over(&emma.uid, &cert, &now.user_key, &now.user_commit);
        Self { ali, karen, tokens: (ali_token, karen_token), tenant, emma: emma.uid, over, cert }
    }

    fn gives(&self) -> Guardianship {
        Guardianship {
            guardian: self.karen.uid,
            name: "Emma Holm".into(),
            until: T0 + 15 + 3600,
            invitation: InvitationId([8; 32]),
            uid: self.ali.uid,
            uhead: self.ali.chain.now().head,
            dev: self.ali.dev,
            t: T0 + 15,
        }
    }

    fn given(&self, keys: &DeviceKeys, says: Guardianship) -> Mandate {
        let sig = keys.sign(label::MANDATE, encode(&says)).sig;
        Mandate { says, sig, card: self.tokens.0.clone() }
    }

    fn says(&self) -> Testimony {
        let (uid, uhead, dev) = (self.karen.uid, self.karen.chain.now().head, self.karen.dev);
        Testimony { over: self.over, name: "Emma Holm".into(), uid, uhead, dev, t: T0 + 20, login: None }
    }

    fn signed(&self, says: Testimony, mandate: Option<Mandate>) -> Voucher {
        let sig = self.karen.keys.sign(label::VOUCHER, encode(&says)).sig;
        Voucher { says, sig, card: self.tokens.1.clone(), mandate: mandate.map(Box::new) }
    }

    fn honest(&self) -> Voucher {
        self.signed(self.says(), Some(self.given(&self.ali.keys, self.gives())))
    }

    fn chains(&self) -> BTreeMap<Uid, UserChain> {
        let both = [&self.ali, &self.karen];
        both.map(|person| (person.uid, person.chain.clone())).into()
    }

    fn judge(&self, voucher: &Voucher) -> Result<Identity, CardError> {
        self.judge_by(voucher, &self.chains())
    }

    fn judge_by(&self, voucher: &Voucher, chains: &BTreeMap<Uid, UserChain>) -> Result<Identity, CardError> {
        voucher::check(voucher, &self.emma, &self.over, self.cert.created, chains, &self.tenant)
    }

    /// What becomes of an honest voucher by a mandate that says something else.
    fn refused(&self, change: impl FnOnce(&mut Guardianship)) -> Option<CardError> {
        let mut gives = self.gives();
        change(&mut gives);
        self.judge(&self.signed(self.says(), Some(self.given(&self.ali.keys, gives)))).err()
    }
}

#[test]
fn a_guardian_vouches_and_it_says_by_whose_mandate() {
    let home = Home::new();
    let who = home.judge(&home.honest()).expect("it holds");
    let by = who.vouched_by.clone().expect("somebody");
    assert_eq!((who.name.as_str(), by.name.as_str(), by.uid), ("Emma Holm", "Karen Holm", home.karen.uid));
    let sent = by.sent_by.expect("a mandate");
    assert_eq!((sent.name.as_str(), sent.uid), ("Ali Mentor", home.ali.uid));
    assert!(who.audience == Audience::Citizens && who.unit.is_none());
    let alone = mandate::given(&home.given(&home.ali.keys, home.gives()), &home.chains(), &home.tenant);
    assert_eq!(alone.map(|by| by.name).as_deref(), Ok("Ali Mentor"));
}

#[test]
fn without_a_mandate_a_guardian_vouches_for_nobody_and_who_works_here_has_none() {
    let home = Home::new();
    assert_eq!(home.judge(&home.signed(home.says(), None)).err(), Some(CardError::Voucher));
    // Ali himself needs nobody's word; one that lies beside his own is no form that there is.
    let mut says = home.says();
    (says.uid, says.uhead, says.dev) = (home.ali.uid, home.ali.chain.now().head, home.ali.dev);
    let sig = home.ali.keys.sign(label::VOUCHER, encode(&says)).sig;
    let own = Voucher { says, sig, card: home.tokens.0.clone(), mandate: None };
    assert!(home.judge(&own).is_ok_and(|who| who.vouched_by.is_some_and(|by| by.sent_by.is_none())));
    let mandate = Some(Box::new(home.given(&home.ali.keys, home.gives())));
    assert_eq!(home.judge(&Voucher { mandate, ..own }).err(), Some(CardError::Voucher));
}

#[test]
fn a_mandate_for_another_child_another_guardian_or_another_time_is_refused() {
    let home = Home::new();
    assert_eq!(home.refused(|_| ()), None);
    for name in ["Bo Holm", "Emma  Holm", "emma holm", ""] {
        assert_eq!(home.refused(|it| it.name = name.into()), Some(CardError::Mandate), "{name}");
    }
    assert_eq!(home.refused(|it| it.guardian = Uid([9; 32])), Some(CardError::Mandate));
    assert_eq!(home.refused(|it| it.guardian = it.uid), Some(CardError::Mandate), "for himself");
    assert_eq!(home.refused(|it| it.t = T0 + 21), Some(CardError::Mandate), "given afterwards");
    assert_eq!(home.refused(|it| it.until = T0 + 19), Some(CardError::Mandate), "it ran out before");
    assert_eq!(home.refused(|it| it.until = T0 + 20), None, "to its last second");
    assert_eq!(home.refused(|it| it.until = it.t + MAX_MANDATE), None);
    assert_eq!(home.refused(|it| it.until = it.t + MAX_MANDATE + 1), Some(CardError::Mandate), "too long");
    assert_eq!(home.refused(|it| it.t = T0 - 1), Some(CardError::Voucher), "before his own chain");
}

#[test]
fn a_mandate_is_by_somebody_who_works_here_with_their_own_device_and_card() {
    let home = Home::new();
    let mut forged = home.honest();
    forged.mandate.as_mut().expect("one").sig = Signature([6; 64]);
    assert_eq!(home.judge(&forged).err(), Some(CardError::Signature), "the server makes one up");
    let by_karen = home.signed(home.says(), Some(home.given(&home.karen.keys, home.gives())));
    assert_eq!(home.judge(&by_karen).err(), Some(CardError::Signature), "she gives it to herself");
    let mut said = home.honest();
    said.mandate.as_mut().expect("one").says.name = "Bo Holm".into();
    said.says.name = "Bo Holm".into();
    let said = home.signed(said.says, said.mandate.map(|it| *it));
    assert_eq!(home.judge(&said).err(), Some(CardError::Signature), "written over for another child");
    assert_eq!(home.refused(|it| it.dev = Device::new(9).id), Some(CardError::Voucher));
    let mut lent = home.honest();
    lent.mandate.as_mut().expect("one").card = home.tokens.1.clone();
    assert_eq!(home.judge(&lent).err(), Some(CardError::Voucher), "a card that his chain does not name");
    let neighbour = Home::with((Audience::Citizens, "samtale"), CITIZEN);
    assert_eq!(neighbour.judge(&neighbour.honest()).err(), Some(CardError::Voucher), "Ali works nowhere");
    // The mandate is about the voucher's name and keys, and the voucher's own signature still counts.
    let mut swapped = home.honest();
    swapped.sig = Signature([6; 64]);
    assert_eq!(home.judge(&swapped).err(), Some(CardError::Signature));
}

#[test]
fn a_guardian_has_a_login_of_their_own_as_a_citizen_here() {
    let pupils = Home::with(STAFF, (Audience::Pupils, "samtale"));
    assert_eq!(pupils.judge(&pupils.honest()).err(), Some(CardError::Voucher));
    let staff = Home::with(STAFF, (Audience::Staff, "samtale"));
    assert_eq!(staff.judge(&staff.honest()).err(), Some(CardError::Voucher));
    // Bo was vouched for himself, and has no login to put beside what he signs.
    let home = Home::new();
    let mut bo = Person::unattested(&Town::new(1), 6);
    let card = Card::Voucher(Box::new(home.honest()));
    let attest = UserBody::Attest(Attest {
        dev: bo.dev,
        card: hash::card(&card),
        over: Hash([1; 32]),
        matched_by: None,
    });
    let attest = match attest {
        UserBody::Attest(it) => {
            let now = bo.chain.now();
            let over = hash::over(&bo.uid, &now.devices[0].cert, &now.user_key, &now.user_commit);
            UserBody::Attest(Attest { over, ..it })
        }
        other => other,
    };
    bo.push(bo.entry(&bo.keys, bo.dev, attest)).expect("attested");
    let mut says = home.says();
    (says.uid, says.uhead, says.dev) = (bo.uid, bo.chain.now().head, bo.dev);
    let gives = Guardianship { guardian: bo.uid, ..home.gives() };
    let sig = bo.keys.sign(label::VOUCHER, encode(&says)).sig;
    let mandate = Some(Box::new(home.given(&home.ali.keys, gives)));
    let his = Voucher { says, sig, card: home.tokens.1.clone(), mandate };
    let mut chains = home.chains();
    chains.insert(bo.uid, bo.chain.clone());
    assert_eq!(home.judge_by(&his, &chains).err(), Some(CardError::Voucher));
}

#[test]
fn both_chains_are_needed_and_are_of_this_municipality() {
    let home = Home::new();
    let honest = home.honest();
    for gone in [home.ali.uid, home.karen.uid] {
        let mut chains = home.chains();
        chains.remove(&gone);
        assert_eq!(home.judge_by(&honest, &chains).err(), Some(CardError::Unknown));
        let whose = if gone == home.ali.uid { &home.ali } else { &home.karen };
        chains.insert(gone, UserChain::read([whose.entries[0].as_slice()]).expect("a chain"));
        assert_eq!(home.judge_by(&honest, &chains).err(), Some(CardError::Unknown), "not as far as that");
    }
    let mut elsewhere = Home::new();
    elsewhere.tenant.tenant = Tenant([9; 32]);
    assert_eq!(elsewhere.judge(&honest).err(), Some(CardError::Voucher));
    assert_eq!(voucher::signers(&honest).len(), 2);
}

#[test]
fn a_mandate_counts_until_the_device_was_out_of_hand_and_no_longer() {
    let mut home = Home::new();
    let honest = home.honest();
    let tablet = Device::new(5);
    home.ali.add(&tablet, false).expect("added");
    home.ali.vouch(&tablet).expect("vouched for");
    let before = home.ali.chain.clone();
    home.ali.t = T0 + 900;
    for (since, expected) in [(T0 + 16, None), (T0 + 15, Some(CardError::Voucher))] {
        home.ali.chain = before.clone();
        let gone = home.ali.revocation(home.ali.dev, since);
        home.ali.push(tablet.sign(&home.ali, gone)).expect("revoked");
        assert_eq!(home.judge(&honest).err(), expected, "since {since}");
        assert_eq!(voucher::stands(&honest, &home.ali.chain), expected.is_none());
    }
    assert!(voucher::stands(&honest, &home.karen.chain), "hers is another question");
}
