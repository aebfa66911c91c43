//! What short codes open: sealed letters under ids that only a code leads to.
//! Refuses to keep one longer than its invitation is open, or than two days, and to say why there is none. It has
//! neither the codes nor what is in the letters. Called by the codes' routes; erased by `invitations`, and in time.

use crate::house::House;
use crate::invitations;
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::api::{CODE_FOR, Code, CodeLetter, MAX_CODE_LETTER, MAX_SKEW, NewCode};
use samtale_wire::{Bytes, CodeId, InvitationId, Uid};
use std::time::Duration;

/// How long to wait after the store failed.
const PAUSE: Duration = Duration::from_secs(60);
/// How late one that has run out may be erased, in seconds: nobody is given it meanwhile.
const LATE: u64 = 3600;

/// Keeps what a code opens, in place of what the invitation's code before did.
///
/// # Errors
/// [`Code::NotFound`] when the invitation is not this person's, [`Code::Withdrawn`] or [`Code::Spent`] when nobody
/// can take it up, [`Code::Malformed`] for an end in the past, after the invitation's or too far ahead,
/// [`Code::TooLarge`], [`Code::Conflict`] when another letter lies there.
pub fn keep(transaction: &Connection, owner: &Uid, new: &NewCode, now: u64) -> Result<(), Refusal> {
    let end = invitations::ends(transaction, owner, &new.invitation, now)?;
    if new.letter.0.len() > MAX_CODE_LETTER {
        return Err(Code::TooLarge.into());
    }
    if new.until <= now || new.until > end.min(now + CODE_FOR + MAX_SKEW) {
        return Err(Code::Malformed.into());
    }
    erase(transaction, &new.invitation)?;
    let kept = transaction
        .prepare_cached("INSERT INTO code VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")?
        .execute((new.id.as_bytes(), new.invitation.as_bytes(), new.until, &new.letter.0))?;
    if kept == 1 { Ok(()) } else { Err(Code::Conflict.into()) }
}

/// What lies there.
///
/// # Errors
/// [`Code::NotFound`], whatever the reason.
pub fn letter(store: &Connection, id: &CodeId, now: u64) -> Result<CodeLetter, Refusal> {
    let mut find = store.prepare_cached("SELECT letter FROM code WHERE id = ? AND until > ?")?;
    let letter = find.query_row((id.as_bytes(), now), |row| row.get(0)).optional()?;
    Ok(CodeLetter { letter: Bytes(letter.ok_or(Code::NotFound)?) })
}

/// Erases what an invitation's code opened.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn erase(transaction: &Connection, invitation: &InvitationId) -> Result<(), Refusal> {
    transaction.prepare_cached("DELETE FROM code WHERE invitation = ?")?.execute([invitation.as_bytes()])?;
    Ok(())
}

/// Erases what has run out; never ends.
pub async fn attend(house: &House) {
    loop {
        let erased = async {
            let next = house.readers.read(next).await?;
            let look = house.clock.now() + LATE;
            house.clock.reach(next.map_or(look, |next| next.min(look))).await;
            let now = house.clock.now();
            let over = move |transaction: &Connection, _: &mut _| {
                transaction.prepare_cached("DELETE FROM code WHERE until <= ?")?.execute([now])?;
                Ok(())
            };
            house.writer.write(over).await
        };
        let erased: Result<(), Refusal> = erased.await;
        if erased.is_err() {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn next(store: &Connection) -> Result<Option<u64>, Refusal> {
    Ok(store.prepare_cached("SELECT min(until) FROM code")?.query_row([], |row| row.get(0))?)
}
