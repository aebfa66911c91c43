//! A dialog's policy says which level opens it. Whoever logged in at a lower one is asked once more, by the same
//! login, on the same device, and never again; until then nobody lets them in and nothing is sealed to them.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::adapters::http::Network;
use samtale_client::ports::{Call, Connect};
use samtale_client::view::{Answer, DialogView, InvitationDraft, StepUpView};
use samtale_engine::courier::Fault;
use samtale_journeys::{Browser, Conduct, Person, Town, acts, draft, log_in, notices};
use samtale_wire::api::{PushLogin, PushedLogin};
use samtale_wire::invitation::Invitation;
use samtale_wire::tenant::Level;
use samtale_wire::{Hash, decode, encode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const KAREN: &str = "Karen Holm";

fn sensitive() -> InvitationDraft {
    InvitationDraft { sensitive: true, ..draft("Hej Karen") }
}

/// The dialog of a list that is not this one.
async fn other(person: &Person, than: &str) -> String {
    let inbox = person.inbox_until(|inbox| inbox.rows.iter().any(|row| row.dialog != than)).await;
    inbox.rows.into_iter().find(|row| row.dialog != than).expect("another").dialog
}

/// What a dialog asks of somebody before it opens.
async fn asked(person: &Person, dialog: &str) -> String {
    let view = person.until(dialog, |view| view.step_up.is_some()).await;
    view.step_up.expect("asked").sentence
}

fn is_open(view: &DialogView) -> bool {
    view.may_write && view.step_up.is_none() && view.members.len() == 2
}

/// Ali, Karen and a very sensitive dialog that Ali has begun beside their ordinary one, which waits for his login.
async fn beside(town: &Town) -> (Person, Person, String, String) {
    let (ali, karen, ordinary) = Person::talking(town).await;
    ali.does_to(&ordinary, KAREN, "aside-sensitive ").await;
    let dialog = other(&ali, &ordinary).await;
    (ali, karen, ordinary, dialog)
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_logs_in_once_more_for_what_is_very_sensitive_and_never_again() {
    let town = Town::open().await;
    let (ali, karen, ordinary, dialog) = beside(&town).await;
    // Who begins it shows first that it opens for him.
    assert!(asked(&ali, &dialog).await.contains("på niveau høj"));
    ali.steps_up(&dialog).await;
    let view = karen.until(&dialog, |view| view.consent.is_some()).await;
    assert!(view.step_up.is_some(), "she is told before she answers");
    karen.agree(&dialog).await;
    let waits = |view: &DialogView| {
        let waits = |it: &StepUpView| it.sentence.starts_with("Karen skal logge ind") && it.button.is_none();
        view.step_up.as_ref().is_some_and(waits)
    };
    let view = ali.until(&dialog, waits).await;
    assert_eq!(view.members.len(), 1, "nobody let her in");
    karen.steps_up(&dialog).await;
    for person in [&ali, &karen] {
        person.until(&dialog, is_open).await;
    }
    karen.post(&dialog, "Det er svært").await;
    let view = ali.reads(&dialog, "Det er svært").await;
    assert!(notices(&view).contains(&"Karen har vist et stærkere login".to_owned()), "{:?}", notices(&view));
    let own = "Du har vist et stærkere login".to_owned();
    assert!(!notices(&view).contains(&own), "his login came before the dialog began");
    let shown = view.members.iter().find(|member| member.name == KAREN).expect("Karen");
    assert!(shown.proof.ends_with("Sikkerhed: høj"), "{}", shown.proof);
    // Elsewhere nothing was written for it.
    let view = karen.until(&ordinary, |view| view.may_write).await;
    assert!(!notices(&view).iter().any(|line| line.contains("login")), "{:?}", notices(&view));

    // The next one that asks for it opens by itself, after a start too.
    let (ali, karen) = (ali.restart().await, karen.restart().await);
    karen.does(&dialog, "leave").await;
    ali.does_to(&ordinary, KAREN, "aside-sensitive ").await;
    let before = [&ordinary, &dialog];
    let new = |row: &samtale_client::view::InboxRow| !before.contains(&&row.dialog) && row.waiting.is_some();
    let inbox = karen.inbox_until(|inbox| inbox.rows.iter().any(new)).await;
    let next = inbox.rows.into_iter().find(new).expect("a row").dialog;
    let view = karen.until(&next, |view| view.consent.is_some()).await;
    assert_eq!(view.step_up, None, "she is known");
    karen.agree(&next).await;
    for person in [&ali, &karen] {
        person.until(&next, is_open).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_logs_in_as_somebody_else_or_too_weakly_is_refused_and_all_is_as_before() {
    let town = Town::open().await;
    let (ali, karen, _, dialog) = beside(&town).await;
    ali.steps_up(&dialog).await;
    karen.agree(&dialog).await;
    let step_up = karen.session.step_up(&dialog).await.expect("asked");
    let first = step_up.login_url();
    let redirect = log_in(&first, "Eva Dahl", "").await;
    assert_eq!(step_up.complete(&redirect).await, Err(Problem::LoginOther));
    let second = step_up.login_url();
    assert_ne!(first, second, "another login");
    assert_eq!(
        step_up.complete(&redirect).await,
        Err(Problem::LoginFailed),
        "the one before is none any more"
    );
    // Somebody between the app and the page asks for less.
    let weak = second.replace("loa%2FHigh", "loa%2FSubstantial");
    assert_ne!(weak, second);
    let redirect = log_in(&weak, KAREN, "").await;
    assert_eq!(step_up.complete(&redirect).await, Err(Problem::LoginTooWeak));
    let third = step_up.login_url();
    let cancelled = format!("{}?error=access_denied&state={}", "samtale:/login", value(&third, "state"));
    assert_eq!(step_up.complete(&cancelled).await, Err(Problem::LoginCancelled));
    let view = karen.until(&dialog, |view| view.step_up.is_some()).await;
    assert!(!view.may_write);
    assert_eq!(karen.network.count("/v1/chain"), 0, "nothing was sent");
    // Whose it is, is in, also after she was away.
    let karen = karen.restart().await;
    karen.steps_up(&dialog).await;
    karen.until(&dialog, is_open).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_asks_for_the_level_at_once() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(sensitive()).await.expect("an invitation");
    let (device, network) = Person::device(&town, KAREN);
    let enrolment = device.enrol(&invitation.link).await.expect("a link");
    let weak = enrolment.login_url().replace("loa%2FHigh", "loa%2FSubstantial");
    let redirect = log_in(&weak, KAREN, "").await;
    assert_eq!(enrolment.complete(&redirect).await.map(drop), Err(Problem::LoginTooWeak));
    assert_eq!((device.has_account(), network.count("/v1/enrol")), (false, 0), "nothing is half done");
    let redirect = log_in(&enrolment.login_url(), KAREN, "").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    let karen = Person { name: KAREN, device, session, network };
    let dialog = ali.inbox_until(|inbox| !inbox.rows.is_empty()).await.rows[0].dialog.clone();
    ali.steps_up(&dialog).await;
    assert_eq!(karen.say_yes().await, dialog);
    let view = karen.reads(&dialog, "Hej Karen").await;
    assert_eq!(view.step_up, None, "she logged in once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_needs_no_login() {
    let town = Town::open().await;
    let (ali, karen, _, dialog) = beside(&town).await;
    ali.steps_up(&dialog).await;
    let view = karen.until(&dialog, |view| view.consent.is_some()).await;
    let proposal = view.consent.expect("a consent").proposal;
    karen.session.answer(&dialog, &proposal, Answer::No).await.expect("answered");
    ali.until(&dialog, |view| view.why_not.as_deref().is_some_and(|why| why.contains("sagde nej"))).await;
}

/// Karen writes on her tablet too; Ali has begun something very sensitive with her, and she has said yes.
async fn with_a_tablet(town: &Town) -> (Person, Person, Person, String) {
    let (ali, karen, ordinary) = Person::talking(town).await;
    let link = karen.session.add_device().await.expect("a link").link;
    let tablet = Person::try_enrol_on(town, "Karen's tablet", KAREN, &link).await.expect("added");
    tablet.until(&ordinary, |view| view.may_write).await;
    // Ali has met both before he begins.
    tablet.post(&ordinary, "Fra min tablet").await;
    ali.reads(&ordinary, "Fra min tablet").await;
    ali.does_to(&ordinary, KAREN, "aside-sensitive ").await;
    let dialog = other(&ali, &ordinary).await;
    ali.steps_up(&dialog).await;
    karen.agree(&dialog).await;
    (ali, karen, tablet, dialog)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_that_was_there_before_logs_in_once_more_too_and_then_both_are_in() {
    let town = Town::open().await;
    let (ali, karen, tablet, dialog) = with_a_tablet(&town).await;
    karen.steps_up(&dialog).await;
    let elsewhere =
        |view: &DialogView| view.step_up.as_ref().is_some_and(|it| it.sentence.contains("enheder"));
    karen.until(&dialog, elsewhere).await;
    assert_eq!(karen.session.step_up(&dialog).await.map(drop), Err(Problem::NotFound), "not here");
    tablet.steps_up(&dialog).await;
    for person in [&ali, &karen, &tablet] {
        person.until(&dialog, is_open).await;
    }
    karen.post(&dialog, "Fra telefonen").await;
    tablet.post(&dialog, "Og fra tabletten").await;
    for text in ["Fra telefonen", "Og fra tabletten"] {
        ali.reads(&dialog, text).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_hears_of_the_tablets_login_though_its_own_ring_was_kept_first() {
    let town = Town::open().await;
    let (ali, karen, tablet, dialog) = with_a_tablet(&town).await;
    let rings = karen.network.rings().len();
    karen.steps_up(&dialog).await;
    // The tablet has her phone's newer card from the start.
    karen.network.until(|it| it.rings().len() > rings && it.rings_answered() == it.rings().len()).await;
    let tablet = tablet.restart().await;
    // From the tablet's login on its ring, with the card in it, is on its way for a while.
    let (named, held) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
    let holds = held.clone();
    tablet.network.instead(Box::new(move |call| {
        named.fetch_or(call.path == "/v1/chain" && call.body.is_some(), Ordering::SeqCst);
        let holds = named.load(Ordering::SeqCst) && holds.load(Ordering::SeqCst);
        (call.path == "/v1/ring" && holds).then_some(Err(Fault::Offline))
    }));
    let rings = karen.network.rings().len();
    tablet.steps_up(&dialog).await;
    karen.until(&dialog, |view| notices(view).contains(&"Du er med fra nu af".into())).await;
    karen.network.until(|it| it.rings().len() > rings && it.rings_answered() == it.rings().len()).await;
    held.store(false, Ordering::SeqCst);
    for person in [&ali, &karen, &tablet] {
        person.until(&dialog, is_open).await;
    }
}

/// The same at a provider that nobody here wrote.
async fn at_a_provider(conduct: Conduct) -> (Person, Person, String) {
    let town = Town::that_logs_in_at(conduct).await;
    let (ali, karen, ordinary, _) = Person::talking_by_provider(&town).await;
    ali.does_to(&ordinary, KAREN, "aside-sensitive ").await;
    let dialog = other(&ali, &ordinary).await;
    ali.steps_up_by_provider(&dialog).await;
    karen.agree(&dialog).await;
    karen.steps_up_by_provider(&dialog).await;
    for person in [&ali, &karen] {
        person.until(&dialog, is_open).await;
    }
    karen.post(&dialog, "Det er svært").await;
    ali.reads(&dialog, "Det er svært").await;
    (ali, karen, dialog)
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_logs_in_once_more_where_nobody_here_wrote_a_line() {
    at_a_provider(Conduct::AsAsked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_logs_in_once_more_where_only_the_server_is_known() {
    let (_, karen, _) = at_a_provider(Conduct::PushedAsAsked).await;
    let pushed: Vec<PushLogin> =
        karen.network.bodies("/v1/login").iter().map(|body| decode(body).expect("one")).collect();
    let levels: Vec<_> = pushed.iter().map(|push| push.level).collect();
    assert_eq!(levels, [None, Some(Level::High)], "the usual one first, then what the dialog asks for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_swaps_the_nonce_or_asks_for_less_is_found_out_before_anything_is_sent() {
    let town = Town::that_logs_in_at(Conduct::PushedAsAsked).await;
    let (ali, karen, ordinary, _) = Person::talking_by_provider(&town).await;
    ali.does_to(&ordinary, KAREN, "aside-sensitive ").await;
    let dialog = other(&ali, &ordinary).await;
    ali.steps_up_by_provider(&dialog).await;
    karen.agree(&dialog).await;
    karen.until(&dialog, |view| view.step_up.is_some()).await;
    let step_up = karen.session.step_up(&dialog).await.expect("asked");
    let honest: PushLogin =
        decode(karen.network.bodies("/v1/login").last().expect("a request")).expect("one");
    let others = PushLogin { nonce: Hash([7; 32]), ..honest.clone() };
    let less = PushLogin { level: None, ..honest };
    for (asked, expected) in [(others, Problem::LoginUnproven), (less, Problem::LoginTooWeak)] {
        let honest: PushLogin =
            decode(karen.network.bodies("/v1/login").last().expect("a request")).expect("one");
        let (state, challenge) = (honest.state, honest.challenge);
        let nonce = if expected == Problem::LoginTooWeak { honest.nonce } else { asked.nonce };
        let asked = PushLogin { state, challenge, nonce, ..asked };
        let transport = Network.connect(town.home()).expect("a way");
        let (path, body) = ("/v1/login".to_owned(), Some(encode(&asked)));
        let call = Call { path, body, token: None, proof: None, patience: Duration::from_secs(20) };
        let answer = transport.call(call).await.expect("pushed");
        let PushedLogin { request_uri } = decode(&answer).expect("an answer");
        let mut page = url::Url::parse(&step_up.login_url()).expect("a URL");
        let client = value(page.as_str(), "client_id");
        page.query_pairs_mut()
            .clear()
            .append_pair("client_id", &client)
            .append_pair("request_uri", &request_uri);
        let redirect = Browser::default().logs_in(page.as_str(), KAREN).await;
        assert_eq!(step_up.complete(&redirect).await, Err(expected));
        assert_eq!(karen.network.count("/v1/chain"), 0, "nothing was sent");
    }
    let redirect = Browser::default().logs_in(&step_up.login_url(), KAREN).await;
    assert_eq!(step_up.complete(&redirect).await, Ok(()), "whose it is, is known");
    karen.until(&dialog, is_open).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_very_sensitive_is_begun_where_no_login_could_open_it() {
    let town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (ali, _, ordinary, view) = Person::talking_by_provider(&town).await;
    assert!(!ali.inbox_until(|inbox| inbox.may_invite).await.may_be_sensitive);
    assert!(!acts(&view).iter().any(|act| act.act.starts_with("aside-sensitive")));
    // Nor where somebody asks for it all the same.
    let invitation = ali.session.invite(sensitive()).await.expect("an invitation");
    let from = Invitation::from_link(&invitation.link).expect("a link").from.expect("from Ali");
    assert_eq!(from.level, None);
    let step_up = ali.session.step_up(&ordinary).await.map(drop);
    assert_eq!(step_up, Err(Problem::NotFound), "nothing is asked there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_of_one_who_is_known_better_logs_in_as_well_at_once() {
    let town = Town::open().await;
    let (ali, karen, _, dialog) = beside(&town).await;
    ali.steps_up(&dialog).await;
    karen.agree(&dialog).await;
    karen.steps_up(&dialog).await;
    karen.until(&dialog, is_open).await;
    let link = karen.session.add_device().await.expect("a link").link;
    let (device, _) = Person::device(&town, "Karen's tablet");
    let enrolment = device.enrol(&link).await.expect("a link");
    assert!(
        enrolment.login_url().contains("loa%2FHigh") && !enrolment.login_url().contains("loa%2FSubstantial")
    );
    let tablet = Person::try_enrol_on(&town, "Karen's other tablet", KAREN, &link).await.expect("added");
    tablet.until(&dialog, is_open).await;
    tablet.post(&dialog, "Fra min tablet").await;
    ali.reads(&dialog, "Fra min tablet").await;
}

fn value(url: &str, name: &str) -> String {
    let url = url::Url::parse(url).expect("a URL");
    url.query_pairs().find(|(key, _)| key == name).expect("a field").1.into_owned()
}
