//! Karen's app is behind: it is called once, without a word, fetches what there is, and is quiet again.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use futures::FutureExt;
use futures::future::BoxFuture;
use samtale_client::Problem;
use samtale_client::view::DialogView;
use samtale_journeys::{Person, Town, bubbles, is_sent};
use samtale_server::push::distributor::{Distributor, Ended, Way};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use url::Url;

/// Takes down whom it is asked to call.
#[derive(Default)]
struct Calls(watch::Sender<Vec<String>>);

impl Distributor for Calls {
    fn call(&self, place: Url) -> BoxFuture<'_, Ended> {
        self.0.send_modify(|calls| calls.push(place.path().to_owned()));
        futures::future::ready(Ended::Taken).boxed()
    }
}

impl Calls {
    /// Waits until there were so many, letting time go by: that somebody listens no more is noticed after it is so.
    async fn until(&self, town: &Town, count: usize) -> Vec<String> {
        let mut calls = self.0.subscribe();
        for _ in 0..200 {
            town.minutes_go_by(1);
            let enough = calls.wait_for(|calls| calls.len() >= count);
            if let Ok(calls) = tokio::time::timeout(Duration::from_millis(100), enough).await {
                return calls.expect("it lives").clone();
            }
        }
        panic!("nobody was called");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_behind_is_called_once_and_brings_what_there_is() {
    let calls = Arc::new(Calls::default());
    let town = Town::that_calls(Way(Some(calls.clone()))).await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let at = |path: &str| Some(format!("https://push.example/{path}"));
    let refused = karen.session.set_push(Some("https://elsewhere.example/karen".into())).await;
    assert_eq!(refused, Err(Problem::NotAllowed));
    assert_eq!(karen.session.set_push(Some("http://push.example/".into())).await, Err(Problem::NotAllowed));
    karen.session.set_push(at("karen")).await.expect("told");
    karen.session.background().await;
    assert_eq!(karen.session.set_push(None).await, Err(Problem::Offline), "behind nothing goes out");
    for post in ["Et", "To"] {
        ali.post(&dialog, post).await;
        let sent = |view: &DialogView| bubbles(view).iter().any(|it| it.text == post && is_sent(it));
        ali.until(&dialog, sent).await;
    }
    assert_eq!(calls.until(&town, 1).await, ["/karen"]);
    karen.session.sync_once().await.expect("one sync");
    assert!(karen.network.is_hung_up(), "when it returns");
    assert!(karen.texts(&dialog).await.contains(&"To".to_owned()), "read when it returns");
    // For the next news it is called again, and not for what it has read.
    ali.post(&dialog, "Tre").await;
    assert_eq!(calls.until(&town, 2).await, ["/karen", "/karen"]);
}
