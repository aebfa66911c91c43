//! What waits on disk: sealed intents, files and jots, one file each, whole or not at all.
//! Refuses plaintext: it is given sealed bytes only. Read at start, emptied by acknowledgements.

use samtale_engine::problem::Problem;
use samtale_wire::{FileId, MsgId};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Held while a jot is written, and while what a crash left half written is swept away: the closed door and
/// the open one each have a queue in the same folder, and the one may open while somebody writes at the other.
static MAKING: Mutex<()> = Mutex::new(());

/// The queue of one device.
pub(crate) struct Queue {
    folder: PathBuf,
    /// The next intent's place: written before the sealed bytes, as clocks are too coarse to order by.
    next: AtomicU64,
    /// Intents that a power cut would still take.
    wet: Mutex<BTreeMap<MsgId, Arc<File>>>,
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
        let write = || {
            let file = write_beside(&path, &self.in_place(&path, sealed))?;
            fs::rename(part(&path), &path).map(|()| file)
        };
        let file = write().map_err(|_| Problem::Disk)?;
        self.wet().insert(*id, Arc::new(file));
        Ok(())
    }

    /// Keeps an intent that survives a power cut from here on: something else is deleted for it.
    pub fn keep_durably(&self, id: &MsgId, sealed: &[u8]) -> Result<(), Problem> {
        let path = self.intent(id);
        write_whole(&path, &self.in_place(&path, sealed))?;
        self.wet().remove(id);
        Ok(())
    }

    /// An intent's bytes as they lie on disk: behind its place in the order.
    fn in_place(&self, path: &Path, sealed: &[u8]) -> Vec<u8> {
        let before = fs::read(path).ok().and_then(|bytes| bytes.first_chunk().copied());
        let place = before.unwrap_or_else(|| self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        [place.as_slice(), sealed].concat()
    }

    /// Makes durable what is kept. Most intents are acknowledged and forgotten before that is needed.
    pub fn flush(&self) -> Result<(), Problem> {
        self.flush_by(File::sync_all)
    }

    /// What is being flushed stays wet until that is done: whoever flushes meanwhile waits for it too, and
    /// what a full disk does not take is tried again. Nothing is locked while the disk works: sending goes on.
    fn flush_by(&self, sync: impl Fn(&File) -> std::io::Result<()>) -> Result<(), Problem> {
        let wet = self.wet().clone();
        if wet.is_empty() {
            return Ok(());
        }
        let files = || wet.values().try_for_each(|file| sync(file));
        files().and_then(|()| sync(&File::open(&self.folder)?)).map_err(|_| Problem::Disk)?;
        self.wet().retain(|id, file| wet.get(id).is_none_or(|dry| !Arc::ptr_eq(dry, file)));
        Ok(())
    }

    /// Whether something waits to be flushed.
    pub fn is_wet(&self) -> bool {
        !self.wet().is_empty()
    }

    fn wet(&self) -> MutexGuard<'_, BTreeMap<MsgId, Arc<File>>> {
        self.wet.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Deletes an intent, and first the jot that it was, where that could not be deleted: alone it would wait
    /// to be placed once more.
    pub fn forget(&self, id: &MsgId) {
        self.wet().remove(id);
        if fs::remove_file(self.jot(id)).is_ok() {
            let _ = sync(&self.folder);
        }
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
        let _whole = in_the_making();
        write_whole(&self.jot(id), sealed)
    }

    /// A jot's bytes; `None` when it is gone. One that the disk does not give back is there and has none: it
    /// is shown as what cannot be read, and stays until its writer throws it away.
    pub fn read_jot(&self, id: &MsgId) -> Option<Vec<u8>> {
        match fs::read(self.jot(id)) {
            Ok(sealed) => Some(sealed),
            Err(error) => (error.kind() != ErrorKind::NotFound).then(Vec::new),
        }
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
                    // One that the disk does not give back stays where it is, and keeps no door closed.
                    let Ok(bytes) = fs::read(&path) else { continue };
                    if let Some((place, sealed)) = bytes.split_first_chunk() {
                        found.push((u64::from_be_bytes(*place), id, sealed.to_vec()));
                    }
                }
                // Left by a crash before it had a name.
                (Some("new" | "part"), _) => {
                    let _whole = in_the_making();
                    let _ = fs::remove_file(&path);
                }
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

fn in_the_making() -> MutexGuard<'static, ()> {
    MAKING.lock().unwrap_or_else(PoisonError::into_inner)
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
    use std::cell::Cell;

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

    #[test]
    fn what_the_disk_does_not_give_back_keeps_nothing_else_from_its_place() {
        let folder = tempfile::TempDir::new().unwrap();
        let queue = Queue::open(folder.path()).unwrap();
        queue.keep(&MsgId([1; 16]), b"a").unwrap();
        // A folder can be read as a file by nobody, root included.
        fs::create_dir(queue.intent(&MsgId([2; 16]))).unwrap();
        queue.keep(&MsgId([3; 16]), b"c").unwrap();
        let again = Queue::open(folder.path()).unwrap();
        assert_eq!(again.all(), Ok(vec![(MsgId([1; 16]), b"a".to_vec()), (MsgId([3; 16]), b"c".to_vec())]));
    }

    #[test]
    fn whoever_flushes_while_another_does_waits_for_the_disk_too() {
        let folder = tempfile::TempDir::new().unwrap();
        let queue = Queue::open(folder.path()).unwrap();
        queue.keep(&MsgId([1; 16]), b"a").unwrap();
        let (synced, twice) = (Cell::new(0), Cell::new(0));
        let second = |_: &File| {
            twice.set(twice.get() + 1);
            Ok(())
        };
        let first = |_: &File| {
            if synced.replace(synced.get() + 1) == 0 {
                assert_eq!(queue.flush_by(second), Ok(()));
                assert_eq!(twice.get(), 2, "the file, as the first has not done it yet, and the folder");
                queue.keep(&MsgId([2; 16]), b"b").unwrap();
            }
            Ok(())
        };
        assert_eq!(queue.flush_by(first), Ok(()));
        assert!(queue.is_wet(), "what came meanwhile is not done");
        assert_eq!(queue.flush(), Ok(()));
        assert!(!queue.is_wet());
    }

    #[test]
    fn what_a_full_disk_does_not_take_is_flushed_again() {
        let folder = tempfile::TempDir::new().unwrap();
        let queue = Queue::open(folder.path()).unwrap();
        queue.keep(&MsgId([1; 16]), b"a").unwrap();
        let full = |_: &File| Err(std::io::ErrorKind::StorageFull.into());
        assert_eq!(queue.flush_by(full), Err(Problem::Disk));
        assert!(queue.is_wet());
        let synced = Cell::new(0);
        let again = |_: &File| {
            synced.set(synced.get() + 1);
            Ok(())
        };
        assert_eq!(queue.flush_by(again), Ok(()));
        assert_eq!((synced.get(), queue.is_wet()), (2, false));
    }

    #[test]
    fn what_is_kept_durably_waits_for_no_flush_and_has_its_place_among_the_others() {
        let folder = tempfile::TempDir::new().unwrap();
        let queue = Queue::open(folder.path()).unwrap();
        let (one, two) = (MsgId([1; 16]), MsgId([2; 16]));
        queue.keep(&two, b"b").unwrap();
        queue.keep_durably(&one, b"a").unwrap();
        queue.keep_durably(&two, b"c").unwrap();
        assert!(!queue.is_wet());
        assert_eq!(queue.all(), Ok(vec![(two, b"c".to_vec()), (one, b"a".to_vec())]));
    }
    #[test]
    fn a_jot_is_written_whole_while_the_door_opens() {
        let folder = tempfile::TempDir::new().unwrap();
        let (closed, open) = (Queue::open(folder.path()).unwrap(), Queue::open(folder.path()).unwrap());
        fs::write(folder.path().join("queue").join("00.part"), b"left by a crash").unwrap();
        std::thread::scope(|both| {
            let writes = both
                .spawn(|| (0..50).map(|id| closed.keep_jot(&MsgId([id; 16]), b"jot")).all(|it| it.is_ok()));
            while !writes.is_finished() {
                open.all().unwrap();
            }
            assert!(writes.join().unwrap(), "none is swept away");
        });
        assert_eq!((closed.jots().unwrap().len(), open.all()), (50, Ok(Vec::new())));
        assert_eq!(fs::read_dir(folder.path().join("queue")).unwrap().count(), 50);
    }

    #[test]
    fn what_became_an_intent_takes_the_jot_with_it_that_could_not_be_deleted() {
        let folder = tempfile::TempDir::new().unwrap();
        let queue = Queue::open(folder.path()).unwrap();
        let (one, two) = (MsgId([1; 16]), MsgId([2; 16]));
        for id in [&one, &two] {
            queue.keep_jot(id, b"jot").unwrap();
        }
        queue.keep_durably(&one, b"draft").unwrap();
        queue.forget(&one);
        assert_eq!((queue.all(), queue.jots()), (Ok(Vec::new()), Ok(vec![two])));
    }
}
