//! The cache of what was said: SQLite in memory only, gone with the process or the lock.
//! Refuses files, also temporary ones. Filled by the engine's rows, read for each snapshot.

use crate::adapters::sqlite_memory;
use rusqlite::{Connection, OptionalExtension, params};
use samtale_engine::row::{Row, What};
use samtale_engine::show::Head;
use samtale_wire::{DialogId, FileId, MsgId, Uid, decode, encode};

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
        post   INTEGER NOT NULL,          -- 1 when it has words
        unseen INTEGER NOT NULL,          -- 1 until the dialog is looked at
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
        connection.execute_batch(SCHEMA)?;
        Ok(Self(connection))
    }

    /// Puts a row in its place; a waiting post becomes the sent one, and what is sent stays,
    /// unless it is taken back.
    pub fn put(&self, row: &Row, unseen: bool) -> rusqlite::Result<()> {
        let seq = row.seq.and_then(|seq| i64::try_from(seq).ok()).unwrap_or(i64::MAX);
        let post = matches!(row.what, What::Post(_));
        let erased = matches!(row.what, What::Erased(_));
        self.0
            .prepare_cached(
                "INSERT INTO row (dialog, by, id, seq, post, unseen, row) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (dialog, by, id) DO UPDATE SET seq = excluded.seq, row = excluded.row,
                   post = excluded.post, unseen = unseen AND excluded.post
                 WHERE row.seq = 9223372036854775807 OR ?8",
            )?
            .execute(params![
                row.dialog.0,
                row.by.0,
                row.id.0,
                seq,
                post,
                unseen && post,
                encode(row),
                erased
            ])?;
        Ok(())
    }

    /// Takes a row out that waits; one that stands in the log stays.
    pub fn unshow(&self, dialog: &DialogId, by: &Uid, id: &MsgId) -> rusqlite::Result<()> {
        self.0
            .prepare_cached(
                "DELETE FROM row WHERE dialog = ? AND by = ? AND id = ? AND seq = 9223372036854775807",
            )?
            .execute((dialog.0, by.0, id.0))?;
        Ok(())
    }

    /// The newest `limit` rows of a dialog, oldest first, and whether there are older ones.
    pub fn newest(&self, dialog: &DialogId, limit: usize) -> rusqlite::Result<(Vec<Row>, bool)> {
        let mut query = self
            .0
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
            .0
            .prepare_cached(
                "SELECT row FROM row WHERE dialog = ?1 ORDER BY post DESC, seq DESC, rowid DESC LIMIT 1",
            )?
            .query_row([dialog.0], |row| row.get::<_, Vec<u8>>(0))
            .optional()?;
        let unread = self
            .0
            .prepare_cached("SELECT count(*) FROM row WHERE dialog = ?1 AND unseen = 1")?
            .query_row([dialog.0], |row| row.get(0))?;
        Ok(Head { dialog, last: last.and_then(|bytes| decode(&bytes).ok()), unread })
    }

    /// The dialog was looked at.
    pub fn seen(&self, dialog: &DialogId) -> rusqlite::Result<bool> {
        let changed = self
            .0
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
        let mut query =
            self.0.prepare_cached("SELECT row FROM row WHERE dialog = ?1 AND post = 1 ORDER BY seq DESC")?;
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
}
