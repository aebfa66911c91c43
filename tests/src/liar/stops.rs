//! Files on their way are stopped at a byte: there a line waits until it is cut, by the test that looks.
//! Refuses to change a byte. Part of the liar's network.

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::unfold;
use samtale_client::ports::{Call, Chunks, Transport};
use samtale_engine::courier::Fault;
use samtale_seal::file::{CHUNK, CHUNK_TAG};
use samtale_wire::{Salt, decode};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A file that went over the line, up or down, as far as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Whether it was sent; otherwise it was fetched.
    pub up: bool,
    /// From which byte on.
    pub from: u64,
    /// How many bytes went through.
    pub bytes: u64,
}

/// Where lines are cut.
pub(crate) struct Stops {
    /// After how many bytes each of the next files stops.
    at: Mutex<VecDeque<u64>>,
    passed: Mutex<Vec<Passed>>,
    /// Counts them.
    begun: watch::Sender<usize>,
    /// How many of them may be cut.
    cuts: Semaphore,
}

impl Default for Stops {
    fn default() -> Self {
        Self {
            at: Mutex::default(),
            passed: Mutex::default(),
            begun: watch::Sender::new(0),
            cuts: Semaphore::new(0),
        }
    }
}

impl Stops {
    pub fn stop(&self, at: &[u64]) {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).extend(at);
    }

    pub fn cut(&self) {
        self.cuts.add_permits(1);
    }

    pub fn passed(&self) -> Vec<Passed> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes another file, and says where it stops.
    fn begin(&self, up: bool, from: u64) -> (usize, Option<u64>) {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        passed.push(Passed { up, from, bytes: 0 });
        let stop = self.at.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        self.begun.send_replace(passed.len());
        (passed.len() - 1, stop)
    }

    fn count(&self, place: usize, bytes: u64) {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        passed[place].bytes += bytes;
    }

    pub async fn until_begun(&self, count: usize) {
        let mut begun = self.begun.subscribe();
        let waited = tokio::time::timeout(PATIENCE, begun.wait_for(|begun| *begun >= count)).await;
        assert!(waited.is_ok_and(|it| it.is_ok()), "{count} files were not begun");
    }

    async fn until_cut(&self) {
        self.cuts.acquire().await.expect("open").forget();
    }

    /// What comes down the line, as far as it comes.
    pub fn down(self: &Arc<Self>, pieces: Chunks, from: u64) -> Chunks {
        let (place, stop) = self.begin(false, from);
        let stops = Arc::clone(self);
        let cut = Box::pin(async move { stops.until_cut().await });
        self.through(pieces, place, stop, cut)
    }

    /// What goes up the line. It is cut once the server has all the whole chunks of it.
    pub async fn up(
        self: &Arc<Self>,
        honest: &dyn Transport,
        path: String,
        token: Salt,
        pieces: Chunks,
    ) -> Result<(), Fault> {
        let from = path.split_once("from=").map_or(0, |(_, from)| from.parse().expect("a number"));
        let (place, stop) = self.begin(true, from);
        let pieces = self.through(pieces, place, stop, Box::pin(std::future::pending()));
        let Some(stop) = stop else { return honest.upload(path, token, pieces).await };
        let arrived = format!("{}/arrived", path.split('?').next().unwrap_or_default());
        let whole = (from + stop) - (from + stop) % (CHUNK + CHUNK_TAG) as u64;
        let cut = async {
            self.until_cut().await;
            loop {
                let call = Call {
                    path: arrived.clone(),
                    body: None,
                    token: Some(token),
                    proof: None,
                    patience: PATIENCE,
                };
                let answer = honest.call(call).await?;
                if decode(&answer) == Ok(whole) {
                    return Err(Fault::Offline);
                }
            }
        };
        tokio::select! {
            sent = honest.upload(path, token, pieces) => sent,
            cut = cut => cut,
        }
    }

    fn through(
        self: &Arc<Self>,
        pieces: Chunks,
        place: usize,
        stop: Option<u64>,
        cut: BoxFuture<'static, ()>,
    ) -> Chunks {
        let stops = Arc::clone(self);
        unfold((pieces, stop, cut), move |(mut pieces, left, cut)| {
            let stops = Arc::clone(&stops);
            async move {
                if left == Some(0) {
                    cut.await;
                    let nothing =
                        (futures::stream::empty().boxed(), None, Box::pin(async {}) as BoxFuture<'_, _>);
                    return Some((Err(Fault::Offline), nothing));
                }
                let mut piece = pieces.next().await?;
                let mut gone = 0;
                if let Ok(bytes) = &mut piece {
                    bytes.truncate(left.map_or(usize::MAX, |left| left as usize));
                    gone = bytes.len() as u64;
                    stops.count(place, gone);
                }
                Some((piece, (pieces, left.map(|left| left - gone), cut)))
            }
        })
        .boxed()
    }
}
