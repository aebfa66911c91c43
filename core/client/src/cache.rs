//! The cache of what was said: SQLite in memory only, gone with the process or the lock.
//! Refuses files, also temporary ones. Filled by the engine's rows, read for each snapshot.

use crate::adapters::sqlite_memory;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, params};
use samtale_engine::row::{Row, What};
use samtale_engine::show::Head;
use samtale_wire::{DialogId, FileId, decode, encode};

/// Rows in the order of the log; what waits comes last.
pub(crate) struct Cache(Connection);

const SCHEMA: &str = "
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = OFF;
    CREATE TABLE row (
        dialog BLOB NOT NULL,
        by     BLOB NOT NULL,             -- the author
        id     BLOB NOT NULL,             -- the author's idempotency key
        seq    INTEGER NOT NULL,          -- place in the log; the greatest integer while it waits
        line   INTEGER NOT NULL,          -- 1 for a post, also one that was taken back
        row    BLOB NOT NULL,             -- canonical CBOR of engine::row::Row
        PRIMARY KEY (dialog, by, id)
    ) STRICT;
    CREATE INDEX row_order ON row (dialog, seq);
";

impl Cache {
    /// An empty cache.
    pub fn open() -> rusqlite::Result<Self> {
        sqlite_memory::install();
        let connection = Connection::open_in_memory()?;
        // Else SQLite plans a query anew for each value it is asked with.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self(connection))
    }

    /// Puts a row in its place; a waiting post becomes the sent one, and what is sent stays,
    /// unless it is taken back.
    pub fn put(&self, row: &Row) -> rusqlite::Result<()> {
        let seq = row.seq.and_then(|seq| i64::try_from(seq).ok()).unwrap_or(i64::MAX);
        let erased = matches!(row.what, What::Erased(_));
        let line = erased || matches!(row.what, What::Post(_));
        self.0
            .prepare_cached(
                "INSERT INTO row (dialog, by, id, seq, line, row) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (dialog, by, id) DO UPDATE SET seq = excluded.seq, row = excluded.row,
                   line = excluded.line
                 WHERE row.seq = 9223372036854775807 OR ?7",
            )?
            .execute(params![row.dialog.0, row.by.0, row.id.0, seq, line, encode(row), erased])?;
        Ok(())
    }

    /// The newest `limit` rows of a dialog that stand at `from` or later, oldest first, and whether there
    /// are older ones.
    pub fn newest(&self, dialog: &DialogId, from: u64, limit: usize) -> rusqlite::Result<(Vec<Row>, bool)> {
        let mut query = self.0.prepare_cached(
            "SELECT row FROM row WHERE dialog = ?1 AND seq >= ?2 ORDER BY seq DESC, rowid DESC LIMIT ?3",
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

    /// A dialog's last line.
    pub fn head(&self, dialog: DialogId) -> rusqlite::Result<Head> {
        let last = self
            .0
            .prepare_cached(
                "SELECT row FROM row WHERE dialog = ?1 ORDER BY line DESC, seq DESC, rowid DESC LIMIT 1",
            )?
            .query_row([dialog.0], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        Ok(Head { dialog, last: last.and_then(|bytes| decode(&bytes).ok()) })
    }

    /// The photo of a file in a dialog.
    pub fn photo(
        &self,
        dialog: &DialogId,
        file: &FileId,
    ) -> rusqlite::Result<Option<samtale_engine::content::Photo>> {
        let mut query =
            self.0.prepare_cached("SELECT row FROM row WHERE dialog = ?1 AND line = 1 ORDER BY seq DESC")?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use samtale_engine::row::PostRow;
    use samtale_wire::{MsgId, Uid};

    fn post(by: u8, seq: Option<u64>, text: &str) -> Row {
        let what = What::Post(PostRow { text: text.into(), photo: None, failed: false });
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
        let last = cache.head(DialogId([1; 32])).unwrap().last.map(|row| row.what);
        assert_eq!(last, Some(What::Erased(Uid([1; 32]))), "the list says so");
    }

    #[test]
    fn nobody_writes_over_anothers_post_by_taking_its_id() {
        let cache = Cache::open().unwrap();
        cache.put(&post(1, Some(5), "min")).unwrap();
        cache.put(&post(2, Some(6), "din")).unwrap();
        assert_eq!(texts(&cache), ["min", "din"]);
    }
}
