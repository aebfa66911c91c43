//! A start as it is told, piece by piece: the session, the dialogs in brief, the news since the key ring.
//! Refuses a piece that is none, or too long, or in the wrong place. Made by `door`, read by `device` and `live`.

use crate::live::{LONGEST, SHORTEST, jittered, refused};
use crate::mind::Mind;
use crate::ports::Chunks;
use futures::stream::Fuse;
use futures::{FutureExt, StreamExt};
use samtale_engine::Input;
use samtale_engine::courier::Fault;
use samtale_engine::problem::Problem;
use samtale_wire::api::{Code, Cursor, Opened, Started, take_piece};
use std::sync::Arc;

/// What is still to come of a start.
pub(crate) struct Starting {
    chunks: Fuse<Chunks>,
    arrived: Vec<u8>,
    /// What came right behind a piece, and is none of its kind.
    behind: Option<Result<Option<Started>, Fault>>,
    /// Whether the first screenful was told.
    begun: bool,
}

impl Starting {
    /// Reads the session, which comes first.
    pub async fn begin(chunks: Chunks) -> Result<(Opened, Self), Fault> {
        let mut starting = Self { chunks: chunks.fuse(), arrived: Vec::new(), behind: None, begun: false };
        match starting.next().await? {
            Some(Started::Opened(opened)) => Ok((*opened, starting)),
            _ => Err(Fault::Garbage),
        }
    }

    /// The next piece; `None` when there is no more. The first dialogs come alone, the others with all that
    /// has arrived right behind them: a long list is then drawn a few times, not with every piece.
    pub async fn next(&mut self) -> Result<Option<Started>, Fault> {
        let next = match self.behind.take() {
            Some(next) => next?,
            None => self.piece().await?,
        };
        let Some(Started::Dialogs(mut briefs)) = next else { return Ok(next) };
        while std::mem::replace(&mut self.begun, true) {
            match self.piece().now_or_never() {
                Some(Ok(Some(Started::Dialogs(more)))) => briefs.extend(more),
                other => {
                    self.behind = other;
                    break;
                }
            }
        }
        Ok(Some(Started::Dialogs(briefs)))
    }

    async fn piece(&mut self) -> Result<Option<Started>, Fault> {
        loop {
            if let Some(piece) = take_piece(&mut self.arrived).map_err(|_| Fault::Garbage)? {
                return Ok(Some(piece));
            }
            match self.chunks.next().await {
                Some(chunk) => self.arrived.extend_from_slice(&chunk?),
                None if self.arrived.is_empty() => return Ok(None),
                // Cut in the middle of a piece.
                None => return Err(Fault::Offline),
            }
        }
    }
}

/// Takes all that a start tells; where it is cut, it is told anew. Where the news go on from.
pub(crate) async fn begin(mind: &Arc<Mind>, starting: &mut Option<Starting>) -> Result<Cursor, Problem> {
    let mut pause = SHORTEST;
    loop {
        let told = match starting.take() {
            Some(starting) => take(mind, starting, true).await?,
            None => match mind.door.start().await {
                Ok((opened, starting)) => {
                    mind.step(Input::Opened(Box::new(opened)))?;
                    take(mind, starting, false).await?
                }
                Err(fault) => Err(fault),
            },
        };
        match told {
            Ok(cursor) => return Ok(cursor),
            Err(fault) => {
                refused(mind, fault)?;
                // A new device is told nothing before it has brought its card: it may do that now.
                mind.step(Input::Tick)?;
                tokio::time::sleep(jittered(pause)).await;
                pause = (pause * 2).min(LONGEST);
            }
        }
    }
}

/// Takes one telling to its end. News that go on from another ring than the one this device began with
/// could leave something out: then they are asked for from where it is itself.
async fn take(
    mind: &Arc<Mind>,
    mut starting: Starting,
    first: bool,
) -> Result<Result<Cursor, Fault>, Problem> {
    let mut told = false;
    loop {
        let (input, cursor) = match starting.next().await {
            Ok(Some(Started::Dialogs(briefs))) => (Input::Told(briefs), None),
            // A ring that this device cannot read says nothing of what was before it.
            Ok(Some(Started::News(_))) if !mind.with(|known| known.engine.goes_on_from_ring())? => {
                return Ok(Ok(Cursor::default()));
            }
            Ok(Some(Started::News(_))) if !first => return Ok(Ok(mind.with(|it| it.engine.goes_on_at())?)),
            Ok(Some(Started::News(feed))) => {
                let cursor = (!feed.more).then(|| feed.cursor.clone());
                (Input::Fed(feed), cursor)
            }
            Ok(Some(Started::Opened(_))) => return Ok(Err(Fault::Garbage)),
            // It ended before it said that this is all; a device that nobody vouched for is told nothing.
            Ok(None) if told => return Ok(Err(Fault::Offline)),
            Ok(None) => return Ok(Err(Fault::Refused(Code::NoSession))),
            Err(fault) => return Ok(Err(fault)),
        };
        told = true;
        mind.reached(true);
        mind.step(input)?;
        if let Some(cursor) = cursor {
            return Ok(Ok(cursor));
        }
    }
}
