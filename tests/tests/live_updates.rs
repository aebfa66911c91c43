//! How news reaches a person: over a live stream where the network lets one through, by the long poll
//! where it does not, and never twice or not at all when one gives way to the other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{iter, pending, repeat};
use samtale_client::ports::Chunks;
use samtale_engine::courier::Fault;
use samtale_journeys::{Person, Town};
use samtale_wire::api::{Cursor, Feed};
use samtale_wire::live::{ALIVE, HELLO, LiveEvent};

const FEED: &str = "/v1/feed";
const LIVE: &str = "/v1/live";

/// A stream as a hostile network makes it up, each time anew.
type MadeUp = Box<dyn Fn() -> Chunks + Send>;

/// Karen is on a network whose streams are made up, and goes back to the long poll there.
async fn polls_though(karen: &Person, made_up: impl Fn() -> Chunks + Send + 'static) {
    // She has tried the network before: what is asked from here on is asked on the next one.
    karen.network.until(|it| it.waited() > 0).await;
    karen.network.makes_streams_up(Box::new(made_up));
    let (streams, waited) = (karen.network.count(LIVE), karen.network.waited());
    karen.session.network(true);
    karen.network.until_called(LIVE, streams + 1).await;
    karen.network.until(|it| it.waited() > waited).await;
}

fn text(pieces: &[&str]) -> Chunks {
    let pieces: Vec<_> = pieces.iter().map(|piece| Ok(Bytes::copy_from_slice(piece.as_bytes()))).collect();
    iter(pieces).boxed()
}

fn page(cursor: &[u8]) -> String {
    let cursor = Cursor::new(cursor.to_vec()).unwrap();
    LiveEvent::Feed(Box::new(Feed { cursor, ..Feed::default() })).write()
}

#[tokio::test(flavor = "multi_thread")]
async fn news_comes_over_a_stream_and_nobody_polls_meanwhile() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.listens().await;
    let polls = karen.network.count(FEED);
    for post in ["Et", "To", "Tre"] {
        ali.post(&dialog, post).await;
        karen.reads(&dialog, post).await;
    }
    assert_eq!(karen.network.count(FEED), polls);
    assert_eq!(karen.texts(&dialog).await, ["Et", "To", "Tre"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_in_the_middle_of_a_post_loses_and_doubles_nothing() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.listens().await;
    let mut posts = Vec::new();
    for (before, broken, bytes) in
        [("Et", "To", 0), ("Tre", "Fire", 1), ("Fem", "Seks", 40), ("Syv", "Otte", 300)]
    {
        ali.post(&dialog, before).await;
        karen.reads(&dialog, before).await;
        let streams = karen.network.count(LIVE);
        karen.network.breaks_streams_after(bytes);
        ali.post(&dialog, broken).await;
        karen.reads(&dialog, broken).await;
        karen.network.until_called(LIVE, streams + 1).await;
        posts.extend([before, broken]);
    }
    assert_eq!(karen.texts(&dialog).await, posts);
    karen.post(&dialog, "Alle otte").await;
    ali.reads(&dialog, "Alle otte").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_holds_streams_back_is_left_for_the_long_poll_until_there_is_another() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    polls_though(&karen, || pending().boxed()).await;
    let streams = karen.network.count(LIVE);
    for post in ["Et", "To"] {
        ali.post(&dialog, post).await;
        karen.reads(&dialog, post).await;
    }
    assert_eq!(karen.network.count(LIVE), streams, "not asked again on this network");
    karen.listens().await;
    let polls = karen.network.count(FEED);
    ali.post(&dialog, "Tre").await;
    karen.reads(&dialog, "Tre").await;
    assert_eq!(karen.network.count(FEED), polls, "the next network is tried anew");
    assert_eq!(karen.texts(&dialog).await, ["Et", "To", "Tre"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_stream_is_refused_and_the_talk_goes_on() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let wrong = page(b"\x01").replace("data: ", "data: %");
    let other = page(b"\x01").replace("id: 01", "id: 02");
    let streams: [(&str, MadeUp); 7] = [
        ("a page of HTML", Box::new(|| text(&["<html>Log ind på gæstenettet</html>\n\n"]))),
        ("no hello", Box::new(|| text(&[ALIVE, HELLO]))),
        ("hello twice", Box::new(|| text(&[HELLO, HELLO]))),
        ("wrong base64", Box::new(move || text(&[HELLO, &wrong]))),
        ("another cursor than its id", Box::new(move || text(&[HELLO, &other]))),
        (
            "a line without an end",
            Box::new(|| {
                let line = repeat(Bytes::from(vec![b'a'; 1 << 20])).map(Ok);
                text(&[HELLO]).chain(line).boxed()
            }),
        ),
        (
            "broken at once, again and again",
            Box::new(|| text(&[HELLO]).chain(iter([Err(Fault::Offline)])).boxed()),
        ),
    ];
    let mut posts = Vec::new();
    for (what, stream) in streams {
        polls_though(&karen, stream).await;
        ali.post(&dialog, what).await;
        karen.reads(&dialog, what).await;
        posts.push(what.to_owned());
    }
    assert_eq!(karen.texts(&dialog).await, posts);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_restarts_and_the_stream_goes_on_where_it_was() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.listens().await;
    ali.post(&dialog, "Før").await;
    karen.reads(&dialog, "Før").await;
    let streams = karen.network.count(LIVE);
    let _town = town.restart().await;
    karen.network.until_called(LIVE, streams + 1).await;
    ali.post(&dialog, "Efter").await;
    karen.reads(&dialog, "Efter").await;
    assert_eq!(karen.texts(&dialog).await, ["Før", "Efter"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_taken_away_locks_itself_though_it_only_listens() {
    let town = Town::open().await;
    let (_, karen, dialog) = Person::talking(&town).await;
    karen.listens().await;
    let link = karen.session.add_device().await.unwrap().link;
    let tablet = Person::try_enrol_on(&town, "tablet", "Karen Holm", &link).await.unwrap();
    tablet.until(&dialog, |view| view.may_write).await;
    let devices = tablet.inbox_until(|inbox| inbox.devices.len() == 2).await.devices;
    let phone = devices.iter().find(|device| !device.acts.is_empty()).unwrap();
    tablet.session.remove_device(&phone.device).await.unwrap();
    let feed = karen.session.inbox();
    let ended = async { while feed.next().await.is_some() {} };
    tokio::time::timeout(std::time::Duration::from_secs(60), ended).await.expect("locked");
}
