//! Who lost every device comes back; who was met is known; nobody does either alone.

use crate::kit::*;
use samtale_membership::apply::SCAN;
use samtale_membership::{State, Violation};
use samtale_wire::entry::*;
use samtale_wire::{Hash, Salt, encode, label};

/// Ali and Karen talk; Karen has lost her phone and has new keys.
struct Cast {
    ali: Person,
    karen: Person,
    anew: Person,
    log: Log,
}

fn cast() -> Cast {
    let town = Town::new(1);
    let (ali, karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let mut log = Log::begin(town, &ali, &karen, &[]).with_karen(&ali, &karen);
    let anew = log.meet(33);
    Cast { ali, karen, anew, log }
}

fn intent(old: &Person) -> Body {
    Body::RebindIntent(RebindIntent { old: old.uid, card: Hash([8; 32]), letters: Vec::new() })
}

/// The rebind that answers an intent, right in all but what a test changes.
fn rebind(log: &Log, intent: Hash, old: &Person, new: &Person) -> Rebind {
    let mut epoch = log.next_epoch(&[new]);
    epoch.grants.retain(|grant| grant.uid != old.uid);
    Rebind { intent, org: None, epoch }
}

/// A meeting of two screens, signed by both.
fn met(log: &Log, by: &Person, subject: &Person, at: u64) -> Verified {
    let nonce = Salt([6; 32]);
    let dialog = log.state.roster.dialog;
    let scan = Scan { dialog, asks: by.uid, answers: subject.pin(), nonce, t: at };
    let echo = subject.keys.sign(label::QR, encode(&scan)).sig;
    Verified { subject: subject.pin(), dev: subject.dev, nonce, at, echo }
}

#[test]
fn karen_comes_back_with_new_keys_into_her_old_place() {
    let Cast { ali, karen, anew, mut log } = cast();
    let asked = log.append(&anew, intent(&karen));
    let back = Body::Rebind(Box::new(rebind(&log, asked, &karen, &anew)));
    assert_eq!(log.attempt(&karen, back.clone()), Err(Violation::Role), "not by herself");
    log.append(&ali, back);
    assert!(log.state.roster.member(&karen.uid).is_none());
    let place = log.state.roster.member(&anew.uid).expect("in");
    assert_eq!((place.role, place.yes[0].uid), (Role::Citizen, anew.uid));
    log.append(&anew, log.post());
    assert_eq!(log.attempt(&karen, log.post()), Err(Violation::NotAMember), "the lost phone");
    assert_eq!(log.attempt(&karen, intent(&anew)), Err(Violation::Already), "nor asks for the place back");
    // Her vote counts after a day, or once she was met.
    let mette = log.meet(9);
    let proposal = log.propose(&ali, &mette, Role::External);
    let consent = Body::Consent(log.consent(proposal));
    assert_eq!(log.attempt(&anew, consent.clone()), Err(Violation::TooSoon));
    let mut later = log.draft(&anew, consent);
    later.t += DAY;
    assert_eq!(log.judge(&anew, &later).map(drop), Ok(()));
}

#[test]
fn nobody_takes_anothers_place_by_themselves() {
    let Cast { ali, karen, anew, mut log } = cast();
    assert_eq!(log.attempt(&karen, intent(&karen)), Err(Violation::Already), "she is in");
    let stranger = log.meet(34);
    assert_eq!(log.attempt(&anew, intent(&stranger)), Err(Violation::Subject), "nobody's place");
    let made_up = Body::Rebind(Box::new(rebind(&log, Hash([1; 32]), &karen, &anew)));
    assert_eq!(log.attempt(&ali, made_up), Err(Violation::Intent), "an insider alone");
    let own = log.append(&anew, intent(&ali));
    let himself = Body::Rebind(Box::new(rebind(&log, own, &ali, &anew)));
    assert_eq!(log.attempt(&ali, himself), Err(Violation::Subject), "his own place");
    assert_eq!(log.attempt(&anew, intent(&karen)), Err(Violation::Already), "one intent at a time");
    let unattested = Person::unattested(&log.town, 35);
    log.chains.insert(unattested.uid, unattested.chain.clone());
    assert_eq!(log.attempt(&unattested, intent(&karen)), Err(Violation::Unattested));
}

#[test]
fn an_old_device_that_speaks_raises_the_bar_to_having_met() {
    let Cast { ali, karen, anew, mut log } = cast();
    let asked = log.append(&anew, intent(&karen));
    log.append(&karen, log.post());
    let back = |log: &Log| Body::Rebind(Box::new(rebind(log, asked, &karen, &anew)));
    assert_eq!(log.attempt(&ali, back(&log)), Err(Violation::Contested));
    let now = log.state.tip.t + 10;
    log.append(&ali, Body::Verified(Box::new(met(&log, &ali, &anew, now))));
    log.append(&ali, back(&log));
    // Met: her vote counts at once.
    let mette = log.meet(9);
    let proposal = log.propose(&ali, &mette, Role::External);
    log.append(&anew, Body::Consent(log.consent(proposal)));
}

#[test]
fn who_comes_back_answers_for_what_they_had_said() {
    let Cast { ali, karen, anew, mut log } = cast();
    let mette = log.meet(9);
    let came_by = log.bring(&ali, &[&karen], &mette, Role::External);
    let asked = log.append(&anew, intent(&karen));
    log.append(&ali, Body::Rebind(Box::new(rebind(&log, asked, &karen, &anew))));
    log.append(&anew, Body::Withdraw(Withdraw { proposal: came_by }));
    log.append(&anew, log.removal(&[&mette]));
}

#[test]
fn staff_come_back_only_while_they_are_employed() {
    let Cast { ali, karen, anew, mut log } = cast();
    let colleague = log.meet(8);
    log.bring(&ali, &[&karen], &colleague, Role::Employee);
    let asked = log.append(&anew, intent(&colleague));
    let mut back = rebind(&log, asked, &colleague, &anew);
    assert_eq!(log.attempt(&ali, Body::Rebind(Box::new(back.clone()))), Err(Violation::Employment));
    back.org = Some(log.town.employ(anew.uid, T0 + 300 * DAY));
    assert_eq!(log.attempt(&ali, Body::Rebind(Box::new(back))).map(drop), Ok(()));
}

#[test]
fn a_meeting_is_signed_by_both_here_and_now() {
    let Cast { ali, karen, log, .. } = cast();
    let now = log.state.tip.t + 10;
    let judge = |by: &Person, it: Verified| log.attempt(by, Body::Verified(Box::new(it))).map(drop);
    assert_eq!(judge(&ali, met(&log, &ali, &karen, now)), Ok(()));
    assert_eq!(judge(&karen, met(&log, &karen, &ali, now)), Err(Violation::Role));
    assert_eq!(judge(&ali, met(&log, &ali, &karen, now + SCAN + 1)), Err(Violation::Echo), "another time");
    assert_eq!(judge(&ali, met(&log, &karen, &karen, now)), Err(Violation::Echo), "somebody else's meeting");
    let mut forged = met(&log, &ali, &karen, now);
    forged.echo = ali.keys.sign(label::QR, encode(&1u64)).sig;
    assert_eq!(judge(&ali, forged), Err(Violation::Echo), "signed by himself");
    let mut replayed = met(&log, &ali, &karen, now);
    replayed.nonce = Salt([7; 32]);
    assert_eq!(judge(&ali, replayed), Err(Violation::Echo), "another nonce");
}

#[test]
fn the_coordinator_alone_says_who_a_login_is() {
    let Cast { ali, karen, anew, log } = cast();
    let matched = |person: &Person| Body::Matched(Matched { subject: person.pin() });
    let proof = |state: State| state.roster.member(&karen.uid).map(|karen| karen.proof.matched);
    assert_eq!(log.attempt(&ali, matched(&karen)).map(proof), Ok(Some(true)));
    assert_eq!(log.attempt(&karen, matched(&ali)), Err(Violation::Role));
    assert_eq!(log.attempt(&ali, matched(&anew)), Err(Violation::Subject), "a stranger");
}
