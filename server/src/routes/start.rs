//! `POST /v1/start`: a device logs in and is told, in one answer that is streamed, all that its first
//! screen needs, and then what came since its key ring was written.
//! Refuses what a login refuses; stops when the device is taken away meanwhile.

use super::ask::Cbor;
use super::session;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use crate::{brief, feed};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream;
use samtale_wire::DialogId;
use samtale_wire::api::{BRIEFS, Cursor, MEDIA_TYPE, OpenSession, Started, piece};
use std::collections::VecDeque;
use std::sync::Arc;

/// What is still to be told.
struct Telling {
    house: Arc<House>,
    caller: Caller,
    opened: Option<Started>,
    dialogs: Option<VecDeque<DialogId>>,
    /// Where the news goes on; `None` once there is no more.
    news: Option<u64>,
}

/// Opens a session and tells what its device needs.
pub async fn start(
    State(house): State<Arc<House>>,
    Cbor(login): Cbor<OpenSession>,
) -> Result<Response, Refusal> {
    let (caller, opened) = session::log_in(&house, &login).await?;
    let whole = house.sessions.caller(&opened.token, opened.now).is_ok();
    let has_ring = opened.ring.is_some();
    let cursor = opened.ring.as_ref().map(|ring| &ring.cursor);
    let news = whole.then(|| cursor.map_or(Ok(0), place)).transpose()?;
    let opened = Some(Started::Opened(Box::new(opened)));
    // Without a ring there is nothing to hold them against: the news bring everything.
    let dialogs = (!whole || !has_ring).then(VecDeque::new);
    let telling = Telling { house, caller, opened, dialogs, news };
    let pieces = stream::try_unfold(telling, |mut telling| async move {
        // The status has gone out: all that can still be said is that there is no more.
        let next = telling.next().await.map_err(|_| std::io::Error::other("cut off"))?;
        Ok::<_, std::io::Error>(next.map(|started| (piece(&started), telling)))
    });
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], Body::from_stream(pieces)).into_response())
}

fn place(cursor: &Cursor) -> Result<u64, Refusal> {
    Ok(feed::place(&cursor.to_hex())?)
}

impl Telling {
    async fn next(&mut self) -> Result<Option<Started>, Refusal> {
        if let Some(opened) = self.opened.take() {
            return Ok(Some(opened));
        }
        let Caller { uid, .. } = self.caller;
        let now = self.house.clock.now();
        if self.dialogs.is_none() {
            let dialogs = self.house.readers.read(move |store| brief::dialogs(store, &uid)).await?;
            self.dialogs = Some(dialogs.into());
        }
        let some: Vec<DialogId> = match &mut self.dialogs {
            Some(dialogs) => dialogs.drain(..dialogs.len().min(BRIEFS)).collect(),
            None => Vec::new(),
        };
        let town = self.house.town.clone();
        let told = if !some.is_empty() {
            let briefs =
                self.house.readers.read(move |store| brief::briefs(store, &town, &uid, &some, now)).await?;
            Started::Dialogs(briefs)
        } else if let Some(after) = self.news {
            let page =
                self.house.readers.read(move |store| feed::page(store, &town, &uid, after, now)).await?;
            self.house.pushes.read(&self.caller.dev, place(&page.cursor)?);
            self.news = page.more.then(|| place(&page.cursor)).transpose()?;
            Started::News(page)
        } else {
            return Ok(None);
        };
        // After looking: a device that was taken away is told nothing more.
        self.house.sessions.still(&self.caller)?;
        Ok(Some(told))
    }
}
