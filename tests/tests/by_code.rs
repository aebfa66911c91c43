//! Karen comes in by a short code that Ali reads out on the telephone: weaker than the link, and so Ali says himself
//! that it is her. A neighbour who guesses is stopped, and a server that keeps what the code opens cannot open it.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::{InvitedView, ShortCodeView};
use samtale_journeys::{Asked, Person, Town, anybody_from, invitations, log_in, random};
use samtale_seal::code::ShortCode;
use samtale_wire::api::{AskCode, CodeLetter};
use samtale_wire::invitation::{Invitation, Inviter};
use samtale_wire::{Bytes, CodeId, decode, encode};
use std::net::Ipv4Addr;

/// The card of the one invitation, once it is so.
async fn card(ali: &Person, dialog: &str, is: impl Fn(&InvitedView) -> bool) -> InvitedView {
    let view = ali.until(dialog, |view| invitations(view).iter().any(&is)).await;
    invitations(&view).remove(0)
}

/// Ali has a short code shown.
async fn code(ali: &Person, dialog: &str) -> ShortCodeView {
    ali.does(dialog, "invitation-code").await;
    card(ali, dialog, |card| card.code.is_some()).await.code.expect("a code")
}

fn offers(card: &InvitedView, kind: &str) -> bool {
    card.acts.iter().any(|act| act.act.starts_with(kind))
}

async fn waits(ali: &Person, waiting: &str) {
    ali.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.as_deref() == Some(waiting))).await;
}

/// What becomes of who types this on a new device.
async fn types(town: &Town, folder: &str, typed: &str) -> Result<(), Problem> {
    Person::device_without_a_link(town, folder).0.enrol(typed).await.map(drop)
}

/// Somebody types this and logs in.
async fn comes(town: &Town, name: &'static str, typed: &str) -> Person {
    let (device, network) = Person::device_without_a_link(town, name);
    let enrolment = device.enrol(typed).await.expect("a code that opens something");
    let redirect = log_in(&enrolment.login_url(), name, "Job og uddannelse").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    Person { name, device, session, network }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_types_the_code_from_the_telephone() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    let before = card(&ali, &dialog, |card| offers(card, "invitation-code")).await;
    assert_eq!(before.code, None, "there is none until Ali asks for it");
    let shown = code(&ali, &dialog).await;
    assert_eq!(format!("https://{}", shown.address), town.home().server);
    assert_eq!((shown.code.len(), shown.code.split('-').count()), (11, 3), "{}", shown.code);
    assert_eq!(
        shown.spoken,
        shown.code.replace('-', "").chars().map(String::from).collect::<Vec<_>>().join(" ")
    );
    assert!(shown.until.ends_with("Linket er sikrere."), "{}", shown.until);

    // However she types it.
    let typed = format!(" {}\n{}", shown.code.to_lowercase().replace('-', " "), shown.address);
    let (phone, _) = Person::device_without_a_link(&town, "Karen's other phone");
    let welcome = phone.enrol(&typed).await.expect("a code that opens something").welcome();
    assert_eq!(welcome.heading, "Ali Mentor vil gerne skrive med dig");
    waits(&ali, "Linket er åbnet. Venter på Karen.").await;
    let karen = comes(&town, "Karen Holm", &typed).await;

    // Her name fits, and Ali is asked all the same, also by an app that starts anew.
    waits(&ali, "Karen Holm brugte koden. Spørg, om det er Karen Holm.").await;
    let ali = ali.restart().await;
    let asks = card(&ali, &dialog, |card| offers(card, "confirm")).await;
    assert!(asks.acts[0].sentence.contains("Spørg i telefonen"), "{}", asks.acts[0].sentence);
    assert_eq!((asks.code, asks.hand), (None, None), "it is taken");
    ali.does(&dialog, "confirm").await;
    card(&ali, &dialog, |card| card.lines.iter().any(|it| it.starts_with("Karen Holm brugte koden "))).await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Kun til Karen").await;
    ali.until(&dialog, |view| view.may_write && invitations(view).is_empty()).await;

    // The code is on nobody's disk, and opens nothing any more.
    assert_eq!(types(&town, "a late phone", &typed).await, Err(Problem::CodeUnknown));
    town.has_nowhere(&[&shown.code, link.split_once('#').expect("a fragment").1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_with_the_code_is_refused_and_karen_comes_by_a_new_one() {
    let town = Town::open().await;
    let (ali, _, dialog) = Person::inviting_karen(&town).await;
    let shown = code(&ali, &dialog).await;
    let typed = format!("{} {}", shown.address, shown.code);
    let neighbour = comes(&town, "En Nabo", &typed).await;
    waits(&ali, "En Nabo brugte koden. Spørg, om det er Karen Holm.").await;
    ali.does(&dialog, "refuse").await;
    let open = card(&ali, &dialog, |card| offers(card, "invitation-code")).await;
    assert_eq!(open.code, None, "what a neighbour knows is shown no more");
    assert_eq!(types(&town, "another phone", &typed).await, Err(Problem::CodeUnknown));

    let new = code(&ali, &dialog).await;
    assert_ne!(new.code, shown.code);
    let karen = comes(&town, "Karen Holm", &format!("{} {}", new.code, new.address)).await;
    ali.does(&dialog, "confirm").await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Kun til Karen").await;
    let polls = neighbour.network.count("/v1/feed");
    let neighbour = neighbour.restart().await;
    neighbour.network.until_called("/v1/feed", polls + 1).await;
    assert!(neighbour.inbox_until(|_| true).await.rows.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_neighbour_guesses_and_is_stopped_and_karen_still_comes_in() {
    let town = Town::open().await;
    let (ali, _, dialog) = Person::inviting_karen(&town).await;
    let shown = code(&ali, &dialog).await;
    let typed = format!("{} {}", shown.address, shown.code);
    let guess = || Asked::post("/v1/codes/letter", encode(&AskCode { id: CodeId(random()) }));
    let next_door = anybody_from(Ipv4Addr::new(127, 0, 0, 2));
    for n in 0..50 {
        let told = next_door.is_told(town.home(), guess()).await;
        assert_eq!(told.status, if n < 10 { 404 } else { 429 }, "{n}");
    }
    // From her own address she comes in, and so does somebody who mistyped it once.
    assert_eq!(
        types(&town, "a phone", &format!("{} 000-000-000", shown.address)).await,
        Err(Problem::CodeUnknown)
    );
    assert_eq!(types(&town, "the same phone", &typed).await, Ok(()));

    // Whoever has a neighbour on the same line waits for a minute, and the link works all the while.
    let at_home = anybody_from(Ipv4Addr::LOCALHOST);
    while at_home.is_told(town.home(), guess()).await.status == 404 {}
    assert_eq!(types(&town, "one more phone", &typed).await, Err(Problem::CodeTries));
    town.minutes_go_by(1);
    let karen = comes(&town, "Karen Holm", &typed).await;
    ali.does(&dialog, "confirm").await;
    karen.say_yes().await;
    karen.reads(&dialog, "Kun til Karen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_over_with_its_invitation_and_sooner_than_the_link() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    let first = code(&ali, &dialog).await;
    let typed = |it: &ShortCodeView| format!("{} {}", it.address, it.code);
    town.days_go_by(2);
    let ali = ali.restart().await;
    let over = card(&ali, &dialog, |card| offers(card, "invitation-code")).await;
    assert!(over.code.is_none() && over.hand.is_some(), "the link has twelve days more");
    assert_eq!(types(&town, "a phone", &typed(&first)).await, Err(Problem::CodeUnknown));
    Person::device(&town, "by link").0.enrol(&link).await.map(drop).expect("a link that holds");

    let second = code(&ali, &dialog).await;
    assert_eq!(types(&town, "a phone", &typed(&second)).await, Ok(()));
    ali.does(&dialog, "invitation-withdraw").await;
    let gone = card(&ali, &dialog, |card| card.lines.iter().any(|it| it.starts_with("Du trak den"))).await;
    assert!(gone.code.is_none() && !offers(&gone, "invitation-code"));
    assert_eq!(types(&town, "a phone", &typed(&second)).await, Err(Problem::CodeUnknown));
    ali.does(&dialog, "invitation-renew").await;
    let third = code(&ali, &dialog).await;
    assert_eq!(
        types(&town, "a phone", &typed(&second)).await,
        Err(Problem::CodeUnknown),
        "a new link, a new code"
    );
    let karen = comes(&town, "Karen Holm", &typed(&third)).await;
    ali.does(&dialog, "confirm").await;
    assert_eq!(karen.say_yes().await, dialog);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_of_one_municipality_needs_no_address_and_any_other_says_that_it_does() {
    let town = Town::open().await;
    let (ali, _, dialog) = Person::inviting_karen(&town).await;
    let shown = code(&ali, &dialog).await;
    assert_eq!(types(&town, "a phone", &shown.code).await, Err(Problem::CodeAddress));
    assert_eq!(types(&town, "a phone", &shown.code[1..]).await, Err(Problem::BadCode));
    let nowhere = format!("127.0.0.1:1 {}", shown.code);
    assert_eq!(types(&town, "a phone", &nowhere).await, Err(Problem::Offline));
    let (phone, _) = Person::device(&town, "built for it");
    let phone = phone.built_for(&town.staff_link()).expect("a link");
    let welcome = phone.enrol(&shown.code).await.expect("a code that opens something").welcome();
    assert_eq!(welcome.heading, "Ali Mentor vil gerne skrive med dig");
    // Without a certificate that the web trusts nobody is told where the letter lies.
    let (stranger, network) = Person::device(&town, "a stranger");
    let untrusted = stranger.enrol(&format!("{} {}", shown.address, shown.code)).await;
    assert_eq!(untrusted.map(drop), Err(Problem::WrongCertificate));
    assert_eq!(network.count("/v1/tenant"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_keeps_the_letter_cannot_open_it_nor_put_its_own_in_its_place() {
    let town = Town::open().await;
    let (ali, link, dialog) = Person::inviting_karen(&town).await;
    let shown = code(&ali, &dialog).await;
    let typed = format!("{} {}", shown.address, shown.code);
    let home = town.home().clone();
    let kept = ali.network.bodies("/v1/codes");
    let kept: samtale_wire::api::NewCode = decode(kept.last().expect("a code")).expect("a code");
    let from = Invitation::from_link(&link).expect("a link").from.expect("Ali");

    // Its own invitation, under a code of its own; garbage; and the letter as it is, for nobody else's code.
    let by_code = Some(samtale_membership::hash::invitation(&from.secret));
    let own = Inviter {
        uid: from.uid,
        name: "Ali Mentor".into(),
        secret: from.secret,
        by_code,
        level: None,
        vouches: None,
        number: None,
        guardian: None,
    };
    let own = encode(&Invitation { home: home.clone(), from: Some(own) });
    let its = ShortCode::read("000-000-001").expect("a code").at(&home.server).expect("keys");
    assert!(its.open(&kept.letter.0).is_err(), "another code opens it not");
    let swapped = its.seal(&own, &mut samtale_client::adapters::entropy::system()).expect("sealed");
    for letter in [swapped, kept.letter.0[1..].to_vec(), Vec::new()] {
        let (phone, network) = Person::device_without_a_link(&town, "Karen Holm");
        network.after(Box::new(move |call, answer| {
            if call.path == "/v1/codes/letter" {
                *answer = encode(&CodeLetter { letter: Bytes(letter.clone()) });
            }
        }));
        assert_eq!(phone.enrol(&typed).await.map(drop), Err(Problem::Tampered));
        assert_eq!(network.count("/v1/tenant"), 0, "nothing was asked after that");
    }

    // Whoever has the code does not have the link's secret: the letter holds another one.
    let opened = ShortCode::read(&shown.code).expect("a code").at(&home.server).expect("keys");
    let opened: Invitation = decode(&opened.open(&kept.letter.0).expect("opens")).expect("an invitation");
    let opened = opened.from.expect("Ali");
    assert_eq!((opened.uid, opened.by_code), (from.uid, by_code));
    assert_ne!(opened.secret, from.secret);
}
