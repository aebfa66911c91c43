//! That there is news, said outside the app; and the question whether it may be said.
//! Refuses names, topics and counts in it: whoever lies beside the phone reads it too. Used by the list and,
//! where the app is locked, by the border.

use super::Show;
use super::acts::ask;
use crate::text::Texts;
use crate::view::{ActView, NudgeView, NudgesView};

/// The one line, the same for all news.
#[must_use]
pub fn nudge(texts: &Texts) -> NudgeView {
    NudgeView {
        title: texts.get("nudge"),
        sentence: texts.get("nudge-sentence"),
        channel: texts.get("nudge-channel"),
        channel_help: texts.get("nudge-channel-help"),
    }
}

impl Show<'_> {
    /// The switch, and the question before anybody has answered it: not before there is a dialog to hear of.
    pub(super) fn nudges(&self) -> NudgesView {
        let asks = self.nudged.is_none() && self.engine.is_in_a_dialog();
        let question =
            || ActView { no: self.get("nudge-no"), ..ask(self.texts, "nudge", String::new(), false, &[]) };
        NudgesView {
            on: self.nudged == Some(true),
            label: self.get("act-nudge"),
            help: self.get("nudge-help"),
            ask: asks.then(question),
        }
    }
}
