//! Two parents who share one dialog about their child, and one who was put out of it and knocks again: neither
//! is told of the other's dialogs, devices or dwelling, and an old link opens nothing.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_client::Problem;
use samtale_journeys::{Asked, Family, Hand, Insider, Person, Told, Town, msg_id, random};
use samtale_membership::apply::parse;
use samtale_wire::api::{Append, Chain, Feed, FeedItem, MAX_LINK, Page};
use samtale_wire::entry::{Body, Payload, RebindIntent};
use samtale_wire::invitation::{Invitation, Inviter};
use samtale_wire::{Bytes, DialogId, Hash, Salt, Uid, decode, encode};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Every answer that somebody's app gets from now on.
fn overheard(person: &Person) -> Arc<Mutex<Vec<Vec<u8>>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    person.network.after(Box::new(move |_, answer| ear.lock().expect("unpoisoned").push(answer.clone())));
    heard
}

/// Whether this stands anywhere in what was told, as bytes or written out.
fn names(told: &[Vec<u8>], id: &[u8; 32]) -> bool {
    let bytes = memchr::memmem::Finder::new(id);
    let written = Hash(*id).to_string();
    let written = memchr::memmem::Finder::new(&written);
    told.iter().any(|it| bytes.find(it).is_some() || written.find(it).is_some())
}

/// All that the server has for an account: news, both logs, ring and each chain that is named.
async fn everything(who: &Insider, dialogs: &[&str], people: &[Uid]) -> Vec<Vec<u8>> {
    let mut paths = vec!["/v1/feed?cursor=&heard=0&wait=0".to_owned(), "/v1/ring".into()];
    paths.extend(dialogs.iter().map(|it| format!("/v1/dialogs/{it}/entries?from=0")));
    paths.extend(people.iter().map(|uid| format!("/v1/users/{uid}")));
    let mut told = Vec::new();
    for path in paths {
        told.push(who.is_told(Asked::get(path)).await.body);
    }
    told
}

/// The claims of a card, by name.
fn claims(token: &str) -> BTreeSet<String> {
    let body = BASE64.decode(token.split('.').nth(1).expect("a body")).expect("base64");
    let claims: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&body).expect("claims");
    claims.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_parents_neither_is_told_of_the_others_dialog() {
    let town = Town::open().await;
    let them = Family::talking(&town).await;
    let heard = [overheard(&them.karen), overheard(&them.bo)];
    let alone = [them.apart(&them.karen).await, them.apart(&them.bo).await];
    for (parent, dialog, text) in
        [(&them.karen, &alone[0], "Vi bor hos min søster"), (&them.bo, &alone[1], "Hvor bor de nu?")]
    {
        parent.post(dialog, text).await;
        them.ali.reads(dialog, text).await;
    }
    them.karen.post(&them.all, "Mødet er på torsdag").await;
    them.bo.reads(&them.all, "Mødet er på torsdag").await;
    them.karen.session.make_paper().await.expect("a code");
    them.bo.session.make_paper().await.expect("a code");

    let (her, his) = (them.her.hand.uid, them.father.hand.uid);
    for (own, asks, parent) in [(0, &them.her, &them.karen), (1, &them.father, &them.bo)] {
        let (mine, others) = (&alone[own], &alone[1 - own]);
        let mut told = everything(asks, &[&them.all, mine, others], &[her, his]).await;
        told.extend(heard[own].lock().expect("unpoisoned").iter().cloned());
        let id = |dialog: &str| dialog.parse::<DialogId>().expect("an id").0;
        assert!(names(&told, &id(mine)) && names(&told, &id(&them.all)), "the search finds");
        assert!(!names(&told, &id(others)), "the other's dialog is named nowhere");
        // Nor on the screen: neither the room nor a word of it.
        let (inbox, view) = (parent.inbox_until(|_| true).await, parent.until(&them.all, |_| true).await);
        let shown = format!("{inbox:?}{view:?}");
        assert!(shown.contains(mine.as_str()) && !shown.contains(others.as_str()));
        let theirs = ["Hvor bor de nu", "søster"][own];
        assert!(!shown.contains(theirs));
    }
    // What a card hands on to members is all that its provider put into it: here a name and a subject.
    let allowed = ["acr", "aud", "auth_time", "exp", "iat", "iss", "name", "nonce", "sub", "unit"];
    let shown = claims(&them.her.vault.card.token().expect("a token").id_token);
    assert!(shown.contains("name") && shown.iter().all(|it| allowed.contains(&&**it)), "{shown:?}");
}

/// An entry by which somebody asks back for the place of `old`, as the next of a log that ends so.
fn asks_back(hand: &Hand, old: Uid, dialog: DialogId, end: &Payload, t: u64) -> Vec<u8> {
    let body = Body::RebindIntent(RebindIntent { old, card: Hash([1; 32]), letters: Vec::new() });
    let (uid, dev, uhead) = (hand.uid, hand.dev, hand.head());
    let seq = end.seq + 1;
    let payload = Payload { dialog, seq, uid, dev, uhead, msg_id: msg_id(), t, body, ..end.clone() };
    encode(&Append { entry: hand.signs(&payload), envelopes: Vec::new(), ciphertext: None })
}

/// The dialogs that an account's news name.
async fn dialogs(who: &Insider) -> BTreeSet<DialogId> {
    let feed = who.asks("/v1/feed?cursor=&heard=0&wait=0", None).await.expect("news");
    let feed: Feed = decode(&feed).expect("news");
    let dialog = |item: &FeedItem| match item {
        FeedItem::Entry(it) => Some(it.dialog),
        _ => None,
    };
    feed.items.iter().filter_map(dialog).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_put_out_does_not_come_back_by_enrolling_anew() {
    let town = Town::open().await;
    let them = Family::talking(&town).await;
    let whole: DialogId = them.all.parse().expect("an id");
    them.parts().await;
    let log = them.father.asks(&format!("/v1/dialogs/{}/entries?from=0", them.all), None).await;
    let log: Page = decode(&log.expect("what he was told")).expect("a log");
    let (_, end) = parse(&log.entries.last().expect("an entry").entry.0).expect("an entry");
    them.karen.post(&them.all, "Uden Bo").await;
    them.ali.reads(&them.all, "Uden Bo").await;

    // The server knows his login, and tells his new account nothing of where he was.
    let anew = Insider::enrol(&town, "Bo Lind", &them.link).await;
    assert!(anew.opened.former.contains(&them.father.hand.uid), "it is his login");
    assert!(dialogs(&anew).await.is_empty());
    let chain = anew.is_told(Asked::get(format!("/v1/users/{}", them.her.hand.uid))).await;
    let before = them.father.is_told(Asked::get(format!("/v1/users/{}", them.her.hand.uid))).await;
    assert_eq!(chain, before, "of Karen what he had");
    let answers = async |dialog: DialogId| -> Vec<Told> {
        let mut told = Vec::new();
        for seq in [end.seq, end.seq + 1, end.seq + 9] {
            let end = Payload { seq, ..end.clone() };
            let back = asks_back(&anew.hand, them.father.hand.uid, dialog, &end, town.now());
            told.push(anew.is_told(Asked::post(format!("/v1/dialogs/{dialog}/entries"), back)).await);
        }
        told
    };
    // As with a dialog that never was: neither that it goes on, nor how far.
    let refused = answers(whole).await;
    assert_eq!(refused, answers(DialogId(random())).await);
    assert!(refused.iter().all(|told| *told == refused[0] && told.status == 404), "{refused:?}");
    assert_eq!(them.ali.until(&them.all, |_| true).await.members.len(), 2);

    // Who is still in is told where they were: the same way does lead back.
    let karen = Insider::enrol(&town, "Karen Holm", &them.link).await;
    assert_eq!(dialogs(&karen).await, BTreeSet::from([whole]));
    let back = asks_back(&karen.hand, them.her.hand.uid, whole, &end, town.now());
    let told = karen.is_told(Asked::post(format!("/v1/dialogs/{whole}/entries"), back)).await;
    assert_ne!(told, refused[0], "a member's login is heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn her_old_links_open_nothing_and_look_like_links_that_never_were() {
    let town = Town::open().await;
    let them = Family::talking(&town).await;
    let shown = them.karen.session.add_device().await.expect("a link").link;
    let tries = async |at: &str, link: &str| {
        Person::try_enrol_on(&town, at, "Hans Holm", link).await.map(drop).expect_err("refused")
    };
    // Her invitation, and one that nobody ever wrote.
    let invitation = Invitation::from_link(&them.link).expect("an invitation");
    let from = invitation.from.clone().expect("from Ali");
    let from = Some(Inviter { secret: Salt(random()), ..from });
    let never = Invitation { from, ..invitation }.to_link();
    let refused = tries("one", &them.link).await;
    assert_eq!(refused, Problem::CodeSpent);
    assert_eq!(refused, tries("two", &never).await);
    // A link for a device of hers that has run out: her own word for it comes when it is open, by her login.
    town.minutes_go_by(MAX_LINK / 60 + 1);
    assert_eq!(tries("three", &shown).await, Problem::CodeSpent);
    let seen = them.karen.inbox_until(|_| true).await;
    assert_eq!(seen.devices.len(), 1, "nothing came to her phone");
    let (her, _) = them.log_in_again(&town).await;
    let path = format!("/v1/users/{}", her.hand.uid);
    let chain: Chain = decode(&her.asks(&path, None).await.expect("hers")).expect("a chain");
    assert_eq!(chain.entries, her.hand.entries.iter().map(|it| Bytes(it.0.clone())).collect::<Vec<_>>());
}
