//! A person's devices: how one more comes, what it brings, and what is refused with nothing done.

use crate::enrolment::everything_in;
use crate::kit::devices::{ask, extend, moved, open_link, request, secret, sent};
use crate::kit::people::Who;
use crate::kit::{Device, No, Own, Person, Town, broken, no, soon};
use samtale_membership::{Violation, card::FRESH, hash};
use samtale_wire::api::{Chain, Code, Extend, FeedItem, MAX_SKEW};
use samtale_wire::user::{Attest, Genesis, UserBody, UserPayload};
use samtale_wire::{Bytes, Hash, KemKey, Salt};

const ALI: Who<'_> = Who::Staff("Ali");

/// Ali with his phone.
async fn ali(town: &Town) -> (Own, Device) {
    let ali = Person::staff(town, "Ali").await;
    (Own::of(&ali), Device::of(&ali))
}

async fn stored(town: &Town, own: &Own, asks: &Device) -> Vec<Bytes> {
    let chain = town.wire.get(&format!("/v1/users/{}", own.uid), Some(&asks.token)).await;
    chain.read::<Chain>().unwrap().entries
}

#[tokio::test]
async fn a_tablet_is_linked_added_logs_in_and_is_vouched_for() {
    let town = Town::start().await;
    let (mut own, mut phone) = ali(&town).await;
    let link = open_link(&town, &phone.token).await;
    let mut tablet = Device::make(town.clock.now());
    let chain: Chain = town.wire.get(&format!("/v1/links/{link}"), None).await.read().unwrap();
    assert_eq!(chain.entries, own.entries, "the tablet learns where it is to stand");
    let asked = request(&own, &tablet);
    ask(&town, link, &asked).await.unwrap();
    let feed = soon(town.wire.feed(&phone.token, "", 50)).await;
    let FeedItem::LinkRequested(it) = &feed.items[0] else { panic!("a request") };
    assert_eq!((it.link, &it.request), (link, &asked));

    assert_eq!(tablet.open(&town).await.map(drop), no(Code::BadLogin), "not before it is added");
    let add = own.add(&phone, &tablet, town.clock.now());
    own.send(&town, &phone, &add).await.unwrap();
    let opened = tablet.open(&town).await.unwrap();
    assert_eq!(opened.sealed_secret, secret(0, tablet.dev).sealed);
    assert_eq!((&opened.chain.entries, opened.before.len()), (&own.entries, 0));
    assert!(opened.org.is_some(), "it is Ali's, with all that is his");
    let phones = phone.open(&town).await.unwrap();
    assert_ne!(opened.vault_half, phones.vault_half, "each device has a half of its own");

    let attest = own.attest(&tablet, own.card(&town, &tablet, ALI).await, town.clock.now());
    own.send(&town, &tablet, &attest).await.unwrap();
    assert_eq!(stored(&town, &own, &tablet).await, own.entries);
    assert!(own.chain.now().attested());
    assert_eq!(moved(&town, &phone.token).await, [own.uid, own.uid]);
    let card = attest.card.unwrap();
    let on_disk = everything_in(town.data());
    assert!(
        !on_disk.windows(32).any(|window| window == card.token().unwrap().r.as_bytes()),
        "the card was only looked at"
    );

    let town = town.restart().await;
    assert_eq!(tablet.open(&town).await.unwrap().vault_half, opened.vault_half);
}

#[tokio::test]
async fn a_retry_is_the_same_entry_whatever_came_after_it() {
    let town = Town::start().await;
    let (mut own, mut phone) = ali(&town).await;
    let add = own.add(&phone, &Device::make(town.clock.now()), town.clock.now());
    own.send(&town, &phone, &add).await.unwrap();
    assert_eq!(extend(&town, &phone.token, &add).await, Ok(()));
    let next = own.paper(&phone, &Device::make(town.clock.now()), town.clock.now());
    own.send(&town, &phone, &next).await.unwrap();
    town.clock.advance(2 * MAX_SKEW);
    phone.open(&town).await.unwrap();
    assert_eq!(extend(&town, &phone.token, &add).await, Ok(()));
    assert_eq!(stored(&town, &own, &phone).await, own.entries);
    assert_eq!(moved(&town, &phone.token).await.len(), 2, "and told once");
}

#[tokio::test]
async fn of_two_devices_that_extend_at_once_one_is_asked_to_look_again() {
    let town = Town::start().await;
    let (mut own, phone) = ali(&town).await;
    let tablet = own.another(&town, &phone, ALI).await;
    let now = town.clock.now();
    let new = [Device::make(now), Device::make(now)];
    let (a, b) = (own.add(&phone, &new[0], now), own.add(&tablet, &new[1], now));
    let answers = tokio::join!(extend(&town, &phone.token, &a), extend(&town, &tablet.token, &b));
    let phone_won = answers == (Ok(()), no(Code::Conflict));
    assert!(phone_won || answers == (no(Code::Conflict), Ok(())), "{answers:?}");

    let (first, by, late) = if phone_won { (&a, &tablet, &new[1]) } else { (&b, &phone, &new[0]) };
    own.chain.extend(&first.entry.0).unwrap();
    own.entries.push(first.entry.clone());
    let again = own.add(by, late, now);
    own.send(&town, by, &again).await.unwrap();
    assert_eq!(stored(&town, &own, &phone).await, own.entries);
}

#[tokio::test]
async fn an_entry_comes_with_exactly_the_secrets_it_names_or_nothing_is_done() {
    let town = Town::start().await;
    let (mut own, phone) = ali(&town).await;
    let tablet = own.another(&town, &phone, ALI).await;
    let now = town.clock.now();
    let mut new = Device::make(now);
    let add = own.add(&phone, &new, now);
    let (rotate, revoke) = (own.rotate(&phone, now), own.revoke(&phone, &[tablet.dev], now + 1, now));
    let attest = own.attest(&phone, own.card(&town, &phone, ALI).await, now);
    type Change = fn(&mut Extend);
    let cases: [(&Extend, Change); 14] = [
        (&add, |it| it.secrets.clear()),
        (&add, |it| it.secrets.extend(it.secrets.clone())),
        (&add, |it| it.secrets[0].sealed.0.push(0)),
        (&add, |it| it.secrets[0].dev.0[0] ^= 1),
        (&add, |it| it.before = Some(Bytes(vec![1]))),
        (&add, |it| {
            it.card = Some(samtale_wire::user::Card::Token(samtale_wire::user::Token {
                id_token: "x".into(),
                r: Salt([1; 32]),
            }))
        }),
        (&rotate, |it| drop(it.secrets.pop())),
        (&rotate, |it| it.secrets.reverse()),
        (&rotate, |it| it.before = None),
        (&rotate, |it| it.before.as_mut().unwrap().0.push(0)),
        (&revoke, |it| it.secrets.clear()),
        (&revoke, |it| it.before = None),
        (&attest, |it| it.card = None),
        (&attest, |it| it.secrets = vec![secret(0, samtale_wire::DeviceId([1; 32]))]),
    ];
    for (n, (whole, change)) in cases.into_iter().enumerate() {
        let mut wrong = whole.clone();
        change(&mut wrong);
        assert_eq!(extend(&town, &phone.token, &wrong).await, broken(Violation::Attachments), "case {n}");
    }
    let large: [(&Extend, Change); 2] = [
        (&add, |it| it.secrets[0].sealed.0 = vec![0; 5000]),
        (&rotate, |it| it.before = Some(Bytes(vec![0; 1025]))),
    ];
    for (whole, change) in large {
        let mut wrong = whole.clone();
        change(&mut wrong);
        assert_eq!(extend(&town, &phone.token, &wrong).await, no(Code::TooLarge));
    }
    assert_eq!(stored(&town, &own, &phone).await, own.entries);
    assert_eq!(moved(&town, &phone.token).await.len(), 2, "nobody was told of any of it");
    assert_eq!(new.open(&town).await.map(drop), no(Code::BadLogin));
    own.send(&town, &phone, &add).await.unwrap();
    new.open(&town).await.unwrap();
}

#[tokio::test]
async fn a_device_extends_its_own_chain_in_order_and_in_time() {
    let town = Town::start().await;
    let (mut own, phone) = ali(&town).await;
    let tablet = own.another(&town, &phone, ALI).await;
    let (evas, eva) = {
        let eva = Person::staff(&town, "Eva").await;
        (Own::of(&eva), Device::of(&eva))
    };
    let now = town.clock.now();
    let body = UserBody::RotateUserKey(Box::new(own.new_key(&[]).0));
    let changed = async |change: &dyn Fn(&mut UserPayload)| -> Result<(), No> {
        let mut payload = own.payload(&phone, body.clone(), now);
        change(&mut payload);
        extend(&town, &phone.token, &sent(&phone, &payload)).await
    };
    assert_eq!(changed(&|p| p.uid = evas.uid).await, no(Code::NotAllowed));
    assert_eq!(changed(&|p| p.by = tablet.dev).await, no(Code::NotAllowed));
    assert_eq!(changed(&|p| p.useq += 1).await, no(Code::Conflict));
    assert_eq!(changed(&|p| p.useq -= 1).await, no(Code::Conflict));
    assert_eq!(changed(&|p| p.useq = u64::MAX).await, no(Code::Conflict));
    assert_eq!(changed(&|p| p.uprev = Hash([1; 32])).await, no(Code::Conflict));
    assert_eq!(changed(&|p| p.t = now + MAX_SKEW + 60).await, no(Code::Clock));
    assert_eq!(changed(&|p| p.t = now - MAX_SKEW - 60).await, no(Code::Clock));
    assert_eq!(changed(&|p| p.t = own.chain.now().t - 1).await, broken(Violation::TimeBackwards));
    assert_eq!(changed(&|p| p.version = 2).await, broken(Violation::Version));
    let genesis = Genesis {
        tenant: town.wire.home.tenant,
        salt: Salt([1; 32]),
        device: phone.cert.clone(),
        user_key: KemKey([1; 1216]),
        user_commit: Hash([1; 32]),
    };
    let genesis = UserBody::Genesis(Box::new(genesis));
    assert_eq!(changed(&|p| p.body = genesis.clone()).await, broken(Violation::Kind));
    let attest = Attest { dev: tablet.dev, card: Hash([1; 32]), over: own.over(&tablet), matched_by: None };
    let by_proxy = UserBody::Attest(attest);
    assert_eq!(changed(&|p| p.body = by_proxy.clone()).await, broken(Violation::UnknownDevice));

    // Each speaks through their own session alone, and signs with their own key alone.
    let rotate = own.rotate(&phone, now);
    assert_eq!(extend(&town, &eva.token, &rotate).await, no(Code::NotAllowed));
    assert_eq!(extend(&town, &tablet.token, &rotate).await, no(Code::NotAllowed));
    let forged = sent(&tablet, &own.payload(&phone, body.clone(), now));
    assert_eq!(extend(&town, &phone.token, &forged).await, broken(Violation::BadSignature));
    assert_eq!(stored(&town, &own, &phone).await, own.entries);
}

#[tokio::test]
async fn a_device_belongs_to_one_person_and_speaks_when_it_was_vouched_for() {
    let town = Town::start().await;
    let (mut own, phone) = ali(&town).await;
    let eva = Person::staff(&town, "Eva").await;
    let (evas, evas_phone) = (Own::of(&eva), Device::of(&eva));
    let now = town.clock.now();
    let mut new = Device::make(now);
    let add = own.add(&phone, &new, now);
    own.send(&town, &phone, &add).await.unwrap();
    let shared = evas.add(&evas_phone, &new, now);
    assert_eq!(extend(&town, &eva.token, &shared).await, broken(Violation::Already));

    new.open(&town).await.unwrap();
    let third = own.add(&new, &Device::make(now), now);
    assert_eq!(extend(&town, &new.token, &third).await, broken(Violation::Unattested));
}

#[tokio::test]
async fn a_device_whose_place_went_on_under_another_uid_brings_nobody() {
    let town = Town::start().await;
    let (own, phone) = ali(&town).await;
    // As `accounts::retire` leaves it: the chain says nothing of it.
    let database = rusqlite::Connection::open(town.data().join("samtale.db")).unwrap();
    database.execute("UPDATE device SET live = 0 WHERE dev = ?", [phone.dev.0]).unwrap();
    let now = town.clock.now();
    let add = own.add(&phone, &Device::make(now), now);
    assert_eq!(extend(&town, &phone.token, &add).await, no(Code::BadLogin));
}

#[tokio::test]
async fn a_device_is_vouched_for_by_its_own_persons_fresh_card() {
    let town = Town::start().await;
    let (mut own, mut phone) = ali(&town).await;
    let mut tablet = Device::make(town.clock.now());
    let add = own.add(&phone, &tablet, town.clock.now());
    own.send(&town, &phone, &add).await.unwrap();
    tablet.open(&town).await.unwrap();

    let now = town.clock.now();
    // A provider's true word about the right keys, but about somebody else: also the same name as a citizen.
    for other in [Who::Staff("Eva"), Who::Citizen("Ali")] {
        let attest = own.attest(&tablet, own.card(&town, &tablet, other).await, now);
        assert_eq!(extend(&town, &tablet.token, &attest).await, no(Code::BadCard));
    }
    let good = own.card(&town, &tablet, ALI).await;
    let mut other_card = own.attest(&tablet, good.clone(), now);
    other_card.card = Some(own.card(&town, &tablet, ALI).await);
    assert_eq!(extend(&town, &tablet.token, &other_card).await, no(Code::BadCard), "not the one it names");
    let phones = own.attest(&tablet, own.card(&town, &phone, ALI).await, now);
    assert_eq!(extend(&town, &tablet.token, &phones).await, no(Code::BadCard), "bound to other keys");

    town.clock.advance(FRESH + MAX_SKEW + 1);
    tablet.open(&town).await.unwrap();
    phone.open(&town).await.unwrap();
    let late = own.attest(&tablet, good.clone(), town.clock.now());
    assert_eq!(extend(&town, &tablet.token, &late).await, no(Code::BadCard), "of another time");
    assert_eq!(stored(&town, &own, &phone).await, own.entries);

    let again = own.another(&town, &phone, ALI).await;
    assert!(own.chain.now().device(&again.dev).unwrap().vouched.is_some());
    let card = own.card(&town, &again, ALI).await;
    assert_ne!(hash::card(&card), hash::card(&good));
}

#[tokio::test]
async fn a_device_logs_in_once_more_a_year_later_by_a_login_of_that_day() {
    let town = Town::start().await;
    let (mut own, mut phone) = ali(&town).await;
    let early = own.card(&town, &phone, ALI).await;
    town.clock.advance(365 * 86_400);
    phone.open(&town).await.unwrap();
    let now = town.clock.now();
    let stale = own.attest(&phone, early, now);
    assert_eq!(
        extend(&town, &phone.token, &stale).await,
        no(Code::BadCard),
        "of the time when its keys were made"
    );
    let evas = own.attest(&phone, own.card(&town, &phone, Who::Staff("Eva")).await, now);
    assert_eq!(extend(&town, &phone.token, &evas).await, no(Code::BadCard), "of somebody else");
    let back = own.attest(&phone, own.card(&town, &phone, ALI).await, now - MAX_SKEW - 1);
    assert_eq!(extend(&town, &phone.token, &back).await, no(Code::Clock), "dated back");
    assert_eq!(stored(&town, &own, &phone).await, own.entries);

    let first = own.chain.now().device(&phone.dev).unwrap().vouched.unwrap();
    let again = own.attest(&phone, own.card(&town, &phone, ALI).await, now);
    own.send(&town, &phone, &again).await.unwrap();
    let vouched = own.chain.now().device(&phone.dev).unwrap().vouched.unwrap();
    assert_eq!((vouched.at, first.at), (now, phone.cert.created));
    assert_eq!(stored(&town, &own, &phone).await, own.entries);
    assert_eq!(
        extend(&town, &phone.token, &again).await,
        Ok(()),
        "an answer that was lost is asked for again"
    );
}

#[tokio::test]
async fn a_code_on_paper_logs_in_and_brings_a_new_device() {
    let town = Town::start().await;
    let (mut own, phone) = ali(&town).await;
    let now = town.clock.now();
    let mut paper = Device::make(now);
    let set = own.paper(&phone, &paper, now);
    own.send(&town, &phone, &set).await.unwrap();
    let opened = paper.open(&town).await.unwrap();
    assert_eq!(opened.sealed_secret, secret(0, paper.dev).sealed);
    assert!(opened.ring.is_none(), "no epoch secrets on paper");
    let news = town.wire.get("/v1/feed?cursor=&wait=0", Some(&paper.token)).await;
    assert_eq!(news.refusal().0, Code::NoSession, "it reads nothing without a login");
    let rotate = own.rotate(&paper, town.clock.now());
    assert_eq!(extend(&town, &paper.token, &rotate).await, broken(Violation::Kind), "and does nothing else");
    let new = own.another(&town, &paper, ALI).await;
    let revoke = own.revoke(&new, &[phone.dev], town.clock.now() + 1, town.clock.now());
    own.send(&town, &new, &revoke).await.unwrap();
    assert_eq!(own.chain.now().devices.len(), 2);
    assert_eq!(paper.open(&town).await.unwrap().sealed_secret, secret(1, paper.dev).sealed);
}
