//! Scheduled posts: withheld until they are due, then delivered again with their content.
//! Refuses to look before it is time. Started by `start`, stirred by the entries' route.

use crate::clock::Clock;
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::refusal::Refusal;
use crate::store::Readers;
use crate::writer::Writer;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::Uid;
use std::time::Duration;
use tokio::sync::Notify;

/// How long to wait after the store failed.
const PAUSE: Duration = Duration::from_secs(5);
/// The most posts shown in one transaction.
const AT_ONCE: i64 = 64;

/// Shows every scheduled post when its time comes; never ends.
pub async fn show(clock: &Clock, readers: &Readers, writer: &Writer, scheduled: &Notify) {
    loop {
        let wait = async {
            match readers.read(next).await? {
                Some(at) => clock.reach(at).await,
                None => std::future::pending().await,
            }
            let now = clock.now();
            writer.write(move |transaction, desk| release(transaction, desk, now)).await
        };
        tokio::select! {
            // Somebody scheduled a post that may be due sooner.
            () = scheduled.notified() => {}
            released = wait => if released.is_err() {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn next(store: &Connection) -> Result<Option<u64>, Refusal> {
    let mut next = store.prepare_cached("SELECT at FROM due ORDER BY at LIMIT 1")?;
    Ok(next.query_row([], |row| row.get(0)).optional()?)
}

fn release(transaction: &Connection, desk: &mut Desk, now: u64) -> Result<(), Refusal> {
    let mut due =
        transaction.prepare_cached("SELECT at, entry FROM due WHERE at <= ? ORDER BY at LIMIT ?")?;
    let due = due.query_map((now, AT_ONCE), |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (at, entry) in due.collect::<Result<Vec<(i64, i64)>, _>>()? {
        transaction.prepare_cached("DELETE FROM due WHERE at = ? AND entry = ?")?.execute([at, entry])?;
        for reader in readers_of(transaction, entry)? {
            feed::tell(transaction, desk, reader, News::Entry(entry))?;
        }
    }
    Ok(())
}

/// The members who were there when it was posted.
fn readers_of(transaction: &Connection, entry: i64) -> Result<Vec<Uid>, Refusal> {
    let mut members = transaction.prepare_cached(
        "SELECT m.uid FROM entry e JOIN member m ON m.dialog = e.dialog AND m.since <= e.seq WHERE e.id = ?",
    )?;
    let members = members.query_map([entry], |row| row.get(0).map(Uid))?;
    Ok(members.collect::<Result<_, _>>()?)
}
