//! What a person set for themselves alone, over the border: the records that mirror the engine's.
//! Refuses to judge: the core does. Shown in the list, in a dialog and among the devices.

use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::*;

#[uniffi::remote(Record)]
pub struct ArchivedView {
    pub label: String,
    pub rows: Vec<InboxRow>,
}

#[uniffi::remote(Record)]
pub struct UndoView {
    pub text: String,
    pub label: String,
    pub dialog: String,
    pub choice: String,
}

#[uniffi::remote(Record)]
pub struct FoldView {
    pub text: String,
    pub choices: Vec<ChoiceView>,
}

#[uniffi::remote(Record)]
pub struct LockView {
    pub now: String,
    pub choices: Vec<LockChoiceView>,
}

#[uniffi::remote(Record)]
pub struct LockChoiceView {
    pub minutes: u32,
    pub label: String,
    pub chosen: bool,
}

#[uniffi::export]
impl Session {
    /// When the app locks after it was left, and what can be set.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn lock_choices(&self) -> Result<LockView, Problem> {
        self.0.lock_choices()
    }

    /// Sets it, in minutes as they came with the view.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn set_lock_after(&self, minutes: u32) -> Result<LockView, Problem> {
        self.0.set_lock_after(minutes)
    }
}
