//! The list of dialogs. Refuses anything a screen would have to compute.
//! Shown by `InboxScreen` in Kotlin and Swift.

use super::{ActView, ArchivedView, ChoiceView, DeviceView, JotView, NudgesView, UndoView};

/// The whole visible list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InboxView {
    /// The name above the list.
    pub title: String,
    /// One quiet line under the title, e.g. that there is no connection.
    pub notice: Option<String>,
    /// Whether the notice says that there is no connection; else it is about something else.
    pub notice_offline: bool,
    /// What is pinned first, then newest activity first.
    pub rows: Vec<InboxRow>,
    /// The badge on the app's icon: how many dialogs have posts not yet seen, without muted and archived ones.
    pub unread: u32,
    /// The dialogs that are out of the list: one row at its foot opens them.
    pub archived: Option<ArchivedView>,
    /// What was just archived, and how to take it back.
    pub undo: Option<UndoView>,
    /// What was written before the door was open and waits to be put into a dialog, oldest first.
    pub jots: Vec<JotView>,
    /// The dialogs that they can be put into.
    pub places: Vec<ChoiceView>,
    /// What to show when there are no rows.
    pub empty: Option<EmptyView>,
    /// Whether this person may start dialogs.
    pub may_invite: bool,
    /// Whether a dialog can be begun as a very sensitive one: who is named logs in at the highest level for it.
    pub may_be_sensitive: bool,
    /// Whether a national number beside an invited person's name is compared with their login.
    pub may_match: bool,
    /// Whether this person says how far they have read and that they are writing, and sees it of others.
    pub receipts: bool,
    /// This person's devices, this one first.
    pub devices: Vec<DeviceView>,
    /// Logs out all other devices; nothing when there is none to log out.
    pub log_out: Option<ActView>,
    /// Whether this device says that there is news while the app is not shown.
    pub nudges: NudgesView,
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
    /// Whether it stands at the top of the list.
    pub pinned: bool,
    /// Whether it counts in no badge: its own is quiet.
    pub muted: bool,
    /// What can be set about it at once: by a long press, a swipe, and named to a screen reader.
    pub choices: Vec<ChoiceView>,
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
