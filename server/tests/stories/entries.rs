//! Appending: once, in order, by those who belong, whole.

use crate::kit::entries::{Dialog, colleague, town_card};
use crate::kit::{Person, Talk, Town, broken, no, random};
use samtale_membership::Violation;
use samtale_wire::api::{Append, Code, FeedItem, MAX_SKEW};
use samtale_wire::entry::Role;
use samtale_wire::{Bytes, DialogId, FileId, Hash};

#[tokio::test]
async fn two_people_write_to_each_other() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    for (author, words) in [(&ali, "hello"), (&karen, "hello yourself"), (&ali, "bye")] {
        let post = dialog.post(author, words.as_bytes(), town.clock.now());
        dialog.send(&town, author, &post).await.unwrap();
    }
    assert_eq!(dialog.state.unwrap().tip.seq, 6);
}

#[tokio::test]
async fn a_retry_is_given_what_was_stored_even_if_everything_else_moved_on() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let before = dialog.clone();
    let post = dialog.post(&karen, b"once", town.clock.now());
    let stored = dialog.send(&town, &karen, &post).await.unwrap();
    let next = dialog.post(&ali, b"more", town.clock.now());
    dialog.send(&town, &ali, &next).await.unwrap();
    town.clock.advance(MAX_SKEW + 60);

    let again = before.try_send(&town, &karen, &post.sign(&karen)).await.unwrap();
    assert_eq!((again.seq, &again.entry), (stored.seq, &stored.entry));
    let mut anew = dialog.post(&karen, b"the same, signed again", town.clock.now());
    anew.payload.msg_id = post.payload.msg_id;
    let again = dialog.try_send(&town, &karen, &anew.sign(&karen)).await.unwrap();
    assert_eq!((again.seq, again.entry), (stored.seq, stored.entry));
    let feed = town.wire.whole_feed(&ali.token).await;
    assert_eq!(feed.items.len(), 6, "and nobody is told twice");
}

#[tokio::test]
async fn what_was_answered_is_in_the_database_for_anyone_who_looks() {
    let town = Town::start().await;
    let Talk { ali, mut dialog, .. } = Talk::begin(&town).await;
    let database = rusqlite::Connection::open(town.data().join("samtale.db")).unwrap();
    for n in 0..8u8 {
        let post = dialog.post(&ali, &[n], town.clock.now());
        let appended = dialog.send(&town, &ali, &post).await.unwrap();
        let stored: Vec<u8> = database
            .query_row("SELECT bytes FROM entry ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
            .unwrap();
        assert_eq!(stored, appended.entry.0);
    }
}

#[tokio::test]
async fn of_two_who_write_at_once_one_is_asked_to_look_again() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let now = town.clock.now();
    let (a, b) = (dialog.post(&ali, b"a", now).sign(&ali), dialog.post(&karen, b"b", now).sign(&karen));
    let (a, b) = tokio::join!(dialog.try_send(&town, &ali, &a), dialog.try_send(&town, &karen, &b));
    let answers = [a.map(drop), b.map(drop)];
    assert!(answers.contains(&Ok(())) && answers.contains(&no(Code::Conflict)), "{answers:?}");
}

#[tokio::test]
async fn what_does_not_follow_is_a_conflict_and_what_breaks_a_rule_names_it() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let now = town.clock.now();
    let post = || dialog.post(&ali, b"x", now);
    let send = async |change: &dyn Fn(&mut samtale_wire::entry::Payload)| {
        let mut draft = post();
        change(&mut draft.payload);
        dialog.try_send(&town, &ali, &draft.sign(&ali)).await.map(drop)
    };
    assert_eq!(send(&|p| p.seq += 1).await, no(Code::Conflict));
    assert_eq!(send(&|p| p.prev = Hash([1; 32])).await, no(Code::Conflict));
    assert_eq!(send(&|p| p.ctl = Hash([1; 32])).await, no(Code::Conflict));
    assert_eq!(send(&|p| p.epoch = 0).await, no(Code::Conflict));
    assert_eq!(send(&|p| p.t = now - 10).await, no(Code::Conflict));
    assert_eq!(send(&|p| p.t = now + MAX_SKEW + 60).await, no(Code::Clock));
    assert_eq!(send(&|p| p.version = 2).await, broken(Violation::Version));
    assert_eq!(send(&|p| p.uhead.hash = Hash([1; 32])).await, broken(Violation::UnknownChain));
    assert_eq!(send(&|p| p.dialog = DialogId([1; 32])).await, broken(Violation::Foreign));
    assert_eq!(send(&|p| p.uid = karen.uid).await, no(Code::NotAllowed));
    assert_eq!(send(&|p| p.dev = karen.dev).await, no(Code::NotAllowed));
    let forged = dialog.try_send(&town, &ali, &post().sign(&karen)).await;
    assert_eq!(forged.map(drop), broken(Violation::BadSignature));
    assert!(dialog.try_send(&town, &ali, &post().sign(&ali)).await.is_ok(), "nothing of it was kept");
}

#[tokio::test]
async fn what_travels_with_an_entry_must_be_what_it_names() {
    let town = Town::start().await;
    let Talk { ali, mut dialog, .. } = Talk::begin(&town).await;
    let eva = colleague(&town, "Eva").await;
    let now = town.clock.now();
    let post = dialog.post(&ali, b"x", now);
    let propose = dialog.propose(&ali, &eva, Role::Employee, eva.org.clone(), now);
    let absent = dialog.post_with(&ali, b"x", vec![FileId(random())], None, now);
    let mut wrong: Vec<Append> = vec![absent.sign(&ali)];
    for (draft, change) in [
        (&post, (|it| it.ciphertext = None) as fn(&mut Append)),
        (&post, |it| it.ciphertext = Some(Bytes(b"y".to_vec()))),
        (&propose, |it| it.envelopes.clear()),
        (&propose, |it| it.envelopes[0].sealed.0.push(0)),
        (&propose, |it| it.envelopes.extend(it.envelopes.clone())),
    ] {
        let mut append = draft.sign(&ali);
        change(&mut append);
        wrong.push(append);
    }
    for append in wrong {
        let refused = dialog.try_send(&town, &ali, &append).await.map(drop);
        assert_eq!(refused, broken(Violation::Attachments));
    }
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_dialog_that_is_there_from_one_that_is_not() {
    let town = Town::start().await;
    let Talk { ali, dialog, .. } = Talk::begin(&town).await;
    let eva = colleague(&town, "Eva").await;
    let (card, now) = (town_card(&town).await, town.clock.now());
    let mut nowhere = dialog.clone();
    nowhere.id = DialogId(random());
    for dialog in [&dialog, &nowhere] {
        let post = dialog.post(&eva, b"x", now).sign(&eva);
        assert_eq!(dialog.try_send(&town, &eva, &post).await.map(drop), no(Code::NotFound));
        let (_, mut create) = Dialog::create(&card, &eva, &[&ali], now);
        create.payload.dialog = dialog.id;
        let refused = dialog.try_send(&town, &eva, &create.sign(&eva)).await.map(drop);
        assert_eq!(refused, broken(Violation::BadId));
    }
}

#[tokio::test]
async fn only_an_employee_begins_a_dialog_and_only_here() {
    let town = Town::start().await;
    let Talk { ali, karen, .. } = Talk::invited(&town).await;
    let (card, now) = (town_card(&town).await, town.clock.now());
    let begin = async |author: &Person, change: &dyn Fn(&mut samtale_wire::entry::Create)| {
        let (dialog, mut draft) = Dialog::create(&card, &ali, &[&karen], now);
        if let samtale_wire::entry::Body::Create(create) = &mut draft.payload.body {
            change(create);
        }
        dialog.try_send(&town, author, &draft.sign(author)).await.map(drop)
    };
    assert_eq!(begin(&ali, &|c| c.tenant.0[0] ^= 1).await, broken(Violation::Foreign));
    assert_eq!(begin(&ali, &|c| c.head_key.0[0] ^= 1).await, broken(Violation::BadKey));
    assert_eq!(begin(&ali, &|c| c.org.sig.0[0] ^= 1).await, broken(Violation::Employment));
    assert_eq!(begin(&karen, &|_| {}).await, no(Code::NotAllowed));
    assert_eq!(begin(&ali, &|_| {}).await, Ok(()));
}

#[tokio::test]
async fn a_small_memory_gives_the_same_answers() {
    let town = Town::forgetful().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let mut other = Talk::about(&town, &ali, &karen).await;
    // Each pushes the other's state out of the memory.
    for round in 0..4u8 {
        let now = town.clock.now();
        let (here, there) = (dialog.post(&karen, &[round], now), other.post(&ali, &[round], now));
        let (here, there) = (here.sign(&karen), there.sign(&ali));
        let (a, b) = tokio::join!(dialog.try_send(&town, &karen, &here), other.try_send(&town, &ali, &there));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!((a.seq, b.seq), (4 + u64::from(round), 2 + u64::from(round)));
        dialog.follow(&a.entry);
        other.follow(&b.entry);
        let late = dialog.clone().try_send(&town, &karen, &here).await.unwrap();
        assert_eq!(late.seq, a.seq);
    }
}

#[tokio::test]
async fn many_dialogs_at_once_are_each_in_order() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let mut dialogs = vec![dialog];
    for _ in 0..7 {
        dialogs.push(Talk::about(&town, &ali, &karen).await);
    }
    let write = async |mut dialog: Dialog| {
        for n in 0..5u8 {
            let post = dialog.post(&ali, &[n], town.clock.now());
            dialog.send(&town, &ali, &post).await.unwrap();
        }
    };
    futures::future::join_all(dialogs.into_iter().map(write)).await;
    let feed = town.wire.whole_feed(&ali.token).await;
    let entries = feed.items.iter().filter(|item| matches!(item, FeedItem::Entry(_))).count();
    assert_eq!(entries, 4 + 7 * 2 + 8 * 5);
}
