//! Mirrors of the records about the people of a phone and the dialogs of a case: a forgotten field is a
//! compile error. Refuses its own types and conversions. Called by every exported function.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::{ActView, AsideView, ChoiceView, PersonView, PhoneView, RoomView};
use std::sync::Arc;

#[uniffi::remote(Record)]
pub struct PersonView {
    pub person: String,
    pub picture: String,
    pub tone: u8,
    pub name: String,
    pub remove: ActView,
}

#[uniffi::remote(Record)]
pub struct PhoneView {
    pub heading: String,
    pub people: Vec<PersonView>,
    pub chosen: Option<PersonView>,
    pub other: String,
    pub add: Option<ActView>,
}

#[uniffi::remote(Record)]
pub struct RoomView {
    pub dialog: String,
    pub label: String,
}

#[uniffi::remote(Record)]
pub struct AsideView {
    pub label: String,
    pub heading: String,
    pub sentence: String,
    pub people: Vec<ChoiceView>,
    pub yes: String,
    pub no: String,
}

#[uniffi::export]
impl Session {
    /// Begins a dialog of the same case with some of those who are in this one.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn take_aside(&self, dialog: String, people: Vec<String>) -> Result<(), Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move {
            let people: Vec<&str> = people.iter().map(String::as_str).collect();
            session.take_aside(&dialog, &people).await
        })
        .await
    }
}
