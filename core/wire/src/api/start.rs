//! Waking in one round trip: a login whose answer is streamed, so that the first screenful is shown while
//! the rest arrives; and the pages in which older history follows.
//! Refuses pieces that are too long. `POST /v1/start`, `GET /v1/dialogs/{dialog}/entries`.

use super::{Delivered, Feed, Opened};
use crate::canon::Malformed;
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// The largest piece of a streamed start, in bytes.
pub const MAX_PIECE: usize = 2 * 1024 * 1024;
/// The most dialogs in one piece.
pub const BRIEFS: usize = 32;
/// The most entries in one page of a dialog.
pub const MAX_PAGE: usize = 200;

/// One piece of the answer; on the wire each follows its length, four bytes, big-endian.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Started {
    /// First of all: the session, and the ring in it.
    #[n(1)]
    Opened(#[n(0)] Box<Opened>),
    /// The account's dialogs, those with the newest entries first.
    #[n(2)]
    Dialogs(#[n(0)] Vec<Brief>),
    /// What came after the ring's cursor; the last piece is one of these, with nothing more to come at once.
    #[n(3)]
    News(#[n(0)] Feed),
}

/// A dialog in brief: its end, and what was said last.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Brief {
    /// The last entry's place, signed by the server (canonical `Signed`,
    /// [`ServerHead`](crate::head::ServerHead)).
    #[n(0)]
    pub head: Bytes,
    /// The last post, if it can be read.
    #[n(1)]
    pub post: Option<BriefPost>,
}

/// The last post of a dialog.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BriefPost {
    /// The signed entry.
    #[n(0)]
    pub entry: Bytes,
    /// Its ciphertext.
    #[n(1)]
    pub ciphertext: Bytes,
}

/// Neighbouring entries of one dialog.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Page {
    /// Oldest first, without a gap.
    #[n(0)]
    pub entries: Vec<Delivered>,
    /// Signed by the server: the last of them where a log is read from its beginning, else where the log
    /// ends now.
    #[n(1)]
    pub head: Option<Bytes>,
}

/// The bytes of a piece as it goes over the wire.
#[must_use]
pub fn piece(started: &Started) -> Vec<u8> {
    let body = crate::encode(started);
    // A piece is far below four gigabytes: its parts are bounded where they are made.
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], &body].concat()
}

/// Takes the first whole piece out of what has arrived; `None` while there is none.
///
/// # Errors
/// [`Malformed`] for a piece that is none, or longer than [`MAX_PIECE`].
pub fn take_piece(arrived: &mut Vec<u8>) -> Result<Option<Started>, Malformed> {
    let Some((length, rest)) = arrived.split_first_chunk::<4>() else { return Ok(None) };
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Malformed)?;
    if length > MAX_PIECE {
        return Err(Malformed);
    }
    let Some(body) = rest.get(..length) else { return Ok(None) };
    let started = crate::decode(body)?;
    arrived.drain(..4 + length);
    Ok(Some(started))
}
