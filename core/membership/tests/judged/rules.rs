//! The rules of the dialog's log, each broken once on purpose: `apply` names the rule.

use crate::kit::*;
use samtale_membership::{Violation, open};
use samtale_wire::entry::*;
use samtale_wire::user::{Attest, UserBody};
use samtale_wire::{Hash, Signed, VerifyKey, decode, encode};
use std::collections::BTreeMap;

struct Cast {
    ali: Person,
    karen: Person,
    mette: Person,
    log: Log,
}

/// Ali and Karen talk; Mette, a psychologist, is not in.
fn cast() -> Cast {
    let town = Town::new(1);
    let (ali, karen, mette) = (Person::new(&town, 2), Person::new(&town, 3), Person::new(&town, 4));
    let log = Log::begin(town, &ali, &karen, &[&mette]).with_karen(&ali, &karen);
    Cast { ali, karen, mette, log }
}

/// Creates a dialog in which something is not right.
fn created(change: impl FnOnce(&mut Payload, &mut Create, &Person)) -> Result<(), Violation> {
    let town = Town::new(1);
    let (ali, karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let chains: BTreeMap<_, _> = [&ali, &karen].map(|it| (it.uid, it.chain.clone())).into();
    let mut payload = create_payload(&town, &ali, &karen);
    let Body::Create(mut create) = payload.body.clone() else { unreachable!("it is a Create") };
    change(&mut payload, &mut create, &karen);
    payload.body = Body::Create(create);
    open(&signed(&ali, &payload), &chains).map(drop)
}

#[test]
fn a_dialog_begins_with_its_creator_alone() {
    assert_eq!(created(|_, _, _| {}), Ok(()));
    let with_karen = created(|payload, create, karen| {
        create.epoch = new_epoch(&payload.dialog, 0, &[(payload.uid, 0), (karen.uid, 0)]);
    });
    assert_eq!(with_karen, Err(Violation::Grants), "a founder who has not consented gets no key");
    assert_eq!(created(|_, create, _| create.epoch.epoch = 1), Err(Violation::Epoch));
}

#[test]
fn a_dialog_names_its_approvers_and_its_employed_creator() {
    assert_eq!(created(|_, create, _| create.citizens.clear()), Err(Violation::Approvers));
    let twice =
        created(|_, create, karen| create.citizens = vec![Named { pin: karen.pin(), approves: true }; 2]);
    assert_eq!(twice, Err(Violation::Approvers));
    let other = Town::new(1).employ(Person::new(&Town::new(1), 3).uid, T0 + DAY);
    assert_eq!(created(|_, create, _| create.org = other), Err(Violation::Employment), "somebody else's");
    let past = Town::new(1).employ(Person::new(&Town::new(1), 2).uid, T0 - 1);
    assert_eq!(created(|_, create, _| create.org = past), Err(Violation::Employment), "run out");
    let foreign = Town::new(9).employ(Person::new(&Town::new(1), 2).uid, T0 + DAY);
    assert_eq!(created(|_, create, _| create.org = foreign), Err(Violation::Employment), "another town's");
}

#[test]
fn a_dialogs_id_is_what_it_commits_to() {
    assert_eq!(created(|_, create, _| create.salt.0[0] ^= 1), Err(Violation::BadId));
    assert_eq!(created(|payload, _, _| payload.seq = 1), Err(Violation::Sequence));
    assert_eq!(created(|payload, _, _| payload.version = 2), Err(Violation::Version));
}

#[test]
fn every_header_field_is_judged() {
    let Cast { ali, log, .. } = cast();
    let broken = |change: &dyn Fn(&mut Payload)| {
        let mut payload = log.draft(&ali, log.post());
        change(&mut payload);
        log.judge(&ali, &payload).map(drop)
    };
    assert_eq!(broken(&|_| {}), Ok(()));
    assert_eq!(broken(&|it| it.version = 2), Err(Violation::Version));
    assert_eq!(broken(&|it| it.dialog.0[0] ^= 1), Err(Violation::Foreign));
    assert_eq!(broken(&|it| it.seq += 1), Err(Violation::Sequence), "one was dropped");
    assert_eq!(broken(&|it| it.seq -= 1), Err(Violation::Sequence), "one is doubled");
    assert_eq!(broken(&|it| it.prev.0[0] ^= 1), Err(Violation::ChainBroken));
    assert_eq!(broken(&|it| it.ctl.0[0] ^= 1), Err(Violation::ControlBroken));
    assert_eq!(broken(&|it| it.t -= 11), Err(Violation::TimeBackwards));
    assert_eq!(broken(&|it| it.epoch = 0), Err(Violation::StaleEpoch));
    assert_eq!(broken(&|it| it.dev.0[0] ^= 1), Err(Violation::UnknownDevice));
    assert_eq!(broken(&|it| it.uhead.useq += 1), Err(Violation::UnknownChain));
    assert_eq!(broken(&|it| it.uhead.useq = 0), Err(Violation::Pin), "not an extension of the pin");
}

#[test]
fn no_bit_of_an_entry_can_change() {
    let Cast { ali, log, .. } = cast();
    let bytes = signed(&ali, &log.draft(&ali, log.post()));
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(samtale_membership::apply(&log.state, &changed, &log.chains).is_err(), "bit {bit}");
    }
}

#[test]
fn only_members_write() {
    let Cast { mette, log, .. } = cast();
    assert_eq!(log.attempt(&mette, log.post()), Err(Violation::NotAMember));
}

#[test]
fn nobody_signs_for_another() {
    let Cast { ali, karen, log, .. } = cast();
    let payload = log.draft(&ali, log.post());
    assert_eq!(log.judge(&karen, &payload), Err(Violation::BadSignature));
}

#[test]
fn mette_comes_in_with_karens_consent_and_her_own() {
    let Cast { ali, karen, mette, mut log } = cast();
    let proposal = log.propose(&ali, &mette, Role::External);
    assert_eq!(log.attempt(&ali, Body::Admit(log.admission(proposal))), Err(Violation::Consents), "nobody's");
    log.append(&mette, Body::Join(log.join(proposal)));
    let admission = Body::Admit(log.admission(proposal));
    assert_eq!(log.attempt(&ali, admission), Err(Violation::Consents), "not without the citizen");
    log.append(&karen, Body::Consent(log.consent(proposal)));
    log.append(&ali, Body::Admit(log.admission(proposal)));
    assert!(log.state.roster.member(&mette.uid).is_some());
    assert_eq!(log.state.roster.epoch, 2, "each admission begins an epoch");
    let again = Body::Admit(log.admission(proposal));
    assert_eq!(log.attempt(&ali, again), Err(Violation::NoProposal), "an admission uses its proposal up");
}

#[test]
fn a_consent_counts_for_its_own_proposal_only() {
    let Cast { ali, karen, mette, mut log } = cast();
    let town = Town::new(1);
    let per = Person::new(&town, 6);
    log.chains.insert(per.uid, per.chain.clone());
    let (first, second) =
        (log.propose(&ali, &mette, Role::External), log.propose(&ali, &per, Role::Relative));
    let yes = log.append(&karen, Body::Consent(log.consent(first)));
    let join = log.append(&per, Body::Join(log.join(second)));
    let mut admission = log.admission(second);
    admission.consents = vec![yes, join];
    admission.consents.sort_unstable();
    assert_eq!(log.attempt(&ali, Body::Admit(admission)), Err(Violation::Consents));
}

#[test]
fn an_admission_cites_exactly_the_consents_and_grants_to_exactly_the_members() {
    let Cast { ali, karen, mette, mut log } = cast();
    let proposal = log.propose(&ali, &mette, Role::External);
    log.append(&mette, Body::Join(log.join(proposal)));
    log.append(&karen, Body::Consent(log.consent(proposal)));
    let admit = |change: &dyn Fn(&mut Admit)| {
        let mut admission = log.admission(proposal);
        change(&mut admission);
        log.attempt(&ali, Body::Admit(admission)).map(drop)
    };
    assert_eq!(admit(&|_| {}), Ok(()));
    assert_eq!(admit(&|it| it.consents.truncate(1)), Err(Violation::Consents));
    assert_eq!(admit(&|it| it.consents.push(Hash([1; 32]))), Err(Violation::Consents));
    assert_eq!(admit(&|it| it.epoch.epoch += 1), Err(Violation::Epoch));
    assert_eq!(admit(&|it| it.epoch.grants.truncate(2)), Err(Violation::Grants), "a member is left out");
    assert_eq!(admit(&|it| it.epoch.grants[0].generation = 1), Err(Violation::Grants));
    let ghost = |it: &mut Admit| {
        it.epoch.grants.push(GrantRef {
            uid: samtale_wire::Uid([255; 32]),
            generation: 0,
            hash: Hash([1; 32]),
        });
    };
    assert_eq!(admit(&ghost), Err(Violation::Grants), "a ghost among the readers");
    let by_karen = log.attempt(&karen, Body::Admit(log.admission(proposal)));
    assert_eq!(by_karen, Err(Violation::Role), "citizens do not admit");
}

#[test]
fn an_answer_is_given_once_by_who_is_asked_with_the_dialogs_policy() {
    let Cast { ali, karen, mette, mut log } = cast();
    let proposal = log.propose(&ali, &mette, Role::External);
    assert_eq!(log.attempt(&ali, Body::Consent(log.consent(proposal))), Err(Violation::NotAsked));
    assert_eq!(log.attempt(&karen, Body::Join(log.join(proposal))), Err(Violation::NotAsked));
    let mut swapped = log.join(proposal);
    swapped.policy = Hash([1; 32]);
    assert_eq!(log.attempt(&mette, Body::Join(swapped)), Err(Violation::Policy));
    let mut long = log.join(proposal);
    long.until += 400 * DAY;
    assert_eq!(log.attempt(&mette, Body::Join(long)), Err(Violation::Expiry));
    log.append(&mette, Body::Join(log.join(proposal)));
    assert_eq!(log.attempt(&mette, Body::Join(log.join(proposal))), Err(Violation::NotAsked), "twice");
}

#[test]
fn a_no_ends_the_proposal() {
    let Cast { ali, karen, mette, mut log } = cast();
    let proposal = log.propose(&ali, &mette, Role::External);
    assert_eq!(log.attempt(&ali, Body::Decline(Decline { proposal })), Err(Violation::NotAsked));
    log.append(&karen, Body::Decline(Decline { proposal }));
    assert_eq!(log.attempt(&mette, Body::Join(log.join(proposal))), Err(Violation::NoProposal));
}

#[test]
fn consents_run_out() {
    let Cast { ali, karen, mette, mut log } = cast();
    let proposal = log.propose(&ali, &mette, Role::External);
    log.append(&mette, Body::Join(log.join(proposal)));
    log.append(&karen, Body::Consent(log.consent(proposal)));
    let mut late = log.draft(&ali, Body::Admit(log.admission(proposal)));
    late.t += 31 * DAY;
    assert_eq!(log.judge(&ali, &late), Err(Violation::Expiry));
}

#[test]
fn a_proposal_names_one_who_can_be_sealed_to_in_a_role_that_is_theirs() {
    let Cast { ali, karen, mette, mut log } = cast();
    let town = Town::new(1);
    let attempt = |log: &Log, by: &Person, change: &dyn Fn(&mut Propose)| {
        let mut proposal = log.proposal(&mette, Role::External);
        change(&mut proposal);
        log.attempt(by, Body::Propose(Box::new(proposal))).map(drop)
    };
    assert_eq!(attempt(&log, &ali, &|_| {}), Ok(()));
    assert_eq!(attempt(&log, &karen, &|_| {}), Ok(()), "the policy lets a citizen propose");
    assert_eq!(attempt(&log, &ali, &|it| it.role = Role::Citizen), Err(Violation::Role), "role laundering");
    assert_eq!(attempt(&log, &ali, &|it| it.role = Role::Employee), Err(Violation::Employment));
    assert_eq!(attempt(&log, &ali, &|it| it.until += 400 * DAY), Err(Violation::Expiry));
    assert_eq!(
        attempt(&log, &ali, &|it| it.subject = karen.pin()),
        Err(Violation::Role),
        "the citizen is in"
    );

    let hollow = Person::unattested(&town, 7);
    let stranger = Person::new(&Town::new(9), 8);
    log.chains.extend([(hollow.uid, hollow.chain.clone()), (stranger.uid, stranger.chain.clone())]);
    assert_eq!(attempt(&log, &ali, &|it| it.subject = hollow.pin()), Err(Violation::Unattested));
    assert_eq!(attempt(&log, &ali, &|it| it.subject = stranger.pin()), Err(Violation::Foreign));
    log.propose(&ali, &mette, Role::External);
    assert_eq!(attempt(&log, &ali, &|_| {}), Err(Violation::Already));
}

#[test]
fn a_post_names_each_file_once_and_not_too_many() {
    let Cast { ali, log, .. } = cast();
    let with = |files: Vec<samtale_wire::FileId>| {
        let Body::Post(mut post) = log.post() else { unreachable!("it is a post") };
        post.files = files;
        log.attempt(&ali, Body::Post(post)).map(drop)
    };
    let file = |n: u8| samtale_wire::FileId([n; 32]);
    assert_eq!(with((0..16).map(file).collect()), Ok(()));
    assert_eq!(with((0..17).map(file).collect()), Err(Violation::TooManyFiles));
    assert_eq!(with(vec![file(1), file(1)]), Err(Violation::TooManyFiles));
}

#[test]
fn a_chain_is_its_own_and_says_one_thing() {
    let town = Town::new(1);
    let (ali, karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let mut chain = ali.chain.clone();
    assert_eq!(chain.extend(&karen.entries[1]), Err(Violation::Foreign));
    assert_eq!(chain.extend(&ali.entries[1]), Err(Violation::Sequence), "replayed");
    let attest =
        |over| UserBody::Attest(Attest { dev: ali.dev, card: Hash([1; 32]), over, matched_by: None });
    let unbound = sign_user(&ali.keys, ali.uid, ali.dev, Some(ali.head), attest(Hash([1; 32])));
    assert_eq!(chain.extend(&unbound), Err(Violation::BadId), "a card for other keys");
    let ghost = sign_user(&karen.keys, ali.uid, ali.dev, Some(ali.head), attest(Hash([1; 32])));
    assert_eq!(chain.extend(&ghost), Err(Violation::BadSignature));
    assert_eq!(chain, ali.chain, "a refused entry changes nothing");
}

#[test]
fn weak_and_twisted_keys_are_never_admitted() {
    // The eight small-order points and an encoding above the prime (RFC 8032 §5.1.3).
    let mut weak = vec![[0; 32], [0xFF; 32]];
    weak[0][0] = 1;
    weak.push([0; 32]);
    let mut minus_one = [0xFF; 32];
    (minus_one[0], minus_one[31]) = (0xEC, 0x7F);
    weak.push(minus_one);
    for key in weak {
        assert!(!samtale_membership::sign::key_ok(&VerifyKey(key)), "{key:02x?}");
    }
    let town = Town::new(1);
    assert!(samtale_membership::sign::key_ok(&VerifyKey(town.id().0)));
}

#[test]
fn other_encodings_of_the_same_entry_are_refused() {
    let Cast { ali, log, .. } = cast();
    let payload = encode(&log.draft(&ali, log.post()));
    // The version, 1, in two bytes instead of one; signed as such.
    let mut longer = payload.clone();
    assert_eq!(longer[1], 0x01);
    longer.splice(1..2, [0x18, 0x01]);
    let entry = encode(&ali.keys.sign(samtale_wire::label::ENTRY, longer));
    assert!(decode::<Signed>(&entry).is_ok(), "the outer form is right");
    let judged = samtale_membership::apply(&log.state, &entry, &log.chains);
    assert_eq!(judged, Err(Violation::Malformed));
}
