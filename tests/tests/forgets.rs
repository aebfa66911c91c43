//! What was said is in no memory once the app is locked: a process plays a day as Karen's app and is
//! looked into from outside, before the lock, so that the search can fail, and after.
//! Linux alone shows a process's memory so plainly.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

#[path = "../../core/seal/tests/looking/mod.rs"]
mod looking;

use looking::found;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::view::{Answer, DialogView, InvitationDraft, Language};
use samtale_client::{Device, Ports, Session};
use samtale_journeys::{Person, Town, bubbles, log_in};
use samtale_membership::hash::hash;
use std::alloc::System;
use std::io::{BufRead, BufReader, Write, stdin};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use zeroizing_alloc::ZeroAlloc;

/// As in the library that the apps link: what is freed is wiped.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

/// Set for the process that is looked into: the link that it enrols with, and its folder.
const LINK: &str = "SAMTALE_FORGETS_LINK";
const FOLDER: &str = "SAMTALE_FORGETS_FOLDER";

/// What is planted. Each is made when it is needed, so that no constant gives it away.
const PLANTED: [&str; 5] = ["topic", "purpose", "karens-post", "alis-post", "draft"];

fn marker(what: &str) -> String {
    let number = hash("samtale1.test", &[what.as_bytes()]).to_string();
    format!("{}-{}", &number[..12], &number[12..24])
}

async fn until(session: &Session, dialog: &str, is: impl Fn(&DialogView) -> bool) -> DialogView {
    let feed = session.dialog(dialog).expect("a dialog");
    loop {
        let view = feed.next().await.expect("unlocked");
        if is(&view) {
            return view;
        }
    }
}

fn has(view: &DialogView, what: &str) -> bool {
    bubbles(view).iter().any(|bubble| bubble.text.contains(&marker(what)))
}

/// Karen's day: she enrols, says yes, writes, reads. Then she locks.
async fn day(link: &str, folder: &str) {
    let mut told = stdin().lines();
    let ports = Ports::real(Arc::new(MemoryKeyStore::default()));
    let device = Device::new(folder.into(), ports, Language::Danish).expect("a folder");
    let enrolment = device.enrol(link).await.expect("an invitation");
    let redirect = log_in(&enrolment.login_url(), "Karen Holm", "").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    drop(enrolment);
    let inbox = session.inbox();
    let dialog = loop {
        let view = inbox.next().await.expect("unlocked");
        if let Some(row) = view.rows.into_iter().find(|row| row.waiting.is_some()) {
            break row.dialog;
        }
    };
    drop(inbox);
    let proposal = {
        let consent =
            until(&session, &dialog, |view| view.consent.is_some()).await.consent.expect("a consent");
        assert!(consent.purpose.contains(&marker("purpose")));
        consent.proposal
    };
    session.answer(&dialog, &proposal, Answer::Yes).await.expect("kept");
    until(&session, &dialog, |view| view.may_write).await;
    session.post(&dialog, format!("Hej {}", marker("karens-post"))).await.expect("kept");
    session.post(&dialog, format!("Og {}", marker("draft"))).await.expect("kept");
    until(&session, &dialog, |view| has(view, "alis-post") && has(view, "draft")).await;
    println!("\nUNLOCKED");
    told.next();
    session.lock().await;
    drop((session, device));
    println!("\nLOCKED");
    told.next();
}

/// The process that is looked into.
#[test]
fn a_process_that_plays_karens_day() {
    let (Ok(link), Ok(folder)) = (std::env::var(LINK), std::env::var(FOLDER)) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(day(&link, &folder));
}

/// What was planted, as UTF-8 and as UTF-16.
fn planted() -> Vec<(&'static str, Vec<u8>)> {
    let both = |what| {
        let text = marker(what);
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [(what, text.into_bytes()), (what, wide)]
    };
    PLANTED.into_iter().flat_map(both).collect()
}

fn spawn(link: &str, folder: &std::path::Path) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "a_process_that_plays_karens_day", "--nocapture"])
        .env(LINK, link)
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_in_no_memory_once_the_app_is_locked() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let draft = InvitationDraft {
        name: "Karen Holm".into(),
        topic: marker("topic"),
        purpose: format!("Så {}.", marker("purpose")),
        first: format!("Velkommen {}", marker("alis-post")),
    };
    let invitation = ali.session.invite(draft).await.expect("an invitation");
    let mut child = spawn(&invitation.link, &town.folder("karen"));
    let mut says = BufReader::new(child.stdout.take().expect("its words")).lines();
    let mut tell = child.stdin.take().expect("its ear");
    let played = tokio::task::spawn_blocking(move || {
        let mut until = |word: &str| says.by_ref().map_while(Result::ok).any(|line| line == word);
        assert!(until("UNLOCKED"), "Karen's day does not end");
        let before = found(child.id(), &planted());
        writeln!(tell, "lock").expect("heard");
        assert!(until("LOCKED"), "it never locks");
        let after = found(child.id(), &planted());
        writeln!(tell, "enough").expect("heard");
        assert!(child.wait().expect("an end").success());
        (before, after)
    });
    let (before, after) = played.await.expect("a day");
    assert_eq!(before, PLANTED, "the search finds what is there");
    assert_eq!(after, [""; 0], "nothing is left");
}
