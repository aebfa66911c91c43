//! Phones that sleep are called: once, without a word, and by nobody who is not on the list.

use crate::kit::distributor::{Distributor, HOST};
use crate::kit::people::Who;
use crate::kit::{Device, No, Own, Person, Stream, Talk, Town, no, soon};
use samtale_wire::api::{Code, Endpoint, MAX_ENDPOINT, SetPush};
use samtale_wire::{Salt, encode};
use std::time::Duration;

async fn town(distributor: &Distributor) -> Town {
    Town::with(|config| {
        config.push_hosts = vec![HOST.into()];
        config.push = distributor.way();
    })
    .await
}

async fn set(town: &Town, token: &Salt, url: Option<&str>) -> Result<(), No> {
    let endpoint = url.map(|url| Endpoint::new(url.into()).unwrap());
    town.wire.post("/v1/push", Some(token), &SetPush { endpoint }).await.done()
}

/// This device is called under `/name` from now on.
async fn sleeps(town: &Town, token: &Salt, name: &str) {
    set(town, token, Some(&format!("https://{HOST}/{name}"))).await.unwrap();
}

async fn posts(town: &Town, talk: &mut Talk, by_karen: bool) {
    let Talk { ali, karen, dialog } = talk;
    let author: &Person = if by_karen { karen } else { ali };
    let post = dialog.post(author, b"sealed words", town.clock.now());
    dialog.send(town, author, &post).await.unwrap();
}

/// Lets time go by until there were so many calls: when a call has failed, or a line is dead, is noticed after it was.
async fn in_time(town: &Town, distributor: &Distributor, count: usize) {
    in_steps(town, distributor, count, 60).await;
}

async fn in_steps(town: &Town, distributor: &Distributor, count: usize, seconds: u64) {
    let pass = async {
        loop {
            town.clock.advance(seconds);
            if tokio::time::timeout(Duration::from_millis(50), distributor.until(count)).await.is_ok() {
                return;
            }
        }
    };
    soon(pass).await;
}

/// How many endpoints there are.
fn kept(town: &Town) -> i64 {
    let database = rusqlite::Connection::open(town.data().join("samtale.db")).unwrap();
    database.query_row("SELECT count(*) FROM push", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_sleeping_phone_is_called_once() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.karen.token, "karen").await;
    sleeps(&town, &talk.ali.token, "ali").await;
    for _ in 0..3 {
        posts(&town, &mut talk, false).await;
    }
    town.clock.advance(2);
    distributor.until(1).await;
    // More news; and hers, for which Ali is called and she is not.
    posts(&town, &mut talk, false).await;
    posts(&town, &mut talk, true).await;
    town.clock.advance(2);
    distributor.until(2).await;
    assert_eq!(distributor.called(), ["/karen", "/ali"]);
    // Once she has read she is called again.
    town.wire.whole_feed(&talk.karen.token).await;
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(3).await;
    assert_eq!(distributor.called(), ["/karen", "/ali", "/karen"]);
}

#[tokio::test]
async fn a_call_that_ran_out_unseen_is_made_again() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.karen.token, "karen").await;
    sleeps(&town, &talk.ali.token, "ali").await;
    posts(&town, &mut talk, false).await;
    posts(&town, &mut talk, true).await;
    town.clock.advance(2);
    distributor.until(2).await;
    // Ali looks. Karen's phone is off, and after a day the distributor keeps nothing for it.
    town.wire.whole_feed(&talk.ali.token).await;
    in_steps(&town, &distributor, 4, 86_400).await;
    let mut called = distributor.called();
    called[..2].sort();
    assert_eq!(called, ["/ali", "/karen", "/karen", "/karen"]);
}

#[tokio::test]
async fn a_phone_that_moves_while_it_is_called_is_called_where_it_is() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.karen.token, "first").await;
    distributor.answers(0);
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    sleeps(&town, &talk.karen.token, "second").await;
    distributor.forgets("/first");
    distributor.answers(201);
    town.clock.advance(2);
    distributor.until(2).await;
    // Also for what comes later.
    town.wire.whole_feed(&talk.karen.token).await;
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(3).await;
    assert_eq!(distributor.called(), ["/first", "/second", "/second"]);
    assert_eq!(kept(&town), 1);
}

#[tokio::test]
async fn a_phone_that_listens_is_not_called() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    let (mut own, phone) = (Own::of(&talk.karen), Device::of(&talk.karen));
    let tablet = own.another(&town, &phone, Who::Citizen("Karen Ågård")).await;
    sleeps(&town, &phone.token, "phone").await;
    sleeps(&town, &tablet.token, "tablet").await;
    let mut stream = Stream::open(&town, &phone.token, "").await;
    stream.next().await;
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    assert_eq!(distributor.called(), ["/tablet"]);
    town.wire.whole_feed(&tablet.token).await;
    // The phone is put away, up to date.
    town.wire.whole_feed(&phone.token).await;
    drop(stream);
    posts(&town, &mut talk, false).await;
    in_time(&town, &distributor, 3).await;
    let mut called = distributor.called();
    called.sort();
    assert_eq!(called, ["/phone", "/tablet", "/tablet"]);
}

#[tokio::test]
async fn what_the_distributor_sees_is_the_same_for_all() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.karen.token, "karen").await;
    sleeps(&town, &talk.ali.token, "ali").await;
    posts(&town, &mut talk, false).await;
    posts(&town, &mut talk, false).await;
    // An own device and its card: another kind of news, for another person.
    let (mut own, phone) = (Own::of(&talk.karen), Device::of(&talk.karen));
    let rotate = own.rotate(&phone, town.clock.now());
    own.send(&town, &phone, &rotate).await.unwrap();
    town.clock.advance(2);
    let calls = distributor.until(2).await;
    let mut paths: Vec<&str> = calls.iter().map(|call| call.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/ali", "/karen"]);
    let said = |at: usize| (&calls[at].method, &calls[at].headers, &calls[at].body);
    assert_eq!(said(0), said(1));
    assert_eq!(calls[0].method, "POST");
    assert!(calls[0].body.is_empty());
    let names: Vec<&str> = calls[0].headers.iter().map(|(name, _)| name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| *name != "host").collect();
    assert_eq!(names, ["accept", "content-length", "topic", "ttl", "urgency"]);
}

#[tokio::test]
async fn an_endpoint_that_is_not_on_the_list_is_refused() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    let token = talk.karen.token;
    sleeps(&town, &token, "karen").await;
    for wrong in [
        "https://other.example/up",
        "https://127.0.0.1/up",
        "https://[::1]/up",
        "https://push.example:8443/up",
        "https://push.example@other.example/up",
    ] {
        assert_eq!(set(&town, &token, Some(wrong)).await, no(Code::NotAllowed), "{wrong}");
    }
    for wrong in [
        "http://push.example/up",
        "file:///etc/passwd",
        "",
        &format!("https://push.example/{}", "x".repeat(MAX_ENDPOINT)),
    ] {
        let reply = town.wire.send(
            reqwest::Method::POST,
            "/v1/push",
            Some(&token),
            "application/cbor",
            encode(&(Some(wrong),)),
        );
        assert_eq!(reply.await.done(), no(Code::Malformed), "{wrong}");
    }
    assert_eq!(set(&town, &Salt([7; 32]), None).await, no(Code::NoSession));
    // The one before still holds.
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    assert_eq!(distributor.called(), ["/karen"]);

    let nobody = Town::start().await;
    let talk = Talk::begin(&nobody).await;
    let refused = set(&nobody, &talk.karen.token, Some("https://push.example/up")).await;
    assert_eq!(refused, no(Code::NotAllowed), "a server without a list calls nobody");
}

#[tokio::test]
async fn a_phone_has_one_endpoint_and_may_have_none() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.ali.token, "ali").await;
    for name in ["first", "second"] {
        sleeps(&town, &talk.karen.token, name).await;
    }
    assert_eq!(kept(&town), 2);
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    set(&town, &talk.karen.token, None).await.unwrap();
    assert_eq!(kept(&town), 1);
    town.wire.whole_feed(&talk.karen.token).await;
    posts(&town, &mut talk, false).await;
    posts(&town, &mut talk, true).await;
    town.clock.advance(2);
    distributor.until(2).await;
    assert_eq!(distributor.called(), ["/second", "/ali"]);
}

#[tokio::test]
async fn a_revoked_phone_is_not_called_any_more() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    let (mut own, phone) = (Own::of(&talk.karen), Device::of(&talk.karen));
    let tablet = own.another(&town, &phone, Who::Citizen("Karen Ågård")).await;
    sleeps(&town, &phone.token, "phone").await;
    sleeps(&town, &tablet.token, "tablet").await;
    // It would be called for this, and is gone before.
    posts(&town, &mut talk, false).await;
    let now = town.clock.now();
    let revoke = own.revoke(&phone, &[tablet.dev], now + 1, now);
    own.send(&town, &phone, &revoke).await.unwrap();
    assert_eq!(kept(&town), 1, "its endpoint goes with it");
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    assert!(!distributor.called().contains(&"/tablet".to_owned()) || kept(&town) == 1);
    let before = distributor.called().len();
    town.wire.whole_feed(&phone.token).await;
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(before + 1).await;
    assert_eq!(distributor.called()[before..], ["/phone"]);
}

#[tokio::test]
async fn what_the_distributor_does_not_know_any_more_is_forgotten() {
    for status in [404, 410] {
        let distributor = Distributor::open().await;
        let town = town(&distributor).await;
        let mut talk = Talk::begin(&town).await;
        sleeps(&town, &talk.karen.token, "karen").await;
        distributor.answers(status);
        posts(&town, &mut talk, false).await;
        town.clock.advance(2);
        distributor.until(1).await;
        let forgotten = async {
            while kept(&town) > 0 {
                tokio::task::yield_now().await;
            }
        };
        soon(forgotten).await;
        sleeps(&town, &talk.ali.token, "ali").await;
        distributor.answers(201);
        posts(&town, &mut talk, false).await;
        posts(&town, &mut talk, true).await;
        town.clock.advance(2);
        distributor.until(2).await;
        assert_eq!(distributor.called(), ["/karen", "/ali"], "{status}");
        assert_eq!(kept(&town), 1);
    }
}

#[tokio::test]
async fn a_distributor_that_fails_is_tried_again_and_followed_nowhere() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.karen.token, "karen").await;
    distributor.answers(503);
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    in_time(&town, &distributor, 2).await;
    distributor.answers(307);
    in_time(&town, &distributor, 3).await;
    // A redirect is an answer: not again before there are other news.
    distributor.answers(201);
    posts(&town, &mut talk, false).await;
    in_time(&town, &distributor, 4).await;
    assert_eq!(distributor.called(), ["/karen"; 4]);
}

#[tokio::test]
async fn a_distributor_that_does_not_answer_holds_up_nobody() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.karen.token, "karen").await;
    distributor.answers(0);
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    for _ in 0..20 {
        posts(&town, &mut talk, false).await;
    }
    assert_eq!(town.wire.whole_feed(&talk.ali.token).await.items.len(), 25);
    town.stop().await;
}

#[tokio::test]
async fn who_sleeps_is_known_after_a_restart() {
    let distributor = Distributor::open().await;
    let town = town(&distributor).await;
    let mut talk = Talk::begin(&town).await;
    sleeps(&town, &talk.karen.token, "karen").await;
    let town = town.restart().await;
    talk.ali.open(&town).await.unwrap();
    posts(&town, &mut talk, false).await;
    town.clock.advance(2);
    distributor.until(1).await;
    assert_eq!(distributor.called(), ["/karen"]);
}
