//! Admit: every consent is there, so the person is in, in a new epoch, and the proposal is used up.
//! Refuses a missing, foreign, expired or extra consent, and grants to anyone but the members.

use super::author::pinned;
use super::epoch;
use crate::chain::Chains;
use crate::policy;
use crate::state::{Member, Roster, Standing};
use crate::violation::Violation;
use samtale_wire::entry::{Admit, MAX_MEMBERS, Payload, Role};

pub(super) fn admit(
    next: &mut Roster,
    payload: &Payload,
    it: &Admit,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?.role;
    let proposal = next.proposal(&it.proposal)?.clone();
    if !policy::may_admit(by, proposal.role, next.coordinators()) {
        return Err(Violation::Role);
    }
    if proposal.role == Role::Coordinator && next.coordinators() > 0 {
        return Err(Violation::Role);
    }
    if proposal.employed.is_some_and(|until| until < payload.t) {
        return Err(Violation::Employment);
    }
    if !proposal.complete() || it.consents != proposal.cited() {
        return Err(Violation::Consents);
    }
    if proposal.yes.iter().any(|yes| yes.until <= payload.t) {
        return Err(Violation::Expiry);
    }
    // Whoever approved must still be there to take it back.
    let there = |uid| next.member(uid).is_some_and(|member| member.reads(payload.t));
    if !proposal.approvers.iter().all(there) {
        return Err(Violation::Approvers);
    }
    if next.members.len() >= MAX_MEMBERS {
        return Err(Violation::TooManyMembers);
    }
    let subject = pinned(&next.tenant, &proposal.subject, chains)?;
    next.proposals.retain(|open| open.id != it.proposal);
    // A uid has one place.
    next.intents.retain(|intent| intent.new.uid != subject.uid);
    next.begun |= proposal.role == Role::Citizen;
    next.members.push(Member {
        uid: subject.uid,
        role: proposal.role,
        uhead: proposal.subject.uhead,
        generation: subject.generation,
        since: payload.seq,
        joined: payload.t,
        scope: proposal.scope,
        proposal: proposal.id,
        yes: proposal.yes,
        standing: Standing::In,
        proof: proposal.proof,
    });
    next.members.sort_unstable_by_key(|member| member.uid);
    epoch::begin(next, payload, &it.epoch, chains)
}
