//! Who takes over after one who went: the municipality names them, dialog by dialog; they show themselves to
//! those whom it is about, who alone can let them in.
//! Refuses dialogs that somebody else answers for, and letters to anybody but exactly those.
//! Named by `personnel`; shown by the successor's route; kept up by `aftermath`, read by `feed`.

use crate::accounts;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::invitations::MAX_LETTER;
use crate::refusal::Refusal;
use crate::tenant::Municipality;
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::{Member, Phase, Roster, Standing, State, Violation};
use samtale_wire::api::{Code, Presentation, Succeeds, Successor};
use samtale_wire::entry::Role;
use samtale_wire::tenant::{Employment, OrgAttest};
use samtale_wire::{Bytes, DialogId, Hash, Uid, decode, encode};
use std::collections::BTreeSet;

/// Names who takes over in each dialog that `after` was the last to answer for. In how many; none when
/// nobody who is employed has this login. Who was named already is not told again.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn succeed(
    transaction: &Connection,
    desk: &mut Desk,
    town: &Municipality,
    login: &Hash,
    after: &Hash,
    now: u64,
) -> Result<usize, Refusal> {
    let Some(employment) = employment(transaction, login, now)? else { return Ok(0) };
    let went = accounts::all_of(transaction, after)?;
    let mut named = 0;
    for dialog in dialogs_of(transaction, desk, after, &went)? {
        let Some(state) = desk.state(transaction, &dialog)? else { continue };
        if !is_vacant(&state.roster, &went) {
            continue;
        }
        let Employment { uid, unit, until, .. } = employment.clone();
        let org = encode(&town.name_successor(uid, unit, until, dialog));
        let row = transaction
            .prepare_cached(
                "INSERT INTO succession (dialog, uid, org) VALUES (?, ?, ?)
                 ON CONFLICT DO NOTHING RETURNING id",
            )?
            .query_row((dialog.as_bytes(), uid.as_bytes(), org), |row| row.get(0))
            .optional()?;
        if let Some(row) = row {
            feed::tell(transaction, desk, uid, News::Succession(row))?;
            named += 1;
        }
    }
    Ok(named)
}

/// The successor's own employment; of several uids with the same login, the one who came last.
fn employment(transaction: &Connection, login: &Hash, now: u64) -> Result<Option<Employment>, Refusal> {
    let org: Option<Vec<u8>> = transaction
        .prepare_cached(
            "SELECT e.org FROM account a JOIN employment e ON e.uid = a.uid
             WHERE a.login = ? AND e.until > ?
             AND EXISTS (SELECT 1 FROM device d WHERE d.uid = a.uid AND d.live = 1)
             ORDER BY e.until DESC LIMIT 1",
        )?
        .query_row((login.as_bytes(), now), |row| row.get(0))
        .optional()?;
    let Some(org) = org else { return Ok(None) };
    let org: OrgAttest = decode(&org)?;
    Ok(Some(decode(&org.payload.0)?))
}

/// Where one of them is the coordinator still, and where they were the last.
fn dialogs_of(
    transaction: &Connection,
    desk: &mut Desk,
    after: &Hash,
    went: &[Uid],
) -> Result<BTreeSet<DialogId>, Refusal> {
    let find = |sql, key: &[u8]| -> Result<Vec<DialogId>, Refusal> {
        let mut find = transaction.prepare_cached(sql)?;
        let found = find.query_map([key], |row| row.get(0).map(DialogId))?;
        Ok(found.collect::<Result<_, _>>()?)
    };
    let left = find("SELECT dialog FROM vacancy WHERE login = ?", after.as_bytes())?;
    let mut dialogs: BTreeSet<DialogId> = left.into_iter().collect();
    for uid in went {
        for dialog in find("SELECT dialog FROM member WHERE uid = ?", uid.as_bytes())? {
            let state = desk.state(transaction, &dialog)?;
            let place = state.as_ref().and_then(|state| state.roster.member(uid));
            if place.is_some_and(|place| place.role == Role::Coordinator) {
                dialogs.insert(dialog);
            }
        }
    }
    Ok(dialogs)
}

fn is_vacant(roster: &Roster, went: &[Uid]) -> bool {
    let mut coordinators = roster.members.iter().filter(|member| member.role == Role::Coordinator);
    let answered = coordinators.any(|it| it.standing == Standing::In && !went.contains(&it.uid));
    roster.phase != Phase::Over && !answered
}

/// Those whom the dialog is about and who are in it, sorted.
fn citizens(roster: &Roster) -> Vec<Uid> {
    let named = roster.citizens.iter().map(|citizen| citizen.uid);
    named.filter(|uid| roster.member(uid).is_some()).collect()
}

/// What follows from an entry: whose dialog it was is remembered when its coordinator was put out, and who
/// was named is told again when those to whom they show themselves are others than before.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn follow(
    transaction: &Connection,
    desk: &mut Desk,
    before: &State,
    after: &State,
) -> Result<(), Refusal> {
    let (before, after) = (&before.roster, &after.roster);
    let out = |it: &&Member| it.role == Role::Coordinator && after.member(&it.uid).is_none();
    // One who comes back under another uid leaves nothing vacant.
    if let Some(member) = before.members.iter().find(out).filter(|_| after.coordinators() == 0) {
        let login = accounts::login(transaction, &member.uid)?;
        transaction
            .prepare_cached("INSERT INTO vacancy VALUES (?1, ?2) ON CONFLICT DO UPDATE SET login = ?2")?
            .execute((after.dialog.as_bytes(), login.as_bytes()))?;
    }
    if citizens(before) == citizens(after) {
        return Ok(());
    }
    let mut named = transaction.prepare_cached("SELECT id, uid FROM succession WHERE dialog = ?")?;
    let named = named.query_map([after.dialog.as_bytes()], |row| Ok((row.get(0)?, Uid(row.get(1)?))))?;
    for (row, uid) in named.collect::<Result<Vec<_>, _>>()? {
        if after.member(&uid).is_none() {
            feed::tell(transaction, desk, uid, News::Succession(row))?;
        }
    }
    Ok(())
}

/// Shows those whom a dialog is about who was named to take it over. Whoever has a letter keeps it, and is
/// told once: a retry is done already.
///
/// # Errors
/// [`Code::NotFound`] for whoever was not named there, [`Code::NotAllowed`] when they are employed no
/// longer, [`Code::TooLarge`], [`Violation::Over`], [`Violation::Attachments`] for letters to others than
/// exactly those, in order.
pub fn present(
    transaction: &Connection,
    desk: &mut Desk,
    uid: &Uid,
    dialog: &DialogId,
    presentation: &Presentation,
    now: u64,
) -> Result<(), Refusal> {
    let named: Option<i64> = transaction
        .prepare_cached("SELECT id FROM succession WHERE dialog = ? AND uid = ?")?
        .query_row((dialog.as_bytes(), uid.as_bytes()), |row| row.get(0))
        .optional()?;
    let named = named.ok_or(Code::NotFound)?;
    if !accounts::employed(transaction, uid, now)? {
        return Err(Code::NotAllowed.into());
    }
    let letters = &presentation.letters;
    if letters.iter().any(|letter| letter.sealed.0.len() > MAX_LETTER) {
        return Err(Code::TooLarge.into());
    }
    let shown = shown_to(transaction, named)?;
    // A retry, also when others have come since.
    if !letters.is_empty() && letters.iter().all(|letter| shown.contains(&letter.to)) {
        return Ok(());
    }
    let state = desk.state(transaction, dialog)?.ok_or(Code::NotFound)?;
    if state.roster.phase == Phase::Over {
        return Err(Violation::Over.into());
    }
    if !letters.iter().map(|letter| letter.to).eq(citizens(&state.roster)) {
        return Err(Violation::Attachments.into());
    }
    for letter in letters.iter().filter(|letter| !shown.contains(&letter.to)) {
        transaction
            .prepare_cached("INSERT INTO presentation (succession, uid, letter) VALUES (?, ?, ?)")?
            .execute((named, letter.to.as_bytes(), &letter.sealed.0))?;
        let row = transaction.last_insert_rowid();
        feed::tell(transaction, desk, letter.to, News::Presentation(row))?;
    }
    Ok(())
}

fn shown_to(transaction: &Connection, named: i64) -> Result<BTreeSet<Uid>, Refusal> {
    let mut find = transaction.prepare_cached("SELECT uid FROM presentation WHERE succession = ?")?;
    let found = find.query_map([named], |row| row.get(0).map(Uid))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// What one who was named is told, unless they are employed no longer.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn named(store: &Connection, row: i64, now: u64) -> Result<Option<Succeeds>, Refusal> {
    let found: Option<(DialogId, Vec<u8>, Vec<u8>)> = store
        .prepare_cached(
            "SELECT s.dialog, s.org, r.bytes FROM succession s JOIN roster r ON r.dialog = s.dialog
             JOIN employment e ON e.uid = s.uid WHERE s.id = ? AND e.until > ?",
        )?
        .query_row((row, now), |row| Ok((DialogId(row.get(0)?), row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((dialog, org, roster)) = found else { return Ok(None) };
    Ok(Some(Succeeds { dialog, org: decode(&org)?, citizens: citizens(&decode(&roster)?) }))
}

/// What one of those whom a dialog is about is shown.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn shown(store: &Connection, row: i64) -> Result<Successor, Refusal> {
    let shown = store
        .prepare_cached(
            "SELECT s.dialog, s.uid, i.letter FROM presentation i JOIN succession s ON s.id = i.succession
             WHERE i.id = ?",
        )?
        .query_row([row], |row| {
            Ok(Successor { dialog: DialogId(row.get(0)?), uid: Uid(row.get(1)?), letter: Bytes(row.get(2)?) })
        })?;
    Ok(shown)
}
