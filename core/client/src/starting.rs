//! A start as it is told, piece by piece: the session, the dialogs in brief, the news since the key ring.
//! Refuses a piece that is none, or too long, or in the wrong place. Made by `door`, read by `device` and `live`.

use crate::ports::Chunks;
use futures::StreamExt;
use samtale_engine::courier::Fault;
use samtale_wire::api::{Opened, Started, take_piece};

/// What is still to come of a start.
pub(crate) struct Starting {
    chunks: Chunks,
    arrived: Vec<u8>,
}

impl Starting {
    /// Reads the session, which comes first.
    pub async fn begin(chunks: Chunks) -> Result<(Opened, Self), Fault> {
        let mut starting = Self { chunks, arrived: Vec::new() };
        match starting.next().await? {
            Some(Started::Opened(opened)) => Ok((*opened, starting)),
            _ => Err(Fault::Garbage),
        }
    }

    /// The next piece; `None` when there is no more.
    pub async fn next(&mut self) -> Result<Option<Started>, Fault> {
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
