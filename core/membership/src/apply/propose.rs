//! Propose: exactly this person, with these keys, in this role, for this purpose, until then.
//! Refuses members, doubles, other tenants, unattested keys and too long a time.

use super::{employed, pinned};
use crate::chain::Chains;
use crate::policy;
use crate::state::{Proposal, Roster};
use crate::violation::Violation;
use samtale_wire::Hash;
use samtale_wire::entry::{MAX_OPEN_PROPOSALS, Payload, Propose, Role};

pub(super) fn propose(
    next: &mut Roster,
    payload: &Payload,
    it: &Propose,
    id: Hash,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if !policy::may_propose(next.policy, by.role) {
        return Err(Violation::Role);
    }
    // Whom the dialog is about is named in Create and nowhere else.
    if (it.role == Role::Citizen) != next.citizens.contains(&it.subject.uid) {
        return Err(Violation::Role);
    }
    let open = next.proposals.iter().any(|proposal| proposal.subject.uid == it.subject.uid);
    if open || next.member(&it.subject.uid).is_some() {
        return Err(Violation::Already);
    }
    if next.proposals.len() >= MAX_OPEN_PROPOSALS {
        return Err(Violation::TooManyProposals);
    }
    let longest = payload.t.saturating_add(policy::rule(next.policy, it.role).longest);
    if it.until <= payload.t || it.until > longest {
        return Err(Violation::Expiry);
    }
    pinned(&next.tenant, &it.subject, chains)?;
    if it.role.is_staff() {
        employed(&next.tenant, &it.subject.uid, it.org.as_deref(), payload.t)?;
    }
    next.proposals.push(Proposal {
        id,
        by: payload.uid,
        subject: it.subject,
        role: it.role,
        scope: it.scope,
        purpose: it.purpose,
        until: it.until,
        approvers: policy::approvers(next.policy, it.role, &next.citizens, &it.subject.uid),
        yes: Vec::new(),
    });
    Ok(())
}
