//! Guardians who vouch in the place of whoever invites: asked, told when it is over, and whose chain is then for whom.
//! Refuses who is not in the dialog with the inviter, before and at the end. It never has what the letter says.
//! Called by `vouching`, `invitations`, `feed` and `known`.

use crate::desk::Desk;
use crate::feed::{self, News};
use crate::invitations::MAX_LETTER;
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension, Row};
use samtale_wire::api::{AskGuardian, Code, FeedItem, GuardianAsked};
use samtale_wire::{Bytes, DialogId, InvitationId, Uid};

/// A guardian who was asked, and where they are with whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guardian {
    /// Who.
    pub uid: Uid,
    /// In which dialog.
    pub dialog: DialogId,
}

/// Asks a guardian at a vouching that was just opened, by its row.
///
/// # Errors
/// [`Code::NotFound`] when the two are not in that dialog, [`Code::TooLarge`].
pub fn ask(
    transaction: &Connection,
    desk: &mut Desk,
    row: i64,
    owner: &Uid,
    asks: &AskGuardian,
    now: u64,
) -> Result<(), Refusal> {
    let guardian = Guardian { uid: asks.uid, dialog: asks.dialog };
    if asks.uid == *owner || !stands(transaction, desk, owner, &guardian, now)? {
        return Err(Code::NotFound.into());
    }
    if asks.letter.0.len() > MAX_LETTER {
        return Err(Code::TooLarge.into());
    }
    transaction
        .prepare_cached("UPDATE vouching SET guardian = ?, dialog = ?, asks = ? WHERE id = ?")?
        .execute((asks.uid.as_bytes(), asks.dialog.as_bytes(), &asks.letter.0, row))?;
    feed::tell(transaction, desk, asks.uid, News::Guardian(row))
}

/// Whether a guardian is still in the dialog with whoever asked them.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn stands(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    guardian: &Guardian,
    now: u64,
) -> Result<bool, Refusal> {
    let Some(state) = desk.state(transaction, &guardian.dialog)? else { return Ok(false) };
    let there = |uid: &Uid| state.roster.member(uid).is_some_and(|member| member.reads(now));
    Ok(there(owner) && there(&guardian.uid))
}

/// It led to somebody, or nobody is vouched for there any more: all but the number is erased, and the guardian is told.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn over(transaction: &Connection, desk: &mut Desk, row: i64, guardian: &Uid) -> Result<(), Refusal> {
    transaction
        .prepare_cached(
            "UPDATE vouching SET over = 1, request = NULL, nonce = NULL, letter = NULL, asks = NULL WHERE id = ?",
        )?
        .execute([row])?;
    feed::tell(transaction, desk, *guardian, News::Guardian(row))
}

/// An invitation was taken back: so is what its guardian was asked.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn withdrawn(transaction: &Connection, desk: &mut Desk, id: &InvitationId) -> Result<(), Refusal> {
    let asked = transaction
        .prepare_cached(
            "SELECT id, guardian FROM vouching WHERE invitation = ? AND guardian IS NOT NULL AND NOT over",
        )?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, Uid(row.get(1)?))))
        .optional()?;
    match asked {
        Some((row, guardian)) => over(transaction, desk, row, &guardian),
        None => Ok(()),
    }
}

/// What a guardian is told, by the row of the vouching; nothing once they have vouched, or it has run out.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn told(store: &Connection, row: i64, now: u64) -> Result<Option<FeedItem>, Refusal> {
    let read = |row: &Row<'_>| {
        let (invitation, over) = (InvitationId(row.get(0)?), row.get(1)?);
        if over {
            return Ok(Some(FeedItem::GuardianOver(invitation)));
        }
        let asks: Option<Vec<u8>> = row.get(2)?;
        let by = Uid(row.get(3)?);
        let asked = asks.map(|letter| GuardianAsked { invitation, by, letter: Bytes(letter) });
        Ok(asked.map(|asked| FeedItem::Guardian(Box::new(asked))))
    };
    let found = store
        .prepare_cached(
            "SELECT invitation, over, iif(letter IS NULL, asks, NULL), owner FROM vouching
             WHERE id = ? AND until > ? AND guardian IS NOT NULL",
        )?
        .query_row((row, now), read)
        .optional()?;
    Ok(found.flatten())
}

/// A guardian's voucher has let somebody in: for whom that one's chain is, the guardian's is as far as it goes now.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn vouched(transaction: &Connection, uid: &Uid, guardian: &Uid) -> Result<(), Refusal> {
    transaction
        .prepare_cached("INSERT INTO vouched SELECT ?, ?, max(id) FROM user_entry")?
        .execute((uid.as_bytes(), guardian.as_bytes()))?;
    Ok(())
}

/// Those for whom a guardian vouched, and up to which row of user_entry the guardian's chain is shown with theirs.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn wards(store: &Connection, guardian: &Uid) -> Result<Vec<(Uid, i64)>, Refusal> {
    let mut find = store.prepare_cached("SELECT uid, shows FROM vouched WHERE guardian = ?")?;
    let found = find.query_map([guardian.as_bytes()], |row| Ok((Uid(row.get(0)?), row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}
