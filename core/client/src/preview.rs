//! How a photo is drawn before it is there: its colours and where they are, in at most 25 bytes.
//! Refuses pictures that do not open, or would need too much memory: those have none. Called by `photo`.

use image::imageops::FilterType;
use image::{ImageReader, Limits};
use std::io::Cursor;

/// Pixels of a side of what a preview is made from.
const SIDE: u32 = 100;

/// The most memory that opening a picture may take, in bytes: a photo of 48 megapixels.
const ROOM: u64 = 200 * 1024 * 1024;

/// A picture's preview, as its pixels lie: which way up its camera was is taken out of the picture too.
pub(crate) fn of(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(ROOM);
    reader.limits(limits);
    let small = reader.decode().ok()?.resize(SIDE, SIDE, FilterType::Triangle).into_rgba8();
    let (width, height) = small.dimensions();
    Some(thumbhash::rgba_to_thumb_hash(
        usize::try_from(width).ok()?,
        usize::try_from(height).ok()?,
        small.as_raw(),
    ))
}
