//! What the system says of the app: shown or not, with a network or without, called by a push, short of memory.
//! Refuses every connection in the background, and to stay open there for longer than was set.

use super::Session;
use crate::called;
use samtale_engine::problem::Problem;
use samtale_engine::view::CalledView;
use samtale_wire::api::Endpoint;
use std::sync::Arc;
use tokio::time::sleep;

impl Session {
    /// The network is gone (`false`), or there is one, perhaps another than before (`true`). Without one
    /// nothing is tried and the list says so at once; with one it is tried at once.
    pub fn network(&self, available: bool) {
        self.mind.network(available);
    }

    /// The app is not shown any more. Returns when every connection is closed; none is opened until it is
    /// shown again. After the time that was set it locks.
    pub async fn background(&self) {
        let around = self.mind.door.around();
        let left = self.mind.door.clock().now();
        let first = around.leave(left);
        self.mind.closed().await;
        if first {
            let (mind, wait) = (Arc::clone(&self.mind), self.settings.lock_after());
            tokio::spawn(async move {
                tokio::select! {
                    () = mind.door.around().until_back(left) => {}
                    () = sleep(wait) => mind.lock(),
                }
            });
        }
    }

    /// The app is shown again, and is brought up to date.
    ///
    /// # Errors
    /// [`Problem::Locked`] when it was away for as long as was set: it is closed then, also where the
    /// system let no timer run.
    pub async fn foreground(&self) -> Result<(), Problem> {
        let around = self.mind.door.around();
        if let Some(left) = around.away() {
            let away = self.mind.door.clock().now().saturating_sub(left);
            if away >= self.settings.lock_after().as_secs() {
                self.lock().await;
            }
            around.come_back();
        }
        self.mind.with(|_| ())
    }

    /// Where a distributor calls this device when there is news and it does not listen; `None`: nowhere. The
    /// server keeps it until it is told otherwise, somebody else is chosen on this phone, or the device is taken
    /// away. In the background nothing is told: the app must be in front.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] when the municipality calls no such place, [`Problem::Offline`],
    /// [`Problem::Locked`], [`Problem::Disk`].
    pub async fn set_push(&self, endpoint: Option<String>) -> Result<(), Problem> {
        self.mind.with(|_| ())?;
        let endpoint = endpoint.map(Endpoint::new).transpose().map_err(|_| Problem::NotAllowed)?;
        let placed = endpoint.is_some();
        if placed {
            self.settings.set_called(true)?;
        }
        self.mind.door.set_push(endpoint).await?;
        if placed { Ok(()) } else { self.settings.set_called(false) }
    }

    /// A push called: one sync of what there is and what waits, then every connection is closed again.
    /// An app that is shown is up to date anyway.
    ///
    /// # Errors
    /// [`Problem::Offline`] when nothing was reached, [`Problem::Locked`].
    pub async fn sync_once(&self) -> Result<(), Problem> {
        called::sync_once(&self.mind).await
    }

    /// A push called: the same, and what is to be told of it outside the app. See
    /// [`Profiles::called`](crate::Profiles::called), which also answers for an app that is locked.
    ///
    /// # Errors
    /// [`Problem::Locked`].
    pub async fn called(&self) -> Result<CalledView, Problem> {
        called::called(&self.mind).await
    }

    /// Whether it may be said on this device, while the app is not shown, that there is news. Said is that
    /// alone, never what or from whom.
    ///
    /// # Errors
    /// [`Problem::Disk`], [`Problem::Locked`].
    pub fn set_nudges(&self, on: bool) -> Result<(), Problem> {
        self.mind.with(|_| ())?;
        self.settings.set_nudges(on)?;
        self.mind.with(|known| known.nudged = Some(on))?;
        self.mind.touch();
        Ok(())
    }

    /// The system is short of memory. In the background the app locks, and what was said is gone when this
    /// returns; in front, what can be fetched again is let go of.
    pub async fn low_memory(&self) {
        if self.mind.door.around().away().is_some() {
            self.lock().await;
        } else {
            // Locked: there is nothing.
            let _ = self.mind.with(|known| known.unfinished.clear());
        }
    }

    /// Forgets everything but the vault and what waits, and closes every connection; returns when that is
    /// true.
    pub async fn lock(&self) {
        self.mind.lock();
        self.mind.closed().await;
    }
}
