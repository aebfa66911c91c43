//! A hostile server against a person's devices: it adds its own, hides what was taken away, shows less of
//! a chain, swaps the secrets of before.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_journeys::{Person, Spare, Stage, Town, asks_at, bubbles, random};
use samtale_membership::{UserChain, hash};
use samtale_wire::api::{Chain, Feed, FeedItem, LinkRequested};
use samtale_wire::device_link::{DeviceLink, Link};
use samtale_wire::{Bytes, Salt, decode, encode};
use std::sync::{Arc, Mutex};

fn device_link(link: &str) -> DeviceLink {
    match Link::read(link) {
        Ok(Link::Device(link)) => link,
        _ => panic!("not a device's link"),
    }
}

/// What the server says of the own chain, the next time a session is opened.
fn last_chain(person: &Person) -> Arc<Mutex<Vec<Bytes>>> {
    let chain = Arc::new(Mutex::new(Vec::new()));
    let told = chain.clone();
    person.network.opens_as(move |opened| {
        opened.chain.entries.clone_into(&mut told.lock().expect("unpoisoned"));
    });
    chain
}

/// One more device for `person`, added at a link that their session shows.
async fn another(town: &Town, person: &Person, device: &str) -> Person {
    let shown = person.session.add_device().await.expect("a link");
    Person::try_enrol_on(town, device, person.name, &shown.link).await.expect("in")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_at_karens_link_that_was_not_shown_it_is_not_added() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = Person::talking(&town).await;
    let chain = last_chain(&karen);
    let karen = karen.restart().await;
    let shown = karen.session.add_device().await.expect("a link");
    let real = device_link(&shown.link);

    // All that the server has, the link's id and the chain, and even Karen's own login.
    let guess = DeviceLink { secret: Salt(random()), ..real.clone() };
    let entries = chain.lock().expect("unpoisoned").clone();
    let request = asks_at(&town, guess, &Chain { entries }, "Karen Holm").await;
    let link = hash::link(&real.secret);
    let items = vec![FeedItem::LinkRequested(Box::new(LinkRequested { link, request }))];
    let now = town.now();
    karen.network.inject(Feed { items, now, ..Feed::default() });
    let tablet = Person::try_enrol_on(&town, "tablet", "Karen Holm", &shown.link).await.expect("in");
    tablet.until(&dialog, |view| view.may_write).await;
    let devices = karen.inbox_until(|inbox| inbox.devices.len() > 1).await.devices;
    assert_eq!(devices.len(), 2, "her tablet, and nobody else");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_is_shorter_than_the_link_says_is_not_joined() {
    let town = Town::open().await;
    let (_ali, karen, _dialog) = Person::talking(&town).await;
    karen.session.make_paper().await.expect("one more entry");
    let shown = karen.session.add_device().await.expect("a link");
    assert_eq!(device_link(&shown.link).uhead.useq, 2);
    let (device, network) = Person::device(&town, "tablet");
    network.after(Box::new(|call, answer| {
        if call.path.starts_with("/v1/links/") && call.body.is_none() {
            let mut chain: Chain = decode(answer).expect("a chain");
            chain.entries.pop();
            *answer = encode(&chain);
        }
    }));
    assert_eq!(device.enrol(&shown.link).await.map(drop), Err(Problem::Tampered));
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_news_of_a_revocation_keeps_no_epoch_alive_for_the_lost_phone() {
    let town = Town::open().await;
    let (ali, phone, dialog) = Person::talking(&town).await;
    let tablet = another(&town, &phone, "tablet").await;
    tablet.until(&dialog, |view| view.may_write).await;
    let hides = |feed: &mut Feed| feed.items.retain(|item| !matches!(item, FeedItem::ChainMoved(_)));
    ali.network.rewrite(Box::new(hides));

    let devices = tablet.inbox_until(|inbox| inbox.devices.len() == 2).await.devices;
    tablet.session.remove_device(&devices[1].device).await.expect("gone");
    // Nobody tells Ali; Karen's own device begins the next epoch, and shows its card first.
    tablet.post(&dialog, "Telefonen er væk").await;
    ali.reads(&dialog, "Telefonen er væk").await;
    let epochs: Vec<u64> = tablet.network.appends().iter().filter_map(begun).collect();
    assert!(!epochs.is_empty(), "the tablet has begun one");
    ali.until(&dialog, |view| view.may_write).await;
    ali.post(&dialog, "Godt").await;
    tablet.reads(&dialog, "Godt").await;
    let feed = phone.session.inbox();
    while feed.next().await.is_some() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_news_of_a_revocation_helps_nobody_though_its_owner_writes_nothing() {
    let town = Town::open().await;
    let (ali, karen, phone, dialog) = Person::three_talking(&town, "now").await;
    let tablet = another(&town, &phone, "tablet").await;
    tablet.until(&dialog, |view| view.may_write).await;
    for person in [&ali, &karen] {
        let hides = |feed: &mut Feed| feed.items.retain(|item| !matches!(item, FeedItem::ChainMoved(_)));
        person.network.rewrite(Box::new(hides));
    }
    let called = tablet.network.count("/v1/dialogs");
    let devices = tablet.inbox_until(|inbox| inbox.devices.len() == 2).await.devices;
    tablet.session.remove_device(&devices[1].device).await.expect("gone");
    // Mette answers for nothing here, and writes nothing: her device speaks up all the same, and whoever
    // is first begins the next epoch.
    tablet.network.until_called("/v1/dialogs", called + 1).await;
    let everybody = [&tablet, &ali, &karen];
    while !everybody.iter().any(|it| it.network.appends().iter().filter_map(begun).max() > Some(2)) {
        tokio::task::yield_now().await;
    }
    ali.until(&dialog, |view| view.may_write).await;
    ali.post(&dialog, "Kun til tabletten").await;
    tablet.reads(&dialog, "Kun til tabletten").await;
}

fn begun(append: &samtale_wire::api::Append) -> Option<u64> {
    let (_, payload) = samtale_membership::apply::parse(&append.entry.0).ok()?;
    payload.body.new_epoch().map(|new| new.epoch)
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_secrets_of_before_open_nothing() {
    let town = Town::open().await;
    let (ali, phone, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Et").await;
    phone.reads(&dialog, "Et").await;
    let tablet = another(&town, &phone, "tablet").await;
    let devices = tablet.inbox_until(|inbox| inbox.devices.len() == 2).await.devices;
    tablet.session.remove_device(&devices[1].device).await.expect("gone");
    for lie in [|before: &mut Vec<Bytes>| before.clear(), |before: &mut Vec<Bytes>| before[0].0[40] ^= 1] {
        tablet.session.lock().await;
        tablet.network.opens_as(move |opened| {
            lie(&mut opened.before);
        });
        assert_eq!(tablet.device.unlock().await.map(drop), Err(Problem::Tampered));
    }
    tablet.network.honest();
    let tablet = tablet.restart().await;
    assert_eq!(bubbles(&tablet.reads(&dialog, "Et").await).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forked_user_chain_freezes_its_owner_for_whoever_sees_both_ends() {
    let mut stage = Stage::talking().await;
    let (one, other) = (Spare::new(stage.town.now()), Spare::new(stage.town.now()));
    let (mut left, mut right) = (stage.ali.hand.clone(), stage.ali.hand.clone());
    for (hand, spare) in [(&mut left, &one), (&mut right, &other)] {
        let adding = hand.adding(spare);
        hand.grows(adding);
    }
    let moved = |stage: &Stage, now| Feed {
        items: vec![FeedItem::ChainMoved(stage.ali.hand.uid)],
        now,
        ..Feed::default()
    };
    // Karen is told the one end, and then the other: both are signed by a device of Ali's.
    for hand in [&left, &right] {
        let asked = stage.karen.network.count(&format!("/v1/users/{}", hand.uid));
        stage.karen.network.tells_chain(hand.uid, &hand.entries);
        stage.karen.network.inject(moved(&stage, stage.town.now()));
        stage.karen.network.until_called(&format!("/v1/users/{}", hand.uid), asked + 1).await;
        stage.settles().await;
    }
    let frozen = |view: &samtale_client::view::DialogView| view.members.iter().any(|it| !it.proven);
    stage.karen.until(&stage.dialog, frozen).await;
    stage.story.knows(&stage.ali.hand);
    stage.seals_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_chain_that_lost_an_entry_opens_nothing() {
    let stage = Stage::talking().await;
    stage.rests().await;
    // Her chain grows by a code on paper, and the vault has seen it.
    let rings = stage.karen.network.count("/v1/ring");
    stage.karen.session.make_paper().await.expect("one more entry");
    stage.karen.network.until_called("/v1/ring", rings + 1).await;
    stage.karen.session.lock().await;
    stage.karen.network.opens_as(|opened| {
        opened.chain.entries.pop();
        assert!(UserChain::read(opened.chain.entries.iter().map(|it| it.0.as_slice())).is_ok());
    });
    let problem = stage.karen.device.unlock().await.map(drop);
    assert_eq!(problem, Err(Problem::Tampered));
}
