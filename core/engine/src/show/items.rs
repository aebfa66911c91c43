//! The items of a dialog in their order: days, system lines, bubbles in groups, consents.
//! Refuses to reorder: the log's order is the order. Used by `dialog` and, for lines, by `inbox`.

use super::Show;
use crate::marks::Outcome;
use crate::mind::Dialog;
use crate::row::{PostRow, Row, What};
use crate::view::{BubbleView, ItemView, PostState};
use samtale_wire::DialogId;

/// Posts of one author within this time share a name and a time, in seconds.
const GROUP: u64 = 180;

impl Show<'_> {
    /// Of a dialog that is not at hand there are only posts.
    pub(super) fn items(
        &self,
        id: &DialogId,
        dialog: Option<&Dialog>,
        rows: &[Row],
        may_write: bool,
    ) -> Vec<ItemView> {
        let mut items = Vec::with_capacity(rows.len() + 4);
        let marks = self.marks(id, rows);
        let mut before: Option<&Row> = None;
        let mut folding = None;
        for (at, row) in rows.iter().enumerate() {
            let begins = folding.replace(row.by) != Some(row.by);
            let folded = self.is_folded(row);
            folding = folding.filter(|_| folded);
            let hidden = folded && !self.engine.is_shown(id, &row.by);
            if hidden && !begins {
                continue;
            }
            let new_day = before.is_none_or(|before| !self.same_day(before.t, row.t));
            if new_day {
                items.push(ItemView::Day { label: self.day(row.t) });
            }
            if folded && begins {
                let run = rows.iter().skip(at).take_while(|it| it.by == row.by && self.is_folded(it));
                items.push(ItemView::Folded { fold: self.fold(id, row, run.count()) });
            }
            match &row.what {
                What::Post(_) if hidden => {}
                What::Post(post) => {
                    let first = new_day || before.is_none_or(|before| !together(before, row));
                    let last = rows
                        .get(at + 1)
                        .is_none_or(|next| !together(row, next) || !self.same_day(row.t, next.t));
                    let marks =
                        row.seq.and_then(|seq| marks.get(&seq)).map(Vec::as_slice).unwrap_or_default();
                    let outcome = self.outcome_of(row, post, marks);
                    items.push(ItemView::Bubble {
                        bubble: self.bubble(dialog, row, post, outcome, (first, last), may_write),
                    });
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
        outcome: Outcome,
        (first, last): (bool, bool),
        may_write: bool,
    ) -> BubbleView {
        let own = self.engine.is_me(&row.by);
        let author = if own { self.get("you") } else { self.name(&row.by) };
        let state = self.post_state(dialog, row, post);
        let moving = post.carries.sealed().and_then(|it| self.moving.get(&it.file)).copied();
        // The file of a post that waits is on its way out; of one that stands in the log, on its way in.
        let (progress, fetched) = match state {
            PostState::Waiting => (moving, None),
            PostState::Failed | PostState::Asked => (None, None),
            _ => (None, moving),
        };
        let words = outcome.words.as_deref().unwrap_or(&post.text);
        let attached = self.attached(&post.carries, &author, fetched);
        let text = match (words.is_empty(), attached.spoken()) {
            (true, None) => self.get("newer-app"),
            _ => words.to_owned(),
        };
        let time = self.clock(row.t);
        let quote = dialog.zip(post.answers.as_ref()).map(|(dialog, to)| self.quote(dialog, to));
        let edited = match (outcome.unedited, &outcome.words) {
            (true, _) => Some(self.get("unedited")),
            (false, Some(_)) => Some(self.get("edited")),
            (false, None) => None,
        };
        let reactions = self.reactions(row, &outcome, may_write);
        let answered = quote.as_ref().map(|it| self.answers_spoken(it));
        let heard = answered.iter().map(String::as_str).chain(attached.spoken());
        let heard = heard.chain((!text.is_empty()).then_some(text.as_str())).chain(edited.as_deref());
        let heard = heard.chain(reactions.iter().map(|it| it.spoken.as_str()));
        let heard = heard.collect::<Vec<_>>().join(". ");
        let spoken = self.say("bubble-spoken", &[("name", &author), ("time", &time), ("text", &heard)]);
        BubbleView {
            id: self.bubble_id(row),
            own,
            initials: Self::initials(&self.name(&row.by)),
            tone: Self::tone(row.by.as_bytes()),
            author,
            spans: self.spans(&text),
            quote,
            photo: attached.photo,
            file: attached.file,
            voice: attached.voice,
            edited,
            react: self.could_react(row, &outcome, may_write),
            answer: may_write.then(|| self.quoted(row, self.line_of(post, words))).flatten(),
            edit: self.edit(row, post, words, may_write),
            reactions,
            text,
            time,
            state,
            state_label: self.state_label(dialog, row, state, progress),
            progress,
            first,
            last,
            spoken,
            acts: dialog
                .map(|it| [self.post_acts(it, row.seq, own), self.waiting_acts(it, row)].concat())
                .unwrap_or_default(),
        }
    }
}

fn together(a: &Row, b: &Row) -> bool {
    let posts = matches!((&a.what, &b.what), (What::Post(_), What::Post(_)));
    posts && a.by == b.by && b.t.saturating_sub(a.t) <= GROUP
}
