//! What each is told: in order, as much as they may have, as soon as it is true.

use crate::kit::entries::{Dialog, TOPIC, claim, colleague, invite};
use crate::kit::http::cursor;
use crate::kit::{Person, Talk, Town, random, soon};
use samtale_membership::apply::parse;
use samtale_wire::api::{Code, Delivered, Feed, FeedItem};
use samtale_wire::entry::Role;
use samtale_wire::{Bytes, Hash};

fn entries(feed: &Feed) -> Vec<&Delivered> {
    feed.items
        .iter()
        .filter_map(|item| match item {
            FeedItem::Entry(it) => Some(it.as_ref()),
            _ => None,
        })
        .collect()
}

fn seqs(feed: &Feed) -> Vec<u64> {
    entries(feed).iter().map(|it| parse(&it.entry.0).unwrap().1.seq).collect()
}

async fn told(town: &Town, who: &Person) -> Feed {
    town.wire.whole_feed(&who.token).await
}

#[tokio::test]
async fn karen_gets_the_log_from_its_beginning_and_contents_from_her_admission_on() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let post = dialog.post(&ali, b"sealed words", town.clock.now());
    dialog.send(&town, &ali, &post).await.unwrap();

    let feed = told(&town, &karen).await;
    assert_eq!(seqs(&feed), [0, 1, 2, 3, 4]);
    let contents: Vec<_> = entries(&feed).iter().map(|it| it.ciphertext.clone()).collect();
    assert_eq!(contents, [None, None, None, None, Some(Bytes(b"sealed words".to_vec()))]);
    let letters: Vec<bool> = entries(&feed).iter().map(|it| it.envelope.is_some()).collect();
    assert_eq!(letters, [false, true, false, true, false], "her letter, and her grant in Admit");
    let grant = entries(&feed)[3].envelope.clone().unwrap();
    assert!(grant.0.ends_with(karen.uid.as_bytes()), "hers and nobody else's");

    let feed = told(&town, &ali).await;
    assert_eq!(seqs(&feed), [0, 1, 2, 3, 4]);
    assert_eq!(entries(&feed)[0].ciphertext, Some(Bytes(TOPIC.to_vec())));
}

#[tokio::test]
async fn somebody_proposed_later_is_told_everything_before_in_order_but_once() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let eva = colleague(&town, "Eva").await;
    let now = town.clock.now();
    let post = async |dialog: &mut Dialog, words: &[u8]| {
        let post = dialog.post(&ali, words, now);
        dialog.send(&town, &ali, &post).await.unwrap();
    };
    let propose = async |dialog: &mut Dialog| {
        let propose = dialog.propose(&ali, &eva, Role::Employee, eva.org.clone(), now);
        dialog.send(&town, &ali, &propose).await.unwrap();
    };
    post(&mut dialog, b"before").await;
    assert!(told(&town, &eva).await.items.is_empty());

    propose(&mut dialog).await;
    assert_eq!(seqs(&told(&town, &eva).await), [0, 1, 2, 3, 4, 5]);
    let no = dialog.decline(&karen, now);
    dialog.send(&town, &karen, &no).await.unwrap();
    assert_eq!(seqs(&told(&town, &eva).await), [0, 1, 2, 3, 4, 5, 6], "she learns that it is over");
    post(&mut dialog, b"without her").await;
    assert_eq!(told(&town, &eva).await.items.len(), 7);

    propose(&mut dialog).await;
    let feed = told(&town, &eva).await;
    assert_eq!(seqs(&feed), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(entries(&feed).iter().all(|it| it.ciphertext.is_none()), "but no contents");

    let join = dialog.join(&eva, now);
    dialog.send(&town, &eva, &join).await.unwrap();
    let yes = dialog.consent(&karen, now);
    dialog.send(&town, &karen, &yes).await.unwrap();
    let admit = dialog.admit(&ali, now);
    dialog.send(&town, &ali, &admit).await.unwrap();
    post(&mut dialog, b"with her").await;
    let feed = told(&town, &eva).await;
    let readable = entries(&feed).iter().filter(|it| it.ciphertext.is_some()).count();
    assert_eq!((feed.items.len(), readable), (13, 1));
}

#[tokio::test]
async fn a_long_poll_is_answered_by_news_and_not_before() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let at = cursor(&told(&town, &karen).await);
    let poll = soon(town.wire.feed(&karen.token, &at, 50));
    tokio::pin!(poll);
    let post = dialog.post(&ali, b"news", town.clock.now());
    let feed = tokio::select! {
        biased;
        feed = &mut poll => feed,
        feed = async {
            town.wire.get("/healthz", None).await;
            dialog.send(&town, &ali, &post).await.unwrap();
            std::future::pending::<Feed>().await
        } => feed,
    };
    assert_eq!(seqs(&feed), [4]);
    let next = town.wire.feed(&karen.token, &cursor(&feed), 0).await;
    assert_eq!((next.items.len(), cursor(&next)), (0, cursor(&feed)));
}

#[tokio::test]
async fn a_long_poll_without_news_ends_by_itself_and_says_so() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let feed = town.wire.feed(&ali.token, "", 1).await;
    assert!(feed.items.is_empty() && !feed.more);
}

#[tokio::test]
async fn one_poll_too_many_of_the_same_account_answers_the_oldest() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let mut polls = futures::stream::FuturesUnordered::new();
    for _ in 0..5 {
        polls.push(town.wire.feed(&ali.token, "", 50));
    }
    let first = soon(futures::StreamExt::next(&mut polls)).await.unwrap();
    assert!(first.items.is_empty());
}

#[tokio::test]
async fn a_scheduled_post_is_delivered_without_its_content_and_again_with_it_when_due() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let later = town.clock.now() + 7200;
    let post = dialog.post_with(&ali, b"remember", Vec::new(), Some(later), town.clock.now());
    dialog.send(&town, &ali, &post).await.unwrap();
    let feed = told(&town, &karen).await;
    assert_eq!(entries(&feed).last().unwrap().ciphertext, None);

    let at = cursor(&feed);
    town.clock.advance(7201);
    let (mut ali, mut karen) = (ali, karen);
    karen.open(&town).await.unwrap();
    let feed = soon(town.wire.feed(&karen.token, &at, 50)).await;
    assert_eq!(seqs(&feed), [4]);
    assert_eq!(entries(&feed)[0].ciphertext, Some(Bytes(b"remember".to_vec())));
    ali.open(&town).await.unwrap();
    assert_eq!(seqs(&told(&town, &ali).await), [0, 1, 2, 3, 4, 4]);
}

#[tokio::test]
async fn pages_are_bounded_and_follow_one_another() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    for n in 0..8u8 {
        let post = dialog.post(&ali, &vec![n; 150 * 1024], town.clock.now());
        dialog.send(&town, &ali, &post).await.unwrap();
    }
    let first = town.wire.feed(&karen.token, "", 0).await;
    assert!(first.more && first.items.len() < 10, "{} items", first.items.len());
    assert_eq!(seqs(&told(&town, &karen).await), (0..12).collect::<Vec<u64>>());
}

#[tokio::test]
async fn the_owner_hears_of_a_claim_at_once() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = invite(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    let proof = Hash(random());
    let (feed, claimed) =
        tokio::join!(soon(town.wire.feed(&ali.token, "", 50)), claim(&town, &karen, id, proof));
    claimed.unwrap();
    let FeedItem::Claimed(it) = &feed.items[0] else { panic!("a claim") };
    assert_eq!((it.invitation, it.uid, it.proof), (id, karen.uid, proof));
    assert_eq!(it.letter, Bytes(b"sealed card".to_vec()));
}

#[tokio::test]
async fn a_cursor_is_ours_or_none() {
    let town = Town::start().await;
    let Talk { ali, .. } = Talk::begin(&town).await;
    for wrong in ["0", "zz", "02ffffffffffffffff", "01", "010000000000000000ff", "01FFFFFFFFFFFFFFFF"] {
        let reply = town.wire.get(&format!("/v1/feed?cursor={wrong}"), Some(&ali.token)).await;
        assert_eq!(reply.refusal().0, Code::Malformed, "{wrong}");
    }
    for wrong in ["wait=51", "wait=-1", "wait=x"] {
        let reply = town.wire.get(&format!("/v1/feed?{wrong}"), Some(&ali.token)).await;
        assert_eq!(reply.refusal().0, Code::Malformed, "{wrong}");
    }
    // A server restored from an older copy does not leave its clients waiting.
    let beyond = town.wire.feed(&ali.token, "017fffffffffffffff", 0).await;
    assert_eq!(seqs(&beyond), [0, 1, 2, 3]);
    let beyond = town.wire.feed(&ali.token, "01ffffffffffffffff", 0).await;
    assert_eq!(seqs(&beyond), [0, 1, 2, 3]);
}
