//! Epochs: the next number, for exactly the members, at the keys they have now.
//! Refuses to begin one that somebody could read who may not. Called by every kind that begins one.

use super::author::{extends, moved};
use crate::chain::Chains;
use crate::policy;
use crate::state::Roster;
use crate::violation::Violation;
use samtale_wire::entry::{NewEpoch, Payload, Pin, Rotate};

/// Rotate: the next epoch for the same members.
pub(super) fn rotate(
    next: &mut Roster,
    payload: &Payload,
    it: &Rotate,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    // Keys that have moved on are a fact about a signed chain, not a wish.
    let called_for = next.rotate || it.garbage || !it.epoch.pins.is_empty();
    if !called_for && !policy::may_rotate(by.role) {
        return Err(Violation::Role);
    }
    begin(next, payload, &it.epoch, chains)
}

/// Begins the next epoch with the members as they are in `next`.
pub(super) fn begin(
    next: &mut Roster,
    payload: &Payload,
    new: &NewEpoch,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let number = next.epoch.checked_add(1).ok_or(Violation::Epoch)?;
    if next.removal_due(payload.t) {
        return Err(Violation::RemovalDue);
    }
    move_pins(next, &new.pins, chains)?;
    commit(next, payload, new, number)
}

/// Members whose chains have moved on, as whoever begins the epoch has seen them.
fn move_pins(next: &mut Roster, pins: &[Pin], chains: &impl Chains) -> Result<(), Violation> {
    if !pins.is_sorted_by(|a, b| a.uid < b.uid) {
        return Err(Violation::Pin);
    }
    for pin in pins {
        let member = next.members.iter_mut().find(|member| member.uid == pin.uid);
        let member = member.ok_or(Violation::Pin)?;
        let user = extends(&Pin { uid: member.uid, uhead: member.uhead }, &pin.uhead, chains)?;
        // A pin that stays where it is says nothing, and would excuse any Rotate.
        if pin.uhead == member.uhead {
            return Err(Violation::Pin);
        }
        if !user.attested() {
            return Err(Violation::Unattested);
        }
        moved(member, user);
    }
    Ok(())
}

/// Takes the number and the commitment, if they are granted to exactly the members.
pub(super) fn commit(
    next: &mut Roster,
    payload: &Payload,
    new: &NewEpoch,
    number: u64,
) -> Result<(), Violation> {
    if new.epoch != number {
        return Err(Violation::Epoch);
    }
    let granted = new.grants.iter().map(|grant| (grant.uid, grant.generation));
    if !granted.eq(next.members.iter().map(|member| (member.uid, member.generation))) {
        return Err(Violation::Grants);
    }
    next.epoch = number;
    next.commit = new.commit;
    next.epoch_by = payload.uid;
    next.rotate = false;
    Ok(())
}
