//! Photos: sealed chunk by chunk into the queue, sent from there, opened chunk by chunk.
//! Refuses to show a chunk that does not open, and a file whose root is another.

use crate::adapters::entropy::system;
use crate::mind::Mind;
use crate::queue::settle;
use futures::StreamExt;
use samtale_engine::content::Photo;
use samtale_engine::picture::strip;
use samtale_engine::problem::Problem;
use samtale_membership::hash::FileRoot;
use samtale_seal::file::{CHUNK, CHUNK_TAG, FileKey};
use samtale_wire::{DialogId, FileId, MsgId};
use std::fs::File;
use std::io::{Read, Write};

/// Seals a photo into the queue.
pub(crate) fn prepare(
    mind: &Mind,
    id: &MsgId,
    dialog: &DialogId,
    bytes: Vec<u8>,
    alt: String,
) -> Result<Photo, Problem> {
    let picture = strip(bytes)?;
    let key = FileKey::make(&mut system());
    let path = mind.queue().new_file(id);
    let mut out = File::create(&path).map_err(|_| Problem::Disk)?;
    let mut root = FileRoot::default();
    let chunks = picture.bytes.chunks(CHUNK);
    let count = chunks.len();
    for (index, chunk) in chunks.enumerate() {
        let place = u32::try_from(index).map_err(|_| Problem::TooLarge)?;
        let sealed = key.seal(dialog, place, index + 1 == count, chunk).map_err(|_| Problem::TooLarge)?;
        root.push(&sealed);
        out.write_all(&sealed).map_err(|_| Problem::Disk)?;
    }
    out.sync_all().map_err(|_| Problem::Disk)?;
    let file = root.finish();
    settle(&path, &mind.waiting_file(&file)).map_err(|_| Problem::Disk)?;
    let size = picture.bytes.len() as u64;
    Ok(Photo { file, key, size, width: picture.width, height: picture.height, alt })
}

/// Fetches and opens a photo; one that waits to be sent is read from the queue.
pub(crate) async fn fetch(mind: &Mind, dialog: &DialogId, file: &FileId) -> Result<Vec<u8>, Problem> {
    let photo = mind.with(|known| known.cache.photo(dialog, file))?;
    let photo = photo.ok().flatten().ok_or(Problem::NotFound)?;
    let mut opened = Opening::new(*dialog, photo);
    if let Ok(mut waiting) = File::open(mind.waiting_file(file)) {
        let mut buffer = vec![0; CHUNK];
        loop {
            let read = waiting.read(&mut buffer).map_err(|_| Problem::Disk)?;
            match buffer.get(..read) {
                Some(bytes) if read > 0 => opened.take(bytes)?,
                _ => return opened.finish(),
            }
        }
    }
    let mut chunks = mind.door.file(dialog, file).await.map_err(Problem::from)?;
    while let Some(bytes) = chunks.next().await {
        opened.take(&bytes.map_err(Problem::from)?)?;
    }
    opened.finish()
}

/// A file that is being opened.
struct Opening {
    dialog: DialogId,
    photo: Photo,
    /// Sealed bytes that are not a whole chunk yet.
    pending: Vec<u8>,
    index: u32,
    root: FileRoot,
    plain: Vec<u8>,
}

impl Opening {
    fn new(dialog: DialogId, photo: Photo) -> Self {
        let (pending, plain) = (Vec::with_capacity(CHUNK + CHUNK_TAG), Vec::new());
        Self { dialog, photo, pending, index: 0, root: FileRoot::default(), plain }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.pending.extend_from_slice(bytes);
        // The last chunk is known only at the end.
        while self.pending.len() > CHUNK + CHUNK_TAG {
            let rest = self.pending.split_off(CHUNK + CHUNK_TAG);
            let chunk = std::mem::replace(&mut self.pending, rest);
            self.open(&chunk, false)?;
        }
        Ok(())
    }

    fn open(&mut self, chunk: &[u8], last: bool) -> Result<(), Problem> {
        self.root.push(chunk);
        let plain = self.photo.key.open(&self.dialog, self.index, last, chunk);
        self.plain.extend_from_slice(&plain.map_err(|_| Problem::Tampered)?);
        self.index += 1;
        if self.plain.len() as u64 > self.photo.size { Err(Problem::Tampered) } else { Ok(()) }
    }

    fn finish(mut self) -> Result<Vec<u8>, Problem> {
        let chunk = std::mem::take(&mut self.pending);
        self.open(&chunk, true)?;
        if self.root.finish() == self.photo.file { Ok(self.plain) } else { Err(Problem::Tampered) }
    }
}
