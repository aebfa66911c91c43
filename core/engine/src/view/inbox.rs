//! The list of dialogs. Refuses anything a screen would have to compute.
//! Shown by `InboxScreen` in Kotlin and Swift.

use super::DeviceView;

/// The whole visible list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InboxView {
    /// The name above the list.
    pub title: String,
    /// One quiet line under the title, e.g. that there is no connection.
    pub notice: Option<String>,
    /// Whether the notice says that there is no connection; else it is about something else.
    pub notice_offline: bool,
    /// Newest activity first.
    pub rows: Vec<InboxRow>,
    /// What to show when there are no rows.
    pub empty: Option<EmptyView>,
    /// Whether this person may start dialogs.
    pub may_invite: bool,
    /// Whether this person says how far they have read and that they are writing, and sees it of others.
    pub receipts: bool,
    /// This person's devices, this one first.
    pub devices: Vec<DeviceView>,
}

/// One dialog in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InboxRow {
    /// Opaque id of the dialog.
    pub dialog: String,
    /// Who the talk is with.
    pub name: String,
    /// What it is about.
    pub topic: String,
    /// With whom it is, where this person has other dialogs of the same case.
    pub room: Option<String>,
    /// The last post, one line, already prefixed with who wrote it where that matters.
    pub last: String,
    /// When, as people say it: "14:05", "i går", "3. maj".
    pub time: String,
    /// Posts not yet seen; 0 hides the badge.
    pub unread: u32,
    /// What waits for this person, shown in amber above the last line.
    pub waiting: Option<String>,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Which of the eight avatar tones, 0..8.
    pub tone: u8,
    /// The whole row as one sentence, for a screen reader.
    pub spoken: String,
}

/// An empty list: one sentence and one button.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmptyView {
    /// The sentence.
    pub sentence: String,
    /// The button's words.
    pub button: String,
}
