//! A live stream as it comes: hello first, then pages of the feed.
//! Refuses one that says hello late, that is silent, or that says anything else. Made by `door`, heard
//! by `live`, which goes back to the long poll when it is refused.

use crate::ports::Chunks;
use futures::StreamExt;
use samtale_engine::courier::Fault;
use samtale_wire::api::Feed;
use samtale_wire::live::{ALIVE_EVERY, LiveEvent, LiveReader};
use std::time::Duration;
use tokio::time::timeout;

/// How long it may take until hello: a network that holds that back would hold back everything.
pub(crate) const GREETING: Duration = Duration::from_secs(3);
/// How long a stream may be silent: over two of the server's signs of life may get lost.
const SILENCE: Duration = Duration::from_secs(3 * ALIVE_EVERY);

/// A stream.
pub(crate) struct Stream {
    pieces: Chunks,
    reader: LiveReader,
}

impl Stream {
    /// A stream that has said hello.
    ///
    /// # Errors
    /// [`Fault::Garbage`] when it says something else; what its network says.
    pub async fn greeted(pieces: Chunks) -> Result<Self, Fault> {
        let mut stream = Self { pieces, reader: LiveReader::default() };
        match stream.event().await? {
            Some(LiveEvent::Hello) => Ok(stream),
            _ => Err(Fault::Garbage),
        }
    }

    /// The next page; `None` when the stream has ended.
    ///
    /// # Errors
    /// [`Fault::Garbage`] when it is none, or nothing came for too long; [`Fault::Offline`] when it broke.
    pub async fn next(&mut self) -> Result<Option<Feed>, Fault> {
        loop {
            match self.event().await? {
                Some(LiveEvent::Feed(feed)) => return Ok(Some(*feed)),
                Some(LiveEvent::Alive) => {}
                Some(LiveEvent::Hello) => return Err(Fault::Garbage),
                None => return Ok(None),
            }
        }
    }

    async fn event(&mut self) -> Result<Option<LiveEvent>, Fault> {
        loop {
            if let Some(event) = self.reader.event().map_err(|_| Fault::Garbage)? {
                return Ok(Some(event));
            }
            match timeout(SILENCE, self.pieces.next()).await {
                Ok(Some(piece)) => self.reader.take(&piece?),
                // Half an event is none: it comes again, whole, after the same cursor.
                Ok(None) => return Ok(None),
                Err(_) => return Err(Fault::Garbage),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use futures::stream::{iter, pending, repeat};
    use samtale_wire::api::Cursor;
    use samtale_wire::live::{ALIVE, HELLO, MAX_EVENT};

    fn pieces(text: &[&str]) -> Chunks {
        let text: Vec<_> = text.iter().map(|piece| Ok(Bytes::copy_from_slice(piece.as_bytes()))).collect();
        iter(text).boxed()
    }

    fn page(cursor: u8) -> Feed {
        let cursor = Cursor::new(vec![cursor]).unwrap();
        Feed { cursor, now: 7, ..Feed::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn signs_of_life_are_not_news_and_the_end_is_the_end() {
        let (one, two) = (LiveEvent::Feed(page(1).into()).write(), LiveEvent::Feed(page(2).into()).write());
        let text = [HELLO, ALIVE, &one[..9], &one[9..], ALIVE, &two, &one[..20]];
        let mut stream = Stream::greeted(pieces(&text)).await.unwrap();
        assert_eq!(stream.next().await, Ok(Some(page(1))));
        assert_eq!(stream.next().await, Ok(Some(page(2))));
        assert_eq!(stream.next().await, Ok(None), "half an event is none");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_does_not_begin_with_hello_or_says_it_twice_is_refused() {
        let feed = LiveEvent::Feed(page(1).into()).write();
        for wrong in [&[ALIVE, HELLO][..], &[&feed], &["<html>\n\n"], &["\n\n"]] {
            assert_eq!(Stream::greeted(pieces(wrong)).await.err(), Some(Fault::Garbage), "{wrong:?}");
        }
        assert_eq!(Stream::greeted(pieces(&[])).await.err(), Some(Fault::Garbage));
        let mut stream = Stream::greeted(pieces(&[HELLO, HELLO])).await.unwrap();
        assert_eq!(stream.next().await, Err(Fault::Garbage));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_that_is_silent_after_its_hello_is_given_up() {
        let mut stream = Stream::greeted(pieces(&[HELLO]).chain(pending()).boxed()).await.unwrap();
        assert_eq!(stream.next().await, Err(Fault::Garbage));
    }

    #[tokio::test(start_paused = true)]
    async fn an_endless_line_and_wrong_base64_are_refused() {
        let endless = repeat(Bytes::from(vec![b'a'; MAX_EVENT / 16])).map(Ok);
        let mut stream = Stream::greeted(pieces(&[HELLO]).chain(endless).boxed()).await.unwrap();
        assert_eq!(stream.next().await, Err(Fault::Garbage));
        let wrong = LiveEvent::Feed(page(1).into()).write().replace("data: ", "data: !");
        let mut stream = Stream::greeted(pieces(&[HELLO, &wrong])).await.unwrap();
        assert_eq!(stream.next().await, Err(Fault::Garbage));
    }
}
