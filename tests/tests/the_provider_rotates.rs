//! A provider that nobody here wrote signs with another key while everybody's app runs: who comes by the new one
//! is met, who came by the old one stays known, and a server that shows the municipality's card of before again is
//! not believed.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::DialogView;
use samtale_journeys::{Conduct, Liar, Person, Town, bring_draft};

const CARD: &str = "/v1/tenant";
const UNKNOWN: &str = "Ikke bevist på denne enhed";

/// Ali and Karen, who came by the first key, talk; then the provider takes another one.
async fn rotated() -> (Town, Person, Person, String, Vec<u8>) {
    let town = Town::that_logs_in_at(Conduct::AsAgreed).await;
    let (ali, karen, dialog, _) = Person::talking_by_provider(&town).await;
    let before = std::fs::read(town.folder("server/tenant/card")).expect("the card");
    (town.rotates_keys().await, ali, karen, dialog, before)
}

/// Mette is brought in, by the new key.
async fn comes(town: &Town, ali: &Person, dialog: &str) -> Person {
    let draft = bring_draft("Mette Vind", "now");
    let invitation = ali.session.bring(dialog, draft).await.expect("an invitation");
    let mette = Person::logs_in(town, "Mette Vind", &invitation.link).await;
    mette.say_yes().await;
    mette
}

fn three(view: &DialogView) -> bool {
    view.members.len() == 3
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_rotates_its_keys_and_whoever_comes_by_the_new_one_is_met_without_a_restart() {
    let (town, ali, karen, dialog, _) = rotated().await;
    let mette = comes(&town, &ali, &dialog).await;
    karen.agree(&dialog).await;
    for person in [&ali, &karen, &mette] {
        let view = person.until(&dialog, |view| view.may_write && three(view)).await;
        assert!(view.members.iter().all(|member| member.proven), "{} knows all three", person.name);
        let names: Vec<&str> = view.members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["Ali Mentor", "Karen Holm", "Mette Vind"]);
    }
    assert_eq!(
        (ali.network.count(CARD), karen.network.count(CARD)),
        (2, 2),
        "before the login, and once more"
    );
    // The old key is retired; who came by it is known all the same, after a start as well.
    let karen = karen.restart().await;
    let view = karen.until(&dialog, |view| view.may_write && three(view)).await;
    assert!(view.members.iter().all(|member| member.proven));
    karen.post(&dialog, "Hej begge to").await;
    mette.reads(&dialog, "Hej begge to").await;
    ali.reads(&dialog, "Hej begge to").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_of_before_is_asked_for_once_and_believed_by_nobody() {
    let (town, ali, karen, dialog, before) = rotated().await;
    shows(&karen.network, &before);
    let mette = comes(&town, &ali, &dialog).await;
    karen.agree(&dialog).await;
    let view = karen.until(&dialog, three).await;
    let shown = view.members.iter().find(|member| !member.proven).expect("Mette");
    assert_eq!(shown.proof, UNKNOWN, "nobody vouches for her to Karen");
    // More news, and no more questions.
    ali.until(&dialog, |view| view.may_write && three(view)).await;
    ali.post(&dialog, "Så er vi tre").await;
    karen.reads(&dialog, "Så er vi tre").await;
    assert_eq!(karen.network.count(CARD), 2, "before the login, and once more");
    karen.network.honest();
    let karen = karen.restart().await;
    let view = karen.until(&dialog, |view| view.may_write && three(view)).await;
    assert!(view.members.iter().all(|member| member.proven), "the next start brings the newer card");
    drop(mette);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_back_to_the_card_of_before_opens_nobodys_app() {
    let (town, ali, karen, dialog, before) = rotated().await;
    let _mette = comes(&town, &ali, &dialog).await;
    karen.agree(&dialog).await;
    karen.until(&dialog, |view| view.members.iter().filter(|member| member.proven).count() == 3).await;
    let (device, network) = (karen.device, karen.network);
    karen.session.lock().await;
    drop(karen.session);
    network.opens_as(move |opened| opened.tenant_card.0.clone_from(&before));
    let refused = device.unlock().await.map(drop);
    assert_eq!(refused, Err(Problem::Tampered), "the vault knows a newer one");
    network.honest();
    assert_eq!(device.unlock().await.map(drop), Ok(()), "nothing was lost");
}

/// From now on the server shows this card.
fn shows(network: &Liar, card: &[u8]) {
    let card = card.to_vec();
    network.instead(Box::new(move |call| (call.path == CARD).then(|| Ok(card.clone()))));
}
