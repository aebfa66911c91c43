//! What follows when keys are taken back: who is out at once, who is told, who gets the new secret.

use crate::kit::devices::{before, extend, link, moved, secret};
use crate::kit::entries::colleague;
use crate::kit::http::cursor;
use crate::kit::people::Who;
use crate::kit::{Device, Own, Person, Stream, Talk, Town, no, random, soon};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use samtale_membership::UserChain;
use samtale_server::push::Pushes;
use samtale_server::sessions::{Caller, Sessions};
use samtale_server::store;
use samtale_server::wake::Wake;
use samtale_server::writer::Writer;
use samtale_wire::api::{Code, Cursor, KeepRing, Ring};
use samtale_wire::live::LiveEvent;
use samtale_wire::{Bytes, LinkId};
use std::num::NonZeroUsize;

const KAREN: Who<'_> = Who::Citizen("Karen Ågård");

/// Ali and Karen in a dialog; Karen has a phone and a tablet.
struct Household {
    talk: Talk,
    own: Own,
    phone: Device,
    tablet: Device,
}

impl Household {
    async fn begin(town: &Town) -> Self {
        let talk = Talk::begin(town).await;
        let (mut own, phone) = (Own::of(&talk.karen), Device::of(&talk.karen));
        let tablet = own.another(town, &phone, KAREN).await;
        Self { talk, own, phone, tablet }
    }

    async fn take_the_tablet_away(&mut self, town: &Town) {
        let now = town.clock.now();
        let revoke = self.own.revoke(&self.phone, &[self.tablet.dev], now + 1, now);
        self.own.send(town, &self.phone, &revoke).await.unwrap();
    }
}

fn count(town: &Town, sql: &str, key: &[u8]) -> i64 {
    let database = rusqlite::Connection::open(town.data().join("samtale.db")).unwrap();
    database.query_row(sql, [key], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_device_that_is_taken_away_is_out_at_once_and_for_good() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let its_link = LinkId(random());
    link(&town, &home.tablet.token, its_link, 900).await.unwrap();
    let halves = "SELECT count(*) FROM half WHERE dev = ?";
    assert_eq!(count(&town, halves, &home.tablet.dev.0), 1);
    home.take_the_tablet_away(&town).await;

    let Household { talk, own, phone, tablet } = &mut home;
    for path in ["/v1/feed", "/v1/ring", &format!("/v1/users/{}", own.uid)] {
        assert_eq!(town.wire.get(path, Some(&tablet.token)).await.refusal().0, Code::NoSession, "{path}");
    }
    let post = talk.dialog.post(&talk.karen, b"from the tablet", town.clock.now());
    let sent = town.wire.post(&talk.dialog.path(), Some(&tablet.token), &post.sign(&talk.karen)).await;
    assert_eq!(sent.refusal().0, Code::NoSession);
    assert_eq!(tablet.open(&town).await.map(drop), no(Code::BadLogin));
    assert_eq!(count(&town, halves, &tablet.dev.0), 0, "its half of the vault key is gone");
    let kept = "SELECT length(sealed_secret) FROM device WHERE dev = ?";
    assert_eq!(count(&town, kept, &tablet.dev.0), 0);
    let its_link = town.wire.get(&format!("/v1/links/{its_link}"), None).await;
    assert_eq!(its_link.refusal().0, Code::Spent, "what it opened is closed");
    assert_eq!(town.wire.get("/v1/feed", Some(&phone.token)).await.status, 200, "the phone is still in");

    let town = town.restart().await;
    assert_eq!(tablet.open(&town).await.map(drop), no(Code::BadLogin));
    phone.open(&town).await.unwrap();
}

#[tokio::test]
async fn a_poll_of_a_device_that_is_taken_away_gets_nothing() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let at = cursor(&town.wire.whole_feed(&home.phone.token).await);
    let path = format!("/v1/feed?cursor={at}&wait=50");
    let token = home.tablet.token;
    let mut polls = FuturesUnordered::new();
    for _ in 0..5 {
        polls.push(town.wire.get(&path, Some(&token)));
    }
    // The fifth takes the place of the first: from then on four are known to wait.
    let first = soon(polls.next()).await.unwrap();
    assert_eq!(first.status, 200);
    let phone = home.phone.token;
    let phones = soon(town.wire.feed(&phone, &at, 50));
    let (phones, (), rest) = tokio::join!(
        phones,
        home.take_the_tablet_away(&town),
        soon(polls.map(|reply| reply.refusal().0).collect::<Vec<_>>()),
    );
    assert_eq!(rest, [Code::NoSession; 4]);
    assert_eq!(phones.items.len(), 1, "while the phone is told");
}

#[tokio::test]
async fn a_stream_of_a_device_that_is_taken_away_ends_and_tells_nothing_more() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let at = cursor(&town.wire.whole_feed(&home.phone.token).await);
    let mut tablet = Stream::open(&town, &home.tablet.token, &at).await;
    let mut phone = Stream::open(&town, &home.phone.token, &at).await;
    for stream in [&mut tablet, &mut phone] {
        assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    }
    home.take_the_tablet_away(&town).await;
    assert_eq!(soon(tablet.next()).await, None);
    let told = soon(phone.next()).await;
    assert!(matches!(told, Some(LiveEvent::Feed(it)) if it.items.len() == 1), "while the phone is told");
    let path = format!("/v1/live?cursor={at}");
    let again = town.wire.get(&path, Some(&home.tablet.token)).await;
    assert_eq!(again.refusal().0, Code::NoSession);
}

#[tokio::test]
async fn what_a_device_was_slow_to_say_is_refused_when_it_has_been_taken_away() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    home.take_the_tablet_away(&town).await;
    let Household { own, phone, tablet, .. } = home;
    // As if it had been let in before: the writing thread looks again.
    let database = town.stop().await;
    let store = store::open(&database.path().join("samtale.db")).unwrap();
    let (writer, thread) =
        Writer::start(store, Wake::default(), Sessions::default(), Pushes::default(), NonZeroUsize::MIN)
            .unwrap();
    let write = async |dev| writer.write_as(Caller { uid: own.uid, dev }, |_, _| Ok(())).await;
    assert_eq!(write(phone.dev).await, Ok(()));
    assert_eq!(write(tablet.dev).await, Err(Code::NoSession.into()));
    drop(writer);
    thread.join().unwrap();
}

#[tokio::test]
async fn who_logs_in_while_being_taken_away_is_in_before_or_not_at_all() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let mut tablet = home.tablet.clone();
    let (opened, ()) = tokio::join!(tablet.open(&town), home.take_the_tablet_away(&town));
    let in_time = opened.is_ok_and(|it| it.chain.entries.len() < home.own.entries.len());
    let refused = tablet.token == home.tablet.token;
    assert!(in_time || refused);
    let after = town.wire.get("/v1/feed", Some(&tablet.token)).await;
    assert_eq!(after.refusal().0, Code::NoSession);
}

#[tokio::test]
async fn those_who_stay_get_the_new_secret_and_the_way_to_those_before() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    home.take_the_tablet_away(&town).await;
    let opened = home.phone.open(&town).await.unwrap();
    assert_eq!(opened.sealed_secret, secret(1, home.phone.dev).sealed);
    assert_eq!(opened.before, [before(0)]);
    let rotate = home.own.rotate(&home.phone, town.clock.now());
    home.own.send(&town, &home.phone, &rotate).await.unwrap();
    let new = home.own.another(&town, &home.phone, KAREN).await;

    let town = town.restart().await;
    for mut device in [home.phone, new] {
        let opened = device.open(&town).await.unwrap();
        assert_eq!(opened.sealed_secret, secret(2, device.dev).sealed);
        assert_eq!(opened.before, [before(0), before(1)], "the oldest first");
        assert_eq!(opened.chain.entries, home.own.entries);
    }
}

#[tokio::test]
async fn who_shares_a_dialog_is_told_of_a_new_key_and_nobody_of_more() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let eva = colleague(&town, "Eva").await;
    let (ali, karen) = (home.talk.ali.token, home.own.uid);
    assert_eq!(moved(&town, &ali).await, [], "one more device is nobody else's business");
    let at = cursor(&town.wire.whole_feed(&ali).await);
    let poll = soon(town.wire.feed(&ali, &at, 50));
    let (told, ()) = tokio::join!(poll, home.take_the_tablet_away(&town));
    assert_eq!(told.items.len(), 1, "at once");
    assert_eq!(moved(&town, &ali).await, [karen]);
    let rotate = home.own.rotate(&home.phone, town.clock.now());
    home.own.send(&town, &home.phone, &rotate).await.unwrap();
    assert_eq!(moved(&town, &ali).await, [karen, karen]);
    assert_eq!(moved(&town, &eva.token).await, []);
    assert_eq!(moved(&town, &home.phone.token).await, [karen; 4], "and all of it to her own devices");
}

#[tokio::test]
async fn what_a_lost_device_added_goes_with_it() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let since = town.clock.now();
    let mut ghost = home.own.another(&town, &home.tablet, KAREN).await;
    let Household { own, phone, tablet, .. } = &mut home;
    let gone = [tablet.dev, ghost.dev];
    let short = own.revoke(phone, &gone[..1], since, town.clock.now());
    let refused = extend(&town, &phone.token, &short).await;
    assert_eq!(refused, crate::kit::broken(samtale_membership::Violation::Grants), "no secret for a ghost");
    let revoke = own.revoke(phone, &gone, since, town.clock.now());
    own.send(&town, phone, &revoke).await.unwrap();
    for device in [tablet, &mut ghost] {
        assert_eq!(town.wire.get("/v1/feed", Some(&device.token)).await.refusal().0, Code::NoSession);
        assert_eq!(device.open(&town).await.map(drop), no(Code::BadLogin));
    }
}

#[tokio::test]
async fn a_device_that_was_found_again_comes_back_with_a_new_half() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let half = home.tablet.open(&town).await.unwrap().vault_half;
    home.take_the_tablet_away(&town).await;
    let Household { own, phone, tablet, .. } = &mut home;
    let add = own.add(phone, tablet, town.clock.now());
    own.send(&town, phone, &add).await.unwrap();
    let opened = tablet.open(&town).await.unwrap();
    assert_eq!(opened.sealed_secret, secret(1, tablet.dev).sealed);
    assert_ne!(opened.vault_half, half, "what lay in its vault stays closed");
}

#[tokio::test]
async fn an_entry_under_the_chain_of_before_is_not_written_by_a_device_that_is_gone() {
    let town = Town::start().await;
    let mut home = Household::begin(&town).await;
    let Household { talk, own, phone, tablet } = &mut home;
    // The tablet speaks for Karen, at the place in her chain where it was vouched for.
    let mut karen = Person { signs: tablet.signs.clone(), dev: tablet.dev, ..clone_of(&talk.karen) };
    (karen.head, karen.token) = (own.chain.now().head, tablet.token);
    let chain = UserChain::read(own.entries.iter().map(|entry| entry.0.as_slice())).unwrap();
    talk.dialog.chains.insert(own.uid, chain);
    let post = talk.dialog.post(&karen, b"in time", town.clock.now());
    talk.dialog.send(&town, &karen, &post).await.unwrap();
    let late = talk.dialog.post(&karen, b"too late", town.clock.now()).sign(&karen);
    let ring = Ring { version: 1, sealed: Bytes(b"sealed".to_vec()), cursor: Cursor::default() };
    let ring = KeepRing { ring, snapshots: Vec::new() };
    let now = town.clock.now();
    let revoke = own.revoke(phone, &[tablet.dev], now + 1, now);
    let (path, token) = (talk.dialog.path(), Some(&tablet.token));
    let (revoked, post, ring) = tokio::join!(
        extend(&town, &phone.token, &revoke),
        town.wire.post(&path, token, &late),
        town.wire.post("/v1/ring", token, &ring),
    );
    assert_eq!(revoked, Ok(()));
    // Whichever was quicker, each was whole or refused, and from now on nothing is taken.
    assert!(post.status == 200 || post.refusal().0 == Code::NoSession);
    assert!(ring.status == 204 || ring.refusal().0 == Code::NoSession);
    assert_eq!(town.wire.post(&path, token, &late).await.refusal().0, Code::NoSession);
}

fn clone_of(it: &Person) -> Person {
    Person {
        signs: it.signs.clone(),
        logs_in: it.logs_in.clone(),
        cert: it.cert.clone(),
        genesis: it.genesis.clone(),
        attest: it.attest.clone(),
        card: it.card.clone(),
        org: it.org.clone(),
        ..*it
    }
}
