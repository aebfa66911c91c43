//! What the rules cost beside the signatures that nobody can do without: a post, a whole log, a chain.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench")]

mod beside;
#[allow(dead_code, reason = "the rules' tests use the rest")]
#[path = "../tests/judged/kit.rs"]
mod kit;
#[allow(dead_code, reason = "the golden lines use the rest")]
#[path = "../tests/golden/story.rs"]
mod story;

use beside::beside;
use criterion::{Criterion, criterion_group, criterion_main};
use ed25519_dalek::{Signature, VerifyingKey};
use kit::*;
use samtale_membership::apply::parse;
use samtale_membership::{State, UserChain, apply, open, sign};
use samtale_wire::entry::*;
use samtale_wire::{Signed, VerifyKey, decode, label};

const POSTS: usize = 400;
const CONTROL: usize = 161;

/// Ali and Karen talk for long, and many come and go: 161 control entries, 400 posts.
struct Long {
    log: Log,
    entries: Vec<Vec<u8>>,
    before_last: State,
}

impl Long {
    fn new() -> Self {
        let town = Town::new(1);
        let (ali, karen) = (Person::new(&town, 2), Person::new(&town, 3));
        let guests: Vec<Person> = (10..16).map(|seed| Person::new(&town, seed)).collect();
        let mut log = Log::begin(town, &ali, &karen, &guests.iter().collect::<Vec<_>>());
        let mut entries = vec![log.last.clone()];
        let mut tell = |log: &mut Log, by: &Person, body: Body| {
            let entry = log.append(by, body);
            entries.push(log.last.clone());
            entry
        };
        let proposal = log.proposal(&karen, Role::Citizen);
        let proposal = tell(&mut log, &ali, Body::Propose(Box::new(proposal)));
        let join = log.join(proposal);
        tell(&mut log, &karen, Body::Join(join));
        let admit = log.admission(proposal);
        tell(&mut log, &ali, Body::Admit(admit));
        // Five entries a guest.
        for guest in guests.iter().cycle().take((CONTROL - 4) / 5) {
            let proposal = log.proposal(guest, Role::External);
            let proposal = tell(&mut log, &ali, Body::Propose(Box::new(proposal)));
            let join = log.join(proposal);
            tell(&mut log, guest, Body::Join(join));
            let consent = log.consent(proposal);
            tell(&mut log, &karen, Body::Consent(consent));
            let admit = log.admission(proposal);
            tell(&mut log, &ali, Body::Admit(admit));
            for by in [&ali, &karen, guest].into_iter().cycle().take(POSTS / 32) {
                let post = log.post();
                tell(&mut log, by, post);
            }
            let removal = log.removal(&[guest]);
            tell(&mut log, &ali, removal);
        }
        tell(&mut log, &ali, Body::Close);
        tell(&mut log, &ali, Body::Reopen);
        let mut before_last = log.state.clone();
        while log.state.tip.seq + 1 < (POSTS + CONTROL) as u64 {
            before_last = log.state.clone();
            let post = log.post();
            tell(&mut log, &karen, post);
        }
        let control = entries.iter().filter(|it| parse(it).unwrap().1.body.is_control()).count();
        assert_eq!((entries.len(), control), (POSTS + CONTROL, CONTROL));
        Self { log, entries, before_last }
    }

    fn replay(&self) -> State {
        let first = open(&self.entries[0], &self.log.chains).unwrap();
        let next = |state: State, entry: &Vec<u8>| apply(&state, entry, &self.log.chains).unwrap();
        self.entries[1..].iter().fold(first, next)
    }

    /// The signature of an entry, ready to be verified.
    fn bare(&self, entry: &[u8]) -> (VerifyingKey, Vec<u8>, Signature) {
        let (signed, payload) = parse(entry).unwrap();
        let author = self.log.chains[&payload.uid].now().device(&payload.dev).unwrap();
        ready(&author.cert.signs, label::ENTRY, &signed)
    }
}

fn ready(key: &VerifyKey, label: &str, signed: &Signed) -> (VerifyingKey, Vec<u8>, Signature) {
    let key = VerifyingKey::from_bytes(&key.0).unwrap();
    (key, sign::message(label, &signed.payload.0), Signature::from_bytes(&signed.sig.0))
}

fn verify(all: &[(VerifyingKey, Vec<u8>, Signature)]) {
    all.iter().for_each(|(key, message, sig)| key.verify_strict(message, sig).unwrap());
}

fn rules(c: &mut Criterion) {
    let long = Long::new();
    let last = long.entries.last().unwrap();
    let one = [long.bare(last)];
    let judge = || apply(&long.before_last, last, &long.log.chains).unwrap();
    beside(c, "judge a post", judge, || verify(&one));

    let all: Vec<_> = long.entries.iter().map(|entry| long.bare(entry)).collect();
    assert_eq!(long.replay(), long.log.state);
    beside(c, "replay 561 entries, 161 control", || long.replay(), || verify(&all));

    // Seven entries, two of them signed by a new device as well.
    let story = story::story();
    let eva = &story.people[4].1;
    let read = || UserChain::read(eva.entries.iter().map(Vec::as_slice)).unwrap();
    let signs = read().now().devices[0].cert.signs;
    let signed: Signed = decode(&eva.entries[0]).unwrap();
    let nine = vec![ready(&signs, label::UENTRY, &signed); 9];
    beside(c, "read a chain of 7 entries", read, || verify(&nine));
}

criterion_group!(benches, rules);
criterion_main!(benches);
