//! The family at the table: what a caseworker fills in for it, and one screen that shows who has come.
//! Refuses anything to compute. Shown by `HouseholdScreen` and `TableCard`.

use super::{ActView, ChoiceView};

/// Somebody who is to sit at the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeatDraft {
    /// Who, as the caseworker calls them.
    pub name: String,
    /// One of [`HouseholdView::kins`].
    pub kin: String,
}

/// What a caseworker fills in to begin with a family.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HouseholdDraft {
    /// Who sits there; as many as [`HouseholdView`] says.
    pub seats: Vec<SeatDraft>,
    /// What the dialog is called.
    pub topic: String,
    /// What it is for, in one sentence; each of them consents to this.
    pub purpose: String,
    /// The first post; may be empty. Everybody at the table reads it.
    pub first: String,
}

/// What can be filled in for a family.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HouseholdView {
    /// How somebody belongs; the first is the usual one, and one of them must have it.
    pub kins: Vec<ChoiceView>,
    /// The fewest people.
    pub fewest: u32,
    /// The most.
    pub most: u32,
}

/// Who has come to the table, live.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TableView {
    /// How many of how many are here.
    pub count: String,
    /// What to do, or what happens next, in one sentence.
    pub help: String,
    /// Everybody who was named, in the order in which they were.
    pub seats: Vec<SeatView>,
    /// Who came and has no seat: the caseworker says whose it is.
    pub guests: Vec<GuestView>,
}

/// One person who was named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeatView {
    /// As the caseworker calls them.
    pub name: String,
    /// How they belong, in words.
    pub kin: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Which of the eight avatar tones, 0..8.
    pub tone: u8,
    /// How far they have come.
    pub state: SeatState,
    /// The same in words.
    pub label: String,
    /// The whole line as one sentence, for a screen reader.
    pub spoken: String,
    /// What can be done about who has the seat.
    pub acts: Vec<ActView>,
}

/// How far somebody at the table has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeatState {
    /// Not here yet.
    Away,
    /// Somebody is logging in, and this seat is free: it may be them.
    Arriving,
    /// Two came by the name, or one whose name fits not quite: the caseworker says.
    Unsure,
    /// Here, with their own keys.
    Here,
    /// The dialog has begun, and an answer is waited for.
    Asked,
    /// In the dialog.
    In,
    /// Not in it, and not coming.
    Out,
}

/// Somebody who came to the table and has no seat.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GuestView {
    /// Who logged in, in one sentence.
    pub sentence: String,
    /// Whose seat it could be, and that it is nobody's.
    pub acts: Vec<ActView>,
}
