//! A post's content as it is sealed: something to read, or a reaction or an edit that names a post.
//! Refuses nothing that has words: what is not whole, or of a newer app, is its words alone. Whether what is
//! named is there, and who may edit it, is judged by `saying` and `marks`.

use super::carried::{Carried, Photo, SentFile, Voice};
use super::emoji::is_emoji;
use minicbor::{Decode, Encode};
use samtale_wire::{Bytes, Hash, decode, encode};

/// The longest text of a post, in bytes.
pub const MAX_TEXT: usize = 16_000;

/// A post's content as it is sealed: an old app shows the fallback of a kind it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Content {
    /// The words; of a reaction its emoji, of an edit the words that are meant instead. What to show
    /// when `kind` is unknown; also the text that searches and notices use.
    #[n(0)]
    pub fallback_text: String,
    /// Which kind.
    #[n(1)]
    kind: u64,
    /// Canonical bytes of that kind.
    #[n(2)]
    inner: Bytes,
}

/// Which post is meant. Both name it, and what is shown of it is what stands there: nobody can put words
/// into another's mouth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PostRef {
    /// Its place in the log.
    #[n(0)]
    pub seq: u64,
    /// The hash of its entry.
    #[n(1)]
    pub entry: Hash,
}

/// What a content is, as far as this version knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something to read.
    Post {
        /// The post that it answers.
        answers: Option<PostRef>,
        /// What comes with its words.
        carries: Carried,
    },
    /// One emoji about a post, the words; without words it takes the one before back.
    Reaction(PostRef),
    /// Other words for a post of the same author.
    Edit(PostRef),
}

/// A post that answers another: the kind and inner bytes are those of a post that does not.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
struct Answering {
    #[n(0)]
    to: PostRef,
    #[n(1)]
    kind: u64,
    #[n(2)]
    inner: Bytes,
}

const TEXT: u64 = 1;
const PHOTO: u64 = 2;
const ANSWER: u64 = 3;
const REACTION: u64 = 4;
const EDIT: u64 = 5;
const FILE: u64 = 6;
const VOICE: u64 = 7;

impl Content {
    /// Words, with a photo or without.
    #[must_use]
    pub fn new(text: String, photo: Option<&Photo>) -> Self {
        let carries = photo.map_or(Carried::Words, |photo| Carried::Photo(Box::new(photo.clone())));
        Self::post(text, None, &carries)
    }

    /// Something to read.
    #[must_use]
    pub fn post(fallback_text: String, answers: Option<PostRef>, carries: &Carried) -> Self {
        let (kind, inner) = match carries {
            Carried::Words | Carried::Newer => (TEXT, Bytes::default()),
            Carried::Photo(photo) => (PHOTO, Bytes(encode(&**photo))),
            Carried::File(file) => (FILE, Bytes(encode(&**file))),
            Carried::Voice(voice) => (VOICE, Bytes(encode(&**voice))),
        };
        match answers {
            None => Self { fallback_text, kind, inner },
            Some(to) => {
                let inner = Bytes(encode(&Answering { to, kind, inner }));
                Self { fallback_text, kind: ANSWER, inner }
            }
        }
    }

    /// One emoji about a post; `None` takes the one before back.
    #[must_use]
    pub fn reaction(to: PostRef, emoji: Option<&str>) -> Self {
        let fallback_text = emoji.unwrap_or_default().to_owned();
        Self { fallback_text, kind: REACTION, inner: Bytes(encode(&to)) }
    }

    /// Other words for an own post.
    #[must_use]
    pub fn edit(to: PostRef, words: String) -> Self {
        Self { fallback_text: words, kind: EDIT, inner: Bytes(encode(&to)) }
    }

    /// What kind it is. What is not whole is its words alone, so that nobody hides words behind it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let known = match self.kind {
            ANSWER => decode::<Answering>(&self.inner.0)
                .ok()
                .map(|it| Kind::Post { answers: Some(it.to), carries: carried(it.kind, &it.inner.0) }),
            REACTION if self.fallback_text.is_empty() || is_emoji(&self.fallback_text) => {
                decode(&self.inner.0).ok().map(Kind::Reaction)
            }
            EDIT if !self.fallback_text.trim().is_empty() && self.fallback_text.len() <= MAX_TEXT => {
                decode(&self.inner.0).ok().map(Kind::Edit)
            }
            kind => Some(Kind::Post { answers: None, carries: carried(kind, &self.inner.0) }),
        };
        known.unwrap_or(Kind::Post { answers: None, carries: Carried::Newer })
    }
}

fn carried(kind: u64, inner: &[u8]) -> Carried {
    let known = match kind {
        TEXT => inner.is_empty().then_some(Carried::Words),
        PHOTO => decode::<Photo>(inner).ok().map(|it| Carried::Photo(Box::new(it))),
        FILE => decode::<SentFile>(inner).ok().map(|it| Carried::File(Box::new(it))),
        VOICE => decode::<Voice>(inner).ok().map(|it| Carried::Voice(Box::new(it))),
        _ => None,
    };
    known.unwrap_or(Carried::Newer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO: PostRef = PostRef { seq: 7, entry: Hash([3; 32]) };

    #[test]
    fn what_was_said_comes_back_as_that() {
        let answer = Content::post("Ja".into(), Some(TO), &Carried::Words);
        assert_eq!(answer.kind(), Kind::Post { answers: Some(TO), carries: Carried::Words });
        assert_eq!(Content::reaction(TO, Some("👍")).kind(), Kind::Reaction(TO));
        assert_eq!(Content::reaction(TO, None).kind(), Kind::Reaction(TO));
        assert_eq!(Content::edit(TO, "Ny".into()).kind(), Kind::Edit(TO));
        for said in [answer, Content::reaction(TO, Some("👍"))] {
            assert_eq!(decode::<Content>(&encode(&said)), Ok(said));
        }
    }

    #[test]
    fn nobody_hides_words_behind_a_kind_that_is_not_whole() {
        let words = Kind::Post { answers: None, carries: Carried::Newer };
        assert_eq!(Content::reaction(TO, Some("skjult besked")).kind(), words);
        assert_eq!(Content::edit(TO, "  ".into()).kind(), words);
        for kind in [PHOTO, ANSWER, REACTION, EDIT, FILE, VOICE, 99] {
            let broken = Content { fallback_text: "👍".into(), kind, inner: Bytes(vec![0xFF]) };
            assert_eq!(broken.kind(), words, "{kind}");
        }
        let nested = Answering { to: TO, kind: ANSWER, inner: Bytes(encode(&TO)) };
        let nested = Content { fallback_text: "i to".into(), kind: ANSWER, inner: Bytes(encode(&nested)) };
        assert_eq!(nested.kind(), Kind::Post { answers: Some(TO), carries: Carried::Newer });
    }
}
