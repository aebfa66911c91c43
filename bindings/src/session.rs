//! An unlocked app: its list, its invitations, its lock.
//! Refuses everything once locked. Made by a login or by unlocking; `dialog` and `away` have the rest of it.

use crate::core::on_core;
use crate::feeds::{DialogFeed, InboxFeed};
use samtale_engine::problem::Problem;
use samtale_engine::view::{DeviceLinkView, InvitationDraft, InvitationView, PaperView, SearchView};
use std::sync::Arc;

/// An unlocked app.
#[derive(uniffi::Object)]
pub struct Session(pub(crate) Arc<samtale_client::Session>);

impl From<samtale_client::Session> for Session {
    fn from(inner: samtale_client::Session) -> Self {
        Self(Arc::new(inner))
    }
}

#[uniffi::export]
impl Session {
    /// The list of dialogs.
    pub fn inbox(&self) -> InboxFeed {
        InboxFeed::from(self.0.inbox())
    }

    /// One dialog.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the id is none.
    pub fn dialog(&self, dialog: String) -> Result<DialogFeed, Problem> {
        self.0.dialog(&dialog).map(DialogFeed::from)
    }

    /// Invites somebody; the dialog begins when they have taken it up.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn invite(&self, draft: InvitationDraft) -> Result<InvitationView, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.invite(draft).await }).await
    }

    /// Looks for words in all posts that are at hand, newest first; so many pages of what is found.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn search(&self, query: String, pages: u32) -> Result<SearchView, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.search(query, pages).await }).await
    }

    /// Opens a link for one more device of this person.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn add_device(&self) -> Result<DeviceLinkView, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.add_device().await }).await
    }

    /// Makes a code on paper; it is shown this once.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn make_paper(&self) -> Result<PaperView, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.make_paper().await }).await
    }

    /// Takes a device of this person away.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn remove_device(&self, device: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.remove_device(&device).await }).await
    }

    /// Does what a button about the devices offered: `act`, as it came with the view.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn device_act(&self, act: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.device_act(&act).await }).await
    }

    /// Forgets everything but the vault and what waits; returns when that is true.
    ///
    /// # Errors
    /// [`Problem::Locked`] when the core itself is gone.
    pub async fn lock(&self) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move {
            session.lock().await;
            Ok(())
        })
        .await
    }
}
