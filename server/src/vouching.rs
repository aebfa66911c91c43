//! Invitations for somebody without eID: they leave their keys there, an employee who met them vouches.
//! Refuses a second set of keys, citizens as owners, and an account without a voucher that holds. It never has
//! the secret. Called by its routes, by `accounts` and by `feed`.

use crate::accounts;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::invitations::MAX_LETTER;
use crate::refusal::Refusal;
use crate::tenant::Municipality;
use rusqlite::{Connection, OptionalExtension, Row};
use samtale_membership::card::Identity;
use samtale_membership::{UserState, Violation, login, sign, voucher};
use samtale_wire::api::{
    AnswerVouching, Code, MAX_VOUCHING, NewVouching, VouchingAnswer, VouchingAsked, VouchingRequest,
};
use samtale_wire::voucher::Voucher;
use samtale_wire::{Bytes, InvitationId, Salt, Uid, decode, encode};

/// The most that one employee has open at one time.
const OPEN: u64 = 8;

/// Says of an own invitation that whoever comes with it is vouched for. Again is the same, and tells the owner
/// again who asked. Those that have run out are erased.
///
/// # Errors
/// [`Code::NotAllowed`] for citizens, [`Code::NotFound`] when the invitation is not this person's,
/// [`Code::Malformed`] for an end in the past or too far ahead, [`Code::TooMany`].
pub fn register(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    new: &NewVouching,
    now: u64,
) -> Result<(), Refusal> {
    if !accounts::employed(transaction, owner, now)? {
        return Err(Code::NotAllowed.into());
    }
    transaction.prepare_cached("DELETE FROM vouching WHERE until <= ?")?.execute([now])?;
    let own = transaction
        .prepare_cached("SELECT 1 FROM invitation WHERE id = ? AND owner = ?")?
        .exists((new.id.as_bytes(), owner.as_bytes()))?;
    if !own {
        return Err(Code::NotFound.into());
    }
    if let Some(known) = find(transaction, &new.id)? {
        return match known.asked {
            true => feed::tell(transaction, desk, *owner, News::Vouching(known.row)),
            false => Ok(()),
        };
    }
    if new.until <= now || new.until > now + MAX_VOUCHING {
        return Err(Code::Malformed.into());
    }
    let open: u64 = transaction
        .prepare_cached(
            "SELECT count(*) FROM vouching v JOIN invitation i ON i.id = v.invitation
             WHERE v.owner = ? AND NOT i.withdrawn",
        )?
        .query_row([owner.as_bytes()], |row| row.get(0))?;
    if open >= OPEN {
        return Err(Code::TooMany.into());
    }
    transaction
        .prepare_cached("INSERT INTO vouching (invitation, owner, until) VALUES (?, ?, ?)")?
        .execute((new.id.as_bytes(), owner.as_bytes(), new.until))?;
    Ok(())
}

/// Leaves the keys of somebody without eID and tells the owner. Again is the same.
///
/// # Errors
/// [`Code::Spent`] for other keys than the first, and for one that has run out or never was; [`Code::Withdrawn`],
/// [`Violation::BadKey`].
pub fn ask(
    transaction: &Connection,
    desk: &mut Desk,
    id: &InvitationId,
    request: &VouchingRequest,
    now: u64,
) -> Result<(), Refusal> {
    let known = open(transaction, id, now)?;
    let keys = &request.genesis.device;
    if !sign::key_ok(&keys.signs) || !login::key_ok(&keys.login) {
        return Err(Violation::BadKey.into());
    }
    let bytes = encode(request);
    let first: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT request FROM vouching WHERE id = ?")?
        .query_row([known.row], |row| row.get(0))?;
    match first {
        Some(first) if first == bytes => return Ok(()),
        Some(_) => return Err(Code::Spent.into()),
        None => {}
    }
    transaction
        .prepare_cached("UPDATE vouching SET request = ? WHERE id = ?")?
        .execute((&bytes, known.row))?;
    feed::tell(transaction, desk, known.owner, News::Vouching(known.row))
}

/// The owner answers whoever asked; the owner's own feed rings for those who wait here.
///
/// # Errors
/// [`Code::Spent`] when it has run out, [`Code::Withdrawn`], [`Code::NotFound`] when it is not this person's or nobody asked,
/// [`Code::TooLarge`].
pub fn answer(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    answered: &AnswerVouching,
    now: u64,
) -> Result<(), Refusal> {
    let known = open(transaction, &answered.id, now)?;
    if known.owner != *owner || !known.asked {
        return Err(Code::NotFound.into());
    }
    let VouchingAnswer { nonce, letter } = &answered.answer;
    if letter.as_ref().is_some_and(|letter| letter.0.len() > MAX_LETTER) {
        return Err(Code::TooLarge.into());
    }
    transaction
        .prepare_cached(
            "UPDATE vouching SET nonce = coalesce(nonce, ?), letter = coalesce(letter, ?) WHERE id = ?",
        )?
        .execute((nonce.as_ref().map(Salt::as_bytes), letter.as_ref().map(|letter| &letter.0), known.row))?;
    feed::tell(transaction, desk, *owner, News::Vouching(known.row))
}

/// Whose it is.
///
/// # Errors
/// [`Code::Spent`] when it has run out, and for one that never was; [`Code::Withdrawn`].
pub fn owner(store: &Connection, id: &InvitationId, now: u64) -> Result<Uid, Refusal> {
    Ok(open(store, id, now)?.owner)
}

/// What whoever asked there is told so far.
///
/// # Errors
/// As [`owner`].
pub fn answered(store: &Connection, id: &InvitationId, now: u64) -> Result<VouchingAnswer, Refusal> {
    let known = open(store, id, now)?;
    let mut find = store.prepare_cached("SELECT nonce, letter FROM vouching WHERE id = ?")?;
    let read = |row: &Row<'_>| {
        let letter: Option<Vec<u8>> = row.get(1)?;
        Ok(VouchingAnswer { nonce: row.get::<_, Option<_>>(0)?.map(Salt), letter: letter.map(Bytes) })
    };
    Ok(find.query_row([known.row], read)?)
}

/// What is asked, unless that is over.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn asked(store: &Connection, row: i64, now: u64) -> Result<Option<VouchingAsked>, Refusal> {
    let found: Option<(InvitationId, Option<Vec<u8>>)> = store
        .prepare_cached("SELECT invitation, request FROM vouching WHERE id = ? AND until > ?")?
        .query_row((row, now), |row| Ok((InvitationId(row.get(0)?), row.get(1)?)))
        .optional()?;
    let Some((invitation, Some(bytes))) = found else { return Ok(None) };
    Ok(Some(VouchingAsked { invitation, request: decode(&bytes)? }))
}

/// Whom a voucher lets in, with an invitation for somebody without eID; after that it lets in nobody else.
///
/// # Errors
/// [`Code::Spent`] when the invitation is none of that kind, [`Code::BadCard`].
pub fn lets_in(
    transaction: &Connection,
    desk: &mut Desk,
    town: &Municipality,
    given: &Voucher,
    user: &UserState,
    invitation: &InvitationId,
    now: u64,
) -> Result<Identity, Refusal> {
    let known = open(transaction, invitation, now)?;
    // One in a login's place would open the account of that login.
    if given.says.login.is_some() {
        return Err(Code::BadCard.into());
    }
    // Whoever was dismissed since vouches for nobody.
    if known.owner != given.says.uid || !accounts::employed(transaction, &known.owner, now)? {
        return Err(Code::BadCard.into());
    }
    let by = desk.chain(transaction, &known.owner)?;
    let device = user.devices.first().ok_or(Violation::UnknownDevice)?;
    let named = device.vouched.ok_or(Code::BadCard)?;
    let holds = voucher::check(given, &user.uid, &named.over, named.at, by.as_deref(), town.card());
    let identity = holds.map_err(|_| Code::BadCard)?;
    transaction.prepare_cached("DELETE FROM vouching WHERE id = ?")?.execute([known.row])?;
    Ok(identity)
}

struct Known {
    row: i64,
    owner: Uid,
    until: u64,
    asked: bool,
    withdrawn: bool,
}

fn open(store: &Connection, id: &InvitationId, now: u64) -> Result<Known, Refusal> {
    // Whoever tries an old one does not learn whether it ever led to anybody.
    match find(store, id)?.filter(|known| known.until > now).ok_or(Code::Spent)? {
        known if known.withdrawn => Err(Code::Withdrawn.into()),
        known => Ok(known),
    }
}

fn find(store: &Connection, id: &InvitationId) -> Result<Option<Known>, Refusal> {
    let mut row = store.prepare_cached(
        "SELECT v.id, v.owner, v.until, v.request IS NOT NULL, i.withdrawn
         FROM vouching v JOIN invitation i ON i.id = v.invitation WHERE v.invitation = ?",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Known {
            row: row.get(0)?,
            owner: Uid(row.get(1)?),
            until: row.get(2)?,
            asked: row.get(3)?,
            withdrawn: row.get(4)?,
        })
    };
    Ok(row.query_row([id.as_bytes()], read).optional()?)
}
