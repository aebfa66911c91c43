//! How people go, and how the rest goes on without them.

use crate::kit::*;
use samtale_membership::apply::GRACE;
use samtale_membership::policy::rule;
use samtale_membership::{Phase, Standing, Violation};
use samtale_wire::Hash;
use samtale_wire::entry::*;

/// Ali, Karen and Mette talk; the proposal that Mette came by.
struct Cast {
    ali: Person,
    karen: Person,
    mette: Person,
    log: Log,
    came_by: Hash,
}

fn cast() -> Cast {
    let town = Town::new(1);
    let (ali, karen, mette) = (Person::new(&town, 2), Person::new(&town, 3), Person::new(&town, 4));
    let mut log = Log::begin(town, &ali, &karen, &[&mette]).with_karen(&ali, &karen);
    let came_by = log.bring(&ali, &[&karen], &mette, Role::External);
    Cast { ali, karen, mette, log, came_by }
}

#[test]
fn karen_takes_her_yes_back_and_nothing_is_written_before_mette_is_out() {
    let Cast { ali, karen, mette, mut log, came_by } = cast();
    log.append(&karen, Body::Withdraw(Withdraw { proposal: came_by }));
    for person in [&ali, &karen] {
        assert_eq!(log.attempt(person, log.post()), Err(Violation::RemovalDue));
    }
    assert_eq!(log.attempt(&mette, log.post()), Err(Violation::Gone), "she is out already");
    let rotate = Body::Rotate(Rotate { garbage: false, epoch: log.next_epoch(&[]) });
    assert_eq!(log.attempt(&ali, rotate), Err(Violation::RemovalDue), "no epoch with her in it");
    let epoch = log.state.roster.epoch;
    log.append(&karen, log.removal(&[&mette]));
    assert_eq!(log.state.roster.epoch, epoch + 1);
    log.append(&ali, log.post());
    assert_eq!(log.attempt(&mette, log.post()), Err(Violation::NotAMember));
}

#[test]
fn a_yes_that_was_taken_back_counts_no_more() {
    let Cast { ali, karen, mette, mut log, came_by } = cast();
    let yes = log.yes_of(&mette, &karen);
    log.append(&karen, Body::Withdraw(Withdraw { proposal: came_by }));
    assert_eq!(log.attempt(&karen, log.renewal(came_by, yes, 40)), Err(Violation::Gone));
    let again = Body::Withdraw(Withdraw { proposal: came_by });
    assert_eq!(log.attempt(&karen, again), Err(Violation::Already));
    log.append(&ali, log.removal(&[&mette]));
    let readmit =
        Body::Admit(Admit { proposal: came_by, consents: vec![yes], epoch: log.next_epoch(&[&mette]) });
    assert_eq!(log.attempt(&ali, readmit), Err(Violation::NoProposal), "no way back on an old consent");
    assert_eq!(log.attempt(&karen, Body::Consent(log.consent(came_by))), Err(Violation::NoProposal));
}

#[test]
fn a_yes_can_be_taken_back_before_the_admission_too() {
    let Cast { ali, karen, mut log, .. } = cast();
    let per = log.meet(9);
    let proposal = log.propose(&ali, &per, Role::Relative);
    let withdraw = Body::Withdraw(Withdraw { proposal });
    assert_eq!(log.attempt(&karen, withdraw.clone()), Err(Violation::NotAsked), "she has not said yes");
    log.append(&karen, Body::Consent(log.consent(proposal)));
    log.append(&karen, withdraw);
    assert_eq!(log.attempt(&per, Body::Join(log.join(proposal))), Err(Violation::NoProposal));
}

#[test]
fn only_who_said_yes_takes_it_back() {
    let Cast { ali, mette, mut log, came_by, .. } = cast();
    let withdraw = Body::Withdraw(Withdraw { proposal: came_by });
    assert_eq!(log.attempt(&ali, withdraw.clone()), Err(Violation::NoProposal));
    log.append(&mette, withdraw);
    let standing = log.state.roster.member(&mette.uid).map(|mette| mette.standing);
    assert_eq!(standing, Some(Standing::Withdrawn), "her own yes counts too");
}

#[test]
fn a_consent_runs_out_unless_it_is_renewed_in_time() {
    let Cast { ali, karen, mette, mut log, came_by } = cast();
    let until = log.state.roster.member(&mette.uid).expect("in").until();
    let late = |log: &Log, by: &Person, body: Body, t: u64| {
        let mut payload = log.draft(by, body);
        payload.t = t;
        log.judge(by, &payload).map(drop)
    };
    assert_eq!(late(&log, &ali, log.post(), until - 1), Ok(()));
    assert_eq!(late(&log, &ali, log.post(), until), Err(Violation::RemovalDue));
    assert_eq!(late(&log, &mette, log.post(), until), Err(Violation::Lapsed));
    // Renewed by both, she stays without a gap.
    for person in [&karen, &mette] {
        let yes = log.yes_of(&mette, person);
        assert_eq!(log.attempt(person, log.renewal(came_by, yes, 1)), Err(Violation::Expiry), "no longer");
        let longest = rule(Policy::Standard, Role::External).longest / DAY;
        assert_eq!(log.attempt(person, log.renewal(came_by, yes, longest + 1)), Err(Violation::Expiry));
        log.append(person, log.renewal(came_by, yes, 60));
        assert_eq!(log.attempt(person, log.renewal(came_by, yes, 70)), Err(Violation::Renewal), "superseded");
    }
    assert_eq!(late(&log, &ali, log.post(), until + 1), Ok(()));
}

#[test]
fn others_than_the_coordinator_wait_an_hour_before_they_call_a_consent_run_out() {
    let Cast { ali, karen, mette, log, .. } = cast();
    let until = log.state.roster.member(&mette.uid).expect("in").until();
    let removed = |by: &Person, t: u64| {
        let mut payload = log.draft(by, log.removal(&[&mette]));
        payload.t = t;
        log.judge(by, &payload).map(drop)
    };
    assert_eq!(removed(&karen, until - 1), Err(Violation::Removal));
    assert_eq!(removed(&karen, until + GRACE - 1), Err(Violation::Removal));
    assert_eq!(removed(&karen, until + GRACE), Ok(()));
    assert_eq!(removed(&ali, until), Ok(()), "the coordinator answers for it");
}

#[test]
fn a_coordinator_puts_people_out_and_nobody_else_does() {
    let Cast { ali, karen, mette, log, .. } = cast();
    assert_eq!(log.attempt(&ali, log.removal(&[&mette])).map(drop), Ok(()));
    assert_eq!(log.attempt(&karen, log.removal(&[&mette])), Err(Violation::Removal));
    assert_eq!(log.attempt(&ali, log.removal(&[&ali])), Err(Violation::Removal), "oneself");
    assert_eq!(log.attempt(&ali, log.removal(&[])), Err(Violation::Removal), "nobody");
    let Body::Remove(mut twice) = log.removal(&[&mette]) else { unreachable!("it is a Remove") };
    twice.uids.push(mette.uid);
    assert_eq!(log.attempt(&ali, Body::Remove(twice)), Err(Violation::Removal), "twice");
    let Body::Remove(mut kept) = log.removal(&[&mette]) else { unreachable!("it is a Remove") };
    kept.epoch = log.next_epoch(&[]);
    assert_eq!(log.attempt(&ali, Body::Remove(kept)), Err(Violation::Grants), "removed, and yet a key");
}

#[test]
fn who_leaves_writes_no_more_and_the_rest_goes_on() {
    let Cast { ali, karen, mette, mut log, .. } = cast();
    log.append(&mette, Body::Leave);
    assert_eq!(log.attempt(&mette, log.post()), Err(Violation::Gone));
    assert_eq!(log.attempt(&karen, log.post()), Err(Violation::RemovalDue));
    log.append(&karen, log.removal(&[&mette]));
    log.append(&karen, log.post());
    assert_eq!(log.attempt(&ali, Body::Leave), Err(Violation::LastCoordinator));
}

#[test]
fn with_the_citizen_the_dialog_ends_and_only_archiving_follows() {
    let Cast { ali, karen, mette, mut log, .. } = cast();
    log.append(&karen, Body::Leave);
    log.append(&ali, log.removal(&[&karen]));
    assert_eq!(log.state.roster.phase, Phase::Over);
    for body in [log.post(), Body::Reopen, Body::Leave, log.removal(&[&mette])] {
        assert_eq!(log.attempt(&ali, body), Err(Violation::Over));
    }
    log.append(&ali, log.journalised(0, 3));
}

#[test]
fn an_approver_who_is_gone_approves_nothing_and_cannot_be_worked_around() {
    let Cast { ali, karen, mette, mut log, .. } = cast();
    let per = log.meet(9);
    let proposal = log.propose(&ali, &per, Role::External);
    log.append(&per, Body::Join(log.join(proposal)));
    log.append(&karen, Body::Consent(log.consent(proposal)));
    // The approver is put out before the admission: nobody takes her place.
    log.append(&ali, log.removal(&[&karen]));
    let admission = Body::Admit(log.admission(proposal));
    assert_eq!(log.attempt(&ali, admission), Err(Violation::Over));
    assert!(log.state.roster.proposal(&proposal).expect("open").yes.iter().all(|yes| yes.uid != karen.uid));
    drop(mette);
}

#[test]
fn a_removed_proposer_takes_their_proposals_along() {
    let Cast { ali, karen, mut log, .. } = cast();
    let (colleague, per) = (log.meet(8), log.meet(9));
    log.bring(&ali, &[&karen], &colleague, Role::Employee);
    let proposal = log.propose(&colleague, &per, Role::External);
    log.append(&ali, log.removal(&[&colleague]));
    assert_eq!(log.attempt(&per, Body::Join(log.join(proposal))), Err(Violation::NoProposal));
}

#[test]
fn the_municipality_takes_its_people_back_by_its_own_word() {
    let Cast { ali, karen, mette, mut log, .. } = cast();
    let dismiss = |uid, t| Body::OrgRevoke(Box::new(Town::new(1).dismiss(uid, t)));
    let now = log.state.tip.t;
    assert_eq!(log.attempt(&karen, dismiss(mette.uid, now)), Err(Violation::Subject), "not theirs");
    assert_eq!(log.attempt(&karen, dismiss(ali.uid, T0 - 1)), Err(Violation::Subject), "taken on since");
    let foreign = Body::OrgRevoke(Box::new(Town::new(9).dismiss(ali.uid, now)));
    assert_eq!(log.attempt(&karen, foreign), Err(Violation::Employment));
    let to_come = dismiss(ali.uid, now + DAY);
    assert_eq!(log.attempt(&karen, to_come), Err(Violation::Subject), "not yet");
    log.append(&karen, dismiss(ali.uid, now));
    assert_eq!(log.attempt(&ali, log.post()), Err(Violation::Gone));
    // Whoever is left puts him out, and lets in the one whom the municipality names.
    log.append(&karen, log.removal(&[&ali]));
    let (bo, eva) = (log.meet(8), log.meet(9));
    assert_eq!(log.attempt_proposal(&karen, &bo, Role::Coordinator), Err(Violation::Role), "just employed");
    let succeeds = log.state.roster.dialog;
    let proposal = log.propose_successor(&karen, &eva, succeeds);
    log.append(&eva, Body::Join(log.join(proposal)));
    log.append(&karen, Body::Consent(log.consent(proposal)));
    let by_mette = log.attempt(&mette, Body::Admit(log.admission(proposal)));
    assert_eq!(by_mette, Err(Violation::Role));
    log.append(&karen, Body::Admit(log.admission(proposal)));
    assert_eq!(log.state.roster.coordinators(), 1);
    log.append(&eva, log.post());
}

#[test]
fn a_dialog_apart_lets_nobody_in_but_whom_it_names_and_a_successor() {
    let town = Town::new(1);
    let (ali, bo, mette) = (Person::new(&town, 2), Person::new(&town, 3), Person::new(&town, 4));
    let mut log = Log::begin_by(Policy::Apart, town, &ali, &bo, &[&mette]).with_karen(&ali, &bo);
    for role in [Role::Employee, Role::Relative, Role::External, Role::Service] {
        for by in [&ali, &bo] {
            assert_eq!(log.attempt_proposal(by, &mette, role), Err(Violation::Role), "{role:?}");
        }
    }
    let dismissal = Body::OrgRevoke(Box::new(log.town.dismiss(ali.uid, log.state.tip.t)));
    log.append(&bo, dismissal);
    log.append(&bo, log.removal(&[&ali]));
    let (eva, succeeds) = (log.meet(9), log.state.roster.dialog);
    assert_eq!(log.attempt_proposal(&bo, &eva, Role::Employee), Err(Violation::Role));
    let proposal = log.propose_successor(&bo, &eva, succeeds);
    log.append(&eva, Body::Join(log.join(proposal)));
    log.append(&bo, Body::Consent(log.consent(proposal)));
    log.append(&bo, Body::Admit(log.admission(proposal)));
    assert_eq!(log.attempt_proposal(&eva, &mette, Role::External), Err(Violation::Role), "nor then");
}

#[test]
fn nobody_becomes_coordinator_beside_one_who_is_there() {
    let Cast { ali, mut log, .. } = cast();
    let eva = log.meet(9);
    let mut proposal = log.proposal(&eva, Role::Coordinator);
    proposal.org = Some(log.town.employ_to(eva.uid, T0 + 300 * DAY, Some(log.state.roster.dialog)));
    let attempt = log.attempt(&ali, Body::Propose(Box::new(proposal)));
    assert_eq!(attempt, Err(Violation::Role), "role laundering");
}

#[test]
fn a_closed_dialog_is_read_only_until_the_coordinator_opens_it() {
    let Cast { ali, karen, mette, mut log, came_by } = cast();
    assert_eq!(log.attempt(&karen, Body::Close), Err(Violation::Role));
    assert_eq!(log.attempt(&ali, Body::Reopen), Err(Violation::Kind));
    log.append(&ali, Body::Close);
    assert_eq!(log.attempt(&karen, log.post()), Err(Violation::Closed));
    let per = log.meet(9);
    assert_eq!(log.attempt_proposal(&ali, &per, Role::External), Err(Violation::Closed));
    // Going is always allowed.
    assert_eq!(log.attempt(&karen, Body::Withdraw(Withdraw { proposal: came_by })).map(drop), Ok(()));
    assert_eq!(log.attempt(&mette, Body::Leave).map(drop), Ok(()));
    assert_eq!(log.attempt(&ali, Body::Leave).map(drop), Ok(()), "closed, it needs nobody to answer for it");
    log.append(&ali, Body::Reopen);
    log.append(&karen, log.post());
}

#[test]
fn authors_take_back_their_own_posts_and_coordinators_any() {
    let Cast { ali, karen, mette, mut log, .. } = cast();
    let entry = log.append(&mette, log.post());
    let seq = log.state.tip.seq;
    let tombstone = |author: &Person, seq| Body::Tombstone(Tombstone { seq, entry, author: author.uid });
    assert_eq!(log.attempt(&mette, tombstone(&mette, seq)).map(drop), Ok(()));
    assert_eq!(log.attempt(&ali, tombstone(&mette, seq)).map(drop), Ok(()));
    assert_eq!(log.attempt(&karen, tombstone(&mette, seq)), Err(Violation::Target));
    assert_eq!(log.attempt(&mette, tombstone(&mette, seq + 1)), Err(Violation::Target), "not yet written");
}

#[test]
fn what_is_archived_and_what_was_lost_is_recorded_by_those_who_answer_for_it() {
    let Cast { ali, karen, log, .. } = cast();
    let seq = log.state.tip.seq;
    assert_eq!(log.attempt(&ali, log.journalised(0, seq)).map(drop), Ok(()));
    assert_eq!(log.attempt(&ali, log.journalised(2, 1)), Err(Violation::Target));
    assert_eq!(log.attempt(&ali, log.journalised(0, seq + 1)), Err(Violation::Target));
    assert_eq!(log.attempt(&karen, log.journalised(0, 1)), Err(Violation::Role));
    let resume = |seq| Body::Resume(Resume { seq, head: Hash([1; 32]) });
    assert_eq!(log.attempt(&ali, resume(seq + 5)).map(drop), Ok(()));
    assert_eq!(log.attempt(&ali, resume(seq)), Err(Violation::Target), "nothing was lost");
    assert_eq!(log.attempt(&karen, resume(seq + 5)), Err(Violation::Role));
}

#[test]
fn an_epoch_begins_when_it_is_called_for_or_by_who_answers_for_the_dialog() {
    let Cast { ali, karen, mette, log, .. } = cast();
    let rotate = |garbage| Body::Rotate(Rotate { garbage, epoch: log.next_epoch(&[]) });
    assert_eq!(log.attempt(&ali, rotate(false)).map(drop), Ok(()));
    assert_eq!(log.attempt(&karen, rotate(false)).map(drop), Ok(()));
    assert_eq!(log.attempt(&mette, rotate(false)), Err(Violation::Role));
    assert_eq!(log.attempt(&mette, rotate(true)).map(drop), Ok(()), "hers did not hold");
}
