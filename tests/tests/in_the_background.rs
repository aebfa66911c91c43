//! What an app does when the network comes and goes, and when nobody looks at it: nothing, until it is time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use samtale_client::Problem;
use samtale_client::view::DialogView;
use samtale_journeys::{Person, Relay, Town, bubbles, is_sent};
use std::time::Duration;

const ANY: &str = "/v1/";

/// Ali and Karen talk; Karen's connections go over a wire that is watched.
async fn talking(town: &Town) -> (Person, Person, String, Relay) {
    let (ali, karen, dialog) = Person::talking(town).await;
    let relay = town.wire().await;
    karen.network.goes_over(&relay);
    karen.network.lets_streams_through();
    let karen = karen.restart().await;
    karen.until(&dialog, |view| view.may_write).await;
    relay.until_standing(|standing| *standing > 0).await;
    (ali, karen, dialog, relay)
}

/// Posts, and waits until the server has it.
async fn posted(person: &Person, dialog: &str, text: &str) {
    person.post(dialog, text).await;
    let sent = |view: &DialogView| bubbles(view).iter().any(|bubble| bubble.text == text && is_sent(bubble));
    person.until(dialog, sent).await;
}

/// Its feeds have ended: there is nothing to be seen any more.
async fn is_locked(person: &Person) {
    let feed = person.session.inbox();
    let ended = async { while feed.next().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(60), ended).await.expect("locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_nothing_is_tried_and_the_list_says_so_at_once() {
    let town = Town::open().await;
    let (ali, karen, dialog, relay) = talking(&town).await;
    karen.session.network(false);
    karen.inbox_until(|inbox| inbox.notice_offline).await;
    relay.until_standing(|standing| *standing == 0).await;
    let (begun, calls) = (relay.begun(), karen.network.count(ANY));
    karen.post(&dialog, "Skrevet i tunnelen").await;
    assert_eq!(karen.session.photo(&dialog, "x").await, Err(Problem::NotFound));
    assert_eq!(karen.session.add_device().await.map(drop), Err(Problem::Offline));
    posted(&ali, &dialog, "Er du der?").await;
    assert_eq!((relay.begun(), karen.network.count(ANY)), (begun, calls), "not even tried");

    karen.session.network(true);
    karen.inbox_until(|inbox| !inbox.notice_offline).await;
    karen.reads(&dialog, "Er du der?").await;
    ali.reads(&dialog, "Skrevet i tunnelen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_cut_line_the_next_network_brings_everything() {
    let town = Town::open().await;
    let (ali, karen, dialog, _relay) = talking(&town).await;
    karen.network.cut(true);
    karen.post(&dialog, "Skrevet i toget").await;
    karen.inbox_until(|inbox| inbox.notice_offline).await;
    karen.network.cut(false);
    karen.session.network(true);
    ali.reads(&dialog, "Skrevet i toget").await;
    karen.inbox_until(|inbox| !inbox.notice_offline).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_background_no_connection_stands_and_in_front_everything_is_there_again() {
    let town = Town::open().await;
    let (ali, karen, dialog, relay) = talking(&town).await;
    karen.session.background().await;
    assert!(karen.network.is_hung_up(), "when it returns");
    relay.until_standing(|standing| *standing == 0).await;
    let (begun, calls) = (relay.begun(), karen.network.count(ANY));
    posted(&ali, &dialog, "Mens du var væk").await;
    karen.post(&dialog, "Sidste ord").await;
    assert_eq!((relay.begun(), karen.network.count(ANY)), (begun, calls));
    assert!(!karen.texts(&dialog).await.contains(&"Mens du var væk".to_owned()));

    karen.session.foreground().await.unwrap();
    karen.reads(&dialog, "Mens du var væk").await;
    ali.reads(&dialog, "Sidste ord").await;
    ali.post(&dialog, "Velkommen tilbage").await;
    karen.reads(&dialog, "Velkommen tilbage").await;
}

/// On one thread: what follows the news has not had its turn when the app is left.
#[tokio::test]
async fn an_app_that_is_left_before_its_start_was_told_is_told_it_when_it_is_back() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let karen = karen.restart().await;
    let left = karen.session.background();
    tokio::time::timeout(Duration::from_secs(60), left).await.expect("every connection is closed");
    assert!(karen.network.is_hung_up());
    posted(&ali, &dialog, "Mens du var væk").await;

    karen.session.foreground().await.unwrap();
    karen.reads(&dialog, "Mens du var væk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_brings_one_sync_and_then_it_is_quiet_again() {
    let town = Town::open().await;
    let (ali, karen, dialog, relay) = talking(&town).await;
    karen.session.background().await;
    assert!(karen.network.is_hung_up(), "when it returns");
    relay.until_standing(|standing| *standing == 0).await;
    for post in ["Et", "To"] {
        posted(&ali, &dialog, post).await;
        karen.post(&dialog, &format!("Svar på {post}")).await;
        karen.session.sync_once().await.unwrap();
        assert!(karen.network.is_hung_up(), "when it returns");
        assert!(karen.texts(&dialog).await.contains(&post.to_owned()), "read when it returns");
        ali.reads(&dialog, &format!("Svar på {post}")).await;
        relay.until_standing(|standing| *standing == 0).await;
    }
    let (begun, calls) = (relay.begun(), karen.network.count(ANY));
    posted(&ali, &dialog, "Tre").await;
    assert_eq!((relay.begun(), karen.network.count(ANY)), (begun, calls), "one sync, no more");
    karen.session.network(false);
    assert_eq!(karen.session.sync_once().await, Err(Problem::Offline));
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_comes_back_after_minutes_and_stands_before_a_locked_door() {
    let town = Town::open().await;
    let (ali, karen, dialog, relay) = talking(&town).await;
    ali.post(&dialog, "Kun for dig").await;
    karen.reads(&dialog, "Kun for dig").await;
    karen.session.background().await;
    town.minutes_go_by(4);
    karen.session.foreground().await.unwrap();
    karen.session.background().await;
    // The system let no timer of the app's run.
    town.minutes_go_by(5);
    assert_eq!(karen.session.foreground().await, Err(Problem::Locked));
    is_locked(&karen).await;
    relay.until_standing(|standing| *standing == 0).await;
    assert_eq!(karen.session.sync_once().await, Err(Problem::Locked));
    let karen = karen.restart().await;
    karen.reads(&dialog, "Kun for dig").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_set_to_lock_when_left_locks_by_itself() {
    let town = Town::open().await;
    let (_, karen, _, relay) = talking(&town).await;
    karen.session.set_lock_after(0).unwrap();
    karen.session.background().await;
    is_locked(&karen).await;
    relay.until_standing(|standing| *standing == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_of_memory_the_app_locks_in_the_background_and_not_in_front() {
    let town = Town::open().await;
    let (ali, karen, dialog, relay) = talking(&town).await;
    karen.session.low_memory().await;
    ali.post(&dialog, "Stadig her").await;
    karen.reads(&dialog, "Stadig her").await;
    karen.session.background().await;
    karen.session.low_memory().await;
    assert!(karen.network.is_hung_up(), "when it returns");
    assert_eq!(karen.session.foreground().await, Err(Problem::Locked));
    is_locked(&karen).await;
    relay.until_standing(|standing| *standing == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_returns_with_every_connection_closed() {
    let town = Town::open().await;
    let (_, karen, _, relay) = talking(&town).await;
    assert!(!karen.network.is_hung_up());
    karen.session.lock().await;
    assert!(karen.network.is_hung_up(), "when it returns");
    relay.until_standing(|standing| *standing == 0).await;
    is_locked(&karen).await;
}
