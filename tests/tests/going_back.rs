//! The server shows less than before: it is noticed after any restart, and nothing is written there
//! until somebody who answers for the dialog has looked.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{BubbleView, DialogView};
use samtale_journeys::{Person, Town, bubbles, is_sent, notices, texts};

fn read_only(view: &DialogView) -> bool {
    view.why_not.as_deref().is_some_and(|why| why.starts_with("Kommunens server mangler noget"))
}

/// Both have seen three posts, their key rings say so, and the server has lost the last two.
async fn restored() -> (Town, Person, Person, String) {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Et").await;
    karen.reads(&dialog, "Et").await;
    let town = town.back_up().await;
    for text in ["To", "Tre"] {
        ali.post(&dialog, text).await;
        karen.reads(&dialog, text).await;
    }
    // Ten minutes later the places are pinned with whatever is said next.
    let vaults = [ali.vault(&town), karen.vault(&town)];
    town.minutes_go_by(10);
    karen.post(&dialog, "Fire").await;
    for (person, vault) in [(&ali, &vaults[0]), (&karen, &vaults[1])] {
        // In the log, not only on her own screen.
        let sent = |it: &BubbleView| it.text == "Fire" && is_sent(it);
        person.until(&dialog, |view| bubbles(view).iter().any(sent)).await;
        person.pins(&town, vault).await;
    }
    let (ali, karen) = (ali.sleep().await, karen.sleep().await);
    let town = town.restore().await;
    (town, ali.wake().await, karen.wake().await, dialog)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_server_is_noticed_and_nothing_is_written_into_the_gap() {
    let (_town, ali, karen, dialog) = restored().await;
    for person in [&ali, &karen] {
        let view = person.until(&dialog, read_only).await;
        assert_eq!(texts(&view), ["Et"], "what is there is shown");
        let inbox = person.inbox_until(|inbox| inbox.notice.is_some()).await;
        assert!(inbox.notice.expect("a notice").starts_with("Kommunens server viser mindre"));
        assert!(!inbox.notice_offline, "this is not about the network");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_has_looked_and_they_go_on_with_all_that_is_left() {
    let (_town, ali, karen, dialog) = restored().await;
    for person in [&ali, &karen] {
        person.until(&dialog, read_only).await;
    }
    karen.post(&dialog, "Venter på Ali").await;
    ali.does(&dialog, "resume").await;
    for person in [&ali, &karen] {
        let view = person.until(&dialog, |view| view.may_write).await;
        assert!(notices(&view).iter().any(|line| line.starts_with("Serveren har mistet noget af samtalen")));
        person.reads(&dialog, "Venter på Ali").await;
    }
    ali.post(&dialog, "Videre").await;
    let view = karen.reads(&dialog, "Videre").await;
    assert_eq!(texts(&view), ["Et", "Venter på Ali", "Videre"], "the history that is left is readable");
    let karen = karen.restart().await;
    let view = karen.reads(&dialog, "Videre").await;
    assert!(karen.until(&dialog, |view| view.may_write).await.why_not.is_none());
    assert_eq!(texts(&view).len(), 3);
}
