//! Ali invites Karen; Karen enrols, consents, writes; both read all of it, on every layer there is.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::{Answer, ItemView};
use samtale_journeys::{Person, Town, bubbles, draft, is_sent, photo};

#[tokio::test(flavor = "multi_thread")]
async fn ali_invites_karen_and_they_write_to_each_other() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;

    ali.post(&dialog, "Hej Karen. Hvordan gik samtalen på skolen?").await;
    karen.reads(&dialog, "Hej Karen. Hvordan gik samtalen på skolen?").await;
    karen.post(&dialog, "Godt! Jeg er glad for det 🎉 æøå").await;
    let view = ali.reads(&dialog, "Godt! Jeg er glad for det 🎉 æøå").await;

    assert_eq!(view.name, "Karen Holm");
    assert_eq!(view.topic, "Vejen til læreplads");
    assert_eq!(view.readers, "Kun du og Karen kan læse dette");
    assert_eq!(view.hint, "Skriv til Karen");
    let theirs = karen.until(&dialog, |view| bubbles(view).iter().all(is_sent)).await;
    assert_eq!(theirs.name, "Ali Mentor");
    assert_eq!(theirs.readers, "Kun du og Ali kan læse dette");
    assert!(theirs.members.iter().all(|member| member.proven));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_consent_sheet_says_who_asks_for_what_and_for_how_long() {
    let town = Town::open().await;
    let (_ali, karen) = Person::ali_and_karen(&town).await;
    let inbox = karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    let view = karen.until(&inbox.rows[0].dialog, |view| view.consent.is_some()).await;
    let consent = view.consent.expect("a consent");
    assert_eq!(consent.question, "Vil du skrive sammen med Ali her?");
    assert_eq!(consent.asks, "Ali Mentor, Job og uddannelse");
    assert_eq!(consent.purpose, "Så vi kan aftale møder og tale om, hvordan det går.");
    assert_eq!(consent.if_no, "Intet ændrer sig. Ali får besked om, at du sagde nej.");
    assert!(consent.mine && consent.answered.is_none());
    assert!(!view.may_write, "nobody writes before they have said yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_says_no_and_ali_is_told_and_nothing_can_be_written() {
    let town = Town::open().await;
    let (ali, karen) = Person::ali_and_karen(&town).await;
    let inbox = karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    let dialog = inbox.rows[0].dialog.clone();
    let proposal = karen.until(&dialog, |view| view.consent.is_some()).await.consent.expect("asked").proposal;
    karen.session.answer(&dialog, &proposal, Answer::No).await.expect("answered");

    let notice = |text: &str| ItemView::Notice { text: text.into() };
    let view = ali.until(&dialog, |view| view.items.contains(&notice("Karen sagde nej"))).await;
    assert!(!view.may_write);
    assert_eq!(view.why_not.as_deref(), Some("Karen sagde nej. Her kan ikke skrives."));
    let again = karen.session.answer(&dialog, &proposal, Answer::Yes).await;
    assert_eq!(again, Err(Problem::NotFound), "a no is a no");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_post_waits_until_karen_has_said_yes() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(draft("Velkommen, Karen.")).await.expect("an invitation");
    let waiting = ali.inbox_until(|inbox| !inbox.rows.is_empty()).await;
    assert_eq!(waiting.rows[0].waiting.as_deref(), Some("Invitationen er sendt. Venter på Karen."));

    let karen = Person::enrol(&town, "Karen Holm", &invitation.link).await;
    let dialog = karen.say_yes().await;
    karen.reads(&dialog, "Velkommen, Karen.").await;
    assert_eq!(ali.texts(&dialog).await, ["Velkommen, Karen."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_arrives_whole_and_without_its_metadata() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let sent = photo(b"udsigten fra skolen ");
    karen.session.post_photo(&dialog, sent.clone(), "Se her".into(), "Udsigt".into()).await.expect("kept");
    let view = ali.reads(&dialog, "Se her").await;
    let shown = bubbles(&view).into_iter().find_map(|bubble| bubble.photo).expect("a photo");
    assert_eq!((shown.width, shown.height, shown.alt.as_str()), (640, 480, "Udsigt"));
    let got = ali.session.photo(&dialog, &shown.file).await.expect("the photo");
    assert_eq!(got, sent);
    let own = karen.session.photo(&dialog, &shown.file).await.expect("the own photo");
    assert_eq!(own, sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_there_again_after_a_restart_from_nothing_but_the_vault() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    for text in ["Et", "To", "Tre"] {
        ali.post(&dialog, text).await;
    }
    karen.reads(&dialog, "Tre").await;
    karen.post(&dialog, "Fire").await;
    ali.reads(&dialog, "Fire").await;
    let files: Vec<_> = std::fs::read_dir(town.folder("Karen Holm")).expect("her folder").collect();
    assert_eq!(files.len(), 3, "the vault, the own public key and the queue, nothing else");

    let karen = karen.restart().await;
    let view = karen.until(&dialog, |view| bubbles(view).len() == 4).await;
    let texts: Vec<String> = bubbles(&view).into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(texts, ["Et", "To", "Tre", "Fire"]);
    assert_eq!(view.name, "Ali Mentor");
    let ali = ali.restart().await;
    assert_eq!(ali.reads(&dialog, "Fire").await.name, "Karen Holm");
    karen.post(&dialog, "Fem").await;
    ali.reads(&dialog, "Fem").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_restarts_in_the_middle_and_nothing_is_lost() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Før").await;
    karen.reads(&dialog, "Før").await;
    let before = town.home().clone();
    let town = town.restart().await;
    assert_eq!(town.home().tenant, before.tenant, "the same municipality");
    assert_eq!(town.home().pin, before.pin, "the same certificate");
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_knows_that_it_is_karen_though_she_has_another_name_by_now() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(draft("Tillykke med brylluppet")).await.expect("an invitation");
    let karen = Person::enrol(&town, "Karen Vind", &invitation.link).await;
    let inbox = ali.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    ali.does(&inbox.rows[0].dialog, "confirm").await;
    let dialog = karen.say_yes().await;
    karen.reads(&dialog, "Tillykke med brylluppet").await;
}
