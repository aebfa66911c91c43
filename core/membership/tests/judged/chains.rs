//! A person's own chain: several devices, each vouched for; keys that are taken back; paper.

use crate::kit::*;
use samtale_membership::hash;
use samtale_membership::{UserState, Violation};
use samtale_wire::entry::*;
use samtale_wire::user::*;
use samtale_wire::{Hash, KemKey};

/// Karen, and a second device that is not hers yet.
fn karen() -> (Person, Device) {
    let town = Town::new(1);
    (Person::new(&town, 3), Device::new(31))
}

fn devices(person: &Person) -> usize {
    person.chain.now().devices.len()
}

#[test]
fn a_second_device_signs_for_itself_and_brings_its_own_card() {
    let (mut karen, tablet) = karen();
    karen.add(&tablet, false).expect("added");
    assert!(!karen.chain.now().attested(), "nobody seals to it before a provider vouched");
    assert!(karen.chain.attested().is_some_and(|state| state.devices.len() == 1));
    let by_proxy = karen.entry(&karen.keys, karen.dev, karen.attest(&tablet));
    assert_eq!(karen.chain.extend(&by_proxy), Err(Violation::UnknownDevice), "no card by proxy");
    karen.vouch(&tablet).expect("vouched");
    assert!(karen.chain.now().attested());
}

#[test]
fn a_ghost_device_is_not_added_by_anyone_else() {
    let (mut karen, ghost) = karen();
    let added = karen.added(&ghost);
    let forged = karen.entry(&ghost.keys, ghost.id, UserBody::AddDevice(Box::new(added.clone())));
    assert_eq!(karen.chain.extend(&forged), Err(Violation::UnknownDevice));
    let borrowed = karen.entry(&ghost.keys, karen.dev, UserBody::AddDevice(Box::new(added.clone())));
    assert_eq!(karen.chain.extend(&borrowed), Err(Violation::BadSignature));
    // A device that did not agree to be hers, here and now.
    let elsewhere = NewDevice { cosig: Device::new(32).cosigns(&karen), ..added };
    let forced = karen.entry(&karen.keys, karen.dev, UserBody::AddDevice(Box::new(elsewhere)));
    assert_eq!(karen.chain.extend(&forced), Err(Violation::BadSignature));
}

#[test]
fn a_ghost_that_nobody_vouched_for_cannot_bring_another() {
    let (mut karen, ghost) = karen();
    karen.add(&ghost, false).expect("added");
    let second = Device::new(32);
    let added = karen.added(&second);
    let attempt = karen.entry(&ghost.keys, ghost.id, UserBody::AddDevice(Box::new(added)));
    assert_eq!(karen.chain.extend(&attempt), Err(Violation::Unattested));
    let revoke = karen.revocation(karen.dev, T0);
    let attempt = karen.entry(&ghost.keys, ghost.id, revoke);
    assert_eq!(karen.chain.extend(&attempt), Err(Violation::Unattested), "nor take Karen away");
}

#[test]
fn whoever_brought_no_card_goes_with_the_next_key_and_nobody_seals_to_the_old_one() {
    let (mut karen, ghost) = karen();
    karen.add(&ghost, false).expect("added");
    let tablet = Device::new(34);
    // The ghost was added long before what is called out of hand, and was never vouched for.
    assert!(karen.chain.now().goes_with(tablet.id, karen.t).contains(&ghost.id));
    let UserBody::RevokeDevice(revoke) = karen.revocation(ghost.id, karen.t) else {
        unreachable!("its kind")
    };
    karen
        .push(karen.entry(&karen.keys, karen.dev, UserBody::RotateUserKey(Box::new(revoke.key))))
        .expect("rotated");
    assert_eq!(devices(&karen), 1, "the ghost is gone");
    assert_eq!(karen.chain.attested(), Some(karen.chain.now()), "and the new key is sealed to at once");
}

#[test]
fn a_stolen_device_goes_with_all_that_it_added_since() {
    let (mut karen, tablet) = karen();
    karen.add(&tablet, false).expect("added");
    karen.vouch(&tablet).expect("vouched");
    let (ghost, second) = (Device::new(32), Device::new(33));
    // The tablet is stolen at T0 + 100 and adds a ghost, and that one another.
    for (by, device) in [(&tablet, &ghost), (&ghost, &second)] {
        karen.t = T0 + 200;
        let added = karen.added(device);
        karen.push(by.sign(&karen, UserBody::AddDevice(Box::new(added)))).expect("added");
        karen.vouch(device).expect("vouched");
    }
    assert_eq!(devices(&karen), 4);
    let before = karen.chain.now().generation;
    let revoke = karen.revocation(tablet.id, T0 + 100);
    karen.push(karen.entry(&karen.keys, karen.dev, revoke)).expect("revoked");
    assert_eq!(devices(&karen), 1, "all three are gone");
    assert_eq!(karen.chain.now().generation, before + 1, "with a new user key");
    let attempt = ghost.sign(&karen, UserBody::RotateUserKey(Box::new(karen.next_key())));
    assert_eq!(karen.chain.extend(&attempt), Err(Violation::UnknownDevice));
}

#[test]
fn what_a_device_added_before_it_was_stolen_stays() {
    let (mut karen, tablet) = karen();
    karen.add(&tablet, false).expect("added");
    karen.vouch(&tablet).expect("vouched");
    let third = Device::new(32);
    let added = karen.added(&third);
    karen.push(tablet.sign(&karen, UserBody::AddDevice(Box::new(added)))).expect("added");
    karen.vouch(&third).expect("vouched");
    let revoke = karen.revocation(tablet.id, T0 + 100);
    karen.push(karen.entry(&karen.keys, karen.dev, revoke)).expect("revoked");
    assert!(karen.chain.now().device(&third.id).is_some());
    assert_eq!(devices(&karen), 2);
}

#[test]
fn nobody_takes_themselves_away_or_leaves_out_a_device_that_stays() {
    let (mut karen, tablet) = karen();
    karen.add(&tablet, false).expect("added");
    karen.vouch(&tablet).expect("vouched");
    let own = karen.entry(&karen.keys, karen.dev, karen.revocation(karen.dev, T0));
    assert_eq!(karen.chain.extend(&own), Err(Violation::OwnDevice));
    // The tablet was brought in by the first device: taking that one "since ever" takes the tablet too.
    let parent = tablet.sign(&karen, karen.revocation(karen.dev, 0));
    assert_eq!(karen.chain.extend(&parent), Err(Violation::OwnDevice));
    let mut key = karen.next_key();
    key.secrets.pop();
    let partial = karen.entry(&karen.keys, karen.dev, UserBody::RotateUserKey(Box::new(key)));
    assert_eq!(karen.chain.extend(&partial), Err(Violation::Grants));
    let mut key = karen.next_key();
    key.secrets.push(SecretRef { dev: samtale_wire::DeviceId([255; 32]), hash: Hash([1; 32]) });
    let ghost = karen.entry(&karen.keys, karen.dev, UserBody::RotateUserKey(Box::new(key)));
    assert_eq!(karen.chain.extend(&ghost), Err(Violation::Grants), "a secret for a ghost");
}

#[test]
fn a_code_on_paper_brings_one_device_in_and_nothing_else() {
    let (mut karen, paper) = karen();
    karen.add(&paper, true).expect("set");
    assert!(karen.chain.now().attested(), "no provider vouches for paper");
    let other = Device::new(32);
    for body in [
        UserBody::SetPaper(Box::new(karen.added(&other))),
        karen.revocation(karen.dev, T0),
        UserBody::RotateUserKey(Box::new(karen.next_key())),
    ] {
        assert_eq!(karen.chain.extend(&paper.sign(&karen, body)), Err(Violation::Kind));
    }
    let attest = paper.sign(&karen, karen.attest(&paper));
    assert_eq!(karen.chain.extend(&attest), Err(Violation::Kind));
    karen.push(paper.sign(&karen, UserBody::AddDevice(Box::new(karen.added(&other))))).expect("added");
    assert!(!karen.chain.now().attested(), "it still needs a login");
    karen.vouch(&other).expect("vouched");
    let revoke = karen.revocation(karen.dev, T0 + 1);
    assert_eq!(karen.chain.extend(&other.sign(&karen, revoke)), Ok(()));
}

#[test]
fn there_are_two_papers_at_most_and_sixteen_devices() {
    let (mut karen, _) = karen();
    for seed in 40..42 {
        karen.add(&Device::new(seed), true).expect("set");
    }
    assert_eq!(karen.add(&Device::new(42), true), Err(Violation::TooManyDevices));
    for seed in 50..63 {
        karen.add(&Device::new(seed), false).expect("added");
    }
    assert_eq!(karen.add(&Device::new(63), false), Err(Violation::TooManyDevices));
    assert_eq!(karen.add(&Device::new(50), false), Err(Violation::Already));
}

#[test]
fn a_new_device_speaks_in_old_dialogs_without_an_entry_in_each() {
    let town = Town::new(1);
    let (ali, mut karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let mut log = Log::begin(town, &ali, &karen, &[]).with_karen(&ali, &karen);
    let tablet = Device::new(31);
    karen.add(&tablet, false).expect("added");
    karen.vouch(&tablet).expect("vouched");
    log.chains.insert(karen.uid, karen.chain.clone());
    let payload = Payload { dev: tablet.id, uhead: karen.chain.now().head, ..log.draft(&karen, log.post()) };
    let state = log.judge_as(&tablet, &payload).expect("allowed");
    assert_eq!(state.roster.member(&karen.uid).map(|karen| karen.uhead), Some(payload.uhead));
    let unsaid = Payload { uhead: karen.head, ..payload };
    assert_eq!(log.judge_as(&tablet, &unsaid), Err(Violation::UnknownDevice), "not at the older head");
}

#[test]
fn keys_that_were_taken_back_call_for_a_new_epoch() {
    let town = Town::new(1);
    let (ali, mut karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let mut log = Log::begin(town, &ali, &karen, &[]).with_karen(&ali, &karen);
    let key = karen.next_key();
    karen.push(karen.entry(&karen.keys, karen.dev, UserBody::RotateUserKey(Box::new(key)))).expect("rotated");
    log.chains.insert(karen.uid, karen.chain.clone());
    let head = karen.chain.now().head;
    // Ali's device has seen it, and moves her pin with the epoch that follows from it.
    let mut epoch = log.next_epoch(&[]);
    epoch.pins = vec![Pin { uid: karen.uid, uhead: head }];
    let rotate = |epoch: &NewEpoch| Body::Rotate(Rotate { garbage: false, epoch: epoch.clone() });
    assert_eq!(log.attempt(&ali, rotate(&epoch)), Err(Violation::Grants), "granted to the old key");
    epoch.grants.iter_mut().filter(|grant| grant.uid == karen.uid).for_each(|grant| grant.generation = 1);
    assert_eq!(log.attempt(&ali, rotate(&epoch)).map(drop), Ok(()));
    // Or she says so herself, by writing.
    let spoke = Payload { uhead: head, ..log.draft(&karen, log.post()) };
    assert_eq!(log.judge(&karen, &spoke), Err(Violation::RotationDue), "not in the epoch of the old key");
    epoch.pins.clear();
    let own = Payload { uhead: head, ..log.draft(&karen, rotate(&epoch)) };
    assert_eq!(log.judge(&karen, &own).map(drop), Ok(()));
}

#[test]
fn pins_move_forward_for_members_and_say_something() {
    let town = Town::new(1);
    let (ali, karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let mut log = Log::begin(town, &ali, &karen, &[]).with_karen(&ali, &karen);
    let stranger = log.meet(9);
    let with = |pins: Vec<Pin>| {
        let epoch = NewEpoch { pins, ..log.next_epoch(&[]) };
        log.attempt(&ali, Body::Rotate(Rotate { garbage: false, epoch })).map(drop)
    };
    assert_eq!(with(vec![karen.pin()]), Err(Violation::Pin), "it stands there already");
    assert_eq!(with(vec![stranger.pin()]), Err(Violation::Pin), "not a member");
    let back = Pin { uid: karen.uid, uhead: UserHead { useq: 0, hash: karen.head.hash } };
    assert_eq!(with(vec![back]), Err(Violation::Pin), "backwards");
}

#[test]
fn a_code_on_paper_writes_in_no_dialog() {
    let town = Town::new(1);
    let (ali, mut karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let mut log = Log::begin(town, &ali, &karen, &[]).with_karen(&ali, &karen);
    let paper = Device::new(31);
    karen.add(&paper, true).expect("set");
    log.chains.insert(karen.uid, karen.chain.clone());
    let payload = Payload { dev: paper.id, uhead: karen.chain.now().head, ..log.draft(&karen, log.post()) };
    assert_eq!(log.judge_as(&paper, &payload), Err(Violation::UnknownDevice));
}

#[test]
fn a_card_is_bound_to_the_keys_of_its_day() {
    let (mut karen, tablet) = karen();
    let over = |state: &UserState, device: &DevCert| {
        hash::over(&state.uid, device, &state.user_key, &state.user_commit)
    };
    let first = over(karen.chain.now(), &karen.chain.now().devices[0].cert);
    let key = NewUserKey { user_key: KemKey([9; 1216]), ..karen.next_key() };
    karen.push(karen.entry(&karen.keys, karen.dev, UserBody::RotateUserKey(Box::new(key)))).expect("rotated");
    assert_eq!(karen.chain.now().devices[0].vouched.map(|by| by.over), Some(first), "still the old keys");
    karen.add(&tablet, false).expect("added");
    let UserBody::Attest(mut attest) = karen.attest(&tablet) else { unreachable!("it is an Attest") };
    attest.over = hash::over(&karen.uid, &tablet.cert, &KemKey([0; 1216]), &Hash([0; 32]));
    let stale = tablet.sign(&karen, UserBody::Attest(attest));
    assert_eq!(karen.chain.extend(&stale), Err(Violation::BadId), "a card for other keys");
}

#[test]
fn a_later_card_vouches_for_the_time_of_its_own_entry_and_takes_nothing_from_the_first() {
    let mut karen = Person::new(&Town::new(1), 2);
    let first = Hash([8; 32]);
    let attest = |karen: &Person, card: u8| {
        let now = karen.chain.now();
        let over = hash::over(&karen.uid, &now.devices[0].cert, &now.user_key, &now.user_commit);
        UserBody::Attest(Attest { dev: karen.dev, card: Hash([card; 32]), over, matched_by: None })
    };
    karen.t += 86_400;
    karen.push(karen.entry(&karen.keys, karen.dev, attest(&karen, 9))).expect("once more");
    let (t, dev) = (karen.t, karen.dev);
    let by = |karen: &Person, card: u8| karen.chain.vouches(&Hash([card; 32]));
    assert_eq!(by(&karen, 8).iter().map(|(of, by)| (*of, by.at)).collect::<Vec<_>>(), [(dev, T0)]);
    assert_eq!(by(&karen, 9).iter().map(|(of, by)| (*of, by.at)).collect::<Vec<_>>(), [(dev, t)]);
    assert_eq!(karen.chain.first_card(&dev), Some(first));
    // Another device may name the same card: then it is said to vouch for both, and its nonce says for which.
    let tablet = Device::new(5);
    karen.add(&tablet, false).expect("added");
    karen.vouch(&tablet).expect("with the hash of the phone's first");
    assert_eq!(by(&karen, 8).iter().map(|(of, _)| *of).collect::<Vec<_>>(), [tablet.id, dev]);
    // Who is gone is vouched for by nothing.
    karen.push(karen.entry(&karen.keys, dev, karen.revocation(tablet.id, 0))).expect("revoked");
    assert_eq!(by(&karen, 8).iter().map(|(of, _)| *of).collect::<Vec<_>>(), [dev]);
    // Nobody dates an entry before the one before it.
    karen.t = T0;
    let back = karen.entry(&karen.keys, dev, attest(&karen, 10));
    assert_eq!(karen.push(back), Err(Violation::TimeBackwards));
}
