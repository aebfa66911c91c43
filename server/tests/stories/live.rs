//! The live stream: what the long poll tells, told as it comes; and when it ends.

use crate::kit::http::cursor;
use crate::kit::{Device, Own, Person, Stream, Talk, Town, soon};
use futures::FutureExt;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE};
use samtale_membership::apply::parse;
use samtale_wire::api::{ACCESS, Code, Feed, FeedItem, IDLE};
use samtale_wire::live::LiveEvent;

async fn page(stream: &mut Stream) -> Feed {
    match soon(stream.next()).await {
        Some(LiveEvent::Feed(feed)) => *feed,
        other => panic!("a page, not {other:?}"),
    }
}

fn seqs(feed: &Feed) -> Vec<u64> {
    let seq = |item: &FeedItem| match item {
        FeedItem::Entry(it) => parse(&it.entry.0).unwrap().1.seq,
        other => panic!("an entry, not {other:?}"),
    };
    feed.items.iter().map(seq).collect()
}

#[tokio::test]
async fn karen_is_greeted_at_once_and_told_each_thing_once_as_the_long_poll_would() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let mut stream = Stream::open(&town, &karen.token, "").await;
    assert_eq!(stream.headers[CONTENT_TYPE], "text/event-stream");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    assert_eq!(stream.headers[CACHE_CONTROL], "no-store");
    assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    let first = page(&mut stream).await;
    let polled = town.wire.feed(&karen.token, "", 0).await;
    assert_eq!((&first.items, &first.cursor), (&polled.items, &polled.cursor));
    for words in [b"one", b"two"] {
        let post = dialog.post(&ali, words, town.clock.now());
        let seq = dialog.send(&town, &ali, &post).await.unwrap().seq;
        let news = page(&mut stream).await;
        assert_eq!(seqs(&news), [seq]);
        assert_eq!(news.heads.len(), 1, "signed as in a poll");
    }
}

#[tokio::test]
async fn a_stream_goes_on_where_another_was_cut_and_pages_follow_one_another() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let at = cursor(&town.wire.whole_feed(&karen.token).await);
    for n in 0..8u8 {
        let post = dialog.post(&ali, &vec![n; 150 * 1024], town.clock.now());
        dialog.send(&town, &ali, &post).await.unwrap();
    }
    let mut stream = Stream::open(&town, &karen.token, &at).await;
    assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    let first = page(&mut stream).await;
    assert!(first.more);
    drop(stream);
    let mut stream = Stream::open(&town, &karen.token, &cursor(&first)).await;
    assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    let mut told = seqs(&first);
    while told.len() < 8 {
        told.extend(seqs(&page(&mut stream).await));
    }
    assert_eq!(told, (4..12).collect::<Vec<u64>>(), "nothing twice, nothing left out");
}

#[tokio::test]
async fn a_stream_outlasts_its_token_and_ends_with_its_session() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let mut stream = Stream::open(&town, &ali.token, "").await;
    assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    town.clock.advance(ACCESS);
    assert_eq!(town.wire.get("/v1/feed", Some(&ali.token)).await.refusal().0, Code::NoSession);
    assert!(stream.next().now_or_never().is_none());
    town.clock.advance(IDLE - ACCESS);
    assert_eq!(soon(stream.next()).await, None);
}

#[tokio::test]
async fn one_stream_too_many_of_a_device_ends_the_oldest_and_no_other_devices() {
    let town = Town::start().await;
    let karen = Talk::begin(&town).await.karen;
    let (mut own, phone) = (Own::of(&karen), Device::of(&karen));
    let tablet = own.another(&town, &phone, crate::kit::people::Who::Citizen("Karen Ågård")).await;
    let at = cursor(&town.wire.whole_feed(&tablet.token).await);
    let mut tablets = Stream::open(&town, &tablet.token, &at).await;
    assert_eq!(soon(tablets.next()).await, Some(LiveEvent::Hello));
    let mut streams = Vec::new();
    for _ in 0..5 {
        let at = cursor(&town.wire.whole_feed(&phone.token).await);
        let mut stream = Stream::open(&town, &phone.token, &at).await;
        assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
        streams.push(stream);
    }
    assert_eq!(soon(streams[0].next()).await, None);
    // Something that every device of hers is told shows who still listens.
    own.another(&town, &phone, crate::kit::people::Who::Citizen("Karen Ågård")).await;
    for stream in streams[1..].iter_mut().chain([&mut tablets]) {
        assert!(!page(stream).await.items.is_empty());
    }
}

#[tokio::test]
async fn stopping_ends_every_stream() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let mut stream = Stream::open(&town, &ali.token, "").await;
    assert_eq!(soon(stream.next()).await, Some(LiveEvent::Hello));
    soon(town.stop()).await;
    assert_eq!(soon(stream.next()).await, None);
}

#[tokio::test]
async fn a_cursor_of_a_stream_is_ours_or_none() {
    let town = Town::start().await;
    let Talk { ali, .. } = Talk::begin(&town).await;
    for wrong in ["0", "zz", "02ffffffffffffffff", "01", "010000000000000000ff", "01FFFFFFFFFFFFFFFF"] {
        let reply = town.wire.get(&format!("/v1/live?cursor={wrong}"), Some(&ali.token)).await;
        assert_eq!(reply.refusal().0, Code::Malformed, "{wrong}");
    }
    let mut beyond = Stream::open(&town, &ali.token, "017fffffffffffffff").await;
    assert_eq!(soon(beyond.next()).await, Some(LiveEvent::Hello));
    assert_eq!(seqs(&page(&mut beyond).await), [0, 1, 2, 3], "as after a restored server");
}
