//! What a person set for themselves alone: archived dialogs, folded posts, when the app locks.
//! Refuses anything a screen would have to compute. Shown in the list, in a dialog and among the devices.

use super::{ChoiceView, InboxRow};

/// The dialogs that are out of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArchivedView {
    /// Words of the row at the foot of the list, with how many there are.
    pub label: String,
    /// Newest activity first.
    pub rows: Vec<InboxRow>,
}

/// Something that was just done and can be taken back: stays until something else is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UndoView {
    /// What was done.
    pub text: String,
    /// Words of the button.
    pub label: String,
    /// The dialog to hand back with the choice.
    pub dialog: String,
    /// Opaque: what to hand back.
    pub choice: String,
}

/// A line in place of posts by somebody who is blocked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FoldView {
    /// How many posts, and by whom.
    pub text: String,
    /// Show or hide them; end the block.
    pub choices: Vec<ChoiceView>,
}

/// When an app that was left locks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LockView {
    /// What is set, in words.
    pub now: String,
    /// What can be set, the shortest time first.
    pub choices: Vec<LockChoiceView>,
}

/// One time after which the app locks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LockChoiceView {
    /// What to hand back: minutes.
    pub minutes: u32,
    /// In words.
    pub label: String,
    /// Whether it is set.
    pub chosen: bool,
}
