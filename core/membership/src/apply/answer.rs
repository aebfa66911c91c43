//! Join, Consent, Decline: the answers to a proposal, each bound to its hash.
//! Refuses answers of those who are not asked, second answers, and other policies.

use crate::hash;
use crate::state::{Roster, Yes};
use crate::violation::Violation;
use samtale_wire::entry::{Consent, Decline, Join, Payload};
use samtale_wire::{Hash, Uid};

/// The subject's own yes.
pub(super) fn join(next: &mut Roster, payload: &Payload, it: &Join, id: Hash) -> Result<(), Violation> {
    if it.policy != hash::policy_of(next.policy, next.citizens.iter().copied()) {
        return Err(Violation::Policy);
    }
    yes(next, &it.proposal, payload, it.until, id, |subject, _| *subject == payload.uid)
}

/// An approver's yes.
pub(super) fn consent(next: &mut Roster, payload: &Payload, it: &Consent, id: Hash) -> Result<(), Violation> {
    yes(next, &it.proposal, payload, it.until, id, |_, approvers| approvers.contains(&payload.uid))
}

/// Anyone's no who is asked: the proposal is over, and everyone sees it.
pub(super) fn decline(next: &mut Roster, payload: &Payload, it: &Decline) -> Result<(), Violation> {
    let proposal = next.proposal(&it.proposal)?;
    if proposal.subject.uid != payload.uid && !proposal.approvers.contains(&payload.uid) {
        return Err(Violation::NotAsked);
    }
    next.proposals.retain(|proposal| proposal.id != it.proposal);
    Ok(())
}

fn yes(
    next: &mut Roster,
    proposal: &Hash,
    payload: &Payload,
    until: u64,
    entry: Hash,
    asked: impl Fn(&Uid, &[Uid]) -> bool,
) -> Result<(), Violation> {
    let proposal =
        next.proposals.iter_mut().find(|open| open.id == *proposal).ok_or(Violation::NoProposal)?;
    if !asked(&proposal.subject.uid, &proposal.approvers) || !proposal.waits_for(&payload.uid) {
        return Err(Violation::NotAsked);
    }
    if until <= payload.t || until > proposal.until {
        return Err(Violation::Expiry);
    }
    proposal.yes.push(Yes { entry, uid: payload.uid, until });
    Ok(())
}
