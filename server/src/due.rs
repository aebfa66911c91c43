//! What is done in time: scheduled posts are shown, what was taken back is erased with its files.
//! Refuses to look before it is time. Started by `start`, stirred by the entries' route.

use crate::desk::Desk;
use crate::feed::{self, News};
use crate::house::House;
use crate::refusal::Refusal;
use rusqlite::{Connection, OptionalExtension, Row};
use samtale_membership::apply;
use samtale_wire::entry::Body;
use samtale_wire::{DialogId, FileId, Uid};
use std::time::Duration;

/// How long to wait after the store failed.
const PAUSE: Duration = Duration::from_secs(5);
/// The most things done in one transaction.
const AT_ONCE: i64 = 64;

/// A file, and the dialog it lies in.
type Named = (DialogId, FileId);

/// What is to be done, when.
struct Task {
    at: i64,
    entry: i64,
    erase: bool,
}

/// Does everything when its time comes; never ends.
pub async fn attend(house: &House) {
    loop {
        let wait = async {
            match house.readers.read(next).await? {
                Some(at) => house.clock.reach(at).await,
                None => std::future::pending().await,
            }
            work(house).await
        };
        tokio::select! {
            // Something came that may be due sooner.
            () = house.scheduled.notified() => {}
            done = wait => if done.is_err() {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn next(store: &Connection) -> Result<Option<u64>, Refusal> {
    let mut next = store.prepare_cached("SELECT at FROM due ORDER BY at LIMIT 1")?;
    Ok(next.query_row([], |row| row.get(0)).optional()?)
}

async fn work(house: &House) -> Result<(), Refusal> {
    let now = house.clock.now();
    let (tasks, files) = house.readers.read(move |store| due(store, now)).await?;
    // First the disk, then the rows that say so: after a crash in between it is done again.
    for (dialog, file) in &files {
        house.files.remove(dialog, file).await?;
    }
    house
        .writer
        .write(move |transaction, desk| tasks.iter().try_for_each(|task| settle(transaction, desk, task)))
        .await
}

/// What is due, and the files that go with what is to be erased.
fn due(store: &Connection, now: u64) -> Result<(Vec<Task>, Vec<Named>), Refusal> {
    let mut due =
        store.prepare_cached("SELECT at, entry, erase FROM due WHERE at <= ? ORDER BY at LIMIT ?")?;
    let task = |row: &Row<'_>| Ok(Task { at: row.get(0)?, entry: row.get(1)?, erase: row.get(2)? });
    let tasks = due.query_map((now, AT_ONCE), task)?.collect::<Result<Vec<_>, _>>()?;
    let mut files = Vec::new();
    for task in tasks.iter().filter(|task| task.erase) {
        files.extend(files_of(store, task.entry)?);
    }
    Ok((tasks, files))
}

fn settle(transaction: &Connection, desk: &mut Desk, task: &Task) -> Result<(), Refusal> {
    if task.erase {
        for (dialog, file) in files_of(transaction, task.entry)? {
            let mut gone = transaction.prepare_cached("DELETE FROM file WHERE dialog = ? AND file = ?")?;
            gone.execute((dialog.as_bytes(), file.as_bytes()))?;
        }
        transaction.prepare_cached("DELETE FROM ciphertext WHERE entry = ?")?.execute([task.entry])?;
    } else {
        for reader in readers_of(transaction, task.entry)? {
            feed::tell(transaction, desk, reader, News::Entry(task.entry))?;
        }
    }
    transaction
        .prepare_cached("DELETE FROM due WHERE at = ? AND entry = ? AND erase = ?")?
        .execute((task.at, task.entry, task.erase))?;
    Ok(())
}

/// The files that a post names.
fn files_of(store: &Connection, entry: i64) -> Result<Vec<Named>, Refusal> {
    let mut find = store.prepare_cached("SELECT bytes FROM entry WHERE id = ?")?;
    let bytes: Vec<u8> = find.query_row([entry], |row| row.get(0))?;
    let (_, payload) = apply::parse(&bytes)?;
    let Body::Post(post) = payload.body else { return Ok(Vec::new()) };
    Ok(post.files.into_iter().map(|file| (payload.dialog, file)).collect())
}

/// The members who were there when it was posted.
fn readers_of(transaction: &Connection, entry: i64) -> Result<Vec<Uid>, Refusal> {
    let mut members = transaction.prepare_cached(
        "SELECT m.uid FROM entry e JOIN member m ON m.dialog = e.dialog AND m.since <= e.seq WHERE e.id = ?",
    )?;
    let members = members.query_map([entry], |row| row.get(0).map(Uid))?;
    Ok(members.collect::<Result<_, _>>()?)
}
