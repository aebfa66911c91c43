//! What a post carries besides its words: a photo, a file, a voice note; each names a sealed file.
//! Refuses what a screen could not draw or a device could not hold. Sealed inside `Content`, kept in rows.

use super::file_name::{file_name, media_type};
use minicbor::{Decode, Encode};
use samtale_seal::file::FileKey;
use samtale_wire::{Bytes, FileId};

/// The largest file, in bytes: it is held in memory whole when it is opened.
pub const MAX_ATTACHED: usize = crate::picture::MAX_PICTURE;

/// The longest voice note, in milliseconds.
pub const MAX_VOICE: u32 = 600_000;

/// The longest outline of a voice note, in bytes.
pub const MAX_WAVE: usize = 64;

/// The longest preview of a photo, in bytes; a ThumbHash is at most 25.
pub const MAX_PREVIEW: usize = 32;

/// What a post carries besides its words.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Carried {
    /// Nothing.
    #[n(1)]
    Words,
    /// A photo.
    #[n(2)]
    Photo(#[n(0)] Box<Photo>),
    /// A file.
    #[n(3)]
    File(#[n(0)] Box<SentFile>),
    /// A voice note.
    #[n(4)]
    Voice(#[n(0)] Box<Voice>),
    /// Something that this version cannot draw.
    #[n(5)]
    Newer,
}

/// A photo: which file, how to open it, and how it is drawn before it is there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Photo {
    /// The sealed file.
    #[n(0)]
    pub file: FileId,
    /// What opens it.
    #[n(1)]
    pub key: FileKey,
    /// Bytes before sealing.
    #[n(2)]
    pub size: u64,
    /// Pixels.
    #[n(3)]
    pub width: u32,
    /// Pixels.
    #[n(4)]
    pub height: u32,
    /// What it shows, in its author's words; may be empty.
    #[n(5)]
    pub alt: String,
    /// Its colours and where they are, as a ThumbHash: drawn until the photo is there.
    #[n(6)]
    pub preview: Option<Bytes>,
}

/// A file of any kind. Its name is what its sender wrote: see [`file_name`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SentFile {
    /// The sealed file.
    #[n(0)]
    pub file: FileId,
    /// What opens it.
    #[n(1)]
    pub key: FileKey,
    /// Bytes before sealing.
    #[n(2)]
    pub size: u64,
    /// What it is called.
    #[n(3)]
    pub name: String,
    /// What kind it says it is, e.g. `application/pdf`.
    #[n(4)]
    pub media_type: String,
}

/// A voice note.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Voice {
    /// The sealed file.
    #[n(0)]
    pub file: FileId,
    /// What opens it.
    #[n(1)]
    pub key: FileKey,
    /// Bytes before sealing.
    #[n(2)]
    pub size: u64,
    /// What kind it says it is, e.g. `audio/mp4`.
    #[n(3)]
    pub media_type: String,
    /// How long it is, in milliseconds, 1..=[`MAX_VOICE`].
    #[n(4)]
    pub millis: u32,
    /// How loud it is, from beginning to end, each 0..=255; at most [`MAX_WAVE`].
    #[n(5)]
    pub wave: Bytes,
}

impl Photo {
    /// Whether a screen can make room for it and a device can hold it.
    #[must_use]
    pub fn can_be_drawn(&self) -> bool {
        let preview = self.preview.as_ref().is_none_or(|preview| preview.0.len() <= MAX_PREVIEW);
        self.width > 0 && self.height > 0 && self.size <= crate::picture::MAX_PICTURE as u64 && preview
    }
}

/// A sealed file, whatever it is: which one, what opens it, how many bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The sealed file.
    pub file: FileId,
    /// What opens it.
    pub key: FileKey,
    /// Bytes before sealing.
    pub size: u64,
}

impl Carried {
    /// The sealed file, if there is one.
    #[must_use]
    pub fn sealed(&self) -> Option<Sealed> {
        let (file, key, size) = match self {
            Self::Words | Self::Newer => return None,
            Self::Photo(it) => (it.file, &it.key, it.size),
            Self::File(it) => (it.file, &it.key, it.size),
            Self::Voice(it) => (it.file, &it.key, it.size),
        };
        Some(Sealed { file, key: key.clone(), size })
    }

    /// The photo, if it is one.
    #[must_use]
    pub fn photo(&self) -> Option<&Photo> {
        match self {
            Self::Photo(photo) => Some(photo),
            _ => None,
        }
    }

    /// Itself, if a screen can draw it, a device can hold it, and the entry names its file; else
    /// [`Carried::Newer`]. A name is made harmless.
    #[must_use]
    pub fn checked(mut self, files: &[FileId]) -> Self {
        let there = self.sealed().is_none_or(|it| files.contains(&it.file) && it.size <= MAX_ATTACHED as u64);
        let bounds = match &mut self {
            Self::Words | Self::Newer => true,
            Self::Photo(photo) => photo.can_be_drawn(),
            Self::File(file) => {
                file.name = file_name(&file.name);
                file.media_type = media_type(&file.media_type);
                true
            }
            Self::Voice(voice) => {
                voice.media_type = media_type(&voice.media_type);
                (1..=MAX_VOICE).contains(&voice.millis) && voice.wave.0.len() <= MAX_WAVE
            }
        };
        if there && bounds { self } else { Self::Newer }
    }
}
