//! Who works here no longer: the municipality's word for it, told to everybody they have a dialog with.
//! Refuses to let them into a dialog as staff again, whatever employment they still hold on paper.
//! Dismissed by `personnel`; asked by `log` and `feed`.

use crate::accounts;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::refusal::Refusal;
use crate::tenant::Municipality;
use rusqlite::Connection;
use samtale_membership::{State, Violation};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::{Hash, Uid, decode, encode};

/// Ends every employment of this login and tells whom it concerns: the members of their dialogs, and those
/// to whom they showed themselves as a successor. How many employments it ended.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn dismiss(
    transaction: &Connection,
    desk: &mut Desk,
    town: &Municipality,
    login: &Hash,
    now: u64,
) -> Result<usize, Refusal> {
    let everywhere = accounts::all_of(transaction, login)?;
    let mut ended = 0;
    for uid in &everywhere {
        let gone =
            transaction.prepare_cached("DELETE FROM employment WHERE uid = ?")?.execute([uid.as_bytes()])?;
        if gone == 0 {
            continue;
        }
        ended += gone;
        let word = encode(&town.dismiss(*uid, now));
        let row = transaction
            .prepare_cached(
                "INSERT INTO dismissal (uid, word, t) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET word = ?2, t = ?3 RETURNING id",
            )?
            .query_row((uid.as_bytes(), word, now), |row| row.get(0))?;
        for other in concerned(transaction, uid)? {
            // Nor is the person themself told under another of their uids.
            if !everywhere.contains(&other) {
                feed::tell(transaction, desk, other, News::Dismissal(row))?;
            }
        }
    }
    Ok(ended)
}

fn concerned(transaction: &Connection, uid: &Uid) -> Result<Vec<Uid>, Refusal> {
    let mut told = accounts::co_members(transaction, uid)?;
    let mut find = transaction.prepare_cached(
        "SELECT i.uid FROM succession s JOIN presentation i ON i.succession = s.id WHERE s.uid = ?",
    )?;
    let shown = find.query_map([uid.as_bytes()], |row| row.get(0).map(Uid))?;
    told.extend(shown.collect::<Result<Vec<_>, _>>()?);
    told.sort_unstable();
    told.dedup();
    Ok(told)
}

/// The word as it was signed.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn word(store: &Connection, row: i64) -> Result<OrgAttest, Refusal> {
    let mut find = store.prepare_cached("SELECT word FROM dismissal WHERE id = ?")?;
    let word: Vec<u8> = find.query_row([row], |row| row.get(0))?;
    Ok(decode(&word)?)
}

/// Whether an entry brings in, or proposes, as staff somebody who was dismissed. Their employment still
/// reads well to whoever was not told: it says until when, not that it ended.
///
/// # Errors
/// [`Violation::Employment`].
pub fn hold_back(transaction: &Connection, before: Option<&State>, after: &State) -> Result<(), Refusal> {
    let before = before.map(|state| &state.roster);
    if before == Some(&after.roster) {
        return Ok(());
    }
    let was_member = |uid| before.is_some_and(|before| before.member(uid).is_some());
    let was_open = |id| before.is_some_and(|before| before.proposal(id).is_ok());
    let came = after.roster.members.iter().filter(|it| it.role.is_staff() && !was_member(&it.uid));
    let asked = after.roster.proposals.iter().filter(|it| it.role.is_staff() && !was_open(&it.id));
    let mut gone = transaction.prepare_cached("SELECT 1 FROM dismissal WHERE uid = ?")?;
    for uid in came.map(|member| member.uid).chain(asked.map(|open| open.subject.uid)) {
        if gone.exists([uid.as_bytes()])? {
            return Err(Violation::Employment.into());
        }
    }
    Ok(())
}
