//! Key rings: one sealed blob a person, replaced by the next version alone.
//! Refuses to open it, and to let one device write over what another wrote. Called by the ring's route.

use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::api::{Code, MAX_RING, Ring};
use samtale_wire::{Bytes, Uid};

/// A person's key ring.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn of(store: &Connection, uid: &Uid) -> Result<Option<Ring>, Refusal> {
    let mut find = store.prepare_cached("SELECT version, sealed FROM ring WHERE uid = ?")?;
    let ring =
        find.query_row([uid.as_bytes()], |row| Ok(Ring { version: row.get(0)?, sealed: Bytes(row.get(1)?) }));
    Ok(ring.optional()?)
}

/// Keeps the next version.
///
/// # Errors
/// [`Code::Conflict`] when it is not the next one, [`Code::TooLarge`].
pub fn keep(transaction: &Connection, uid: &Uid, ring: &Ring) -> Result<(), Refusal> {
    if ring.sealed.0.len() > MAX_RING {
        return Err(Code::TooLarge.into());
    }
    let before = of(transaction, uid)?.map_or(0, |before| before.version);
    if before.checked_add(1) != Some(ring.version) {
        return Err(Code::Conflict.into());
    }
    transaction
        .prepare_cached(
            "INSERT INTO ring VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET version = ?2, sealed = ?3",
        )?
        .execute((uid.as_bytes(), ring.version, &ring.sealed.0))?;
    Ok(())
}
