//! Words as they are looked for: small letters, no accents, æ, ø and å as letters of their own.
//! Refuses to change what is shown: a hit is a range of the text as it was written. Used by the cache, which
//! holds each post's words so, and by `show`.

use crate::content::Carried;
use crate::marks::outcome;
use crate::row::{PostRow, Row, What};
use icu_normalizer::DecomposingNormalizerBorrowed;
use samtale_wire::{Malformed, MsgId, Uid};
use std::ops::Range;

/// The most words of a query that count.
const MOST: usize = 8;

/// Text as it is looked for, and where each of its letters comes from.
struct Folded {
    letters: Vec<char>,
    /// Ranges of bytes in the text as it was written.
    from: Vec<Range<usize>>,
}

/// What a post carries, in words: what its photo shows, or how its file is called.
pub(crate) fn beside(post: &PostRow) -> &str {
    match &post.carries {
        Carried::Photo(photo) => &photo.alt,
        Carried::File(file) => &file.name,
        Carried::Words | Carried::Voice(_) | Carried::Newer => "",
    }
}

/// What a post is found by, folded: its words as its author means them after these edits; `None` when there is
/// nothing to find.
#[must_use]
pub fn words(row: &Row, marks: &[Row]) -> Option<String> {
    let What::Post(post) = &row.what else { return None };
    let edited = outcome(row, post, marks, |uid| *uid).words;
    let both = [fold(edited.as_deref().unwrap_or(&post.text)), fold(beside(post))].join("\n");
    Some(both).filter(|words| !words.trim().is_empty())
}

/// The words of a query, folded: a post is found when it has all of them, also inside longer words.
#[must_use]
pub fn query(text: &str) -> Vec<String> {
    text.split_whitespace().map(fold).filter(|word| !word.is_empty()).take(MOST).collect()
}

/// Where in a text the first of these words stands, in bytes.
#[must_use]
pub fn hit(text: &str, words: &[String]) -> Option<Range<usize>> {
    let folded = Folded::of(text);
    let starts = words.iter().filter_map(|word| folded.find(word));
    starts.min_by_key(|range| range.start)
}

/// Reads what screens call a post: its author, unless it is an own one, and its id.
///
/// # Errors
/// [`Malformed`].
pub fn post(id: &str) -> Result<(Option<Uid>, MsgId), Malformed> {
    match id.len().checked_sub(2 * MsgId::SIZE).and_then(|at| id.split_at_checked(at)).ok_or(Malformed)? {
        ("", id) => Ok((None, id.parse()?)),
        (by, id) => Ok((Some(by.parse()?), id.parse()?)),
    }
}

fn fold(text: &str) -> String {
    Folded::of(text).letters.into_iter().collect()
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { letters: Vec::new(), from: Vec::new() };
        let apart = DecomposingNormalizerBorrowed::new_nfd();
        for (at, letter) in text.char_indices() {
            let range = at..at + letter.len_utf8();
            for small in letter.to_lowercase() {
                match small {
                    'å' => folded.push('å', range.clone()),
                    _ => apart
                        .normalize_iter(std::iter::once(small))
                        .for_each(|it| folded.push(it, range.clone())),
                }
            }
        }
        folded
    }

    /// One letter more, or a mark on the last.
    fn push(&mut self, letter: char, range: Range<usize>) {
        let (last, from) = (self.letters.last_mut(), self.from.last_mut());
        let joins = |last: char| match (last, letter) {
            // Written as a letter and a ring, or the old way: one letter.
            ('a', '\u{30a}' | 'a') => Some('å'),
            // The neighbours' letters for the same sounds.
            ('a', '\u{308}') => Some('æ'),
            ('o', '\u{308}') => Some('ø'),
            (last, '\u{300}'..='\u{36f}') => Some(last),
            _ => None,
        };
        if let (Some(last), Some(from)) = (last, from)
            && let Some(joined) = joins(*last)
        {
            *last = joined;
            from.end = range.end;
            return;
        }
        self.letters.push(letter);
        self.from.push(range);
    }

    fn find(&self, word: &str) -> Option<Range<usize>> {
        let word: Vec<char> = word.chars().collect();
        let at = self.letters.windows(word.len().max(1)).position(|letters| letters == word)?;
        let last = (at + word.len()).checked_sub(1)?;
        Some(self.from.get(at)?.start..self.from.get(last)?.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, looked_for: &str) -> Option<&'a str> {
        hit(text, &query(looked_for)).map(|range| &text[range])
    }

    #[test]
    fn letters_are_found_however_they_are_written() {
        let text = "Århus, CAFÉ Ærø og læreplads på Grønland";
        for (looked_for, stands) in [
            ("århus", "Århus"),
            ("ÅRHUS", "Århus"),
            ("Aarhus", "Århus"),
            ("A\u{30a}rhus", "Århus"),
            ("cafe", "CAFÉ"),
            ("ærø", "Ærø"),
            ("PLADS", "plads"),
            ("Grönland", "Grønland"),
        ] {
            assert_eq!(found(text, looked_for), Some(stands), "{looked_for}");
        }
        assert_eq!(found("A\u{30a}rhus", "århus"), Some("A\u{30a}rhus"), "the ring is part of the hit");
        assert_eq!(found("Aarhus", "år"), Some("Aar"));
    }

    #[test]
    fn letters_of_their_own_are_no_accents() {
        assert_eq!(found("far", "får"), None);
        assert_eq!(found("hår", "har"), None);
        assert_eq!(found("rod", "rød"), None);
        assert_eq!(found("bare", "bære"), None);
    }

    #[test]
    fn a_query_of_nothing_finds_nothing() {
        assert!(query("  \n ").is_empty());
        assert_eq!(found("tekst", ""), None);
        assert_eq!(found("", "tekst"), None);
        assert_eq!(found("tekst", "\u{301}"), None, "a mark alone");
        assert_eq!(query(&"ord ".repeat(20)).len(), MOST);
    }
}
