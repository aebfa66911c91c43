//! An account's dialogs in brief, and a dialog's entries page by page: what a device needs that wakes, and
//! what it needs of history when a person looks back.
//! Refuses those whom a dialog does not concern. Read by the routes of start and entries.

use crate::feed;
use crate::refusal::Refusal;
use crate::tenant::Municipality;
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::Tip;
use samtale_membership::apply::{entry_hash, parse};
use samtale_wire::api::{Brief, BriefPost, Code, Delivered, MAX_PAGE, Page};
use samtale_wire::entry::Body;
use samtale_wire::{Bytes, DialogId, Uid, decode};

/// How far back the last post is looked for, in entries with content.
const LOOK_BACK: usize = 4;
/// About how many bytes one page may have.
const PAGE_BYTES: usize = 512 * 1024;

/// Which part of a log.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// The last entries before this one.
    Before(u64),
    /// The first entries from this one on.
    From(u64),
}

/// The dialogs that an account is in, those with the newest entries first.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn dialogs(store: &Connection, uid: &Uid) -> Result<Vec<DialogId>, Refusal> {
    let mut find = store.prepare_cached(
        "SELECT m.dialog FROM member m WHERE m.uid = ? ORDER BY
         (SELECT e.id FROM entry e WHERE e.dialog = m.dialog ORDER BY e.seq DESC LIMIT 1) DESC",
    )?;
    let found = find.query_map([uid.as_bytes()], |row| row.get(0).map(DialogId))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Some of them, in brief; whoever is in one no more since they were listed is not told of it.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn briefs(
    store: &Connection,
    town: &Municipality,
    uid: &Uid,
    dialogs: &[DialogId],
    now: u64,
) -> Result<Vec<Brief>, Refusal> {
    let mut end = store.prepare_cached(
        "SELECT tip.bytes, m.since FROM tip JOIN member m USING (dialog) WHERE dialog = ? AND uid = ?",
    )?;
    let mut briefs = Vec::with_capacity(dialogs.len());
    for dialog in dialogs {
        let found: Option<(Vec<u8>, u64)> = end
            .query_row((dialog.as_bytes(), uid.as_bytes()), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((tip, since)) = found else { continue };
        let head = signed_end(town, dialog, &tip, now)?;
        briefs.push(Brief { head, post: last_post(store, dialog, since, now)? });
    }
    Ok(briefs)
}

fn last_post(
    store: &Connection,
    dialog: &DialogId,
    since: u64,
    now: u64,
) -> Result<Option<BriefPost>, Refusal> {
    let mut find = store.prepare_cached(
        "SELECT e.bytes, c.bytes FROM entry e JOIN ciphertext c ON c.entry = e.id
         WHERE e.dialog = ? AND e.seq >= ? AND c.show_at <= ? ORDER BY e.seq DESC LIMIT ?",
    )?;
    let mut rows = find.query((dialog.as_bytes(), since, now, LOOK_BACK as i64))?;
    while let Some(row) = rows.next()? {
        let entry: Vec<u8> = row.get(0)?;
        if matches!(parse(&entry)?.1.body, Body::Post(_)) {
            return Ok(Some(BriefPost { entry: Bytes(entry), ciphertext: Bytes(row.get(1)?) }));
        }
    }
    Ok(None)
}

/// A part of a dialog's log, with what of it is for this account.
///
/// # Errors
/// [`Code::NotFound`] for those whom the dialog does not concern, as for one that is not there.
pub fn page(
    store: &Connection,
    town: &Municipality,
    uid: &Uid,
    dialog: &DialogId,
    part: Part,
    limit: usize,
    now: u64,
) -> Result<Page, Refusal> {
    let member = store
        .prepare_cached("SELECT 1 FROM member WHERE dialog = ? AND uid = ?")?
        .exists((dialog.as_bytes(), uid.as_bytes()))?;
    let (seq, rest) = match part {
        Part::Before(seq) => (seq, "e.seq < ?4 ORDER BY e.seq DESC"),
        Part::From(seq) => (seq, "e.seq >= ?4 ORDER BY e.seq"),
    };
    // Who is not in may look again at what they were told, and at nothing else.
    let mut find = store.prepare_cached(&format!(
        "SELECT e.id FROM entry e WHERE e.dialog = ?1
         AND (?2 OR e.id IN (SELECT what FROM feed WHERE kind = 1 AND uid = ?3)) AND {rest} LIMIT ?5"
    ))?;
    // SQLite counts to 2^63; no log is that long.
    let (seq, limit) = (seq.min(i64::MAX as u64), limit.min(MAX_PAGE) as i64);
    let ids = find.query_map((dialog.as_bytes(), member, uid.as_bytes(), seq, limit), |row| row.get(0))?;
    let ids = ids.collect::<Result<Vec<i64>, _>>()?;
    if ids.is_empty() && !member {
        return Err(Code::NotFound.into());
    }
    let (mut entries, mut size, mut end): (Vec<Delivered>, usize, u64) = (Vec::new(), 0, 0);
    for entry in ids {
        if size >= PAGE_BYTES {
            break;
        }
        let (seq, delivered) = feed::delivered(store, uid, entry, now)?;
        end = seq;
        size += feed::bytes_of(&delivered);
        entries.push(delivered);
    }
    if matches!(part, Part::Before(_)) {
        entries.reverse();
        // Whoever is not in is not told how far it has gone without them.
        let mut end = store.prepare_cached("SELECT bytes FROM tip WHERE dialog = ?")?;
        let end: Option<Vec<u8>> =
            end.query_row([dialog.as_bytes()], |row| row.get(0)).optional()?.filter(|_| member);
        let head = end.map(|tip| signed_end(town, dialog, &tip, now)).transpose()?;
        return Ok(Page { entries, head });
    }
    let head = entries.last().map(|last| town.sign_head(*dialog, end, entry_hash(&last.entry.0), now));
    Ok(Page { entries, head })
}

/// Where a log ends, as it is stored, signed.
fn signed_end(town: &Municipality, dialog: &DialogId, tip: &[u8], now: u64) -> Result<Bytes, Refusal> {
    let tip: Tip = decode(tip).map_err(|_| Code::Unavailable)?;
    Ok(town.sign_head(*dialog, tip.seq, tip.head, now))
}
