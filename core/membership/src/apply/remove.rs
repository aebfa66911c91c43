//! Leave, OrgRevoke, Remove: who goes, and the epoch that goes on without them.
//! Refuses to let anyone but a coordinator put out who is rightly in.

use super::epoch;
use crate::chain::Chains;
use crate::state::{Member, Phase, Roster, Standing};
use crate::tenant;
use crate::violation::Violation;
use samtale_wire::Uid;
use samtale_wire::entry::{OrgRevoke, Payload, Remove, Role};

/// How long after a consent has run out others may say so, in seconds: clocks differ.
pub const GRACE: u64 = 3600;

/// A member goes: they cannot write any more, and nothing is written before the next epoch.
pub(super) fn leave(next: &mut Roster, payload: &Payload) -> Result<(), Violation> {
    let coordinators = next.coordinators();
    let open = next.phase == Phase::Open;
    let member = member_mut(next, &payload.uid)?;
    if member.role == Role::Coordinator && coordinators == 1 && open {
        return Err(Violation::LastCoordinator);
    }
    member.standing = Standing::Left;
    Ok(())
}

/// The municipality's own word that a member is employed no longer; whoever brings it.
pub(super) fn org_revoke(next: &mut Roster, payload: &Payload, it: &OrgRevoke) -> Result<(), Violation> {
    let dismissal = tenant::dismissal(&next.tenant, &it.word).ok_or(Violation::Employment)?;
    let member = member_mut(next, &dismissal.uid).map_err(|_| Violation::Subject)?;
    // An old dismissal says nothing about one who was taken on again, one to come nothing yet.
    if !member.role.is_staff() || member.joined > dismissal.t || dismissal.t > payload.t {
        return Err(Violation::Subject);
    }
    member.standing = Standing::Dismissed;
    Ok(())
}

/// Members are out, in a new epoch. With the last of those whom it is about, the dialog is over.
pub(super) fn remove(
    next: &mut Roster,
    payload: &Payload,
    it: &Remove,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let coordinator = next.member(&payload.uid).is_some_and(|by| by.role == Role::Coordinator);
    let sorted = it.uids.is_sorted_by(|a, b| a < b);
    if it.uids.is_empty() || !sorted || it.uids.contains(&payload.uid) {
        return Err(Violation::Removal);
    }
    for uid in &it.uids {
        let member = next.member(uid).ok_or(Violation::Removal)?;
        if !coordinator && !is_out(member, payload.t) {
            return Err(Violation::Removal);
        }
    }
    for uid in &it.uids {
        next.keep_pin(uid);
    }
    next.members.retain(|member| !it.uids.contains(&member.uid));
    // What they proposed has nobody to answer for it, and what they answered says nothing any more.
    next.proposals.retain(|open| !it.uids.contains(&open.by));
    for open in &mut next.proposals {
        open.yes.retain(|yes| !it.uids.contains(&yes.uid));
    }
    next.intents.retain(|intent| !it.uids.contains(&intent.old));
    if next.begun && !next.members.iter().any(|member| member.role == Role::Citizen) {
        next.phase = Phase::Over;
    }
    epoch::begin(next, payload, &it.epoch, chains)
}

fn is_out(member: &Member, t: u64) -> bool {
    member.standing != Standing::In || member.lapsed(t.saturating_sub(GRACE))
}

fn member_mut<'a>(next: &'a mut Roster, uid: &Uid) -> Result<&'a mut Member, Violation> {
    next.members.iter_mut().find(|member| member.uid == *uid).ok_or(Violation::NotAMember)
}
