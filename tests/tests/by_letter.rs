//! Karen joins by letter: a page that is made on Ali's device, with a picture for her camera and no word of
//! her case.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{InvitationDraft, Language};
use samtale_client::{Problem, Session};
use samtale_journeys::{Person, Printed, Town, bring_draft, log_in, printed};

async fn letter(session: &Session, invitation: &str) -> Printed {
    let made = session.print_invitation(invitation).await.expect("a letter");
    assert_eq!(made.media_type, "application/pdf");
    assert!(made.bytes.len() < 120_000, "{} bytes", made.bytes.len());
    if let Some(folder) = std::env::var_os("SAMTALE_LETTERS") {
        std::fs::write(std::path::Path::new(&folder).join(&made.name), &made.bytes).expect("to look at");
    }
    printed(&made.bytes)
}

fn draft(name: &str) -> InvitationDraft {
    InvitationDraft {
        name: name.into(),
        topic: "Vejen til læreplads".into(),
        purpose: "Så vi kan tale om, hvordan det går.".into(),
        first: "Kun til Karen".into(),
        sensitive: false,
    }
}

/// What is the case's own and stands on no page.
fn says_nothing_of_the_case(page: &Printed) {
    for word in ["læreplads", "hvordan det går", "Kun til Karen", "Job og uddannelse"] {
        assert!(!page.words.contains(word), "{word}: {}", page.words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_joins_by_letter() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(draft("Karen Holm")).await.expect("an invitation");
    let page = letter(&ali.session, &invitation.invitation).await;
    for words in ["Karen Holm", "Hej Karen Holm", "Ali Mentor fra", "Hold telefonens kamera over billedet"] {
        assert!(page.words.contains(words), "{words}: {}", page.words);
    }
    says_nothing_of_the_case(&page);
    assert_eq!(page.code, invitation.link);

    // Her camera opens what it reads; nothing else of the letter is needed.
    let karen = Person::enrol(&town, "Karen Holm", &page.code).await;
    let dialog = karen.say_yes().await;
    karen.reads(&dialog, "Kun til Karen").await;
    ali.until(&dialog, |view| view.may_write).await;
    let again = ali.session.print_invitation(&invitation.invitation).await;
    assert_eq!(again.map(drop), Err(Problem::NotFound), "she is in");
}

#[tokio::test(flavor = "multi_thread")]
async fn mette_is_brought_in_by_letter_and_what_was_withdrawn_is_not_printed() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let bring = || bring_draft("Mette Vind", "now");
    let gone = ali.session.bring(&dialog, bring()).await.expect("an invitation");
    let page = letter(&ali.session, &gone.invitation).await;
    assert!(!page.words.contains("skolen") && !page.words.contains("Karen"), "{}", page.words);
    ali.does(&dialog, &format!("invitation-withdraw {}", gone.invitation)).await;
    let refused = ali.session.print_invitation(&gone.invitation).await;
    assert_eq!(refused.map(drop), Err(Problem::NotFound));
    assert_eq!(ali.session.print_invitation("no id").await.map(drop), Err(Problem::NotFound));

    let invitation = ali.session.bring(&dialog, bring()).await.expect("an invitation");
    let page = letter(&ali.session, &invitation.invitation).await;
    let mette = Person::enrol(&town, "Mette Vind", &page.code).await;
    mette.say_yes().await;
    karen.agree(&dialog).await;
    mette.until(&dialog, |view| view.may_write).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_is_whole_in_every_language_and_with_names_from_many() {
    let town = Town::open().await;
    let all = [
        (Language::Danish, "Ali Mentor", "Þóra Łukasiewicz-Ødegård", "Samtale på din telefon"),
        (Language::Bokmal, "Eva Mentor", "Zoë Şahin", "Samtale på telefonen din"),
        (Language::Nynorsk, "Ida Mentor", "Ελένη Παπαδοπούλου", "Samtale på telefonen din"),
        (Language::English, "Bo Mentor", "Олена Шевченко", "Samtale on your phone"),
    ];
    for (language, mentor, name, app) in all {
        let (device, _) = Person::device_in(&town, mentor, language);
        let enrolment = device.enrol(&town.staff_link()).await.expect("a link that holds");
        let redirect = log_in(&enrolment.login_url(), mentor, "Job og uddannelse").await;
        let session = enrolment.complete(&redirect).await.expect("enrolled");
        let invitation = session.invite(draft(name)).await.expect("an invitation");
        let page = letter(&session, &invitation.invitation).await;
        assert!(page.words.contains(name) && page.words.contains(app), "{}", page.words);
        says_nothing_of_the_case(&page);
        assert_eq!(page.code, invitation.link);
    }
}
