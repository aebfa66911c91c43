//! Karen opens the app where there is no network, and writes all the same.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::InboxView;
use samtale_client::{Jotter, Problem};
use samtale_engine::courier::Fault;
use samtale_journeys::{Person, Town};
use samtale_wire::api::Snapshots;
use samtale_wire::{Bytes, KemKey, decode, encode};
use std::path::PathBuf;

/// The jots that wait on Karen's disk.
fn waits(town: &Town) -> Vec<PathBuf> {
    let queue = std::fs::read_dir(town.folder("Karen Holm").join("queue")).expect("the queue");
    let files = queue.map(|file| file.expect("a file").path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "jot")).collect()
}

/// She stands before the closed door, without a network.
async fn at_the_door(karen: &Person) -> Jotter {
    karen.session.lock().await;
    karen.network.cut(true);
    assert_eq!(karen.device.unlock().await.map(drop), Err(Problem::Offline));
    karen.device.jotter().expect("a place to write")
}

/// There is a network again.
async fn comes_down(karen: Person) -> Person {
    karen.network.cut(false);
    karen.restart().await
}

fn texts(inbox: &InboxView) -> Vec<&str> {
    inbox.jots.iter().map(|jot| jot.text.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_writes_on_the_mountain_with_the_app_closed() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    assert!(karen.inbox_until(|_| true).await.jots.is_empty());
    let door = at_the_door(&karen).await;
    let view = door.view().expect("a door");
    assert!(view.may_write && view.waiting.is_none() && view.forget.is_none());
    let view = door.keep("Jeg er ved hytten".into(), " Ali ".into()).expect("kept");
    assert_eq!(view.waiting.as_deref(), Some("1 note venter"));
    // The app is killed, and she writes once more.
    drop(door);
    let door = karen.device.jotter().expect("a place to write");
    town.minutes_go_by(1);
    let view = door.keep("Kan vi ses på torsdag?".into(), String::new()).expect("kept");
    assert_eq!(view.waiting.as_deref(), Some("2 noter venter"));
    assert_eq!(door.keep(" \n".into(), "Ali".into()).expect("nothing to keep").waiting, view.waiting);
    let sizes = waits(&town).iter().map(|path| path.metadata().expect("a file").len()).collect::<Vec<_>>();
    assert_eq!(sizes[0], sizes[1], "how much she wrote is not to be seen");

    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 2 && inbox.places.len() == 1).await;
    assert_eq!(texts(&inbox), ["Jeg er ved hytten", "Kan vi ses på torsdag?"]);
    assert_eq!(inbox.jots[0].to.as_deref(), Some("Til Ali"));
    assert_eq!(inbox.jots[1].to, None);
    assert!(inbox.jots.iter().all(|jot| jot.may_place && jot.time.is_some()));
    assert_eq!(inbox.places[0].choice, dialog);
    assert!(ali.until(&dialog, |_| true).await.draft.is_empty(), "it is nobody else's");

    // One becomes what she has begun to write, the other one goes behind it.
    let [first, second] = [&inbox.jots[0].jot, &inbox.jots[1].jot];
    karen.session.place_jot(first, &dialog).await.expect("placed");
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "Jeg er ved hytten");
    assert_eq!(waits(&town).len(), 1, "gone from the disk");
    assert_eq!(karen.session.place_jot(first, &dialog).await, Err(Problem::NotFound), "once");
    karen.session.place_jot(second, &dialog).await.expect("placed");
    let both = "Jeg er ved hytten\nKan vi ses på torsdag?";
    assert!(waits(&town).is_empty());

    // After two restarts it is there once, and once it is sent it is nowhere else.
    let karen = karen.restart().await.restart().await;
    let inbox = karen.inbox_until(|inbox| !inbox.rows.is_empty()).await;
    assert!(inbox.jots.is_empty() && inbox.places.is_empty());
    let at_hand = karen.until(&dialog, |view| !view.draft.is_empty() && view.members.len() == 2).await;
    assert_eq!(at_hand.draft, both);
    karen.post(&dialog, both).await;
    ali.reads(&dialog, both).await;
    let karen = karen.restart().await;
    karen.reads(&dialog, both).await;
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "");
    assert!(karen.inbox_until(|inbox| !inbox.rows.is_empty()).await.jots.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_karen_deletes_is_gone_before_the_door_and_behind_it() {
    let town = Town::open().await;
    let (_ali, karen, _dialog) = Person::talking(&town).await;
    let door = at_the_door(&karen).await;
    for text in ["Et", "To"] {
        door.keep(text.into(), String::new()).expect("kept");
    }
    assert!(door.forget().expect("gone").waiting.is_none() && waits(&town).is_empty());
    for text in ["Tre", "Fire"] {
        door.keep(text.into(), String::new()).expect("kept");
        town.minutes_go_by(1);
    }
    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 2).await;
    assert_eq!(texts(&inbox), ["Tre", "Fire"]);
    karen.session.forget_jot(&inbox.jots[0].forget.act).await.expect("gone");
    let left = karen.inbox_until(|inbox| inbox.jots.len() == 1).await;
    assert_eq!((texts(&left), waits(&town).len()), (vec!["Fire"], 1));
    // What is left waits for as long as she likes.
    let karen = karen.restart().await;
    assert_eq!(texts(&karen.inbox_until(|inbox| !inbox.jots.is_empty()).await), ["Fire"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_app_has_a_placed_note_once() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = Person::talking(&town).await;
    at_the_door(&karen).await.keep("Husk nøglen".into(), String::new()).expect("kept");
    let path = waits(&town).remove(0);
    let kept = std::fs::read(&path).expect("the jot");
    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 1 && !inbox.places.is_empty()).await;
    karen.session.place_jot(&inbox.jots[0].jot, &dialog).await.expect("placed");
    // As if the app was killed between keeping the draft and deleting the jot.
    karen.session.lock().await;
    std::fs::write(&path, &kept).expect("put back");
    let karen = karen.restart().await;
    let inbox = karen.inbox_until(|inbox| !inbox.rows.is_empty()).await;
    assert!(inbox.jots.is_empty() && waits(&town).is_empty());
    assert_eq!(karen.until(&dialog, |view| !view.draft.is_empty()).await.draft, "Husk nøglen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_opens_when_the_keys_have_moved_on_meanwhile() {
    let town = Town::open().await;
    let (_ali, karen, _dialog) = Person::talking(&town).await;
    let shown = karen.session.add_device().await.expect("a link");
    let tablet = Person::try_enrol_on(&town, "tablet", "Karen Holm", &shown.link).await.expect("in");
    let slip = town.folder("Karen Holm").join("jotter");
    let old = std::fs::read(&slip).expect("the user key of today");
    let door = at_the_door(&karen).await;
    door.keep("Skrevet før".into(), String::new()).expect("kept");
    let karen = comes_down(karen).await;
    let devices = karen.inbox_until(|inbox| inbox.devices.len() == 2).await.devices;
    // Another generation, and the closed door knows it from then on.
    karen.session.remove_device(&devices[1].device).await.expect("gone");
    assert_ne!(std::fs::read(&slip).expect("the user key"), old);
    drop(tablet);
    let karen = karen.restart().await;
    let inbox = karen.inbox_until(|inbox| !inbox.jots.is_empty()).await;
    assert_eq!(texts(&inbox), ["Skrevet før"]);
    let door = at_the_door(&karen).await;
    town.minutes_go_by(1);
    door.keep("Skrevet efter".into(), String::new()).expect("kept");
    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 2).await;
    assert_eq!(texts(&inbox), ["Skrevet før", "Skrevet efter"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_closed_door_has_room_for_so_much_and_no_more() {
    let town = Town::open().await;
    let (_ali, karen, _dialog) = Person::talking(&town).await;
    let door = at_the_door(&karen).await;
    assert_eq!(door.keep("x".repeat(16_001), String::new()).map(drop), Err(Problem::TooLarge));
    assert_eq!(door.keep("x".into(), "x".repeat(201)).map(drop), Err(Problem::TooLarge));
    for n in 1..=50 {
        let view = door.keep("Nej".into(), String::new()).expect("kept");
        assert_eq!(view.may_write, n < 50);
    }
    assert_eq!(door.keep("Nej".into(), String::new()).map(drop), Err(Problem::TooLarge));
    assert_eq!(waits(&town).len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swapped_public_key_gets_no_jot() {
    let town = Town::open().await;
    let (ali, karen, _dialog) = Person::talking(&town).await;
    karen.session.lock().await;
    let slip = |name: &str| town.folder(name).join("jotter");
    let honest = std::fs::read(slip("Karen Holm")).expect("what the open vault left");
    let (version, generation, user, stamp): (u64, u64, KemKey, Bytes) = decode(&honest).expect("a slip");
    // Ali's own slip, his key under her stamp, her key under another generation, and half a file.
    let his = std::fs::read(slip("Ali Mentor")).expect("what his vault left");
    let (_, _, key, _): (u64, u64, KemKey, Bytes) = decode(&his).expect("a slip");
    let with = |generation: u64, user: KemKey| encode(&(version, generation, user, stamp.clone()));
    let half = honest[..honest.len() / 2].to_vec();
    for swapped in [his, with(generation, key), with(generation + 1, user), half] {
        std::fs::write(slip("Karen Holm"), swapped).expect("swapped");
        assert_eq!(karen.device.jotter().map(drop), Err(Problem::Vault));
    }
    assert!(waits(&town).is_empty());
    // With what was left there it goes on; the next open vault leaves it anew whatever became of it.
    std::fs::write(slip("Karen Holm"), &honest).expect("put back");
    karen.device.jotter().expect("a place to write");
    std::fs::write(slip("Karen Holm"), b"nothing").expect("broken");
    let karen = karen.restart().await;
    karen.session.lock().await;
    karen.device.jotter().expect("a place to write");
    drop(ali);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_puts_in_the_queue_is_never_karens_words() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    at_the_door(&karen).await.keep("Mine ord".into(), String::new()).expect("kept");
    at_the_door(&ali).await.keep("Jeg siger ja".into(), String::new()).expect("kept");
    let queue = |name: &str| town.folder(name).join("queue");
    let mine = waits(&town).remove(0);
    let theirs = std::fs::read_dir(queue("Ali Mentor")).expect("his queue").next().expect("his jot");
    // Somebody else's, her own a second time under another name, and noise.
    std::fs::copy(theirs.expect("a file").path(), queue("Karen Holm").join(format!("{:032x}.jot", 1)))
        .expect("put");
    std::fs::copy(&mine, queue("Karen Holm").join(format!("{:032x}.jot", 2))).expect("put");
    std::fs::write(queue("Karen Holm").join(format!("{:032x}.jot", 3)), b"noise").expect("put");
    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 4 && !inbox.places.is_empty()).await;
    let (hers, others): (Vec<_>, Vec<_>) = inbox.jots.iter().partition(|jot| jot.may_place);
    assert_eq!(hers.iter().map(|jot| jot.text.as_str()).collect::<Vec<_>>(), ["Mine ord"]);
    for jot in others {
        assert!(jot.text.starts_with("Vi kan ikke læse"), "said plainly: {}", jot.text);
        assert_eq!(karen.session.place_jot(&jot.jot, &dialog).await, Err(Problem::NotFound));
        karen.session.forget_jot(&jot.forget.act).await.expect("gone");
    }
    assert_eq!(waits(&town), [mine]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_leaves_a_note_where_it_was_and_says_so() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = Person::talking(&town).await;
    at_the_door(&karen).await.keep("Husk nøglen".into(), String::new()).expect("kept");
    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 1 && !inbox.places.is_empty()).await;
    let jot = &inbox.jots[0].jot;
    // Nothing can be written under its name.
    let taken = waits(&town).remove(0).with_extension("part");
    std::fs::create_dir(&taken).expect("in the way");
    assert_eq!(karen.session.place_jot(jot, &dialog).await, Err(Problem::Disk));
    assert_eq!(texts(&karen.inbox_until(|_| true).await), ["Husk nøglen"]);
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "", "it is in no two places");
    std::fs::remove_dir(&taken).expect("out of the way");
    assert_eq!(karen.session.place_jot(jot, &dialog).await.as_deref(), Ok("Husk nøglen"));
    assert!(karen.inbox_until(|_| true).await.jots.is_empty() && waits(&town).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_was_sent_is_not_offered_again_though_the_disk_kept_it() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    at_the_door(&karen).await.keep("Husk nøglen".into(), String::new()).expect("kept");
    let path = waits(&town).remove(0);
    let kept = std::fs::read(&path).expect("the jot");
    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 1 && !inbox.places.is_empty()).await;
    karen.session.place_jot(&inbox.jots[0].jot, &dialog).await.expect("placed");
    // As if it could not be deleted then.
    std::fs::write(&path, &kept).expect("put back");
    karen.until(&dialog, |view| view.members.len() == 2).await;
    karen.post(&dialog, "Husk nøglen").await;
    ali.reads(&dialog, "Husk nøglen").await;
    let karen = karen.restart().await;
    let inbox = karen.inbox_until(|inbox| !inbox.rows.is_empty()).await;
    assert!(inbox.jots.is_empty() && waits(&town).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_the_disk_does_not_give_back_keeps_no_door_closed() {
    let town = Town::open().await;
    let (_ali, karen, _dialog) = Person::talking(&town).await;
    at_the_door(&karen).await.keep("Husk nøglen".into(), String::new()).expect("kept");
    // It points at itself: there, and not to be read.
    let broken = waits(&town).remove(0).with_file_name(format!("{:032x}.jot", 1));
    std::os::unix::fs::symlink(&broken, &broken).expect("broken");
    let karen = comes_down(karen).await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 2).await;
    let [good, bad] = &inbox.jots[..] else { panic!("two") };
    assert_eq!((good.text.as_str(), good.may_place, bad.may_place), ("Husk nøglen", true, false));
    assert!(bad.text.starts_with("Vi kan ikke læse"), "said plainly: {}", bad.text);
    // It stays until she throws it away: perhaps the disk gives it back another day.
    let karen = karen.restart().await;
    let inbox = karen.inbox_until(|inbox| inbox.jots.len() == 2).await;
    karen.session.forget_jot(&inbox.jots[1].forget.act).await.expect("gone");
    assert!(broken.symlink_metadata().is_err());
    assert_eq!(texts(&karen.inbox_until(|_| true).await), ["Husk nøglen"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_finds_its_dialog_also_while_its_log_is_read_anew() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    at_the_door(&karen).await.keep("Husk nøglen".into(), String::new()).expect("kept");
    let jot = waits(&town)[0].file_stem().and_then(|stem| stem.to_str()).expect("its name").to_owned();
    // The server keeps no snapshot of it, and the network goes when the log has come and Ali is asked for.
    karen.network.instead(Box::new(|call| match call.path.as_str() {
        "/v1/snapshots" => Some(Ok(encode(&Snapshots { snapshots: Vec::new() }))),
        path if path.starts_with("/v1/users/") => Some(Err(Fault::Offline)),
        _ => None,
    }));
    let asked = karen.network.count("/v1/users/");
    let karen = comes_down(karen).await;
    let looks = karen.session.dialog(&dialog);
    karen.network.until(|network| network.count("/v1/users/") > asked).await;
    assert_eq!(karen.session.place_jot(&jot, &dialog).await.as_deref(), Ok("Husk nøglen"));
    drop(looks);
    karen.network.honest();
    karen.session.network(true);
    let view = karen.until(&dialog, |view| view.members.len() == 2).await;
    assert_eq!(view.draft, "Husk nøglen");
    drop(ali);
}
