//! What follows from an entry beyond itself: who was put out is told so, and given no content any more, who came in
//! is brought what they may read, what was taken back is hidden at once and erased in time.
//! Refuses a Tombstone whose three names are not one post's. Called by `log`, in its transaction.

use crate::accounts;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::refusal::Refusal;
use crate::succession;
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::{State, Violation, apply};
use samtale_wire::DialogId;
use samtale_wire::entry::{Body, Payload, Scope, Tombstone};

/// How long another's post can be brought back by hand before it is gone, in seconds.
const ERASED_AFTER: u64 = 14 * 86_400;
/// Hidden from everyone: SQLite's last second.
const NEVER: i64 = i64::MAX;

/// Does what follows from `entry`, which has just been written.
///
/// # Errors
/// [`Violation::Target`], or [`Code::Unavailable`](samtale_wire::api::Code).
pub fn follow(
    transaction: &Connection,
    desk: &mut Desk,
    payload: &Payload,
    before: Option<&State>,
    after: &State,
    entry: i64,
) -> Result<(), Refusal> {
    if let Some(before) = before {
        succession::follow(transaction, desk, before, after)?;
    }
    match &payload.body {
        Body::Remove(remove) => {
            for uid in &remove.uids {
                feed::tell(transaction, desk, *uid, News::Entry(entry))?;
            }
        }
        Body::Admit(admit) => {
            let proposal = before.and_then(|before| before.roster.proposal(&admit.proposal).ok());
            let newcomer = proposal.and_then(|open| after.roster.member(&open.subject.uid));
            if let Some(newcomer) = newcomer.filter(|newcomer| newcomer.scope != Scope::FromNow) {
                feed::retell(transaction, desk, newcomer.uid, &payload.dialog, newcomer)?;
            }
        }
        Body::Rebind(rebind) => {
            let intents = before.into_iter().flat_map(|before| &before.roster.intents);
            let intent = intents.copied().find(|intent| intent.id == rebind.intent);
            let place = intent.and_then(|intent| Some((intent.old, after.roster.member(&intent.new.uid)?)));
            if let Some((old, returned)) = place {
                feed::tell(transaction, desk, old, News::Entry(entry))?;
                feed::retell(transaction, desk, returned.uid, &payload.dialog, returned)?;
                accounts::retire(transaction, &old)?;
            }
        }
        Body::Tombstone(tombstone) => erase(transaction, payload, tombstone)?,
        _ => {}
    }
    Ok(())
}

fn erase(transaction: &Connection, payload: &Payload, it: &Tombstone) -> Result<(), Refusal> {
    let target = post_at(transaction, &payload.dialog, it.seq)?;
    let (entry, bytes) = target.ok_or(Violation::Target)?;
    let (_, post) = apply::parse(&bytes)?;
    let is_it = apply::entry_hash(&bytes) == it.entry && post.uid == it.author;
    if !is_it || !matches!(post.body, Body::Post(_)) {
        return Err(Violation::Target.into());
    }
    let own = it.author == payload.uid;
    let at = if own { payload.t } else { payload.t.saturating_add(ERASED_AFTER) };
    transaction
        .prepare_cached("UPDATE ciphertext SET show_at = ? WHERE entry = ?")?
        .execute((NEVER, entry))?;
    transaction.prepare_cached("DELETE FROM due WHERE entry = ? AND erase = 0")?.execute([entry])?;
    transaction
        .prepare_cached("INSERT OR IGNORE INTO due VALUES (?, ?, 1)")?
        .execute((at.min(NEVER as u64), entry))?;
    Ok(())
}

fn post_at(transaction: &Connection, dialog: &DialogId, seq: u64) -> Result<Option<(i64, Vec<u8>)>, Refusal> {
    let mut find = transaction.prepare_cached("SELECT id, bytes FROM entry WHERE dialog = ? AND seq = ?")?;
    let found = find.query_row((dialog.as_bytes(), seq), |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}
