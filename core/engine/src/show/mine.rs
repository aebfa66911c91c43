//! What a person set for themselves alone, in words: choices of a row, the archived dialogs, folded posts.
//! Refuses to hide that something is hidden: a line stands in its place. Used by `inbox`, `dialog` and `items`.

use super::Show;
use crate::row::{Row, What};
use crate::text::Texts;
use crate::view::{
    ActView, ArchivedView, ChoiceView, FoldView, InboxRow, LockChoiceView, LockView, UndoView,
};
use samtale_wire::entry::Role;
use samtale_wire::{DialogId, Uid};

/// After how many minutes an app that was left can be set to lock.
const MINUTES: [u32; 6] = [0, 1, 5, 15, 30, 60];

/// The choices of when an app that was left locks; `minutes` is what is set.
#[must_use]
pub fn lock(texts: &Texts, minutes: u32) -> LockView {
    let words = |minutes: u32| match minutes {
        0 => texts.get("lock-at-once"),
        60 => texts.get("lock-hour"),
        more => texts.count("lock-minutes", more as usize),
    };
    let mut all: Vec<u32> = MINUTES.to_vec();
    if !all.contains(&minutes) {
        all.push(minutes);
        all.sort_unstable();
    }
    let choice = |it: u32| LockChoiceView { minutes: it, label: words(it), chosen: it == minutes };
    LockView { now: words(minutes), choices: all.into_iter().map(choice).collect() }
}

impl Show<'_> {
    /// What can be set about a dialog, without a question: each can be taken back in the same place.
    pub(super) fn choices(&self, id: &DialogId) -> Vec<ChoiceView> {
        let choice = |(choice, key): (&str, &str)| ChoiceView { choice: choice.into(), label: self.get(key) };
        let pin = if self.engine.is_pinned(id) { ("unpin", "set-unpin") } else { ("pin", "set-pin") };
        let mute = if self.engine.is_muted(id) { ("unmute", "set-unmute") } else { ("mute", "set-mute") };
        let archived = self.engine.is_archived(id);
        let archive = if archived { ("unarchive", "set-unarchive") } else { ("archive", "set-archive") };
        [pin, mute, archive].map(choice).to_vec()
    }

    /// Whether a row is out of the list. What waits for this person is not.
    pub(super) fn is_away(&self, id: &DialogId, row: &InboxRow) -> bool {
        self.engine.is_archived(id) && row.waiting.is_none()
    }

    /// The dialogs that are out of the list; nothing when there are none.
    pub(super) fn archived(&self, rows: Vec<InboxRow>) -> Option<ArchivedView> {
        let label = self.texts.count("archived", rows.len());
        (!rows.is_empty()).then_some(ArchivedView { label, rows })
    }

    /// What was archived last, and how to take it back.
    pub(super) fn undo(&self, rows: &[InboxRow]) -> Option<UndoView> {
        let id = self.engine.can_undo()?.to_string();
        let row = rows.iter().find(|row| row.dialog == id)?;
        Some(UndoView {
            text: self.say("archived-now", &[("name", &row.name)]),
            label: self.get("archived-undo"),
            dialog: id,
            choice: "unarchive".into(),
        })
    }

    /// What a screen reader says before a row: that it is pinned, that it is muted.
    pub(super) fn set_spoken(&self, row: &InboxRow) -> String {
        let pinned = row.pinned.then(|| format!("{}. ", self.get("set-pinned")));
        let muted = row.muted.then(|| format!("{}. ", self.get("set-muted")));
        pinned.into_iter().chain(muted).collect()
    }

    /// The line in place of posts by somebody who is blocked: this one and those that follow it at once.
    pub(super) fn fold(&self, id: &DialogId, row: &Row, count: usize) -> FoldView {
        let (uid, open) = (row.by, self.engine.is_shown(id, &row.by));
        let choice = |choice: &str, key: &str| ChoiceView {
            choice: format!("{choice} {uid}"),
            label: self.say(key, &[("name", &self.first_name(&uid))]),
        };
        let toggle = if open { choice("hide", "folded-hide") } else { choice("show", "folded-show") };
        FoldView {
            text: self.texts.count_named("folded", count, &self.first_name(&uid)),
            choices: vec![toggle, choice("unblock", "folded-unblock")],
        }
    }

    /// Whether a row is a post by somebody who is blocked.
    pub(super) fn is_folded(&self, row: &Row) -> bool {
        matches!(row.what, What::Post(_)) && self.engine.is_blocked(&row.by)
    }

    /// Block somebody, or end it. What staff write belongs to a case: it says so.
    pub(super) fn block_act(&self, uid: &Uid, role: Role) -> ActView {
        let name = self.first_name(uid);
        let values = [("name", name.as_str())];
        if self.engine.is_blocked(uid) {
            return self.ask("unblock", format!("unblock {uid}"), false, &values);
        }
        let staff = matches!(role, Role::Coordinator | Role::Employee | Role::Service);
        let key = if staff { "block-staff" } else { "block" };
        self.ask(key, format!("block {uid}"), true, &values)
    }
}
