//! What was written before the door was open: at the closed door how much, in the list each of them.
//! Refuses to guess a dialog from a name: the writer chooses. Used by `inbox` and by the client's jotter.

use super::Show;
use super::acts::ask;
use crate::jots::MAX_JOTS;
use crate::text::Texts;
use crate::view::{ChoiceView, InboxRow, JotView, JotterView};

/// The closed door, behind which so many wait.
#[must_use]
pub fn jotter(waiting: usize, texts: &Texts) -> JotterView {
    let may_write = waiting < MAX_JOTS;
    JotterView {
        sentence: texts.get(if may_write { "jot-sentence" } else { "jot-full" }),
        may_write,
        waiting: (waiting > 0).then(|| texts.count("jot-waiting", waiting)),
        forget: (waiting > 0).then(|| ask(texts, "forget-notes", String::new(), true, &[])),
    }
}

impl Show<'_> {
    /// What waits, oldest first.
    pub(super) fn jots(&self) -> Vec<JotView> {
        let shown = self.engine.jots().into_iter().map(|(id, jot)| {
            let text = jot.map_or_else(|| self.get("jot-unread"), |jot| jot.text.clone());
            let to = jot.filter(|jot| !jot.to.trim().is_empty());
            let to = to.map(|jot| self.say("jot-to", &[("name", jot.to.trim())]));
            let time = jot.map(|jot| self.moment(jot.t));
            let said = [to.as_deref(), time.as_deref(), Some(&*text)];
            JotView {
                jot: id.to_string(),
                spoken: said.into_iter().flatten().collect::<Vec<_>>().join(". "),
                text,
                to,
                time,
                may_place: jot.is_some(),
                forget: self.ask("forget-note", id.to_string(), true, &[]),
            }
        });
        shown.collect()
    }

    /// Where they can be put: what is in the list and has begun.
    pub(super) fn places(&self, rows: &[InboxRow]) -> Vec<ChoiceView> {
        if self.engine.beside.jots.is_empty() {
            return Vec::new();
        }
        let begun = rows.iter().filter(|row| row.dialog.parse().is_ok_and(|id| self.engine.is_known(&id)));
        let choice = |row: &InboxRow| ChoiceView {
            choice: row.dialog.clone(),
            label: [&*row.name, &*row.topic]
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
        };
        begun.map(choice).collect()
    }
}
