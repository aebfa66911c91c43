//! What comes with a post as it is drawn before it is opened: a photo, a file, a voice note.
//! Refuses to leave out what a screen reader says. Used by `items`.

use super::Show;
use crate::content::{Carried, Photo, SentFile, Voice};
use crate::view::{FileView, PhotoView, VoiceView};

/// What comes with a post; at most one of them.
#[derive(Default)]
pub(super) struct Attached {
    pub photo: Option<PhotoView>,
    pub file: Option<FileView>,
    pub voice: Option<VoiceView>,
}

impl Attached {
    /// What a screen reader says of it.
    pub fn spoken(&self) -> Option<&str> {
        let photo = self.photo.as_ref().map(|it| it.alt.as_str());
        let file = || self.file.as_ref().map(|it| it.spoken.as_str());
        let voice = || self.voice.as_ref().map(|it| it.spoken.as_str());
        photo.or_else(file).or_else(voice)
    }
}

impl Show<'_> {
    /// How what a post carries is drawn; `fetched` says how far it has come down.
    pub(super) fn attached(&self, carries: &Carried, author: &str, fetched: Option<u8>) -> Attached {
        let mut attached = Attached::default();
        match carries {
            Carried::Words | Carried::Newer => {}
            Carried::Photo(photo) => attached.photo = Some(self.photo(photo, author, fetched)),
            Carried::File(file) => attached.file = Some(self.file(file, fetched)),
            Carried::Voice(voice) => attached.voice = Some(self.voice(voice, fetched)),
        }
        attached
    }

    fn photo(&self, photo: &Photo, author: &str, progress: Option<u8>) -> PhotoView {
        let alt = match photo.alt.trim() {
            "" => self.say("a-photo-by", &[("name", author)]),
            alt => alt.to_owned(),
        };
        let preview = photo.preview.as_ref().and_then(|it| crate::picture::preview(&it.0));
        PhotoView {
            file: photo.file.to_string(),
            width: photo.width,
            height: photo.height,
            alt,
            preview,
            progress,
        }
    }

    fn file(&self, file: &SentFile, progress: Option<u8>) -> FileView {
        let name = if file.name.is_empty() { self.get("a-file") } else { file.name.clone() };
        let size = self.size(file.size);
        FileView {
            file: file.file.to_string(),
            media_type: file.media_type.clone(),
            spoken: self.say("file-spoken", &[("name", &name), ("size", &size)]),
            size,
            progress,
            name,
        }
    }

    fn voice(&self, voice: &Voice, progress: Option<u8>) -> VoiceView {
        let seconds = voice.millis.div_ceil(1000);
        let length = format!("{}:{:02}", seconds / 60, seconds % 60);
        VoiceView {
            file: voice.file.to_string(),
            media_type: voice.media_type.clone(),
            millis: voice.millis,
            spoken: self.say("voice-spoken", &[("length", &length)]),
            length,
            wave: voice.wave.0.clone(),
            progress,
        }
    }

    /// How large something is, rounded up, as people say it.
    fn size(&self, bytes: u64) -> String {
        if bytes < 1_000_000 {
            return self.say("size-kb", &[("size", &bytes.div_ceil(1000).to_string())]);
        }
        let tenths = bytes.div_ceil(100_000);
        self.say("size-mb", &[("whole", &(tenths / 10).to_string()), ("tenth", &(tenths % 10).to_string())])
    }
}
