//! A member's new device shows its card in a dialog, to every other member, and then writes there.

use crate::kit::*;
use samtale_membership::{Phase, State, Violation, attachments, hash};
use samtale_wire::api::Envelope;
use samtale_wire::entry::*;
use samtale_wire::user::{Attest, UserBody, UserHead};
use samtale_wire::{Bytes, Hash, Uid};

/// Ali, Karen and Mette talk; Karen has a tablet, too, which nobody here has met.
struct Cast {
    ali: Person,
    karen: Person,
    mette: Person,
    tablet: Device,
    came_by: Hash,
    log: Log,
}

/// `karen.head` is where her tablet is hers and vouched for.
fn cast() -> Cast {
    let town = Town::new(1);
    let (ali, mut karen, mette) = (Person::new(&town, 2), Person::new(&town, 3), Person::new(&town, 4));
    let mut log = Log::begin(town, &ali, &karen, &[&mette]).with_karen(&ali, &karen);
    let came_by = log.bring(&ali, &[&karen], &mette, Role::External);
    let tablet = Device::new(31);
    karen.add(&tablet, false).expect("added");
    karen.vouch(&tablet).expect("vouched");
    moved(&mut karen, &mut log);
    Cast { ali, karen, mette, tablet, came_by, log }
}

/// Somebody writes at the end of their chain from here on, and it is known here.
fn moved(person: &mut Person, log: &mut Log) {
    person.head = person.chain.now().head;
    log.chains.insert(person.uid, person.chain.clone());
}

/// Where a person's chain stood at its second entry: with the first device alone, vouched for.
fn phone_alone(person: &Person) -> UserHead {
    let mut chain = samtale_membership::UserChain::begin(&person.entries[0]).expect("a chain");
    chain.extend(&person.entries[1]).expect("vouched");
    chain.now().head
}

/// What her tablet would say.
fn by_tablet(cast: &Cast, body: Body) -> Payload {
    Payload { dev: cast.tablet.id, ..cast.log.draft(&cast.karen, body) }
}

/// An introduction by her tablet with other letters.
fn with(cast: &Cast, change: impl FnOnce(&mut Vec<LetterRef>)) -> Result<(), Violation> {
    let mut it = cast.log.introduction(&cast.karen);
    change(&mut it.letters);
    cast.log.judge_as(&cast.tablet, &by_tablet(cast, Body::Introduce(it))).map(drop)
}

fn shows(log: &Log, by: &Person) -> Body {
    Body::Introduce(log.introduction(by))
}

fn pin(state: &State, person: &Person) -> UserHead {
    state.roster.member(&person.uid).expect("in").uhead
}

#[test]
fn karens_tablet_introduces_itself_and_then_writes() {
    let mut cast = cast();
    let before = cast.log.state.clone();
    let payload = by_tablet(&cast, shows(&cast.log, &cast.karen));
    cast.log.state = cast.log.judge_as(&cast.tablet, &payload).expect("allowed");
    let (now, tip) = (&cast.log.state.roster, cast.log.state.tip);
    assert_eq!(pin(&cast.log.state, &cast.karen), cast.karen.head, "the pin is where the others were shown");
    assert_eq!((now.ctl, now.epoch), (tip.head, before.roster.epoch), "a control entry in the same epoch");
    assert!(!now.rotate, "nothing was taken back");
    let post = by_tablet(&cast, cast.log.post());
    assert_eq!(cast.log.judge_as(&cast.tablet, &post).map(drop), Ok(()));
    assert_eq!(cast.log.attempt(&cast.ali, cast.log.post()).map(drop), Ok(()), "and so do the others");
}

#[test]
fn the_phone_may_introduce_the_tablet_and_then_writes_where_the_others_know_them_both() {
    let mut cast = cast();
    cast.log.append(&cast.karen, shows(&cast.log, &cast.karen));
    assert_eq!(pin(&cast.log.state, &cast.karen), cast.karen.head);
    // The same phone, as it was before it knew of the tablet.
    let old = Payload { uhead: phone_alone(&cast.karen), ..cast.log.draft(&cast.karen, cast.log.post()) };
    assert_eq!(cast.log.judge(&cast.karen, &old), Err(Violation::Pin));
    let again = Payload { body: shows(&cast.log, &cast.karen), ..old };
    assert_eq!(cast.log.judge(&cast.karen, &again), Err(Violation::Pin), "nor shows what it had then");
    assert_eq!(cast.log.attempt(&cast.karen, cast.log.post()).map(drop), Ok(()));
}

#[test]
fn a_head_before_the_tablet_does_not_speak_for_it() {
    let cast = cast();
    let unsaid =
        Payload { uhead: phone_alone(&cast.karen), ..by_tablet(&cast, shows(&cast.log, &cast.karen)) };
    assert_eq!(cast.log.judge_as(&cast.tablet, &unsaid), Err(Violation::UnknownDevice));
    let forged = cast.log.judge(&cast.karen, &by_tablet(&cast, shows(&cast.log, &cast.karen)));
    assert_eq!(forged, Err(Violation::BadSignature), "the phone does not sign as the tablet");
}

#[test]
fn an_introduction_is_to_every_other_member_once_and_in_order() {
    let cast = cast();
    let letter = |uid: Uid| LetterRef { uid, hash: Hash([2; 32]) };
    assert_eq!(with(&cast, |_| {}), Ok(()));
    let refused = Err(Violation::Attachments);
    assert_eq!(with(&cast, |it| it.clear()), refused, "to nobody");
    assert_eq!(with(&cast, |it| it.truncate(1)), refused, "to the first alone");
    assert_eq!(with(&cast, |it| *it = it.split_off(1)), refused, "to the last alone");
    assert_eq!(with(&cast, |it| it.reverse()), refused, "not sorted");
    assert_eq!(with(&cast, |it| it.insert(1, it[0])), refused, "doubled");
    let first = cast.log.introduction(&cast.karen).letters[0];
    assert_eq!(with(&cast, |it| it[1] = first), refused, "one twice, another not at all");
    let sorted = |it: &mut Vec<LetterRef>| it.sort_by_key(|letter| letter.uid);
    let to_oneself = |it: &mut Vec<LetterRef>| {
        it.push(letter(cast.karen.uid));
        sorted(it);
    };
    assert_eq!(with(&cast, to_oneself), refused, "to oneself");
    let stranger = Person::new(&Town::new(1), 9);
    let to_a_stranger = |it: &mut Vec<LetterRef>| {
        it.push(letter(stranger.uid));
        sorted(it);
    };
    assert_eq!(with(&cast, to_a_stranger), refused, "to a stranger as well");
    let instead = |it: &mut Vec<LetterRef>| {
        it[0] = letter(stranger.uid);
        sorted(it);
    };
    assert_eq!(with(&cast, instead), refused, "to a stranger in a member's place");
}

#[test]
fn one_who_asks_to_come_back_introduces_nothing_and_nobody_is_introduced_to_who_is_not_in() {
    let mut cast = cast();
    let (per, anew) = (cast.log.meet(9), cast.log.meet(33));
    cast.log.propose(&cast.ali, &per, Role::Relative);
    let asks = RebindIntent { old: cast.mette.uid, card: Hash([8; 32]), letters: Vec::new() };
    cast.log.append(&anew, Body::RebindIntent(asks));
    assert_eq!(with(&cast, |_| {}), Ok(()));
    for subject in [&per, &anew] {
        let too = |it: &mut Vec<LetterRef>| {
            it.push(LetterRef { uid: subject.uid, hash: Hash([2; 32]) });
            it.sort_by_key(|letter| letter.uid);
        };
        assert_eq!(with(&cast, too), Err(Violation::Attachments));
    }
    let attempt = |by: &Person| cast.log.attempt(by, shows(&cast.log, by));
    assert_eq!(attempt(&anew), Err(Violation::NotAMember));
}

#[test]
fn who_is_asked_to_come_shows_a_stronger_login_to_every_member_and_joins_with_the_keys_that_were_proposed() {
    let mut cast = cast();
    let mut per = cast.log.meet(9);
    let proposal = cast.log.propose(&cast.ali, &per, Role::Relative);
    let proposed = per.head;
    // One more login of the same device.
    let again = per.entry(&per.keys, per.dev, UserBody::Attest(again(&per)));
    per.push(again).expect("vouched once more");
    per.head = per.chain.now().head;
    cast.log.chains.insert(per.uid, per.chain.clone());
    let before = cast.log.state.roster.clone();
    cast.log.append(&per, shows(&cast.log, &per));
    let after = &cast.log.state.roster;
    assert_eq!(after.members, before.members, "nobody is in by it");
    assert_eq!(after.proposals, before.proposals, "and nothing that was consented to has changed");
    // From before the place that was proposed nobody speaks, nor with a letter too few.
    let mut to_some = cast.log.introduction(&per);
    to_some.letters.pop();
    assert_eq!(cast.log.attempt(&per, Body::Introduce(to_some)), Err(Violation::Attachments));
    let unborn = Payload { uhead: cast.karen.head, ..cast.log.draft(&per, shows(&cast.log, &per)) };
    assert_eq!(cast.log.judge(&per, &unborn), Err(Violation::UnknownChain));
    let join = |head| {
        let join = Body::Join(cast.log.join(proposal));
        Payload { uhead: head, ..cast.log.draft(&per, join) }
    };
    assert_eq!(
        cast.log.judge(&per, &join(per.head)),
        Err(Violation::Pin),
        "not with others than were proposed"
    );
    assert_eq!(cast.log.judge(&per, &join(proposed)).map(drop), Ok(()));
}

#[test]
fn only_who_is_really_in_introduces() {
    let Cast { ali, mette, came_by, karen, mut log, .. } = cast();
    let stranger = log.meet(9);
    assert_eq!(log.attempt(&stranger, shows(&log, &stranger)), Err(Violation::NotAMember));
    let mut late = log.draft(&mette, shows(&log, &mette));
    late.t += 31 * DAY;
    assert_eq!(log.judge(&mette, &late), Err(Violation::Lapsed));
    let began = log.state.clone();
    log.append(&mette, Body::Leave);
    assert_eq!(log.attempt(&mette, shows(&log, &mette)), Err(Violation::Gone), "left");
    log.state = began;
    log.append(&karen, Body::Withdraw(Withdraw { proposal: came_by }));
    assert_eq!(log.attempt(&mette, shows(&log, &mette)), Err(Violation::Gone), "Karen took her yes back");
    // She stands in the list until an epoch without her begins: until then the rest count her, too.
    let mut without = log.introduction(&karen);
    without.letters.retain(|letter| letter.uid != mette.uid);
    assert_eq!(log.attempt(&karen, Body::Introduce(without.clone())), Err(Violation::Attachments));
    assert_eq!(log.attempt(&karen, shows(&log, &karen)).map(drop), Ok(()), "it waits for no removal");
    log.append(&ali, log.removal(&[&mette]));
    assert_eq!(log.attempt(&mette, shows(&log, &mette)), Err(Violation::NotAMember), "out");
    assert_eq!(log.attempt(&karen, Body::Introduce(without)).map(drop), Ok(()));
}

#[test]
fn a_device_that_nobody_vouched_for_and_a_code_on_paper_introduce_nothing() {
    let Cast { mut karen, tablet, mut log, .. } = cast();
    let hollow = Device::new(32);
    karen.add(&hollow, false).expect("added");
    let vouched = karen.head;
    moved(&mut karen, &mut log);
    let at =
        |device: &Device, uhead| Payload { dev: device.id, uhead, ..log.draft(&karen, shows(&log, &karen)) };
    for device in [&hollow, &tablet] {
        let payload = at(device, karen.head);
        assert_eq!(log.judge_as(device, &payload), Err(Violation::Unattested), "nobody seals to that head");
    }
    assert_eq!(log.judge_as(&hollow, &at(&hollow, vouched)), Err(Violation::UnknownDevice));
    assert_eq!(log.judge_as(&tablet, &at(&tablet, vouched)).map(drop), Ok(()), "hers that was vouched for");

    let Cast { mut karen, tablet, mut log, .. } = cast();
    let paper = Device::new(32);
    karen.add(&paper, true).expect("set");
    moved(&mut karen, &mut log);
    let payload = Payload { dev: paper.id, ..log.draft(&karen, shows(&log, &karen)) };
    assert_eq!(log.judge_as(&paper, &payload), Err(Violation::UnknownDevice));
    let payload = Payload { dev: tablet.id, ..payload };
    assert_eq!(log.judge_as(&tablet, &payload).map(drop), Ok(()), "no provider vouches for paper");
}

#[test]
fn a_head_at_which_keys_were_taken_back_calls_for_a_new_epoch() {
    let Cast { ali, mut karen, mut log, .. } = cast();
    let key = karen.next_key();
    karen.push(karen.entry(&karen.keys, karen.dev, UserBody::RotateUserKey(Box::new(key)))).expect("rotated");
    moved(&mut karen, &mut log);
    log.append(&karen, shows(&log, &karen));
    assert!(log.state.roster.rotate);
    assert_eq!(log.attempt(&ali, log.post()), Err(Violation::RotationDue));
    let rotate = Body::Rotate(Rotate { garbage: false, epoch: log.next_epoch(&[]) });
    log.append(&ali, rotate);
    log.append(&ali, log.post());
}

#[test]
fn whom_somebody_asks_to_replace_contests_it_by_an_introduction() {
    let mut cast = cast();
    let anew = cast.log.meet(33);
    let asks = RebindIntent { old: cast.karen.uid, card: Hash([8; 32]), letters: Vec::new() };
    let intent = cast.log.append(&anew, Body::RebindIntent(asks));
    cast.log.append(&cast.karen, shows(&cast.log, &cast.karen));
    let mut epoch = cast.log.next_epoch(&[&anew]);
    epoch.grants.retain(|grant| grant.uid != cast.karen.uid);
    let rebind = Body::Rebind(Box::new(Rebind { intent, org: None, epoch }));
    assert_eq!(cast.log.attempt(&cast.ali, rebind), Err(Violation::Contested), "she has her devices");
}

#[test]
fn devices_come_while_a_dialog_is_closed_and_not_when_it_is_over() {
    let Cast { ali, karen, mette, tablet, mut log, .. } = cast();
    log.append(&ali, Body::Close);
    let payload = Payload { dev: tablet.id, ..log.draft(&karen, shows(&log, &karen)) };
    let closed = log.judge_as(&tablet, &payload).expect("allowed");
    assert_eq!((closed.roster.phase, pin(&closed, &karen)), (Phase::Closed, karen.head));
    log.append(&ali, Body::Reopen);
    log.append(&karen, Body::Leave);
    log.append(&ali, log.removal(&[&karen]));
    assert_eq!(log.state.roster.phase, Phase::Over);
    for by in [&ali, &mette] {
        assert_eq!(log.attempt(by, shows(&log, by)), Err(Violation::Over));
    }
}

#[test]
fn who_is_alone_has_nobody_to_show_a_card_to() {
    let town = Town::new(1);
    let (ali, karen) = (Person::new(&town, 2), Person::new(&town, 3));
    let log = Log::begin(town, &ali, &karen, &[]);
    assert_eq!(log.attempt(&ali, shows(&log, &ali)).map(drop), Ok(()));
    let to_karen = vec![LetterRef { uid: karen.uid, hash: Hash([2; 32]) }];
    let early = log.attempt(&ali, Body::Introduce(Introduce { letters: to_karen }));
    assert_eq!(early, Err(Violation::Attachments), "she is named, and not in");
}

#[test]
fn with_an_introduction_travel_exactly_its_letters() {
    let Cast { karen, log, .. } = cast();
    let sealed = |n: u8| Bytes(vec![n; 40]);
    let mut it = log.introduction(&karen);
    let mut given: Vec<Envelope> = Vec::new();
    for (letter, n) in it.letters.iter_mut().zip(1..) {
        letter.hash = hash::sealed(&sealed(n).0);
        given.push(Envelope { to: letter.uid, sealed: sealed(n) });
    }
    let body = Body::Introduce(it);
    let check = |given: &[Envelope]| attachments::check(&body, given, None);
    assert_eq!(check(&given), Ok(()));
    assert_eq!(check(&given[1..]), Err(Violation::Attachments), "one is missing");
    assert_eq!(check(&[&given[..], &given[..1]].concat()), Err(Violation::Attachments), "one too many");
    let swapped: Vec<Envelope> = given.iter().rev().cloned().collect();
    assert_eq!(check(&swapped), Err(Violation::Attachments), "each to another");
    let mut changed = given.clone();
    changed[0].sealed.0[0] ^= 1;
    assert_eq!(check(&changed), Err(Violation::Attachments), "other bytes");
    assert_eq!(
        attachments::check(&body, &given, Some(&[1])),
        Err(Violation::Attachments),
        "something beside"
    );
}

/// The first device's next card.
fn again(person: &Person) -> Attest {
    let now = person.chain.now();
    let over = hash::over(&person.uid, &now.devices[0].cert, &now.user_key, &now.user_commit);
    Attest { dev: person.dev, card: Hash([77; 32]), over, matched_by: None }
}
