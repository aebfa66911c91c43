//! What was begun and not sent: there again after a lock, gone once it is sent, and in clear on no disk.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_journeys::{Person, Town};

fn waits(town: &Town) -> usize {
    std::fs::read_dir(town.folder("Karen Holm").join("queue")).expect("the queue").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_goes_on_writing_after_a_lock_where_she_stopped() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    for text in ["K", "Kære Ali", "Kære Ali, jeg\nved ikke"] {
        karen.session.draft(&dialog, text.into()).await.expect("kept");
    }
    assert_eq!(waits(&town), 1, "one draft a dialog");
    let karen = karen.restart().await;
    let view = karen.until(&dialog, |view| !view.draft.is_empty()).await;
    assert_eq!(view.draft, "Kære Ali, jeg\nved ikke");
    let inbox = karen.inbox_until(|inbox| inbox.rows[0].last.starts_with("Kladde")).await;
    assert_eq!(inbox.rows[0].last, "Kladde: Kære Ali, jeg ved ikke");
    assert!(inbox.rows[0].spoken.contains("Kladde: Kære Ali"));

    // What is sent is begun no more, at once and after a restart.
    karen.post(&dialog, "Kære Ali, jeg ved det nu").await;
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "");
    ali.reads(&dialog, "Kære Ali, jeg ved det nu").await;
    let karen = karen.restart().await;
    karen.reads(&dialog, "Kære Ali, jeg ved det nu").await;
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "");
    assert_eq!(ali.until(&dialog, |_| true).await.draft, "", "it is nobody else's");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_karen_deletes_again_leaves_the_disk() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = Person::talking(&town).await;
    karen.session.draft(&dialog, "Nej".into()).await.expect("kept");
    assert_eq!(waits(&town), 1);
    karen.session.draft(&dialog, " ".into()).await.expect("kept");
    assert_eq!(waits(&town), 0);
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "");
}
