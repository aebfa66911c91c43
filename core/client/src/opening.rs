//! A sealed file that is being opened, chunk by chunk, and those that wait for the rest.
//! Refuses a chunk that does not open, and a file whose root is another. Memory: the result, one sealed
//! chunk, and what that one opens to; of unfinished ones no more than one largest file. Used by `photo`.

use crate::transit::SEALED;
use samtale_engine::content::{MAX_ATTACHED, Sealed};
use samtale_engine::problem::Problem;
use samtale_membership::hash::FileRoot;
use samtale_wire::{DialogId, FileId};
use std::sync::Arc;
use tokio::sync::Mutex;

/// A file that is being opened.
pub(crate) struct Opening {
    dialog: DialogId,
    sealed: Sealed,
    /// The sealed chunk that came last: whether it is the file's last is known only when more comes.
    pending: Vec<u8>,
    /// Chunks that were verified.
    index: u32,
    root: FileRoot,
    plain: Vec<u8>,
}

impl Opening {
    /// Nothing has come yet.
    pub fn new(dialog: DialogId, sealed: Sealed) -> Self {
        Self { dialog, sealed, pending: Vec::new(), index: 0, root: FileRoot::default(), plain: Vec::new() }
    }

    /// Forgets what has come.
    pub fn begin_anew(&mut self) {
        *self = Self::new(self.dialog, self.sealed.clone());
    }

    /// Where it lies.
    pub fn place(&self) -> (DialogId, FileId) {
        (self.dialog, self.sealed.file)
    }

    /// How many of how many bytes are open.
    pub fn opened(&self) -> (u64, u64) {
        (self.plain.len() as u64, self.sealed.size)
    }

    /// The sealed byte from which to go on. What came of a chunk that is not whole is forgotten: all
    /// before it is verified, and is not fetched again.
    pub fn go_on(&mut self) -> u64 {
        self.pending.clear();
        u64::from(self.index) * SEALED as u64
    }

    /// Takes what has come next.
    pub fn take(&mut self, mut bytes: &[u8]) -> Result<(), Problem> {
        while !bytes.is_empty() {
            if self.pending.len() == SEALED {
                self.open(false)?;
            }
            let room = SEALED - self.pending.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.pending.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    fn open(&mut self, last: bool) -> Result<(), Problem> {
        let plain = self.sealed.key.open(&self.dialog, self.index, last, &self.pending);
        let plain = plain.map_err(|_| Problem::Tampered)?;
        // Its author says how long it is; a file that is longer is not what was posted.
        if (self.plain.len() + plain.len()) as u64 > self.sealed.size {
            return Err(Problem::Tampered);
        }
        if self.plain.is_empty() {
            // All of the room at once: growing would hold it twice for a moment.
            self.plain
                .reserve_exact(usize::try_from(self.sealed.size).unwrap_or(MAX_ATTACHED).min(MAX_ATTACHED));
        }
        self.root.push(&self.pending);
        self.plain.extend_from_slice(&plain);
        self.index += 1;
        self.pending.clear();
        Ok(())
    }

    /// Nothing more comes.
    pub fn finish(&mut self) -> Result<Vec<u8>, Problem> {
        self.open(true)?;
        let whole = self.root.finish() == self.sealed.file;
        if whole { Ok(std::mem::take(&mut self.plain)) } else { Err(Problem::Tampered) }
    }
}

/// A file of which a part was fetched: shared by all who want it, one of whom fetches.
pub(crate) type Shared = Arc<Mutex<Opening>>;

/// Files that are not whole yet, in memory only; the oldest give way.
#[derive(Default)]
pub(crate) struct Unfinished(Vec<(DialogId, Sealed, Shared)>);

impl Unfinished {
    /// What there is of a file.
    pub fn of(&mut self, dialog: DialogId, sealed: Sealed) -> Shared {
        let found = self.0.iter().find(|(there, begun, _)| (*there, begun) == (dialog, &sealed));
        if let Some((_, _, opening)) = found {
            return Arc::clone(opening);
        }
        let opening = Arc::new(Mutex::new(Opening::new(dialog, sealed.clone())));
        self.0.push((dialog, sealed, Arc::clone(&opening)));
        while self.0.len() > 1 && self.0.iter().map(|(_, sealed, _)| sealed.size).sum::<u64>() > KEPT {
            self.0.remove(0);
        }
        opening
    }

    /// It came whole, or it is of no use.
    pub fn forget(&mut self, file: &Shared) {
        self.0.retain(|(_, _, kept)| !Arc::ptr_eq(kept, file));
    }

    /// A post was taken back: of its file nothing stays, nor, as it is not looked up, of others.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// How much is kept, counted as if the files were whole.
const KEPT: u64 = MAX_ATTACHED as u64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::entropy::system;
    use samtale_seal::file::{CHUNK, FileKey};

    const DIALOG: DialogId = DialogId([1; 32]);

    fn named(file: FileId, key: FileKey, size: u64) -> Sealed {
        Sealed { file, key, size }
    }

    /// A sealed file of four chunks.
    fn sealed(plain: &[u8]) -> (Sealed, Vec<u8>) {
        let key = FileKey::make(&mut system());
        let (mut out, mut root) = (Vec::new(), FileRoot::default());
        let count = plain.chunks(CHUNK).len();
        for (index, chunk) in plain.chunks(CHUNK).enumerate() {
            let chunk = key.seal(&DIALOG, index as u32, index + 1 == count, chunk).unwrap();
            root.push(&chunk);
            out.extend(chunk);
        }
        (named(root.finish(), key, plain.len() as u64), out)
    }

    #[test]
    fn whatever_the_pieces_and_wherever_it_is_cut_the_same_file_comes_out() {
        let plain: Vec<u8> = (0..3 * CHUNK + 9).map(|at| (at / 7) as u8).collect();
        let (photo, bytes) = sealed(&plain);
        for piece in [1_000, SEALED - 1, SEALED, SEALED + 1, bytes.len()] {
            for cut in [0, 1, SEALED, SEALED + 1, 2 * SEALED + 5, bytes.len()] {
                let mut opening = Opening::new(DIALOG, photo.clone());
                for piece in bytes[..cut].chunks(piece) {
                    opening.take(piece).unwrap();
                    assert!(opening.pending.len() <= SEALED, "one chunk");
                }
                let from = opening.go_on() as usize;
                assert!(
                    from.is_multiple_of(SEALED) && from <= cut && cut <= from + SEALED,
                    "{from} of {cut}"
                );
                for piece in bytes[from..].chunks(piece) {
                    opening.take(piece).unwrap();
                }
                assert_eq!(opening.finish(), Ok(plain.clone()));
            }
        }
    }

    #[test]
    fn more_than_the_author_said_is_refused() {
        let (mut photo, bytes) = sealed(&vec![7; CHUNK + 5]);
        photo.size = CHUNK as u64;
        let mut opening = Opening::new(DIALOG, photo);
        opening.take(&bytes).unwrap();
        assert_eq!(opening.finish(), Err(Problem::Tampered));
    }

    #[tokio::test]
    async fn the_oldest_give_way_and_what_was_begun_is_found_again() {
        let mut begun = Unfinished::default();
        let large = |name: u8| named(FileId([name; 32]), FileKey::make(&mut system()), KEPT / 2);
        let (one, two, three) = (large(1), large(2), large(3));
        let kept = begun.of(DIALOG, one.clone());
        assert!(Arc::ptr_eq(&kept, &begun.of(DIALOG, one.clone())));
        assert!(!Arc::ptr_eq(&kept, &begun.of(DialogId([2; 32]), one.clone())), "another dialog's");
        begun.of(DIALOG, two);
        let last = begun.of(DIALOG, three.clone());
        assert!(!Arc::ptr_eq(&kept, &begun.of(DIALOG, one)), "it gave way");
        assert!(Arc::ptr_eq(&last, &begun.of(DIALOG, three)));
        begun.forget(&last);
        assert_eq!(begun.0.len(), 1);
    }
}
