//! The personnel desk: who works here no longer, and who takes over. It is no route: word is left in the
//! database by whoever sits at the server's own machine, and done by the server in its own time.
//! Refuses people who are not employed, before anything is written. Left by `main`, attended from `start`.

use crate::clock::Clock;
use crate::config::Order;
use crate::desk::Desk;
use crate::house::House;
use crate::refusal::Refusal;
use crate::store::{self, StoreError};
use crate::tenant::Municipality;
use crate::{accounts, dismissal, succession};
use clap::Args;
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::Hash;
use std::fmt;
use std::path::Path;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// How often to look for word that was left.
const LOOK: Duration = Duration::from_secs(2);
/// How long to wait after the store failed.
const PAUSE: Duration = Duration::from_secs(5);

/// A login, as the provider names it.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Login {
    /// The `iss` claim of their login.
    #[arg(long, value_name = "ISS")]
    pub issuer: String,
    /// Its `sub` claim.
    #[arg(long, value_name = "SUB")]
    pub subject: String,
}

impl Login {
    /// The login.
    pub fn new(issuer: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { issuer: issuer.into(), subject: subject.into() }
    }

    /// Under what the server knows it again.
    #[must_use]
    pub fn hash(&self) -> Hash {
        accounts::login_hash(&self.issuer, &self.subject)
    }
}

/// What is said at the desk.
#[derive(Clone, Copy, Debug)]
pub enum Word {
    /// Somebody works here no longer.
    Dismiss {
        /// Who.
        login: Hash,
    },
    /// Somebody takes over.
    Succeed {
        /// Who.
        login: Hash,
        /// After whom.
        after: Hash,
    },
}

/// That word was left, as a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// A dismissal.
    Dismissal,
    /// A succession.
    Succession,
    /// A succession after somebody who is employed still.
    TooEarly,
}

impl fmt::Display for Noted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dismissal => "Noted: they work here no longer.",
            Self::Succession => "Noted: they take over where nobody else answers.",
            Self::TooEarly => {
                "Noted: they take over where nobody else answers. \
                 But whom they follow is employed still: nobody can take over before that one is dismissed."
            }
        })?;
        f.write_str(" The server tells whom it concerns within seconds; if it does not run, when it starts.")
    }
}

/// Why no word was left.
#[derive(Debug, thiserror::Error)]
pub enum PersonnelError {
    /// No database.
    #[error("there is no server's data in this directory")]
    NoData,
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Nothing can be written, or read, at the moment.
    #[error("the database cannot be used at the moment")]
    Busy(#[from] rusqlite::Error),
    /// Unknown, or a citizen, or dismissed already.
    #[error("nobody who is employed here has this login")]
    Nobody,
    /// Never employed.
    #[error("nobody who is or was employed here has the login that comes after")]
    NobodyBefore,
    /// Both are one.
    #[error("nobody takes over from themselves")]
    Same,
    /// The word is left, or the server stops: it is done later.
    #[error("the server does not do it at the moment")]
    Later,
}

impl From<Refusal> for PersonnelError {
    fn from(_: Refusal) -> Self {
        Self::Later
    }
}

/// Leaves word beside the server, whether it runs or not.
///
/// # Errors
/// [`PersonnelError`].
pub fn leave_word(order: Order) -> Result<Noted, PersonnelError> {
    let (data, word) = match order {
        Order::Dismiss { data, who } => (data, Word::Dismiss { login: who.hash() }),
        Order::Succeed { data, who, after_issuer, after_subject } => {
            let after = Login::new(after_issuer, after_subject).hash();
            (data, Word::Succeed { login: who.hash(), after })
        }
    };
    note(&open(&data)?, &word, Clock::default().now())
}

fn open(data: &Path) -> Result<Connection, PersonnelError> {
    let database = data.join("samtale.db");
    if !database.is_file() {
        return Err(PersonnelError::NoData);
    }
    Ok(store::open_beside(&database)?)
}

fn note(store: &Connection, word: &Word, now: u64) -> Result<Noted, PersonnelError> {
    let exists = |sql, login: &Hash| store.prepare_cached(sql)?.exists([login.as_bytes()]);
    let is =
        |login| exists("SELECT 1 FROM account a JOIN employment e ON e.uid = a.uid WHERE a.login = ?", login);
    let was =
        |login| exists("SELECT 1 FROM account a JOIN dismissal d ON d.uid = a.uid WHERE a.login = ?", login);
    let (kind, login, after, noted) = match word {
        Word::Dismiss { login } if is(login)? => (1, login, None, Noted::Dismissal),
        Word::Dismiss { .. } => return Err(PersonnelError::Nobody),
        Word::Succeed { login, after } if login == after => return Err(PersonnelError::Same),
        Word::Succeed { login, after } => {
            if !employed(store, login, now)? {
                return Err(PersonnelError::Nobody);
            }
            let still = is(after)?;
            if !still && !was(after)? {
                return Err(PersonnelError::NobodyBefore);
            }
            // What is to be done before counts as done.
            let goes = exists("SELECT 1 FROM personnel WHERE kind = 1 AND login = ?", after)?;
            let noted = if still && !goes { Noted::TooEarly } else { Noted::Succession };
            (2, login, Some(after.as_bytes()), noted)
        }
    };
    store.prepare_cached("INSERT INTO personnel (kind, login, after) VALUES (?, ?, ?)")?.execute((
        kind,
        login.as_bytes(),
        after,
    ))?;
    Ok(noted)
}

fn employed(store: &Connection, login: &Hash, now: u64) -> rusqlite::Result<bool> {
    let mut find = store.prepare_cached(
        "SELECT 1 FROM account a JOIN employment e ON e.uid = a.uid WHERE a.login = ? AND e.until > ?",
    )?;
    find.exists((login.as_bytes(), now))
}

/// Leaves word from within the server's own process, and does it at once.
///
/// # Errors
/// [`PersonnelError`].
pub async fn say(house: &House, word: Word) -> Result<(), PersonnelError> {
    let now = house.clock.now();
    house.writer.write(move |transaction, _| Ok(note(transaction, &word, now))).await??;
    Ok(work(house).await?)
}

/// Does what was said, soon after it was; never ends.
pub async fn attend(house: &House) {
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        let done = async {
            // Most looks find nothing, and disturb nobody who writes.
            if house.readers.read(waits).await? { work(house).await } else { Ok(()) }
        };
        if done.await.is_err() {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn waits(store: &Connection) -> Result<bool, Refusal> {
    Ok(store.prepare_cached("SELECT 1 FROM personnel")?.exists([])?)
}

async fn work(house: &House) -> Result<(), Refusal> {
    let more = || {
        let (town, now) = (house.town.clone(), house.clock.now());
        house.writer.write(move |transaction, desk| next(transaction, desk, &town, now))
    };
    while more().await? {}
    Ok(())
}

/// Does what was said first, all of it in one transaction; whether there was something.
fn next(transaction: &Connection, desk: &mut Desk, town: &Municipality, now: u64) -> Result<bool, Refusal> {
    let said: Option<(i64, Hash, Option<[u8; 32]>)> = transaction
        .prepare_cached("SELECT id, login, after FROM personnel ORDER BY id LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, Hash(row.get(1)?), row.get(2)?)))
        .optional()?;
    let Some((id, login, after)) = said else { return Ok(false) };
    // How many, and of whom nothing: who it was is for the desk to know.
    match after.map(Hash) {
        None => {
            let ended = dismissal::dismiss(transaction, desk, town, &login, now)?;
            tracing::info!(ended, "a dismissal");
        }
        Some(after) => {
            let named = succession::succeed(transaction, desk, town, &login, &after, now)?;
            tracing::info!(named, "a succession");
        }
    }
    transaction.prepare_cached("DELETE FROM personnel WHERE id = ?")?.execute([id])?;
    Ok(true)
}
