//! The live stream: server-sent events, each in its one form. `hello` first, then pages of the feed.
//! Refuses every other event, every other form of these, and one that is longer than it may be.
//! Written by the server's `GET /v1/live?cursor=…`, read by the client. No contract: the long poll is.

use crate::api::{Cursor, Feed};
use crate::canon::{Malformed, decode, encode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

/// The media type of the stream.
pub const EVENT_STREAM: &str = "text/event-stream";
/// What comes first, at once: a proxy that withholds it would withhold everything.
pub const HELLO: &str = "event: hello\ndata: 1\n\n";
/// A comment, which says that the line is still there.
pub const ALIVE: &str = ":\n\n";
/// How often something is said at least, in seconds.
pub const ALIVE_EVERY: u64 = 15;
/// The longest event, in bytes: a page of the feed is about a megabyte at most.
pub const MAX_EVENT: usize = 4 * 1024 * 1024;

const FEED: &str = "event: feed\nid: ";
const DATA: &str = "\ndata: ";
const END: &[u8] = b"\n\n";

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveEvent {
    /// The stream is let through.
    Hello,
    /// Nothing is new.
    Alive,
    /// A page, with entries or without. Its cursor is the event's id.
    Feed(Box<Feed>),
}

impl LiveEvent {
    /// Its one form.
    #[must_use]
    pub fn write(&self) -> String {
        match self {
            Self::Hello => HELLO.into(),
            Self::Alive => ALIVE.into(),
            Self::Feed(feed) => {
                format!("{FEED}{}{DATA}{}\n\n", feed.cursor.to_hex(), BASE64.encode(encode(&**feed)))
            }
        }
    }

    /// Reads one whole event, with the empty line that ends it.
    fn read(event: &[u8]) -> Result<Self, Malformed> {
        let text = core::str::from_utf8(event).map_err(|_| Malformed)?;
        match text {
            HELLO => return Ok(Self::Hello),
            ALIVE => return Ok(Self::Alive),
            _ => {}
        }
        let feed = text.strip_prefix(FEED).and_then(|rest| rest.strip_suffix("\n\n")).ok_or(Malformed)?;
        let (id, data) = feed.split_once(DATA).ok_or(Malformed)?;
        // The engine refuses what it would not write itself: other padding, other spare bits.
        let feed: Feed = decode(&BASE64.decode(data).map_err(|_| Malformed)?)?;
        if feed.cursor.to_hex() == id { Ok(Self::Feed(Box::new(feed))) } else { Err(Malformed) }
    }
}

impl Cursor {
    /// As it stands in a query and in an event's id: lowercase, empty for the beginning.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Reads a stream as it comes, in pieces of any size. Holds one event that is not whole yet, at most
/// [`MAX_EVENT`] and the piece that came last.
#[derive(Default)]
pub struct LiveReader {
    pending: Vec<u8>,
    /// How many of the pending bytes hold no end.
    looked: usize,
}

impl LiveReader {
    /// Takes what has come.
    pub fn take(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// The next event, once it is whole.
    ///
    /// # Errors
    /// [`Malformed`] when it is none, or is longer than it may be. The stream is of no use any more.
    pub fn event(&mut self) -> Result<Option<LiveEvent>, Malformed> {
        let unseen = self.pending.get(self.looked..).unwrap_or_default();
        let Some(end) = unseen.windows(END.len()).position(|pair| pair == END) else {
            // The last byte may be the first half of an end.
            self.looked = self.pending.len().saturating_sub(END.len() - 1);
            return if self.pending.len() > MAX_EVENT { Err(Malformed) } else { Ok(None) };
        };
        let end = self.looked + end + END.len();
        if end > MAX_EVENT {
            return Err(Malformed);
        }
        let rest = self.pending.split_off(end);
        let event = core::mem::replace(&mut self.pending, rest);
        self.looked = 0;
        LiveEvent::read(&event).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::FeedItem;
    use crate::id::Uid;
    use proptest::prelude::*;

    fn page(cursor: Vec<u8>, items: u8, more: bool) -> LiveEvent {
        let items = (0..items).map(|of| FeedItem::ChainMoved(Uid([of; 32]))).collect();
        let cursor = Cursor::new(cursor).unwrap();
        LiveEvent::Feed(Box::new(Feed { items, cursor, more, now: 1_800_000_000, ..Feed::default() }))
    }

    /// All events that come, until there is none or one that is refused.
    fn heard(pieces: &[&[u8]]) -> Result<Vec<LiveEvent>, Malformed> {
        let (mut reader, mut events) = (LiveReader::default(), Vec::new());
        for piece in pieces {
            reader.take(piece);
            while let Some(event) = reader.event()? {
                events.push(event);
            }
        }
        Ok(events)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_however_it_is_cut(
            cursors in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..=64), 1..6),
            cut in 1_usize..200,
        ) {
            let mut events = vec![LiveEvent::Hello];
            for (at, cursor) in cursors.into_iter().enumerate() {
                events.extend([LiveEvent::Alive, page(cursor, at as u8, at % 2 == 0)]);
            }
            let text: String = events.iter().map(LiveEvent::write).collect();
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(cut).collect();
            prop_assert_eq!(heard(&pieces), Ok(events));
        }

        #[test]
        fn no_other_bytes_mean_the_same(at in 0_usize..400, byte in any::<u8>()) {
            let event = page(vec![1, 2, 3], 3, false);
            let mut bytes = event.write().into_bytes();
            let at = at % bytes.len();
            prop_assume!(bytes[at] != byte);
            bytes[at] = byte;
            prop_assert_ne!(heard(&[&bytes]), Ok(vec![event]));
        }
    }

    #[test]
    fn other_forms_of_an_event_are_none() {
        let right = page(vec![1], 1, false).write();
        assert!(heard(&[right.as_bytes()]).is_ok());
        let others = [
            right.replace('\n', "\r\n") + "\n\n",
            right.replace("id: 01", "id: 02"),
            right.replace("id: 01", "id: "),
            right.replace("data: ", "data:"),
            right.replace("event: feed", "event: food"),
            right.replace("\n\n", "=\n\n"),
            format!("retry: 1\n{right}"),
            "event: hello\ndata: 2\n\n".into(),
            "data: 1\n\n".into(),
            "\n\n".into(),
            "\u{feff}:\n\n".into(),
        ];
        for other in others {
            assert_eq!(heard(&[other.as_bytes()]), Err(Malformed), "{other:?}");
        }
        assert_eq!(heard(&[b"\xff\xfe\n\n"]), Err(Malformed));
    }

    #[test]
    fn a_line_without_an_end_is_refused_when_it_is_too_long_and_not_before() {
        let mut reader = LiveReader::default();
        let piece = vec![b'a'; MAX_EVENT / 4];
        for _ in 0..4 {
            reader.take(&piece);
            assert_eq!(reader.event(), Ok(None));
        }
        reader.take(b"a");
        assert_eq!(reader.event(), Err(Malformed));
        let mut reader = LiveReader::default();
        reader.take(&[&[b'a'; MAX_EVENT - 1], END].concat());
        assert_eq!(reader.event(), Err(Malformed), "one byte too long, though it ends");
    }
}
