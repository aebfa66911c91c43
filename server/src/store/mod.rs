//! The database: one SQLite file in WAL mode, one connection that writes, a few that read.
//! Refuses a schema it does not know. Opened by `start`; written through `writer` alone, but for the word
//! that `personnel` leaves from beside.

mod readers;

pub use readers::Readers;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

const SCHEMA: &str = include_str!("schema.sql");
/// Counts up with every change of the schema.
const VERSION: i64 = 11;

/// The database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite says no.
    #[error("the database does not open")]
    Sqlite(#[from] rusqlite::Error),
    /// Made by another version of this server.
    #[error("the database is of version {0}, this server knows version {VERSION}")]
    Version(i64),
}

/// The one connection that writes; makes the schema when there is none.
///
/// # Errors
/// [`StoreError`].
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536;",
    )?;
    plan_once(&connection)?;
    match connection.query_row("PRAGMA user_version", [], |row| row.get(0))? {
        VERSION => Ok(connection),
        0 => {
            connection.execute_batch(&format!("BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"))?;
            Ok(connection)
        }
        other => Err(StoreError::Version(other)),
    }
}

/// A connection of another process than the server's, to leave word for it. Makes nothing.
///
/// # Errors
/// [`StoreError`].
pub fn open_beside(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA busy_timeout = 5000;",
    )?;
    match connection.query_row("PRAGMA user_version", [], |row| row.get(0))? {
        VERSION => Ok(connection),
        other => Err(StoreError::Version(other)),
    }
}

/// Keeps statements, and has SQLite plan each once: else it plans anew for each value it is asked with.
fn plan_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;")?;
    plan_once(&connection)?;
    Ok(connection)
}
