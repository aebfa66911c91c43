//! A dialog that is asleep: the row in the list, and what stands there while it wakes.
//! Refuses to name anybody by anything but what this person's own devices kept. Used by `inbox` and `dialog`.

use super::{Head, Show};
use crate::ring::Record;
use crate::row::{PostRow, Row};
use crate::sleep::first;
use crate::view::{DialogView, InboxRow, ItemView};
use samtale_wire::DialogId;

impl Show<'_> {
    /// Its row in the list.
    pub(super) fn sleeping_row(&self, head: &Head, room: Option<String>) -> Option<(u64, InboxRow)> {
        let record = self.sleeping(&head.dialog)?;
        let t = head.last.as_ref().map_or(record.t, |row| row.t);
        let speaker = record.brief.speaker.as_deref();
        // Reactions and edits come with the dialog: what is asleep has none.
        let line = |post: &PostRow| self.line_of(post, &post.text);
        let last = head.last.as_ref().map(|row| self.told(row, speaker, line)).unwrap_or_default();
        let last = self.begun(&head.dialog).unwrap_or(last);
        let name = self.sleeping_name(record);
        let row = InboxRow {
            dialog: head.dialog.to_string(),
            topic: record.brief.topic.clone(),
            room,
            last,
            time: self.lately(t),
            unread: record.brief.unseen,
            pinned: self.engine.is_pinned(&head.dialog),
            muted: self.engine.is_muted(&head.dialog),
            choices: self.choices(&head.dialog),
            waiting: None,
            initials: Self::initials(&name),
            tone: record.brief.tone,
            spoken: String::new(),
            name,
        };
        Some((t, self.spoken(row)))
    }

    /// The dialog with its last line, until it is at hand: whoever was a member can write already.
    pub(super) fn sleeping_dialog(&self, id: &DialogId, rows: &[Row]) -> Option<DialogView> {
        let record = self.sleeping(id)?;
        let name = self.sleeping_name(record);
        let others: Vec<&str> = name.split(", ").collect();
        let (readers, hint) = match others.as_slice() {
            _ if record.brief.name.is_empty() => (self.get("readers-alone"), self.get("hint-alone")),
            [one] => {
                let name = [("name", first(one))];
                (self.say("readers-one", &name), self.say("hint-one", &name))
            }
            [one, two] => {
                let names = [("name", *one), ("second", *two)];
                (self.say("readers-two", &names), self.say("hint-two", &names))
            }
            more => (self.texts.count("readers-more", more.len()), self.texts.count("hint-more", more.len())),
        };
        let rooms = self.rooms(id);
        let hint = match rooms.is_empty() || record.brief.name.is_empty() {
            true => hint,
            false => self.hint_apart(&self.sleeping_names(record)),
        };
        Some(DialogView {
            dialog: id.to_string(),
            topic: record.brief.topic.clone(),
            initials: Self::initials(&name),
            tone: record.brief.tone,
            readers,
            notice: self.offline(),
            items: self.sleeping_items(id, &name, rows),
            earlier: true,
            typing: None,
            draft: self.engine.draft(id).to_owned(),
            hint,
            // Whoever was asked and has not come in yet writes nothing.
            may_write: record.brief.member,
            why_not: (!record.brief.member).then(|| self.get("why-soon")),
            link: self.dialog_link(id),
            step_up: None,
            evidence: None,
            members: Vec::new(),
            consent: None,
            acts: Vec::new(),
            choices: self.choices(id),
            may_bring: false,
            alone: false,
            rooms,
            aside: None,
            name,
        })
    }

    /// What this person wrote, and what was said last: by the one whose name is the dialog's, or by
    /// somebody whose name is not known yet.
    fn sleeping_items(&self, id: &DialogId, name: &str, rows: &[Row]) -> Vec<ItemView> {
        let mut items = self.items(id, None, rows, false);
        for item in &mut items {
            if let ItemView::Bubble { bubble } = item
                && !bubble.own
                && !name.contains(", ")
            {
                bubble.author = name.to_owned();
                bubble.initials = Self::initials(name);
            }
        }
        items
    }

    pub(super) fn sleeping(&self, id: &DialogId) -> Option<&Record> {
        self.engine.asleep.get(id)?;
        self.engine.rings.records.get(id)
    }

    pub(super) fn sleeping_name(&self, record: &Record) -> String {
        if record.brief.name.is_empty() { self.get("you") } else { record.brief.name.clone() }
    }
}
