//! Devices that were logged out from another one of the same person: they open nothing until one of those lets
//! them in again.
//! Refuses to log out a code on paper, which is never logged in, and another person's device. Written by the
//! routes of `logout`, asked at each login.

use crate::desk::Desk;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use rusqlite::Connection;
use samtale_wire::api::Code;
use samtale_wire::{DeviceId, Uid};

/// Logs out all of a person's devices but the one that asks; those that are logged out now.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn others(
    transaction: &Connection,
    desk: &mut Desk,
    caller: &Caller,
    now: u64,
) -> Result<Vec<DeviceId>, Refusal> {
    let chain = desk.chain(transaction, &caller.uid)?.ok_or(Code::NotFound)?;
    let others = chain.now().devices.iter().filter(|it| it.id != caller.dev && !it.paper);
    let mut put =
        transaction.prepare_cached("INSERT INTO logged_out VALUES (?, ?, ?) ON CONFLICT DO NOTHING")?;
    let mut uncall = transaction.prepare_cached("DELETE FROM push WHERE dev = ?")?;
    for device in others {
        put.execute((device.id.as_bytes(), caller.uid.as_bytes(), now))?;
        uncall.execute([device.id.as_bytes()])?;
        desk.gone(device.id);
    }
    all_of(transaction, &caller.uid)
}

/// Lets one of them in again; those that are logged out now.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn let_in(transaction: &Connection, caller: &Caller, dev: &DeviceId) -> Result<Vec<DeviceId>, Refusal> {
    transaction
        .prepare_cached("DELETE FROM logged_out WHERE dev = ? AND uid = ?")?
        .execute((dev.as_bytes(), caller.uid.as_bytes()))?;
    all_of(transaction, &caller.uid)
}

/// It was taken away: there is nobody to let in.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn forget(transaction: &Connection, dev: &DeviceId) -> Result<(), Refusal> {
    transaction.prepare_cached("DELETE FROM logged_out WHERE dev = ?")?.execute([dev.as_bytes()])?;
    Ok(())
}

/// A person's devices that are logged out.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn all_of(store: &Connection, uid: &Uid) -> Result<Vec<DeviceId>, Refusal> {
    let mut find = store.prepare_cached("SELECT dev FROM logged_out WHERE uid = ? ORDER BY dev")?;
    let found = find.query_map([uid.as_bytes()], |row| row.get(0).map(DeviceId))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether a device may log in.
///
/// # Errors
/// [`Code::LoggedOut`], [`Code::Unavailable`].
pub fn refuses(store: &Connection, dev: &DeviceId) -> Result<(), Refusal> {
    let out = store.prepare_cached("SELECT 1 FROM logged_out WHERE dev = ?")?.exists([dev.as_bytes()])?;
    if out { Err(Code::LoggedOut.into()) } else { Ok(()) }
}
