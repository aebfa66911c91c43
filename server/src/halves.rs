//! The server's half of every vault key: a phone alone opens nothing, a backup alone neither.
//! Refuses to keep a wrap key longer than a day: all halves are sealed anew and the old key destroyed.
//! Made at enrolment, released by `sessions`, turned over by `start`.

use crate::entropy::draw;
use crate::keyfile::{self, Secret};
use crate::refusal::Refusal;
use crate::writer::Writer;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension};
use samtale_wire::api::Code;
use samtale_wire::{DeviceId, Salt};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// How long a wrap key lives, in seconds.
pub const TURN: u64 = 86_400;
/// Bytes of the nonce before what is sealed.
const NONCE: usize = 24;

/// The halves; a clone is the same.
#[derive(Clone)]
pub struct Halves {
    directory: Arc<PathBuf>,
    keys: Arc<Mutex<BTreeMap<u64, Secret>>>,
}

/// The halves cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum HalvesError {
    /// The database names a wrap key that is not there: no vault will ever open again.
    #[error("the wrap key {0} of the vaults' halves is missing or damaged")]
    KeyGone(u64),
    /// The disk.
    #[error("the wrap keys cannot be kept")]
    Io(#[from] io::Error),
    /// The database.
    #[error("the halves cannot be read")]
    Sqlite(#[from] rusqlite::Error),
}

impl Halves {
    /// Reads the wrap key in use, or begins with a first one; destroys what a crash left behind.
    ///
    /// # Errors
    /// [`HalvesError`].
    pub fn open(directory: PathBuf, store: &Connection, now: u64) -> Result<Self, HalvesError> {
        std::fs::create_dir_all(&directory)?;
        let generation = store
            .query_row("SELECT generation FROM wrap", [], |row| row.get(0))
            .optional()?
            .map_or_else(|| begin(&directory, store, now), Ok)?;
        let key = keyfile::read(&path(&directory, generation));
        let key = key.map_err(|_| HalvesError::KeyGone(generation))?;
        for leftover in std::fs::read_dir(&directory)? {
            let leftover = leftover?.path();
            if leftover != path(&directory, generation) {
                keyfile::destroy(&leftover)?;
            }
        }
        let keys = Arc::new(Mutex::new(BTreeMap::from([(generation, key)])));
        Ok(Self { directory: Arc::new(directory), keys })
    }

    /// A half for a new device.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when the store or the system's randomness fails.
    pub fn make(&self, transaction: &Connection, dev: &DeviceId) -> Result<(), Refusal> {
        let half = Zeroizing::new(draw::<32>()?);
        let generation = transaction.query_row("SELECT generation FROM wrap", [], |row| row.get(0))?;
        let keys = self.keys();
        let sealed = seal(keys.get(&generation).ok_or(Code::Unavailable)?, dev, &half)?;
        transaction.execute("INSERT INTO half VALUES (?, ?, ?)", (dev.as_bytes(), generation, sealed))?;
        Ok(())
    }

    /// The half of a device that has proved itself.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when there is none or it does not open.
    pub fn release(&self, store: &Connection, dev: &DeviceId) -> Result<Salt, Refusal> {
        // Looked up while the keys are held: the row's key is then still there.
        let keys = self.keys();
        let (generation, sealed): (u64, Vec<u8>) = store
            .prepare_cached("SELECT generation, sealed FROM half WHERE dev = ?")?
            .query_row([dev.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let key = keys.get(&generation).ok_or(Code::Unavailable)?;
        Ok(Salt(*open(key, dev, &sealed)?))
    }

    /// Seals every half under a new key in one transaction, then destroys the old key.
    /// Whatever is interrupted, `open` finds the key in use and destroys the others.
    ///
    /// # Errors
    /// [`Code::Unavailable`]: then both keys are kept, for a commit that failed may still turn out to stand.
    pub async fn turn(&self, writer: &Writer, now: u64) -> Result<(), Refusal> {
        let new = self.keys().last_key_value().map_or(1, |(newest, _)| newest + 1);
        let key = keyfile::make(&path(&self.directory, new))?;
        self.keys().insert(new, key);
        let halves = self.clone();
        writer.write(move |transaction, _| halves.seal_all_anew(transaction, new, now)).await?;
        let old = {
            let mut keys = self.keys();
            let newest = keys.split_off(&new);
            std::mem::replace(&mut *keys, newest)
        };
        old.keys().try_for_each(|old| keyfile::destroy(&path(&self.directory, *old)))?;
        Ok(())
    }

    /// When the wrap key in use has lived long enough.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when the store fails.
    pub fn turns_at(store: &Connection) -> Result<u64, Refusal> {
        let since: u64 = store.query_row("SELECT since FROM wrap", [], |row| row.get(0))?;
        Ok(since.saturating_add(TURN))
    }

    fn seal_all_anew(&self, transaction: &Connection, new: u64, now: u64) -> Result<(), Refusal> {
        let old: u64 = transaction.query_row("SELECT generation FROM wrap", [], |row| row.get(0))?;
        let keys = self.keys();
        let (old_key, new_key) = (keys.get(&old), keys.get(&new));
        let (old_key, new_key) = old_key.zip(new_key).ok_or(Code::Unavailable)?;
        let mut all = transaction.prepare("SELECT dev, sealed FROM half")?;
        let rows = all.query_map([], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?;
        let rows = rows.collect::<Result<Vec<(DeviceId, Vec<u8>)>, _>>()?;
        let mut put = transaction.prepare("UPDATE half SET generation = ?, sealed = ? WHERE dev = ?")?;
        for (dev, sealed) in rows {
            let sealed = seal(new_key, &dev, &*open(old_key, &dev, &sealed)?)?;
            put.execute((new, sealed, dev.as_bytes()))?;
        }
        transaction.execute("UPDATE wrap SET generation = ?, since = ?", (new, now))?;
        Ok(())
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<u64, Secret>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn path(directory: &Path, generation: u64) -> PathBuf {
    directory.join(format!("{generation}.key"))
}

fn begin(directory: &Path, store: &Connection, now: u64) -> Result<u64, HalvesError> {
    keyfile::make(&path(directory, 1))?;
    store.execute("INSERT INTO wrap VALUES (1, 1, ?)", [now])?;
    Ok(1)
}

fn seal(key: &Secret, dev: &DeviceId, half: &[u8; 32]) -> Result<Vec<u8>, Refusal> {
    let nonce = draw::<NONCE>()?;
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), Payload { msg: half, aad: dev.as_bytes() });
    let mut out = nonce.to_vec();
    out.extend(sealed.map_err(|_| Code::Unavailable)?);
    Ok(out)
}

fn open(key: &Secret, dev: &DeviceId, sealed: &[u8]) -> Result<Zeroizing<[u8; 32]>, Refusal> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Code::Unavailable)?;
    let half = cipher(key).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: dev.as_bytes() });
    let half = Zeroizing::new(half.map_err(|_| Code::Unavailable)?);
    Ok(Zeroizing::new(half.as_slice().try_into().map_err(|_| Code::Unavailable)?))
}

fn cipher(key: &Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(**key).into())
}

#[cfg(test)]
#[path = "halves_tests.rs"]
mod tests;
