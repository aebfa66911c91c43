//! The long poll: one request that waits at the server for news, again and again.
//! Refuses to hammer: after a fault it waits, longer each time, and not in step with others.

use crate::mind::Mind;
use rand_core::Rng;
use samtale_engine::Input;
use samtale_engine::courier::Fault;
use samtale_wire::api::{Code, Cursor};
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
pub(crate) async fn live(mind: Arc<Mind>) {
    tokio::select! {
        () = poll(&mind) => {}
        () = mind.stopped() => {}
    }
}

async fn poll(mind: &Arc<Mind>) {
    let mut cursor = Cursor::default();
    let mut pause = SHORTEST;
    // The first answers come at once: what there is already.
    let mut wait = 0;
    loop {
        let asked = Instant::now();
        match mind.door.feed(&cursor, wait).await {
            Ok(feed) => {
                cursor = feed.cursor.clone();
                let (news, more) = (!feed.items.is_empty() || !feed.relayed.is_empty(), feed.more);
                mind.reached(true);
                if mind.step(Input::Fed(feed)).is_err() {
                    return;
                }
                if news || asked.elapsed() >= SHORTEST {
                    pause = SHORTEST;
                } else if wait > 0 || more {
                    // An empty answer that did not wait: whatever it means, it is not news.
                    tokio::time::sleep(jittered(pause)).await;
                    pause = (pause * 2).min(LONGEST);
                }
                if !more && wait == 0 {
                    wait = WAIT;
                    let _ = mind.with(|known| known.caught_up = true);
                    mind.touch();
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
