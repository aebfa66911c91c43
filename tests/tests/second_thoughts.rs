//! What was written and is not sent yet: taken back, asked about, sent after all. Nothing of it stays on the disk.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{DialogView, PostState};
use samtale_engine::courier::Fault;
use samtale_journeys::{Person, Town, bubbles, is_sent, notices, photo};
use samtale_wire::api::Cursor;
use std::path::{Path, PathBuf};

/// What waits on a person's disk.
fn waits(town: &Town, name: &str) -> Vec<PathBuf> {
    let queue: &Path = &town.folder(name).join("queue");
    std::fs::read_dir(queue).expect("the queue").map(|entry| entry.expect("an entry").path()).collect()
}

fn states(view: &DialogView) -> Vec<(String, PostState)> {
    bubbles(view).into_iter().map(|bubble| (bubble.text, bubble.state)).collect()
}

/// The first of a person's posts with these words.
async fn post_of(person: &Person, dialog: &str, text: &str) -> String {
    let view = person.reads(dialog, text).await;
    bubbles(&view).into_iter().find(|bubble| bubble.text == text).expect("a post").id
}

/// From now on a person hears nothing new; what was told meanwhile is told again once the line is honest.
fn deafen(person: &Person) {
    person.network.rewrite(Box::new(|feed| {
        feed.items.clear();
        feed.heads.clear();
        feed.cursor = Cursor::default();
        feed.more = false;
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_before_it_was_sent_is_gone_from_the_disk_and_never_arrives() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.cut(true);
    karen.post(&dialog, "Først").await;
    karen.session.post_photo(&dialog, photo(b"fortrudt"), "Se".into(), String::new()).await.expect("kept");
    karen.post(&dialog, "Sidst").await;
    karen.reads(&dialog, "Sidst").await;
    assert_eq!(waits(&town, "Karen Holm").len(), 4, "three posts and a file");

    let view = karen.until(&dialog, |view| bubbles(view).len() == 3).await;
    let offered = &bubbles(&view)[1].acts[0];
    assert_eq!((offered.label.as_str(), offered.grave), ("Tag beskeden tilbage", true));
    karen.session.act(&dialog, &offered.act).await.expect("taken back");
    assert_eq!(waits(&town, "Karen Holm").len(), 2, "neither the words nor the file");
    let view = karen.until(&dialog, |view| bubbles(view).len() == 2).await;
    assert_eq!(states(&view), [("Først".into(), PostState::Waiting), ("Sidst".into(), PostState::Waiting)]);

    // Closed and opened again it stays away.
    karen.session.lock().await;
    karen.network.cut(false);
    let karen = karen.restart().await;
    ali.reads(&dialog, "Sidst").await;
    assert_eq!(ali.texts(&dialog).await, ["Først", "Sidst"]);
    karen.until(&dialog, |view| bubbles(view).iter().all(is_sent)).await;
    assert_eq!(karen.texts(&dialog).await, ["Først", "Sidst"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_while_it_was_under_way_is_erased_where_it_arrived() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    // It reaches the server, and Karen's device does not come to know.
    deafen(&karen);
    karen.network.lose_answers(1);
    let mut appended = false;
    karen.network.instead(Box::new(move |call| {
        let again = call.path.ends_with("/entries") && std::mem::replace(&mut appended, true);
        again.then_some(Err(Fault::Offline))
    }));
    karen.post(&dialog, "Sendt for hurtigt").await;
    ali.reads(&dialog, "Sendt for hurtigt").await;
    let post = post_of(&karen, &dialog, "Sendt for hurtigt").await;
    karen.session.take_back(&dialog, &post).await.expect("taken back");
    karen.until(&dialog, |view| bubbles(view).is_empty()).await;
    assert_eq!(waits(&town, "Karen Holm").len(), 1, "a mark in place of the words");

    // Killed in between, she has not forgotten that she did not want it.
    karen.session.lock().await;
    karen.network.honest();
    let karen = karen.restart().await;
    let erased = |view: &DialogView| notices(view).iter().any(|it| it.ends_with("slettede en besked"));
    assert!(bubbles(&ali.until(&dialog, erased).await).is_empty());
    assert!(bubbles(&karen.until(&dialog, erased).await).is_empty());
    let emptied = async {
        while !waits(&town, "Karen Holm").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let emptied = tokio::time::timeout(std::time::Duration::from_secs(60), emptied).await;
    assert!(emptied.is_ok(), "nothing waits any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_meanwhile_is_named_before_anything_is_sent_to_them_and_the_answer_is_kept() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let mette = ali.brings(&town, &dialog, "Mette Vind", "now").await;
    let both = |view: &DialogView| view.consent.is_some() && notices(view).contains(&"Mette sagde ja".into());
    karen.until(&dialog, both).await;
    deafen(&karen);
    karen.agree(&dialog).await;
    ali.until(&dialog, |view| view.members.len() == 3).await;
    karen.post(&dialog, "Kun til Ali").await;
    karen.post(&dialog, "Og det her").await;
    karen.network.honest();

    let asked = |view: &DialogView| bubbles(view).iter().any(|bubble| bubble.state == PostState::Asked);
    let view = karen.until(&dialog, asked).await;
    let first = bubbles(&view)[0].clone();
    assert_eq!(first.state_label, "Mette er kommet til. Send til alle, der er med nu?");
    assert_eq!(bubbles(&view)[1].state, PostState::Waiting, "the order is kept");
    let karen = karen.restart().await;
    karen.until(&dialog, asked).await;

    // Her yes is kept like the post itself: without a network, through a restart.
    karen.network.cut(true);
    karen.session.retry(&dialog, &first.id).await.expect("kept");
    karen.session.lock().await;
    karen.network.cut(false);
    let karen = karen.restart().await;
    mette.reads(&dialog, "Kun til Ali").await;
    // The second was written to Ali alone as well: it is asked about in its turn, and taken back.
    let second = bubbles(&karen.until(&dialog, asked).await)[1].clone();
    karen.session.take_back(&dialog, &second.id).await.expect("taken back");
    karen.until(&dialog, |view| bubbles(view).len() == 1).await;
    ali.post(&dialog, "Hej alle").await;
    mette.reads(&dialog, "Hej alle").await;
    assert_eq!(mette.texts(&dialog).await, ["Kun til Ali", "Hej alle"]);
}
