//! Logins at a provider that nobody here wrote, through its own pages: an honest one brings people in, each
//! crooked one is refused with a reason that a person understands.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use samtale_client::view::{BringDraft, Language};
use samtale_client::{Device, Problem, Session};
use samtale_engine::text::explain;
use samtale_journeys::{Browser, Conduct, Liar, NATIONAL_NUMBER, OTHERS, Person, Town, draft_for};
use std::sync::Arc;

/// Karen with Ali's invitation, before she has logged in.
async fn invited(town: &Town) -> (Person, Device, Arc<Liar>, String) {
    let ali = Person::logs_in(town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(draft_for("Karen Holm", "")).await.expect("an invitation");
    let (device, network) = Person::device(town, "Karen Holm");
    (ali, device, network, invitation.link)
}

/// What becomes of an employee's login at a provider that conducts itself so.
async fn refused(conduct: Conduct) -> (Town, Problem) {
    let town = Town::that_logs_in_at(conduct).await;
    let (device, _) = Person::device(&town, "Ali Mentor");
    let enrolment = device.enrol(&town.staff_link()).await.expect("a link");
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Ali Mentor").await;
    let problem = enrolment.complete(&redirect).await.map(drop).expect_err("refused");
    assert!(!device.has_account(), "nothing is half done");
    (town, problem)
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_and_ali_log_in_where_nobody_here_wrote_a_line_and_talk() {
    let town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (.., view) = Person::talking_by_provider(&town).await;
    assert_eq!(view.name, "Karen Holm", "as the provider says");
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_logs_in_as_at_mitid_and_ali_sees_how_well_she_is_known() {
    let town = Town::that_logs_in_at(Conduct::LikeMitId).await;
    let (.., view) = Person::talking_by_provider(&town).await;
    let shown = view.members.iter().find(|member| member.name == "Karen Holm").expect("Karen");
    assert_eq!(shown.proof, "Har vist sit nationale login. Sikkerhed: betydelig");
}

#[tokio::test(flavor = "multi_thread")]
async fn eva_who_works_in_health_care_chooses_the_login_that_she_has() {
    let town = Town::that_logs_in_at(Conduct::LikeMitId).await;
    let (ali, karen, dialog, _) = Person::talking_by_provider(&town).await;
    let draft = BringDraft {
        name: "Eva Dahl".into(),
        purpose: "Så hun kan hjælpe med medicinen.".into(),
        role: "external".into(),
        sees: "now".into(),
    };
    let invitation = ali.session.bring(&dialog, draft).await.expect("an invitation");
    let (device, network) = Person::device(&town, "Eva Dahl");
    let enrolment = device.enrol(&invitation.link).await.expect("a link");
    let welcome = enrolment.welcome();
    assert_eq!(welcome.button, "Log ind med MitID");
    let [helse] = welcome.logins.as_slice() else { panic!("one more way: {:?}", welcome.logins) };
    assert_eq!(helse.label, "Log ind med HelseID");
    let usual = enrolment.login_url();
    for none in ["0", "1", "7", ""] {
        assert_eq!(enrolment.login_by(none).await, Err(Problem::LoginFailed), "{none} was not offered");
    }
    let page = enrolment.login_by(&helse.choice).await.expect("a page");
    assert_eq!((&enrolment.login_url(), page != usual), (&page, true));
    let redirect = Browser::default().logs_in(&page, "Eva Dahl").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    let eva = Person { name: "Eva Dahl", device, session, network };
    eva.say_yes().await;
    karen.agree(&dialog).await;
    let view = karen.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    let shown = view.members.iter().find(|member| member.name == "Eva Dahl").expect("Eva");
    assert_eq!(shown.proof, "Har et job i sundhedsvæsenet og har vist det. Sikkerhed: betydelig");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_does_not_keep_to_the_card_brings_nobody_in() {
    for (conduct, expected) in [
        (Conduct::Weak, Problem::LoginTooWeak),
        (Conduct::OtherKey, Problem::LoginUnproven),
        (Conduct::OtherAlgorithm, Problem::LoginUnproven),
        (Conduct::OtherName, Problem::LoginUnproven),
    ] {
        let (_town, problem) = refused(conduct).await;
        assert_eq!(problem, expected, "{conduct:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_with_the_national_number_stays_nowhere() {
    let (town, problem) = refused(Conduct::Telling).await;
    assert_eq!(problem, Problem::LoginTooTelling);
    let said = explain(problem, Language::Danish).sentence;
    assert!(said.contains("CPR"), "a person is told what happened: {said}");
    town.has_nowhere(&[NATIONAL_NUMBER, "MzExMzk5Nzc3N"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_with_the_nonce_of_other_keys_is_not_karens() {
    let town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (_ali, device, _, link) = invited(&town).await;
    let (mine, theirs) = (device.enrol(&link).await, device.enrol(&link).await);
    let (mine, theirs) = (mine.expect("a link").login_url(), theirs.expect("a link"));
    // Somebody between the app and the page puts the nonce of their own keys in.
    let swapped = with(&theirs.login_url(), "nonce", &value(&mine, "nonce"));
    let redirect = Browser::default().logs_in(&swapped, "Karen Holm").await;
    assert_eq!(refusal(theirs.complete(&redirect).await), Problem::LoginUnproven);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_for_another_app_is_none_for_this() {
    let town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (_ali, device, network, link) = invited(&town).await;
    let enrolment = device.enrol(&link).await.expect("a link");
    network.poses_as(OTHERS);
    let url = with(&enrolment.login_url(), "client_id", OTHERS);
    let redirect = Browser::default().logs_in(&url, "Karen Holm").await;
    assert_eq!(refusal(enrolment.complete(&redirect).await), Problem::LoginUnproven);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_used_brings_nobody_in_again() {
    let town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (_ali, device, _, link) = invited(&town).await;
    let (another, _) = Person::device(&town, "another");
    let (first, second) = (device.enrol(&link).await.expect("a link"), another.enrol(&link).await);
    let second = second.expect("a link");
    let redirect = Browser::default().logs_in(&first.login_url(), "Karen Holm").await;
    let seen = with(&redirect, "state", &value(&second.login_url(), "state"));
    assert_eq!(refusal(second.complete(&seen).await), Problem::LoginSpent, "the code is for other keys");
    assert!(!another.has_account(), "nothing is half done");
    assert_eq!(first.complete(&redirect).await.map(drop), Ok(()), "whose it is, is in");
    let seen = with(&redirect, "state", &value(&second.login_url(), "state"));
    assert_eq!(refusal(second.complete(&seen).await), Problem::LoginSpent, "and used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_breaks_off_or_takes_too_long_logs_in_once_more_and_is_in() {
    let town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (_ali, device, _, link) = invited(&town).await;
    let enrolment = device.enrol(&link).await.expect("a link");
    let first = enrolment.login_url();
    let redirect = Browser::default().breaks_off(&first).await;
    assert_eq!(refusal(enrolment.complete(&redirect).await), Problem::LoginCancelled);
    assert_eq!(enrolment.login_url(), first, "nothing came of it: the same login is still open");
    // The keys were made long before the login.
    town.minutes_go_by(11);
    let enrolment = device.enrol(&link).await.expect("a link");
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Karen Holm").await;
    let stale = enrolment.login_url();
    assert_eq!(refusal(enrolment.complete(&redirect).await), Problem::LoginStale);
    assert_ne!(enrolment.login_url(), stale, "another login, with other keys");
    let elsewhere = refusal(enrolment.complete(&redirect).await);
    assert_eq!(elsewhere, Problem::LoginFailed, "the answer to the one before is none to this");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_is_said_to_be_and_nothing_is_lost() {
    let mut town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (_ali, device, _, link) = invited(&town).await;
    let enrolment = device.enrol(&link).await.expect("a link");
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Karen Holm").await;
    town.provider_falls();
    let problem = refusal(enrolment.complete(&redirect).await);
    assert_eq!((problem, problem.retry()), (Problem::ProviderAway, true));
}

fn refusal(outcome: Result<Session, Problem>) -> Problem {
    let problem = outcome.map(drop).expect_err("refused");
    for language in [Language::Danish, Language::Bokmal, Language::Nynorsk, Language::English] {
        let view = explain(problem, language);
        assert!(view.sentence.len() > view.code.len(), "{language:?} says nothing of {}", view.code);
    }
    problem
}

fn value(url: &str, name: &str) -> String {
    let url = url::Url::parse(url).expect("a URL");
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.unwrap_or_else(|| panic!("no {name}")).1.into_owned()
}

fn with(url: &str, name: &str, value: &str) -> String {
    let mut url = url::Url::parse(url).expect("a URL");
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let pairs =
        pairs.into_iter().map(|(key, old)| if key == name { (key, value.into()) } else { (key, old) });
    let pairs: Vec<(String, String)> = pairs.collect();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url.into()
}
