//! What was written before the door was open: at the closed door only how much, behind it the words.
//! Refuses to say anything of them before they can be read. Shown by `JotterScreen` and `InboxScreen`.

use super::ActView;

/// The closed door of a device without a network, where one can still write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JotterView {
    /// What this is, in a sentence or two.
    pub sentence: String,
    /// Whether there is room for one more.
    pub may_write: bool,
    /// How many wait: "1 note is waiting".
    pub waiting: Option<String>,
    /// Throws all that wait away.
    pub forget: Option<ActView>,
}

/// One that waits behind the open door.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JotView {
    /// Opaque id.
    pub jot: String,
    /// The words; or that they cannot be read.
    pub text: String,
    /// For whom, as its writer noted: "For Ali".
    pub to: Option<String>,
    /// When it was written.
    pub time: Option<String>,
    /// Whether it can be put into a dialog.
    pub may_place: bool,
    /// Throws it away; its `act` is the id.
    pub forget: ActView,
    /// All of it, for a screen reader.
    pub spoken: String,
}
