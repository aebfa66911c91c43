//! What the system shows for the app while it is not shown: a number on its icon, and one line.
//! Refuses every word about who or what. Shown by Android and iOS themselves, through the apps' `Announcer`.

use super::ActView;

/// The one line that says that there is news.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NudgeView {
    /// That there is something new.
    pub title: String,
    /// Where it is.
    pub sentence: String,
    /// Names lines of this kind in the system's settings.
    pub channel: String,
    /// What such a line says, and what it does not.
    pub channel_help: String,
}

/// What is to be told outside the app after a push.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CalledView {
    /// How many dialogs have something unseen; absent when that is not known: the icon stays as it is.
    pub badge: Option<u32>,
    /// The line, in place of the one before; absent when nothing is to be said.
    pub nudge: Option<NudgeView>,
}

/// Whether this device says that there is news.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NudgesView {
    /// Whether it does.
    pub on: bool,
    /// Names the switch.
    pub label: String,
    /// What such a line says, and for whom the switch holds.
    pub help: String,
    /// The question, while it is time to ask and nobody has answered.
    pub ask: Option<ActView>,
}
