//! An enrolment under way: what to read, the page to open, and where the browser came back to.
//! Refuses a second completion. Made by `Samtale.enrol`.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::{VouchingView, WelcomeView};
use std::sync::Arc;

/// An enrolment between the invitation and the first session.
#[derive(uniffi::Object)]
pub struct Enrolment(Arc<samtale_client::Enrolment>);

impl From<samtale_client::Enrolment> for Enrolment {
    fn from(inner: samtale_client::Enrolment) -> Self {
        Self(Arc::new(inner))
    }
}

#[uniffi::export]
impl Enrolment {
    /// What the invited person reads.
    pub fn welcome(&self) -> WelcomeView {
        self.0.welcome()
    }

    /// The page to open in the system's browser.
    pub fn login_url(&self) -> String {
        self.0.login_url()
    }

    /// The page of another way to log in, which is the login from now on.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn login_by(&self, choice: String) -> Result<String, Problem> {
        let enrolment = Arc::clone(&self.0);
        on_core(async move { enrolment.login_by(&choice).await }).await
    }

    /// For somebody without eID: leaves this device's keys at the invitation; what to show whoever vouches.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn meet(&self) -> Result<VouchingView, Problem> {
        let enrolment = Arc::clone(&self.0);
        on_core(async move { enrolment.meet().await }).await
    }

    /// For somebody without eID: waits until whoever invites has vouched, and begins.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn vouched(&self) -> Result<Session, Problem> {
        let enrolment = Arc::clone(&self.0);
        on_core(async move { enrolment.vouched().await }).await.map(Session::from)
    }

    /// Completes the login with the URL that the browser was sent back to.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn complete(&self, redirect: String) -> Result<Session, Problem> {
        let enrolment = Arc::clone(&self.0);
        on_core(async move { enrolment.complete(&redirect).await }).await.map(Session::from)
    }
}
