//! What is said beside the logs is passed on to who is in, at once, from memory, and in measure.

use crate::kit::entries::colleague;
use crate::kit::http::cursor;
use crate::kit::{Person, Talk, Town, no, random, soon};
use samtale_server::ephemerals::{SHARE, WINDOW};
use samtale_wire::api::{Code, EPHEMERAL, Ephemeral, Feed, Relayed, SealedEphemeral};
use samtale_wire::{DialogId, Signature, encode};
use std::path::Path;

fn word(lasting: bool) -> Ephemeral {
    Ephemeral { lasting, epoch: 1, sealed: SealedEphemeral(random()), sig: Signature(random()) }
}

async fn say(town: &Town, who: &Person, dialog: &DialogId, it: &Ephemeral) -> Result<(), crate::kit::No> {
    town.wire.post(&format!("/v1/dialogs/{dialog}/ephemeral"), Some(&who.token), it).await.done()
}

async fn heard(town: &Town, who: &Person, from: &Feed, wait: u64) -> Feed {
    let path = format!("/v1/feed?cursor={}&heard={}&wait={wait}", cursor(from), from.heard);
    town.wire.get(&path, Some(&who.token)).await.read().unwrap()
}

fn words(feed: &Feed) -> Vec<Ephemeral> {
    feed.relayed.iter().map(|it: &Relayed| it.ephemeral.clone()).collect()
}

#[tokio::test]
async fn it_wakes_the_others_and_moves_no_cursor() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let before = town.wire.whole_feed(&ali.token).await;
    let waiting = heard(&town, &ali, &before, 40);
    let (receipt, hint) = (word(true), word(false));
    let speak = async { say(&town, &karen, &dialog.id, &receipt).await.unwrap() };
    let (told, ()) = soon(async { tokio::join!(waiting, speak) }).await;
    assert_eq!(words(&told), std::slice::from_ref(&receipt));
    assert_eq!((told.relayed[0].uid, told.relayed[0].dev), (karen.uid, karen.dev));
    assert_eq!((&told.cursor, told.items.len()), (&before.cursor, 0));
    assert!(heard(&town, &ali, &told, 0).await.relayed.is_empty(), "once");
    say(&town, &karen, &dialog.id, &hint).await.unwrap();
    assert_eq!(words(&heard(&town, &ali, &told, 0).await), std::slice::from_ref(&hint));
    // Whoever comes anew is told what lasts, and what is of this moment; its speaker only then.
    let anew = town.wire.feed(&ali.token, "", 0).await;
    assert_eq!(words(&anew), [receipt.clone(), hint]);
    let hers = town.wire.feed(&karen.token, "", 0).await;
    assert_eq!(words(&hers).len(), 2);
    say(&town, &karen, &dialog.id, &receipt).await.unwrap();
    assert!(heard(&town, &karen, &hers, 0).await.relayed.is_empty());
    town.clock.advance(60);
    assert_eq!(words(&town.wire.feed(&ali.token, "", 0).await), [receipt], "a hint is over");
}

#[tokio::test]
async fn who_is_not_in_says_nothing_and_hears_nothing_any_more() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let eva = colleague(&town, "Eva").await;
    assert_eq!(say(&town, &eva, &dialog.id, &word(true)).await, no(Code::NotAllowed));
    let nowhere = DialogId(random());
    assert_eq!(say(&town, &karen, &nowhere, &word(true)).await, no(Code::NotAllowed));
    let theirs = word(true);
    say(&town, &ali, &dialog.id, &theirs).await.unwrap();
    assert_eq!(words(&town.wire.feed(&karen.token, "", 0).await), [theirs]);
    let removal = dialog.remove(&ali, karen.uid, town.clock.now());
    dialog.send(&town, &ali, &removal).await.unwrap();
    assert!(town.wire.feed(&karen.token, "", 0).await.relayed.is_empty(), "also what was said before");
    assert_eq!(say(&town, &karen, &dialog.id, &word(true)).await, no(Code::NotAllowed));
}

#[tokio::test]
async fn another_size_is_none_and_too_much_is_too_much() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let path = format!("/v1/dialogs/{}/ephemeral", dialog.id);
    for size in [0, EPHEMERAL - 1, EPHEMERAL + 1, 4096] {
        let longer = (true, 1_u64, samtale_wire::Bytes(vec![7; size]), Signature([7; 64]));
        let reply = town.wire.post(&path, Some(&karen.token), &longer).await;
        assert_eq!(reply.done(), no(Code::Malformed), "{size} bytes");
    }
    for _ in 0..SHARE {
        say(&town, &karen, &dialog.id, &word(false)).await.unwrap();
    }
    assert_eq!(say(&town, &karen, &dialog.id, &word(false)).await, no(Code::TooMany));
    say(&town, &ali, &dialog.id, &word(false)).await.unwrap();
    town.clock.advance(WINDOW);
    say(&town, &karen, &dialog.id, &word(false)).await.unwrap();
}

fn lies_below(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return lies_below(&path, bytes);
        }
        std::fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn it_lies_on_no_disk() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let it = word(true);
    say(&town, &karen, &dialog.id, &it).await.unwrap();
    let words_of_a_post = encode(&word(true));
    let post = dialog.post(&ali, &words_of_a_post, town.clock.now());
    dialog.send(&town, &ali, &post).await.unwrap();
    let feed = town.wire.feed(&ali.token, "", 0).await;
    assert_eq!(words(&feed), std::slice::from_ref(&it));
    let town = town.restart().await;
    assert!(lies_below(town.data(), &words_of_a_post), "the search finds what is there");
    assert!(!lies_below(town.data(), &it.sealed.0));
}
