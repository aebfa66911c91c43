//! Join, Consent, Decline, Withdraw: the answers to a proposal, each bound to its hash.
//! Refuses answers of those who are not asked, second answers, other policies, and a yes after
//! it was taken back.

use crate::hash;
use crate::policy;
use crate::state::{Proposal, Roster, Standing, Yes};
use crate::violation::Violation;
use samtale_wire::Hash;
use samtale_wire::entry::{Consent, Decline, Join, Payload, Withdraw};

/// The subject's own yes.
pub(super) fn join(next: &mut Roster, payload: &Payload, it: &Join, id: Hash) -> Result<(), Violation> {
    if it.policy != hash::policy_in(next) {
        return Err(Violation::Policy);
    }
    let open = open(next, &it.proposal)?;
    if open.subject.uid != payload.uid {
        return Err(Violation::NotAsked);
    }
    say_yes(open, payload, it.until, id)
}

/// An approver's yes; or anyone's whose yes holds a member in, renewed.
pub(super) fn consent(next: &mut Roster, payload: &Payload, it: &Consent, id: Hash) -> Result<(), Violation> {
    if next.citizen(&payload.uid).is_some_and(|citizen| citizen.votes_from > payload.t) {
        return Err(Violation::TooSoon);
    }
    if let Some(renews) = it.renews {
        return renew(next, payload, it, renews, id);
    }
    let open = open(next, &it.proposal)?;
    if !open.approvers.contains(&payload.uid) {
        return Err(Violation::NotAsked);
    }
    say_yes(open, payload, it.until, id)
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

/// A yes taken back: the proposal is over, or the member whom it held in is out.
pub(super) fn withdraw(next: &mut Roster, payload: &Payload, it: &Withdraw) -> Result<(), Violation> {
    let said = |yes: &[Yes]| yes.iter().any(|yes| yes.uid == payload.uid);
    if let Ok(open) = next.proposal(&it.proposal) {
        if !said(&open.yes) {
            return Err(Violation::NotAsked);
        }
        next.proposals.retain(|open| open.id != it.proposal);
        return Ok(());
    }
    let held = next.members.iter_mut().find(|member| member.proposal == it.proposal && said(&member.yes));
    let held = held.ok_or(Violation::NoProposal)?;
    if held.standing != Standing::In {
        return Err(Violation::Already);
    }
    held.standing = Standing::Withdrawn;
    Ok(())
}

fn open<'a>(next: &'a mut Roster, id: &Hash) -> Result<&'a mut Proposal, Violation> {
    next.proposals.iter_mut().find(|open| open.id == *id).ok_or(Violation::NoProposal)
}

fn say_yes(open: &mut Proposal, payload: &Payload, until: u64, entry: Hash) -> Result<(), Violation> {
    if !open.waits_for(&payload.uid) {
        return Err(Violation::NotAsked);
    }
    if until <= payload.t || until > open.until {
        return Err(Violation::Expiry);
    }
    open.yes.push(Yes { entry, uid: payload.uid, until });
    Ok(())
}

/// A renewal follows the yes before it, so that none can be counted twice or out of order.
fn renew(
    next: &mut Roster,
    payload: &Payload,
    it: &Consent,
    renews: Hash,
    id: Hash,
) -> Result<(), Violation> {
    let policy = next.policy;
    let member = next.members.iter_mut().find(|member| member.proposal == it.proposal);
    let member = member.ok_or(Violation::NoProposal)?;
    if member.standing != Standing::In {
        return Err(Violation::Gone);
    }
    let longest = payload.t.saturating_add(policy::rule(policy, member.role).longest);
    let yes = member.yes.iter_mut().find(|yes| yes.uid == payload.uid && yes.entry == renews);
    let yes = yes.ok_or(Violation::Renewal)?;
    if it.until <= yes.until || it.until > longest {
        return Err(Violation::Expiry);
    }
    *yes = Yes { entry: id, uid: payload.uid, until: it.until };
    Ok(())
}
