//! What each account is told, in order, once it is true; and how much of it the account may have.
//! Refuses contents to those who are not members, from before they were, and before their time.
//! Written by `log`, `invitations`, `devices`, `links`, `due`, `dismissal`, `succession`, `theft`, `vouching` and
//! `guardians`; read by the long poll.

use crate::desk::Desk;
use crate::refusal::Refusal;
use crate::tenant::Municipality;
use crate::{dismissal, guardians, invitations, links, succession, vouching};
use rusqlite::{Connection, OptionalExtension, Row};
use samtale_membership::Member;
use samtale_membership::apply::entry_hash;
use samtale_wire::api::{Claimed, Cursor, Delivered, Feed, FeedItem};
use samtale_wire::entry::{Body, Scope};
use samtale_wire::{Bytes, DialogId, Hash, InvitationId, Malformed, Uid};
use std::collections::BTreeMap;

/// The most items in one answer.
const PAGE: usize = 200;
/// About how many bytes one answer may have.
const PAGE_BYTES: usize = 512 * 1024;
/// About how many bytes somebody's first keys have.
const VOUCHING: usize = 2048;
/// The first byte of a cursor.
const CURSOR: u8 = 1;
/// The same as it stands in a query.
const CURSOR_HEX: &str = "01";

/// Something to tell.
#[derive(Clone, Copy, Debug)]
pub enum News {
    /// An entry, by its row.
    Entry(i64),
    /// A claim, by its row.
    Claim(i64),
    /// What a new device asks at a link, by its row.
    Link(i64),
    /// An entry of a person's chain, by its row.
    Chain(i64),
    /// That somebody works here no longer, by its row.
    Dismissal(i64),
    /// That this account is to take a dialog over, by its row.
    Succession(i64),
    /// What a successor shows of who they are, by its row.
    Presentation(i64),
    /// What happened to an invitation, by its row.
    Invitation(i64),
    /// That an old key to this person's login was used, by the time.
    Theft(i64),
    /// What somebody without eID asks at an invitation, by its row.
    Vouching(i64),
    /// The same for the guardian who is to vouch there: that they are asked, or that it is over.
    Guardian(i64),
}

/// Adds it to an account's feed.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn tell(transaction: &Connection, desk: &mut Desk, uid: Uid, news: News) -> Result<(), Refusal> {
    let n: i64 = transaction
        .prepare_cached("UPDATE account SET told = told + 1 WHERE uid = ? RETURNING told")?
        .query_row([uid.as_bytes()], |row| row.get(0))?;
    let (kind, what) = match news {
        News::Entry(row) => (1, row),
        News::Claim(row) => (2, row),
        News::Link(row) => (3, row),
        News::Chain(row) => (4, row),
        News::Dismissal(row) => (5, row),
        News::Succession(row) => (6, row),
        News::Presentation(row) => (7, row),
        News::Invitation(row) => (8, row),
        News::Theft(t) => (9, t),
        News::Vouching(row) => (12, row),
        News::Guardian(row) => (13, row),
    };
    let mut insert = transaction.prepare_cached("INSERT INTO feed VALUES (?, ?, ?, ?)")?;
    insert.execute((uid.as_bytes(), n, kind, what))?;
    desk.told(uid, n.unsigned_abs());
    Ok(())
}

/// Adds the entries of a dialog that an account has not been told of yet.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn catch_up(
    transaction: &Connection,
    desk: &mut Desk,
    uid: Uid,
    dialog: &DialogId,
) -> Result<(), Refusal> {
    let mut missing = transaction.prepare_cached(
        "SELECT id FROM entry WHERE dialog = ?
         AND id NOT IN (SELECT what FROM feed WHERE uid = ? AND kind = 1) ORDER BY seq",
    )?;
    let missing = missing.query_map((dialog.as_bytes(), uid.as_bytes()), |row| row.get(0))?;
    for entry in missing.collect::<Result<Vec<i64>, _>>()? {
        tell(transaction, desk, uid, News::Entry(entry))?;
    }
    Ok(())
}

/// Adds the logs of all dialogs that `old` is in: who logged in as the same person may ask back.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn catch_up_on_all(
    transaction: &Connection,
    desk: &mut Desk,
    uid: Uid,
    old: &Uid,
) -> Result<(), Refusal> {
    let mut dialogs = transaction.prepare_cached("SELECT dialog FROM member WHERE uid = ?")?;
    let dialogs = dialogs.query_map([old.as_bytes()], |row| row.get(0).map(DialogId))?;
    for dialog in dialogs.collect::<Result<Vec<_>, _>>()? {
        catch_up(transaction, desk, uid, &dialog)?;
    }
    Ok(())
}

/// Those who logged in as the same person as a member, and are none themselves.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn asking_back(transaction: &Connection, dialog: &DialogId) -> Result<Vec<Uid>, Refusal> {
    let mut find = transaction.prepare_cached(
        "SELECT b.uid FROM member m JOIN account a ON a.uid = m.uid JOIN account b ON b.login = a.login
         WHERE m.dialog = ? AND b.uid <> a.uid",
    )?;
    let found = find.query_map([dialog.as_bytes()], |row| row.get(0).map(Uid))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Adds a dialog's posts again for one who may now read what was before: with their content this
/// time, as far as the scope goes.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn retell(
    transaction: &Connection,
    desk: &mut Desk,
    uid: Uid,
    dialog: &DialogId,
    newcomer: &Member,
) -> Result<(), Refusal> {
    let mut entries =
        transaction.prepare_cached("SELECT id, bytes FROM entry WHERE dialog = ? ORDER BY seq")?;
    let entries = entries
        .query_map([dialog.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for (entry, bytes) in entries {
        let (_, payload) = samtale_membership::apply::parse(&bytes)?;
        let within = payload.seq >= newcomer.since
            || match &newcomer.scope {
                Scope::FromNow => false,
                Scope::Since(t) => payload.t >= *t,
                Scope::Posts(chosen) => chosen.contains(&payload.seq),
                Scope::All => true,
            };
        if within && matches!(payload.body, Body::Post(_)) {
            tell(transaction, desk, uid, News::Entry(entry))?;
        }
    }
    Ok(())
}

/// Where a cursor in a query points to; an empty one to the beginning.
///
/// # Errors
/// [`Malformed`].
pub fn place(hex: &str) -> Result<u64, Malformed> {
    if hex.is_empty() {
        return Ok(0);
    }
    let n = hex.strip_prefix(CURSOR_HEX).ok_or(Malformed)?;
    let digits = n.len() == 16 && n.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if !digits {
        return Err(Malformed);
    }
    u64::from_str_radix(n, 16).map_err(|_| Malformed)
}

fn cursor(n: u64) -> Result<Cursor, Malformed> {
    let mut bytes = vec![CURSOR];
    bytes.extend(n.to_be_bytes());
    Cursor::new(bytes)
}

/// The next page of an account's feed. A cursor from beyond its end begins anew: the server was
/// restored from an older copy, and what is told twice harms nobody.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn page(
    store: &Connection,
    town: &Municipality,
    uid: &Uid,
    after: u64,
    now: u64,
) -> Result<Feed, Refusal> {
    let told: u64 = store
        .prepare_cached("SELECT told FROM account WHERE uid = ?")?
        .query_row([uid.as_bytes()], |row| row.get(0))?;
    let mut at = if after > told { 0 } else { after };
    let mut rows =
        store.prepare_cached("SELECT n, kind, what FROM feed WHERE uid = ? AND n > ? ORDER BY n")?;
    let mut rows = rows.query((uid.as_bytes(), at))?;
    let (mut items, mut size) = (Vec::new(), 0);
    let mut ends: BTreeMap<DialogId, (u64, Hash)> = BTreeMap::new();
    // What is told no more makes no page: an empty one says that there is nothing.
    while items.len() < PAGE
        && (items.is_empty() || size < PAGE_BYTES)
        && let Some(row) = rows.next()?
    {
        let what: i64 = row.get(2)?;
        at = row.get(0)?;
        let item = match row.get(1)? {
            1 => {
                let (seq, delivered) = delivered(store, uid, what, now)?;
                let end = ends.entry(delivered.dialog).or_insert((seq, Hash::ZERO));
                if seq >= end.0 {
                    *end = (seq, entry_hash(&delivered.entry.0));
                }
                FeedItem::Entry(Box::new(delivered))
            }
            2 => match claimed(store, what)? {
                Some(claimed) => FeedItem::Claimed(Box::new(claimed)),
                // Its owner has refused it.
                None => continue,
            },
            3 => match links::requested(store, what, now)? {
                Some(requested) => FeedItem::LinkRequested(Box::new(requested)),
                // Its link has run out: there is nothing to tell any more.
                None => continue,
            },
            4 => FeedItem::ChainMoved(whose(store, what)?),
            5 => FeedItem::Dismissed(Box::new(dismissal::word(store, what)?)),
            6 => match succession::named(store, what, now)? {
                Some(named) => FeedItem::Succeeds(Box::new(named)),
                // They are employed no longer themselves.
                None => continue,
            },
            7 => FeedItem::Successor(Box::new(succession::shown(store, what)?)),
            8 => FeedItem::Invitation(invitations::event(store, what)?),
            12 => match vouching::asked(store, what, now)? {
                Some(asked) => FeedItem::Vouching(Box::new(asked)),
                // It has run out, or led to somebody.
                None => continue,
            },
            13 => match guardians::told(store, what, now)? {
                Some(item) => item,
                // It has run out, or they have vouched.
                None => continue,
            },
            _ => FeedItem::Theft(what.unsigned_abs()),
        };
        size += weight(&item);
        items.push(item);
    }
    let heads = ends.into_iter().map(|(dialog, (seq, head))| town.sign_head(dialog, seq, head, now));
    let (heads, relayed) = (heads.collect(), Vec::new());
    Ok(Feed { items, cursor: cursor(at)?, more: at < told, now, heads, relayed, heard: 0 })
}

fn weight(item: &FeedItem) -> usize {
    match item {
        FeedItem::Entry(it) => bytes_of(it),
        FeedItem::Claimed(it) => it.letter.0.len(),
        FeedItem::LinkRequested(it) => it.request.letter.0.len(),
        FeedItem::ChainMoved(_)
        | FeedItem::Invitation(_)
        | FeedItem::Theft(_)
        | FeedItem::GuardianOver(_) => 0,
        FeedItem::Guardian(it) => it.letter.0.len(),
        FeedItem::Vouching(_) => VOUCHING,
        FeedItem::Dismissed(it) => it.payload.0.len(),
        FeedItem::Succeeds(it) => it.org.payload.0.len(),
        FeedItem::Successor(it) => it.letter.0.len(),
    }
}

/// How large an entry is with what comes with it, in bytes.
#[must_use]
pub fn bytes_of(it: &Delivered) -> usize {
    let beside = [&it.ciphertext, &it.envelope].into_iter().flatten();
    it.entry.0.len() + beside.map(|bytes| bytes.0.len()).sum::<usize>()
}

/// An entry's place, and the entry with what of it is for this account.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn delivered(store: &Connection, uid: &Uid, entry: i64, now: u64) -> Result<(u64, Delivered), Refusal> {
    let (dialog, seq, bytes): (_, u64, _) = store
        .prepare_cached("SELECT dialog, seq, bytes FROM entry WHERE id = ?")?
        .query_row([entry], |row| Ok((DialogId(row.get(0)?), row.get(1)?, row.get(2)?)))?;
    let envelope = store
        .prepare_cached("SELECT sealed FROM envelope WHERE entry = ? AND uid = ?")?
        .query_row((entry, uid.as_bytes()), blob)
        .optional()?;
    let ciphertext = store
        .prepare_cached(
            "SELECT c.bytes FROM ciphertext c, member m
             WHERE c.entry = ? AND c.show_at <= ? AND m.dialog = ? AND m.uid = ? AND m.since <= ?",
        )?
        .query_row((entry, now, dialog.as_bytes(), uid.as_bytes(), seq), blob)
        .optional()?;
    Ok((seq, Delivered { dialog, entry: Bytes(bytes), ciphertext, envelope }))
}

/// Who took an invitation up and was not refused, in order.
///
/// # Errors
/// [`Code::Unavailable`](samtale_wire::api::Code).
pub fn claims_of(store: &Connection, invitation: &InvitationId) -> Result<Vec<Claimed>, Refusal> {
    let mut find =
        store.prepare_cached("SELECT id FROM claim WHERE invitation = ? AND refused = 0 ORDER BY id")?;
    let rows = find.query_map([invitation.as_bytes()], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    let claims = rows.into_iter().map(|row| claimed(store, row));
    Ok(claims.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn claimed(store: &Connection, claim: i64) -> Result<Option<Claimed>, Refusal> {
    let claimed = store
        .prepare_cached("SELECT invitation, uid, proof, letter FROM claim WHERE id = ? AND refused = 0")?
        .query_row([claim], |row| {
            Ok(Claimed {
                invitation: InvitationId(row.get(0)?),
                uid: Uid(row.get(1)?),
                proof: Hash(row.get(2)?),
                letter: Bytes(row.get(3)?),
            })
        })
        .optional()?;
    Ok(claimed)
}

fn whose(store: &Connection, user_entry: i64) -> Result<Uid, Refusal> {
    let mut find = store.prepare_cached("SELECT uid FROM user_entry WHERE id = ?")?;
    Ok(find.query_row([user_entry], |row| row.get(0).map(Uid))?)
}

fn blob(row: &Row<'_>) -> rusqlite::Result<Bytes> {
    row.get(0).map(Bytes)
}
