//! Keeps a device up to date: by a live stream where the network lets one through, by the long poll
//! everywhere else. Both say the same under the same cursor, so going over loses and doubles nothing.
//! Refuses to hammer: after a fault it waits, longer each time, and not in step with others.

use crate::adapters::spare;
use crate::mind::Mind;
use crate::starting::{self, Starting};
use crate::stream::GREETING;
use futures::FutureExt;
use rand_core::Rng;
use samtale_engine::Input;
use samtale_engine::courier::Fault;
use samtale_engine::problem::Problem;
use samtale_wire::api::{Code, Cursor, Feed};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How long the server may hold a long poll, in seconds.
const WAIT: u64 = 25;
/// The longest pause between two attempts.
pub(crate) const LONGEST: Duration = Duration::from_secs(60);
/// The shortest.
pub(crate) const SHORTEST: Duration = Duration::from_millis(500);
/// By when a list that was told is drawn.
const DRAWN: Duration = Duration::from_millis(500);
/// How many streams in a row may end early with nothing said, before the network is taken to cut them.
const EARLY: u32 = 3;

/// Keeps a device up to date until it is locked, and leaves no connection behind.
pub(crate) async fn live(mind: Arc<Mind>, starting: Option<Starting>) {
    tokio::select! {
        biased;
        () = mind.stopped() => {}
        () = follow(&mind, starting) => {}
        () = go_on(&mind) => {}
    }
    mind.closed().await;
}

/// Has the session go on while something may go out: whoever writes waits for no token.
async fn go_on(mind: &Arc<Mind>) {
    let around = mind.door.around();
    let mut pause = SHORTEST;
    loop {
        tokio::time::sleep(mind.door.refreshes_in()).await;
        let now = around.until_loud().await;
        match mind.door.refresh_ahead().await {
            Ok(()) => pause = SHORTEST,
            Err(fault) => {
                if refused(mind, fault).is_err() {
                    return;
                }
                around.rest(now.turn, jittered(pause)).await;
                pause = (pause * 2).min(LONGEST);
            }
        }
    }
}

/// Begins anew with each network, and each time the app comes to the front.
async fn follow(mind: &Arc<Mind>, mut starting: Option<Starting>) {
    let (around, mut from) = (mind.door.around(), None);
    loop {
        let now = match around.until_loud().now_or_never() {
            Some(now) => now,
            // What nobody hears is told anew: it would keep its connection.
            None => {
                starting = None;
                around.until_loud().await
            }
        };
        let turn = now.turn;
        tokio::select! {
            biased;
            () = around.until_turned(turn) => {}
            // It ends when the mind is locked.
            _ = stay(mind, &mut starting, &mut from) => return,
        }
    }
}

/// Follows the news for as long as things stay as they are.
async fn stay(
    mind: &Arc<Mind>,
    starting: &mut Option<Starting>,
    from: &mut Option<Cursor>,
) -> Result<(), Problem> {
    let cursor = match from {
        Some(cursor) => cursor,
        None => {
            let cursor = from.insert(starting::begin(mind, starting).await?);
            tokio::spawn(settle(Arc::clone(mind)));
            cursor
        }
    };
    let (mut pause, mut streams) = (SHORTEST, Streams::default());
    // The first answers come at once: what there is already.
    let mut wait = 0;
    loop {
        let asked = Instant::now();
        match mind.door.feed(cursor, wait).await {
            Ok(feed) => {
                let news = !feed.items.is_empty() || !feed.relayed.is_empty();
                let more = feed.more;
                take(mind, cursor, feed)?;
                if news || asked.elapsed() >= SHORTEST {
                    pause = SHORTEST;
                } else if wait > 0 || more {
                    // An empty answer that did not wait: whatever it means, it is not news.
                    sleep(jittered(pause)).await;
                    pause = (pause * 2).min(LONGEST);
                }
                if more || wait > 0 {
                    continue;
                }
                if mind.door.around().now().once() {
                    // What was begun is finished; then it is quiet again.
                    mind.door.around().at_rest().await;
                    mind.door.around().synced();
                    return std::future::pending().await;
                }
                if streams.pass() {
                    let lasted = Instant::now();
                    let (end, news) = hear(mind, cursor).await?;
                    if streams.ended(end, news || lasted.elapsed() >= Duration::from_secs(WAIT)) {
                        pause = SHORTEST;
                    } else {
                        sleep(jittered(pause)).await;
                        pause = (pause * 2).min(LONGEST);
                    }
                }
                wait = if streams.pass() { 0 } else { WAIT };
            }
            Err(fault) => {
                refused(mind, fault)?;
                sleep(jittered(pause)).await;
                pause = (pause * 2).min(LONGEST);
                mind.step(Input::Tick)?;
            }
        }
    }
}

/// What a long list took while it was read and drawn is more than what is kept of it.
async fn settle(mind: Arc<Mind>) {
    tokio::select! {
        () = sleep(DRAWN) => drop(tokio::task::spawn_blocking(spare::give_back).await),
        () = mind.stopped() => {}
    }
}

/// Goes on from where this page ends: both or neither, as nothing waits in between.
fn take(mind: &Arc<Mind>, cursor: &mut Cursor, feed: Feed) -> Result<(), Problem> {
    *cursor = feed.cursor.clone();
    mind.reached(true);
    mind.step(Input::Fed(feed))
}

/// Whether a refusal is about this device, whatever it asks for.
fn is_out(fault: Fault) -> bool {
    matches!(fault, Fault::Refused(Code::BadLogin | Code::LoggedOut))
}

pub(crate) fn refused(mind: &Arc<Mind>, fault: Fault) -> Result<(), Problem> {
    if is_out(fault) {
        // This device was taken away, or logged out: nothing stays readable on it.
        mind.lock();
        return Err(Problem::Locked);
    }
    // Whoever refuses was reached.
    mind.reached(matches!(fault, Fault::Refused(_)));
    Ok(())
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It was not let through, or what came was no stream.
    None,
    /// It ended, or broke.
    Over,
}

/// Hears a stream to its end; and whether it brought something.
async fn hear(mind: &Arc<Mind>, cursor: &mut Cursor) -> Result<(End, bool), Problem> {
    let mut stream = match timeout(GREETING, mind.door.live(cursor)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(fault)) if is_out(fault) => {
            refused(mind, fault)?;
            return Ok((End::None, false));
        }
        Ok(Err(_)) | Err(_) => return Ok((End::None, false)),
    };
    let mut news = false;
    loop {
        match stream.next().await {
            Ok(Some(feed)) => {
                news |= !feed.items.is_empty();
                mind.door.heard(&feed);
                take(mind, cursor, feed)?;
            }
            Ok(None) | Err(Fault::Offline) => return Ok((End::Over, news)),
            Err(_) => return Ok((End::None, news)),
        }
    }
}

/// What is known about streams on the network at hand.
#[derive(Default)]
struct Streams {
    early: u32,
    none: bool,
}

impl Streams {
    /// Whether one may be let through.
    fn pass(&self) -> bool {
        !self.none
    }

    /// One ended; `of_use` says whether it was worth its opening. Gives whether the next may follow at once.
    fn ended(&mut self, end: End, of_use: bool) -> bool {
        self.early = if of_use { 0 } else { self.early + 1 };
        self.none |= end == End::None || self.early >= EARLY;
        of_use || self.none
    }
}

/// Between half and all of `pause`.
pub(crate) fn jittered(pause: Duration) -> Duration {
    let part = crate::adapters::entropy::system().next_u32() % 512;
    pause * (512 + part) / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_holds_streams_back_is_not_asked_again() {
        let mut streams = Streams::default();
        assert!(streams.pass());
        streams.ended(End::None, true);
        assert!(!streams.pass());
    }

    #[test]
    fn a_network_that_cuts_streams_early_is_given_up_after_three_and_one_that_does_not_is_not() {
        let mut streams = Streams::default();
        for _ in 0..20 {
            assert!(streams.ended(End::Over, true), "the next follows at once");
            assert!(!streams.ended(End::Over, false), "the next waits");
            assert!(!streams.ended(End::Over, false));
            assert!(streams.pass());
        }
        streams.ended(End::Over, false);
        assert!(!streams.pass());
    }

    #[test]
    fn pauses_are_not_in_step() {
        let pauses: std::collections::BTreeSet<_> = (0..64).map(|_| jittered(LONGEST)).collect();
        assert!(pauses.len() > 8);
        assert!(pauses.iter().all(|pause| *pause >= LONGEST / 2 && *pause <= LONGEST));
    }
}
