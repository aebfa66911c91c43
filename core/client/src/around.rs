//! The world around an unlocked app: whether there is a network, and whether the app is in front.
//! Refuses connections while there is none, in the background, and after the lock: what is out is cut,
//! what is asked fails at once. Told by `session`; asked by `door` before each thing it sends.

use crate::ports::Chunks;
use futures::StreamExt;
use futures::stream::unfold;
use samtale_engine::courier::Fault;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Where the app is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before somebody's eyes.
    Front,
    /// Not shown: no connection at all.
    Back,
    /// Not shown, and something called it for one sync.
    Once,
    /// Locked, for good.
    Locked,
}

/// How things stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    place: Place,
    network: bool,
    /// Counts networks: what was out on another one is cut.
    networks: u64,
    /// Counts everything that begins the following of news anew, or ends it.
    pub turn: u64,
    /// When the app was left, by the device's clock.
    away: Option<u64>,
}

impl Now {
    fn quiet(&self) -> bool {
        !self.network || matches!(self.place, Place::Back | Place::Locked)
    }

    /// Whether there is one, as far as was said.
    pub fn network(&self) -> bool {
        self.network
    }

    /// Whether there is to be one sync and no more.
    pub fn once(&self) -> bool {
        self.place == Place::Once
    }
}

/// The world around; shared by all who send something.
pub(crate) struct Around {
    now: watch::Sender<Now>,
    /// How many things are out, or are being dealt with.
    out: watch::Sender<usize>,
}

/// Something that is out, for as long as this lives.
pub(crate) struct Out(Arc<Around>);

impl Drop for Out {
    fn drop(&mut self) {
        self.0.out.send_modify(|out| *out = out.saturating_sub(1));
    }
}

impl Around {
    /// In front, with a network, until something else is said.
    pub fn new() -> Arc<Self> {
        let now = Now { place: Place::Front, network: true, networks: 0, turn: 0, away: None };
        Arc::new(Self { now: watch::Sender::new(now), out: watch::Sender::new(0) })
    }

    /// How things stand.
    pub fn now(&self) -> Now {
        *self.now.borrow()
    }

    fn turn(&self, change: impl FnOnce(&mut Now)) {
        self.now.send_modify(|now| {
            if now.place != Place::Locked {
                change(now);
                now.turn += 1;
            }
        });
    }

    /// The network is gone, or is another one.
    pub fn network(&self, available: bool) {
        self.turn(|now| {
            now.network = available;
            now.networks += 1;
        });
    }

    /// The line may be dead: news are asked for anew.
    pub fn doubt(&self) {
        self.turn(|_| {});
    }

    /// The app is left at this time; `false` when it was left before.
    pub fn leave(&self, at: u64) -> bool {
        let first = self.now().away.is_none();
        if first {
            self.turn(|now| (now.place, now.away) = (Place::Back, Some(at)));
        }
        first
    }

    /// When the app was left.
    pub fn away(&self) -> Option<u64> {
        self.now().away
    }

    /// The app is in front again.
    pub fn come_back(&self) {
        if self.now().away.is_some() {
            self.turn(|now| (now.place, now.away) = (Place::Front, None));
        }
    }

    /// Calls an app that was left for one sync.
    pub fn call_once(&self) {
        self.turn(|now| {
            if now.away.is_some() {
                now.place = Place::Once;
            }
        });
    }

    /// The one sync is over.
    pub fn synced(&self) {
        if self.now().once() {
            self.turn(|now| {
                if now.away.is_some() {
                    now.place = Place::Back;
                }
            });
        }
    }

    /// Ends everything for good.
    pub fn lock(&self) {
        self.turn(|now| now.place = Place::Locked);
    }

    async fn until(&self, is: impl FnMut(&Now) -> bool) -> Now {
        let mut now = self.now.subscribe();
        let found = now.wait_for(is).await.map(|now| *now);
        // The sender lives in `self`.
        found.unwrap_or_else(|_| self.now())
    }

    /// Waits until something may be sent.
    pub async fn until_loud(&self) -> Now {
        self.until(|now| !now.quiet()).await
    }

    /// Waits until things stand otherwise than at this turn.
    pub async fn until_turned(&self, turn: u64) {
        self.until(|now| now.turn != turn).await;
    }

    /// Waits until the app was come back to, or is locked.
    pub async fn until_back(&self, left: u64) {
        self.until(|now| now.away != Some(left) || now.place == Place::Locked).await;
    }

    /// Waits until the one sync is over.
    pub async fn until_synced(&self) {
        self.until(|now| !now.once()).await;
    }

    /// Waits for so long, or until there is another network or the app comes to the front; then until
    /// something may be sent.
    pub async fn rest(&self, turn: u64, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.until_turned(turn) => {}
        }
        self.until_loud().await;
    }

    /// Something goes out.
    pub fn out(self: &Arc<Self>) -> Out {
        self.out.send_modify(|out| *out += 1);
        Out(Arc::clone(self))
    }

    /// Waits until nothing is out.
    pub async fn at_rest(&self) {
        let mut out = self.out.subscribe();
        // The sender lives in `self`.
        drop(out.wait_for(|out| *out == 0).await);
    }

    /// Does what goes out, unless it may not, or until it may not any more.
    pub async fn cut<T>(self: &Arc<Self>, what: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let (_out, networks) = (self.out(), self.now().networks);
        tokio::select! {
            biased;
            _ = self.until(|now| now.quiet() || now.networks != networks) => Err(Fault::Offline),
            answer = what => answer,
        }
    }

    /// The same for what comes in pieces.
    pub fn cut_pieces(self: &Arc<Self>, pieces: Chunks) -> Chunks {
        let (out, networks) = (self.out(), self.now().networks);
        unfold(Some((pieces, out)), move |pieces| async move {
            let (mut pieces, out) = pieces?;
            let around = Arc::clone(&out.0);
            tokio::select! {
                biased;
                _ = around.until(|now| now.quiet() || now.networks != networks) => {
                    Some((Err(Fault::Offline), None))
                }
                piece = pieces.next() => piece.map(|piece| (piece, Some((pieces, out)))),
            }
        })
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use futures::future::pending;

    async fn waits() -> Result<(), Fault> {
        pending().await
    }

    #[tokio::test]
    async fn what_is_out_is_cut_when_the_network_goes_or_is_another_one() {
        for available in [false, true] {
            let around = Around::new();
            let mut out = std::pin::pin!(around.cut(waits()));
            assert_eq!(out.as_mut().now_or_never(), None);
            assert_eq!(around.at_rest().now_or_never(), None, "something is out");
            around.network(available);
            assert_eq!(out.now_or_never(), Some(Err(Fault::Offline)));
            let next = around.cut(waits()).now_or_never();
            assert_eq!(next, if available { None } else { Some(Err(Fault::Offline)) });
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_pause_is_cut_short_by_the_next_network_and_lasts_as_long_as_there_is_none() {
        let (around, pause) = (Around::new(), Duration::from_secs(60));
        let turn = around.now().turn;
        let began = tokio::time::Instant::now();
        let mut rest = std::pin::pin!(around.rest(turn, pause));
        assert_eq!(rest.as_mut().now_or_never(), None);
        around.network(true);
        rest.await;
        assert_eq!(began.elapsed(), Duration::ZERO);

        around.rest(around.now().turn, pause).await;
        assert_eq!(began.elapsed(), pause, "nothing cut this one short");
        around.network(false);
        let mut rest = std::pin::pin!(around.rest(turn, pause));
        tokio::time::advance(2 * pause).await;
        assert_eq!(rest.as_mut().now_or_never(), None);
        around.network(true);
        assert_eq!(rest.now_or_never(), Some(()));
    }

    #[tokio::test]
    async fn nothing_goes_out_in_the_background_but_for_one_sync() {
        let around = Around::new();
        assert!(around.leave(100) && !around.leave(200));
        assert_eq!(around.away(), Some(100));
        assert!(around.cut(waits()).now_or_never().is_some());
        around.call_once();
        assert_eq!(around.cut(waits()).now_or_never(), None);
        assert_eq!(around.until_synced().now_or_never(), None);
        around.synced();
        assert_eq!(around.until_synced().now_or_never(), Some(()));
        assert!(around.cut(waits()).now_or_never().is_some());
        assert_eq!(around.until_back(100).now_or_never(), None, "still away");
        around.come_back();
        assert_eq!(around.until_back(100).now_or_never(), Some(()));
        assert_eq!(around.cut(waits()).now_or_never(), None);
    }

    #[tokio::test]
    async fn a_sync_that_ends_after_somebody_came_back_sends_nobody_away() {
        let around = Around::new();
        around.leave(1);
        around.call_once();
        around.come_back();
        around.synced();
        assert_eq!(around.cut(waits()).now_or_never(), None);
    }

    #[tokio::test]
    async fn after_the_lock_nothing_goes_out_any_more() {
        let around = Around::new();
        let mut pieces = around.cut_pieces(futures::stream::pending().boxed());
        assert!(pieces.next().now_or_never().is_none());
        around.lock();
        assert!(matches!(pieces.next().now_or_never(), Some(Some(Err(Fault::Offline)))));
        assert!(pieces.next().now_or_never().is_some_and(|end| end.is_none()));
        around.network(true);
        around.call_once();
        around.come_back();
        assert!(around.cut(waits()).now_or_never().is_some());
        drop(pieces);
        assert_eq!(around.at_rest().now_or_never(), Some(()));
    }
}
