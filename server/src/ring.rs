//! Key rings and snapshots: sealed blobs of one person, replaced by the next version alone.
//! Refuses to open them, to let one device write over what another wrote, and to keep half of a version.
//! Called by the ring's routes.

use crate::known;
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::api::{
    Code, Cursor, KeepRing, MAX_RING, MAX_SNAPSHOT, MAX_SNAPSHOTS, Ring, Snapshot, Snapshots, WantSnapshots,
};
use samtale_wire::{Bytes, Uid};

/// A person's key ring.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn of(store: &Connection, uid: &Uid) -> Result<Option<Ring>, Refusal> {
    let kept = store
        .prepare_cached("SELECT version, sealed, cursor FROM ring WHERE uid = ?")?
        .query_row([uid.as_bytes()], |row| Ok((row.get(0)?, Bytes(row.get(1)?), row.get(2)?)))
        .optional()?;
    let Some((version, sealed, cursor)) = kept else { return Ok(None) };
    Ok(Some(Ring { version, sealed, cursor: Cursor::new(cursor)? }))
}

/// Keeps the next version, and the snapshots that are new in it.
///
/// # Errors
/// [`Code::Conflict`] when it is not the next one, [`Code::TooLarge`]; [`Code::NotFound`] for a snapshot of
/// a dialog that they were told nothing of, as of one that is not there.
pub fn keep(transaction: &Connection, uid: &Uid, kept: &KeepRing) -> Result<(), Refusal> {
    let KeepRing { ring, snapshots } = kept;
    let large = |it: &Snapshot| it.sealed.0.len() > MAX_SNAPSHOT;
    if ring.sealed.0.len() > MAX_RING || snapshots.len() > MAX_SNAPSHOTS || snapshots.iter().any(large) {
        return Err(Code::TooLarge.into());
    }
    let before = of(transaction, uid)?.map_or(0, |before| before.version);
    if before.checked_add(1) != Some(ring.version) {
        return Err(Code::Conflict.into());
    }
    transaction
        .prepare_cached(
            "INSERT INTO ring VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET version = ?2, sealed = ?3, cursor = ?4",
        )?
        .execute((uid.as_bytes(), ring.version, &ring.sealed.0, ring.cursor.as_bytes()))?;
    let mut put = transaction
        .prepare_cached("INSERT INTO snapshot VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET sealed = ?3")?;
    for Snapshot { dialog, sealed } in snapshots {
        if !known::was_told(transaction, uid, dialog)? {
            return Err(Code::NotFound.into());
        }
        put.execute((uid.as_bytes(), dialog.as_bytes(), &sealed.0))?;
    }
    Ok(())
}

/// The snapshots of these dialogs that a person keeps.
///
/// # Errors
/// [`Code::TooLarge`] for more than [`MAX_SNAPSHOTS`].
pub fn snapshots(store: &Connection, uid: &Uid, want: &WantSnapshots) -> Result<Snapshots, Refusal> {
    if want.dialogs.len() > MAX_SNAPSHOTS {
        return Err(Code::TooLarge.into());
    }
    let mut find = store.prepare_cached("SELECT sealed FROM snapshot WHERE uid = ? AND dialog = ?")?;
    let mut snapshots = Vec::with_capacity(want.dialogs.len());
    for dialog in &want.dialogs {
        let sealed = find.query_row((uid.as_bytes(), dialog.as_bytes()), |row| row.get(0).map(Bytes));
        snapshots.extend(sealed.optional()?.map(|sealed| Snapshot { dialog: *dialog, sealed }));
    }
    Ok(Snapshots { snapshots })
}
