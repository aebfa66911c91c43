//! The kinds of entries after Genesis: what each asks and what it does to the chain's state.
//! Refuses a device that does not sign for itself, a revocation that leaves nobody, and secrets
//! for any but the devices that stay. Called by `UserChain::extend`.

use super::{Device, MAX_DEVICES, MAX_PAPER, UserState, Vouched};
use crate::violation::Violation;
use crate::{hash, login, sign};
use samtale_wire::user::{Attest, DevCert, NewDevice, NewUserKey, RevokeDevice, UserBody, UserPayload};
use samtale_wire::{DeviceId, Hash, Uid, encode, label};
use std::collections::BTreeSet;

/// Applies one entry, signed by `by`, to the state before it.
pub(super) fn follow(next: &mut UserState, by: &Device, payload: &UserPayload) -> Result<(), Violation> {
    // Whom nobody vouched for can do one thing: be vouched for.
    if !by.paper && by.vouched.is_none() && !matches!(payload.body, UserBody::Attest(_)) {
        return Err(Violation::Unattested);
    }
    match &payload.body {
        UserBody::Genesis(_) => Err(Violation::Kind),
        UserBody::AddDevice(it) => add(next, payload, it, false),
        // A code on paper brings a device in, and nothing else: what follows is that device's,
        // once a provider has vouched for it.
        _ if by.paper => Err(Violation::Kind),
        UserBody::SetPaper(it) => add(next, payload, it, true),
        UserBody::RevokeDevice(it) => revoke(next, payload, it),
        UserBody::RotateUserKey(it) => rotate(next, it),
        UserBody::Attest(it) => attest(next, payload, it),
    }
}

/// Whether a device's keys may ever be admitted.
pub(super) fn keys_ok(device: &DevCert) -> Result<(), Violation> {
    if sign::key_ok(&device.signs) && login::key_ok(&device.login) { Ok(()) } else { Err(Violation::BadKey) }
}

/// What a new device signs: its own place in this chain, so that nobody adds it elsewhere.
#[must_use]
pub fn cosigned(uid: &Uid, useq: u64, uprev: &Hash, dev: &DeviceId) -> Vec<u8> {
    encode(&(*uid, useq, *uprev, *dev))
}

fn add(next: &mut UserState, payload: &UserPayload, it: &NewDevice, paper: bool) -> Result<(), Violation> {
    keys_ok(&it.device)?;
    let id = hash::device(&it.device);
    let message = cosigned(&payload.uid, payload.useq, &payload.uprev, &id);
    if !sign::verify(&it.device.signs, label::COSIG, &message, &it.cosig) {
        return Err(Violation::BadSignature);
    }
    if next.device(&id).is_some() {
        return Err(Violation::Already);
    }
    let papers = next.devices.iter().filter(|device| device.paper).count();
    if next.devices.len() >= MAX_DEVICES || (paper && papers >= MAX_PAPER) {
        return Err(Violation::TooManyDevices);
    }
    let added = (payload.by, payload.t);
    next.devices.push(Device { id, cert: it.device.clone(), paper, added, vouched: None });
    Ok(())
}

fn revoke(next: &mut UserState, payload: &UserPayload, it: &RevokeDevice) -> Result<(), Violation> {
    next.device(&it.dev).ok_or(Violation::UnknownDevice)?;
    let gone = with_what_they_added(&next.devices, it.dev, it.since);
    if gone.contains(&payload.by) {
        return Err(Violation::OwnDevice);
    }
    next.devices.retain(|device| !gone.contains(&device.id));
    rotate(next, &it.key)
}

/// A revoked device, whatever it added since then, and whatever those added.
pub(super) fn with_what_they_added(devices: &[Device], dev: DeviceId, since: u64) -> BTreeSet<DeviceId> {
    let mut gone = BTreeSet::from([dev]);
    // A device that was taken away and added again stands after what it had added: until nothing more.
    loop {
        let before = gone.len();
        for device in devices {
            let (by, t) = device.added;
            if t >= since && gone.contains(&by) {
                gone.insert(device.id);
            }
        }
        if gone.len() == before {
            return gone;
        }
    }
}

/// Nobody vouched for them, so nobody seals to a state with them.
fn drop_unvouched(next: &mut UserState) {
    next.devices.retain(|device| device.paper || device.vouched.is_some());
}

fn rotate(next: &mut UserState, it: &NewUserKey) -> Result<(), Violation> {
    // A new key is sealed to at once: were one of them kept, everybody would go on with the old key.
    drop_unvouched(next);
    let mut stays: Vec<DeviceId> = next.devices.iter().map(|device| device.id).collect();
    stays.sort_unstable();
    if !it.secrets.iter().map(|secret| secret.dev).eq(stays) {
        return Err(Violation::Grants);
    }
    next.generation = next.generation.checked_add(1).ok_or(Violation::Epoch)?;
    next.user_key = it.user_key;
    next.user_commit = it.user_commit;
    next.before = it.before;
    Ok(())
}

fn attest(next: &mut UserState, payload: &UserPayload, it: &Attest) -> Result<(), Violation> {
    let (key, commit) = (next.user_key, next.user_commit);
    // Nobody is vouched for by proxy: a device brings its own card.
    if payload.by != it.dev {
        return Err(Violation::UnknownDevice);
    }
    let device = next.devices.iter_mut().find(|d| d.id == it.dev).ok_or(Violation::UnknownDevice)?;
    if device.paper {
        return Err(Violation::Kind);
    }
    if it.over != hash::over(&payload.uid, &device.cert, &key, &commit) {
        return Err(Violation::BadId);
    }
    // A card comes again when something asks for a stronger one: then its login is of that day.
    let at = if device.vouched.is_none() { device.cert.created } else { payload.t };
    device.vouched = Some(Vouched { card: it.card, matched_by: it.matched_by, over: it.over, at });
    Ok(())
}
