//! A server that lies: the client itself refuses, shows what is proven, and says that something is wrong.
//! Each test first shows that the honest way works, so that the lie is what is refused.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::DialogView;
use samtale_journeys::{Person, Town, bubbles};
use samtale_membership::apply::parse;
use samtale_wire::api::{Delivered, Feed, FeedItem};
use samtale_wire::entry::Body;
use samtale_wire::{Bytes, DialogId, Hash, Tenant};

const BROKEN: &str = "Noget i denne samtale stemmer ikke. Vi viser kun det, der er bevist. \
                      Kontakt kommunen på en anden måde.";

fn entries(feed: &mut Feed) -> impl Iterator<Item = &mut Delivered> {
    feed.items.iter_mut().filter_map(|item| match item {
        FeedItem::Entry(delivered) => Some(&mut **delivered),
        _ => None,
    })
}

fn is_post(delivered: &Delivered) -> bool {
    parse(&delivered.entry.0).is_ok_and(|(_, payload)| matches!(payload.body, Body::Post(_)))
}

fn stopped(view: &DialogView) -> bool {
    view.why_not.as_deref() == Some(BROKEN)
}

/// Karen reads one honest post; then the network lies about what follows.
async fn after_the_lie(lie: impl FnMut(&mut Feed) + Send + 'static) -> Vec<String> {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Ægte").await;
    karen.reads(&dialog, "Ægte").await;
    karen.network.rewrite(Box::new(lie));
    ali.post(&dialog, "Efter").await;
    let view = karen.until(&dialog, stopped).await;
    assert!(!view.may_write, "nothing is sealed into a log that does not hold");
    bubbles(&view).into_iter().map(|bubble| bubble.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_in_an_entry_is_refused() {
    let shown = after_the_lie(|feed| {
        entries(feed).for_each(|it| {
            let last = it.entry.0.len() - 1;
            it.entry.0[last] ^= 1;
        });
    });
    assert_eq!(shown.await, ["Ægte"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_in_a_ciphertext_is_refused() {
    let shown = after_the_lie(|feed| {
        entries(feed).filter_map(|it| it.ciphertext.as_mut()).for_each(|bytes| bytes.0[40] ^= 1);
    });
    assert_eq!(shown.await, ["Ægte"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_its_content_is_an_alarm() {
    let shown = after_the_lie(|feed| entries(feed).for_each(|it| it.ciphertext = None));
    assert_eq!(shown.await, ["Ægte"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_posts_content_is_refused() {
    let shown = after_the_lie(|feed| {
        entries(feed).for_each(|it| it.ciphertext = Some(Bytes(vec![7; 296])));
    });
    assert_eq!(shown.await, ["Ægte"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_entry_is_noticed_with_the_next() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Ægte").await;
    karen.reads(&dialog, "Ægte").await;
    let mut dropped = false;
    karen.network.rewrite(Box::new(move |feed| {
        feed.items.retain(|item| {
            let drop = !dropped && matches!(item, FeedItem::Entry(it) if is_post(it));
            dropped |= drop;
            !drop
        });
    }));
    ali.post(&dialog, "Forsvundet").await;
    ali.reads(&dialog, "Forsvundet").await;
    ali.post(&dialog, "Næste").await;
    let view = karen.until(&dialog, stopped).await;
    assert_eq!(bubbles(&view).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn reordered_entries_are_refused_on_a_cold_start() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    for text in ["Et", "To"] {
        ali.post(&dialog, text).await;
        karen.reads(&dialog, text).await;
    }
    karen.network.rewrite(Box::new(|feed| {
        let posts: Vec<usize> = (0..feed.items.len())
            .filter(|at| matches!(&feed.items[*at], FeedItem::Entry(it) if is_post(it)))
            .collect();
        if let [first, second] = posts[..] {
            feed.items.swap(first, second);
        }
    }));
    let karen = karen.restart().await;
    let view = karen.until(&dialog, stopped).await;
    assert!(bubbles(&view).is_empty(), "what comes out of order is not shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn replayed_entries_change_nothing() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.rewrite(Box::new(|feed| {
        let again = feed.items.clone();
        feed.items.extend(again);
    }));
    ali.post(&dialog, "Kun én gang").await;
    karen.reads(&dialog, "Kun én gang").await;
    ali.post(&dialog, "Og videre").await;
    karen.reads(&dialog, "Og videre").await;
    assert_eq!(karen.texts(&dialog).await, ["Kun én gang", "Og videre"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_another_dialog_is_refused() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let second =
        ali.session.invite(samtale_journeys::draft_for("Mette Vind", "")).await.expect("an invitation");
    let mette = Person::enrol(&town, "Mette Vind", &second.link).await;
    let other = mette.say_yes().await;
    ali.until(&other, |view| view.may_write).await;

    let here: DialogId = dialog.parse().expect("an id");
    // Ali's device gets the other dialog's entries under this one's name.
    ali.network.rewrite(Box::new(move |feed| entries(feed).for_each(|it| it.dialog = here)));
    mette.until(&other, |view| view.may_write).await;
    mette.post(&other, "Til Ali alene").await;
    let view = ali.until(&dialog, stopped).await;
    assert!(bubbles(&view).is_empty());
    drop(karen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_substituted_grant_is_refused() {
    let town = Town::open().await;
    let (ali, karen) = Person::ali_and_karen(&town).await;
    let inbox = karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    let dialog = inbox.rows[0].dialog.clone();
    // Karen's grant is replaced by one that anybody could have sealed to her.
    karen.network.rewrite(Box::new(|feed| {
        entries(feed).filter_map(|it| it.envelope.as_mut()).for_each(|bytes| {
            let last = bytes.0.len() - 1;
            bytes.0[last] ^= 1;
        });
    }));
    let proposal = karen.until(&dialog, |view| view.consent.is_some()).await.consent.expect("asked").proposal;
    karen.session.answer(&dialog, &proposal, samtale_client::view::Answer::Yes).await.expect("answered");
    ali.until(&dialog, |view| view.may_write).await;
    let view = karen.until(&dialog, stopped).await;
    assert!(!view.may_write);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_acknowledgement_does_not_make_a_post_vanish() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.forge_answers(1);
    karen.post(&dialog, "Ikke væk").await;
    ali.post(&dialog, "Er du der").await;
    karen.reads(&dialog, "Er du der").await;
    // The next news, whatever it is, makes the device ask again.
    ali.post(&dialog, "Hallo").await;
    ali.reads(&dialog, "Ikke væk").await;
    let texts = karen.texts(&dialog).await;
    assert_eq!(texts.iter().filter(|text| *text == "Ikke væk").count(), 1, "{texts:?}");
    assert!(karen.network.forged_all(), "the acknowledgement really was forged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_without_the_secret_is_not_believed() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let first = ali.session.invite(samtale_journeys::draft("")).await.expect("an invitation");
    ali.network.rewrite(Box::new(|feed| {
        feed.items.iter_mut().for_each(|item| {
            if let FeedItem::Claimed(claimed) = item {
                claimed.proof.0[0] ^= 1;
            }
        });
    }));
    let _stranger = Person::enrol(&town, "En Fremmed", &first.link).await;
    // A second invitation, honestly carried, shows that the first claim was read and not believed.
    let second = ali.session.invite(samtale_journeys::draft("")).await.expect("an invitation");
    ali.network.rewrite(Box::new(|_| {}));
    let karen = Person::enrol(&town, "Karen Holm", &second.link).await;
    karen.say_yes().await;
    let inbox = ali.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_none())).await;
    assert_eq!(inbox.rows.iter().filter(|row| row.waiting.is_some()).count(), 1, "the first still waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_servers_certificate_is_refused_before_anything_is_sent() {
    let town = Town::open().await;
    let (device, _) = Person::device(&town, "Karen Holm");
    let mut home = town.home().clone();
    home.pin = Some(Hash([7; 32]));
    let link = samtale_wire::invitation::Invitation { home, from: None }.to_link();
    assert_eq!(device.enrol(&link).await.map(drop), Err(Problem::WrongCertificate));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_municipality_is_refused() {
    let town = Town::open().await;
    let (device, _) = Person::device(&town, "Karen Holm");
    let mut home = town.home().clone();
    home.tenant = Tenant([7; 32]);
    let link = samtale_wire::invitation::Invitation { home, from: None }.to_link();
    assert_eq!(device.enrol(&link).await.map(drop), Err(Problem::WrongTenant));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_cannot_use_karens_invitation_after_her() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(samtale_journeys::draft("")).await.expect("an invitation");
    let karen = Person::enrol(&town, "Karen Holm", &invitation.link).await;
    karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    let neighbour = Person::try_enrol(&town, "En Nabo", &invitation.link).await;
    assert_eq!(neighbour.map(drop), Err(Problem::CodeSpent));
}
