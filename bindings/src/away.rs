//! What the system tells an unlocked app: shown or not, with a network or without, called, short of memory.
//! Refuses to judge it: when to lock and what to close is the core's. Called by the apps' entries.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use std::sync::Arc;

#[uniffi::export]
impl Session {
    /// The network is gone (`false`), or there is one, perhaps another than before (`true`).
    pub fn network(&self, available: bool) {
        self.0.network(available);
    }

    /// The app is not shown any more; returns when every connection is closed. Later it locks by itself.
    ///
    /// # Errors
    /// [`Problem::Locked`] when the core itself is gone.
    pub async fn background(&self) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move {
            session.background().await;
            Ok(())
        })
        .await
    }

    /// The app is shown again, and is brought up to date.
    ///
    /// # Errors
    /// [`Problem::Locked`] when it was away for too long: it is closed then.
    pub async fn foreground(&self) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.foreground().await }).await
    }

    /// Where a distributor calls this device when there is news and it does not listen; `None`: nowhere.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn set_push(&self, endpoint: Option<String>) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.set_push(endpoint).await }).await
    }

    /// The system is short of memory. In the background the app locks, and what was said is gone when this
    /// returns; in front it lets go of what can be fetched again.
    ///
    /// # Errors
    /// [`Problem::Locked`] when the core itself is gone.
    pub async fn low_memory(&self) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move {
            session.low_memory().await;
            Ok(())
        })
        .await
    }
}
