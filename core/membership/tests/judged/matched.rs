//! Logins that tell a national number: who may look at one, what a voucher says of it in its place, and each way of
//! lending such a voucher, making one up or dating it otherwise.

use crate::cards::{Provider, header};
use crate::kit::*;
use samtale_membership::card::{self, CardError, Identity};
use samtale_membership::chain::Vouched;
use samtale_membership::number::NationalNumber;
use samtale_membership::profile::{self, Level};
use samtale_membership::{UserChain, hash, voucher};
use samtale_wire::tenant::{Audience, Issuer, Profile, TenantCard};
use samtale_wire::user::{Attest, Card, Token, UserBody};
use samtale_wire::voucher::{MatchedLogin, Testimony, Voucher};
use samtale_wire::{Hash, Uid, encode, label};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Of a day that there never was.
const NUMBER: &str = "31020099944";
const ID_PORTEN: &str = "https://idporten.example";

/// Ali, who works here, and Karen, whose login tells her number.
struct Desk {
    ali: Person,
    staff: Provider,
    own: Token,
    id_porten: Provider,
    karen: Uid,
    over: Hash,
    login: Card,
}

impl Desk {
    fn open() -> Self {
        Self::with(&json!({}))
    }

    /// With a login of Karen's that says this besides.
    fn with(more: &Value) -> Self {
        let town = Town::new(1);
        let mut ali = Person::unattested(&town, 2);
        let mut staff = Provider::of(&ali.chain);
        staff.issuer.audience = Audience::Staff;
        let mut claims = staff.claims();
        claims["name"] = json!("Ali Mentor");
        let own = staff.sign(&header(), &claims);
        let over = ali.chain.now().over(&ali.chain.now().devices[0].cert);
        let attest =
            UserBody::Attest(Attest { dev: ali.dev, card: hash::card(&own), over, matched_by: None });
        ali.push(ali.entry(&ali.keys, ali.dev, attest)).expect("attested");

        let karen = Person::unattested(&town, 3);
        let mut id_porten = Provider::of(&karen.chain);
        id_porten.issuer.iss = ID_PORTEN.into();
        id_porten.issuer.profile = Some(Profile::IdPorten);
        id_porten.issuer.acr = vec!["idporten-loa-substantial".into(), "idporten-loa-high".into()];
        let mut claims = id_porten.claims();
        (claims["iss"], claims["acr"]) = (json!(ID_PORTEN), json!("idporten-loa-high"));
        claims["pid"] = json!(NUMBER);
        for (claim, value) in more.as_object().expect("claims") {
            claims[claim] = value.clone();
        }
        let login = id_porten.sign(&header(), &claims);
        let now = karen.chain.now();
        let over = now.over(&now.devices[0].cert);
        let own = own.token().expect("a token").clone();
        Self { ali, staff, own, id_porten, karen: karen.uid, over, login }
    }

    fn tenant(&self) -> TenantCard {
        let issuers = vec![self.staff.issuer.clone(), self.id_porten.issuer.clone()];
        TenantCard { issuers, ..self.staff.tenant() }
    }

    fn chains(&self) -> BTreeMap<Uid, UserChain> {
        BTreeMap::from([(self.ali.uid, self.ali.chain.clone())])
    }

    fn looks(&self) -> Result<card::Login, CardError> {
        card::login(&self.login, &self.over, T0, &self.tenant())
    }

    fn says(&self) -> Testimony {
        let login = MatchedLogin {
            card: hash::card(&self.login),
            iss: ID_PORTEN.into(),
            sub: "pairwise-1".into(),
            auth_time: T0 + 30,
            level: Level::High,
            number: true,
        };
        let (uid, uhead, dev) = (self.ali.uid, self.ali.chain.now().head, self.ali.dev);
        let (name, login) = ("Karen Holm".into(), Some(login));
        Testimony { over: self.over, name, uid, uhead, dev, t: T0 + 40_000, login }
    }

    fn judge(&self, says: Testimony) -> Result<Identity, CardError> {
        let sig = self.ali.keys.sign(label::VOUCHER, encode(&says)).sig;
        let voucher = Voucher { says, sig, card: self.own.clone(), mandate: None };
        voucher::check(&voucher, &self.karen, &self.over, T0, &self.chains(), &self.tenant())
    }

    /// Why a voucher is refused one thing of whose login is otherwise.
    fn refused(&self, change: impl FnOnce(&mut MatchedLogin)) -> Option<CardError> {
        let mut says = self.says();
        change(says.login.as_mut().expect("a login"));
        self.judge(says).err()
    }
}

#[test]
fn who_invites_reads_the_number_and_nobody_takes_that_login_for_a_card() {
    let desk = Desk::open();
    let shown = desk.looks().expect("it holds");
    assert_eq!((shown.who.name.as_str(), shown.who.level), ("Karen Holm", Level::High));
    assert_eq!(shown.number, NationalNumber::told(&json!(NUMBER)));
    assert!(card::tells(&desk.login) && !card::tells(&Card::Token(desk.own.clone())));
    let judged = card::check(&desk.login, &desk.over, T0, &desk.tenant());
    assert_eq!(judged.err(), Some(CardError::NationalNumber));
}

#[test]
fn a_login_that_tells_a_number_is_judged_like_any_other() {
    for (claim, value, expected) in [
        ("nonce", json!("another"), CardError::Nonce),
        ("aud", json!("others"), CardError::Issuer),
        ("acr", json!("idporten-loa-low"), CardError::Level),
        ("auth_time", json!(T0 + 601), CardError::Stale),
    ] {
        let desk = Desk::with(&json!({ claim: value }));
        assert_eq!(desk.looks().err(), Some(expected), "{claim}");
    }
    let nameless = Desk::with(&json!({ "name": Value::Null })).looks().expect("it holds");
    assert_eq!(nameless.who.name, "", "not each eID tells a name");
}

#[test]
fn a_number_is_looked_at_only_where_the_provider_says_that_it_tells_one_and_never_of_who_works_here() {
    let mut desk = Desk::with(&json!({ "acr": "substantial" }));
    (desk.id_porten.issuer.profile, desk.id_porten.issuer.acr) = (None, vec!["substantial".into()]);
    assert_eq!(desk.looks().err(), Some(CardError::NationalNumber), "a provider of no such kind");
    for audience in [Audience::Staff, Audience::Health, Audience::Pupils] {
        let mut desk = Desk::open();
        desk.id_porten.issuer.audience = audience;
        assert_eq!(desk.looks().err(), Some(CardError::NationalNumber), "{audience:?}");
    }
}

#[test]
fn a_voucher_in_its_place_says_all_but_the_number() {
    let desk = Desk::open();
    let who = desk.judge(desk.says()).expect("it holds, though it was signed the next morning");
    let by = who.vouched_by.clone().expect("somebody");
    assert_eq!((by.name.as_str(), by.login), ("Ali Mentor", Some(true)));
    assert_eq!((who.level, who.audience, who.by_server), (Level::High, Audience::Citizens, false));
    assert!(!who.is_met());
    // The same person as by a login of theirs there that tells nothing; nobody else.
    let plain = |sub: &str| {
        let (iss, sub, vouched_by) = (ID_PORTEN.into(), sub.into(), None);
        Identity { iss, sub, vouched_by, ..who.clone() }
    };
    assert!(who.may_become(&plain("pairwise-1")) && !who.may_become(&plain("pairwise-2")));
    // It stands for the login that Karen's chain names, and says none of its number.
    let sig = desk.ali.keys.sign(label::VOUCHER, encode(&desk.says())).sig;
    let card =
        Card::Voucher(Box::new(Voucher { says: desk.says(), sig, card: desk.own.clone(), mandate: None }));
    assert_eq!(card::stands_for(&card), hash::card(&desk.login));
    assert!(!encode(&card).windows(NUMBER.len()).any(|bytes| bytes == NUMBER.as_bytes()));
}

#[test]
fn a_voucher_for_another_time_another_place_or_other_keys_is_refused() {
    let mut desk = Desk::open();
    assert_eq!(desk.refused(|login| login.auth_time = T0 + 601), Some(CardError::Stale));
    let mut named = desk.says();
    named.name = format!("Karen {NUMBER}");
    assert_eq!(desk.judge(named).err(), Some(CardError::Malformed), "its number is no name");
    assert_eq!(
        desk.refused(|login| login.iss = "https://login.example".into()),
        Some(CardError::Issuer),
        "of staff"
    );
    assert_eq!(desk.refused(|login| login.iss = "https://evil.example".into()), Some(CardError::Issuer));
    let acr = vec!["idporten-loa-substantial".into()];
    let weak = Issuer { acr, ..desk.id_porten.issuer.clone() };
    let strong = std::mem::replace(&mut desk.id_porten.issuer, weak);
    assert_eq!(desk.judge(desk.says()).err(), Some(CardError::Issuer), "nobody logs in so well there");
    desk.id_porten.issuer = strong;
    let mut lent = desk.says();
    lent.over = Hash([1; 32]);
    assert_eq!(desk.judge(lent).err(), Some(CardError::Nonce));
    // What it says is what was signed.
    let sig = desk.ali.keys.sign(label::VOUCHER, encode(&desk.says())).sig;
    let mut says = desk.says();
    says.login.as_mut().expect("a login").sub = "pairwise-2".into();
    let voucher = Voucher { says, sig, card: desk.own.clone(), mandate: None };
    let judge = |desk: &Desk, voucher: &Voucher| {
        voucher::check(voucher, &desk.karen, &desk.over, T0, &desk.chains(), &desk.tenant()).err()
    };
    assert_eq!(judge(&desk, &voucher), Some(CardError::Signature));
    // Who works nowhere here looks at no login.
    desk.staff.issuer.audience = Audience::Citizens;
    assert_eq!(desk.judge(desk.says()).err(), Some(CardError::Voucher));
}

#[test]
fn who_knew_somebody_by_a_login_takes_them_for_nobody_whom_an_employee_met() {
    let desk = Desk::open();
    let matched = desk.judge(desk.says()).expect("it holds");
    let met = Testimony { login: None, t: T0 + 30, ..desk.says() };
    let met = desk.judge(met).expect("it holds");
    assert!(met.is_met() && met.may_become(&matched) && !matched.may_become(&met));
}

#[test]
fn a_number_is_asked_for_where_it_is_compared_and_left_out_where_that_can_be_said() {
    let desk = Desk::open();
    let issuer = |profile, pseudonymous: Option<&str>| {
        let pseudonymous = pseudonymous.map(str::to_owned);
        Issuer { profile: Some(profile), pseudonymous, ..desk.id_porten.issuer.clone() }
    };
    for (profile, pseudonymous, without, with, others_see) in [
        (Profile::IdPorten, None, "openid profile", "openid profile", false),
        (Profile::IdPorten, Some("nordby:samtale"), "openid profile nordby:samtale", "openid profile", true),
        (Profile::MitId, None, "openid mitid", "openid mitid ssn", true),
        (Profile::Keycloak, None, "openid profile", "openid profile", true),
    ] {
        let issuer = issuer(profile, pseudonymous);
        let scope = |number| profile::of(&issuer).scope(&issuer, number);
        assert_eq!((scope(false).as_str(), scope(true).as_str()), (without, with), "{profile:?}");
        assert_eq!(profile::may_show(&issuer), others_see, "{profile:?}");
    }
}

#[test]
fn nobody_speaks_in_the_place_of_a_login_but_who_was_to_look_at_it() {
    let desk = Desk::open();
    let voucher = |says: Testimony| {
        let sig = desk.ali.keys.sign(label::VOUCHER, encode(&says)).sig;
        Voucher { says, sig, card: desk.own.clone(), mandate: None }
    };
    let (card, over, at) = (hash::card(&desk.login), desk.over, T0);
    let named = Vouched { card, matched_by: Some(desk.ali.uid), over, at };
    assert!(voucher::may_speak(&voucher(desk.says()), &named));
    for (why, other) in [
        ("she came to nobody: her card may be shown", Vouched { matched_by: None, ..named }),
        ("she came to somebody else", Vouched { matched_by: Some(desk.karen), ..named }),
        ("it was another login", Vouched { card: Hash([1; 32]), ..named }),
    ] {
        assert!(!voucher::may_speak(&voucher(desk.says()), &other), "{why}");
    }
    // Whom somebody met is named by her own chain.
    let met = Testimony { login: None, ..desk.says() };
    assert!(voucher::may_speak(&voucher(met), &Vouched { matched_by: None, ..named }));
}
