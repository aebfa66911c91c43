//! What a person does in a dialog: post, answer, act, bring somebody in, try again, look at a photo.
//! Refuses to decide whether they may: the core does. Called by the composer and the consent sheet.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::{Answer, BringDraft, BringView, InvitationView};
use std::sync::Arc;

#[uniffi::export]
impl Session {
    /// Posts words. Returns when they are kept on this device.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn post(&self, dialog: String, text: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.post(&dialog, text).await }).await
    }

    /// Posts a photo, with or without words. Returns when both are kept, sealed, on this device.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn post_photo(
        &self,
        dialog: String,
        bytes: Vec<u8>,
        text: String,
        alt: String,
    ) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.post_photo(&dialog, bytes, text, alt).await }).await
    }

    /// The bytes of a photo.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn photo(&self, dialog: String, file: String) -> Result<Vec<u8>, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.photo(&dialog, &file).await }).await
    }

    /// Answers a proposal: signs exactly the text that is shown now.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn answer(&self, dialog: String, proposal: String, answer: Answer) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.answer(&dialog, &proposal, answer).await }).await
    }

    /// Does what a button offered: `act` as it came with the view.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn act(&self, dialog: String, act: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.act(&dialog, &act).await }).await
    }

    /// What can be chosen when somebody is brought into a dialog.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn bringing(&self, dialog: String) -> Result<BringView, Problem> {
        self.0.bringing(&dialog)
    }

    /// Invites somebody into a dialog that is there.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn bring(&self, dialog: String, draft: BringDraft) -> Result<InvitationView, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.bring(&dialog, draft).await }).await
    }

    /// Sends a failed post again.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn retry(&self, dialog: String, post: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.retry(&dialog, &post).await }).await
    }

    /// Takes a post back that is not sent yet.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn take_back(&self, dialog: String, post: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.take_back(&dialog, &post).await }).await
    }

    /// Keeps what was written so far and is not sent, and says to the others that this person is writing.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn draft(&self, dialog: String, text: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.draft(&dialog, text).await }).await
    }

    /// Whether others are told how far this person has read and that they are writing.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn set_receipts(&self, on: bool) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.set_receipts(on).await }).await
    }
}
