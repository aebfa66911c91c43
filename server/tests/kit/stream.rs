//! A live stream, read as it comes.
//! Refuses what is no event.

use super::Town;
use futures::StreamExt;
use futures::stream::BoxStream;
use reqwest::header::HeaderMap;
use samtale_wire::Salt;
use samtale_wire::live::{LiveEvent, LiveReader};

pub struct Stream {
    pub headers: HeaderMap,
    reader: LiveReader,
    pieces: BoxStream<'static, Vec<u8>>,
}

impl Stream {
    pub async fn open(town: &Town, token: &Salt, cursor: &str) -> Self {
        let url = format!("{}/v1/live?cursor={cursor}", town.wire.home.server);
        let response = town.wire.client.get(url).bearer_auth(token).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        let headers = response.headers().clone();
        let pieces = response.bytes_stream().map(|piece| piece.unwrap().to_vec()).boxed();
        Self { headers, reader: LiveReader::default(), pieces }
    }

    /// What is said next but that the line is there; `None` when the stream has ended, between events.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        loop {
            match self.reader.event().unwrap() {
                Some(LiveEvent::Alive) => {}
                Some(event) => return Some(event),
                None => match self.pieces.next().await {
                    Some(piece) => self.reader.take(&piece),
                    None => return None,
                },
            }
        }
    }
}
