//! What becomes of an invitation: Ali sees when it is opened, taken up and run out, takes it back and makes
//! it anew. It is Karen's alone: a neighbour who opens it learns nothing, and Ali sees that somebody tried.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::InvitedView;
use samtale_journeys::{Person, Town, draft_for, invitations};
use samtale_wire::api::FeedItem;
use std::sync::{Arc, Mutex};

/// The card of the one invitation, once a line of it begins so.
async fn card(ali: &Person, dialog: &str, line: &str) -> InvitedView {
    let is = |card: &InvitedView| card.lines.iter().any(|it| it.starts_with(line));
    let view = ali.until(dialog, |view| invitations(view).iter().any(is)).await;
    invitations(&view).remove(0)
}

async fn waits(ali: &Person, waiting: &str) {
    ali.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.as_deref() == Some(waiting))).await;
}

/// Starts somebody's app anew, and looks at the list once all that the server has for them was asked for.
async fn sees_nothing(who: Person) -> Person {
    let polls = who.network.count("/v1/feed");
    let who = who.restart().await;
    who.network.until_called("/v1/feed", polls + 1).await;
    let inbox = who.inbox_until(|_| true).await;
    assert!(inbox.rows.is_empty() && inbox.notice.is_none(), "{inbox:#?}");
    assert_eq!(inbox.empty.expect("words").sentence, "Har du fået et link? Sæt det ind her.");
    who
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_sees_what_becomes_of_karens_invitation() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    waits(&ali, "Invitationen er sendt. Venter på Karen.").await;
    let made = card(&ali, &dialog, "Lavet i dag kl. ").await;
    assert_eq!(made.heading, "Invitation til Karen Holm");
    let hand = made.hand.expect("to hand over once more");
    assert_eq!(hand.link, link, "the same link");
    assert!(hand.qr.is_some() && !hand.text.contains("Kun til Karen"));

    let (phone, _) = Person::device(&town, "Karen Holm");
    let enrolment = phone.enrol(&link).await.expect("a link that holds");
    waits(&ali, "Linket er åbnet. Venter på Karen.").await;
    card(&ali, &dialog, "Linket blev åbnet i dag kl. ").await;
    drop(enrolment);

    // What is known of it outlives a restart.
    let ali = ali.restart().await;
    card(&ali, &dialog, "Linket blev åbnet i dag kl. ").await;
    let karen = Person::enrol(&town, "Karen Holm", &link).await;
    assert_eq!(karen.say_yes().await, dialog);
    // She is in: it is done.
    ali.until(&dialog, |view| view.may_write && invitations(view).is_empty()).await;
    karen.reads(&dialog, "Kun til Karen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_takes_an_invitation_back_and_its_link_opens_nothing() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    // Somebody has it open already, and has not logged in.
    let (phone, _) = Person::device(&town, "Karen Holm");
    let begun = phone.enrol(&link).await.expect("a link that holds");
    ali.does(&dialog, "invitation-withdraw").await;
    let gone = card(&ali, &dialog, "Du trak den tilbage i dag kl. ").await;
    assert_eq!(gone.hand, None, "nothing to hand over");
    waits(&ali, "Invitationen til Karen er trukket tilbage.").await;

    let redirect = samtale_journeys::log_in(&begun.login_url(), "Karen Holm", "").await;
    assert_eq!(begun.complete(&redirect).await.map(drop), Err(Problem::CodeWithdrawn));
    let late = Person::try_enrol_on(&town, "another phone", "Karen Holm", &link).await;
    assert_eq!(late.map(drop), Err(Problem::CodeWithdrawn));

    // A new link leads to the same dialog, with the same first post; the old one stays dead.
    let ali = ali.restart().await;
    ali.does(&dialog, "invitation-renew").await;
    let new = card(&ali, &dialog, "Lavet").await.hand.expect("a new link").link;
    assert_ne!(new, link);
    waits(&ali, "Invitationen er sendt. Venter på Karen.").await;
    let dead = Person::try_enrol_on(&town, "a third phone", "Karen Holm", &link).await;
    assert_eq!(dead.map(drop), Err(Problem::CodeWithdrawn));
    let karen = Person::enrol(&town, "Karen Holm", &new).await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Kun til Karen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_ran_out_is_made_anew_or_removed() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    town.days_go_by(15);
    let ali = ali.restart().await;
    waits(&ali, "Invitationen til Karen er udløbet.").await;
    let spent = Person::try_enrol(&town, "Karen Holm", &link).await;
    assert_eq!(spent.map(drop), Err(Problem::CodeSpent));
    ali.does(&dialog, "invitation-renew").await;
    let new = card(&ali, &dialog, "Lavet").await.hand.expect("a new link").link;
    let again = Person::try_enrol_on(&town, "another phone", "Karen Holm", &link).await;
    assert_eq!(again.map(drop), Err(Problem::CodeWithdrawn), "the one before does not come to life");

    ali.does(&dialog, "invitation-withdraw").await;
    ali.does(&dialog, "invitation-drop").await;
    ali.inbox_until(|inbox| inbox.rows.is_empty()).await;
    let gone = Person::try_enrol_on(&town, "a third phone", "Karen Holm", &new).await;
    assert_eq!(gone.map(drop), Err(Problem::CodeWithdrawn));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_opens_karens_code() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    let (phone, _) = Person::device(&town, "En Nabo");
    let welcome = phone.enrol(&link).await.expect("a link that holds").welcome();
    let told = format!("{welcome:?}");
    assert!(!told.contains("Karen") && !told.contains("læreplads"), "nothing of the case: {told}");

    let neighbour = Person::try_enrol_on(&town, "the neighbour's phone", "En Nabo", &link).await;
    let neighbour = neighbour.expect("an account, and nothing in it");
    waits(&ali, "En Nabo har åbnet invitationen. Er det den rigtige?").await;
    let asks = card(&ali, &dialog, "En Nabo har åbnet").await;
    assert_eq!(
        asks.acts[0].sentence,
        "Du inviterede Karen Holm. En Nabo har åbnet invitationen og vist sit login."
    );
    ali.does(&dialog, "refuse").await;
    // What happened is there to see, the neighbour's name is not; the link is still Karen's.
    waits(&ali, "En anden prøvede linket og fik nej. Venter på Karen.").await;
    let refused = card(&ali, &dialog, "En anden prøvede linket i dag kl. ").await;
    assert!(!refused.lines.concat().contains("Nabo"), "{:?}", refused.lines);
    assert_eq!(refused.hand.expect("still to be handed over").link, link);
    assert!(refused.acts.iter().any(|act| act.act.starts_with("invitation-renew")));

    // The neighbour tries again, with the same account and with a new one: nobody is asked a second time.
    let ali = ali.restart().await;
    let neighbour = sees_nothing(neighbour).await;
    let again = Person::try_enrol_on(&town, "the neighbour's tablet", "En Nabo", &link).await;
    let again = again.expect("the same login needs no invitation");
    let karen = Person::enrol(&town, "Karen Holm", &link).await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Kun til Karen").await;
    ali.until(&dialog, |view| view.may_write && view.members.len() == 2).await;
    for neighbour in [neighbour, again] {
        sees_nothing(neighbour).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_after_karen_is_refused_and_ali_sees_that_somebody_did() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    let karen = Person::enrol(&town, "Karen Holm", &link).await;
    karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    let neighbour = Person::try_enrol(&town, "En Nabo", &link).await;
    assert_eq!(neighbour.map(drop), Err(Problem::CodeSpent));
    let card = card(&ali, &dialog, "En anden prøvede linket i dag kl. ").await;
    assert!(card.lines.iter().any(|line| line.starts_with("Karen Holm loggede ind i dag kl. ")));
    assert!(!card.lines.concat().contains("Nabo"));
    assert_eq!(card.hand, None, "it is taken");
    karen.say_yes().await;
    karen.reads(&dialog, "Kun til Karen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_comes_after_ali_took_it_back_is_not_believed_though_the_server_brings_it() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    let held: Arc<Mutex<Vec<FeedItem>>> = Arc::default();
    let keeps = Arc::clone(&held);
    ali.network.rewrite(Box::new(move |feed| {
        let (claims, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut feed.items).into_iter().partition(|it| matches!(it, FeedItem::Claimed(_)));
        feed.items = rest;
        keeps.lock().expect("unpoisoned").extend(claims);
    }));
    let karen = Person::enrol(&town, "Karen Holm", &link).await;
    waits(&ali, "Linket er åbnet. Venter på Karen.").await;
    karen.network.until_called("/v1/claims", 1).await;
    while held.lock().expect("unpoisoned").is_empty() {
        tokio::task::yield_now().await;
    }
    ali.does(&dialog, "invitation-withdraw").await;
    card(&ali, &dialog, "Du trak den tilbage i dag kl. ").await;
    let brings = Arc::clone(&held);
    ali.network.rewrite(Box::new(move |feed| {
        if !feed.items.is_empty() {
            feed.items.splice(0..0, brings.lock().expect("unpoisoned").drain(..));
        }
    }));
    // Whatever comes next brings the claim along, and is there when the claim was read.
    let other = ali.session.invite(draft_for("Mette Vind", "")).await.expect("an invitation");
    let (phone, _) = Person::device(&town, "Mette Vind");
    phone.enrol(&other.link).await.map(drop).expect("a link that holds");
    waits(&ali, "Linket er åbnet. Venter på Mette.").await;
    assert!(held.lock().expect("unpoisoned").is_empty(), "the claim was brought");
    waits(&ali, "Invitationen til Karen er trukket tilbage.").await;
    sees_nothing(karen).await;
}
