//! What waits on disk: sealed intents, files and jots, one file each, whole or not at all.
//! Refuses plaintext: it is given sealed bytes only. Read at start, emptied by acknowledgements.

use samtale_engine::problem::Problem;
use samtale_wire::{FileId, MsgId};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The queue of one device.
pub(crate) struct Queue {
    folder: PathBuf,
    /// The next intent's place: written before the sealed bytes, as clocks are too coarse to order by.
    next: AtomicU64,
    /// Intents that a power cut would still take.
    wet: Mutex<BTreeMap<MsgId, File>>,
}

impl Queue {
    /// Opens the queue below a device's directory.
    pub fn open(directory: &Path) -> Result<Self, Problem> {
        let folder = directory.join("queue");
        fs::create_dir_all(&folder).map_err(|_| Problem::Disk)?;
        Ok(Self { folder, next: AtomicU64::new(0), wet: Mutex::default() })
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

    /// Keeps an intent: it survives the app from here on, and a power cut once it is flushed. One that is
    /// kept anew stays in its place.
    pub fn keep(&self, id: &MsgId, sealed: &[u8]) -> Result<(), Problem> {
        let path = self.intent(id);
        let before = fs::read(&path).ok().and_then(|bytes| bytes.first_chunk().copied());
        let place = before.unwrap_or_else(|| self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let write = || {
            let file = write_beside(&path, &[place.as_slice(), sealed].concat())?;
            fs::rename(part(&path), &path).map(|()| file)
        };
        let file = write().map_err(|_| Problem::Disk)?;
        self.wet().insert(*id, file);
        Ok(())
    }

    /// Makes durable what is kept. Most intents are acknowledged and forgotten before that is needed.
    pub fn flush(&self) -> Result<(), Problem> {
        let wet = std::mem::take(&mut *self.wet());
        let flush = |file: &File| file.sync_all();
        let flushed = wet.values().try_for_each(flush);
        let listed = || if wet.is_empty() { Ok(()) } else { sync(&self.folder) };
        flushed.and_then(|()| listed()).map_err(|_| Problem::Disk)
    }

    /// Whether something waits to be flushed.
    pub fn is_wet(&self) -> bool {
        !self.wet().is_empty()
    }

    fn wet(&self) -> std::sync::MutexGuard<'_, BTreeMap<MsgId, File>> {
        self.wet.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Deletes an intent.
    pub fn forget(&self, id: &MsgId) {
        self.wet().remove(id);
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
            let (ending, id) = named(&path);
            found.extend(id.filter(|_| ending == Some("jot")));
        }
        Ok(found)
    }

    /// Deletes a jot, durably: after a power cut it must not wait beside what it became.
    pub fn forget_jot(&self, id: &MsgId) -> Result<(), Problem> {
        let delete = || {
            fs::remove_file(self.jot(id))?;
            sync(&self.folder)
        };
        delete().map_err(|_: std::io::Error| Problem::Disk)
    }

    /// All intents, oldest first; the next one comes after them.
    pub fn all(&self) -> Result<Vec<(MsgId, Vec<u8>)>, Problem> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|_| Problem::Disk)? {
            let path = entry.map_err(|_| Problem::Disk)?.path();
            match named(&path) {
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
    let write = || {
        write_beside(path, bytes)?.sync_all()?;
        settle(&part(path), path)
    };
    write().map_err(|_: std::io::Error| Problem::Disk)
}

/// Writes what is to be named so.
fn write_beside(path: &Path, bytes: &[u8]) -> std::io::Result<File> {
    let mut file = File::create(part(path))?;
    file.write_all(bytes)?;
    Ok(file)
}

fn part(path: &Path) -> PathBuf {
    path.with_extension("part")
}

/// Gives a written file its name, durably.
pub(crate) fn settle(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::rename(from, to)?;
    to.parent().map_or(Ok(()), sync)
}

/// Makes durable which files a folder holds.
fn sync(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// What a file in the queue is, and whose.
fn named(path: &Path) -> (Option<&str>, Option<MsgId>) {
    let id = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
    (path.extension().and_then(|ending| ending.to_str()), id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_at_once_and_is_flushed_unless_it_was_forgotten_before() {
        let folder = tempfile::TempDir::new().unwrap();
        let queue = Queue::open(folder.path()).unwrap();
        let (one, two) = (MsgId([1; 16]), MsgId([2; 16]));
        queue.keep(&two, b"b").unwrap();
        queue.keep(&one, b"a").unwrap();
        let killed = Queue::open(folder.path()).unwrap();
        assert_eq!(killed.all(), Ok(vec![(two, b"b".to_vec()), (one, b"a".to_vec())]));
        assert!(!killed.is_wet(), "of what another run wrote nothing is known");

        assert!(queue.is_wet());
        queue.forget(&one);
        assert_eq!(queue.flush(), Ok(()));
        assert!(!queue.is_wet());
        assert_eq!(queue.all(), Ok(vec![(two, b"b".to_vec())]));
        queue.keep(&two, b"c").unwrap();
        queue.forget(&two);
        assert!(!queue.is_wet(), "it is safe where it was sent to");
        assert_eq!(queue.all(), Ok(Vec::new()));
    }
}
