//! Photos, files, voice notes: sealed chunk by chunk into the queue, sent from there, opened chunk by chunk.
//! Refuses to show a chunk that does not open, and a file whose root is another. A download that is cut
//! goes on at the chunk where it was. Called by `session`.

use crate::adapters::entropy::system;
use crate::mind::Mind;
use crate::opening::Opening;
use crate::preview;
use crate::queue::settle;
use crate::transit::Moving;
use futures::StreamExt;
use samtale_engine::content::{
    self, Carried, MAX_ATTACHED, MAX_VOICE, MAX_WAVE, Photo, Sealed, SentFile, Voice, file_name,
};
use samtale_engine::picture::strip;
use samtale_engine::problem::Problem;
use samtale_engine::view::AttachedDraft;
use samtale_membership::hash::FileRoot;
use samtale_seal::file::{CHUNK, FileKey};
use samtale_wire::{Bytes, DialogId, FileId, MsgId};
use std::fs::File;
use std::io::{Read, Write};
use std::sync::Arc;

/// How many lines one call may need for a file.
const LINES: usize = 10;

/// Seals what comes with a post into the queue.
pub(crate) fn prepare(
    mind: &Mind,
    id: &MsgId,
    dialog: &DialogId,
    attached: AttachedDraft,
) -> Result<Carried, Problem> {
    match attached {
        AttachedDraft::Photo { bytes, alt } => {
            let preview = preview::of(&bytes).map(Bytes);
            let picture = strip(bytes)?;
            let Sealed { file, key, size } = seal(mind, id, dialog, &picture.bytes)?;
            let (width, height) = (picture.width, picture.height);
            Ok(Carried::Photo(Box::new(Photo { file, key, size, width, height, alt, preview })))
        }
        AttachedDraft::File { bytes, name, media_type } => {
            let Sealed { file, key, size } = seal(mind, id, dialog, &bytes)?;
            let (name, media_type) = (file_name(&name), content::media_type(&media_type));
            Ok(Carried::File(Box::new(SentFile { file, key, size, name, media_type })))
        }
        AttachedDraft::Voice { bytes, media_type, millis, wave } => {
            if !(1..=MAX_VOICE).contains(&millis) {
                return Err(Problem::TooLarge);
            }
            let Sealed { file, key, size } = seal(mind, id, dialog, &bytes)?;
            let (media_type, wave) = (content::media_type(&media_type), Bytes(outline(&wave)));
            Ok(Carried::Voice(Box::new(Voice { file, key, size, media_type, millis, wave })))
        }
    }
}

/// Seals a file into the queue, chunk by chunk.
fn seal(mind: &Mind, id: &MsgId, dialog: &DialogId, bytes: &[u8]) -> Result<Sealed, Problem> {
    if bytes.is_empty() || bytes.len() > MAX_ATTACHED {
        return Err(Problem::TooLarge);
    }
    let key = FileKey::make(&mut system());
    let path = mind.queue().new_file(id);
    let mut out = File::create(&path).map_err(|_| Problem::Disk)?;
    let mut root = FileRoot::default();
    let chunks = bytes.chunks(CHUNK);
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
    Ok(Sealed { file, key, size: bytes.len() as u64 })
}

/// How loud a recording was, in at most so many bars as a post carries: each the loudest of its part.
fn outline(measured: &[u8]) -> Vec<u8> {
    let part = measured.len().div_ceil(MAX_WAVE).max(1);
    measured.chunks(part).filter_map(|part| part.iter().max().copied()).collect()
}

/// Fetches and opens a file; one that waits to be sent is read from the queue. What was verified stays
/// when the line is cut, for this call and for the next one.
pub(crate) async fn fetch(mind: &Arc<Mind>, dialog: &DialogId, file: &FileId) -> Result<Vec<u8>, Problem> {
    let sealed = mind.with(|known| known.cache.sealed(dialog, file))?;
    let sealed = sealed.ok().flatten().ok_or(Problem::NotFound)?;
    if let Ok(waiting) = File::open(mind.waiting_file(file)) {
        return read(waiting, Opening::new(*dialog, sealed));
    }
    let shared = mind.with(|known| known.unfinished.of(*dialog, sealed))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_has_its_length_and_its_peaks() {
        assert_eq!(outline(&[]), Vec::<u8>::new());
        assert_eq!(outline(&[1, 9, 3]), [1, 9, 3]);
        let long: Vec<u8> = (0..6_400_u32).map(|at| if at == 3_210 { 255 } else { 7 }).collect();
        let drawn = outline(&long);
        assert_eq!((drawn.len(), drawn.get(32), drawn.first()), (64, Some(&255), Some(&7)));
        assert!(outline(&[5; 65]).len() <= MAX_WAVE);
    }
}
