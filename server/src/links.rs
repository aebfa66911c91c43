//! Links for a new device: a place that one device opens and one new device leaves word at, for minutes.
//! Refuses a second device, what has run out, and to keep what is over. It never has the secret.
//! Called by the links' routes, by `devices` and by `feed`.

use crate::accounts;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::invitations::MAX_LETTER;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::{Violation, hash, login, sign};
use samtale_wire::api::{Chain, Code, LinkRequest, LinkRequested, MAX_LINK, NewLink};
use samtale_wire::{DeviceId, LinkId, Uid, decode, encode};

/// The most open links of one account.
const OPEN: u64 = 8;
/// How often one device may ask at a link: each time that the chain grew it signs anew.
const ASKED: u64 = 64;

/// Opens a link; again by the same person is the same link. Those that have run out are forgotten.
///
/// # Errors
/// [`Code::Malformed`] for an end in the past or too far ahead, [`Code::Conflict`] for somebody
/// else's id, [`Code::TooMany`].
pub fn register(transaction: &Connection, owner: &Caller, new: &NewLink, now: u64) -> Result<(), Refusal> {
    transaction.prepare_cached("DELETE FROM link WHERE until <= ?")?.execute([now])?;
    if let Some((other, _)) = find(transaction, &new.id)? {
        return if other == owner.uid { Ok(()) } else { Err(Code::Conflict.into()) };
    }
    if new.until <= now || new.until > now + MAX_LINK {
        return Err(Code::Malformed.into());
    }
    let open: u64 = transaction
        .prepare_cached("SELECT count(*) FROM link WHERE owner = ?")?
        .query_row([owner.uid.as_bytes()], |row| row.get(0))?;
    if open >= OPEN {
        return Err(Code::TooMany.into());
    }
    transaction.prepare_cached("INSERT INTO link VALUES (?, ?, ?, ?)")?.execute((
        new.id.as_bytes(),
        owner.uid.as_bytes(),
        owner.dev.as_bytes(),
        new.until,
    ))?;
    Ok(())
}

/// Leaves a new device's word and tells the owner. The same device may ask again, with what it signed anew.
///
/// # Errors
/// [`Code::Spent`] for a second device, a link that has run out or never was, [`Code::TooLarge`], [`Violation::BadKey`], [`Code::TooMany`].
pub fn ask(
    transaction: &Connection,
    desk: &mut Desk,
    id: &LinkId,
    request: &LinkRequest,
    now: u64,
) -> Result<(), Refusal> {
    let owner = owner(transaction, id, now)?;
    if request.letter.0.len() > MAX_LETTER {
        return Err(Code::TooLarge.into());
    }
    if !sign::key_ok(&request.device.signs) || !login::key_ok(&request.device.login) {
        return Err(Violation::BadKey.into());
    }
    let (dev, bytes) = (hash::device(&request.device), encode(request));
    let first: Option<(DeviceId, u64, Vec<u8>)> = transaction
        .prepare_cached("SELECT dev, asked, bytes FROM link_request WHERE link = ?")?
        .query_row([id.as_bytes()], |row| Ok((DeviceId(row.get(0)?), row.get(1)?, row.get(2)?)))
        .optional()?;
    let asked = match first {
        Some((first, ..)) if first != dev => return Err(Code::Spent.into()),
        // A retry: the owner has been told.
        Some((_, _, same)) if same == bytes => return Ok(()),
        Some((_, asked, _)) if asked >= ASKED => return Err(Code::TooMany.into()),
        Some((_, asked, _)) => asked + 1,
        None => 1,
    };
    let row = transaction
        .prepare_cached(
            "INSERT INTO link_request (link, dev, asked, bytes) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET asked = ?3, bytes = ?4 RETURNING id",
        )?
        .query_row((id.as_bytes(), dev.as_bytes(), asked, bytes), |row| row.get(0))?;
    feed::tell(transaction, desk, owner, News::Link(row))
}

/// Whose link it is.
///
/// # Errors
/// [`Code::Spent`] when it has run out, and for one that never was: an old link tells nothing.
pub fn owner(store: &Connection, id: &LinkId, now: u64) -> Result<Uid, Refusal> {
    let open = find(store, id)?.filter(|(_, until)| *until > now);
    Ok(open.ok_or(Code::Spent)?.0)
}

/// The owner's chain, for the device that is to stand in it.
///
/// # Errors
/// As [`owner`].
pub fn chain(store: &Connection, id: &LinkId, now: u64) -> Result<Chain, Refusal> {
    Ok(Chain { entries: accounts::chain(store, &owner(store, id, now)?)? })
}

/// What is asked at a link, unless that has run out.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn requested(store: &Connection, row: i64, now: u64) -> Result<Option<LinkRequested>, Refusal> {
    let found: Option<(LinkId, Vec<u8>)> = store
        .prepare_cached(
            "SELECT l.id, r.bytes FROM link_request r JOIN link l ON l.id = r.link
             WHERE r.id = ? AND l.until > ?",
        )?
        .query_row((row, now), |row| Ok((LinkId(row.get(0)?), row.get(1)?)))
        .optional()?;
    let Some((link, bytes)) = found else { return Ok(None) };
    Ok(Some(LinkRequested { link, request: decode(&bytes)? }))
}

/// Closes what a device has opened.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn close(transaction: &Connection, dev: &DeviceId) -> Result<(), Refusal> {
    transaction.prepare_cached("DELETE FROM link WHERE dev = ?")?.execute([dev.as_bytes()])?;
    Ok(())
}

fn find(store: &Connection, id: &LinkId) -> Result<Option<(Uid, u64)>, Refusal> {
    let mut row = store.prepare_cached("SELECT owner, until FROM link WHERE id = ?")?;
    Ok(row.query_row([id.as_bytes()], |row| Ok((Uid(row.get(0)?), row.get(1)?))).optional()?)
}
