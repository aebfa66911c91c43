//! Photos: sealed chunk by chunk into the queue, sent from there, opened chunk by chunk.
//! Refuses to show a chunk that does not open, and a file whose root is another. A download that is cut
//! goes on at the chunk where it was. Called by `session`.

use crate::adapters::entropy::system;
use crate::mind::Mind;
use crate::opening::Opening;
use crate::queue::settle;
use crate::transit::Moving;
use futures::StreamExt;
use samtale_engine::content::Photo;
use samtale_engine::picture::strip;
use samtale_engine::problem::Problem;
use samtale_membership::hash::FileRoot;
use samtale_seal::file::{CHUNK, FileKey};
use samtale_wire::{DialogId, FileId, MsgId};
use std::fs::File;
use std::io::{Read, Write};
use std::sync::Arc;

/// How many lines one call may need for a photo.
const LINES: usize = 10;

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

/// Fetches and opens a photo; one that waits to be sent is read from the queue. What was verified stays
/// when the line is cut, for this call and for the next one.
pub(crate) async fn fetch(mind: &Arc<Mind>, dialog: &DialogId, file: &FileId) -> Result<Vec<u8>, Problem> {
    let photo = mind.with(|known| known.cache.photo(dialog, file))?;
    let photo = photo.ok().flatten().ok_or(Problem::NotFound)?;
    if let Ok(waiting) = File::open(mind.waiting_file(file)) {
        return read(waiting, Opening::new(*dialog, photo));
    }
    let shared = mind.with(|known| known.unfinished.of(*dialog, photo))?;
    let mut opening = shared.lock().await;
    let fetched = download(mind, &mut opening).await;
    if !matches!(&fetched, Err(problem) if problem.retry()) {
        // Whoever waited for the lock begins anew.
        opening.begin_anew();
        mind.with(|known| known.unfinished.forget(&shared))?;
    }
    fetched
}

fn read(mut waiting: File, mut opening: Opening) -> Result<Vec<u8>, Problem> {
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = waiting.read(&mut buffer).map_err(|_| Problem::Disk)?;
        match buffer.get(..read) {
            Some(bytes) if read > 0 => opening.take(bytes)?,
            _ => return opening.finish(),
        }
    }
}

/// Fetches what is not there yet. As long as each line brings something before it is cut, the next may
/// bring the rest.
async fn download(mind: &Arc<Mind>, opening: &mut Opening) -> Result<Vec<u8>, Problem> {
    let moving = Moving::new(mind, opening.place().1);
    for _ in 0..LINES {
        let before = opening.opened();
        match go_on(mind, &moving, opening).await {
            Ok(()) => return opening.finish(),
            Err(Problem::Offline) if opening.opened() > before => {}
            Err(problem) => return Err(problem),
        }
    }
    Err(Problem::Offline)
}

/// One line: from the first chunk that is missing to the end, or until it is cut.
async fn go_on(mind: &Arc<Mind>, moving: &Moving, opening: &mut Opening) -> Result<(), Problem> {
    let tell = |(done, all)| moving.at(done, all);
    let ((dialog, file), from) = (opening.place(), opening.go_on());
    tell(opening.opened())?;
    let mut chunks = mind.door.file(&dialog, &file, from).await?;
    while let Some(bytes) = chunks.next().await {
        opening.take(&bytes?)?;
        tell(opening.opened())?;
    }
    Ok(())
}
