//! What a post can be, over the border: the records that mirror the engine's, and what a person says.
//! Refuses to judge: the core does. Called by the composer and by a bubble's sheet.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::*;
use std::sync::Arc;

#[uniffi::remote(Enum)]
pub enum SpanView {
    Words { text: String },
    Web { text: String, url: String },
    Dialog { text: String, dialog: String },
}

#[uniffi::remote(Record)]
pub struct QuoteView {
    pub post: String,
    pub bubble: Option<String>,
    pub author: String,
    pub text: String,
    pub there: bool,
}

#[uniffi::remote(Record)]
pub struct ReactionView {
    pub emoji: String,
    pub count: String,
    pub own: bool,
    pub spoken: String,
    pub react: Option<String>,
}

#[uniffi::remote(Record)]
pub struct EditView {
    pub post: String,
    pub text: String,
}

#[uniffi::remote(Record)]
pub struct FileView {
    pub file: String,
    pub name: String,
    pub media_type: String,
    pub size: String,
    pub progress: Option<u8>,
    pub spoken: String,
}

#[uniffi::remote(Record)]
pub struct VoiceView {
    pub file: String,
    pub media_type: String,
    pub millis: u32,
    pub length: String,
    pub wave: Vec<u8>,
    pub progress: Option<u8>,
    pub spoken: String,
}

#[uniffi::remote(Record)]
pub struct PostDraft {
    pub text: String,
    pub answers: Option<String>,
    pub attached: Option<AttachedDraft>,
}

#[uniffi::remote(Enum)]
pub enum AttachedDraft {
    Photo { bytes: Vec<u8>, alt: String },
    File { bytes: Vec<u8>, name: String, media_type: String },
    Voice { bytes: Vec<u8>, media_type: String, millis: u32, wave: Vec<u8> },
}

#[uniffi::export]
impl Session {
    /// Posts what a composer holds: words, what comes with them, which post they answer.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn say(&self, dialog: String, draft: PostDraft) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.say(&dialog, draft).await }).await
    }

    /// Reacts to a post, or takes that back: `react` as it came with the view.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn react(&self, dialog: String, react: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.react(&dialog, &react).await }).await
    }

    /// Gives an own post other words.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn edit(&self, dialog: String, post: String, text: String) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.edit(&dialog, &post, text).await }).await
    }
}
