//! Emma is twelve and has no eID. Ali meets her at school and vouches for her; she writes with him and her mother.
//! Everybody sees that nobody but Ali says who she is.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::{BringDraft, DialogView, InboxView};
use samtale_journeys::{Person, Town, Waiting, bubbles, is_sent, log_in, photographed};

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

/// At the school table she scans the code from Ali's screen, and both see the same digits; her mother says yes.
async fn at_the_table(town: &Town) -> (Person, Person, Person, String) {
    let (ali, karen, dialog) = Person::talking(town).await;
    let emma = comes_to(town, &ali, &karen, &dialog).await;
    (ali, karen, emma, dialog)
}

async fn comes_to(town: &Town, ali: &Person, karen: &Person, dialog: &str) -> Person {
    ali.session.bring(dialog, emma()).await.expect("an invitation");
    let emma = ali.vouches_for(town, dialog, "Emma Holm").await;
    let asked = karen.until(dialog, |view| view.consent.is_some()).await.consent.expect("a consent");
    assert!(asked.about.contains("Emma har ikke vist et login. Ali Mentor har mødt Emma"), "{}", asked.about);
    emma.say_yes().await;
    karen.agree(dialog).await;
    for person in [ali, karen, &emma] {
        person.until(dialog, |view| view.may_write && view.members.len() == 3).await;
    }
    emma
}

/// Ali shows a code for Emma, somebody has scanned it, and both screens show the same digits.
async fn scanned_by(town: &Town, name: &'static str) -> (Person, String, String, Waiting) {
    let (ali, _karen, dialog) = Person::talking(town).await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    let code = ali.shows_code(&dialog).await;
    let waiting = Waiting::try_scan(town, name, &code).await.expect("digits");
    assert!(ali.is_asked_to_vouch(&dialog).await.contains(&waiting.view.digits));
    (ali, dialog, code, waiting)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_twelve_year_old_without_eid() {
    let town = Town::open().await;
    let (ali, karen, emma, dialog) = at_the_table(&town).await;
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
        person.reads(&dialog, "Hej Emma").await;
        let said = |view: &DialogView| proof(view, "Emma Holm").contains("Ali Mentor");
        person.until(&dialog, said).await;
        person.post(&dialog, person.name).await;
        person.until(&dialog, |view| bubbles(view).iter().any(is_sent)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn later_she_logs_in_and_everything_she_had_is_there() {
    let town = Town::open().await;
    let (ali, karen, emma, dialog) = at_the_table(&town).await;
    emma.post(&dialog, "Hej mor").await;
    karen.reads(&dialog, "Hej mor").await;
    let view = emma.until(&dialog, |view| view.step_up.is_some() && view.may_write).await;
    assert!(view.step_up.expect("offered").sentence.starts_with("Får du MitID"));

    // Her mother's login is not hers: nothing changes, and she can try again.
    let step_up = emma.session.step_up(&dialog).await.expect("offered");
    let redirect = log_in(&step_up.login_url(), "Karen Holm", "").await;
    assert_eq!(step_up.complete(&redirect).await, Err(Problem::LoginOther));
    let view = karen.until(&dialog, |_| true).await;
    assert_eq!(proof(&view, "Emma Holm"), "Bekræftet af Ali Mentor. Har ikke vist et login.");

    emma.steps_up(&dialog).await;
    let login = "Har vist sit nationale login. Sikkerhed: betydelig";
    for person in [&ali, &karen] {
        let view = person.until(&dialog, |view| proof(view, "Emma Holm") == login).await;
        assert_eq!(view.members.len(), 3, "nobody came and nobody went");
    }
    // The same person under the same keys, with all that was said; also after a start, on every device.
    for person in [emma, karen, ali] {
        let person = person.restart().await;
        person.reads(&dialog, "Hej mor").await;
        let expected = if person.name == "Emma Holm" { "Det er dig" } else { login };
        person.until(&dialog, |view| proof(view, "Emma Holm") == expected && view.members.len() == 3).await;
        person.post(&dialog, person.name).await;
        person.until(&dialog, |view| bubbles(view).iter().filter(|it| it.own).all(is_sent)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_her_login_she_adds_a_device_as_anybody_does() {
    let town = Town::open().await;
    let (ali, _karen, emma, dialog) = at_the_table(&town).await;
    emma.post(&dialog, "Hej").await;
    emma.steps_up(&dialog).await;
    let login = "Har vist sit nationale login. Sikkerhed: betydelig";
    ali.until(&dialog, |view| proof(view, "Emma Holm") == login).await;
    let link = emma.session.add_device().await.expect("a link").link;
    let tablet = Person::try_enrol_on(&town, "Emmas tablet", "Emma Holm", &link).await.expect("added");
    tablet.reads(&dialog, "Hej").await;
    tablet.post(&dialog, "Fra min tablet").await;
    let view = ali.reads(&dialog, "Fra min tablet").await;
    assert_eq!(proof(&view, "Emma Holm"), login);
}

#[tokio::test(flavor = "multi_thread")]
async fn her_phone_dies_once_ali_has_said_that_it_is_her_and_they_begin_again() {
    let town = Town::open().await;
    let (ali, dialog, _, waiting) = scanned_by(&town, "Emma Holm").await;
    ali.does(&dialog, "vouch").await;
    drop(waiting);
    // With a new code and new keys he is asked anew.
    let emma = ali.vouches_for(&town, &dialog, "Emma Holm").await;
    emma.say_yes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_puts_his_old_phone_away_and_she_stays_who_she_is() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let link = ali.session.add_device().await.expect("a link").link;
    let tablet = Person::try_enrol_on(&town, "Ali's tablet", "Ali Mentor", &link).await.expect("added");
    tablet.until(&dialog, |view| view.may_write).await;
    tablet.post(&dialog, "Fra min tablet").await;
    karen.reads(&dialog, "Fra min tablet").await;
    let _emma = comes_to(&town, &ali, &karen, &dialog).await;
    // The phone that he vouched with lies before him: what he did with it counts.
    let retire = |inbox: &InboxView| {
        let mut acts = inbox.devices.iter().flat_map(|device| &device.acts);
        acts.find(|act| act.act.starts_with("retire ")).map(|act| act.act.clone())
    };
    let inbox = tablet.inbox_until(|inbox| retire(inbox).is_some()).await;
    tablet.session.device_act(&retire(&inbox).expect("offered")).await.expect("done");
    tablet.inbox_until(|inbox| inbox.devices.len() == 1).await;
    tablet.post(&dialog, "Nu uden telefon").await;
    let view = karen.reads(&dialog, "Nu uden telefon").await;
    assert_eq!(proof(&view, "Emma Holm"), "Bekræftet af Ali Mentor. Har ikke vist et login.");
    let karen = karen.restart().await;
    let said = |view: &DialogView| proof(view, "Emma Holm").contains("Ali Mentor");
    karen.until(&dialog, said).await;
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
    let (ali, dialog, code, thief) = scanned_by(&town, "Bo Lind").await;

    // Emma's phone says that another was quicker: there is nothing to compare.
    let late = Waiting::try_scan(&town, "Emma Holm", &code).await.err();
    assert_eq!(late, Some(Problem::CodeSpent));

    // Ali makes another code, and the one before is worth nothing.
    let emma = ali.vouches_for(&town, &dialog, "Emma Holm").await;
    emma.say_yes().await;
    assert_eq!(thief.comes_in().await.err(), Some(Problem::CodeWithdrawn));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_that_came_first_stay_the_first_when_alis_app_was_locked_in_between() {
    let town = Town::open().await;
    let (ali, dialog, code, waiting) = scanned_by(&town, "Emma Holm").await;
    // Whoever photographed the code knows by now what makes the digits, and the server tells their keys first.
    let theirs = photographed(&town, &code).await;
    let ali = ali.sleep().await;
    ali.network().swaps_keys(theirs);
    let ali = ali.wake().await;
    let asked = ali.is_asked_to_vouch(&dialog).await;
    assert!(asked.contains(&waiting.view.digits), "{asked}: {}", waiting.view.digits);
    ali.does(&dialog, "vouch").await;
    waiting.comes_in().await.expect("vouched for").say_yes().await;
}
