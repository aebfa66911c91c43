//! Sealed bytes that stand for ever: one of each thing that is sealed, made from fixed seeds.
//! What was sealed once opens with everything that comes later. Refuses a thing that is sealed
//! otherwise now. The book is append-only; SAMTALE_WRITE_VECTORS=1 appends.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../membership/tests/golden/book.rs"]
mod book;
#[allow(dead_code, reason = "the rules' tests use the rest")]
#[path = "../../membership/tests/judged/kit.rs"]
mod kit;
#[allow(dead_code, reason = "the vectors use the rest")]
#[path = "golden/things.rs"]
mod things;

use samtale_membership::hash::FileRoot;
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_seal::{ephemeral, epoch, letter, message, vault};
use samtale_wire::{MsgId, decode, encode};
use std::collections::BTreeMap;
use things::*;

const BOOK: &str = "golden/sealed.txt";

fn golden() -> BTreeMap<String, Vec<u8>> {
    book::read(BOOK).into_iter().collect()
}

#[test]
fn everything_is_sealed_as_it_was_sealed_before() {
    let things = Things::make();
    let mut now = String::from("# One of each thing that is sealed: what, and the bytes. Append-only.\n");
    for sealed in things.sealed() {
        now += &book::line(sealed.name, &sealed.bytes);
    }
    let mut root = FileRoot::default();
    things.sealed().iter().filter(|it| it.name.starts_with("file.")).for_each(|it| root.push(&it.bytes));
    let seeds = things.paper.seeds();
    let login = things.paper.login().and_then(|login| login.public()).expect("a login key");
    now += &book::line("file.id", root.finish().as_bytes());
    now += &book::line("file.key", &encode(&things.file));
    now += &book::line("paper.digits", things.paper.digits().as_bytes());
    now += &book::line("paper.seeds", &encode(&seeds));
    now += &book::line("paper.signs", seeds.keys().verify_key().as_bytes());
    now += &book::line("paper.opens", seeds.keys().opens.public().as_bytes());
    now += &book::line("paper.login", login.as_bytes());
    now += &book::line("ephemeral", &encode(&things.said()));
    now += &book::line("jot", &things.jot().bytes);
    now += &book::line("jot.stamp", things.jot_key().stamp(0, things.first.key().public()).expose());
    let rng = &mut kit::Seeded(40);
    let intent = things.first.keep_intent(&things.uid, &JOT_ID, INTENT, rng).expect("sealed");
    now += &book::line("intent.waiting", &intent);
    book::hold(BOOK, &now);
}

#[test]
fn grants_in_the_book_open_with_all_the_history_they_carry() {
    let (things, golden) = (Things::make(), golden());
    let committed = |n: u64| Some(epoch::commit(&things.epochs[n as usize], &things.dialog, n));
    let take = |name| epoch::take(&things.grant, things.first.key(), &golden[name], committed);
    assert_eq!(take("grant").as_ref(), Ok(&things.from_now));
    assert_eq!(take("grant.history").as_ref(), Ok(&things.history));
}

#[test]
fn what_was_written_in_the_book_opens() {
    let (things, golden) = (Things::make(), golden());
    let post = message::open(&things.post, &things.epochs[3], &golden["post"]);
    assert_eq!(post.as_deref(), Ok(POST));
    let letter = letter::open(&things.by, &things.uid, things.first.key(), &golden["letter"]);
    assert_eq!(letter.as_deref(), Ok(LETTER));
    let intent = letter::recall(&things.uid, things.first.key(), &golden["intent"]);
    assert_eq!(intent.as_deref(), Ok(INTENT));
    let recall = |id, name: &str| things.first.recall_intent(&things.uid, id, &golden[name]);
    assert_eq!(recall(&JOT_ID, "intent.waiting").as_deref(), Ok(INTENT));
    assert_eq!(recall(&JOT_ID, "intent").as_deref(), Ok(INTENT), "as they were sealed at first");
    assert!(recall(&MsgId([9; 16]), "intent.waiting").is_err(), "under its own id only");
    let jot = things.jot_key().open(things.first.key(), &JOT_ID, &golden["jot"]);
    assert_eq!(jot.as_deref(), Ok(JOT));
    let said = decode(&golden["ephemeral"]).expect("an ephemeral");
    let said = ephemeral::open(&things.ephemeral, &things.epochs[3], &things.device.verify_key(), &said);
    assert_eq!(said.as_deref(), Ok(SAID));
    let file = |index, last, name: &str| things.file.open(&things.dialog, index, last, &golden[name]);
    assert_eq!(file(0, false, "file.0").as_deref(), Ok(CHUNKS[0]));
    assert_eq!(file(1, true, "file.1.last").as_deref(), Ok(CHUNKS[1]));
}

#[test]
fn the_keys_in_the_book_come_back() {
    let (things, golden) = (Things::make(), golden());
    let (first, second) = (&things.first, &things.second);
    let (commit, key) = (first.commit(), first.key().public());
    let (opens, sealed) = (&things.device.opens, &golden["user-secret"]);
    let got = UserSecret::from_device(opens, &things.uid, &things.dev, (0, &commit, key), sealed);
    assert_eq!(got.map(|it| it.commit()), Ok(commit));
    let before = second.before(&things.uid, (&commit, key), &golden["user-secret.before"]);
    assert_eq!(before.map(|it| it.commit()), Ok(commit));
    let ring = first.open_ring(&things.uid, 2, &golden["ring"]);
    assert_eq!(ring.as_deref(), Ok(RING));
    let vault = vault::unlock(&things.halves(), HEAD, &golden["vault"]);
    assert_eq!(vault.as_deref(), Ok(SEEDS));
    let digits = String::from_utf8(golden["paper.digits"].clone()).expect("digits");
    let paper = PaperCode::read(&digits).expect("a code");
    assert_eq!(encode(&paper.seeds()), golden["paper.seeds"]);
}
