//! That there is news, said outside the app: the records that mirror the engine's, and a push's call.
//! Refuses to judge what is news: the core does. Called by the apps' entries, for an app that is locked too.

use crate::core::on_core;
use crate::samtale::Samtale;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::{ActView, CalledView, NudgeView, NudgesView};
use std::sync::Arc;

#[uniffi::remote(Record)]
pub struct NudgeView {
    pub title: String,
    pub sentence: String,
    pub channel: String,
    pub channel_help: String,
}

#[uniffi::remote(Record)]
pub struct CalledView {
    pub badge: Option<u32>,
    pub nudge: Option<NudgeView>,
}

#[uniffi::remote(Record)]
pub struct NudgesView {
    pub on: bool,
    pub label: String,
    pub help: String,
    pub ask: Option<ActView>,
}

#[uniffi::export]
impl Samtale {
    /// A push called: one sync where somebody is in, then every connection is closed again. Gives what is to
    /// be told outside the app; nothing while it is shown.
    ///
    /// # Errors
    /// [`Problem::Locked`] when the core itself is gone.
    pub async fn called(&self, shown: bool) -> Result<CalledView, Problem> {
        let people = Arc::clone(&self.0);
        on_core(async move { Ok(people.called(shown).await) }).await
    }
}

#[uniffi::export]
impl Session {
    /// Whether it may be said on this device, while the app is not shown, that there is news.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn set_nudges(&self, on: bool) -> Result<(), Problem> {
        self.0.set_nudges(on)
    }
}
