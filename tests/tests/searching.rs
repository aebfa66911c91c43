//! Karen looks for what was said: all that her device has, in any dialog, and opens it where it stands.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{DialogView, SearchView};
use samtale_journeys::{Person, Town, bubbles};

async fn finds(person: &Person, query: &str) -> SearchView {
    person.session.search(query.into(), 1).await.expect("unlocked")
}

fn hits(view: &SearchView) -> Vec<(&str, &str, &str)> {
    view.rows.iter().map(|row| (row.before.as_str(), row.hit.as_str(), row.after.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_finds_what_was_said_and_opens_it_where_it_stands() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Vi ses i Århus på ONSDAG").await;
    karen.reads(&dialog, "Vi ses i Århus på ONSDAG").await;
    for number in 0..100 {
        karen.post(&dialog, &format!("Nummer {number}")).await;
    }
    ali.reads(&dialog, "Nummer 99").await;
    karen.post(&dialog, "Onsdag passer mig fint").await;
    karen.reads(&dialog, "Onsdag passer mig fint").await;

    let view = finds(&karen, "onsdag").await;
    assert_eq!(
        hits(&view),
        [("Du: ", "Onsdag", " passer mig fint"), ("Ali: Vi ses i Århus på ", "ONSDAG", "")],
        "newest first"
    );
    assert_eq!((view.more, view.notice.as_deref()), (false, None));
    assert_eq!(view.rows[1].name, "Ali Mentor");
    assert!(view.rows[1].spoken.starts_with("Ali Mentor. Ali, ") && view.rows[1].spoken.ends_with("ONSDAG"));
    assert_eq!(hits(&finds(&karen, "aarhus onsdag").await).len(), 1);
    let nothing = finds(&karen, "torsdag").await;
    assert_eq!((nothing.rows.len(), nothing.notice.as_deref()), (0, Some("Der er ikke fundet noget.")));
    assert_eq!(finds(&karen, " ").await.notice, None);

    // Page by page.
    let first = finds(&karen, "nummer").await;
    assert_eq!((first.rows.len(), first.more), (30, true));
    let all = karen.session.search("nummer".into(), 4).await.expect("unlocked");
    assert_eq!((all.rows.len(), all.more), (100, false));
    assert_eq!(all.rows[..30], first.rows[..]);

    // The oldest hit is further up than a dialog shows at first: opened, it is there.
    let (post, text) = (view.rows[1].post.clone(), "Vi ses i Århus på ONSDAG");
    let feed = karen.session.dialog(&dialog).expect("a dialog");
    let shown = feed.next().await.expect("a view");
    assert!(bubbles(&shown).iter().all(|bubble| bubble.text != text));
    feed.show(&post);
    let shown = feed.next().await.expect("a view");
    let found = bubbles(&shown).into_iter().find(|bubble| bubble.id == post).expect("the post");
    assert_eq!(found.text, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_is_found_no_more_and_a_lock_leaves_nothing_to_find() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Koden er kanin").await;
    karen.reads(&dialog, "Koden er kanin").await;
    assert_eq!(finds(&karen, "kanin").await.rows.len(), 1);
    ali.does(&dialog, "erase").await;
    karen.until(&dialog, |view| bubbles(view).is_empty()).await;
    assert_eq!(finds(&karen, "kanin").await.rows.len(), 0);
    karen.session.lock().await;
    assert!(karen.session.search("kode".into(), 1).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ali_mended_is_found_by_what_he_means_now_also_after_a_restart() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Vi ses på tirsdag").await;
    let edit = |view: &DialogView| Some(bubbles(view).first()?.edit.as_ref()?.post.clone());
    let view = ali.until(&dialog, |view| edit(view).is_some()).await;
    let post = edit(&view).expect("it can be mended");
    karen.reads(&dialog, "Vi ses på tirsdag").await;
    assert_eq!(finds(&karen, "tirsdag").await.rows.len(), 1);
    ali.session.edit(&dialog, &post, "Vi ses på torsdag".into()).await.expect("kept");
    karen.reads(&dialog, "Vi ses på torsdag").await;
    let karen = karen.restart().await;
    for person in [&ali, &karen] {
        person.reads(&dialog, "Vi ses på torsdag").await;
        assert_eq!(finds(person, "tirsdag").await.rows.len(), 0, "{}", person.name);
        assert_eq!(hits(&finds(person, "torsdag").await)[0].1, "torsdag", "{}", person.name);
    }
}
