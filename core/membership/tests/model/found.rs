//! What the schedules found, each by hand in the fewest steps: places where `apply` or a chain allowed
//! or refused what the protocol does not. Refuses to say how it is mended: only what must hold.

use crate::kit::*;
use samtale_membership::Violation;
use samtale_wire::entry::*;
use samtale_wire::user::UserBody;
use samtale_wire::{Hash, Salt, Uid, encode, label};

struct Cast {
    ali: Person,
    karen: Person,
    log: Log,
}

fn cast() -> Cast {
    let town = Town::new(1);
    let (ali, karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let log = Log::begin(town, &ali, &karen, &[]).with_karen(&ali, &karen);
    Cast { ali, karen, log }
}

fn intent(old: &Person) -> Body {
    Body::RebindIntent(RebindIntent { old: old.uid, card: Hash([8; 32]), letters: Vec::new() })
}

fn rebind(log: &Log, intent: Hash, old: &Person, new: &Person) -> Body {
    let mut epoch = log.next_epoch(&[new]);
    epoch.grants.retain(|grant| grant.uid != old.uid);
    Body::Rebind(Box::new(Rebind { intent, org: None, epoch }))
}

fn met(log: &Log, by: &Person, subject: &Person) -> Body {
    let (nonce, at) = (Salt([6; 32]), log.state.tip.t + 10);
    let (asks, answers) = (by.uid, subject.pin());
    let scan = Scan { dialog: log.state.roster.dialog, asks, answers, nonce, t: at };
    let echo = subject.keys.sign(label::QR, encode(&scan)).sig;
    Body::Verified(Box::new(Verified { subject: answers, dev: subject.dev, nonce, at, echo }))
}

/// A proposal to which everybody has said yes.
fn ready(log: &mut Log, by: &Person, asked: &Person, subject: &Person) -> Hash {
    let proposal = log.propose(by, subject, Role::External);
    log.append(subject, Body::Join(log.join(proposal)));
    log.append(asked, Body::Consent(log.consent(proposal)));
    proposal
}

/// How often somebody is in, if both things happen as far as they may.
fn places(log: &mut Log, by: &Person, first: Body, then: impl Fn(&Log) -> Body, uid: &Uid) -> usize {
    log.append(by, first);
    let state = log.attempt(by, then(log)).unwrap_or_else(|_| log.state.clone());
    state.roster.members.iter().filter(|member| member.uid == *uid).count()
}

#[test]
fn who_asks_for_a_place_and_is_proposed_too_gets_one_place() {
    let Cast { ali, karen, mut log } = cast();
    let mette = log.meet(9);
    let proposal = ready(&mut log, &ali, &karen, &mette);
    let asked = log.append(&mette, intent(&karen));
    let admission = Body::Admit(log.admission(proposal));
    let back = |log: &Log| rebind(log, asked, &karen, &mette);
    assert_eq!(places(&mut log, &ali, admission, back, &mette.uid), 1, "first admitted");

    let Cast { ali, karen, mut log } = cast();
    let mette = log.meet(9);
    let proposal = ready(&mut log, &ali, &karen, &mette);
    let asked = log.append(&mette, intent(&karen));
    let back = rebind(&log, asked, &karen, &mette);
    let admission = |log: &Log| Body::Admit(log.admission(proposal));
    assert_eq!(places(&mut log, &ali, back, admission, &mette.uid), 1, "first come back");
}

#[test]
fn who_was_met_is_met_also_if_somebody_proposed_them() {
    let Cast { ali, karen, mut log } = cast();
    let anew = log.meet(33);
    let asked = log.append(&anew, intent(&karen));
    log.append(&karen, log.post());
    log.propose(&ali, &anew, Role::External);
    log.append(&ali, met(&log, &ali, &anew));
    assert_eq!(log.attempt(&ali, rebind(&log, asked, &karen, &anew)).map(drop), Ok(()));
}

#[test]
fn who_came_back_votes_once_they_were_met() {
    let Cast { ali, karen, mut log } = cast();
    let anew = log.meet(33);
    let asked = log.append(&anew, intent(&karen));
    log.append(&ali, rebind(&log, asked, &karen, &anew));
    log.append(&ali, met(&log, &ali, &anew));
    let mette = log.meet(9);
    let proposal = log.propose(&ali, &mette, Role::External);
    assert_eq!(log.attempt(&anew, Body::Consent(log.consent(proposal))).map(drop), Ok(()));
}

#[test]
fn two_who_were_proposed_to_take_over_do_not_both() {
    let Cast { ali, karen, mut log } = cast();
    let colleague = log.meet(8);
    log.bring(&ali, &[&karen], &colleague, Role::Employee);
    let now = log.state.tip.t;
    log.append(&karen, Body::OrgRevoke(Box::new(Town::new(1).dismiss(ali.uid, now))));
    log.append(&karen, log.removal(&[&ali]));
    let (bo, eva) = (log.meet(18), log.meet(19));
    let dialog = log.state.roster.dialog;
    let both = [&bo, &eva].map(|who| (log.propose_successor(&karen, who, dialog), who));
    for (proposal, who) in both {
        log.append(who, Body::Join(log.join(proposal)));
        log.append(&karen, Body::Consent(log.consent(proposal)));
    }
    log.append(&colleague, Body::Admit(log.admission(both[0].0)));
    let second = log.attempt(&colleague, Body::Admit(log.admission(both[1].0)));
    assert_eq!(second.map(drop), Err(Violation::Role));
}

#[test]
fn whoever_is_employed_no_longer_is_not_admitted() {
    let Cast { ali, karen, mut log } = cast();
    let colleague = log.meet(8);
    let mut proposal = log.proposal(&colleague, Role::Employee);
    proposal.org = Some(log.town.employ(colleague.uid, log.state.tip.t + 60));
    let attempt = log.attempt(&ali, Body::Propose(Box::new(proposal.clone())));
    if attempt.is_err() {
        return;
    }
    let proposal = log.append(&ali, Body::Propose(Box::new(proposal)));
    log.append(&colleague, Body::Join(log.join(proposal)));
    log.append(&karen, Body::Consent(log.consent(proposal)));
    let mut late = log.draft(&ali, Body::Admit(log.admission(proposal)));
    late.t += 20 * DAY;
    assert_eq!(log.judge(&ali, &late).map(drop), Err(Violation::Employment));
}

#[test]
fn who_comes_in_again_comes_with_no_older_keys_than_the_log_has_seen() {
    let Cast { ali, karen, mut log } = cast();
    let (mut mette, thief) = (log.meet(4), Device::new(41));
    log.bring(&ali, &[&karen], &mette, Role::External);
    mette.add(&thief, false).expect("added");
    mette.vouch(&thief).expect("vouched");
    let stolen = mette.chain.now().head;
    mette.push(mette.entry(&mette.keys, mette.dev, mette.revocation(thief.id, T0))).expect("revoked");
    mette.head = mette.chain.now().head;
    log.chains.insert(mette.uid, mette.chain.clone());
    // The log has seen that the thief's device is Mette's no more.
    let mut epoch = log.next_epoch(&[]);
    epoch.grants.iter_mut().filter(|it| it.uid == mette.uid).for_each(|it| it.generation = 1);
    log.append(&mette, Body::Rotate(Rotate { garbage: true, epoch }));
    log.append(&ali, log.removal(&[&mette]));
    mette.head = stolen;
    let Ok(state) = log.attempt_proposal(&ali, &mette, Role::External) else { return };
    log.propose(&ali, &mette, Role::External);
    let proposal = state.roster.proposals[0].id;
    let join = Payload { dev: thief.id, ..log.draft(&mette, Body::Join(log.join(proposal))) };
    assert!(log.judge_as(&thief, &join).is_err(), "the thief joins for her");
}

#[test]
fn a_revocation_finds_what_a_device_had_added_before_it_was_away_for_a_while() {
    let town = Town::new(1);
    let mut karen = Person::new(&town, 3);
    let (tablet, laptop, ghost) = (Device::new(31), Device::new(32), Device::new(33));
    karen.add(&tablet, false).expect("added");
    karen.vouch(&tablet).expect("vouched");
    for (t, by, device) in [(10, &tablet, &laptop), (20, &laptop, &ghost)] {
        karen.t = T0 + t;
        let added = UserBody::AddDevice(Box::new(karen.added(device)));
        karen.push(by.sign(&karen, added)).expect("added");
        karen.vouch(device).expect("vouched");
    }
    karen.t = T0 + 30;
    karen.push(karen.entry(&karen.keys, karen.dev, karen.revocation(laptop.id, T0 + 25))).expect("revoked");
    let again = UserBody::AddDevice(Box::new(karen.added(&laptop)));
    karen.push(tablet.sign(&karen, again)).expect("added again, after the ghost");
    karen.vouch(&laptop).expect("vouched");
    // The tablet was stolen at T0 + 5: what it added goes, and what that added, whenever it came.
    let UserBody::RevokeDevice(mut revoke) = karen.revocation(tablet.id, T0 + 5) else {
        unreachable!("it is a RevokeDevice")
    };
    revoke.key.secrets.retain(|secret| secret.dev == karen.dev);
    let revoked = karen.push(karen.entry(&karen.keys, karen.dev, UserBody::RevokeDevice(revoke)));
    assert_eq!(revoked, Ok(()));
    assert_eq!(karen.chain.now().devices.len(), 1);
}
