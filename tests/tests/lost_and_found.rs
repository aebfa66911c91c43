//! Nothing lost, nothing doubled: lost answers, cut lines, restarts with posts that wait.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::PostState;
use samtale_journeys::{Person, Town, bubbles, is_sent, photo};

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_answer_was_lost_appears_once() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.lose_answers(2);
    karen.post(&dialog, "Kun én gang").await;
    karen.post(&dialog, "Og så videre").await;
    ali.reads(&dialog, "Og så videre").await;
    let sent = |view: &samtale_client::view::DialogView| {
        bubbles(view).iter().filter(|bubble| is_sent(bubble)).count() == 2
    };
    karen.until(&dialog, sent).await;
    assert!(karen.network.lost_all(), "the answers really were lost");
    assert_eq!(ali.texts(&dialog).await, ["Kun én gang", "Og så videre"]);
    assert_eq!(karen.texts(&dialog).await, ["Kun én gang", "Og så videre"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_karen_writes_without_a_network_waits_and_survives_a_restart() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.cut(true);
    karen.post(&dialog, "Skrevet i toget").await;
    let view = karen.until(&dialog, |view| !bubbles(view).is_empty()).await;
    assert_eq!(bubbles(&view)[0].state, PostState::Waiting);
    let inbox = karen.inbox_until(|inbox| inbox.notice_offline).await;
    assert!(inbox.notice.expect("a notice").starts_with("Ingen forbindelse"));
    karen.session.lock().await;
    karen.network.cut(false);
    let karen = karen.restart().await;
    ali.reads(&dialog, "Skrevet i toget").await;
    let sent = |view: &samtale_client::view::DialogView| bubbles(view).iter().any(is_sent);
    karen.until(&dialog, sent).await;
    assert_eq!(karen.texts(&dialog).await, ["Skrevet i toget"]);
    let queue = town.folder("Karen Holm").join("queue");
    let emptied = async {
        while std::fs::read_dir(&queue).expect("the queue").count() > 0 {
            tokio::task::yield_now().await;
        }
    };
    let emptied = tokio::time::timeout(std::time::Duration::from_secs(60), emptied).await;
    assert!(emptied.is_ok(), "what was sent does not wait any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_write_at_the_same_time_and_both_see_one_order() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    for turn in 0..5 {
        let (a, k) = (format!("Ali {turn}"), format!("Karen {turn}"));
        tokio::join!(ali.post(&dialog, &a), karen.post(&dialog, &k));
    }
    let all = |view: &samtale_client::view::DialogView| {
        let bubbles = bubbles(view);
        bubbles.len() == 10 && bubbles.iter().all(is_sent)
    };
    ali.until(&dialog, all).await;
    karen.until(&dialog, all).await;
    assert_eq!(ali.texts(&dialog).await, karen.texts(&dialog).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_is_sent_in_the_order_in_which_it_was_written() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let written: Vec<String> = (1..=6).map(|number| format!("Nummer {number}")).collect();
    karen.network.cut(true);
    for text in &written {
        karen.post(&dialog, text).await;
    }
    karen.session.lock().await;
    karen.network.cut(false);
    let karen = karen.restart().await;
    ali.reads(&dialog, "Nummer 6").await;
    assert_eq!(ali.texts(&dialog).await, written);
    drop(karen);
}

/// All files in a folder.
fn files(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let paths = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    // What is forgotten while one looks is not there.
    paths.filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_killed_after_sending_and_before_forgetting_sends_nothing_twice() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let queue = town.folder("Karen Holm").join("queue");
    karen.network.cut(true);
    for text in ["Et", "To"] {
        karen.post(&dialog, text).await;
    }
    karen.session.draft(&dialog, "Tre".into()).await.expect("kept");
    karen.session.post_photo(&dialog, photo(b"havnen"), "Tre".into(), String::new()).await.expect("kept");
    let waited = files(&queue);
    assert_eq!(waited.len(), 4, "three posts and a file; the draft went with the last");
    karen.network.cut(false);
    ali.reads(&dialog, "Tre").await;
    karen.until(&dialog, |view| bubbles(view).iter().all(is_sent)).await;
    // As it lay there when the app was killed: sent, and not yet forgotten.
    let karen = karen.sleep().await;
    for (path, bytes) in waited {
        std::fs::write(path, bytes).expect("back again");
    }
    let karen = karen.wake().await;
    karen.until(&dialog, |view| bubbles(view).len() == 3 && bubbles(view).iter().all(is_sent)).await;
    karen.post(&dialog, "Fire").await;
    ali.reads(&dialog, "Fire").await;
    let all = ["Et", "To", "Tre", "Fire"];
    assert_eq!(ali.texts(&dialog).await, all);
    assert_eq!(karen.texts(&dialog).await, all);
    let emptied = async {
        while !files(&queue).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let emptied = tokio::time::timeout(std::time::Duration::from_secs(60), emptied).await;
    let left: Vec<_> = files(&queue).into_iter().map(|(path, _)| path).collect();
    assert!(emptied.is_ok(), "what was sent does not wait any more: {left:?}");
}
