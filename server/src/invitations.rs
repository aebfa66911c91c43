//! Invitations: an id that an employee registers and one person takes up, or as many as it has seats, each
//! once; what became of it. Refuses citizens as owners, more claimants than seats, and what has run out or
//! was taken back. It never has the secret, and tells the owner what happened, never by whom.

use crate::accounts;
use crate::codes;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::guardians;
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension, Row};
use samtale_wire::api::{
    Claim, Code, Happened, InvitationEvent, NewInvitation, RefuseClaim, Registered, WithdrawInvitation,
};
use samtale_wire::{InvitationId, Uid};

/// The furthest end of an invitation, in seconds from now.
const LONGEST: u64 = 30 * 86_400;
/// The largest letter with a claim, or of a new device, in bytes: an ID token, its seal and room to spare.
pub const MAX_LETTER: usize = 32 * 1024;
/// How often an owner is told that somebody was refused, for each invitation.
const MOST_REFUSALS: u64 = 8;

/// How a claim ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is theirs.
    Taken,
    /// Others have every seat already; its owner was told that somebody tried.
    ByAnother,
}

/// Registers an invitation; again by the same owner is the same invitation. Whoever took it up is told
/// at once, with all that happened to it: a device that starts with a key ring reads no feed of before.
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
    if let Some(known) = find(transaction, &new.id)? {
        if known.owner != *owner {
            return Err(Code::Conflict.into());
        }
        let claimed = feed::claims_of(transaction, &new.id)?;
        return Ok(Registered { claimed, events: events(transaction, &new.id)? });
    }
    if new.until <= now || new.until > now + LONGEST {
        return Err(Code::Malformed.into());
    }
    transaction.execute(
        "INSERT INTO invitation VALUES (?, ?, ?, 0, ?)",
        (new.id.as_bytes(), owner.as_bytes(), new.until, new.seats.count()),
    )?;
    Ok(Registered { claimed: Vec::new(), events: Vec::new() })
}

/// An app was shown an invitation's link and asks who is there: whose it is, if they are still to be told
/// that it was opened. An id that nobody registered says nothing.
///
/// # Errors
/// [`Code::Withdrawn`] when its owner took it back.
pub fn unopened(store: &Connection, id: &InvitationId, now: u64) -> Result<Option<Uid>, Refusal> {
    match find(store, id)? {
        Some(known) if known.withdrawn => Err(Code::Withdrawn.into()),
        Some(known) if known.until > now && counted(store, id, Happened::Opened)? < known.seats => {
            Ok(Some(known.owner))
        }
        _ => Ok(None),
    }
}

/// Tells the owner that it was opened: as often as it has seats.
///
/// # Errors
/// As [`unopened`].
pub fn open(transaction: &Connection, desk: &mut Desk, id: &InvitationId, now: u64) -> Result<(), Refusal> {
    match unopened(transaction, id, now)? {
        Some(owner) => tell(transaction, desk, &owner, id, Happened::Opened, now),
        None => Ok(()),
    }
}

/// Takes an invitation up and tells its owner; again with the same proof is the same claim.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::NotAllowed`] for its owner, [`Code::Spent`] when it has run out, never was, or its
/// owner refused this person, [`Code::Withdrawn`].
pub fn claim(
    transaction: &Connection,
    desk: &mut Desk,
    uid: &Uid,
    claim: &Claim,
    now: u64,
) -> Result<Outcome, Refusal> {
    if claim.letter.0.len() > MAX_LETTER {
        return Err(Code::TooLarge.into());
    }
    // Whoever tries an old link does not learn whether it ever led to anybody.
    let known = find(transaction, &claim.id)?.ok_or(Code::Spent)?;
    if known.owner == *uid {
        return Err(Code::NotAllowed.into());
    }
    if known.withdrawn {
        return Err(Code::Withdrawn.into());
    }
    let again = transaction
        .prepare_cached("SELECT 1 FROM claim WHERE invitation = ? AND uid = ? AND proof = ? AND refused = 0")?
        .exists((claim.id.as_bytes(), uid.as_bytes(), claim.proof.as_bytes()))?;
    if again {
        return Ok(Outcome::Taken);
    }
    if came_before(transaction, &claim.id, uid)? {
        return Err(Code::Spent.into());
    }
    if is_full(transaction, &claim.id)? {
        refuse_another(transaction, desk, &claim.id, now)?;
        return Ok(Outcome::ByAnother);
    }
    if known.until <= now {
        return Err(Code::Spent.into());
    }
    transaction.execute(
        "INSERT INTO claim (invitation, uid, proof, letter, refused) VALUES (?, ?, ?, ?, 0)",
        (claim.id.as_bytes(), uid.as_bytes(), claim.proof.as_bytes(), &claim.letter.0),
    )?;
    codes::erase(transaction, &claim.id)?;
    feed::tell(transaction, desk, known.owner, News::Claim(transaction.last_insert_rowid()))?;
    tell(transaction, desk, &known.owner, &claim.id, Happened::Claimed, now)?;
    Ok(Outcome::Taken)
}

/// Somebody came with an invitation that others have: its owner is told, a few times at most.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn refuse_another(
    transaction: &Connection,
    desk: &mut Desk,
    id: &InvitationId,
    now: u64,
) -> Result<(), Refusal> {
    let Some(known) = find(transaction, id)? else { return Ok(()) };
    let tells = is_full(transaction, id)? && counted(transaction, id, Happened::Refused)? < MOST_REFUSALS;
    if tells { tell(transaction, desk, &known.owner, id, Happened::Refused, now) } else { Ok(()) }
}

/// The owner says that whoever took it up is somebody else: their seat is open again, for others than them,
/// and their letter is erased. Again is the same.
///
/// # Errors
/// [`Code::NotFound`] when it is not this person's, or nobody of that uid took it up.
pub fn refuse(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    refused: &RefuseClaim,
    now: u64,
) -> Result<(), Refusal> {
    let id = &refused.invitation;
    find(transaction, id)?.filter(|known| known.owner == *owner).ok_or(Code::NotFound)?;
    let stands: bool = transaction
        .prepare_cached("SELECT refused = 0 FROM claim WHERE invitation = ? AND uid = ?")?
        .query_row((id.as_bytes(), refused.uid.as_bytes()), |row| row.get(0))
        .optional()?
        .ok_or(Code::NotFound)?;
    if !stands {
        return Ok(());
    }
    transaction.execute(
        "UPDATE claim SET refused = 1, letter = x'' WHERE invitation = ? AND uid = ?",
        (id.as_bytes(), refused.uid.as_bytes()),
    )?;
    tell(transaction, desk, owner, id, Happened::Refused, now)
}

/// The guardian whom its owner sent says that nobody is vouched for there; the owner is told.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn vouched_for_nobody(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    id: &InvitationId,
    now: u64,
) -> Result<(), Refusal> {
    tell(transaction, desk, owner, id, Happened::Refused, now)
}

/// The owner takes it back. Again is the same.
///
/// # Errors
/// [`Code::NotFound`] when it is not this person's.
pub fn withdraw(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    withdrawn: &WithdrawInvitation,
    now: u64,
) -> Result<(), Refusal> {
    let id = &withdrawn.id;
    let known = find(transaction, id)?.filter(|known| known.owner == *owner).ok_or(Code::NotFound)?;
    if known.withdrawn {
        return Ok(());
    }
    transaction.execute("UPDATE invitation SET withdrawn = 1 WHERE id = ?", [id.as_bytes()])?;
    codes::erase(transaction, id)?;
    guardians::withdrawn(transaction, desk, id)?;
    tell(transaction, desk, owner, id, Happened::Withdrawn, now)
}

/// Until when an own invitation can be taken up.
///
/// # Errors
/// [`Code::NotFound`] when it is not this person's, [`Code::Spent`], [`Code::Withdrawn`].
pub fn ends(store: &Connection, owner: &Uid, id: &InvitationId, now: u64) -> Result<u64, Refusal> {
    let known = find(store, id)?.filter(|known| known.owner == *owner).ok_or(Code::NotFound)?;
    admits(store, id, now)?;
    Ok(known.until)
}

/// Whether somebody new may come with it, now.
///
/// # Errors
/// [`Code::Spent`] when every seat was taken or it has run out, [`Code::Withdrawn`].
pub fn admits(store: &Connection, id: &InvitationId, now: u64) -> Result<(), Refusal> {
    let known = find(store, id)?.ok_or(Code::Spent)?;
    match () {
        () if known.withdrawn => Err(Code::Withdrawn.into()),
        () if known.until <= now || is_full(store, id)? => Err(Code::Spent.into()),
        () => Ok(()),
    }
}

/// One event, by its row.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn event(store: &Connection, row: i64) -> Result<InvitationEvent, Refusal> {
    let mut find = store.prepare_cached("SELECT invitation, kind, t FROM invitation_event WHERE id = ?")?;
    Ok(find.query_row([row], read)?)
}

fn events(store: &Connection, id: &InvitationId) -> Result<Vec<InvitationEvent>, Refusal> {
    let mut find = store.prepare_cached(
        "SELECT invitation, kind, t FROM invitation_event WHERE invitation = ? ORDER BY id",
    )?;
    let events = find.query_map([id.as_bytes()], read)?;
    Ok(events.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<InvitationEvent> {
    let what = match row.get(1)? {
        1 => Happened::Opened,
        2 => Happened::Claimed,
        3 => Happened::Refused,
        _ => Happened::Withdrawn,
    };
    Ok(InvitationEvent { invitation: InvitationId(row.get(0)?), what, t: row.get(2)? })
}

fn tell(
    transaction: &Connection,
    desk: &mut Desk,
    owner: &Uid,
    id: &InvitationId,
    what: Happened,
    now: u64,
) -> Result<(), Refusal> {
    transaction.execute(
        "INSERT INTO invitation_event (invitation, kind, t) VALUES (?, ?, ?)",
        (id.as_bytes(), kind(what), now),
    )?;
    feed::tell(transaction, desk, *owner, News::Invitation(transaction.last_insert_rowid()))
}

fn kind(what: Happened) -> i64 {
    match what {
        Happened::Opened => 1,
        Happened::Claimed => 2,
        Happened::Refused => 3,
        Happened::Withdrawn => 4,
    }
}

fn counted(store: &Connection, id: &InvitationId, what: Happened) -> Result<u64, Refusal> {
    let mut count =
        store.prepare_cached("SELECT count(*) FROM invitation_event WHERE invitation = ? AND kind = ?")?;
    Ok(count.query_row((id.as_bytes(), kind(what)), |row| row.get(0))?)
}

/// Whether as many took it up as it has seats.
fn is_full(store: &Connection, id: &InvitationId) -> Result<bool, Refusal> {
    let mut full = store.prepare_cached(
        "SELECT 1 FROM invitation i WHERE i.id = ?
         AND (SELECT count(*) FROM claim WHERE invitation = i.id AND refused = 0) >= i.seats",
    )?;
    Ok(full.exists([id.as_bytes()])?)
}

/// Whether whoever has the same login came with it before: they have it already and are nobody else, or were
/// refused and are not asked about again.
fn came_before(store: &Connection, id: &InvitationId, uid: &Uid) -> Result<bool, Refusal> {
    let mut find = store.prepare_cached(
        "SELECT 1 FROM claim c JOIN account a ON a.uid = c.uid
         WHERE c.invitation = ? AND a.login = (SELECT login FROM account WHERE uid = ?)",
    )?;
    Ok(find.exists((id.as_bytes(), uid.as_bytes()))?)
}

/// An invitation as it is kept.
struct Known {
    owner: Uid,
    until: u64,
    withdrawn: bool,
    seats: u64,
}

fn find(store: &Connection, id: &InvitationId) -> Result<Option<Known>, Refusal> {
    let mut row =
        store.prepare_cached("SELECT owner, until, withdrawn, seats FROM invitation WHERE id = ?")?;
    let read = |row: &Row<'_>| {
        let (owner, until) = (Uid(row.get(0)?), row.get(1)?);
        Ok(Known { owner, until, withdrawn: row.get(2)?, seats: row.get(3)? })
    };
    Ok(row.query_row([id.as_bytes()], read).optional()?)
}
