//! Invitations: an id that an employee registers and one person takes up, once.
//! Refuses citizens as owners, a second claimant, and what has run out. It never has the secret.

use crate::accounts;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::api::{Claim, Code, NewInvitation, Registered};
use samtale_wire::{Hash, Uid};

/// The furthest end of an invitation, in seconds from now.
const LONGEST: u64 = 30 * 86_400;
/// The largest letter with a claim, or of a new device, in bytes: an ID token, its seal and room to spare.
pub const MAX_LETTER: usize = 32 * 1024;

/// Registers an invitation; again by the same owner is the same invitation. Whoever took it up is told
/// at once: a device that starts with a key ring reads no feed of before.
///
/// # Errors
/// [`Code::NotAllowed`] for citizens, [`Code::Malformed`] for an end in the past or too far ahead,
/// [`Code::Conflict`] for somebody else's id.
pub fn register(
    transaction: &Connection,
    owner: &Uid,
    new: &NewInvitation,
    now: u64,
) -> Result<Registered, Refusal> {
    if !accounts::employed(transaction, owner, now)? {
        return Err(Code::NotAllowed.into());
    }
    if let Some((other, _)) = find(transaction, &new.id.0)? {
        let claimed = || feed::claim_of(transaction, &new.id);
        return if other == *owner {
            Ok(Registered { claimed: claimed()? })
        } else {
            Err(Code::Conflict.into())
        };
    }
    if new.until <= now || new.until > now + LONGEST {
        return Err(Code::Malformed.into());
    }
    transaction.execute(
        "INSERT INTO invitation VALUES (?, ?, ?)",
        (new.id.as_bytes(), owner.as_bytes(), new.until),
    )?;
    Ok(Registered { claimed: None })
}

/// Takes an invitation up and tells its owner; again with the same proof is the same claim.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::NotAllowed`] for its owner, [`Code::Spent`] also for one that never was.
pub fn claim(
    transaction: &Connection,
    desk: &mut Desk,
    uid: &Uid,
    claim: &Claim,
    now: u64,
) -> Result<(), Refusal> {
    if claim.letter.0.len() > MAX_LETTER {
        return Err(Code::TooLarge.into());
    }
    // Whoever tries an old link does not learn whether it ever led to anybody.
    let (owner, until) = find(transaction, &claim.id.0)?.ok_or(Code::Spent)?;
    if owner == *uid {
        return Err(Code::NotAllowed.into());
    }
    let first = transaction
        .prepare_cached("SELECT uid, proof FROM claim WHERE invitation = ?")?
        .query_row([claim.id.as_bytes()], |row| Ok((Uid(row.get(0)?), Hash(row.get(1)?))))
        .optional()?;
    if let Some(first) = first {
        return if first == (*uid, claim.proof) { Ok(()) } else { Err(Code::Spent.into()) };
    }
    if until <= now {
        return Err(Code::Spent.into());
    }
    transaction.execute(
        "INSERT INTO claim (invitation, uid, proof, letter) VALUES (?, ?, ?, ?)",
        (claim.id.as_bytes(), uid.as_bytes(), claim.proof.as_bytes(), &claim.letter.0),
    )?;
    feed::tell(transaction, desk, owner, News::Claim(transaction.last_insert_rowid()))
}

fn find(store: &Connection, id: &[u8; 32]) -> Result<Option<(Uid, u64)>, Refusal> {
    let mut row = store.prepare_cached("SELECT owner, until FROM invitation WHERE id = ?")?;
    Ok(row.query_row([id], |row| Ok((Uid(row.get(0)?), row.get(1)?))).optional()?)
}
