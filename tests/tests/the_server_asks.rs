//! Logins at a provider that knows the municipality's server alone: the server pushes what the app asks for, and
//! fetches the token. One that is honest brings people in; one that swaps the nonce is found out before anything is
//! sent.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use samtale_client::adapters::http::Network;
use samtale_client::ports::{Call, Connect};
use samtale_client::{Problem, Session};
use samtale_engine::courier::Fault;
use samtale_journeys::{Browser, Conduct, Liar, NATIONAL_NUMBER, Person, Town, draft_for};
use samtale_wire::api::{Code, PushLogin, PushedLogin, RedeemLogin};
use samtale_wire::{Salt, decode, encode};
use std::time::Duration;

const PUSH: &str = "/v1/login";

/// What anybody can ask of the server.
async fn asks(town: &Town, path: &str, body: &impl minicbor::Encode<()>) -> Result<Vec<u8>, Fault> {
    let transport = Network.connect(town.home()).expect("a way");
    let (path, body) = (path.to_owned(), Some(encode(body)));
    transport.call(Call { path, body, token: None, proof: None, patience: Duration::from_secs(20) }).await
}

/// What an app had the server push last.
fn pushed(network: &Liar) -> PushLogin {
    decode(&network.bodies(PUSH).pop().expect("a request")).expect("one")
}

fn refusal(outcome: Result<Session, Problem>) -> Problem {
    outcome.map(drop).expect_err("refused")
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_and_ali_log_in_where_only_the_server_is_known_and_are_told_so() {
    let town = Town::that_logs_in_at(Conduct::Pushed).await;
    let (.., view) = Person::talking_by_provider(&town).await;
    let shown = view.members.iter().find(|member| member.name == "Karen Holm").expect("Karen");
    let how = "Har vist sit nationale login. Sikkerhed: betydelig. Kommunens server bad om det.";
    assert_eq!(shown.proof, how);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_swaps_the_nonce_and_karens_app_finds_it_out_before_anything_is_sent() {
    let town = Town::that_logs_in_at(Conduct::Pushed).await;
    let ali = Person::logs_in(&town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(draft_for("Karen Holm", "")).await.expect("an invitation");
    let (device, network) = Person::device(&town, "Karen Holm");
    let enrolment = device.enrol(&invitation.link).await.expect("a link");
    let honest = enrolment.login_url();
    // The server asks for keys of its own, in Karen's login.
    let (ghost, watched) = Person::device(&town, "the server");
    let _theirs = ghost.enrol(&invitation.link).await.expect("a link");
    let swapped = PushLogin { nonce: pushed(&watched).nonce, ..pushed(&network) };
    let answer = asks(&town, PUSH, &swapped).await.expect("pushed");
    let PushedLogin { request_uri } = decode(&answer).expect("an answer");
    let redirect = Browser::default().logs_in(&with(&honest, &request_uri), "Karen Holm").await;
    assert_eq!(refusal(enrolment.complete(&redirect).await), Problem::LoginUnproven);
    assert!(!device.has_account(), "nothing is half done");
    assert_eq!(network.count("/v1/enrol"), 0, "nothing was sent");
    // Another login, with other keys, by an honest server.
    assert_ne!(enrolment.login_url(), honest);
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Karen Holm").await;
    assert_eq!(enrolment.complete(&redirect).await.map(drop), Ok(()), "whose it is, is in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_lends_its_name_to_what_the_card_says_and_to_nothing_else() {
    let town = Town::that_logs_in_at(Conduct::Pushed).await;
    let (device, network) = Person::device(&town, "Ali Mentor");
    let enrolment = device.enrol(&town.staff_link()).await.expect("a link");
    let honest = pushed(&network);
    assert!(asks(&town, PUSH, &honest).await.is_ok(), "anybody may begin a login");
    let refused = |code| Err(Fault::Refused(code));
    for (what, push, code) in [
        (
            "another provider",
            PushLogin { iss: "https://evil.example".into(), ..honest.clone() },
            Code::NotFound,
        ),
        ("another client", PushLogin { client_id: "others".into(), ..honest.clone() }, Code::NotFound),
        ("no language", PushLogin { language: "d".repeat(9), ..honest.clone() }, Code::Malformed),
    ] {
        assert_eq!(asks(&town, PUSH, &push).await, refused(code), "{what}");
    }
    // A code is worth nothing to whoever has not the verifier.
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Ali Mentor").await;
    let url = url::Url::parse(&redirect).expect("a URL");
    let code = url.query_pairs().find(|(key, _)| key == "code").expect("a code").1.into_owned();
    let PushLogin { iss, client_id, .. } = honest;
    let stolen = RedeemLogin { iss, client_id, code, verifier: Salt([7; 32]) };
    assert_eq!(asks(&town, "/v1/login/token", &stolen).await, refused(Code::Spent), "another's code");
    assert_eq!(enrolment.complete(&redirect).await.map(drop), Ok(()), "whose it is, is in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_the_server_does_not_reach_is_said_to_be_away() {
    let mut town = Town::that_logs_in_at(Conduct::Pushed).await;
    let (device, _) = Person::device(&town, "Ali Mentor");
    let enrolment = device.enrol(&town.staff_link()).await.expect("a link");
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Ali Mentor").await;
    town.provider_falls();
    let problem = refusal(enrolment.complete(&redirect).await);
    assert_eq!((problem, problem.retry()), (Problem::ProviderAway, true));
    let (other, _) = Person::device(&town, "Eva Dahl");
    assert_eq!(other.enrol(&town.staff_link()).await.map(drop), Err(Problem::ProviderAway));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_with_the_national_number_stays_nowhere_on_its_way_through_the_server() {
    let town = Town::that_logs_in_at(Conduct::PushedTelling).await;
    let (device, network) = Person::device(&town, "Ali Mentor");
    let enrolment = device.enrol(&town.staff_link()).await.expect("a link");
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Ali Mentor").await;
    assert_eq!(refusal(enrolment.complete(&redirect).await), Problem::LoginTooTelling);
    assert_eq!((device.has_account(), network.count("/v1/enrol")), (false, 0), "nothing was sent");
    town.has_nowhere(&[NATIONAL_NUMBER, "MzExMzk5Nzc3N"]);
}

fn with(url: &str, request_uri: &str) -> String {
    let mut url = url::Url::parse(url).expect("a URL");
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.query_pairs_mut().clear();
    for (key, value) in pairs {
        let value = if key == "request_uri" { request_uri } else { &value };
        url.query_pairs_mut().append_pair(&key, value);
    }
    url.into()
}
