//! How far a post has come, and who is writing: said beside the log, to whoever says it too.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{DialogView, InboxView, PostState};
use samtale_journeys::{Person, Town, bubbles, is_sent};

/// Whether a post with these words is in this state.
fn is(text: &'static str, state: PostState) -> impl Fn(&DialogView) -> bool {
    move |view| bubbles(view).iter().any(|bubble| bubble.text == text && bubble.state == state)
}

/// Waits until the list shows a post; nobody has looked at it then.
async fn receives(person: &Person, text: &str) {
    person.inbox_until(|inbox| inbox.rows.iter().any(|row| row.last.ends_with(text))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_sees_that_his_post_has_arrived_and_later_that_it_was_read() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Hej Karen").await;
    receives(&karen, "Hej Karen").await;
    let view = ali.until(&dialog, is("Hej Karen", PostState::Delivered)).await;
    assert_eq!(bubbles(&view)[0].state_label, "Nået frem");
    karen.reads(&dialog, "Hej Karen").await;
    let view = ali.until(&dialog, is("Hej Karen", PostState::Read)).await;
    assert_eq!(bubbles(&view)[0].state_label, "Læst");
    // A later one is on its own way.
    ali.post(&dialog, "Er du der?").await;
    ali.until(&dialog, is("Er du der?", PostState::Delivered)).await;
    ali.until(&dialog, is("Hej Karen", PostState::Read)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_read_when_everybody_has_read_it_who_can() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    ali.post(&dialog, "Til jer begge").await;
    karen.reads(&dialog, "Til jer begge").await;
    receives(&mette, "Til jer begge").await;
    ali.until(&dialog, is("Til jer begge", PostState::Delivered)).await;
    mette.reads(&dialog, "Til jer begge").await;
    ali.until(&dialog, is("Til jer begge", PostState::Read)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_while_ali_was_away_is_told_when_he_comes() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "God weekend").await;
    ali.until(&dialog, |view| bubbles(view).iter().any(is_sent)).await;
    let ali = ali.sleep().await;
    karen.reads(&dialog, "God weekend").await;
    let said = format!("/v1/dialogs/{dialog}/ephemeral");
    karen.network.until_called(&said, 1).await;
    let ali = ali.wake().await;
    ali.until(&dialog, is("God weekend", PostState::Read)).await;
    // And again after both have opened their apps anew: the last word of each device is told to who comes.
    let (ali, karen) = (ali.restart().await, karen.restart().await);
    ali.until(&dialog, is("God weekend", PostState::Read)).await;
    drop(karen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_came_while_karens_phone_was_off_has_arrived_when_it_is_on() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let karen = karen.sleep().await;
    ali.post(&dialog, "Ring til mig").await;
    ali.until(&dialog, is("Ring til mig", PostState::Sent)).await;
    let karen = karen.wake().await;
    receives(&karen, "Ring til mig").await;
    ali.until(&dialog, is("Ring til mig", PostState::Delivered)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_receipts_off_nothing_is_said_and_nothing_is_seen_also_after_a_restart() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.session.set_receipts(false).await.expect("off");
    karen.inbox_until(|inbox| !inbox.receipts).await;
    let karen = karen.restart().await;
    karen.inbox_until(|inbox: &InboxView| !inbox.receipts).await;

    ali.post(&dialog, "Læser du dette?").await;
    karen.reads(&dialog, "Læser du dette?").await;
    karen.session.draft(&dialog, "Jeg er".into()).await.expect("kept");
    karen.post(&dialog, "Ja").await;
    ali.reads(&dialog, "Ja").await;
    let said = format!("/v1/dialogs/{dialog}/ephemeral");
    ali.network.until_called(&said, 1).await;
    // A whole exchange later nothing has been said.
    ali.post(&dialog, "Fint").await;
    karen.reads(&dialog, "Fint").await;
    assert_eq!(karen.network.count(&said), 0, "nothing was said");
    let view = ali.until(&dialog, |_| true).await;
    assert!(is("Læser du dette?", PostState::Sent)(&view) && view.typing.is_none());
    let view = karen.until(&dialog, |_| true).await;
    assert!(is("Ja", PostState::Sent)(&view), "nor does she see that Ali has read");

    karen.session.set_receipts(true).await.expect("on");
    ali.post(&dialog, "Og nu?").await;
    karen.reads(&dialog, "Og nu?").await;
    ali.until(&dialog, is("Læser du dette?", PostState::Read)).await;
    ali.until(&dialog, is("Og nu?", PostState::Read)).await;
    karen.post(&dialog, "Ja, nu").await;
    ali.reads(&dialog, "Ja, nu").await;
    karen.until(&dialog, is("Ja, nu", PostState::Read)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_karen_is_writing_is_seen_until_she_has_written() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.session.draft(&dialog, "Jeg er på".into()).await.expect("kept");
    let view = ali.until(&dialog, |view| view.typing.is_some()).await;
    assert_eq!(view.typing.as_deref(), Some("Karen skriver …"));
    karen.post(&dialog, "Jeg er på vej").await;
    let view = ali.reads(&dialog, "Jeg er på vej").await;
    assert_eq!(view.typing, None, "what she wrote is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_writing_is_soon_not_shown_as_writing() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.session.draft(&dialog, "Måske".into()).await.expect("kept");
    ali.until(&dialog, |view| view.typing.is_some()).await;
    ali.until(&dialog, |view| view.typing.is_none()).await;
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "Måske", "her draft is hers");
}
