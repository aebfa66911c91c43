//! Propose: exactly this person, with these keys, in this role, for this purpose, until then.
//! Refuses members, doubles, other tenants, unattested keys, too long a time and too wide a scope.

use super::author::{employed, pinned};
use crate::chain::Chains;
use crate::policy;
use crate::state::{Proof, Proposal, Roster};
use crate::violation::Violation;
use samtale_wire::Hash;
use samtale_wire::entry::{MAX_CHOSEN, MAX_OPEN_PROPOSALS, Payload, Propose, Role, Scope};

pub(super) fn propose(
    next: &mut Roster,
    payload: &Payload,
    it: &Propose,
    id: Hash,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    let lets_in = policy::lets_in(next.policy, it.role, next.coordinators());
    if !policy::may_propose(next.policy, by.role) || !lets_in {
        return Err(Violation::Role);
    }
    // Whom the dialog is about is named in Create and nowhere else.
    if (it.role == Role::Citizen) != next.citizen(&it.subject.uid).is_some() {
        return Err(Violation::Role);
    }
    let open = next.proposals.iter().any(|proposal| proposal.subject.uid == it.subject.uid);
    if open || next.member(&it.subject.uid).is_some() {
        return Err(Violation::Already);
    }
    if next.proposals.len() >= MAX_OPEN_PROPOSALS {
        return Err(Violation::TooManyProposals);
    }
    // The purpose is sealed in this epoch: nobody may read it who may not.
    next.sealable(payload.t)?;
    let longest = payload.t.saturating_add(policy::rule(next.policy, it.role).longest);
    if it.until <= payload.t || it.until > longest {
        return Err(Violation::Expiry);
    }
    if !scope_ok(&it.scope, payload) {
        return Err(Violation::Scope);
    }
    if !next.not_before(&it.subject) {
        return Err(Violation::Pin);
    }
    pinned(&next.tenant, &it.subject, chains)?;
    let employed = staffed(next, payload, it)?;
    let back = next.intents.iter().find(|intent| intent.new.uid == it.subject.uid);
    let proof = back.map_or(Proof::default(), |intent| intent.proof);
    next.proposals.push(Proposal {
        id,
        by: payload.uid,
        subject: it.subject,
        role: it.role,
        scope: it.scope.clone(),
        purpose: it.purpose,
        until: it.until,
        approvers: policy::approvers(next.policy, it.role, next.approvers(), &it.subject.uid),
        yes: Vec::new(),
        proof,
        employed,
    });
    Ok(())
}

/// Staff are employed. There is one coordinator until none is left: then whoever the municipality
/// names as the successor in this very dialog.
fn staffed(next: &Roster, payload: &Payload, it: &Propose) -> Result<Option<u64>, Violation> {
    if !it.role.is_staff() {
        return Ok(None);
    }
    let employment = employed(&next.tenant, &it.subject.uid, it.org.as_deref(), payload.t)?;
    let succeeds = next.coordinators() == 0 && employment.succeeds == Some(next.dialog);
    if it.role == Role::Coordinator && !succeeds { Err(Violation::Role) } else { Ok(Some(employment.until)) }
}

/// What is chosen lies before this entry, each once; a date is one that has come.
fn scope_ok(scope: &Scope, payload: &Payload) -> bool {
    match scope {
        Scope::FromNow | Scope::All => true,
        Scope::Since(t) => *t <= payload.t,
        Scope::Posts(chosen) => {
            let (ascending, count) = (chosen.is_sorted_by(|a, b| a < b), chosen.len());
            ascending && (1..=MAX_CHOSEN).contains(&count) && chosen.iter().all(|seq| *seq < payload.seq)
        }
    }
}
