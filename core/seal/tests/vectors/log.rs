//! The golden story as vectors: who the people are, what each entry's signature covers, what the
//! log says at the end, and entries that must be refused. Refuses nothing itself: `apply` does.

use crate::book::hex;
use crate::kit::*;
use crate::story::{Story, kind, name, story};
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::{apply, hash, open, sign};
use samtale_seal::Secret;
use samtale_wire::entry::*;
use samtale_wire::user::UserPayload;
use samtale_wire::*;
use serde_json::{Value, json};

pub fn log() -> Value {
    let story = story();
    json!({
        "tenant": hex(story.town.id().as_bytes()), "people": people(&story), "entries": entries(&story),
        "state at the end": hex(&encode(&story.told.last().expect("an end").1)), "refused": refused(&story),
    })
}

/// The seeds of everybody, as the kit draws them, and their chains.
fn people(story: &Story) -> Vec<Value> {
    let seeds = [("ali", 2), ("karen", 3), ("mette", 4), ("per", 5), ("eva", 6), ("anew", 7)];
    let person = |((who, person), (named, seed)): (&(&str, Person), (&str, u64))| {
        assert_eq!(*who, named);
        let rng = &mut Seeded(seed * 1_000_003);
        let [signs, opens, user, login] = [(); 4].map(|()| hex(Secret::make(rng).expose()));
        let entries: Vec<Value> = person.entries.iter().map(|entry| user_entry(entry)).collect();
        json!({
            "who": who, "uid": hex(person.uid.as_bytes()), "dev": hex(person.dev.as_bytes()), "chain": entries,
            "seeds": {"signs": signs, "opens": opens, "user secret": user, "login": login},
        })
    };
    story.people.iter().zip(seeds).map(person).collect()
}

fn user_entry(bytes: &[u8]) -> Value {
    let signed: Signed = decode(bytes).expect("signed");
    let payload: UserPayload = decode(&signed.payload.0).expect("a user entry");
    json!({
        "kind": name(&payload.body), "useq": payload.useq, "by": hex(payload.by.as_bytes()),
        "payload": hex(&signed.payload.0), "signature": hex(signed.sig.as_bytes()),
        "hash": hex(hash::hash(label::UENTRY_HASH, &[bytes]).as_bytes()),
    })
}

fn entries(story: &Story) -> Vec<Value> {
    let who = |uid: &Uid| story.people.iter().find(|(_, it)| it.uid == *uid).map_or("nobody", |it| it.0);
    let entry = |(bytes, state): &(Vec<u8>, samtale_membership::State)| {
        let (signed, payload) = parse(bytes).expect("an entry");
        let members: Vec<&str> = state.roster.members.iter().map(|it| who(&it.uid)).collect();
        json!({
            "seq": payload.seq, "kind": kind(&payload.body), "by": who(&payload.uid),
            "payload": hex(&signed.payload.0), "signature": hex(signed.sig.as_bytes()),
            "hash": hex(entry_hash(bytes).as_bytes()),
            "then": {"epoch": state.roster.epoch, "members": members, "ctl": hex(state.roster.ctl.as_bytes())},
        })
    };
    let mut entries: Vec<Value> = story.told.iter().map(entry).collect();
    // What is signed and what is hashed differ from the payload by constant bytes: shown once.
    let (signed, _) = parse(&story.told[0].0).expect("an entry");
    entries[0]["message"] = hex(&sign::message(label::ENTRY, &signed.payload.0)).into();
    entries[0]["signed"] = hex(&story.told[0].0).into();
    entries
}

/// Entries after the story's seventh that are no successors, with the rule that each breaks.
fn refused(story: &Story) -> Vec<Value> {
    const AFTER: usize = 6;
    let (state, next) = (&story.told[AFTER].1, &story.told[AFTER + 1].0);
    let (_, honest) = parse(next).expect("an entry");
    let changed = |change: &dyn Fn(&mut Payload)| {
        let mut payload = honest.clone();
        change(&mut payload);
        story.sign(&payload)
    };
    let mut flipped = next.clone();
    let end = flipped.len() - 1;
    flipped[end] ^= 1;
    let mut longer = encode(&honest);
    longer.splice(1..2, [0x18, 0x01]);
    let mette = &story.people[2].1;
    let longer = encode(&mette.keys.sign(label::ENTRY, longer));
    let other_label = encode(&mette.keys.sign(label::UENTRY, encode(&honest)));
    let karen = &story.people[1].1;
    let by_karen = |payload: &mut Payload| {
        (payload.uid, payload.dev, payload.uhead) = (karen.uid, karen.dev, karen.head)
    };
    let again = |payload: &mut Payload| {
        let (_, create) = parse(&story.told[0].0).expect("a Create");
        (payload.uid, payload.dev, payload.uhead) = (create.uid, create.dev, create.uhead);
        payload.body = create.body;
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a changed signature", flipped),
        ("a longer encoding of the version", longer),
        ("signed for another purpose", other_label),
        ("another version", changed(&|it| it.version = 2)),
        ("another dialog", changed(&|it| it.dialog.0[0] ^= 1)),
        ("one is left out", changed(&|it| it.seq += 1)),
        ("the entry before again", story.told[AFTER].0.clone()),
        ("does not follow", changed(&|it| it.prev.0[0] ^= 1)),
        ("does not follow the control entry", changed(&|it| it.ctl.0[0] ^= 1)),
        ("dated before", changed(&|it| it.t = state.tip.t - 1)),
        ("in an older epoch", changed(&|it| it.epoch -= 1)),
        ("by a device that is not theirs", changed(&|it| it.dev.0[0] ^= 1)),
        ("joining for somebody else", changed(&by_karen)),
        ("a second Create", changed(&again)),
    ];
    let honest = apply(state, next, &story.chains);
    assert!(honest.is_ok() && open(&story.told[0].0, &story.chains).is_ok());
    let judged = cases.into_iter().map(|(what, entry)| {
        let violation = apply(state, &entry, &story.chains).expect_err(what);
        json!({"after": AFTER, "what": what, "entry": hex(&entry), "violation": violation.to_string()})
    });
    judged.collect()
}
