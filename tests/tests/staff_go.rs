//! Staff go, and the dialogs go on: by their own act, by the municipality's word, and with a successor
//! whom the citizen lets in. Each ends in readable history for who stays, and in nothing for who went.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::Answer;
use samtale_journeys::{Person, Town, bubbles, draft, notices};

/// Ali has asked for nothing and is not there any more: the municipality said so.
async fn ali_is_dismissed(town: &Town) -> (Person, Person, String) {
    let (ali, karen, dialog) = Person::talking(town).await;
    for text in ["Et", "To"] {
        ali.post(&dialog, text).await;
        karen.reads(&dialog, text).await;
    }
    town.dismisses("Ali Mentor").await;
    let gone =
        |view: &samtale_client::view::DialogView| view.members.iter().all(|it| it.name != "Ali Mentor");
    let view = karen.until(&dialog, gone).await;
    assert!(notices(&view).contains(&"Ali arbejder ikke i kommunen mere".into()));
    (ali, karen, dialog)
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_works_there_no_more_and_reads_nothing_that_karen_writes_after() {
    let town = Town::open().await;
    let (ali, karen, dialog) = ali_is_dismissed(&town).await;
    karen.until(&dialog, |view| view.may_write).await;
    karen.post(&dialog, "Er her nogen?").await;
    karen.until(&dialog, |view| bubbles(view).iter().any(|it| it.text == "Er her nogen?")).await;
    ali.until(&dialog, |view| !view.may_write).await;
    assert_eq!(ali.texts(&dialog).await, ["Et", "To"]);
    let invites = ali.session.invite(draft("")).await;
    assert!(invites.is_ok(), "it is kept on his device");
    let ali = ali.restart().await;
    assert!(!ali.inbox_until(|_| true).await.may_invite, "and after a start he has no employment");
}

#[tokio::test(flavor = "multi_thread")]
async fn eva_takes_over_from_ali_and_reads_what_was_said_once_karen_has_said_yes() {
    let town = Town::open().await;
    let eva = Person::enrol(&town, "Eva Vind", &town.staff_link()).await;
    let (_ali, karen, dialog) = ali_is_dismissed(&town).await;
    town.names_after("Ali Mentor", "Eva Vind").await;

    // Karen is asked, in words that say who asks and what Eva will see.
    let view = karen.until(&dialog, |view| view.consent.is_some()).await;
    let asked = view.consent.expect("a question");
    assert_eq!(asked.question, "Må Eva Vind tage over?");
    assert_eq!(asked.sees, "Eva ser alt, hvad I har skrevet her, også det gamle.");
    assert!(asked.purpose.starts_with("Eva svarer for samtalen fra nu af."), "{}", asked.purpose);
    // Eva is asked too, and sees nothing yet.
    let inbox = eva.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    assert_eq!(inbox.rows[0].dialog, dialog);
    assert!(eva.texts(&dialog).await.is_empty());
    eva.agree(&dialog).await;
    karen.session.answer(&dialog, &asked.proposal, Answer::Yes).await.expect("answered");

    let view = eva.reads(&dialog, "To").await;
    let texts: Vec<String> = bubbles(&view).into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(texts, ["Et", "To"]);
    eva.until(&dialog, |view| view.may_write).await;
    eva.post(&dialog, "Hej Karen, jeg hedder Eva.").await;
    karen.reads(&dialog, "Hej Karen, jeg hedder Eva.").await;
    let (eva, karen) = (eva.restart().await, karen.restart().await);
    for person in [&eva, &karen] {
        person.until(&dialog, |view| bubbles(view).len() == 3 && view.may_write).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_does_not_want_eva_and_goes_on_alone() {
    let town = Town::open().await;
    let eva = Person::enrol(&town, "Eva Vind", &town.staff_link()).await;
    let (_ali, karen, dialog) = ali_is_dismissed(&town).await;
    town.names_after("Ali Mentor", "Eva Vind").await;
    let view = karen.until(&dialog, |view| view.consent.is_some()).await;
    let proposal = view.consent.expect("a question").proposal;
    karen.session.answer(&dialog, &proposal, Answer::No).await.expect("answered");
    karen.until(&dialog, |view| view.consent.is_none()).await;
    karen.post(&dialog, "Så er jeg alene her").await;
    let karen = karen.restart().await;
    let view = karen.until(&dialog, |view| bubbles(view).len() == 3).await;
    assert!(view.consent.is_none(), "she is not asked again");
    assert!(eva.texts(&dialog).await.is_empty());
}
