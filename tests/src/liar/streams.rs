//! What a network does to live streams: it holds them back, lets them through, cuts them, or makes them up.
//! Refuses to change a byte of an honest one. Part of the liar's network.

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::unfold;
use samtale_client::ports::{Chunks, Transport};
use samtale_engine::courier::Fault;
use samtale_wire::Salt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Makes up a stream.
pub type MadeUp = Box<dyn FnMut() -> Chunks + Send>;

#[derive(Default)]
enum Way {
    /// Answered by somebody who knows no streams.
    #[default]
    Unknown,
    /// Nothing comes, not even an answer.
    HeldBack,
    Through,
    MadeUp(MadeUp),
}

/// Streams on one network.
#[derive(Default)]
pub(crate) struct Streams {
    way: Mutex<Way>,
    /// How many bytes the next streams let through before they break.
    breaks: Mutex<Option<usize>>,
    /// Counts cuts: a stream breaks at the next.
    cuts: watch::Sender<u64>,
    /// Counts pieces that came through, as somebody took them.
    pub through: watch::Sender<u64>,
}

impl Streams {
    fn set(&self, way: Way) {
        *self.way.lock().unwrap_or_else(PoisonError::into_inner) = way;
    }

    pub fn let_through(&self) {
        self.set(Way::Through);
    }

    pub fn hold_back(&self) {
        self.set(Way::HeldBack);
    }

    pub fn make_up(&self, made_up: MadeUp) {
        self.set(Way::MadeUp(made_up));
    }

    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    pub fn break_after(&self, bytes: usize) {
        *self.breaks.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
    }

    pub fn open<'a>(
        self: &Arc<Self>,
        honest: &'a dyn Transport,
        path: String,
        token: Salt,
    ) -> BoxFuture<'a, Result<Chunks, Fault>> {
        let streams = Arc::clone(self);
        let made_up = match &mut *self.way.lock().unwrap_or_else(PoisonError::into_inner) {
            Way::Unknown => Some(Err(Fault::Garbage)),
            Way::HeldBack => Some(Ok(futures::stream::pending().boxed())),
            Way::Through => None,
            Way::MadeUp(made_up) => Some(Ok(made_up())),
        };
        Box::pin(async move {
            match made_up {
                Some(answer) => answer,
                None => Ok(streams.until_cut(honest.stream(path, token).await?)),
            }
        })
    }

    fn until_cut(self: Arc<Self>, pieces: Chunks) -> Chunks {
        let cuts = self.cuts.subscribe();
        let broken = |bytes: &mut bytes::Bytes, left: &mut Option<usize>| {
            let Some(left) = left else { return false };
            let breaks = bytes.len() > *left;
            bytes.truncate(*left);
            *left -= bytes.len();
            breaks
        };
        unfold(Some((pieces, cuts)), move |state| {
            let streams = Arc::clone(&self);
            async move {
                let (mut pieces, mut cuts) = state?;
                let piece = tokio::select! {
                    biased;
                    _ = cuts.changed() => return Some((Err(Fault::Offline), None)),
                    piece = pieces.next() => piece?,
                };
                streams.through.send_modify(|through| *through += 1);
                let mut breaks = streams.breaks.lock().unwrap_or_else(PoisonError::into_inner);
                let mut piece = piece;
                if let Ok(bytes) = &mut piece
                    && broken(bytes, &mut breaks)
                {
                    *breaks = None;
                    // What is half comes first; the next thing is that the line is gone.
                    cuts.mark_changed();
                }
                Some((piece, Some((pieces, cuts))))
            }
        })
        .boxed()
    }
}
