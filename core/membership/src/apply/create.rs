//! Create: the dialog begins with its creator alone; the approvers are named and fixed.
//! Refuses creators who are not employed and founders who have not consented: all others join.

use super::{begin_epoch, employed, entry_hash, parse, pinned, signed_by};
use crate::chain::Chains;
use crate::hash;
use crate::state::{Member, Roster, State, Tip};
use crate::violation::Violation;
use samtale_wire::Hash;
use samtale_wire::entry::{Body, Create, Payload, Pin, Role};

/// The most citizens or guardians that a dialog can name.
const MAX_CITIZENS: usize = 8;

/// Judges the first entry of a log.
///
/// # Errors
/// The first [`Violation`], as in [`apply`](super::apply).
pub fn open(bytes: &[u8], chains: &impl Chains) -> Result<State, Violation> {
    let (signed, payload) = parse(bytes)?;
    let Body::Create(create) = &payload.body else { return Err(Violation::Kind) };
    if payload.seq != 0 || payload.prev != Hash::ZERO || payload.ctl != Hash::ZERO || payload.epoch != 0 {
        return Err(Violation::Sequence);
    }
    if payload.dialog != hash::dialog(&create.tenant, &payload.uid, &create.salt) {
        return Err(Violation::BadId);
    }
    let creator = pinned(&create.tenant, &Pin { uid: payload.uid, uhead: payload.uhead }, chains)?;
    signed_by(creator, &payload, &signed)?;
    employed(&create.tenant, &payload.uid, Some(&create.org), payload.t)?;
    approvers(create, &payload, chains)?;

    let id = entry_hash(bytes);
    let mut roster = roster(create, &payload, creator.generation, id);
    begin_epoch(&mut roster, &create.epoch, 0)?;
    Ok(State { tip: Tip { seq: 0, head: id, t: payload.t }, roster })
}

fn approvers(create: &Create, payload: &Payload, chains: &impl Chains) -> Result<(), Violation> {
    let citizens = &create.citizens;
    let sorted = citizens.is_sorted_by(|a, b| a.uid < b.uid);
    let count_ok = (1..=MAX_CITIZENS).contains(&citizens.len());
    if !sorted || !count_ok || citizens.iter().any(|pin| pin.uid == payload.uid) {
        return Err(Violation::Approvers);
    }
    citizens.iter().try_for_each(|pin| pinned(&create.tenant, pin, chains).map(drop))
}

fn roster(create: &Create, payload: &Payload, generation: u64, id: Hash) -> Roster {
    Roster {
        dialog: payload.dialog,
        tenant: create.tenant,
        head_key: create.head_key,
        policy: create.policy,
        citizens: create.citizens.iter().map(|pin| pin.uid).collect(),
        ctl: id,
        epoch: 0,
        commit: create.epoch.commit,
        members: vec![Member {
            uid: payload.uid,
            role: Role::Coordinator,
            uhead: payload.uhead,
            generation,
            since: 0,
            joined: payload.t,
            until: u64::MAX,
        }],
        proposals: Vec::new(),
    }
}
