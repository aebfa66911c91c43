//! The cache of what was said: SQLite in memory only, gone with the process or the lock.
//! Refuses files, also temporary ones. Filled by the engine's rows, read for each snapshot.

mod room;

use crate::adapters::sqlite_memory;
pub(crate) use room::Bound;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};
use samtale_engine::content::Sealed;
use samtale_engine::marks::Beside;
use samtale_engine::row::{Mark, Row, What};
use samtale_engine::search;
use samtale_engine::show::Head;
use samtale_wire::{DialogId, FileId, MsgId, Uid, decode, encode};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// Rows in the order of the log; what waits comes last. Bounded: the oldest rows beyond it go.
pub(crate) struct Cache {
    pub(crate) connection: Connection,
    bound: Bound,
    /// The dialog that is being read: its rows go last.
    held: Cell<Option<DialogId>>,
    /// Dialogs that hold a reaction or an edit: in the others nobody looks for one.
    marked: RefCell<BTreeSet<DialogId>>,
}

/// How many posts in a row by somebody who is blocked are passed over for the last line.
const BEHIND: u32 = 50;

const SCHEMA: &str = "
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = OFF;
    CREATE TABLE row (
        dialog BLOB NOT NULL,
        by     BLOB NOT NULL,             -- the author
        id     BLOB NOT NULL,             -- the author's idempotency key
        seq    INTEGER NOT NULL,          -- place in the log; the greatest integer while it waits
        t      INTEGER NOT NULL,          -- when, in seconds since 1970
        line   INTEGER NOT NULL,          -- 1 for a post, also one that was taken back
        kept   INTEGER NOT NULL,          -- 1 when it never goes: what happened is not fetched again
        about  INTEGER,                   -- the post that a reaction or an edit names; such a row is no item
        words  TEXT,                      -- what it is found by, as engine::search folds it
        row    BLOB NOT NULL,             -- canonical CBOR of engine::row::Row
        PRIMARY KEY (dialog, by, id)
    ) STRICT;
    CREATE INDEX row_order ON row (dialog, seq);
    CREATE INDEX row_last ON row (dialog, line, seq) WHERE about IS NULL;
    CREATE INDEX row_about ON row (dialog, about, seq) WHERE about IS NOT NULL;
    -- How much there is, and up to which place of each dialog rows went.
    CREATE TABLE held (rows INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
    INSERT INTO held VALUES (0, 0);
    CREATE TABLE evicted (dialog BLOB NOT NULL PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TRIGGER row_in AFTER INSERT ON row BEGIN
        UPDATE held SET rows = rows + 1, bytes = bytes + length(new.row) + ifnull(octet_length(new.words), 0);
    END;
    CREATE TRIGGER row_out AFTER DELETE ON row BEGIN
        UPDATE held SET rows = rows - 1, bytes = bytes - length(old.row) - ifnull(octet_length(old.words), 0);
    END;
    CREATE TRIGGER row_anew AFTER UPDATE OF row, words ON row BEGIN
        UPDATE held SET bytes = bytes - length(old.row) - ifnull(octet_length(old.words), 0)
            + length(new.row) + ifnull(octet_length(new.words), 0);
    END;
";

impl Cache {
    /// An empty cache.
    #[cfg(test)]
    pub fn open() -> rusqlite::Result<Self> {
        Self::bounded(Bound::default())
    }

    /// An empty cache that holds so much.
    pub fn bounded(bound: Bound) -> rusqlite::Result<Self> {
        sqlite_memory::install();
        let connection = Connection::open_in_memory()?;
        // Else SQLite plans a query anew for each value it is asked with.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection, bound, held: Cell::new(None), marked: RefCell::default() })
    }

    /// Puts a row in its place; a waiting post becomes the sent one, and what is sent stays,
    /// unless it is taken back. What is about a post goes with it.
    pub fn put(&self, row: &Row) -> rusqlite::Result<()> {
        if let (What::Erased(_), Some(seq)) = (&row.what, row.seq) {
            self.forget_marks(&row.dialog, seq)?;
        }
        let about = match &row.what {
            What::Mark(mark) => i64::try_from(mark.about).ok(),
            _ => None,
        };
        let seq = row.seq.and_then(|seq| i64::try_from(seq).ok()).unwrap_or(i64::MAX);
        let line = matches!(row.what, What::Post(_) | What::Erased(_));
        let erased = match &row.what {
            What::Erased(_) => true,
            What::Mark(mark) => mark.mark == Mark::Gone,
            _ => false,
        };
        if about.is_some() {
            self.marked.borrow_mut().insert(row.dialog);
        }
        let words = row.seq.map(|seq| self.marks(&row.dialog, seq, seq)).unwrap_or_default();
        let words = search::words(row, &words);
        let t = i64::try_from(row.t).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "INSERT INTO row (dialog, by, id, seq, t, line, kept, about, words, row)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT (dialog, by, id) DO UPDATE SET seq = excluded.seq, row = excluded.row,
                   t = excluded.t, words = excluded.words, line = excluded.line, kept = excluded.kept,
                   about = excluded.about
                 WHERE row.seq = 9223372036854775807 OR ?11",
            )?
            .execute(params![
                row.dialog.0,
                row.by.0,
                row.id.0,
                seq,
                t,
                line,
                !line && about.is_none(),
                about,
                words,
                encode(row),
                erased
            ])?;
        if let What::Mark(mark) = &row.what
            && !matches!(mark.mark, Mark::Reaction(_))
        {
            self.reword(&row.dialog, mark.about)?;
        }
        self.make_room()
    }

    /// A post is found by the words that its author means now.
    fn reword(&self, dialog: &DialogId, seq: u64) -> rusqlite::Result<()> {
        let Some(post) = self.at(dialog, seq) else { return Ok(()) };
        let words = search::words(&post, &self.marks(dialog, seq, seq));
        let mut reword = self.connection.prepare_cached(
            "UPDATE row SET words = ?4 WHERE dialog = ?1 AND by = ?2 AND id = ?3 AND words IS NOT ?4",
        )?;
        reword.execute(params![dialog.0, post.by.0, post.id.0, words]).map(drop)
    }

    /// Takes a row out that waits; one that stands in the log stays.
    pub fn unshow(&self, dialog: &DialogId, by: &Uid, id: &MsgId) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "DELETE FROM row WHERE dialog = ? AND by = ? AND id = ? AND seq = 9223372036854775807",
            )?
            .execute((dialog.0, by.0, id.0))?;
        Ok(())
    }

    /// A post is taken back: what was about it is forgotten.
    fn forget_marks(&self, dialog: &DialogId, seq: u64) -> rusqlite::Result<()> {
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let mut forget =
            self.connection.prepare_cached("DELETE FROM row WHERE dialog = ?1 AND about = ?2")?;
        forget.execute(params![dialog.0, seq]).map(drop)
    }

    /// The newest `limit` rows of a dialog that stand at `from` or later, oldest first, and whether there
    /// are older ones.
    pub fn newest(&self, dialog: &DialogId, from: u64, limit: usize) -> rusqlite::Result<(Vec<Row>, bool)> {
        let mut query = self.connection.prepare_cached(
            "SELECT row FROM row WHERE dialog = ?1 AND seq >= ?2 AND about IS NULL
             ORDER BY seq DESC, rowid DESC LIMIT ?3",
        )?;
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let found = query
            .query_map(params![dialog.0, from, i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1], |row| {
                row.get::<_, Vec<u8>>(0)
            })?;
        let mut rows: Vec<Row> = found.filter_map(|bytes| decode(&bytes.ok()?).ok()).collect();
        let earlier = rows.len() > limit;
        rows.truncate(limit);
        rows.reverse();
        Ok((rows, earlier))
    }

    /// A dialog's last line: not by anybody who is blocked, unless the last of so many all are.
    pub fn head(&self, dialog: DialogId, blocked: &BTreeSet<Uid>) -> rusqlite::Result<Head> {
        let mut find = self.connection.prepare_cached(
            "SELECT row FROM row WHERE dialog = ?1 AND about IS NULL
             ORDER BY line DESC, seq DESC, rowid DESC LIMIT ?2",
        )?;
        let mut rows = find.query((dialog.0, if blocked.is_empty() { 1 } else { BEHIND }))?;
        let mut last: Option<Row> = None;
        while let Some(row) = rows.next()? {
            let Ok(row) = decode::<Row>(&row.get::<_, Vec<u8>>(0)?) else { break };
            let (post, heard) = (matches!(row.what, What::Post(_)), !blocked.contains(&row.by));
            // What happened beside the posts is the last line only where there is no post.
            if last.is_none() || (post && heard) {
                last = Some(row);
            }
            if heard || !post {
                break;
            }
        }
        Ok(Head { dialog, last })
    }

    /// What opens a file that a post in a dialog carries.
    pub fn sealed(&self, dialog: &DialogId, file: &FileId) -> rusqlite::Result<Option<Sealed>> {
        let mut query = self
            .connection
            .prepare_cached("SELECT row FROM row WHERE dialog = ?1 AND line = 1 ORDER BY seq DESC")?;
        let mut rows = query.query([dialog.0])?;
        while let Some(row) = rows.next()? {
            if let Ok(Row { what: What::Post(post), .. }) = decode(&row.get::<_, Vec<u8>>(0)?)
                && let Some(sealed) = post.carries.sealed().filter(|sealed| sealed.file == *file)
            {
                return Ok(Some(sealed));
            }
        }
        Ok(None)
    }

    fn all(&self, query: &str, dialog: &DialogId, from: u64, to: u64) -> rusqlite::Result<Vec<Row>> {
        let mut query = self.connection.prepare_cached(query)?;
        let [from, to] = [from, to].map(|seq| i64::try_from(seq).unwrap_or(i64::MAX));
        let found = query.query_map(params![dialog.0, from, to], |row| row.get::<_, Vec<u8>>(0))?;
        Ok(found.filter_map(|bytes| decode(&bytes.ok()?).ok()).collect())
    }
}

/// What cannot be read is not there.
impl Beside for Cache {
    fn marks(&self, dialog: &DialogId, from: u64, to: u64) -> Vec<Row> {
        if !self.marked.borrow().contains(dialog) {
            return Vec::new();
        }
        let query = "SELECT row FROM row WHERE dialog = ?1 AND about BETWEEN ?2 AND ?3 ORDER BY seq, rowid";
        self.all(query, dialog, from, to).unwrap_or_default()
    }

    fn at(&self, dialog: &DialogId, seq: u64) -> Option<Row> {
        let query = "SELECT row FROM row WHERE dialog = ?1 AND seq BETWEEN ?2 AND ?3 LIMIT 1";
        self.all(query, dialog, seq, seq).ok()?.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use samtale_engine::content::Carried;
    use samtale_engine::row::{MarkRow, PostRow};

    fn post(by: u8, seq: Option<u64>, text: &str) -> Row {
        let what =
            What::Post(PostRow { text: text.into(), carries: Carried::Words, failed: false, answers: None });
        Row { dialog: DialogId([1; 32]), id: MsgId([7; 16]), seq, by: Uid([by; 32]), t: 0, what }
    }

    fn texts(cache: &Cache) -> Vec<String> {
        let (rows, _) = cache.newest(&DialogId([1; 32]), 0, 10).unwrap();
        let text = |row: Row| match row.what {
            What::Post(post) => post.text,
            _ => String::new(),
        };
        rows.into_iter().map(text).collect()
    }

    #[test]
    fn a_waiting_post_becomes_the_sent_one_and_that_one_stays() {
        let cache = Cache::open().unwrap();
        cache.put(&post(1, None, "venter")).unwrap();
        cache.put(&post(1, Some(5), "sendt")).unwrap();
        cache.put(&post(1, None, "venter igen")).unwrap();
        assert_eq!(texts(&cache), ["sendt"]);
    }

    #[test]
    fn a_post_that_is_taken_back_is_gone() {
        let cache = Cache::open().unwrap();
        cache.put(&post(1, Some(5), "fortrudt")).unwrap();
        let gone = Row { what: What::Erased(Uid([1; 32])), ..post(1, Some(5), "") };
        cache.put(&gone).unwrap();
        assert_eq!(texts(&cache), [""]);
        let last = cache.head(DialogId([1; 32]), &BTreeSet::new()).unwrap().last.map(|row| row.what);
        assert_eq!(last, Some(What::Erased(Uid([1; 32]))), "the list says so");
    }

    fn mark(by: u8, id: u8, seq: Option<u64>, mark: Mark) -> Row {
        let what = What::Mark(MarkRow { about: 5, mark, failed: false });
        Row { dialog: DialogId([1; 32]), id: MsgId([id; 16]), seq, by: Uid([by; 32]), t: 0, what }
    }

    #[test]
    fn what_is_about_a_post_is_no_item_and_goes_with_it() {
        let cache = Cache::open().unwrap();
        let dialog = DialogId([1; 32]);
        cache.put(&post(1, Some(5), "Hej")).unwrap();
        let marks = [
            mark(2, 9, None, Mark::Reaction(Some("👍".into()))),
            mark(1, 8, Some(7), Mark::Edit("Hej igen".into())),
            mark(2, 7, Some(6), Mark::Reaction(None)),
        ];
        for mark in &marks {
            cache.put(mark).unwrap();
        }
        assert_eq!(texts(&cache), ["Hej"]);
        let head = cache.head(dialog, &BTreeSet::new()).unwrap();
        assert_eq!(head.last.and_then(|row| row.seq), Some(5));
        let found: Vec<_> = cache.marks(&dialog, 5, 5).into_iter().map(|row| row.seq).collect();
        assert_eq!(found, [Some(6), Some(7), None], "in the order of the log, what waits last");
        cache.put(&Row { what: What::Mark(MarkRow::gone(5)), ..marks[1].clone() }).unwrap();
        assert!(!cache.marks(&dialog, 0, 9).iter().any(|row| format!("{row:?}").contains("igen")));
        cache.put(&Row { what: What::Erased(Uid([1; 32])), ..post(1, Some(5), "") }).unwrap();
        assert_eq!(cache.marks(&dialog, 0, u64::MAX), []);
    }

    #[test]
    fn the_last_line_passes_over_who_is_blocked_unless_nobody_else_wrote() {
        let cache = Cache::open().unwrap();
        let blocked = BTreeSet::from([Uid([2; 32])]);
        let said =
            |cache: &Cache| cache.head(DialogId([1; 32]), &blocked).unwrap().last.and_then(|row| row.seq);
        let row = |by, seq: u8| Row { id: MsgId([seq; 16]), ..post(by, Some(seq.into()), "x") };
        cache.put(&row(2, 5)).unwrap();
        assert_eq!(said(&cache), Some(5), "nobody else wrote");
        cache.put(&row(1, 6)).unwrap();
        cache.put(&row(2, 7)).unwrap();
        cache.put(&row(2, 8)).unwrap();
        assert_eq!(said(&cache), Some(6));
        assert_eq!(cache.head(DialogId([1; 32]), &BTreeSet::new()).unwrap().last.unwrap().seq, Some(8));
    }

    #[test]
    fn nobody_writes_over_anothers_post_by_taking_its_id() {
        let cache = Cache::open().unwrap();
        cache.put(&post(1, Some(5), "min")).unwrap();
        cache.put(&post(2, Some(6), "din")).unwrap();
        assert_eq!(texts(&cache), ["min", "din"]);
    }
}
