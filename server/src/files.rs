//! Sealed files: taken in chunk by chunk, verified as they come, whole on the disk or not at all.
//! Refuses anything but the file that its name is the root of. One chunk in memory at a time.
//! Called by the files' route.

use crate::keyfile::sync_parent;
use crate::refusal::Refusal;
use bytes::{Buf, Bytes, BytesMut};
use futures::{Stream, StreamExt};
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::hash::FileRoot;
use samtale_wire::api::{CHUNK, CHUNK_TAG, Code, MAX_FILE};
use samtale_wire::{DialogId, FileId, Uid};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// Bytes of a sealed chunk.
const SEALED: usize = CHUNK + CHUNK_TAG;
/// How long the next bytes of an upload may take.
const IDLE: Duration = Duration::from_secs(30);
/// How long what was taken in half waits for the rest, across restarts.
const WAITS: Duration = Duration::from_secs(24 * 3600);

/// Where files are.
#[derive(Clone)]
pub struct Files {
    directory: PathBuf,
    /// The files that are being taken in just now: one sender each.
    arriving: Arc<Mutex<BTreeSet<PathBuf>>>,
}

/// A file that is being taken in: what came of it stays, so that the sender can go on from there.
struct Arriving {
    path: PathBuf,
    all: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
    }
}

impl Files {
    /// Opens the directory and removes what nobody has gone on with for a day.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(directory: PathBuf) -> io::Result<Self> {
        let halves = directory.join("arriving");
        std::fs::create_dir_all(&halves)?;
        for half in std::fs::read_dir(&halves)? {
            let half = half?;
            let age = half.metadata()?.modified()?.elapsed().unwrap_or_default();
            if age > WAITS {
                std::fs::remove_file(half.path())?;
            }
        }
        Ok(Self { directory, arriving: Arc::default() })
    }

    /// How many bytes of a file have arrived: whole sealed chunks, or all of it.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when the disk fails.
    pub async fn arrived(&self, dialog: &DialogId, file: &FileId) -> Result<u64, Refusal> {
        if let Some(whole) = length(&self.path(dialog, file)).await? {
            return Ok(whole);
        }
        let half = length(&self.half(dialog, file)).await?.unwrap_or(0);
        Ok(half - half % SEALED as u64)
    }

    /// Takes a file in from byte `from` on, durably; says how long it is.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::Malformed`] when it is not the file it is called,
    /// [`Code::Conflict`] when it is being sent already, or not from where it stopped,
    /// [`Code::Unavailable`] when the disk fails or the sender stops.
    pub async fn take<E>(
        &self,
        dialog: &DialogId,
        file: &FileId,
        from: u64,
        body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<u64, Refusal> {
        if let Some(whole) = length(&self.path(dialog, file)).await? {
            return Ok(whole);
        }
        let arriving = self.begin(self.half(dialog, file))?;
        let (mut out, mut root) = go_on(&arriving.path, from).await?;
        let size = match take_in(body, &mut out, &mut root, from).await {
            Ok(size) if size > 0 && root.finish() == *file => size,
            // What is too large, or not what it is called, is of no use to anybody.
            Ok(_) => return self.refuse(&arriving, Code::Malformed).await,
            Err(Refusal { code: Code::TooLarge, .. }) => return self.refuse(&arriving, Code::TooLarge).await,
            Err(refusal) => return Err(refusal),
        };
        out.sync_all().await?;
        let (from, to) = (arriving.path.clone(), self.path(dialog, file));
        let moved = tokio::task::spawn_blocking(move || place(&from, &to)).await;
        moved.map_err(|_| Code::Unavailable)??;
        Ok(size)
    }

    async fn refuse(&self, arriving: &Arriving, code: Code) -> Result<u64, Refusal> {
        tokio::fs::remove_file(&arriving.path).await?;
        Err(code.into())
    }

    fn begin(&self, path: PathBuf) -> Result<Arriving, Refusal> {
        let mut all = self.arriving.lock().unwrap_or_else(PoisonError::into_inner);
        if !all.insert(path.clone()) {
            return Err(Code::Conflict.into());
        }
        Ok(Arriving { path, all: Arc::clone(&self.arriving) })
    }

    /// A file that was taken in, from byte `from` on, piece by piece.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when it does not open.
    pub async fn give(
        &self,
        dialog: &DialogId,
        file: &FileId,
        from: u64,
    ) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static, Refusal> {
        let mut file = File::open(self.path(dialog, file)).await?;
        file.seek(io::SeekFrom::Start(from)).await?;
        Ok(futures::stream::try_unfold(file, |mut file| async {
            let mut piece = BytesMut::with_capacity(CHUNK);
            let read = file.read_buf(&mut piece).await?;
            Ok((read > 0).then(|| (piece.freeze(), file)))
        }))
    }

    /// Removes a file; that it is gone already is as good.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when the disk fails.
    pub async fn remove(&self, dialog: &DialogId, file: &FileId) -> Result<(), Refusal> {
        match tokio::fs::remove_file(self.path(dialog, file)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn half(&self, dialog: &DialogId, file: &FileId) -> PathBuf {
        self.directory.join("arriving").join(format!("{dialog}-{file}"))
    }

    fn path(&self, dialog: &DialogId, file: &FileId) -> PathBuf {
        self.directory.join(dialog.to_string()).join(file.to_string())
    }
}

async fn length(path: &Path) -> Result<Option<u64>, Refusal> {
    match tokio::fs::metadata(path).await {
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Opens what has arrived, and reads it again: the root is over all of it.
async fn go_on(path: &Path, from: u64) -> Result<(File, FileRoot), Refusal> {
    let mut root = FileRoot::default();
    if from == 0 {
        return Ok((File::create(path).await?, root));
    }
    let opened = File::options().read(true).write(true).open(path).await;
    let mut half = opened.map_err(|_| Code::Conflict)?;
    if half.metadata().await?.len() < from || !from.is_multiple_of(SEALED as u64) {
        return Err(Code::Conflict.into());
    }
    half.set_len(from).await?;
    let mut chunk = vec![0; SEALED];
    for _ in 0..from / SEALED as u64 {
        half.read_exact(&mut chunk).await?;
        root.push(&chunk);
    }
    Ok((half, root))
}

/// Writes what comes, chunk by chunk. When the sender stops, whole chunks stay.
async fn take_in<E>(
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    out: &mut File,
    root: &mut FileRoot,
    from: u64,
) -> Result<u64, Refusal> {
    let (mut chunk, mut size) = (BytesMut::with_capacity(SEALED), from);
    loop {
        let piece = tokio::time::timeout(IDLE, body.next()).await;
        let piece = match piece.map_err(|_| Refusal::from(Code::Unavailable)) {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) => break,
            Ok(Some(Err(_))) => return stopped(out, Code::Malformed).await,
            Err(_) => return stopped(out, Code::Unavailable).await,
        };
        let mut piece = piece;
        size += piece.len() as u64;
        if size > MAX_FILE {
            return Err(Code::TooLarge.into());
        }
        while piece.has_remaining() {
            let room = SEALED - chunk.len();
            chunk.extend_from_slice(&piece.split_to(room.min(piece.len())));
            if chunk.len() == SEALED {
                root.push(&chunk);
                out.write_all(&chunk).await?;
                chunk.clear();
            }
        }
    }
    if !chunk.is_empty() {
        root.push(&chunk);
        out.write_all(&chunk).await?;
    }
    out.flush().await?;
    Ok(size)
}

/// The sender stopped: what came in whole chunks is on the disk.
async fn stopped(out: &mut File, code: Code) -> Result<u64, Refusal> {
    out.sync_all().await?;
    Err(code.into())
}

fn place(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(directory) = to.parent() {
        std::fs::create_dir_all(directory)?;
        sync_parent(directory)?;
    }
    std::fs::rename(from, to)?;
    sync_parent(to)
}

/// Whether somebody is a member of a dialog.
///
/// # Errors
/// [`Code::NotFound`] when not, or when there is no such dialog.
pub fn member(store: &Connection, dialog: &DialogId, uid: &Uid) -> Result<(), Refusal> {
    let mut row = store.prepare_cached("SELECT 1 FROM member WHERE dialog = ? AND uid = ?")?;
    if row.exists((dialog.as_bytes(), uid.as_bytes()))? { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Notes that a file is here for a dialog's members.
///
/// # Errors
/// [`Code::NotFound`] when the uploader is not one of them any more.
pub fn record(
    transaction: &Connection,
    dialog: &DialogId,
    file: &FileId,
    size: u64,
    uid: &Uid,
) -> Result<(), Refusal> {
    member(transaction, dialog, uid)?;
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO file VALUES (?, ?, ?)")?;
    insert.execute((dialog.as_bytes(), file.as_bytes(), size))?;
    Ok(())
}

/// How long a file of a dialog is.
///
/// # Errors
/// [`Code::NotFound`] when it was not uploaded there, or the caller is not a member.
pub fn size(store: &Connection, dialog: &DialogId, file: &FileId, uid: &Uid) -> Result<u64, Refusal> {
    member(store, dialog, uid)?;
    let mut row = store.prepare_cached("SELECT size FROM file WHERE dialog = ? AND file = ?")?;
    let size = row.query_row((dialog.as_bytes(), file.as_bytes()), |row| row.get(0)).optional()?;
    Ok(size.ok_or(Code::NotFound)?)
}
