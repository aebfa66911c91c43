//! What waits on disk: sealed intents, files and jots, one file each, whole or not at all.
//! Refuses plaintext: it is given sealed bytes only. Read at start, emptied by acknowledgements.

use samtale_engine::problem::Problem;
use samtale_wire::{FileId, MsgId};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The queue of one device.
pub(crate) struct Queue {
    folder: PathBuf,
    /// The next intent's place: written before the sealed bytes, as clocks are too coarse to order by.
    next: AtomicU64,
}

impl Queue {
    /// Opens the queue below a device's directory.
    pub fn open(directory: &Path) -> Result<Self, Problem> {
        let folder = directory.join("queue");
        fs::create_dir_all(&folder).map_err(|_| Problem::Disk)?;
        Ok(Self { folder, next: AtomicU64::new(0) })
    }

    fn intent(&self, id: &MsgId) -> PathBuf {
        self.folder.join(format!("{id}.intent"))
    }

    /// Where a sealed file waits.
    pub fn file(&self, id: &FileId) -> PathBuf {
        self.folder.join(format!("{id}.file"))
    }

    /// Where a file is written before its name is known.
    pub fn new_file(&self, id: &MsgId) -> PathBuf {
        self.folder.join(format!("{id}.new"))
    }

    /// Keeps an intent, durably. One that is kept anew stays in its place.
    pub fn keep(&self, id: &MsgId, sealed: &[u8]) -> Result<(), Problem> {
        let path = self.intent(id);
        let before = fs::read(&path).ok().and_then(|bytes| bytes.first_chunk().copied());
        let place = before.unwrap_or_else(|| self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        write_whole(&path, &[place.as_slice(), sealed].concat())
    }

    /// Deletes an intent.
    pub fn forget(&self, id: &MsgId) {
        // What is not there is forgotten; what stays is sent again and recognised.
        let _ = fs::remove_file(self.intent(id));
    }

    /// Deletes a file.
    pub fn forget_file(&self, id: &FileId) {
        let _ = fs::remove_file(self.file(id));
    }

    fn jot(&self, id: &MsgId) -> PathBuf {
        self.folder.join(format!("{id}.jot"))
    }

    /// Keeps a jot, durably.
    pub fn keep_jot(&self, id: &MsgId, sealed: &[u8]) -> Result<(), Problem> {
        write_whole(&self.jot(id), sealed)
    }

    /// A jot's bytes.
    pub fn read_jot(&self, id: &MsgId) -> Result<Vec<u8>, Problem> {
        fs::read(self.jot(id)).map_err(|_| Problem::Disk)
    }

    /// Which jots wait, in no order.
    pub fn jots(&self) -> Result<Vec<MsgId>, Problem> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|_| Problem::Disk)? {
            let path = entry.map_err(|_| Problem::Disk)?.path();
            let is = path.extension().is_some_and(|ending| ending == "jot");
            let id: Option<MsgId> =
                path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            found.extend(id.filter(|_| is));
        }
        Ok(found)
    }

    /// Deletes a jot, durably: after a power cut it must not wait beside what it became.
    pub fn forget_jot(&self, id: &MsgId) -> Result<(), Problem> {
        let delete = || {
            fs::remove_file(self.jot(id))?;
            File::open(&self.folder)?.sync_all()
        };
        delete().map_err(|_: std::io::Error| Problem::Disk)
    }

    /// All intents, oldest first; the next one comes after them.
    pub fn all(&self) -> Result<Vec<(MsgId, Vec<u8>)>, Problem> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|_| Problem::Disk)? {
            let path = entry.map_err(|_| Problem::Disk)?.path();
            let id = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            match (path.extension().and_then(|ending| ending.to_str()), id) {
                (Some("intent"), Some(id)) => {
                    let bytes = fs::read(&path).map_err(|_| Problem::Disk)?;
                    if let Some((place, sealed)) = bytes.split_first_chunk() {
                        found.push((u64::from_be_bytes(*place), id, sealed.to_vec()));
                    }
                }
                // Left by a crash before it had a name.
                (Some("new" | "part"), _) => drop(fs::remove_file(&path)),
                _ => {}
            }
        }
        found.sort();
        let next = found.last().map_or(0, |(place, _, _)| place.saturating_add(1));
        self.next.store(next, Ordering::Relaxed);
        Ok(found.into_iter().map(|(_, id, bytes)| (id, bytes)).collect())
    }
}

/// Writes a file so that it is there whole or not at all, also after a power cut.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let part = path.with_extension("part");
    let write = || {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        settle(&part, path)
    };
    write().map_err(|_: std::io::Error| Problem::Disk)
}

/// Gives a written file its name, durably.
pub(crate) fn settle(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::rename(from, to)?;
    match to.parent() {
        Some(directory) => File::open(directory)?.sync_all(),
        None => Ok(()),
    }
}
