//! What was found, as rows: whose dialog, the words around the hit, when.
//! Refuses to find anything itself: the cache does. Called by the client for each query.

use super::Show;
use crate::row::{PostRow, Row, What};
use crate::search::{beside, hit};
use crate::view::{SearchRow, SearchView};
use samtale_wire::DialogId;

/// How many letters stand before and after a hit.
const BEFORE: usize = 28;
const AFTER: usize = 80;

impl Show<'_> {
    /// The rows that were found for these words, newest first; `more` when there are others, `partly` when
    /// older posts are not at hand.
    #[must_use]
    pub fn search(&self, words: &[String], rows: &[Row], more: bool, partly: bool) -> SearchView {
        let rows: Vec<SearchRow> = rows.iter().filter_map(|row| self.found(words, row)).collect();
        let notice = match (words.is_empty(), rows.is_empty(), partly) {
            (true, _, _) => None,
            (false, _, true) => Some(self.get("search-partly")),
            (false, true, false) => Some(self.get("search-nothing")),
            (false, false, false) => None,
        };
        SearchView { rows, more, notice }
    }

    /// The name and the tone of a dialog, also of one that is asleep.
    fn whose(&self, id: &DialogId) -> Option<(String, u8)> {
        match self.engine.dialogs.get(id) {
            Some(dialog) => Some((self.title(dialog), self.dialog_tone(id, dialog))),
            None => self.sleeping(id).map(|record| (self.sleeping_name(record), record.brief.tone)),
        }
    }

    fn found(&self, words: &[String], row: &Row) -> Option<SearchRow> {
        let What::Post(post) = &row.what else { return None };
        if self.is_folded(row) {
            return None;
        }
        let (name, tone) = self.whose(&row.dialog)?;
        let own = self.engine.is_me(&row.by);
        let who = if own { self.get("you") } else { self.first_name(&row.by) };
        let edited = self.outcome(row, post).words;
        let (before, hit, after) = around(text_of(post, edited.as_deref(), words), words);
        let time = self.lately(row.t);
        let text = format!("{before}{hit}{after}");
        let heard = [("name", who.as_str()), ("time", &time), ("text", &text)];
        let spoken = format!("{name}. {}", self.say("bubble-spoken", &heard));
        Some(SearchRow {
            dialog: row.dialog.to_string(),
            post: self.bubble_id(row),
            initials: Self::initials(&name),
            tone,
            before: format!("{who}: {before}"),
            hit,
            after,
            time,
            spoken,
            name,
        })
    }
}

/// The words of a post as they are meant now, or of what it carries when the hit stands only there.
fn text_of<'a>(post: &'a PostRow, edited: Option<&'a str>, words: &[String]) -> &'a str {
    let (text, beside) = (edited.unwrap_or(&post.text), beside(post));
    if hit(text, words).is_none() && hit(beside, words).is_some() { beside } else { text }
}

/// What stands around the first hit, on one line.
fn around(text: &str, words: &[String]) -> (String, String, String) {
    let range = hit(text, words).unwrap_or(0..0);
    let part = |range| line(text.get(range).unwrap_or_default());
    let (before, after) = (part(0..range.start), part(range.end..text.len()));
    let cut = before.chars().count().saturating_sub(BEFORE);
    let mut before: String = before.chars().skip(cut).collect();
    if cut > 0 {
        // From the next word on.
        let word = before.split_once(' ').map(|(_, rest)| rest.to_owned());
        before = format!("…{}", word.unwrap_or(before));
    }
    let long = after.chars().count() > AFTER;
    let mut after: String = after.chars().take(AFTER).collect();
    if long {
        after = format!("{}…", after.rsplit_once(' ').map_or(after.as_str(), |(whole, _)| whole));
    }
    (before, part(range), after)
}

/// The same without line breaks.
fn line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query;

    fn snippet(text: &str, looked_for: &str) -> [String; 3] {
        let (before, hit, after) = around(text, &query(looked_for));
        [before, hit, after]
    }

    #[test]
    fn a_hit_stands_in_its_words() {
        assert_eq!(snippet("Vi ses\nonsdag kl. 10", "onsdag"), ["Vi ses ", "onsdag", " kl. 10"]);
        let long = format!("{}her er lærepladsen {}", "en masse ord ".repeat(9), "og mange flere ".repeat(9));
        let [before, hit, after] = snippet(&long, "læreplads");
        assert_eq!((before.as_str(), hit.as_str()), ("…ord en masse ord her er ", "læreplads"));
        assert!(after.starts_with("en og mange") && after.ends_with('…') && after.chars().count() <= 81);
    }
}
