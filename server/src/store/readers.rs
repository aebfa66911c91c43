//! A few read-only connections, mostly used on threads where waiting for the disk harms nobody.
//! Refuses to write. Asked by every verb that only looks.

use super::{StoreError, open_to_read};
use crate::refusal::Refusal;
use rusqlite::Connection;
use samtale_wire::api::Code;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many connections read at one time.
const READERS: usize = 4;

/// The pool.
#[derive(Clone)]
pub struct Readers {
    free: Arc<Mutex<Vec<Connection>>>,
    turn: Arc<Semaphore>,
}

impl Readers {
    /// Opens the pool on a database that is there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let free = (0..READERS).map(|_| open_to_read(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { turn: Arc::new(Semaphore::new(free.len())), free: Arc::new(Mutex::new(free)) })
    }

    /// Looks up what was written this moment and so lies in memory, without the way to another thread; by it
    /// all the same while every connection is in use.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn glance<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        match self.turn.clone().try_acquire_owned() {
            Ok(turn) => self.look(look, turn),
            Err(_) => self.read(look).await,
        }
    }

    /// Looks something up, all of it in one snapshot.
    ///
    /// # Errors
    /// What `look` refuses; [`Code::Unavailable`] when the store fails.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = self.turn.clone().acquire_owned().await.map_err(|_| Code::Unavailable)?;
        let readers = self.clone();
        let looked = tokio::task::spawn_blocking(move || readers.look(look, turn));
        looked.await.map_err(|_| Code::Unavailable)?
    }

    fn look<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Refusal>,
        turn: OwnedSemaphorePermit,
    ) -> Result<T, Refusal> {
        // A permit is a promise that one is free.
        let mut connection = lock(&self.free).pop().ok_or(Code::Unavailable)?;
        let result = snapshot(&mut connection, look);
        lock(&self.free).push(connection);
        drop(turn);
        result
    }
}

fn lock(free: &Mutex<Vec<Connection>>) -> std::sync::MutexGuard<'_, Vec<Connection>> {
    free.lock().unwrap_or_else(PoisonError::into_inner)
}

fn snapshot<T>(
    connection: &mut Connection,
    look: impl FnOnce(&Connection) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let snapshot = connection.transaction()?;
    look(&snapshot)
}
