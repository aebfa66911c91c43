//! What was said, and every key it was said with, is in no memory and no file once the app is locked: a
//! process plays a day as Karen's app and is looked into from outside, before the lock, so that the search
//! can fail, and after. Its key store is another process's, as on a phone.
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

use looking::{found, found_in_files};
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::KeyStore;
use samtale_client::view::{Answer, DialogView, InvitationDraft, Language};
use samtale_client::{Device, DialogFeed, Ports, Problem, Session, threads};
use samtale_journeys::{Person, Town, bubbles, held_by, log_in, photo};
use samtale_membership::hash::hash;
use samtale_seal::Secret;
use std::alloc::System;
use std::io::{BufRead, BufReader, Read, Write, stdin};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use zeroize::Zeroize;
use zeroizing_alloc::ZeroAlloc;

/// As in the library that the apps link: what is freed is wiped.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

/// Set for the process that is looked into: the link that it enrols with, its folder, its key store.
const LINK: &str = "SAMTALE_FORGETS_LINK";
const FOLDER: &str = "SAMTALE_FORGETS_FOLDER";
const KEYS: &str = "SAMTALE_FORGETS_KEYS";

/// What is planted. Each is made when it is needed, so that no constant gives it away.
const PLANTED: [&str; 9] = [
    "topic",
    "purpose",
    "karens-post",
    "alis-post",
    "draft",
    "karens-photo",
    "alis-photo",
    "words-beside-karens-photo",
    "what-alis-photo-shows",
];
/// What the process writes into a file in each place where it can, so that the search can fail.
const WITNESS: &str = "witness";

/// What is there only while the vault is opened or written, never in between.
const PASSING: &str = "vault key";

fn marker(what: &str) -> String {
    let number = hash("samtale1.test", &[what.as_bytes()]).to_string();
    format!("{}-{}", &number[..12], &number[12..24])
}

/// A key store beyond a socket: what it keeps is in this process only while it is used.
struct Beyond(Mutex<UnixStream>);

impl Beyond {
    fn ask(&self, verb: u8, name: &str, secret: &[u8]) -> Option<Secret> {
        let mut line = self.0.lock().expect("unpoisoned");
        let length = u8::try_from(name.len()).expect("a short name");
        line.write_all(&[&[verb, length], name.as_bytes()].concat()).expect("heard");
        line.write_all(secret).expect("heard");
        let mut answer = [0; 33];
        line.read_exact(&mut answer).expect("an answer");
        let mut bytes: [u8; 32] = answer[1..].try_into().expect("thirty-two");
        let kept = (answer[0] == 1).then(|| Secret::new(bytes));
        answer.zeroize();
        bytes.zeroize();
        kept
    }
}

impl KeyStore for Beyond {
    fn set(&self, name: &str, secret: &Secret) -> Result<(), Problem> {
        self.ask(b's', name, secret.expose());
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, Problem> {
        Ok(self.ask(b'g', name, &[]))
    }

    fn delete(&self, _: &str) -> Result<(), Problem> {
        Err(Problem::KeyStore)
    }
}

/// The other end of it.
fn keep(listener: &UnixListener, keys: &MemoryKeyStore) {
    let (mut line, _) = listener.accept().expect("somebody");
    let mut head = [0; 2];
    while line.read_exact(&mut head).is_ok() {
        let mut name = vec![0; usize::from(head[1])];
        line.read_exact(&mut name).expect("a name");
        let name = String::from_utf8(name).expect("a name");
        if head[0] == b's' {
            let mut secret = [0; 32];
            line.read_exact(&mut secret).expect("a secret");
            keys.set(&name, &Secret::new(secret)).expect("kept");
        }
        let kept = keys.get(&name).expect("a key store");
        line.write_all(&[u8::from(kept.is_some())]).expect("heard");
        line.write_all(kept.map_or([0; 32], |kept| *kept.expose()).as_slice()).expect("heard");
    }
}

async fn until(feed: &DialogFeed, is: impl Fn(&DialogView) -> bool) -> DialogView {
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

/// Karen's day: she enrols, says yes, writes, reads, sends a photo and looks at one. What her screen holds
/// comes back beside her session: two feeds, a list, a dialog, a picture.
async fn day(link: &str, folder: &str, keys: &str) -> (Session, impl Send + use<>, impl Send + use<>) {
    let keys = Beyond(Mutex::new(UnixStream::connect(keys).expect("a key store")));
    let device =
        Device::new(places(Path::new(folder))[0].clone(), Ports::real(Arc::new(keys)), Language::Danish)
            .expect("a folder");
    let enrolment = device.enrol(link).await.expect("an invitation");
    let redirect = log_in(&enrolment.login_url(), "Karen Holm", "").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    drop(enrolment);
    let inbox = session.inbox();
    let (list, dialog) = loop {
        let view = inbox.next().await.expect("unlocked");
        if let Some(row) = view.rows.iter().find(|row| row.waiting.is_some()) {
            let dialog = row.dialog.clone();
            break (view, dialog);
        }
    };
    let feed = session.dialog(&dialog).expect("a dialog");
    let proposal = {
        let consent = until(&feed, |view| view.consent.is_some()).await.consent.expect("a consent");
        assert!(consent.purpose.contains(&marker("purpose")));
        consent.proposal
    };
    session.answer(&dialog, &proposal, Answer::Yes).await.expect("kept");
    until(&feed, |view| view.may_write).await;
    session.post(&dialog, format!("Hej {}", marker("karens-post"))).await.expect("kept");
    session.post(&dialog, format!("Og {}", marker("draft"))).await.expect("kept");
    let picture = photo(marker("karens-photo").as_bytes());
    let words = marker("words-beside-karens-photo");
    session.post_photo(&dialog, picture.clone(), words, String::new()).await.expect("kept");
    let view = until(&feed, |view| {
        let photos = bubbles(view).iter().filter(|bubble| bubble.photo.is_some()).count();
        has(view, "alis-post") && has(view, "draft") && photos == 2
    })
    .await;
    let alis = bubbles(&view).into_iter().find(|bubble| bubble.photo.is_some() && !bubble.own);
    let file = alis.and_then(|bubble| bubble.photo).expect("Ali's photo").file;
    let seen = session.photo(&dialog, &file).await.expect("a photo");
    (session, (inbox, feed, device), (list, view, picture, seen))
}

/// Says a word and waits for the next one.
fn say(word: &str) {
    println!("\n{word}");
    stdin().lines().next();
}

/// The process that is looked into.
#[test]
fn a_process_that_plays_karens_day() {
    let told = [LINK, FOLDER, KEYS].map(std::env::var);
    let [Ok(link), Ok(folder), Ok(keys)] = told else { return };
    let runtime = threads::runtime(2).expect("a runtime");
    let places = places(Path::new(&folder)).map(|place| place.join("samtale-witness"));
    // As the apps call it: each act on the core's own threads.
    let day = runtime.spawn(async move { day(&link, &folder, &keys).await });
    let (session, feeds, screen) = runtime.block_on(day).expect("a day");
    places.iter().for_each(|place| std::fs::write(place, marker(WITNESS)).expect("written"));
    say("UNLOCKED");
    places.iter().for_each(|place| std::fs::remove_file(place).expect("removed"));
    runtime.block_on(session.lock());
    // A locked screen shows nothing; the session and its feeds may be held by whoever is slow.
    drop(screen);
    say("LOCKED");
    drop((session, feeds));
    say("LEFT");
}

/// Where the process can write: its own folder, the one for what is temporary, where it stands, and
/// memory that looks like a disk.
fn places(folder: &Path) -> [PathBuf; 4] {
    [folder.join("device"), folder.join("tmp"), folder.join("stands"), "/dev/shm".into()]
}

/// What was planted, as UTF-8 and as UTF-16 of both kinds.
fn planted(whats: &[&'static str]) -> Vec<(&'static str, Vec<u8>)> {
    let each = |what| {
        let text = marker(what);
        let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        [(what, text.into_bytes()), (what, little), (what, big)]
    };
    whats.iter().copied().flat_map(each).collect()
}

/// Half of a secret, as it is written and as a number is kept on this machine: its bytes backwards.
fn bytes(name: &'static str, secret: &Secret) -> [(&'static str, Vec<u8>); 2] {
    let backwards: Vec<u8> = secret.expose().iter().rev().copied().collect();
    [(name, secret.expose()[..16].to_vec()), (name, backwards[..16].to_vec())]
}

fn spawn(link: &str, folder: &Path, keys: &Path) -> Child {
    for place in &places(folder)[..3] {
        std::fs::create_dir_all(place).expect("a folder");
    }
    let [_, temporary, stands, _] = places(folder);
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "a_process_that_plays_karens_day", "--nocapture"])
        .env(LINK, link)
        .env(FOLDER, folder)
        .env(KEYS, keys)
        .env("TMPDIR", temporary)
        .current_dir(stands)
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
        sensitive: false,
    };
    let invitation = ali.session.invite(draft).await.expect("an invitation");
    let (folder, keys) = (town.folder("karen"), Arc::new(MemoryKeyStore::default()));
    let socket = town.folder("keys");
    let listener = UnixListener::bind(&socket).expect("a socket");
    let kept = Arc::clone(&keys);
    std::thread::spawn(move || keep(&listener, &kept));
    let mut child = spawn(&invitation.link, &folder, &socket);
    let dialog = ali.inbox_until(|inbox| !inbox.rows.is_empty()).await.rows[0].dialog.clone();
    ali.until(&dialog, |view| view.may_write).await;
    let (picture, shows) = (photo(marker("alis-photo").as_bytes()), marker("what-alis-photo-shows"));
    ali.session.post_photo(&dialog, picture, String::new(), shows).await.expect("kept");

    let mut says = BufReader::new(child.stdout.take().expect("its words")).lines();
    let mut tell = child.stdin.take().expect("its ear");
    let pid = child.id();
    let mut hears = move |word: &'static str| {
        let heard = says.by_ref().map_while(Result::ok).any(|line| line == word);
        assert!(heard, "it never says {word}");
    };
    let mut hears = tokio::task::spawn_blocking(move || {
        hears("UNLOCKED");
        hears
    })
    .await
    .expect("a day");
    let secrets = held_by(&places(&folder)[0], &*keys, town.now()).await;
    let secrets: Vec<_> = secrets.iter().flat_map(|(name, secret)| bytes(name, secret)).collect();
    let needles: Vec<_> = planted(&PLANTED).into_iter().chain(secrets).collect();
    let mut held: Vec<&str> = needles.iter().map(|(name, _)| *name).filter(|name| *name != PASSING).collect();
    held.dedup();

    let played = tokio::task::spawn_blocking(move || {
        let places = places(&folder);
        for place in &places {
            let here = found_in_files(pid, std::slice::from_ref(place), &planted(&[WITNESS]));
            assert_eq!(here, [WITNESS], "the search finds what lies in {place:?}");
        }
        assert_eq!(found_in_files(pid, &places, &needles), [""; 0], "nothing is written");
        let before = found(pid, &needles);
        let mut go_on = |word| {
            writeln!(tell, "go on").expect("heard");
            hears(word);
            let files = found_in_files(pid, &places, &needles);
            assert_eq!(files, [""; 0], "{word}: nothing is written");
            found(pid, &needles)
        };
        let (locked, left) = (go_on("LOCKED"), go_on("LEFT"));
        writeln!(tell, "enough").expect("heard");
        assert!(child.wait().expect("an end").success());
        (before, locked, left)
    });
    let (before, locked, left) = played.await.expect("a day");
    assert_eq!(before, held, "the search finds what is there");
    assert_eq!((locked, left), (Vec::new(), Vec::new()), "nothing is left, whoever still holds the session");
}
