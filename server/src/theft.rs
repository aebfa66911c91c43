//! That an old key to somebody's login was used: what their devices are told of it, and for how long.
//! Refuses to say which key, or by whom: nobody knows. Written by the refresh's route, read at each login.

use crate::desk::Desk;
use crate::feed::{self, News};
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::Uid;
use samtale_wire::api::THEFT_TOLD;

/// Takes it down, and tells the person's devices.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn note(transaction: &Connection, desk: &mut Desk, uid: Uid, now: u64) -> Result<(), Refusal> {
    transaction
        .prepare_cached("INSERT INTO theft VALUES (?1, ?2) ON CONFLICT DO UPDATE SET t = ?2")?
        .execute((uid.as_bytes(), now))?;
    feed::tell(transaction, desk, uid, News::Theft(now.cast_signed()))
}

/// When it was noticed last, if that is to be told still, in seconds since 1970.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn last(store: &Connection, uid: &Uid, now: u64) -> Result<Option<u64>, Refusal> {
    let mut find = store.prepare_cached("SELECT t FROM theft WHERE uid = ?")?;
    let t: Option<u64> = find.query_row([uid.as_bytes()], |row| row.get(0)).optional()?;
    Ok(t.filter(|t| t.saturating_add(THEFT_TOLD) > now))
}
