//! Sealed files on their way: how far each has come, and what is sent of one that waits in the queue.
//! Refuses to wake screens more often than once a percent. Used by `door`, `mind` and `photo`.

use crate::mind::Mind;
use crate::ports::Chunks;
use bytes::BytesMut;
use futures::StreamExt;
use futures::stream::try_unfold;
use samtale_engine::courier::Fault;
use samtale_engine::problem::Problem;
use samtale_seal::file::{CHUNK, CHUNK_TAG};
use samtale_wire::FileId;
use std::io::SeekFrom;
use std::path::Path;
use std::sync::Arc;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// Bytes of a sealed chunk.
pub(crate) const SEALED: usize = CHUNK + CHUNK_TAG;

/// Is told how many bytes of how many have gone.
pub(crate) type Told = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// A file that is under way: screens see how far it has come as long as this lives.
pub(crate) struct Moving {
    mind: Arc<Mind>,
    file: FileId,
}

impl Moving {
    /// Nothing is said before the first word about it.
    pub fn new(mind: &Arc<Mind>, file: FileId) -> Self {
        Self { mind: Arc::clone(mind), file }
    }

    /// So many of all its bytes have come through.
    pub fn at(&self, done: u64, all: u64) -> Result<(), Problem> {
        self.mind.moved(self.file, Some(percent(done, all)))
    }
}

impl Drop for Moving {
    fn drop(&mut self) {
        // Locked: nothing is shown anyway.
        let _ = self.mind.moved(self.file, None);
    }
}

fn percent(done: u64, all: u64) -> u8 {
    let percent = done.saturating_mul(100).checked_div(all).unwrap_or(100);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

/// A file on the disk, to be sent from byte `from` on: one chunk in memory, read when the line takes
/// it. Counted is what the line has taken, which is a window's worth ahead of what the server has.
pub(crate) async fn outgoing(path: &Path, from: u64, told: Told) -> Result<Chunks, Fault> {
    let mut file = File::open(path).await.map_err(|_| Fault::Garbage)?;
    let all = file.metadata().await.map_err(|_| Fault::Garbage)?.len();
    file.seek(SeekFrom::Start(from)).await.map_err(|_| Fault::Garbage)?;
    told(from, all);
    let pieces = try_unfold((file, from, told), move |(mut file, at, told)| async move {
        let mut piece = BytesMut::with_capacity(SEALED);
        let read = file.read_buf(&mut piece).await.map_err(|_| Fault::Offline)?;
        if read == 0 {
            return Ok(None);
        }
        let at = at + read as u64;
        told(at, all);
        Ok(Some((piece.freeze(), (file, at, told))))
    });
    Ok(pieces.boxed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_percent_is_never_more_than_a_hundred() {
        let of = [(0, 10), (1, 3), (2, 3), (3, 3), (4, 3), (0, 0), (u64::MAX, 1), (1, u64::MAX)];
        let said: Vec<u8> = of.into_iter().map(|(done, all)| percent(done, all)).collect();
        assert_eq!(said, [0, 33, 66, 100, 100, 100, 100, 0]);
    }

    #[tokio::test]
    async fn a_file_is_sent_from_where_it_was_cut_and_counted_as_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("waiting");
        let bytes: Vec<u8> = (0..3 * SEALED + 7).map(|at| at as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&said);
        let told: Told = Arc::new(move |done, all| told.lock().unwrap().push((done, all)));
        let mut pieces = outgoing(&path, SEALED as u64, told).await.unwrap();
        let mut sent = Vec::new();
        while let Some(piece) = pieces.next().await {
            let piece = piece.unwrap();
            assert!(piece.len() <= SEALED, "one chunk in memory");
            sent.extend_from_slice(&piece);
        }
        assert_eq!(sent, bytes[SEALED..]);
        let said = said.lock().unwrap();
        let all = bytes.len() as u64;
        assert_eq!((said[0], said[said.len() - 1]), ((SEALED as u64, all), (all, all)));
        assert!(said.is_sorted());
    }
}
