//! Create: the dialog begins with its creator alone; the approvers are named and fixed.
//! Refuses creators who are not employed and founders who have not consented: all others join.

use super::author::{device, employed, pinned, signed_by};
use super::epoch::commit;
use super::{entry_hash, parse};
use crate::chain::Chains;
use crate::hash;
use crate::state::{Citizen, Member, Phase, Proof, Roster, Standing, State, Tip};
use crate::violation::Violation;
use samtale_wire::Hash;
use samtale_wire::entry::{Body, Create, Payload, Pin, Role, Scope};

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
    signed_by(device(creator, &payload)?, &signed)?;
    employed(&create.tenant, &payload.uid, Some(&create.org), payload.t)?;
    approvers(create, &payload, chains)?;

    let id = entry_hash(bytes);
    let mut roster = roster(create, &payload, creator.generation, id);
    if !create.epoch.pins.is_empty() {
        return Err(Violation::Pin);
    }
    commit(&mut roster, &payload, &create.epoch, 0)?;
    Ok(State { tip: Tip { seq: 0, head: id, t: payload.t }, roster })
}

fn approvers(create: &Create, payload: &Payload, chains: &impl Chains) -> Result<(), Violation> {
    let citizens = &create.citizens;
    let sorted = citizens.is_sorted_by(|a, b| a.pin.uid < b.pin.uid);
    let count_ok = (1..=MAX_CITIZENS).contains(&citizens.len());
    let approved = citizens.iter().any(|named| named.approves);
    if !sorted || !count_ok || !approved || citizens.iter().any(|named| named.pin.uid == payload.uid) {
        return Err(Violation::Approvers);
    }
    citizens.iter().try_for_each(|named| pinned(&create.tenant, &named.pin, chains).map(drop))
}

fn roster(create: &Create, payload: &Payload, generation: u64, id: Hash) -> Roster {
    Roster {
        dialog: payload.dialog,
        tenant: create.tenant,
        head_key: create.head_key,
        policy: create.policy,
        citizens: create
            .citizens
            .iter()
            .map(|named| Citizen { uid: named.pin.uid, approves: named.approves, votes_from: 0 })
            .collect(),
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
            scope: Scope::All,
            proposal: Hash::ZERO,
            yes: Vec::new(),
            standing: Standing::In,
            proof: Proof::default(),
        }],
        proposals: Vec::new(),
        intents: Vec::new(),
        phase: Phase::Open,
        begun: false,
        rotate: false,
        epoch_by: payload.uid,
        replaced: Vec::new(),
        seen: Vec::new(),
    }
}
