//! Links for a new device: opened by one, asked at by one, over in minutes.

use crate::kit::devices::{ask, link, moved, open_link, request};
use crate::kit::{Device, Own, Person, Town, broken, no, random, soon};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use samtale_membership::Violation;
use samtale_wire::api::{Chain, Code, FeedItem, LinkRequested, MAX_LINK, NewLink};
use samtale_wire::{Bytes, LinkId, LoginKey, Salt, VerifyKey};

async fn person(town: &Town, name: &str) -> (Own, Device) {
    let it = Person::staff(town, name).await;
    (Own::of(&it), Device::of(&it))
}

async fn asked(town: &Town, token: &Salt) -> Vec<LinkRequested> {
    let feed = town.wire.whole_feed(token).await;
    assert!(!feed.more);
    let asked = feed.items.into_iter().filter_map(|item| match item {
        FeedItem::LinkRequested(it) => Some(*it),
        _ => None,
    });
    asked.collect()
}

#[tokio::test]
async fn a_link_is_its_owners_and_lasts_a_quarter_of_an_hour() {
    let town = Town::start().await;
    let ((_, ali), (_, eva)) = (person(&town, "Ali").await, person(&town, "Eva").await);
    let id = LinkId(random());
    for (ahead, expected) in [(0, no(Code::Malformed)), (MAX_LINK + 60, no(Code::Malformed)), (60, Ok(()))] {
        assert_eq!(link(&town, &ali.token, id, ahead).await, expected);
    }
    let endless = NewLink { id: LinkId(random()), until: u64::MAX };
    let endless = town.wire.post("/v1/links", Some(&ali.token), &endless).await.done();
    assert_eq!(endless, no(Code::Malformed));
    assert_eq!(link(&town, &ali.token, id, 60).await, Ok(()), "a retry is the same link");
    assert_eq!(link(&town, &eva.token, id, 60).await, no(Code::Conflict));
}

#[tokio::test]
async fn a_few_links_are_open_at_one_time() {
    let town = Town::start().await;
    let ((_, mut ali), (_, eva)) = (person(&town, "Ali").await, person(&town, "Eva").await);
    for _ in 0..8 {
        open_link(&town, &ali.token).await;
    }
    assert_eq!(link(&town, &ali.token, LinkId(random()), 60).await, no(Code::TooMany));
    open_link(&town, &eva.token).await;
    town.clock.advance(MAX_LINK);
    ali.open(&town).await.unwrap();
    open_link(&town, &ali.token).await;
}

#[tokio::test]
async fn the_first_device_to_ask_is_the_one_and_may_ask_again() {
    let town = Town::start().await;
    let (own, phone) = person(&town, "Ali").await;
    let id = open_link(&town, &phone.token).await;
    let now = town.clock.now();
    let (tablet, stranger) = (Device::make(now), Device::make(now));
    let first = request(&own, &tablet);
    ask(&town, id, &first).await.unwrap();
    ask(&town, id, &first).await.unwrap();
    assert_eq!(asked(&town, &phone.token).await.len(), 1, "a retry is told once");
    assert_eq!(ask(&town, id, &request(&own, &stranger)).await, no(Code::Spent));

    let mut longer = own.clone();
    longer.chain.extend(&own.add(&phone, &stranger, now).entry.0).unwrap();
    let anew = request(&longer, &tablet);
    assert_ne!(anew.cosig, first.cosig, "the chain has grown: it signs another place");
    ask(&town, id, &anew).await.unwrap();
    let told = asked(&town, &phone.token).await;
    assert_eq!(told.len(), 2);
    assert!(
        told.iter().all(|it| *it == LinkRequested { link: id, request: anew.clone() }),
        "the latest counts"
    );
}

#[tokio::test]
async fn nobody_asks_without_end() {
    let town = Town::start().await;
    let (own, phone) = person(&town, "Ali").await;
    let id = open_link(&town, &phone.token).await;
    let mut it = request(&own, &Device::make(town.clock.now()));
    for n in 0..64 {
        it.letter = Bytes(vec![n]);
        ask(&town, id, &it).await.unwrap();
    }
    it.letter = Bytes(vec![64]);
    assert_eq!(ask(&town, id, &it).await, no(Code::TooMany));
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_the_place_stays_free() {
    let town = Town::start().await;
    let (own, phone) = person(&town, "Ali").await;
    let id = open_link(&town, &phone.token).await;
    let tablet = Device::make(town.clock.now());
    let good = request(&own, &tablet);
    assert_eq!(ask(&town, LinkId(random()), &good).await, no(Code::Spent));
    let mut wrong = good.clone();
    wrong.letter = Bytes(vec![0; 40_000]);
    assert_eq!(ask(&town, id, &wrong).await, no(Code::TooLarge));
    let mut wrong = good.clone();
    wrong.device.signs = VerifyKey([0; 32]);
    assert_eq!(ask(&town, id, &wrong).await, broken(Violation::BadKey));
    let mut wrong = good.clone();
    wrong.device.login = LoginKey([0; 33]);
    assert_eq!(ask(&town, id, &wrong).await, broken(Violation::BadKey));
    assert_eq!(ask(&town, id, &good).await, Ok(()));
}

#[tokio::test]
async fn a_link_that_has_run_out_is_spent_and_then_forgotten_with_what_was_asked() {
    let town = Town::start().await;
    let (own, mut phone) = person(&town, "Ali").await;
    let (evas, mut eva) = person(&town, "Eva").await;
    let id = open_link(&town, &phone.token).await;
    let request_at = |own: &Own| request(own, &Device::make(town.clock.now()));
    ask(&town, id, &request_at(&own)).await.unwrap();
    town.clock.advance(MAX_LINK);
    phone.open(&town).await.unwrap();
    eva.open(&town).await.unwrap();
    let path = format!("/v1/links/{id}");
    assert_eq!(town.wire.get(&path, None).await.refusal().0, Code::Spent);
    assert_eq!(ask(&town, id, &request_at(&own)).await, no(Code::Spent));
    assert!(asked(&town, &phone.token).await.is_empty(), "nobody is told too late");

    // The next link of anybody sweeps it away, and what was asked at it is not mistaken for the new.
    let next = open_link(&town, &eva.token).await;
    ask(&town, next, &request_at(&evas)).await.unwrap();
    assert_eq!(town.wire.get(&path, None).await.refusal().0, Code::Spent);
    assert!(asked(&town, &phone.token).await.is_empty());
    assert_eq!(asked(&town, &eva.token).await.len(), 1);
    let database = rusqlite::Connection::open(town.data().join("samtale.db")).unwrap();
    for table in ["link", "link_request"] {
        let left = database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
        assert_eq!(left, Ok(1), "{table}");
    }
}

#[tokio::test]
async fn a_new_device_waits_until_it_stands_in_the_chain_and_other_news_are_not_its_own() {
    let town = Town::start().await;
    let (mut own, phone) = person(&town, "Ali").await;
    let id = open_link(&town, &phone.token).await;
    let path = format!("/v1/links/{id}?seen=2&wait=50");
    let mut polls = FuturesUnordered::new();
    for _ in 0..5 {
        polls.push(town.wire.get(&path, None));
    }
    // The fifth takes the place of the first: from then on four are known to wait.
    let first = soon(polls.next()).await.unwrap();
    assert_eq!(first.read::<Chain>().unwrap().entries, own.entries);
    let tablet = Device::make(town.clock.now());
    let grow = async {
        // Word at the link wakes the account; the chain is as long as before.
        ask(&town, id, &request(&own, &tablet)).await.unwrap();
        let add = own.add(&phone, &tablet, town.clock.now());
        own.send(&town, &phone, &add).await.unwrap();
    };
    let (rest, ()) = tokio::join!(soon(polls.collect::<Vec<_>>()), grow);
    for reply in rest {
        assert_eq!(reply.read::<Chain>().unwrap().entries, own.entries);
    }
    assert_eq!(moved(&town, &phone.token).await, [own.uid]);
}

#[tokio::test]
async fn who_waits_at_a_link_is_answered_in_the_end() {
    let town = Town::start().await;
    let (own, phone) = person(&town, "Ali").await;
    let id = open_link(&town, &phone.token).await;
    let get = async |query: &str| town.wire.get(&format!("/v1/links/{id}?{query}"), None).await;
    for query in ["", "seen=1&wait=50", "seen=2", "seen=2&wait=1", "seen=18446744073709551615"] {
        assert_eq!(soon(get(query)).await.read::<Chain>().unwrap().entries, own.entries, "{query}");
    }
    for wrong in ["wait=51", "wait=-1", "wait=x", "seen=x", "seen=-1", "seen=18446744073709551616"] {
        assert_eq!(get(wrong).await.refusal().0, Code::Malformed, "{wrong}");
    }
    let unknown = format!("/v1/links/{}", LinkId(random()));
    assert_eq!(town.wire.get(&unknown, None).await.refusal().0, Code::Spent);

    let mut polls = FuturesUnordered::new();
    for _ in 0..5 {
        let (wire, path) = (town.wire.clone(), format!("/v1/links/{id}?seen=2&wait=50"));
        polls.push(tokio::spawn(async move { wire.get(&path, None).await }));
    }
    soon(polls.next()).await.unwrap().unwrap();
    soon(town.stop()).await;
    for reply in soon(polls.collect::<Vec<_>>()).await {
        assert_eq!(reply.unwrap().read::<Chain>().unwrap().entries, own.entries, "also when the server ends");
    }
}
