//! The long poll: one request that waits at the server for news, again and again.
//! Refuses to hammer: after a fault it waits, longer each time, and not in step with others.

use crate::mind::Mind;
use crate::starting::Starting;
use rand_core::Rng;
use samtale_engine::Input;
use samtale_engine::courier::Fault;
use samtale_wire::api::{Code, Cursor, Started};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long the server may hold the request, in seconds.
const WAIT: u64 = 25;
/// The longest pause between two attempts.
pub(crate) const LONGEST: Duration = Duration::from_secs(60);
/// The shortest.
pub(crate) const SHORTEST: Duration = Duration::from_millis(500);

/// Keeps a device up to date until it is locked.
pub(crate) async fn live(mind: Arc<Mind>, starting: Option<Starting>) {
    let whole = async {
        let cursor = begin(&mind, starting).await?;
        poll(&mind, cursor).await;
        Some(())
    };
    tokio::select! {
        _ = whole => {}
        () = mind.stopped() => {}
    }
}

/// Takes what a start tells; where it is cut, it is told anew. Where the news go on from; `None` when locked.
async fn begin(mind: &Arc<Mind>, mut starting: Option<Starting>) -> Option<Cursor> {
    let mut pause = SHORTEST;
    loop {
        let told = match starting.take() {
            Some(starting) => take(mind, starting).await,
            None => match mind.door.start().await {
                Ok((opened, starting)) => match mind.step(Input::Opened(Box::new(opened))) {
                    Ok(()) => take(mind, starting).await,
                    Err(_) => return None,
                },
                Err(fault) => Err(fault),
            },
        };
        match told {
            Ok(cursor) => return cursor,
            Err(Fault::Refused(Code::BadLogin)) => {
                mind.lock();
                return None;
            }
            Err(fault) => {
                mind.reached(matches!(fault, Fault::Refused(_)));
                // A new device is told nothing before it has brought its card: it may do that now.
                if mind.step(Input::Tick).is_err() {
                    return None;
                }
                tokio::time::sleep(jittered(pause)).await;
                pause = (pause * 2).min(LONGEST);
            }
        }
    }
}

/// Takes one telling to its end.
async fn take(mind: &Arc<Mind>, mut starting: Starting) -> Result<Option<Cursor>, Fault> {
    let mut told = false;
    while let Some(piece) = starting.next().await? {
        told = true;
        let (input, cursor) = match piece {
            Started::Opened(_) => return Err(Fault::Garbage),
            Started::Dialogs(briefs) => (Input::Told(briefs), None),
            // A ring that this device cannot read says nothing of what was before it.
            Started::News(_) if mind.with(|known| known.engine.goes_on_from_ring()) == Ok(false) => {
                return Ok(Some(Cursor::default()));
            }
            Started::News(feed) => {
                let cursor = (!feed.more).then(|| feed.cursor.clone());
                (Input::Fed(feed), cursor)
            }
        };
        mind.reached(true);
        if mind.step(input).is_err() {
            return Ok(None);
        }
        if cursor.is_some() {
            return Ok(cursor);
        }
    }
    // It ended before it said that this is all; a device that nobody vouched for is told nothing.
    Err(if told { Fault::Offline } else { Fault::Refused(Code::NoSession) })
}

async fn poll(mind: &Arc<Mind>, mut cursor: Cursor) {
    let mut pause = SHORTEST;
    // What there is already comes at once.
    let mut wait = if cursor == Cursor::default() { 0 } else { WAIT };
    loop {
        let asked = Instant::now();
        match mind.door.feed(&cursor, wait).await {
            Ok(feed) => {
                wait = if feed.more { 0 } else { WAIT };
                cursor = feed.cursor.clone();
                let news = !feed.items.is_empty();
                mind.reached(true);
                if mind.step(Input::Fed(feed)).is_err() {
                    return;
                }
                if news || asked.elapsed() >= SHORTEST {
                    pause = SHORTEST;
                } else {
                    // An empty answer that did not wait: whatever it means, it is not news.
                    tokio::time::sleep(jittered(pause)).await;
                    pause = (pause * 2).min(LONGEST);
                }
            }
            // This device was taken away: nothing stays readable on it.
            Err(Fault::Refused(Code::BadLogin)) => return mind.lock(),
            Err(fault) => {
                // Whoever refuses was reached.
                mind.reached(matches!(fault, Fault::Refused(_)));
                tokio::time::sleep(jittered(pause)).await;
                pause = (pause * 2).min(LONGEST);
                if mind.step(Input::Tick).is_err() {
                    return;
                }
            }
        }
    }
}

/// Between half and all of `pause`.
pub(crate) fn jittered(pause: Duration) -> Duration {
    let part = crate::adapters::entropy::system().next_u32() % 512;
    pause * (512 + part) / 1024
}
