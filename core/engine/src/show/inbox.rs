//! The list of dialogs, newest first, with what waits for this person above the last line.
//! Refuses to sort by anything but what is pinned and activity. Pulled by `InboxFeed`.

use super::{Head, Show};
use crate::case::CaseId;
use crate::mind::Dialog;
use crate::row::{PostRow, Row, What};
use crate::view::{EmptyView, InboxRow, InboxView};
use samtale_membership::profile;
use samtale_wire::DialogId;
use samtale_wire::entry::Policy;
use std::collections::BTreeMap;

impl Show<'_> {
    /// The whole list.
    #[must_use]
    pub fn inbox(&self, heads: &[Head]) -> InboxView {
        let cases = self.engine.cases();
        let row = |head: &Head| self.row(head, &cases).map(|(t, row)| (t, row, head.dialog));
        let mut rows: Vec<(u64, InboxRow, DialogId)> = heads.iter().filter_map(row).collect();
        let invited = |it| self.invited(it).map(|(t, row)| (t, row, self.engine.dialog_of(it)));
        rows.extend(self.engine.invitations.values().filter_map(invited));
        rows.sort_by(|(a, one, _), (b, other, _)| (other.pinned, b).cmp(&(one.pinned, a)));
        let (away, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, row, id)| self.is_away(id, row));
        let [away, rows] =
            [away, rows].map(|them| them.into_iter().map(|(_, row, _)| row).collect::<Vec<_>>());
        let undo = self.undo(&away);
        let archived = self.archived(away);
        let may_invite = self.engine.me.org.is_some();
        let nothing = rows.is_empty() && archived.is_none();
        let empty = nothing.then(|| {
            let keys = if may_invite {
                ("empty-staff", "empty-staff-button")
            } else {
                ("empty-citizen", "empty-citizen-button")
            };
            EmptyView { sentence: self.get(keys.0), button: self.get(keys.1) }
        });
        let told = self.alarm().or_else(|| self.theft()).or_else(|| self.new_device());
        InboxView {
            title: self.get("label-app"),
            notice_offline: told.is_none() && !self.online,
            notice: told.or_else(|| self.offline()),
            unread: self.engine.badge(),
            archived,
            undo,
            jots: self.jots(),
            places: self.places(&rows),
            rows,
            empty,
            may_invite,
            may_be_sensitive: may_invite && self.engine.can_begin(Policy::Sensitive),
            may_match: may_invite && self.engine.tenant.issuers.iter().any(profile::may_tell),
            receipts: self.engine.receipts(),
            devices: self.devices(),
            log_out: self.log_out(),
            nudges: self.nudges(),
        }
    }

    fn row(&self, head: &Head, cases: &BTreeMap<CaseId, usize>) -> Option<(u64, InboxRow)> {
        let room = self.room(&head.dialog, cases);
        let Some(dialog) = self.engine.dialogs.get(&head.dialog) else {
            return self.sleeping_row(head, room);
        };
        let read = head.last.as_ref().is_some_and(|row| matches!(row.what, What::Post(_)));
        if !read && !self.engine.is_concerned(dialog) {
            return None;
        }
        let t = head.last.as_ref().map_or(dialog.state.tip.t, |row| row.t);
        let last = head.last.as_ref().map(|row| self.last(dialog, row)).unwrap_or_default();
        let last = self.begun(&head.dialog).unwrap_or(last);
        let name = self.title(dialog);
        let row = InboxRow {
            dialog: head.dialog.to_string(),
            topic: dialog.topic.clone().unwrap_or_default(),
            room,
            last,
            time: self.lately(t),
            unread: dialog.unseen,
            pinned: self.engine.is_pinned(&head.dialog),
            muted: self.engine.is_muted(&head.dialog),
            choices: self.choices(&head.dialog),
            waiting: self.waiting(&head.dialog, dialog),
            initials: Self::initials(&name),
            tone: self.dialog_tone(&head.dialog, dialog),
            spoken: String::new(),
            name,
        };
        Some((t, self.spoken(row)))
    }

    fn waiting(&self, id: &DialogId, dialog: &Dialog) -> Option<String> {
        let roster = &dialog.state.roster;
        if !self.engine.all_that_ask(id, self.now).is_empty() {
            return Some(self.get("waiting-consent"));
        }
        if let Some(asked) = self.guardian_waits(id) {
            return Some(asked);
        }
        let mut here = self.engine.invitations.values().filter(|it| self.engine.dialog_of(it) == *id);
        if let Some(stranger) = here.find(|invited| {
            self.engine.stranger(invited).is_some() || self.engine.unseated(invited).next().is_some()
        }) {
            return Some(self.awaited(stranger));
        }
        let mine = roster.proposals.iter().find(|open| open.by == self.engine.me.uid && !open.complete())?;
        Some(self.say("waiting-answer", &[("name", &self.first_name(&mine.subject.uid))]))
    }

    /// The last line.
    fn last(&self, dialog: &Dialog, row: &Row) -> String {
        let group = dialog.state.roster.members.len() > 2;
        let speaker = group.then(|| self.first_name(&row.by));
        self.told(row, speaker.as_deref(), |post| self.line(row, post))
    }

    /// A row as one line, with who spoke where that matters.
    pub(super) fn told(
        &self,
        row: &Row,
        speaker: Option<&str>,
        line: impl FnOnce(&PostRow) -> String,
    ) -> String {
        let What::Post(post) = &row.what else { return self.notice(row).unwrap_or_default() };
        if self.is_folded(row) {
            return self.say("last-blocked", &[("name", &self.first_name(&row.by))]);
        }
        let text = line(post);
        if row.by == self.engine.me.uid {
            self.say("last-own", &[("text", &text)])
        } else if let Some(speaker) = speaker {
            self.say("last-other", &[("name", speaker), ("text", &text)])
        } else {
            text
        }
    }

    pub(super) fn spoken(&self, mut row: InboxRow) -> InboxRow {
        let waiting = row
            .waiting
            .as_ref()
            .map(|waiting| format!("{}. ", waiting.trim_end_matches('.')))
            .unwrap_or_default();
        let unread = match row.unread {
            0 => String::new(),
            count => format!("{}. ", self.texts.count("unread", count as usize)),
        };
        let room = row.room.as_ref().map(|room| format!("{room}. ")).unwrap_or_default();
        let last = format!("{room}{}{waiting}{unread}{}", self.set_spoken(&row), row.last);
        let values = [("name", &*row.name), ("topic", &row.topic), ("last", &last), ("time", &row.time)];
        row.spoken = self.say("row-spoken", &values);
        row
    }
}
