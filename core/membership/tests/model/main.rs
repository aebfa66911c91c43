//! The dialog log's rules against a reference that was written from the protocol's sentences, over long
//! random schedules; and who can read what, against who should. Refuses nothing by itself.
//! `SAMTALE_SEED=n` runs one schedule again. What each part catches is in MUTATIONS.md.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod acts;
mod bounds;
mod draw;
mod driver;
mod found;
mod keys;
mod kinds;
#[path = "../judged/kit.rs"]
#[allow(dead_code, reason = "the kit is shared, and each test takes a part of it")]
mod kit;
mod knowledge;
mod people;
mod reference;
mod sealing;
mod speech;
mod world;

use driver::{Seen, chains, schedules, seeds};
use std::ops::Range;

/// Every rule that a schedule can break.
const BROKEN: &str = "Already Approvers Attachments BadId BadSignature ChainBroken Closed Consents Contested \
    ControlBroken Echo Employment Epoch Expiry Foreign Gone Grants Intent Kind Lapsed LastCoordinator \
    NoProposal NotAMember NotAsked Over OwnDevice Pin Policy Removal RemovalDue Renewal Role RotationDue \
    Scope Sequence StaleEpoch Subject Target TimeBackwards TooManyDevices TooManyFiles TooSoon \
    Unattested UnknownChain UnknownDevice Version";
/// Every kind of entry.
const KINDS: &str = "Admit Close Consent Create Decline Intent Introduce Join Journalised Leave Matched OrgRevoke \
    Post Propose Rebind Remove Reopen Resume Rotate Tombstone Verified Withdraw AddDevice Attest \
    RevokeDevice RotateUserKey SetPaper";

/// Runs schedules, and makes sure that they went everywhere: a run that only refuses agrees easily.
fn agree_on(range: Range<u64>) {
    let chosen = seeds(range.clone());
    let seen = schedules(&chosen);
    if chosen.len() as u64 == range.end - range.start {
        covers(&seen);
    }
}

fn covers(seen: &Seen) {
    let Seen { steps, accepted, rich, .. } = *seen;
    assert!(steps > 40_000, "{steps} steps");
    assert!(accepted * 3 > steps, "{accepted} of {steps} accepted");
    assert!(rich * 5 > steps, "{rich} of {steps} with more than two readers");
    for kind in KINDS.split_whitespace() {
        let count = seen.kinds.get(kind).copied().unwrap_or(0);
        assert!(count >= 20, "{kind} was accepted {count} times: {:#?}", seen.kinds);
    }
    for rule in BROKEN.split_whitespace() {
        assert!(seen.violations.contains_key(rule), "{rule} was never broken: {:#?}", seen.violations);
    }
    assert!(seen.sentences.len() >= 95, "the reference refused by few sentences: {:#?}", seen.sentences);
}

#[test]
fn apply_and_the_reference_agree_on_random_schedules_1() {
    agree_on(0..300);
}

#[test]
fn apply_and_the_reference_agree_on_random_schedules_2() {
    agree_on(1000..1300);
}

#[test]
fn apply_and_the_reference_agree_on_random_schedules_3() {
    agree_on(2000..2300);
}

#[test]
fn apply_and_the_reference_agree_on_random_schedules_4() {
    agree_on(3000..3300);
}

#[test]
fn a_chain_and_its_reference_agree_on_devices_that_come_and_go_and_come_again() {
    let seen = chains(&seeds(10_000..10_150));
    assert!(seen.steps == 0 || seen.accepted * 3 > seen.steps, "{} of {}", seen.accepted, seen.steps);
}

#[test]
fn with_real_keys_each_device_reads_what_the_model_says() {
    let mut world = world::World::new(3);
    for seed in seeds(20_000..20_004) {
        let (accepted, read) = sealing::schedule(&mut world, seed, 120);
        assert!(accepted > 40 && read > 40, "seed {seed}: {accepted} accepted, {read} read");
    }
}
