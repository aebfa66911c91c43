//! Logins at Keycloak, which municipalities run for their employees, through its own pages. Started by
//! `./build.sh test-long`: it takes half a minute to stand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_journeys::{Browser, Keycloak, Person, Town, bring_draft};
use samtale_wire::tenant::IssuerKey;
use tempfile::TempDir;

/// A folder with the certificate of a town to come, and a Keycloak that has it.
async fn stands() -> (TempDir, Keycloak) {
    let folder = TempDir::new().expect("a folder");
    let tls = folder.path().join("server/tls");
    samtale_server::tls::open(&tls, "127.0.0.1").expect("a certificate");
    let keycloak = Keycloak::stands(&tls).await;
    (folder, keycloak)
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_and_ali_log_in_at_keycloak_and_meet_mette_by_its_next_key() {
    let (folder, keycloak) = stands().await;
    let town = Town::with_issuers(folder, keycloak.issuers("substantial", &[]).await).await;
    let (ali, karen, dialog, view) = Person::talking_by_provider(&town).await;
    let shown = view.members.iter().find(|member| member.name == "Karen Holm").expect("Karen");
    assert_eq!(shown.proof, "Har vist sit nationale login. Sikkerhed: betydelig");
    let shown =
        karen.until(&dialog, |view| view.members.iter().any(|member| member.name == "Ali Mentor")).await;
    assert_eq!(shown.members[0].proof, "Ansat i Job og uddannelse");
    // Another key, while both apps run.
    let before = keycloak.issuers("substantial", &[]).await.remove(0).keys;
    keycloak.rotates().await;
    let until = Some(town.now());
    let retired: Vec<IssuerKey> = before.into_iter().map(|key| IssuerKey { until, ..key }).collect();
    let town = town.signs_anew(keycloak.issuers("substantial", &retired).await).await;
    let draft = bring_draft("Mette Vind", "now");
    let invitation = ali.session.bring(&dialog, draft).await.expect("an invitation");
    let mette = Person::logs_in(&town, "Mette Vind", &invitation.link).await;
    mette.say_yes().await;
    karen.agree(&dialog).await;
    for person in [&ali, &karen, &mette] {
        let view = person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
        assert!(view.members.iter().all(|member| member.proven), "{} knows all three", person.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_alone_is_too_weak_where_the_municipality_wants_more() {
    let (folder, keycloak) = stands().await;
    let town = Town::with_issuers(folder, keycloak.issuers("high", &[]).await).await;
    let (device, _) = Person::device(&town, "Ali Mentor");
    let enrolment = device.enrol(&town.staff_link()).await.expect("a link");
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Ali Mentor").await;
    let refused = enrolment.complete(&redirect).await.map(drop);
    assert_eq!(refused, Err(Problem::LoginTooWeak));
    assert!(!device.has_account(), "nothing is half done");
}
