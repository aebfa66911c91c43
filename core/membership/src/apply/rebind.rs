//! RebindIntent, Rebind: who lost every device comes back under a new uid, into the same place.
//! Refuses to let anybody take a place by themselves, and a contested one unless they were met.
//! Whether it is the same person is `vouch`'s to judge, by the cards.

use super::author::{employed, pinned};
use super::epoch;
use crate::chain::Chains;
use crate::policy::DAY;
use crate::state::{Intent, Proof, Roster, Standing, Yes};
use crate::violation::Violation;
use samtale_wire::entry::{LetterRef, MAX_INTENTS, Payload, Pin, Rebind, RebindIntent};
use samtale_wire::{Hash, Uid};

/// A new uid says which member it is.
pub(super) fn intent(
    next: &mut Roster,
    payload: &Payload,
    it: &RebindIntent,
    id: Hash,
) -> Result<(), Violation> {
    let known = next.member(&payload.uid).is_some() || next.citizen(&payload.uid).is_some();
    // The lost device, too, has a card that once held.
    if known || next.replaced.contains(&payload.uid) {
        return Err(Violation::Already);
    }
    let old = next.member(&it.old).ok_or(Violation::Subject)?;
    if old.standing != Standing::In {
        return Err(Violation::Subject);
    }
    let members = |letter: &LetterRef| letter.uid != it.old && next.member(&letter.uid).is_some();
    if !it.letters.is_sorted_by(|a, b| a.uid < b.uid) || !it.letters.iter().all(members) {
        return Err(Violation::Attachments);
    }
    if next.intents.iter().any(|open| open.new.uid == payload.uid) {
        return Err(Violation::Already);
    }
    if next.intents.len() >= MAX_INTENTS {
        return Err(Violation::Intent);
    }
    let new = Pin { uid: payload.uid, uhead: payload.uhead };
    let open = next.proposals.iter().find(|open| open.subject.uid == payload.uid);
    let (t, proof) = (payload.t, open.map_or(Proof::default(), |open| open.proof));
    if !next.not_before(&new) {
        return Err(Violation::Pin);
    }
    next.intents.push(Intent { id, old: it.old, new, t, contested: false, proof });
    Ok(())
}

/// The place moves to the new uid; a vote moves with it, but counts only once they were met, or
/// a day later.
pub(super) fn rebind(
    next: &mut Roster,
    payload: &Payload,
    it: &Rebind,
    chains: &impl Chains,
) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if !by.role.is_staff() {
        return Err(Violation::Role);
    }
    let intent = *next.intents.iter().find(|open| open.id == it.intent).ok_or(Violation::Intent)?;
    if intent.old == payload.uid {
        return Err(Violation::Subject);
    }
    if intent.contested && !intent.proof.met {
        return Err(Violation::Contested);
    }
    next.keep_pin(&intent.old);
    let user = pinned(&next.tenant, &intent.new, chains)?;
    let place = next.members.iter_mut().find(|member| member.uid == intent.old);
    let place = place.ok_or(Violation::Intent)?;
    if place.role.is_staff() {
        employed(&next.tenant, &intent.new.uid, it.org.as_deref(), payload.t)?;
    }
    place.uid = intent.new.uid;
    place.uhead = intent.new.uhead;
    place.generation = user.generation;
    place.proof = intent.proof;
    let votes_from = if intent.proof.met { payload.t } else { payload.t.saturating_add(DAY) };
    follow(next, intent.old, intent.new.uid, votes_from);
    next.replaced.push(intent.old);
    next.proposals.retain(|open| open.subject.uid != intent.new.uid);
    next.intents.retain(|open| open.old != intent.old && open.new.uid != intent.new.uid);
    epoch::begin(next, payload, &it.epoch, chains)
}

/// Whoever was `old` is `new` from here on, wherever the state names them.
fn follow(next: &mut Roster, old: Uid, new: Uid, votes_from: u64) {
    let say = |yes: &mut [Yes]| yes.iter_mut().filter(|yes| yes.uid == old).for_each(|yes| yes.uid = new);
    next.members.iter_mut().for_each(|member| say(&mut member.yes));
    next.members.sort_unstable_by_key(|member| member.uid);
    for open in &mut next.proposals {
        say(&mut open.yes);
        open.approvers.iter_mut().filter(|uid| **uid == old).for_each(|uid| *uid = new);
        if open.by == old {
            open.by = new;
        }
    }
    for citizen in next.citizens.iter_mut().filter(|citizen| citizen.uid == old) {
        citizen.uid = new;
        citizen.votes_from = votes_from;
    }
    next.citizens.sort_unstable_by_key(|citizen| citizen.uid);
}
