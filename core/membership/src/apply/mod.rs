//! `apply(state, entry) -> state | violation`: pure, total, the same in server and client.
//! Refuses trust, levels, ages and clocks: those are `engine::vouch`. One kind of entry a file.

mod admit;
mod answer;
mod author;
mod closing;
mod create;
mod epoch;
mod propose;
mod prove;
mod rebind;
mod remove;
mod write;

pub use author::needs;
pub use create::open;
pub use prove::SCAN;
pub use remove::GRACE;

use crate::chain::Chains;
use crate::hash;
use crate::state::{Phase, Roster, State, Tip};
use crate::violation::Violation;
use samtale_wire::entry::{Body, MAX_ENTRY, Payload};
use samtale_wire::{Hash, Signed, decode, label};

/// Judges the next entry of a log by nothing but bytes, hashes, signatures, sets and its time.
///
/// The order of checks: form, version, dialog, sequence, chain, control chain, time, epoch,
/// author, device, signature, whether the dialog is open, then the rules of the kind.
///
/// # Errors
/// The first [`Violation`]. [`Violation::UnknownChain`] alone is no judgement: fetch and ask again.
pub fn apply(state: &State, bytes: &[u8], chains: &impl Chains) -> Result<State, Violation> {
    let (signed, payload) = parse(bytes)?;
    let State { tip, roster } = state;
    follows(tip, roster, &payload)?;
    let (author, device) = author::author(roster, &payload, chains)?;
    author::signed_by(device, &signed)?;
    phase_allows(roster.phase, &payload.body)?;

    let mut next = roster.clone();
    author::speaks(&mut next, author, &payload);
    let id = entry_hash(bytes);
    match &payload.body {
        Body::Create(_) => return Err(Violation::Kind),
        Body::Propose(it) => propose::propose(&mut next, &payload, it, id, chains)?,
        Body::Join(it) => answer::join(&mut next, &payload, it, id)?,
        Body::Consent(it) => answer::consent(&mut next, &payload, it, id)?,
        Body::Decline(it) => answer::decline(&mut next, &payload, it)?,
        Body::Withdraw(it) => answer::withdraw(&mut next, &payload, it)?,
        Body::Admit(it) => admit::admit(&mut next, &payload, it, chains)?,
        Body::Remove(it) => remove::remove(&mut next, &payload, it, chains)?,
        Body::Leave => remove::leave(&mut next, &payload)?,
        Body::OrgRevoke(it) => remove::org_revoke(&mut next, &payload, it)?,
        Body::Rotate(it) => epoch::rotate(&mut next, &payload, it, chains)?,
        Body::RebindIntent(it) => rebind::intent(&mut next, &payload, it, id)?,
        Body::Rebind(it) => rebind::rebind(&mut next, &payload, it, chains)?,
        Body::Verified(it) => prove::verified(&mut next, &payload, it, chains)?,
        Body::Matched(it) => prove::matched(&mut next, &payload, it)?,
        Body::Introduce(it) => prove::introduce(&next, &payload, it)?,
        Body::Close | Body::Reopen => closing::turn(&mut next, &payload)?,
        Body::Journalised(it) => closing::journalised(&next, &payload, it)?,
        Body::Resume(it) => closing::resume(&next, &payload, it)?,
        Body::Tombstone(it) => write::tombstone(&next, &payload, it)?,
        Body::Post(it) => write::post(&next, &payload, it)?,
    }
    if payload.body.is_control() {
        next.ctl = id;
    }
    Ok(State { tip: Tip { seq: payload.seq, head: id, t: payload.t }, roster: next })
}

/// Hash of a signed entry: its id.
#[must_use]
pub fn entry_hash(bytes: &[u8]) -> Hash {
    hash::hash(label::ENTRY_HASH, &[bytes])
}

/// An entry as it is signed, or the reason why it is none.
///
/// # Errors
/// [`Violation::TooLarge`], [`Violation::Malformed`] or [`Violation::Version`].
pub fn parse(bytes: &[u8]) -> Result<(Signed, Payload), Violation> {
    if bytes.len() > MAX_ENTRY {
        return Err(Violation::TooLarge);
    }
    let signed: Signed = decode(bytes).map_err(|_| Violation::Malformed)?;
    let payload: Payload = decode(&signed.payload.0).map_err(|_| Violation::Malformed)?;
    if payload.version == 1 { Ok((signed, payload)) } else { Err(Violation::Version) }
}

fn follows(tip: &Tip, roster: &Roster, payload: &Payload) -> Result<(), Violation> {
    let checks = [
        (payload.dialog == roster.dialog, Violation::Foreign),
        (Some(payload.seq) == tip.seq.checked_add(1), Violation::Sequence),
        (payload.prev == tip.head, Violation::ChainBroken),
        (payload.ctl == roster.ctl, Violation::ControlBroken),
        (payload.t >= tip.t, Violation::TimeBackwards),
        (payload.epoch == roster.epoch, Violation::StaleEpoch),
    ];
    checks.into_iter().try_for_each(|(holds, violation)| if holds { Ok(()) } else { Err(violation) })
}

/// What may still be written. Who may come, and posts, need an open dialog; who may go does not.
fn phase_allows(phase: Phase, body: &Body) -> Result<(), Violation> {
    match (phase, body) {
        (Phase::Over, Body::Journalised(_)) => Ok(()),
        (Phase::Over, _) => Err(Violation::Over),
        (Phase::Closed, Body::Post(_) | Body::Propose(_) | Body::Admit(_) | Body::Close) => {
            Err(Violation::Closed)
        }
        (Phase::Open, Body::Reopen) => Err(Violation::Kind),
        _ => Ok(()),
    }
}
