//! Emma is twelve and has no eID. Ali meets her at school and vouches for her; she writes with him and her mother.
//! Everybody sees that nobody but Ali says who she is.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::{BringDraft, DialogView};
use samtale_journeys::{Person, Town, Waiting};

fn emma() -> BringDraft {
    BringDraft {
        name: "Emma Holm".into(),
        purpose: "Så du kan sige din mening om skolen.".into(),
        role: "relative".into(),
        sees: "now".into(),
    }
}

fn proof(view: &DialogView, name: &str) -> String {
    view.members
        .iter()
        .find(|member| member.name == name)
        .map(|member| member.proof.clone())
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_twelve_year_old_without_eid() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");

    // At the school table: she scans the code from his screen, and both see the same digits.
    let emma = ali.vouches_for(&town, &dialog, "Emma Holm").await;
    let asked = karen.until(&dialog, |view| view.consent.is_some()).await.consent.expect("a consent");
    assert!(asked.about.contains("Emma har ikke vist et login. Ali Mentor har mødt Emma"), "{}", asked.about);
    emma.say_yes().await;
    karen.agree(&dialog).await;
    for person in [&ali, &karen, &emma] {
        person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    }

    emma.post(&dialog, "Hej mor").await;
    for person in [&ali, &karen] {
        let view = person.reads(&dialog, "Hej mor").await;
        assert_eq!(proof(&view, "Emma Holm"), "Bekræftet af Ali Mentor. Har ikke vist et login.");
    }
    karen.post(&dialog, "Hej Emma").await;
    let view = emma.reads(&dialog, "Hej Emma").await;
    assert_eq!(proof(&view, "Emma Holm"), "Det er dig. Ali Mentor har bekræftet det.");
    assert!(proof(&view, "Karen Holm").starts_with("Har vist sit nationale login."));

    // After a start it is the same, on every device.
    for person in [emma, karen, ali] {
        let person = person.restart().await;
        let view = person.reads(&dialog, "Hej Emma").await;
        let said = proof(&view, "Emma Holm");
        assert!(said.contains("Ali Mentor") && said.contains("ekræftet"), "{}: {said}", person.name);
        person.post(&dialog, person.name).await;
        person
            .until(&dialog, |view| samtale_journeys::bubbles(view).iter().any(samtale_journeys::is_sent))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_of_her_own_begins_when_she_is_vouched_for() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    ali.session.invite(samtale_journeys::draft_for("Emma Holm", "Hej Emma")).await.expect("an invitation");
    let inbox = ali.inbox_until(|inbox| !inbox.rows.is_empty()).await;
    let dialog = inbox.rows[0].dialog.clone();
    let emma = ali.vouches_for(&town, &dialog, "Emma Holm").await;
    assert_eq!(emma.say_yes().await, dialog);
    let view = emma.reads(&dialog, "Hej Emma").await;
    assert_eq!(proof(&view, "Emma Holm"), "Det er dig. Ali Mentor har bekræftet det.");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_photographed_the_code_shows_other_digits_and_does_not_come_in() {
    let town = Town::open().await;
    let (ali, _karen, dialog) = Person::talking(&town).await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    let code = ali.shows_code(&dialog).await;
    let thief = Waiting::try_scan(&town, "Bo Lind", &code).await.expect("digits");
    assert!(ali.is_asked_to_vouch(&dialog).await.contains(&thief.view.digits));

    // Emma's phone says that another was quicker: there is nothing to compare.
    let late = Waiting::try_scan(&town, "Emma Holm", &code).await.err();
    assert_eq!(late, Some(Problem::CodeSpent));

    // Ali makes another code, and the one before is worth nothing.
    let emma = ali.vouches_for(&town, &dialog, "Emma Holm").await;
    emma.say_yes().await;
    assert_eq!(thief.comes_in().await.err(), Some(Problem::CodeWithdrawn));
}
