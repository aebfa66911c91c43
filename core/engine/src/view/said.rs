//! What a bubble shows besides its words' author and time: links, a quote, reactions, a file, a voice note.
//! Refuses anything to compute: pieces of text are drawn one after the other, tokens are handed back.

/// A piece of a post's words; all of them in order are the words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SpanView {
    /// Words.
    Words {
        /// As they were written.
        text: String,
    },
    /// The address of a page, written out: it leads where it says.
    Web {
        /// As it was written, and as it is shown.
        text: String,
        /// What to open; begins with `https://`.
        url: String,
    },
    /// A link to a dialog that this person has.
    Dialog {
        /// Whom that dialog is with: shown in the link's place.
        text: String,
        /// Its opaque id.
        dialog: String,
    },
}

/// A post as another one points to it: its own words from this device's memory, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QuoteView {
    /// Opaque: what to hand back to answer it.
    pub post: String,
    /// The bubble's id, to move there; `None` when there is nothing to move to.
    pub bubble: Option<String>,
    /// Who wrote it; empty when that is not known.
    pub author: String,
    /// Its beginning, on one line, or why it cannot be shown.
    pub text: String,
    /// Whether `text` is what was written; else it says why it cannot be shown.
    pub there: bool,
}

/// One emoji that people reacted with, or could.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReactionView {
    /// The emoji.
    pub emoji: String,
    /// How many, in digits; empty for one and none.
    pub count: String,
    /// Whether this person is among them.
    pub own: bool,
    /// Who, and what a tap does, for a screen reader.
    pub spoken: String,
    /// Opaque: what to hand back on a tap; `None` when this person may not react.
    pub react: Option<String>,
}

/// An own post that may still be edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EditView {
    /// Opaque: what to hand back with the new words.
    pub post: String,
    /// The words as they are now.
    pub text: String,
}

/// A file in a post; its bytes are asked for separately.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileView {
    /// Opaque id of the file.
    pub file: String,
    /// What it is called, harmless as a file's name; never empty.
    pub name: String,
    /// What kind it says it is, e.g. `application/pdf`.
    pub media_type: String,
    /// How large it is, in words.
    pub size: String,
    /// How much of it has been fetched, in percent, 0..=100; `None` when it is not being fetched.
    pub progress: Option<u8>,
    /// Name, size, and what a tap does, for a screen reader.
    pub spoken: String,
}

/// A voice note in a post; its bytes are asked for separately.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VoiceView {
    /// Opaque id of the file.
    pub file: String,
    /// What kind it says it is, e.g. `audio/mp4`.
    pub media_type: String,
    /// How long it is, in milliseconds.
    pub millis: u32,
    /// How long it is, as clocks show it: `0:07`.
    pub length: String,
    /// How loud it is, from beginning to end, each 0..=255; drawn as bars.
    pub wave: Vec<u8>,
    /// How much of it has been fetched, in percent, 0..=100; `None` when it is not being fetched.
    pub progress: Option<u8>,
    /// What it is and how long, for a screen reader.
    pub spoken: String,
}

/// What a person posts, from the composer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PostDraft {
    /// The words; may be empty when something comes with them.
    pub text: String,
    /// The post that it answers: `QuoteView.post` as it came.
    pub answers: Option<String>,
    /// What comes with them.
    pub attached: Option<AttachedDraft>,
}

/// What comes with a post.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AttachedDraft {
    /// A photo.
    Photo {
        /// The picture as a file.
        bytes: Vec<u8>,
        /// What it shows, in words; may be empty.
        alt: String,
    },
    /// A file.
    File {
        /// Its bytes.
        bytes: Vec<u8>,
        /// What it is called.
        name: String,
        /// What kind it is, e.g. `application/pdf`.
        media_type: String,
    },
    /// A voice note.
    Voice {
        /// The recording as a file.
        bytes: Vec<u8>,
        /// What kind it is, e.g. `audio/mp4`.
        media_type: String,
        /// How long it is, in milliseconds.
        millis: u32,
        /// How loud it was, from beginning to end, each 0..=255, as often as it was measured.
        wave: Vec<u8>,
    },
}
