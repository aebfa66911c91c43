//! The items of a dialog in their order: days, system lines, bubbles in groups, consents.
//! Refuses to reorder: the log's order is the order. Used by `dialog` and, for lines, by `inbox`.

use super::Show;
use crate::mind::Dialog;
use crate::row::{PostRow, Row, What};
use crate::view::{BubbleView, ItemView, PhotoView, PostState};
use samtale_wire::DialogId;

/// Posts of one author within this time share a name and a time, in seconds.
const GROUP: u64 = 180;

impl Show<'_> {
    /// Of a dialog that is not at hand there are only posts.
    pub(super) fn items(&self, id: &DialogId, dialog: Option<&Dialog>, rows: &[Row]) -> Vec<ItemView> {
        let mut items = Vec::with_capacity(rows.len() + 4);
        let mut before: Option<&Row> = None;
        let mut rows = rows.iter().peekable();
        while let Some(row) = rows.next() {
            let new_day = before.is_none_or(|before| !self.same_day(before.t, row.t));
            if new_day {
                items.push(ItemView::Day { label: self.day(row.t) });
            }
            match &row.what {
                What::Post(post) => {
                    let first = new_day || before.is_none_or(|before| !together(before, row));
                    let last =
                        rows.peek().is_none_or(|next| !together(row, next) || !self.same_day(row.t, next.t));
                    items.push(ItemView::Bubble { bubble: self.bubble(dialog, row, post, first, last) });
                }
                What::Proposed(proposed) => match dialog.and_then(|it| self.consent(id, it, row, proposed)) {
                    Some(card) => items.push(ItemView::Consent { card }),
                    None => items.extend(self.notice(row).map(|text| ItemView::Notice { text })),
                },
                _ => items.extend(self.notice(row).map(|text| ItemView::Notice { text })),
            }
            before = Some(row);
        }
        items
    }

    fn bubble(
        &self,
        dialog: Option<&Dialog>,
        row: &Row,
        post: &PostRow,
        first: bool,
        last: bool,
    ) -> BubbleView {
        let own = self.engine.is_me(&row.by);
        let author = if own { self.get("you") } else { self.name(&row.by) };
        let state = match (row.seq, post.failed) {
            (Some(_), _) => PostState::Sent,
            (None, true) => PostState::Failed,
            (None, false) => PostState::Waiting,
        };
        let moving = post.photo.as_ref().and_then(|photo| self.moving.get(&photo.file)).copied();
        // The file of a post that waits is on its way out; of one that stands in the log, on its way in.
        let (progress, fetched) = match state {
            PostState::Waiting => (moving, None),
            PostState::Sent => (None, moving),
            PostState::Failed => (None, None),
        };
        let photo = post.photo.as_ref().map(|photo| PhotoView {
            file: photo.file.to_string(),
            width: photo.width,
            height: photo.height,
            alt: match photo.alt.trim() {
                "" => self.say("a-photo-by", &[("name", &author)]),
                alt => alt.to_owned(),
            },
            progress: fetched,
        });
        let text = match (post.text.is_empty(), &photo) {
            (true, None) => self.get("newer-app"),
            _ => post.text.clone(),
        };
        let time = self.clock(row.t);
        let heard = match &photo {
            Some(photo) if text.is_empty() => photo.alt.clone(),
            Some(photo) => format!("{}. {text}", photo.alt),
            None => text.clone(),
        };
        let spoken = self.say("bubble-spoken", &[("name", &author), ("time", &time), ("text", &heard)]);
        BubbleView {
            // Others may choose an id that is taken; with its author it is unique.
            id: if own { row.id.to_string() } else { format!("{}{}", row.by, row.id) },
            own,
            initials: Self::initials(&self.name(&row.by)),
            tone: Self::tone(row.by.as_bytes()),
            author,
            text,
            photo,
            time,
            state,
            state_label: match (state, progress) {
                (PostState::Waiting, Some(percent)) => {
                    self.say("state-sending", &[("percent", &percent.to_string())])
                }
                (PostState::Waiting, None) => self.get("state-waiting"),
                (PostState::Sent, _) => self.get("state-sent"),
                (PostState::Failed, _) => self.get("state-failed"),
            },
            progress,
            first,
            last,
            spoken,
            acts: dialog.map(|it| self.post_acts(it, row.seq, own)).unwrap_or_default(),
        }
    }
}

fn together(a: &Row, b: &Row) -> bool {
    let posts = matches!((&a.what, &b.what), (What::Post(_), What::Post(_)));
    posts && a.by == b.by && b.t.saturating_sub(a.t) <= GROUP
}
