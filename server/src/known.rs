//! Whose chain is for whom, and how far: of whom somebody shares a dialog with all of it, of whom they were
//! once with as far as it went then, of whom a log names as far as it is named there, of who vouched for somebody
//! shown as far as it went when they did.
//! Refuses everybody else's, as if there were none: nobody learns from here that a person lives on.
//! Written by `log`; asked by the routes of users and ring.

use crate::accounts;
use crate::guardians;
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::{Roster, apply};
use samtale_wire::entry::Payload;
use samtale_wire::{Bytes, DialogId, Uid};
use std::collections::BTreeSet;

/// Follows an entry that has just been judged: who came, who went, and who is named in it. Everybody's chain
/// entries are numbered in the order in which they came, so that one number says how far anybody's went.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn follow(
    transaction: &Connection,
    payload: &Payload,
    before: Option<&Roster>,
    after: &Roster,
) -> Result<(), Refusal> {
    // Posts bring nobody and name nobody new.
    if !payload.body.is_control() {
        return Ok(());
    }
    let dialog = after.dialog.as_bytes();
    let mut named = transaction.prepare_cached(
        "INSERT INTO known SELECT ?1, uid, id, 0 FROM user_entry WHERE uid = ?2 AND useq = ?3
         ON CONFLICT DO UPDATE SET shows = max(shows, excluded.shows)",
    )?;
    for pin in apply::needs(before, payload) {
        named.execute((dialog, pin.uid.as_bytes(), pin.uhead.useq))?;
    }
    let mut asked =
        transaction.prepare_cached("UPDATE known SET sees = NULL WHERE dialog = ? AND uid = ?")?;
    for uid in concerned(after) {
        asked.execute((dialog, uid.as_bytes()))?;
    }
    let mut came = transaction.prepare_cached(
        "INSERT INTO known VALUES (?, ?, NULL, NULL) ON CONFLICT DO UPDATE SET shows = NULL, sees = NULL",
    )?;
    for member in &after.members {
        came.execute((dialog, member.uid.as_bytes()))?;
    }
    let mut went = transaction.prepare_cached(
        "UPDATE known SET sees = now, shows = coalesce(shows, now) FROM (SELECT max(id) AS now FROM user_entry)
         WHERE dialog = ? AND uid = ?",
    )?;
    let gone = before.map(concerned).unwrap_or_default();
    for uid in gone.difference(&concerned(after)) {
        went.execute((dialog, uid.as_bytes()))?;
    }
    Ok(())
}

/// Members, and those who may become one: who is proposed, and who asks back.
fn concerned(roster: &Roster) -> BTreeSet<Uid> {
    let members = roster.members.iter().map(|member| member.uid);
    let proposed = roster.proposals.iter().map(|open| open.subject.uid);
    members.chain(proposed).chain(roster.intents.iter().map(|open| open.new.uid)).collect()
}

/// What of a person's chain is for somebody, oldest first; empty when nothing is, and when there is no such
/// person.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn chain(store: &Connection, asks: &Uid, uid: &Uid) -> Result<Vec<Bytes>, Refusal> {
    if all_of_it(store, asks, uid)? {
        return accounts::chain(store, uid);
    }
    // Who asks back is shown what their former uid was.
    let mut far = store.prepare_cached(
        "SELECT max(min(coalesce(their.shows, 9223372036854775807), coalesce(own.sees, 9223372036854775807)))
         FROM account me CROSS JOIN account same ON same.login = me.login
         CROSS JOIN known their ON their.uid = ?2
         CROSS JOIN known own ON own.dialog = their.dialog AND own.uid = same.uid WHERE me.uid = ?1",
    )?;
    let far: Option<i64> = far.query_row((asks.as_bytes(), uid.as_bytes()), |row| row.get(0))?;
    let far = far.max(by_wards(store, asks, uid)?);
    let mut entries =
        store.prepare_cached("SELECT bytes FROM user_entry WHERE uid = ? AND id <= ? ORDER BY useq")?;
    let entries = entries.query_map((uid.as_bytes(), far.unwrap_or(0)), |row| row.get(0).map(Bytes))?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// How far a guardian's chain is shown for the sake of whom they vouched for: whoever is shown that one's needs it to
/// judge the card.
fn by_wards(store: &Connection, asks: &Uid, guardian: &Uid) -> Result<Option<i64>, Refusal> {
    let mut far = None;
    // A ward is younger than the account that vouched: this comes to an end.
    for (ward, shows) in guardians::wards(store, guardian)? {
        if !chain(store, asks, &ward)?.is_empty() {
            far = far.max(Some(shows));
        }
    }
    Ok(far)
}

/// One's own, under whichever uid; that of whoever works or worked here, whom anybody may be invited by; of
/// whoever took up one's invitation, and of those whose dialog one was named to take over.
fn all_of_it(store: &Connection, asks: &Uid, uid: &Uid) -> Result<bool, Refusal> {
    if accounts::was(store, asks, uid)? {
        return Ok(true);
    }
    let mut all = store.prepare_cached(
        "SELECT 1 FROM employment WHERE uid = ?2 UNION ALL SELECT 1 FROM dismissal WHERE uid = ?2
         UNION ALL SELECT 1 FROM claim c JOIN invitation i ON i.id = c.invitation
                   WHERE c.uid = ?2 AND i.owner = ?1 AND NOT c.refused
         UNION ALL SELECT 1 FROM member m JOIN succession s ON s.dialog = m.dialog
                   WHERE m.uid = ?2 AND s.uid = ?1",
    )?;
    Ok(all.exists((asks.as_bytes(), uid.as_bytes()))?)
}

/// Whether somebody was ever told anything of a dialog, under whichever of their uids.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn was_told(store: &Connection, uid: &Uid, dialog: &DialogId) -> Result<bool, Refusal> {
    let mut told = store.prepare_cached(
        "SELECT own.sees IS NULL OR own.sees > 0 FROM account me CROSS JOIN account same
         ON same.login = me.login CROSS JOIN known own ON own.dialog = ?2 AND own.uid = same.uid
         WHERE me.uid = ?1 ORDER BY 1 DESC LIMIT 1",
    )?;
    let told = told.query_row((uid.as_bytes(), dialog.as_bytes()), |row| row.get(0)).optional()?;
    Ok(told.unwrap_or(false))
}
