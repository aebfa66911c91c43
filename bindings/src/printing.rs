//! An invitation as a letter, and the document that comes of it.
//! Refuses to print: the system does. Called by the invitation's screens.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::DocumentView;
use std::sync::Arc;

#[uniffi::remote(Record)]
pub struct DocumentView {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

#[uniffi::export]
impl Session {
    /// The letter of an invitation that is out, as a PDF.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn print_invitation(&self, invitation: String) -> Result<DocumentView, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.print_invitation(&invitation).await }).await
    }
}
