//! The bounds of one dialog, which random schedules are too small to reach: 64 members, 16 open
//! proposals, 8 intents. Refuses the one too many, and nothing before it.

use crate::kit::*;
use samtale_membership::Violation;
use samtale_wire::Hash;
use samtale_wire::entry::*;

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

#[test]
fn sixteen_proposals_are_open_at_one_time_and_no_more() {
    let Cast { ali, mut log, .. } = cast();
    for seed in 100..116 {
        let subject = log.meet(seed);
        log.propose(&ali, &subject, Role::External);
    }
    let one_more = log.meet(116);
    let attempt = log.attempt_proposal(&ali, &one_more, Role::External);
    assert_eq!(attempt, Err(Violation::TooManyProposals));
}

#[test]
fn sixty_four_people_are_in_one_dialog_and_no_more() {
    let Cast { ali, karen, mut log } = cast();
    for seed in 100..162 {
        let subject = log.meet(seed);
        log.bring(&ali, &[&karen], &subject, Role::External);
    }
    assert_eq!(log.state.roster.members.len(), 64);
    let one_more = log.meet(162);
    let proposal = log.propose(&ali, &one_more, Role::External);
    log.append(&one_more, Body::Join(log.join(proposal)));
    log.append(&karen, Body::Consent(log.consent(proposal)));
    let admission = Body::Admit(log.admission(proposal));
    assert_eq!(log.attempt(&ali, admission), Err(Violation::TooManyMembers));
}

#[test]
fn eight_ask_for_a_place_at_one_time_and_no_more() {
    let Cast { karen, mut log, .. } = cast();
    let intent =
        Body::RebindIntent(RebindIntent { old: karen.uid, card: Hash([8; 32]), letters: Vec::new() });
    for seed in 100..108 {
        let anew = log.meet(seed);
        log.append(&anew, intent.clone());
    }
    let one_more = log.meet(108);
    assert_eq!(log.attempt(&one_more, intent), Err(Violation::Intent));
}
