//! The family at the table: mirrors of its records, and how it is begun.
//! Refuses its own types and conversions. Called from the screen on which a dialog is begun.

use crate::core::on_core;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::*;
use std::sync::Arc;

#[uniffi::remote(Record)]
pub struct SeatDraft {
    pub name: String,
    pub kin: String,
}

#[uniffi::remote(Record)]
pub struct HouseholdDraft {
    pub seats: Vec<SeatDraft>,
    pub topic: String,
    pub purpose: String,
    pub first: String,
}

#[uniffi::remote(Record)]
pub struct HouseholdView {
    pub kins: Vec<ChoiceView>,
    pub fewest: u32,
    pub most: u32,
}

#[uniffi::remote(Record)]
pub struct TableView {
    pub count: String,
    pub help: String,
    pub seats: Vec<SeatView>,
    pub guests: Vec<GuestView>,
}

#[uniffi::remote(Record)]
pub struct SeatView {
    pub name: String,
    pub kin: String,
    pub initials: String,
    pub tone: u8,
    pub state: SeatState,
    pub label: String,
    pub spoken: String,
    pub acts: Vec<ActView>,
}

#[uniffi::remote(Enum)]
pub enum SeatState {
    Away,
    Arriving,
    Unsure,
    Here,
    Asked,
    In,
    Out,
}

#[uniffi::remote(Record)]
pub struct GuestView {
    pub sentence: String,
    pub acts: Vec<ActView>,
}

#[uniffi::export]
impl Session {
    /// What can be filled in for a family.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn household(&self) -> Result<HouseholdView, Problem> {
        self.0.household()
    }

    /// Invites those who sit at a table with one link; the dialog that it leads to.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn invite_household(&self, draft: HouseholdDraft) -> Result<String, Problem> {
        let session = Arc::clone(&self.0);
        on_core(async move { session.invite_household(draft).await }).await
    }
}
