//! Bytes that stand for ever: one signed entry of every kind, of dialogs and of people's chains.
//! What was written once is read the same way by everything that comes later. Refuses a kind of
//! entry that has no line here. The books are append-only; SAMTALE_WRITE_VECTORS=1 appends.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "golden/book.rs"]
mod book;
#[allow(dead_code, reason = "the rules' tests use the rest")]
#[path = "judged/kit.rs"]
mod kit;
#[allow(dead_code, reason = "the fuzzers use the rest")]
#[path = "golden/story.rs"]
mod story;

use samtale_membership::apply::parse;
use samtale_membership::{UserChain, apply, open};
use samtale_wire::user::UserPayload;
use samtale_wire::{Signed, Uid, decode, encode};
use std::collections::{BTreeMap, BTreeSet};
use story::{kind, name, story, variants};

const ENTRIES: &str = "golden/entries.txt";
const CHAINS: &str = "golden/user_entries.txt";

fn user_payload(bytes: &[u8]) -> UserPayload {
    let signed: Signed = decode(bytes).expect("signed");
    decode(&signed.payload.0).expect("a user entry")
}

/// Everyone's chain, as the book has it.
fn chains() -> BTreeMap<Uid, UserChain> {
    let mut by_name: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for (name, bytes) in book::read(CHAINS) {
        by_name.entry(name.split(' ').next().expect("a name").to_owned()).or_default().push(bytes);
    }
    let chains = by_name.into_values().map(|it| UserChain::read(it.iter().map(Vec::as_slice)));
    chains.map(|it| it.expect("a chain")).map(|it| (it.now().uid, it)).collect()
}

#[test]
fn every_entry_is_made_as_it_was_made_before() {
    let story = story();
    let mut now = String::from("# One dialog, entry by entry: seq, kind, signed bytes. Append-only.\n");
    for (seq, (bytes, _)) in story.told.iter().enumerate() {
        let (_, payload) = parse(bytes).expect("an entry");
        now += &book::line(&format!("{seq} {}", kind(&payload.body)), bytes);
    }
    book::hold(ENTRIES, &now);
}

#[test]
fn every_user_entry_is_made_as_it_was_made_before() {
    let story = story();
    let mut now =
        String::from("# The chains of those who take part: who, useq, kind, signed bytes. Append-only.\n");
    for (who, person) in &story.people {
        for (useq, bytes) in person.entries.iter().enumerate() {
            now += &book::line(&format!("{who} {useq} {}", name(&user_payload(bytes).body)), bytes);
        }
    }
    book::hold(CHAINS, &now);
}

#[test]
fn what_stands_in_the_books_is_read_and_written_again_the_same() {
    for (name, bytes) in book::read(ENTRIES) {
        let (signed, payload) = parse(&bytes).expect(&name);
        assert_eq!(encode(&signed), bytes, "{name}");
        assert_eq!(encode(&payload), signed.payload.0, "{name}");
        assert_eq!(name, format!("{} {}", payload.seq, kind(&payload.body)), "the line says what it holds");
    }
    for (name, bytes) in book::read(CHAINS) {
        let signed: Signed = decode(&bytes).expect(&name);
        assert_eq!(encode(&signed), bytes, "{name}");
        assert_eq!(encode(&user_payload(&bytes)), signed.payload.0, "{name}");
    }
}

#[test]
fn the_book_is_one_log_that_the_rules_accept() {
    let (chains, entries) = (chains(), book::read(ENTRIES));
    let mut state = open(&entries[0].1, &chains).expect("a dialog");
    for (name, bytes) in &entries[1..] {
        state = apply(&state, bytes, &chains).unwrap_or_else(|violation| panic!("{name}: {violation}"));
        assert_eq!(decode(&encode(&state)).as_ref(), Ok(&state), "{name}: the state can be kept");
    }
    assert_eq!(state, story().told.last().expect("an end").1);
}

#[test]
fn no_kind_of_entry_is_without_a_golden_line() {
    let body = variants(include_str!("../../wire/src/entry/mod.rs"), "Body");
    let scope = variants(include_str!("../../wire/src/entry/entering.rs"), "Scope");
    let user = variants(include_str!("../../wire/src/user.rs"), "UserBody");
    let read = body.len() >= 21 && scope.len() >= 4 && user.len() >= 6;
    assert!(read, "the sources are read rightly");
    let last = |name: String| name.rsplit(' ').next().expect("a kind").to_owned();
    let seen: BTreeSet<String> = book::read(ENTRIES).into_iter().map(|it| last(it.0)).collect();
    for kind in body.iter().filter(|kind| *kind != "Propose") {
        assert!(seen.contains(kind), "{kind} has no golden line");
    }
    for scope in &scope {
        assert!(seen.contains(&format!("Propose.{scope}")), "a proposal of {scope} has no golden line");
    }
    assert!(seen.contains("Consent.renewing"), "a renewal has no golden line");
    let seen: BTreeSet<String> = book::read(CHAINS).into_iter().map(|it| last(it.0)).collect();
    for kind in &user {
        assert!(seen.contains(kind), "{kind} has no golden line");
    }
}
