//! The closed door without a network: words are kept that nobody can read before it opens. And behind the
//! open door, where they go.
//! Refuses to read them back. Made by `Samtale.jotter`.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::{ActView, JotView, JotterView};
use std::sync::Arc;

#[uniffi::remote(Record)]
pub struct JotterView {
    pub sentence: String,
    pub may_write: bool,
    pub waiting: Option<String>,
    pub forget: Option<ActView>,
}

#[uniffi::remote(Record)]
pub struct JotView {
    pub jot: String,
    pub text: String,
    pub to: Option<String>,
    pub time: Option<String>,
    pub may_place: bool,
    pub forget: ActView,
    pub spoken: String,
}

/// Where one can write while the vault is closed.
#[derive(uniffi::Object)]
pub struct Jotter(Arc<samtale_client::Jotter>);

impl From<samtale_client::Jotter> for Jotter {
    fn from(inner: samtale_client::Jotter) -> Self {
        Self(Arc::new(inner))
    }
}

#[uniffi::export]
impl Jotter {
    /// What the closed door shows.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn view(&self) -> Result<JotterView, Problem> {
        self.0.view()
    }

    /// Keeps words until the vault is open; `to` says for whom.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn keep(&self, text: String, to: String) -> Result<JotterView, Problem> {
        let jotter = Arc::clone(&self.0);
        on_core(async move { jotter.keep(text, to) }).await
    }

    /// Throws all that waits away.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn forget(&self) -> Result<JotterView, Problem> {
        let jotter = Arc::clone(&self.0);
        on_core(async move { jotter.forget() }).await
    }
}

#[uniffi::export]
impl Session {
    /// Puts what was written before into a dialog: gives what is begun there now.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn place_jot(&self, jot: String, dialog: String) -> Result<String, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.place_jot(&jot, &dialog).await }).await
    }

    /// Throws it away.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn forget_jot(&self, jot: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.forget_jot(&jot).await }).await
    }
}
