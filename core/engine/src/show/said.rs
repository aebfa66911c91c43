//! A bubble's words and what stands around them: edits, quotes, reactions, what can be done.
//! Refuses to quote by anyone's word: a quote is what stands in this device's memory. Used by `items`,
//! and for the last line by `inbox`.

use super::Show;
use crate::content::{Carried, EMOJI, PostRef};
use crate::marks::{Outcome, in_time, outcome};
use crate::mind::Dialog;
use crate::row::{PostRow, Row, What};
use crate::view::{EditView, QuoteView, ReactionView};
use samtale_wire::{DialogId, Uid};
use std::collections::BTreeMap;
use unicode_segmentation::UnicodeSegmentation;

/// How much of a post is quoted, in letters as people count them.
const QUOTED: usize = 120;

impl Show<'_> {
    /// What became of a post.
    pub(super) fn outcome(&self, row: &Row, post: &PostRow) -> Outcome {
        let Some(seq) = row.seq else { return Outcome::default() };
        self.outcome_of(row, post, &self.beside.marks(&row.dialog, seq, seq))
    }

    /// The same, with the marks at hand.
    pub(super) fn outcome_of(&self, row: &Row, post: &PostRow, marks: &[Row]) -> Outcome {
        // Who went on under other keys is the same person.
        let mut outcome = outcome(row, post, marks, |uid| self.engine.successors.now(uid));
        // Who is blocked says nothing here, not even this.
        for (_, who) in &mut outcome.reactions {
            who.retain(|uid| !self.engine.is_blocked(uid));
        }
        outcome.reactions.retain(|(_, who)| !who.is_empty());
        outcome
    }

    /// The marks of all these posts, by post.
    pub(super) fn marks(&self, id: &DialogId, rows: &[Row]) -> BTreeMap<u64, Vec<Row>> {
        let mut seqs = rows.iter().filter_map(|row| row.seq);
        let Some(from) = seqs.next() else { return BTreeMap::new() };
        let mut by_post = BTreeMap::<u64, Vec<Row>>::new();
        for mark in self.beside.marks(id, from, seqs.next_back().unwrap_or(from)) {
            if let What::Mark(it) = &mark.what {
                by_post.entry(it.about).or_default().push(mark);
            }
        }
        by_post
    }

    /// A post on one line: its words as they are meant now, or what it carries.
    pub(super) fn line(&self, row: &Row, post: &PostRow) -> String {
        let words = self.outcome(row, post).words;
        self.line_of(post, words.as_deref().unwrap_or(&post.text))
    }

    /// The same, with the words at hand.
    pub(super) fn line_of(&self, post: &PostRow, words: &str) -> String {
        match (words.trim(), &post.carries) {
            ("", Carried::Photo(_)) => self.get("a-photo"),
            ("", Carried::File(file)) if file.name.is_empty() => self.get("a-file"),
            ("", Carried::File(file)) => file.name.clone(),
            ("", Carried::Voice(_)) => self.get("a-voice"),
            ("", Carried::Words | Carried::Newer) => self.get("newer-app"),
            (text, _) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    /// The post that another answers, as it stands here.
    pub(super) fn quote(&self, dialog: &Dialog, to: &PostRef) -> QuoteView {
        let stands = dialog.entry(to.seq) == Some(&to.entry);
        let row = self.beside.at(&dialog.state.roster.dialog, to.seq).filter(|_| stands);
        let why = |key: &str| QuoteView {
            post: String::new(),
            bubble: None,
            author: String::new(),
            text: self.get(key),
            there: false,
        };
        match row {
            Some(Row { what: What::Erased(_), .. }) => why("quote-erased"),
            Some(row) if self.is_folded(&row) => why("quote-blocked"),
            Some(row) => match &row.what {
                What::Post(post) => self.quoted(&row, self.line(&row, post)),
                _ => None,
            }
            .unwrap_or_else(|| why("quote-nothing")),
            None if stands && dialog.unread.contains_key(&to.seq) => why("quote-unread"),
            None => why("quote-nothing"),
        }
    }

    /// A post as it is quoted: with this line.
    pub(super) fn quoted(&self, row: &Row, line: String) -> Option<QuoteView> {
        Some(QuoteView {
            post: row.seq?.to_string(),
            bubble: Some(self.bubble_id(row)),
            author: self.called(&row.by),
            text: cut(line),
            there: true,
        })
    }

    /// What people reacted with.
    pub(super) fn reactions(&self, row: &Row, outcome: &Outcome, may: bool) -> Vec<ReactionView> {
        let chip = |(emoji, who): &(String, Vec<Uid>)| {
            let own = who.iter().any(|uid| self.engine.is_me(uid));
            let names: Vec<String> = who.iter().map(|uid| self.called_first(uid)).collect();
            let spoken = self.say("reacted-spoken", &[("names", &self.listed(&names)), ("emoji", emoji)]);
            let count = if who.len() > 1 { who.len().to_string() } else { String::new() };
            let react = row.seq.filter(|_| may).map(|seq| token(seq, emoji, own));
            ReactionView { emoji: emoji.clone(), count, own, spoken, react }
        };
        outcome.reactions.iter().map(chip).collect()
    }

    /// What this person could react with.
    pub(super) fn could_react(&self, row: &Row, outcome: &Outcome, may: bool) -> Vec<ReactionView> {
        let Some(seq) = row.seq.filter(|_| may) else { return Vec::new() };
        let mine = |emoji: &str| {
            let all = outcome.reactions.iter().find(|(known, _)| known == emoji);
            all.is_some_and(|(_, who)| who.iter().any(|uid| self.engine.is_me(uid)))
        };
        let choice = |(emoji, (with, back)): (&str, &(String, String))| {
            let own = mine(emoji);
            ReactionView {
                emoji: emoji.to_owned(),
                count: String::new(),
                own,
                spoken: if own { back.clone() } else { with.clone() },
                react: Some(token(seq, emoji, own)),
            }
        };
        EMOJI.into_iter().zip(self.texts.reacting()).map(choice).collect()
    }

    /// The post as its author may still edit it.
    pub(super) fn edit(&self, row: &Row, post: &PostRow, words: &str, may: bool) -> Option<EditView> {
        let seq = row.seq.filter(|_| may && row.by == self.engine.me.uid && in_time(row.t, self.now))?;
        let plain = post.carries == Carried::Words && !post.text.is_empty();
        plain.then(|| EditView { post: seq.to_string(), text: words.to_owned() })
    }

    /// Whether this person may edit what stands at `seq` now.
    #[must_use]
    pub fn may_edit(&self, id: &DialogId, seq: u64) -> bool {
        let Some(dialog) = self.engine.dialogs.get(id) else { return false };
        let words = |row: &Row| matches!(&row.what, What::Post(it) if it.carries == Carried::Words);
        let plain = self.beside.at(id, seq).is_some_and(|row| words(&row));
        plain && self.engine.may_edit(dialog, seq, self.now)
    }

    /// What a screen reader says of the post that is answered.
    pub(super) fn answers_spoken(&self, quote: &QuoteView) -> String {
        if !quote.there {
            return quote.text.clone();
        }
        let own = quote.author == self.get("you");
        let name = if own { self.get("you-object") } else { quote.author.clone() };
        self.say("answers-spoken", &[("name", &name), ("text", &quote.text)])
    }

    /// Others may choose an id that is taken; with its author it is unique.
    pub(super) fn bubble_id(&self, row: &Row) -> String {
        if self.engine.is_me(&row.by) { row.id.to_string() } else { format!("{}{}", row.by, row.id) }
    }

    fn called(&self, uid: &Uid) -> String {
        if self.engine.is_me(uid) { self.get("you") } else { self.name(uid) }
    }

    fn called_first(&self, uid: &Uid) -> String {
        if self.engine.is_me(uid) { self.get("you") } else { self.first_name(uid) }
    }
}

/// What a tap hands back: the post and the emoji, or the post alone to take it back.
fn token(seq: u64, emoji: &str, own: bool) -> String {
    if own { seq.to_string() } else { format!("{seq} {emoji}") }
}

fn cut(text: String) -> String {
    // No letter takes less than a byte.
    let end = if text.len() > QUOTED { end_of_quote(&text) } else { None };
    match end {
        Some(end) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// Where the first letters end, if more follow. Looking for letters that take several characters is slow, and
/// few languages here have any.
fn end_of_quote(text: &str) -> Option<usize> {
    let (end, _) = text.char_indices().nth(QUOTED)?;
    let alone = |it: char| it < '\u{0300}' && it != '\r';
    if text.chars().take(QUOTED + 1).all(alone) {
        return Some(end);
    }
    text.grapheme_indices(true).nth(QUOTED).map(|(end, _)| end)
}
