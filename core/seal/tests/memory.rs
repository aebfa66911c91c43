//! Secrets are gone from a process's memory once they were dropped: its memory is read from outside and
//! searched, before, so that the search can fail, and after. As bitwarden's `memory-testing` does it.
//! Linux alone shows a process's memory so plainly.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod looking;
#[path = "../../membership/tests/judged/seeded.rs"]
mod seeded;

use looking::found;
use samtale_seal::Secret;
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::login::LoginSecret;
use samtale_seal::message::{self, MessageContext};
use samtale_seal::paper::PaperCode;
use samtale_seal::user::{UserSecret, UserSecrets};
use samtale_seal::vault::{Halves, lock, unlock};
use samtale_wire::user::DevCert;
use samtale_wire::{DeviceId, DialogId, Hash, MsgId, Tenant, Uid, decode, encode};
use seeded::Seeded;
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Write, stdin};
use std::process::{Command, Stdio};

/// Set for the process that is looked into.
const HOLDS: &str = "SAMTALE_HOLDS_SECRETS";

/// What is drawn for secrets, in this order. Each draw is the hash of its number, so that whoever looks
/// knows what was drawn; other randomness has numbers of its own.
const SECRETS: [&str; 9] = [
    "user secret",
    "user secret of the next generation",
    "seed of the signing key",
    "seed of the opening key",
    "epoch secret",
    "code on paper",
    "login key",
    "the device's half of the vault key",
    "the server's half of the vault key",
];

/// What a device holds while it is unlocked.
struct Held {
    users: UserSecrets,
    seeds: DeviceSeeds,
    keys: DeviceKeys,
    epoch: Secret,
    granted: Granted,
    paper: PaperCode,
    login: Secret,
    halves: [Secret; 2],
}

/// Makes everything, and uses it as an app does.
#[inline(never)]
fn hold() -> Box<Held> {
    let (rng, other) = (&mut Seeded(0), &mut Seeded(1_000_000));
    let user = UserSecret::make(rng);
    let next = user.next(rng);
    let seeds = DeviceSeeds::make(rng);
    let epoch = Secret::make(rng);
    let paper = PaperCode::make(rng);
    let login = Secret::make(rng);
    let halves = [Secret::make(rng), Secret::make(rng)];

    let keys = seeds.keys();
    let uid = Uid([1; 32]);
    let public = LoginSecret::new(&login).and_then(|login| login.public()).expect("a key");
    let cert = DevCert { signs: keys.verify_key(), opens: *keys.opens.public(), login: public, created: 1 };
    let dev = DeviceId([2; 32]);
    let sealed = next.to_device(&uid, &dev, &cert, other).expect("sealed");
    let published = (1, &next.commit(), next.key().public());
    let next = UserSecret::from_device(&keys.opens, &uid, &dev, published, &sealed).expect("opened");
    let before = next.keep_before(&user, &uid, other).expect("sealed");
    let opened = next.before(&uid, (&user.commit(), user.key().public()), &before).expect("opened");
    drop(user);
    let mut users = UserSecrets::new(opened);
    users.follow(next);

    let vault = lock(&Halves { device: &halves[0], server: &halves[1] }, b"head", &encode(&seeds), other);
    let plain = unlock(&Halves { device: &halves[0], server: &halves[1] }, b"head", &vault.expect("locked"));
    let plain = zeroize::Zeroizing::new(plain.expect("unlocked"));
    let seeds: DeviceSeeds = decode(&plain).expect("seeds");
    drop(plain);

    let dialog = DialogId([3; 32]);
    let commit = epoch::commit(&epoch, &dialog, 4);
    let (by, to, prev) = (uid, uid, Hash([5; 32]));
    let context = GrantContext { dialog, seq: 6, prev, epoch: 4, commit, by, to, generation: 1 };
    let newest = users.newest().key();
    let grant = epoch::grant(&context, newest.public(), &Granted::from_now(4, epoch.clone()), other);
    let granted = epoch::take(&context, newest, &grant.expect("sealed"), |_| None).expect("opened");
    let place = MessageContext { dialog, epoch: 4, uid, dev, msg_id: MsgId([7; 16]) };
    let post = message::seal(&place, &epoch, b"Hej", other).expect("sealed");
    message::open_with(&place, &place.key(&epoch), &post).expect("opened");
    let id = MsgId([7; 16]);
    let kept = users.newest().keep_intent(&uid, &id, b"Hej", other).expect("sealed");
    users.newest().recall_intent(&uid, &id, &kept).expect("opened");
    let signed = keys.sign("label", b"payload".to_vec());
    assert_ne!(signed.sig, paper.seeds().keys().sign("label", b"payload".to_vec()).sig);
    let opener = LoginSecret::new(&login).expect("a key");
    let session = opener.open_session(Tenant([8; 32]), dev, 9, other);
    assert_eq!(session.dev, dev);
    Box::new(Held { users, seeds, keys, epoch, granted, paper, login, halves })
}

/// What was on the stack lies there until something else does: an app's next steps write over it.
#[inline(never)]
fn write_over_the_stack(depth: u32) -> u8 {
    let mut room = [0u8; 16 * 1024];
    room.fill(depth as u8);
    std::hint::black_box(&mut room);
    if depth == 0 { room[7] } else { room[7].wrapping_add(write_over_the_stack(depth - 1)) }
}

/// The process that is looked into: says when it holds secrets, and when it has dropped them.
#[test]
fn a_process_that_holds_secrets() {
    if std::env::var_os(HOLDS).is_none() {
        return;
    }
    let mut told = stdin().lines();
    let held = hold();
    write_over_the_stack(60);
    println!("\nHOLDS");
    told.next();
    // Used to the end, so that nothing is dropped before.
    assert_eq!(held.users.all().count(), 2);
    assert_eq!(held.seeds.keys().verify_key(), held.keys.verify_key());
    assert!(held.granted.epochs.iter().any(|(_, secret)| *secret == held.epoch));
    assert_ne!((&held.login, held.paper.digits().len()), (&held.halves[0], 0));
    drop(held);
    write_over_the_stack(60);
    println!("\nDROPPED");
    told.next();
}

/// The first half of each secret, by its name.
fn secrets() -> Vec<(&'static str, Vec<u8>)> {
    let drawn = (1..).map(|number: u64| Sha256::digest(number.to_be_bytes())[..16].to_vec());
    SECRETS.into_iter().zip(drawn).collect()
}

#[test]
fn what_was_dropped_is_in_memory_no_more() {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "a_process_that_holds_secrets", "--nocapture"])
        .env(HOLDS, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process");
    let mut says = BufReader::new(child.stdout.take().expect("its words")).lines();
    let mut tell = child.stdin.take().expect("its ear");
    let mut until = |word: &str| {
        let said = says.by_ref().map_while(Result::ok).any(|line| line == word);
        assert!(said, "it never says {word}");
    };
    until("HOLDS");
    assert_eq!(found(child.id(), &secrets()), SECRETS, "the search finds what is there");
    writeln!(tell, "go on").expect("heard");
    until("DROPPED");
    assert_eq!(found(child.id(), &secrets()), [""; 0], "nothing is left");
    writeln!(tell, "enough").expect("heard");
    assert!(child.wait().expect("an end").success());
}
