//! One more login while the app is open: the page to open, and where the browser came back to.
//! Refuses to compute: it mirrors the client's. Made by `Session.stepUp`.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::StepUpView;
use std::sync::Arc;

#[uniffi::remote(Record)]
pub struct StepUpView {
    pub sentence: String,
    pub button: Option<String>,
}

/// A login that is to open a dialog.
#[derive(uniffi::Object)]
pub struct StepUp(Arc<samtale_client::StepUp>);

#[uniffi::export]
impl Session {
    /// Begins the login that a dialog asks for: what `DialogView.stepUp` offers.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn step_up(&self, dialog: String) -> Result<StepUp, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.step_up(&dialog).await }).await.map(|it| StepUp(Arc::new(it)))
    }
}

#[uniffi::export]
impl StepUp {
    /// The page to open in the system's browser: another one after each login that came to nothing.
    pub fn login_url(&self) -> String {
        self.0.login_url()
    }

    /// Completes the login with the URL that the browser was sent back to.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn complete(&self, redirect: String) -> Result<(), Problem> {
        let step_up = Arc::clone(&self.0);
        on_core(async move { step_up.complete(&redirect).await }).await
    }
}
