//! What became of a post: reactions and edits that name it, in the order of the log. A pure rule of
//! each reader, as no server can see it: whoever has the same marks comes to the same outcome.
//! Refuses marks by whom they are not, that come too late, or that failed. Used by `show`.

use crate::content::Carried;
use crate::row::{Mark, MarkRow, PostRow, Row, What};
use samtale_wire::{DialogId, Uid};

/// How long after a post its author may edit it, in seconds, by the times in the two entries.
pub const EDIT_WITHIN: u64 = 15 * 60;

/// What is kept beside the rows that are shown.
pub trait Beside {
    /// The reactions and edits that name a post between `from` and `to`, both included: in the order of
    /// the log, and after them the waiting ones in the order in which they were made.
    fn marks(&self, dialog: &DialogId, from: u64, to: u64) -> Vec<Row>;

    /// The row at a place in the log, if there is one.
    fn at(&self, dialog: &DialogId, seq: u64) -> Option<Row>;
}

/// What became of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The words that its author means instead, if they edited it.
    pub words: Option<String>,
    /// Whether a later edit could not be sent.
    pub unedited: bool,
    /// Each emoji and who reacted with it, in the order in which they did.
    pub reactions: Vec<(String, Vec<Uid>)>,
}

/// Whether an author may still edit what was posted at `t`, in an entry of `now`.
#[must_use]
pub fn in_time(t: u64, now: u64) -> bool {
    now.saturating_sub(t) <= EDIT_WITHIN
}

/// What became of a post. `person` says who goes on as whom: one person has one reaction.
#[must_use]
pub fn outcome(row: &Row, post: &PostRow, marks: &[Row], person: impl Fn(&Uid) -> Uid) -> Outcome {
    let mut marks: Vec<(&Row, &MarkRow)> = marks.iter().filter_map(about(row)).collect();
    // Stable: what waits keeps its order.
    marks.sort_by_key(|(mark, _)| mark.seq.unwrap_or(u64::MAX));
    let mut outcome = Outcome::default();
    let mut reactions: Vec<(Uid, &str)> = Vec::new();
    for (mark, it) in marks {
        match &it.mark {
            Mark::Edit(words) => {
                let own = mark.by == row.by && post.carries == Carried::Words && !post.text.is_empty();
                match own && in_time(row.t, mark.t) {
                    true if !it.failed => {
                        outcome.words = Some(words.clone());
                        outcome.unedited = false;
                    }
                    _ => outcome.unedited |= own && it.failed,
                }
            }
            Mark::Reaction(emoji) if !it.failed => {
                let by = person(&mark.by);
                reactions.retain(|(uid, _)| *uid != by);
                reactions.extend(emoji.as_deref().map(|emoji| (by, emoji)));
            }
            Mark::Reaction(_) | Mark::Gone => {}
        }
    }
    for (by, emoji) in reactions {
        match outcome.reactions.iter_mut().find(|(known, _)| known == emoji) {
            Some((_, all)) => all.push(by),
            None => outcome.reactions.push((emoji.to_owned(), vec![by])),
        }
    }
    outcome
}

fn about(row: &Row) -> impl Fn(&Row) -> Option<(&Row, &MarkRow)> {
    let (dialog, seq) = (row.dialog, row.seq);
    move |mark| match &mark.what {
        What::Mark(it) if mark.dialog == dialog && Some(it.about) == seq => Some((mark, it)),
        _ => None,
    }
}
