//! Invitations for somebody without eID: they leave their keys there, an employee who met them vouches, or the
//! guardian whom that one sent. Refuses a second set of keys, citizens as owners, and an account without a voucher
//! that holds. It never has the secret. Called by its routes, by `accounts` and by `feed`; `guardians` has the rest.

use crate::accounts;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::guardians::{self, Guardian};
use crate::invitations::{self, MAX_LETTER};
use crate::refusal::Refusal;
use crate::tenant::Municipality;
use rusqlite::{Connection, OptionalExtension, Row};
use samtale_membership::card::Identity;
use samtale_membership::{UserState, Violation, login, sign, voucher};
use samtale_wire::api::{
    AnswerVouching, Code, MAX_VOUCHING, NewVouching, VouchingAnswer, VouchingAsked, VouchingRequest,
};
use samtale_wire::voucher::{MAX_MANDATE, Voucher};
use samtale_wire::{Bytes, DialogId, InvitationId, Salt, Uid, decode, encode};

/// The most that one employee has open at one time, where they meet people themselves.
const OPEN: u64 = 8;
/// The most that they have open with guardians, who have days.
const SENT: u64 = 64;

/// Says of an own invitation that whoever comes with it is vouched for, by its owner or by the guardian who is asked.
/// Again is the same, and tells whoever is to vouch again who asked. Those that have run out are erased.
///
/// # Errors
/// [`Code::NotAllowed`] for citizens, [`Code::NotFound`] when the invitation is not this person's, or the guardian is
/// not in the dialog; [`Code::Malformed`] for an end in the past or too far ahead, [`Code::TooMany`]. For a guardian
/// who says that they are there [`Code::Spent`] and [`Code::Withdrawn`] when it is over.
pub fn register(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    new: &NewVouching,
    now: u64,
) -> Result<(), Refusal> {
    let sent = find(transaction, &new.id)?.and_then(|known| known.guardian);
    if sent.is_some_and(|guardian| guardian.uid == *owner) {
        let known = open(transaction, &new.id, now)?;
        return retell(transaction, desk, &known);
    }
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
        // Who is to vouch is told; with a guardian that is not the owner.
        return if known.guardian.is_some() { Ok(()) } else { retell(transaction, desk, &known) };
    }
    let (longest, most) = if new.guardian.is_some() { (MAX_MANDATE, SENT) } else { (MAX_VOUCHING, OPEN) };
    if new.until <= now || new.until > now + longest {
        return Err(Code::Malformed.into());
    }
    let open: u64 = transaction
        .prepare_cached(
            "SELECT count(*) FROM vouching v JOIN invitation i ON i.id = v.invitation
             WHERE v.owner = ? AND NOT i.withdrawn AND NOT v.over AND (v.guardian IS NOT NULL) = ?",
        )?
        .query_row((owner.as_bytes(), new.guardian.is_some()), |row| row.get(0))?;
    if open >= most {
        return Err(Code::TooMany.into());
    }
    transaction
        .prepare_cached("INSERT INTO vouching (invitation, owner, until) VALUES (?, ?, ?)")?
        .execute((new.id.as_bytes(), owner.as_bytes(), new.until))?;
    match &new.guardian {
        Some(asks) => guardians::ask(transaction, desk, transaction.last_insert_rowid(), owner, asks, now),
        None => Ok(()),
    }
}

/// Who asked is told once more to whoever is to vouch.
fn retell(transaction: &Connection, desk: &mut Desk, known: &Known) -> Result<(), Refusal> {
    match known.asked {
        true => feed::tell(transaction, desk, known.vouches(), News::Vouching(known.row)),
        false => Ok(()),
    }
}

/// Leaves the keys of somebody without eID and tells whoever is to vouch. Again is the same.
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
    feed::tell(transaction, desk, known.vouches(), News::Vouching(known.row))
}

/// Whoever is to vouch answers whoever asked; their own feed rings for those who wait here. A guardian can say that
/// nobody is vouched for: then it is over, and the owner is told.
///
/// # Errors
/// [`Code::Spent`] when it has run out, and to take back what was said; [`Code::Withdrawn`], [`Code::NotFound`] when it
/// is not this person's, who is in the dialog no more, or nobody asked; [`Code::TooLarge`].
pub fn answer(
    transaction: &Connection,
    desk: &mut Desk,
    by: &Uid,
    answered: &AnswerVouching,
    now: u64,
) -> Result<(), Refusal> {
    let known = open(transaction, &answered.id, now)?;
    if known.vouches() != *by {
        return Err(Code::NotFound.into());
    }
    if let (Some(guardian), Some(true)) = (known.guardian, answered.no) {
        if known.answered {
            return Err(Code::Spent.into());
        }
        guardians::over(transaction, desk, known.row, &guardian.uid)?;
        return invitations::vouched_for_nobody(transaction, desk, &known.owner, &answered.id, now);
    }
    let may = match &known.guardian {
        Some(guardian) => guardians::stands(transaction, desk, &known.owner, guardian, now)?,
        None => true,
    };
    if !may || !known.asked {
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
    feed::tell(transaction, desk, *by, News::Vouching(known.row))
}

/// Who is to vouch there.
///
/// # Errors
/// [`Code::Spent`] when it has run out, and for one that never was; [`Code::Withdrawn`].
pub fn vouches(store: &Connection, id: &InvitationId, now: u64) -> Result<Uid, Refusal> {
    Ok(open(store, id, now)?.vouches())
}

/// What whoever asked there is told so far.
///
/// # Errors
/// As [`vouches`].
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
    let sent = given.mandate.as_ref().map(|it| (it.says.uid, it.says.invitation));
    let meant = match &known.guardian {
        Some(guardian) => {
            let there = guardians::stands(transaction, desk, &known.owner, guardian, now)?;
            there && sent == Some((known.owner, *invitation))
        }
        None => true,
    };
    // Whoever was dismissed since vouches for nobody, and neither does whom they sent.
    let employed = accounts::employed(transaction, &known.owner, now)?;
    if known.vouches() != given.says.uid || !meant || !employed {
        return Err(Code::BadCard.into());
    }
    let chains = desk.chains(transaction, voucher::signers(given).into_iter().map(|(uid, ..)| uid))?;
    let device = user.devices.first().ok_or(Violation::UnknownDevice)?;
    let named = device.vouched.ok_or(Code::BadCard)?;
    let holds = voucher::check(given, &user.uid, &named.over, named.at, &chains, town.card());
    let identity = holds.map_err(|_| Code::BadCard)?;
    match &known.guardian {
        Some(guardian) => guardians::over(transaction, desk, known.row, &guardian.uid)?,
        None => {
            transaction.prepare_cached("DELETE FROM vouching WHERE id = ?")?.execute([known.row])?;
        }
    }
    Ok(identity)
}

struct Known {
    row: i64,
    owner: Uid,
    guardian: Option<Guardian>,
    until: u64,
    /// Whether keys were left there.
    asked: bool,
    /// Whether the voucher lies there.
    answered: bool,
    over: bool,
    withdrawn: bool,
}

impl Known {
    fn vouches(&self) -> Uid {
        self.guardian.map_or(self.owner, |guardian| guardian.uid)
    }
}

fn open(store: &Connection, id: &InvitationId, now: u64) -> Result<Known, Refusal> {
    // Whoever tries an old one does not learn whether it ever led to anybody.
    match find(store, id)?.filter(|known| known.until > now).ok_or(Code::Spent)? {
        known if known.withdrawn => Err(Code::Withdrawn.into()),
        known if known.over => Err(Code::Spent.into()),
        known => Ok(known),
    }
}

fn find(store: &Connection, id: &InvitationId) -> Result<Option<Known>, Refusal> {
    let mut row = store.prepare_cached(
        "SELECT v.id, v.owner, v.until, v.request IS NOT NULL, i.withdrawn, v.letter IS NOT NULL, v.over,
                v.guardian, v.dialog FROM vouching v JOIN invitation i ON i.id = v.invitation WHERE v.invitation = ?",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Known {
            row: row.get(0)?,
            owner: Uid(row.get(1)?),
            until: row.get(2)?,
            asked: row.get(3)?,
            withdrawn: row.get(4)?,
            answered: row.get(5)?,
            over: row.get(6)?,
            guardian: row
                .get::<_, Option<_>>(7)?
                .zip(row.get(8)?)
                .map(|(uid, dialog)| Guardian { uid: Uid(uid), dialog: DialogId(dialog) }),
        })
    };
    Ok(row.query_row([id.as_bytes()], read).optional()?)
}
