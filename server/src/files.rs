//! Sealed files: taken in chunk by chunk, verified as they come, whole on the disk or not at all.
//! Refuses anything but the file that its name is the root of. One chunk in memory at a time.
//! Called by the files' route.

use crate::entropy::draw;
use crate::keyfile::sync_parent;
use crate::refusal::Refusal;
use bytes::{Buf, Bytes, BytesMut};
use futures::{Stream, StreamExt};
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::hash::FileRoot;
use samtale_wire::api::{CHUNK, CHUNK_TAG, Code, MAX_FILE};
use samtale_wire::{DialogId, FileId, Hash, Uid};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Bytes of a sealed chunk.
const SEALED: usize = CHUNK + CHUNK_TAG;
/// How long the next bytes of an upload may take.
const IDLE: Duration = Duration::from_secs(30);

/// Where files are.
#[derive(Clone)]
pub struct Files {
    directory: PathBuf,
}

/// A file that is being taken in; removed unless it comes to be kept.
struct Arriving {
    path: PathBuf,
    kept: bool,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.kept {
            drop(std::fs::remove_file(&self.path));
        }
    }
}

impl Files {
    /// Opens the directory and removes what a crash left half taken in.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(directory: PathBuf) -> io::Result<Self> {
        let arriving = directory.join("arriving");
        if arriving.exists() {
            std::fs::remove_dir_all(&arriving)?;
        }
        std::fs::create_dir_all(&arriving)?;
        Ok(Self { directory })
    }

    /// Takes a file in, durably; says how long it is.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::Malformed`] when it is not the file it is called,
    /// [`Code::Unavailable`] when the disk fails or the sender stops.
    pub async fn take<E>(
        &self,
        dialog: &DialogId,
        file: &FileId,
        body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<u64, Refusal> {
        let name = Hash(draw()?).to_string();
        let mut arriving = Arriving { path: self.directory.join("arriving").join(name), kept: false };
        let mut out = File::create_new(&arriving.path).await?;
        let size = take_in(body, &mut out, file).await?;
        out.sync_all().await?;
        let (from, to) = (arriving.path.clone(), self.path(dialog, file));
        let moved = tokio::task::spawn_blocking(move || place(&from, &to)).await;
        moved.map_err(|_| Code::Unavailable)??;
        arriving.kept = true;
        Ok(size)
    }

    /// A file that was taken in, piece by piece.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when it does not open.
    pub async fn give(
        &self,
        dialog: &DialogId,
        file: &FileId,
    ) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + 'static, Refusal> {
        let file = File::open(self.path(dialog, file)).await?;
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

    fn path(&self, dialog: &DialogId, file: &FileId) -> PathBuf {
        self.directory.join(dialog.to_string()).join(file.to_string())
    }
}

async fn take_in<E>(
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    out: &mut File,
    file: &FileId,
) -> Result<u64, Refusal> {
    let (mut root, mut chunk, mut size) = (FileRoot::default(), BytesMut::with_capacity(SEALED), 0);
    loop {
        let piece = tokio::time::timeout(IDLE, body.next()).await.map_err(|_| Code::Unavailable)?;
        let Some(piece) = piece else { break };
        let mut piece = piece.map_err(|_| Code::Malformed)?;
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
    let whole = size > 0 && root.finish() == *file;
    if whole { Ok(size) } else { Err(Code::Malformed.into()) }
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
