//! Verified, Matched: how somebody was shown to be who they are, beyond their login. Introduce: the
//! cards of somebody's new devices, or of stronger logins.
//! Refuses a meeting that the other device did not sign, words about strangers, cards for a part only.

use super::author::extends;
use crate::chain::Chains;
use crate::sign;
use crate::state::{Proof, Roster};
use crate::violation::Violation;
use samtale_wire::entry::{Introduce, Matched, Payload, Pin, Role, Scan, Verified};
use samtale_wire::{encode, label};

/// How long a scan holds, in seconds.
pub const SCAN: u64 = 120;

/// A coordinator or employee met the subject: both screens scanned each other.
pub(super) fn verified(
    next: &mut Roster,
    payload: &Payload,
    it: &Verified,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if !by.role.is_staff() {
        return Err(Violation::Role);
    }
    if it.subject.uid == payload.uid {
        return Err(Violation::Subject);
    }
    let pin = known(next, &it.subject)?;
    let user = extends(&pin, &it.subject.uhead, chains)?;
    let device = user.device(&it.dev).filter(|device| !device.paper).ok_or(Violation::UnknownDevice)?;
    let scan =
        Scan { dialog: payload.dialog, asks: payload.uid, answers: it.subject, nonce: it.nonce, t: it.at };
    let echoed = sign::verify(&device.cert.signs, label::QR, &encode(&scan), &it.echo);
    if !echoed || payload.t.abs_diff(it.at) > SCAN {
        return Err(Violation::Echo);
    }
    prove(next, &it.subject.uid, |proof| proof.met = true);
    let citizens = next.citizens.iter_mut().filter(|citizen| citizen.uid == it.subject.uid);
    citizens.for_each(|citizen| citizen.votes_from = citizen.votes_from.min(payload.t));
    Ok(())
}

/// The coordinator compared a login, national number and all, with who was meant.
pub(super) fn matched(next: &mut Roster, payload: &Payload, it: &Matched) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if by.role != Role::Coordinator {
        return Err(Violation::Role);
    }
    let pin = known(next, &it.subject)?;
    if pin != it.subject {
        return Err(Violation::Pin);
    }
    prove(next, &it.subject.uid, |proof| proof.matched = true);
    Ok(())
}

/// A member, or who is asked to come, shows cards that came since: to every other member, or it is no introduction.
pub(super) fn introduce(next: &Roster, payload: &Payload, it: &Introduce) -> Result<(), Violation> {
    let others = next.members.iter().map(|member| member.uid).filter(|uid| *uid != payload.uid);
    if it.letters.iter().map(|letter| letter.uid).eq(others) { Ok(()) } else { Err(Violation::Attachments) }
}

/// A member, one who is proposed, or one who comes back: their pin here.
fn known(next: &Roster, subject: &Pin) -> Result<Pin, Violation> {
    let uid = subject.uid;
    let members = next.members.iter().filter(|it| it.uid == uid).map(|it| Pin { uid, uhead: it.uhead });
    let open = next.proposals.iter().map(|it| it.subject).filter(|it| it.uid == uid);
    let back = next.intents.iter().map(|it| it.new).filter(|it| it.uid == uid);
    members.chain(open).chain(back).next().ok_or(Violation::Subject)
}

/// Wherever they are known: proposed and coming back may be the same person.
fn prove(next: &mut Roster, uid: &samtale_wire::Uid, mark: impl Fn(&mut Proof)) {
    next.members.iter_mut().filter(|it| it.uid == *uid).for_each(|it| mark(&mut it.proof));
    next.proposals.iter_mut().filter(|it| it.subject.uid == *uid).for_each(|it| mark(&mut it.proof));
    next.intents.iter_mut().filter(|it| it.new.uid == *uid).for_each(|it| mark(&mut it.proof));
}
