//! The cache of what was said: SQLite in memory only, gone with the process or the lock.
//! Refuses files, also temporary ones. Filled by the engine's rows, read for each snapshot.

mod numbers;
mod room;

use crate::adapters::sqlite_memory;
use numbers::Numbers;
pub(crate) use room::Bound;
use room::Weight;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Params, ToSql, params};
use samtale_engine::content::Sealed;
use samtale_engine::marks::Beside;
use samtale_engine::row::{Mark, Row, What};
use samtale_engine::show::Head;
use samtale_wire::{DialogId, FileId, MsgId, Uid, decode, encode};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// Rows in the order of the log; what waits comes last. Bounded: the oldest rows beyond it go.
pub(crate) struct Cache {
    pub(crate) connection: Connection,
    dialogs: RefCell<Numbers<DialogId>>,
    people: RefCell<Numbers<Uid>>,
    bound: Bound,
    weight: Cell<Weight>,
    /// The dialog that is being read: its rows go last.
    held: Cell<Option<DialogId>>,
    /// Up to which place of each dialog rows went since somebody asked.
    evicted: RefCell<BTreeMap<DialogId, u64>>,
    /// Dialogs that hold a reaction or an edit: in the others nobody looks for one.
    marked: RefCell<BTreeSet<DialogId>>,
    /// Whether a post is here that was not made findable yet.
    pub(crate) unfolded: Cell<bool>,
}

/// How many posts in a row by somebody who is blocked are passed over for the last line.
const BEHIND: u32 = 50;

/// Where what waits stands: after everything.
const WAITS: i64 = i64::MAX;

const SCHEMA: &str = "
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = OFF;
    CREATE TABLE row (
        dialog INTEGER NOT NULL,          -- by its number here
        by     INTEGER NOT NULL,          -- the author, by their number here
        id     BLOB NOT NULL,             -- the author's idempotency key
        seq    INTEGER NOT NULL,          -- place in the log; the greatest integer while it waits
        t      INTEGER NOT NULL,          -- when, in seconds since 1970
        kind   INTEGER NOT NULL,          -- 0 what happened, 1 a post, also one that was taken back, 2 a mark
        about  INTEGER,                   -- the post that a mark names: such a row is no item
        words  TEXT,                      -- what a post is found by, once somebody has looked for words
        what   BLOB NOT NULL,             -- canonical CBOR of engine::row::What
        PRIMARY KEY (dialog, by, id)
    ) STRICT;
    CREATE INDEX row_order ON row (dialog, seq);
    CREATE INDEX row_about ON row (dialog, about, seq) WHERE about IS NOT NULL;
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
        Ok(Self {
            connection,
            dialogs: RefCell::default(),
            people: RefCell::default(),
            bound,
            weight: Cell::default(),
            held: Cell::new(None),
            evicted: RefCell::default(),
            marked: RefCell::default(),
            unfolded: Cell::new(false),
        })
    }

    /// Puts a row in its place; a waiting post becomes the sent one, and what is sent stays,
    /// unless it is taken back. What is about a post goes with it.
    pub fn put(&self, row: &Row) -> rusqlite::Result<()> {
        let dialog = self.dialogs.borrow_mut().number(row.dialog);
        let by = self.people.borrow_mut().number(row.by);
        if let (What::Erased(_), Some(seq)) = (&row.what, row.seq) {
            self.forget("dialog = ?1 AND about = ?2", (dialog, place(seq)))?;
        }
        let (kind, about, gone) = match &row.what {
            What::Mark(mark) => (2, Some(place(mark.about)), mark.mark == Mark::Gone),
            What::Post(_) => (1, None, false),
            What::Erased(_) => (1, None, true),
            _ => (0, None, false),
        };
        let (seq, t, what) = (row.seq.map_or(WAITS, place), place(row.t), encode(&row.what));
        let all = params![dialog, by, row.id.0, seq, t, kind, about, what];
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO row (dialog, by, id, seq, t, kind, about, what)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (dialog, by, id) DO NOTHING",
        )?;
        if insert.execute(all)? == 1 {
            self.weighs(1, what.len() as i64);
        } else {
            self.replace(all, gone)?;
        }
        self.unfolded.set(self.unfolded.get() || kind == 1);
        if let What::Mark(mark) = &row.what {
            self.marked.borrow_mut().insert(row.dialog);
            if !matches!(mark.mark, Mark::Reaction(_)) {
                self.unfold(dialog, place(mark.about))?;
            }
        }
        self.make_room()
    }

    /// What waited is sent now, or what was sent is taken back. Where it is neither, what is there stays.
    fn replace(&self, all: &[&dyn ToSql], gone: bool) -> rusqlite::Result<()> {
        let mut find = self.connection.prepare_cached(
            "SELECT rowid, length(what) + ifnull(octet_length(words), 0) FROM row
             WHERE dialog = ?1 AND by = ?2 AND id = ?3 AND (seq = 9223372036854775807 OR ?4)",
        )?;
        let [dialog, by, id, rest @ ..] = all else { return Ok(()) };
        let found = find.query_row(params![dialog, by, id, gone], |row| Ok((row.get(0)?, row.get(1)?)));
        let Some((rowid, weight)): Option<(i64, i64)> = found.optional()? else { return Ok(()) };
        let mut replace = self.connection.prepare_cached(
            "UPDATE row SET seq = ?1, t = ?2, kind = ?3, about = ?4, what = ?5, words = NULL WHERE rowid = ?6
             RETURNING length(what)",
        )?;
        let [seq, t, kind, about, what] = rest else { return Ok(()) };
        let new: i64 = replace.query_row(params![seq, t, kind, about, what, rowid], |row| row.get(0))?;
        self.weighs(0, new - weight);
        Ok(())
    }

    /// A post is found by these words. Where that is too much, room is made with the next row.
    pub(crate) fn is_found_by(&self, post: &Row, words: &str) -> rusqlite::Result<()> {
        let (dialog, by) = (self.number(&post.dialog), self.author(&post.by));
        let mut fold = self.connection.prepare_cached(
            "UPDATE row SET words = ?4 WHERE dialog = ?1 AND by = ?2 AND id = ?3 AND words IS NULL",
        )?;
        let folded = fold.execute(params![dialog, by, post.id.0, words])?;
        self.weighs(0, if folded == 1 { words.len() as i64 } else { 0 });
        Ok(())
    }

    /// A post means other words now: it is made findable anew.
    fn unfold(&self, dialog: i64, seq: i64) -> rusqlite::Result<()> {
        let mut find = self.connection.prepare_cached(
            "SELECT rowid, octet_length(words) FROM row
             WHERE dialog = ?1 AND seq = ?2 AND kind = 1 AND words IS NOT NULL",
        )?;
        let found = find.query_row((dialog, seq), |row| Ok((row.get(0)?, row.get(1)?)));
        let Some((rowid, weight)): Option<(i64, i64)> = found.optional()? else { return Ok(()) };
        let mut unfold = self.connection.prepare_cached("UPDATE row SET words = NULL WHERE rowid = ?1")?;
        unfold.execute([rowid])?;
        self.weighs(0, -weight);
        self.unfolded.set(true);
        Ok(())
    }

    /// Takes a row out that waits; one that stands in the log stays.
    pub fn unshow(&self, dialog: &DialogId, by: &Uid, id: &MsgId) -> rusqlite::Result<()> {
        let (dialog, by) = (self.number(dialog), self.author(by));
        self.forget("dialog = ?1 AND by = ?2 AND id = ?3 AND seq = 9223372036854775807", (dialog, by, id.0))
    }

    /// Rows go.
    fn forget(&self, which: &str, values: impl Params) -> rusqlite::Result<()> {
        let mut forget = self.connection.prepare_cached(&format!(
            "DELETE FROM row WHERE {which} RETURNING length(what) + ifnull(octet_length(words), 0)"
        ))?;
        for weight in forget.query_map(values, |row| row.get::<_, i64>(0))? {
            self.weighs(-1, -weight?);
        }
        Ok(())
    }

    /// The newest `limit` rows of a dialog that stand at `from` or later, oldest first, and whether there
    /// are older ones.
    pub fn newest(&self, dialog: &DialogId, from: u64, limit: usize) -> rusqlite::Result<(Vec<Row>, bool)> {
        let most = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
        let mut rows = self.rows(
            "dialog = ?1 AND seq >= ?2 AND kind <> 2 ORDER BY seq DESC, rowid DESC LIMIT ?3",
            dialog,
            |dialog| (dialog, place(from), most),
        )?;
        let earlier = rows.len() > limit;
        rows.truncate(limit);
        rows.reverse();
        Ok((rows, earlier))
    }

    /// A dialog's last line: not by anybody who is blocked, unless the last of so many all are. What happened
    /// beside the posts is the last line only where there is no post.
    pub fn head(&self, dialog: DialogId, blocked: &BTreeSet<Uid>) -> rusqlite::Result<Head> {
        let most = if blocked.is_empty() { 1 } else { BEHIND };
        let newest = "ORDER BY seq DESC, rowid DESC LIMIT ?2";
        let posts = self.rows(&format!("dialog = ?1 AND kind = 1 {newest}"), &dialog, |it| (it, most))?;
        let ends = |row: &&Row| !blocked.contains(&row.by) || !matches!(row.what, What::Post(_));
        let heard = posts.iter().find(ends).filter(|row| !blocked.contains(&row.by));
        let last = match heard.or(posts.first()) {
            Some(post) => Some(post.clone()),
            None => self.rows(&format!("dialog = ?1 AND kind = 0 {newest}"), &dialog, |it| (it, 1))?.pop(),
        };
        Ok(Head { dialog, last })
    }

    /// What opens a file that a post in a dialog carries.
    pub fn sealed(&self, dialog: &DialogId, file: &FileId) -> rusqlite::Result<Option<Sealed>> {
        let posts = self.rows("dialog = ?1 AND kind = 1 ORDER BY seq DESC", dialog, |dialog| [dialog])?;
        let carried = posts.into_iter().filter_map(|row| match row.what {
            What::Post(post) => post.carries.sealed(),
            _ => None,
        });
        Ok(carried.into_iter().find(|sealed| sealed.file == *file))
    }

    /// The rows of a dialog that are so.
    fn rows<P: Params>(
        &self,
        which: &str,
        dialog: &DialogId,
        values: impl FnOnce(i64) -> P,
    ) -> rusqlite::Result<Vec<Row>> {
        let Some(number) = self.number(dialog) else { return Ok(Vec::new()) };
        self.every(which, values(number))
    }

    /// All rows that are so.
    pub(crate) fn every(&self, which: &str, values: impl Params) -> rusqlite::Result<Vec<Row>> {
        let (dialogs, people) = (self.dialogs.borrow(), self.people.borrow());
        let mut query = self
            .connection
            .prepare_cached(&format!("SELECT dialog, by, id, seq, t, what FROM row WHERE {which}"))?;
        let found = query.query_map(values, |row| {
            let (dialog, by) = (dialogs.name(row.get(0)?), people.name(row.get(1)?));
            let (seq, t): (i64, i64) = (row.get(3)?, row.get(4)?);
            let what = decode(row.get_ref(5)?.as_blob()?).ok();
            Ok(dialog.zip(by).zip(what).map(|((dialog, by), what)| Row {
                dialog,
                id: MsgId(row.get(2).unwrap_or_default()),
                seq: (seq != WAITS).then_some(seq.cast_unsigned()),
                by,
                t: t.cast_unsigned(),
                what,
            }))
        })?;
        Ok(found.filter_map(|row| row.ok().flatten()).collect())
    }

    /// The number that a dialog has in here.
    pub(crate) fn number(&self, dialog: &DialogId) -> Option<i64> {
        self.dialogs.borrow().get(dialog)
    }

    /// The number that an author has in here.
    pub(crate) fn author(&self, by: &Uid) -> Option<i64> {
        self.people.borrow().get(by)
    }
}

/// A place or a time, as SQLite holds it.
fn place(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// What cannot be read is not there.
impl Beside for Cache {
    fn marks(&self, dialog: &DialogId, from: u64, to: u64) -> Vec<Row> {
        if !self.marked.borrow().contains(dialog) {
            return Vec::new();
        }
        let which = "dialog = ?1 AND about BETWEEN ?2 AND ?3 ORDER BY seq, rowid";
        self.rows(which, dialog, |dialog| (dialog, place(from), place(to))).unwrap_or_default()
    }

    fn at(&self, dialog: &DialogId, seq: u64) -> Option<Row> {
        let which = "dialog = ?1 AND seq = ?2 LIMIT 1";
        self.rows(which, dialog, |dialog| (dialog, place(seq))).ok()?.pop()
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
