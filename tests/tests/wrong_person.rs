//! The wrong Karen was invited: what she has not read is taken back before she is put out, and Ali is told
//! honestly how far it has come.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{ActView, DialogView};
use samtale_engine::courier::Fault;
use samtale_journeys::{Person, Town, bubbles, is_sent, notices, texts};
use samtale_wire::api::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The button beside Karen's name.
fn wrong(view: &DialogView) -> Option<ActView> {
    let karen = view.members.iter().find(|member| member.name == "Karen Holm")?;
    karen.acts.iter().find(|act| act.act.starts_with("wrong-person")).cloned()
}

/// Waits until the question says this.
async fn asks(ali: &Person, dialog: &str, sentence: &str) -> ActView {
    let is = |view: &DialogView| wrong(view).is_some_and(|act| act.sentence == sentence);
    wrong(&ali.until(dialog, is).await).expect("a button")
}

/// Waits until a post is in the log.
async fn sends(ali: &Person, dialog: &str, text: &str) {
    ali.post(dialog, text).await;
    ali.until(dialog, |view| bubbles(view).iter().any(|it| it.text == text && is_sent(it))).await;
}

const UNSEEN: &str = "Karen bliver taget ud, og det, du skrev, bliver slettet. Vi har ikke set, at Karen har læst det. \
                      Samtalen slutter så for alle.";
const ARRIVED: &str = "Karen bliver taget ud. Det, du skrev, er nået frem, men vi har ikke set, at det er læst. Det \
                       bliver slettet. Samtalen slutter så for alle.";
const READ: &str = "Karen bliver taget ud. Karen har læst noget af det, du skrev. Det kan vi ikke lave om på. Resten bliver \
                    slettet. Samtalen slutter så for alle.";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_wrong_karen_has_not_read_she_never_reads() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.cut(true);
    sends(&ali, &dialog, "Til en anden Karen").await;
    let act = asks(&ali, &dialog, UNSEEN).await;
    ali.session.act(&dialog, &act.act).await.expect("kept");
    // In the log: first it was taken back, then she was put out.
    let done = |view: &DialogView| notices(view).iter().any(|line| line == "Karen er ikke med længere");
    let view = ali.until(&dialog, done).await;
    assert_eq!(texts(&view), [""; 0], "nothing of it is left here either");

    karen.network.cut(false);
    karen.session.network(true);
    let view = karen.until(&dialog, |view| view.why_not.is_some()).await;
    assert!(!texts(&view).concat().contains("Til en anden Karen"), "{view:#?}");
    // After a start the dialog is no more hers at all, once her key ring says so.
    let polls = karen.network.count("/v1/feed");
    let karen = karen.restart().await;
    karen.network.until_called("/v1/feed", polls + 1).await;
    let inbox = karen.inbox_until(|_| true).await;
    assert!(inbox.rows.iter().all(|row| !row.last.contains("Til en anden Karen")), "{inbox:#?}");
    let found = karen.session.search("anden Karen".into(), 1).await.expect("a search");
    assert_eq!(found.rows, [], "nothing of it is found");
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_is_told_that_it_arrived_that_it_was_read_and_not_offered_it_once_she_wrote() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    sends(&ali, &dialog, "Hej").await;
    karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.last == "Hej")).await;
    asks(&ali, &dialog, ARRIVED).await;
    karen.reads(&dialog, "Hej").await;
    asks(&ali, &dialog, READ).await;
    karen.post(&dialog, "Hej Ali").await;
    ali.until(&dialog, |view| bubbles(view).len() == 2 && wrong(view).is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_still_under_way_to_the_wrong_karen_is_erased_too() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.cut(true);
    // It reaches the server, and Ali's device does not come to know.
    ali.network.rewrite(Box::new(|feed| {
        feed.items.clear();
        feed.heads.clear();
        feed.cursor = Cursor::default();
    }));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    ali.network.lose_answers(1);
    ali.network.instead(Box::new(move |call| {
        let append = call.path.ends_with("/entries") && call.body.is_some();
        let held = append && count.fetch_add(1, Ordering::SeqCst) > 0;
        held.then_some(Err(Fault::Offline))
    }));
    ali.post(&dialog, "Til en anden Karen").await;
    let tried = async {
        while asked.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), tried).await.expect("tried again");
    let act = asks(&ali, &dialog, UNSEEN).await;
    ali.session.act(&dialog, &act.act).await.expect("kept");
    ali.network.honest();
    ali.session.network(true);
    let done = |view: &DialogView| notices(view).iter().any(|line| line == "Karen er ikke med længere");
    let view = ali.until(&dialog, done).await;
    assert_eq!(texts(&view), [""; 0], "nothing of it is left here either");
    let erased = notices(&view).iter().filter(|line| line.ends_with("slettede en besked")).count();
    assert_eq!(erased, 1, "and the log says so: {:?}", notices(&view));
}
