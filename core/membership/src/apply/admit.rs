//! Admit: every consent is there, so the person is in, in a new epoch, and the proposal is used up.
//! Refuses a missing, foreign, expired or extra consent, and grants to anyone but the members.

use super::{begin_epoch, pinned};
use crate::chain::Chains;
use crate::policy;
use crate::state::{Member, Roster};
use crate::violation::Violation;
use samtale_wire::entry::{Admit, MAX_MEMBERS, Payload};

pub(super) fn admit(
    next: &mut Roster,
    payload: &Payload,
    it: &Admit,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if !policy::may_admit(next.policy, by.role) {
        return Err(Violation::Role);
    }
    let proposal = next.proposal(&it.proposal)?.clone();
    if !proposal.complete() || it.consents != proposal.cited() {
        return Err(Violation::Consents);
    }
    let until = proposal.yes.iter().fold(proposal.until, |until, yes| until.min(yes.until));
    if until <= payload.t {
        return Err(Violation::Expiry);
    }
    if next.members.len() >= MAX_MEMBERS {
        return Err(Violation::TooManyMembers);
    }
    let subject = pinned(&next.tenant, &proposal.subject, chains)?;
    next.proposals.retain(|open| open.id != it.proposal);
    next.members.push(Member {
        uid: subject.uid,
        role: proposal.role,
        uhead: proposal.subject.uhead,
        generation: subject.generation,
        since: payload.seq,
        joined: payload.t,
        until,
    });
    next.members.sort_unstable_by_key(|member| member.uid);
    let number = next.epoch.checked_add(1).ok_or(Violation::Epoch)?;
    begin_epoch(next, &it.epoch, number)
}
