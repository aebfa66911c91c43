//! What the server does slowly, never or for ever: a late chain breaks nothing, what is withheld is
//! noticed though there is always more to come, and a ring that is not kept lets nobody go back.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_engine::courier::Fault;
use samtale_journeys::{BEHIND, BROKEN, Forger, Spare, Stage, seq, texts};
use samtale_wire::api::{Code, FeedItem};

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_comes_late_breaks_nothing() {
    let mut stage = Stage::talking().await;
    let spare = Spare::new(stage.town.now());
    let adding = stage.ali.hand.adding(&spare);
    stage.ali.hand.grows(adding);
    let new = stage.ali.hand.on(&spare);
    stage.ali.hand.grows_by(&new, new.vouching(&spare));
    stage.story.knows(&stage.ali.hand);
    let post = stage.story.post(&stage.ali.hand, "Fra min nye kæde");
    let uid = stage.ali.hand.uid;
    // The first answer is lost.
    stage.karen.network.instead(Box::new(move |call| {
        (call.path == format!("/v1/users/{uid}")).then_some(Err(Fault::Offline))
    }));
    stage.tells(&[post]);
    stage.karen.network.until_called(&format!("/v1/users/{uid}"), 1).await;
    stage.settles().await;
    stage.settles().await;
    let view = stage.karen.until(&stage.dialog, |_| true).await;
    assert_ne!(view.why_not.as_deref(), Some(BROKEN), "one lost answer and the dialog is broken");
    stage.karen.network.honest();
    stage.karen.network.tells_chain(stage.ali.hand.uid, &stage.ali.hand.entries);
    stage.settles().await;
    stage.karen.reads(&stage.dialog, "Fra min nye kæde").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn content_withheld_with_more_to_come_for_ever_is_an_alarm() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Ægte").await;
    stage.karen.network.rewrite(Box::new(|feed| {
        feed.more = true;
        for item in &mut feed.items {
            if let FeedItem::Entry(it) = item {
                it.ciphertext = None;
            }
        }
    }));
    stage.settles().await;
    let asked = stage.karen.network.count("/v1/feed");
    for (at, text) in ["Skjult", "Skjult 2"].into_iter().enumerate() {
        let post = stage.story.post(&stage.ali.hand, text);
        stage.ali.appends(&mut stage.story, post).await;
        // She has it, and asks for what comes next.
        stage.karen.network.until_called("/v1/feed", asked + at + 1).await;
    }
    // The next page has nothing in it, and says that there is more.
    stage.karen.network.inject(stage.forger.feed(stage.her.uid, &[], stage.town.now()));
    let view = stage.karen.until(&stage.dialog, |view| view.why_not.is_some()).await;
    assert_eq!(view.why_not.as_deref(), Some(BROKEN), "{:?}", texts(&view));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_by_a_server_that_keeps_no_ring_is_noticed() {
    let mut stage = Stage::talking().await;
    stage.town.minutes_go_by(2);
    stage.story.t = stage.town.now();
    stage.ali_posts("Et").await;
    stage.town.minutes_go_by(2);
    stage.rests().await;
    stage.karen.network.instead(Box::new(move |call| {
        (call.path == "/v1/ring").then_some(Err(Fault::Refused(Code::TooLarge)))
    }));
    for text in ["To", "Tre", "Fire"] {
        stage.town.minutes_go_by(2);
        stage.ali.logs_in(&stage.town).await;
        stage.story.t = stage.town.now();
        stage.ali_posts(text).await;
        stage.settles().await;
        stage.ali.asks("/v1/feed?cursor=&wait=0", None).await.ok();
    }
    let tip = stage.story.state.tip.seq;
    stage.karen.network.honest();
    let forger = Forger::of(&stage.town);
    stage.karen.network.rewrite(Box::new(move |feed| {
        feed.items.retain(|item| seq(item).is_none_or(|seq| seq < tip - 1));
        forger.seals(feed);
    }));
    let stage = stage.restarted().await;
    let view = stage.karen.until(&stage.dialog, |view| texts(view).contains(&"To".into())).await;
    stage.settles().await;
    let view2 = stage.karen.until(&stage.dialog, |_| true).await;
    assert_eq!(view2.why_not.as_deref(), Some(BEHIND), "{:?} {:?}", texts(&view), texts(&view2));
}
