//! `apply(state, entry) -> state | violation`: pure, total, the same in server and client.
//! Refuses trust, levels, ages and clocks: those are `engine::vouch`. One kind of entry a file.

mod admit;
mod answer;
mod create;
mod post;
mod propose;

pub use create::open;

use crate::chain::{Chains, UserState};
use crate::state::{Roster, State, Tip};
use crate::violation::Violation;
use crate::{hash, sign};
use samtale_wire::entry::{Body, MAX_ENTRY, NewEpoch, Payload, Pin};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::UserHead;
use samtale_wire::{Hash, Signed, Tenant, Uid, decode, label};

/// Judges the next entry of a log by nothing but bytes, hashes, signatures, sets and its time.
///
/// The order of checks: form, version, dialog, sequence, chain, control chain, time, epoch,
/// author, device, signature, then the rules of the kind.
///
/// # Errors
/// The first [`Violation`]. [`Violation::UnknownChain`] alone is no judgement: fetch and ask again.
pub fn apply(state: &State, bytes: &[u8], chains: &impl Chains) -> Result<State, Violation> {
    let (signed, payload) = parse(bytes)?;
    let State { tip, roster } = state;
    follows(tip, roster, &payload)?;
    let author = author(roster, &payload, chains)?;
    signed_by(author, &payload, &signed)?;

    let mut next = roster.clone();
    // An entry by a member moves the pin to the chain it was written by.
    if let Some(member) = next.members.iter_mut().find(|member| member.uid == payload.uid) {
        member.uhead = payload.uhead;
        member.generation = author.generation;
    }
    let id = entry_hash(bytes);
    match &payload.body {
        Body::Create(_) => return Err(Violation::Kind),
        Body::Propose(it) => propose::propose(&mut next, &payload, it, id, chains)?,
        Body::Join(it) => answer::join(&mut next, &payload, it, id)?,
        Body::Consent(it) => answer::consent(&mut next, &payload, it, id)?,
        Body::Decline(it) => answer::decline(&mut next, &payload, it)?,
        Body::Admit(it) => admit::admit(&mut next, &payload, it, chains)?,
        Body::Post(it) => post::post(it)?,
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

/// The author's chain at the head that the entry names, which must extend the pin in this log.
fn author<'a>(
    roster: &Roster,
    payload: &Payload,
    chains: &'a impl Chains,
) -> Result<&'a UserState, Violation> {
    let pin = match &payload.body {
        Body::Join(join) => roster.proposal(&join.proposal)?.subject,
        Body::Decline(decline) => {
            let proposal = roster.proposal(&decline.proposal)?;
            if proposal.subject.uid == payload.uid { proposal.subject } else { member_pin(roster, payload)? }
        }
        _ => member_pin(roster, payload)?,
    };
    if pin.uid != payload.uid {
        return Err(Violation::NotAsked);
    }
    let joining = matches!(payload.body, Body::Join(_));
    if joining && pin.uhead != payload.uhead {
        return Err(Violation::Pin);
    }
    extends(&pin.uid, &pin.uhead, &payload.uhead, chains)
}

fn member_pin(roster: &Roster, payload: &Payload) -> Result<Pin, Violation> {
    let member = roster.member(&payload.uid).ok_or(Violation::NotAMember)?;
    Ok(Pin { uid: member.uid, uhead: member.uhead })
}

fn extends<'a>(
    uid: &Uid,
    pin: &UserHead,
    head: &UserHead,
    chains: &'a impl Chains,
) -> Result<&'a UserState, Violation> {
    let chain = chains.chain(uid).ok_or(Violation::UnknownChain)?;
    if chain.at(pin).is_none() || head.useq < pin.useq {
        return Err(Violation::Pin);
    }
    chain.at(head).ok_or(Violation::UnknownChain)
}

/// A person at exactly the pinned head: of this tenant and vouched for by a provider.
fn pinned<'a>(tenant: &Tenant, pin: &Pin, chains: &'a impl Chains) -> Result<&'a UserState, Violation> {
    let chain = chains.chain(&pin.uid).ok_or(Violation::UnknownChain)?;
    let user = chain.at(&pin.uhead).ok_or(Violation::UnknownChain)?;
    if user.tenant != *tenant {
        return Err(Violation::Foreign);
    }
    if user.attested() { Ok(user) } else { Err(Violation::Unattested) }
}

fn signed_by(author: &UserState, payload: &Payload, signed: &Signed) -> Result<(), Violation> {
    if !author.attested() {
        return Err(Violation::Unattested);
    }
    let device = author.device(&payload.dev).ok_or(Violation::UnknownDevice)?;
    if sign::verify_signed(&device.cert.signs, label::ENTRY, signed) {
        Ok(())
    } else {
        Err(Violation::BadSignature)
    }
}

fn employed(tenant: &Tenant, uid: &Uid, org: Option<&OrgAttest>, t: u64) -> Result<(), Violation> {
    let org = org.ok_or(Violation::Employment)?;
    let employment = crate::tenant::employment(tenant, org).ok_or(Violation::Employment)?;
    if employment.uid == *uid && employment.until >= t { Ok(()) } else { Err(Violation::Employment) }
}

/// Starts an epoch: the next number, granted to exactly the members.
fn begin_epoch(next: &mut Roster, new: &NewEpoch, number: u64) -> Result<(), Violation> {
    if new.epoch != number {
        return Err(Violation::Epoch);
    }
    let granted = new.grants.iter().map(|grant| (grant.uid, grant.generation));
    if !granted.eq(next.members.iter().map(|member| (member.uid, member.generation))) {
        return Err(Violation::Grants);
    }
    next.epoch = number;
    next.commit = new.commit;
    Ok(())
}
