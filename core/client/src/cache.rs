//! The cache of what was said: SQLite in memory only, gone with the process or the lock.
//! Refuses files, also temporary ones. Filled by the engine's rows, read for each snapshot.

use crate::adapters::sqlite_memory;
use rusqlite::{Connection, OptionalExtension, params};
use samtale_engine::row::{Row, What};
use samtale_engine::search::words;
use samtale_engine::show::Head;
use samtale_wire::{DialogId, FileId, MsgId, Uid, decode, encode};
use std::cell::Cell;

/// Rows in the order of the log; what waits comes last. Bounded: the oldest rows beyond it go.
pub(crate) struct Cache {
    pub(crate) connection: Connection,
    bound: Bound,
    /// The dialog that is being read: its rows go last.
    held: Cell<Option<DialogId>>,
}

/// How much the cache may hold. When it is full an eighth of it goes at once.
#[derive(Clone, Copy)]
pub(crate) struct Bound {
    /// Rows.
    pub rows: i64,
    /// Bytes of the rows, and of the words that they are found by.
    pub bytes: i64,
}

/// Some 50 MB of memory with all that SQLite needs around it.
const BOUND: Bound = Bound { rows: 50_000, bytes: 20 * 1024 * 1024 };

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
        post   INTEGER NOT NULL,          -- 1 when it has words
        kept   INTEGER NOT NULL,          -- 1 when it never goes: a proposal is answered from it
        unseen INTEGER NOT NULL,          -- 1 until the dialog is looked at
        words  TEXT,                      -- what it is found by, as engine::search folds it
        row    BLOB NOT NULL,             -- canonical CBOR of engine::row::Row
        PRIMARY KEY (dialog, by, id)
    ) STRICT;
    CREATE INDEX row_order ON row (dialog, seq);
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
    pub fn open() -> rusqlite::Result<Self> {
        Self::bounded(BOUND)
    }

    /// An empty cache that holds so much.
    pub fn bounded(bound: Bound) -> rusqlite::Result<Self> {
        sqlite_memory::install();
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection, bound, held: Cell::new(None) })
    }

    /// This dialog is being read.
    pub fn hold(&self, dialog: DialogId) {
        self.held.set(Some(dialog));
    }

    /// Up to which place of a dialog rows went: what is older is to be fetched again before it is shown.
    pub fn evicted(&self, dialog: &DialogId) -> rusqlite::Result<Option<u64>> {
        let mut find = self.connection.prepare_cached("SELECT seq FROM evicted WHERE dialog = ?")?;
        find.query_row([dialog.0], |row| row.get(0)).optional()
    }

    /// Makes room, if there is too much: the oldest go, last of the dialog that is being read; never what
    /// waits, what stands last in its dialog, or a proposal.
    fn make_room(&self) -> rusqlite::Result<()> {
        let (rows, bytes): (i64, i64) = self
            .connection
            .prepare_cached("SELECT rows, bytes FROM held")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if rows <= self.bound.rows && bytes <= self.bound.bytes {
            return Ok(());
        }
        let (mut over_rows, mut over_bytes) =
            (rows - seven_eighths(self.bound.rows), bytes - seven_eighths(self.bound.bytes));
        let mut oldest = self.connection.prepare_cached(
            "SELECT rowid, dialog, seq, length(row) + ifnull(octet_length(words), 0) FROM row
             WHERE seq < 9223372036854775807 AND kept = 0 AND EXISTS (
               SELECT 1 FROM row AS later
               WHERE later.dialog = row.dialog AND later.seq > row.seq AND later.post >= row.post)
             ORDER BY dialog IS ?1, t, seq",
        )?;
        let mut gone: Vec<(i64, [u8; 32], i64)> = Vec::new();
        let mut found = oldest.query([self.held.get().map(|dialog| dialog.0)])?;
        while (over_rows > 0 || over_bytes > 0)
            && let Some(row) = found.next()?
        {
            gone.push((row.get(0)?, row.get(1)?, row.get(2)?));
            (over_rows, over_bytes) = (over_rows - 1, over_bytes - row.get::<_, i64>(3)?);
        }
        drop(found);
        let mut delete = self.connection.prepare_cached("DELETE FROM row WHERE rowid = ?")?;
        let mut note = self.connection.prepare_cached(
            "INSERT INTO evicted VALUES (?1, ?2) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)",
        )?;
        for (row, dialog, seq) in gone {
            delete.execute([row])?;
            note.execute((dialog, seq))?;
        }
        Ok(())
    }

    /// Puts a row in its place; a waiting post becomes the sent one, and what is sent stays,
    /// unless it is taken back.
    pub fn put(&self, row: &Row, unseen: bool) -> rusqlite::Result<()> {
        let seq = row.seq.and_then(|seq| i64::try_from(seq).ok()).unwrap_or(i64::MAX);
        let post = matches!(row.what, What::Post(_));
        let erased = matches!(row.what, What::Erased(_));
        let t = i64::try_from(row.t).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "INSERT INTO row (dialog, by, id, seq, t, post, kept, unseen, words, row)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT (dialog, by, id) DO UPDATE SET seq = excluded.seq, row = excluded.row,
                   t = excluded.t, words = excluded.words, post = excluded.post,
                   unseen = unseen AND excluded.post
                 WHERE row.seq = 9223372036854775807 OR ?11",
            )?
            .execute(params![
                row.dialog.0,
                row.by.0,
                row.id.0,
                seq,
                t,
                post,
                matches!(row.what, What::Proposed(_)),
                unseen && post,
                words(row),
                encode(row),
                erased
            ])?;
        self.make_room()
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

    /// The newest `limit` rows of a dialog, oldest first, and whether there are older ones.
    pub fn newest(&self, dialog: &DialogId, limit: usize) -> rusqlite::Result<(Vec<Row>, bool)> {
        let mut query = self
            .connection
            .prepare_cached("SELECT row FROM row WHERE dialog = ?1 ORDER BY seq DESC, rowid DESC LIMIT ?2")?;
        let found = query
            .query_map(params![dialog.0, i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1], |row| {
                row.get::<_, Vec<u8>>(0)
            })?;
        let mut rows: Vec<Row> = found.filter_map(|bytes| decode(&bytes.ok()?).ok()).collect();
        let earlier = rows.len() > limit;
        rows.truncate(limit);
        rows.reverse();
        Ok((rows, earlier))
    }

    /// A dialog's last line and how much of it is unseen.
    pub fn head(&self, dialog: DialogId) -> rusqlite::Result<Head> {
        let last = self
            .connection
            .prepare_cached(
                "SELECT row FROM row WHERE dialog = ?1 ORDER BY post DESC, seq DESC, rowid DESC LIMIT 1",
            )?
            .query_row([dialog.0], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        let unread = self
            .connection
            .prepare_cached("SELECT count(*) FROM row WHERE dialog = ?1 AND unseen = 1")?
            .query_row([dialog.0], |row| row.get(0))?;
        Ok(Head { dialog, last: last.and_then(|bytes| decode(&bytes).ok()), unread })
    }

    /// The dialog was looked at.
    pub fn seen(&self, dialog: &DialogId) -> rusqlite::Result<bool> {
        let changed = self
            .connection
            .prepare_cached("UPDATE row SET unseen = 0 WHERE dialog = ?1 AND unseen = 1")?
            .execute([dialog.0])?;
        Ok(changed > 0)
    }

    /// The photo of a file in a dialog.
    pub fn photo(
        &self,
        dialog: &DialogId,
        file: &FileId,
    ) -> rusqlite::Result<Option<samtale_engine::content::Photo>> {
        let mut query = self
            .connection
            .prepare_cached("SELECT row FROM row WHERE dialog = ?1 AND post = 1 ORDER BY seq DESC")?;
        let mut rows = query.query([dialog.0])?;
        while let Some(row) = rows.next()? {
            if let Ok(Row { what: What::Post(post), .. }) = decode(&row.get::<_, Vec<u8>>(0)?)
                && let Some(photo) = post.photo.filter(|photo| photo.file == *file)
            {
                return Ok(Some(photo));
            }
        }
        Ok(None)
    }
}

/// Where it stops to make room.
fn seven_eighths(bound: i64) -> i64 {
    bound - bound / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use samtale_engine::row::{PostRow, ProposedRow};
    use samtale_wire::Hash;
    use samtale_wire::entry::{Role, Scope};

    fn post(by: u8, seq: Option<u64>, text: &str) -> Row {
        let what = What::Post(PostRow { text: text.into(), photo: None, failed: false });
        Row { dialog: DialogId([1; 32]), id: MsgId([7; 16]), seq, by: Uid([by; 32]), t: 0, what }
    }

    fn texts(cache: &Cache) -> Vec<String> {
        let (rows, _) = cache.newest(&DialogId([1; 32]), 10).unwrap();
        let text = |row: Row| match row.what {
            What::Post(post) => post.text,
            _ => String::new(),
        };
        rows.into_iter().map(text).collect()
    }

    #[test]
    fn a_waiting_post_becomes_the_sent_one_and_that_one_stays() {
        let cache = Cache::open().unwrap();
        cache.put(&post(1, None, "venter"), false).unwrap();
        cache.put(&post(1, Some(5), "sendt"), false).unwrap();
        cache.put(&post(1, None, "venter igen"), false).unwrap();
        assert_eq!(texts(&cache), ["sendt"]);
    }

    #[test]
    fn a_post_that_is_taken_back_is_gone() {
        let cache = Cache::open().unwrap();
        cache.put(&post(1, Some(5), "fortrudt"), true).unwrap();
        let gone = Row { what: What::Erased(Uid([1; 32])), ..post(1, Some(5), "") };
        cache.put(&gone, false).unwrap();
        assert_eq!(texts(&cache), [""]);
        assert_eq!(cache.head(DialogId([1; 32])).unwrap().unread, 0, "nothing to read");
    }

    #[test]
    fn nobody_writes_over_anothers_post_by_taking_its_id() {
        let cache = Cache::open().unwrap();
        cache.put(&post(1, Some(5), "min"), false).unwrap();
        cache.put(&post(2, Some(6), "din"), false).unwrap();
        assert_eq!(texts(&cache), ["min", "din"]);
    }

    fn at(dialog: u8, seq: u64, t: u64) -> Row {
        let mut id = MsgId([dialog; 16]);
        id.0[..8].copy_from_slice(&seq.to_be_bytes());
        Row { dialog: DialogId([dialog; 32]), id, t, ..post(1, Some(seq), "tolv tegn her") }
    }

    fn seqs(cache: &Cache, dialog: u8) -> Vec<Option<u64>> {
        let (rows, _) = cache.newest(&DialogId([dialog; 32]), 100).unwrap();
        rows.into_iter().map(|row| row.seq).collect()
    }

    #[test]
    fn the_oldest_go_but_never_what_waits_stands_last_or_is_asked() {
        let cache = Cache::bounded(Bound { rows: 16, bytes: i64::MAX }).unwrap();
        let asked = What::Proposed(ProposedRow {
            proposal: Hash([1; 32]),
            subject: Uid([1; 32]),
            role: Role::External,
            purpose: None,
            until: 0,
            approvers: Vec::new(),
            scope: Scope::FromNow,
        });
        cache.put(&Row { seq: None, ..at(1, 90, 0) }, false).unwrap();
        cache.put(&at(2, 1, 1), false).unwrap();
        cache.put(&Row { what: asked, ..at(1, 1, 2) }, false).unwrap();
        (2..=14).for_each(|seq| cache.put(&at(1, seq, seq), false).unwrap());
        assert_eq!(cache.evicted(&DialogId([1; 32])), Ok(None), "there is room");
        cache.put(&at(1, 15, 15), false).unwrap();
        assert_eq!(seqs(&cache, 2), [Some(1)], "the last of its dialog, however old");
        assert_eq!(
            seqs(&cache, 1),
            [Some(1)].into_iter().chain((5..=15).map(Some)).chain([None]).collect::<Vec<_>>()
        );
        assert_eq!(cache.evicted(&DialogId([1; 32])), Ok(Some(4)));
    }

    #[test]
    fn the_dialog_that_is_read_keeps_its_rows_longest() {
        let cache = Cache::bounded(Bound { rows: 16, bytes: i64::MAX }).unwrap();
        cache.hold(DialogId([1; 32]));
        (1..=8).for_each(|seq| cache.put(&at(1, seq, seq), false).unwrap());
        (1..=9).for_each(|seq| cache.put(&at(2, seq, 100 + seq), false).unwrap());
        assert_eq!(seqs(&cache, 1).len(), 8);
        assert_eq!(seqs(&cache, 2), (4..=9).map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn bytes_are_bounded_as_well_and_counted_right() {
        let cache = Cache::bounded(Bound { rows: i64::MAX / 8, bytes: 4_000 }).unwrap();
        (1..=200).for_each(|seq| cache.put(&at(1, seq, seq), false).unwrap());
        let count = "SELECT (SELECT bytes FROM held), sum(length(row) + octet_length(words)) FROM row";
        let held = || cache.connection.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?)));
        let (counted, real): (i64, i64) = held().unwrap();
        assert_eq!(counted, real);
        assert!((3_000..=4_000).contains(&real), "{real}");
        let gone = Row { what: What::Erased(Uid([1; 32])), ..at(1, 200, 200) };
        cache.put(&gone, false).unwrap();
        let unsent = Row { seq: None, ..at(1, 201, 201) };
        cache.put(&unsent, false).unwrap();
        cache.unshow(&unsent.dialog, &unsent.by, &unsent.id).unwrap();
        let count =
            "SELECT (SELECT bytes FROM held), sum(length(row) + ifnull(octet_length(words), 0)) FROM row";
        let (counted, real): (i64, i64) =
            cache.connection.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(counted, real);
    }
}
