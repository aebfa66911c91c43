//! Looking for words: each post's words are folded when somebody first looks for any, and gone through.
//! Refuses an index: a pass over all that the cache may hold takes some tens of milliseconds, and nothing has
//! to be kept up or wiped beside the posts. Called by `session`.

use crate::cache::Cache;
use crate::mind::Mind;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use samtale_engine::marks::Beside;
use samtale_engine::problem::Problem;
use samtale_engine::row::Row;
use samtale_engine::search::{query, words};
use samtale_engine::view::SearchView;
use samtale_wire::{DialogId, MsgId, Uid};
use std::sync::Arc;

/// How many rows a page has.
const PAGE: usize = 30;

/// What is found for a query, so many pages of it.
pub(crate) fn search(mind: &Arc<Mind>, text: &str, pages: u32) -> Result<SearchView, Problem> {
    let words = query(text);
    let limit = PAGE.saturating_mul(usize::try_from(pages.max(1)).unwrap_or(usize::MAX));
    mind.show(|show, known| {
        let (rows, more) = known.cache.find(&words, limit).unwrap_or_default();
        let partly = !known.engine.has_all();
        show.search(&words, &rows, more, partly)
    })
}

impl Cache {
    /// The newest `limit` posts that have all these words, newest first, and whether there are more.
    pub fn find(&self, words: &[String], limit: usize) -> rusqlite::Result<(Vec<Row>, bool)> {
        if words.is_empty() {
            return Ok((Vec::new(), false));
        }
        self.fold()?;
        let has = "AND instr(words, ?) > 0 ".repeat(words.len());
        let which = format!("kind = 1 {has} ORDER BY t DESC, seq DESC, rowid DESC LIMIT ?");
        let limit = limit.min(i32::MAX as usize - 1);
        let values = words.iter().map(|word| Value::Text(word.clone()));
        let values = values.chain([Value::Integer(limit as i64 + 1)]);
        let mut rows = self.every(&which, params_from_iter(values))?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows, more))
    }

    /// Makes those posts findable that are not yet. Who never looks for words never pays for it.
    fn fold(&self) -> rusqlite::Result<()> {
        if !self.unfolded.replace(false) {
            return Ok(());
        }
        for post in self.every("kind = 1 AND words IS NULL", ())? {
            let marks = post.seq.map(|seq| self.marks(&post.dialog, seq, seq)).unwrap_or_default();
            self.is_found_by(&post, &words(&post, &marks).unwrap_or_default())?;
        }
        Ok(())
    }

    /// How many rows of a dialog are as new as a post or newer, if it is here.
    pub fn newer(&self, dialog: &DialogId, by: Option<&Uid>, id: &MsgId) -> rusqlite::Result<Option<usize>> {
        let Some(dialog) = self.number(dialog) else { return Ok(None) };
        let author = by.map(|by| self.author(by).unwrap_or(-1));
        let mut count = self.connection.prepare_cached(
            "SELECT count(*) FROM row WHERE dialog = ?1 AND kind <> 2 AND seq >=
               (SELECT min(seq) FROM row WHERE dialog = ?1 AND id = ?2 AND (?3 IS NULL OR by = ?3))",
        )?;
        let newer: i64 = count.query_row((dialog, id.0, author), |row| row.get(0))?;
        Ok(usize::try_from(newer).ok().filter(|newer| *newer > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use samtale_engine::content::Carried;
    use samtale_engine::row::{PostRow, What};

    fn post(seq: u64, text: &str) -> Row {
        let what =
            What::Post(PostRow { text: text.into(), carries: Carried::Words, answers: None, failed: false });
        let mut id = MsgId([0; 16]);
        id.0[..8].copy_from_slice(&seq.to_be_bytes());
        Row { dialog: DialogId([1; 32]), id, seq: Some(seq), by: Uid([2; 32]), t: seq, what }
    }

    fn found(cache: &Cache, text: &str, limit: usize) -> (Vec<u64>, bool) {
        let (rows, more) = cache.find(&query(text), limit).unwrap();
        (rows.into_iter().filter_map(|row| row.seq).collect(), more)
    }

    #[test]
    fn the_newest_come_first_page_by_page_and_what_was_taken_back_is_not_found() {
        let cache = Cache::open().unwrap();
        for (seq, text) in [(1, "Vi ses i Århus"), (2, "Århus på onsdag"), (3, "Onsdag"), (4, "ARHUS")] {
            cache.put(&post(seq, text)).unwrap();
        }
        assert_eq!(found(&cache, "aarhus", 9), (vec![2, 1], false));
        assert_eq!(found(&cache, "ons år", 9), (vec![2], false), "every word, in any order");
        assert_eq!(found(&cache, "ÅRHUS", 1), (vec![2], true));
        assert_eq!(found(&cache, " ", 9), (vec![], false));
        assert_eq!(found(&cache, "%", 9), (vec![], false), "no patterns");
        let gone = Row { what: What::Erased(Uid([2; 32])), ..post(2, "") };
        cache.put(&gone).unwrap();
        assert_eq!(found(&cache, "århus", 9), (vec![1], false));
    }

    #[test]
    fn how_much_is_newer_than_a_post() {
        let cache = Cache::open().unwrap();
        (1..=5).for_each(|seq| cache.put(&post(seq, "x")).unwrap());
        let it = post(2, "");
        let newer = |by, id| cache.newer(&it.dialog, by, id).unwrap();
        assert_eq!((newer(Some(&it.by), &it.id), newer(None, &it.id)), (Some(4), Some(4)));
        assert_eq!(newer(Some(&Uid([9; 32])), &it.id), None);
    }
}
