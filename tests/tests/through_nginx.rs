//! Ali and Karen with a real nginx between them and the server: with its usual settings the live stream
//! proves itself; where the proxy keeps every answer until it is whole, the long poll carries the news.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_journeys::{Buffering, Person, Town, bubbles, photo};

const FEED: &str = "/v1/feed";
const LIVE: &str = "/v1/live";

/// Both try a stream; whether it is let through is the proxy's.
async fn both_try(people: [&Person; 2]) {
    for person in people {
        person.network.lets_streams_through();
        let streams = person.network.count(LIVE);
        person.session.network(true);
        person.network.until_called(LIVE, streams + 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_default_nginx_the_news_comes_over_the_stream_that_forbids_to_buffer_it() {
    let town = Town::behind(Buffering::Usual).await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.listens().await;
    karen.listens().await;
    let polls = (ali.network.count(FEED), karen.network.count(FEED));
    for (from, to, text) in [(&ali, &karen, "Hej Karen"), (&karen, &ali, "Hej Ali"), (&ali, &karen, "Godt")] {
        from.post(&dialog, text).await;
        to.reads(&dialog, text).await;
    }
    assert_eq!((ali.network.count(FEED), karen.network.count(FEED)), polls, "nobody had to ask");
    assert_eq!(karen.texts(&dialog).await, ["Hej Karen", "Hej Ali", "Godt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_default_nginx_the_news_comes_by_the_long_poll_where_nobody_knows_streams() {
    let town = Town::behind(Buffering::Usual).await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Hej Karen").await;
    karen.reads(&dialog, "Hej Karen").await;
    karen
        .session
        .post_photo(&dialog, photo(b"nordby"), "Havnen".into(), "Havnen".into())
        .await
        .expect("kept");
    let view = ali.reads(&dialog, "Havnen").await;
    let file = bubbles(&view)[1].photo.clone().expect("a photo").file;
    assert_eq!(ali.session.photo(&dialog, &file).await.map(|it| it.len()), Ok(photo(b"nordby").len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_proxy_that_keeps_every_answer_the_stream_is_left_for_the_long_poll() {
    let town = Town::behind(Buffering::Always).await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    both_try([&ali, &karen]).await;
    let streams = (ali.network.count(LIVE), karen.network.count(LIVE));
    for (from, to, text) in [(&ali, &karen, "Hej Karen"), (&karen, &ali, "Hej Ali"), (&ali, &karen, "Godt")] {
        let polls = to.network.count(FEED);
        from.post(&dialog, text).await;
        to.reads(&dialog, text).await;
        to.network.until_called(FEED, polls + 1).await;
    }
    assert_eq!((ali.network.count(LIVE), karen.network.count(LIVE)), streams, "once was enough");
    assert_eq!(karen.texts(&dialog).await, ["Hej Karen", "Hej Ali", "Godt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn through_nginx_the_server_restarts_and_both_talk_on() {
    let town = Town::behind(Buffering::Usual).await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    both_try([&ali, &karen]).await;
    ali.post(&dialog, "Før").await;
    karen.reads(&dialog, "Før").await;
    let _town = town.restart().await;
    ali.post(&dialog, "Efter").await;
    karen.reads(&dialog, "Efter").await;
    assert_eq!(karen.texts(&dialog).await, ["Før", "Efter"]);
}
