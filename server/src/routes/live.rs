//! `GET /v1/live?cursor=…&heard=…`: the feed as server-sent events, for networks that let them through.
//! Refuses cursors that are none, and goes on no longer than the session, the device and the server do.
//! A stream counts as a poll: more than a few from one device, and the oldest ends.

use super::ask::Holder;
use super::ephemeral;
use crate::feed;
use crate::house::House;
use crate::refusal::Refusal;
use crate::wake::Poll;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use samtale_wire::api::{Code, Feed};
use samtale_wire::live::{ALIVE_EVERY, EVENT_STREAM, LiveEvent};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// The query.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    heard: u64,
}

/// One stream.
struct Stream {
    house: Arc<House>,
    holder: Holder,
    poll: Poll,
    after: u64,
    /// Up to where of what is said beside the logs it was told.
    heard: u64,
    /// When its session ends unless it is refreshed, in seconds since 1970.
    until: u64,
    greeted: bool,
    /// Whether there may be something that was not looked at.
    look: bool,
    /// Whether it was woken for that: what is new was written just now.
    woken: bool,
}

/// The stream: `hello`, then each page as soon as there is one.
pub async fn follow(
    State(house): State<Arc<House>>,
    holder: Holder,
    query: Result<Query<After>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(After { cursor, heard }) = query.map_err(|_| Code::Malformed)?;
    let after = feed::place(&cursor)?;
    let until = holder.still(&house)?;
    // Before looking: what comes in between rings the bell.
    let poll = house.wake.listen(holder.caller.uid, holder.caller.dev.0);
    let stream =
        Stream { house, holder, poll, after, heard, until, greeted: false, look: true, woken: false };
    let events = unfold(stream, |mut stream| async {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event.write()), stream))
    });
    // The second is for proxies of nginx's kind, which would keep all of it until it ends.
    let headers = [(header::CONTENT_TYPE.as_str(), EVENT_STREAM), ("x-accel-buffering", "no")];
    Ok((headers, Body::from_stream(events)).into_response())
}

impl Stream {
    /// What is said next; `None` when it is over.
    async fn next(&mut self) -> Option<LiveEvent> {
        if !self.greeted {
            self.greeted = true;
            return Some(LiveEvent::Hello);
        }
        loop {
            if std::mem::take(&mut self.look)
                && let Some(page) = self.page().await.ok()?
            {
                return Some(LiveEvent::Feed(Box::new(page)));
            }
            if self.poll.is_over() {
                return None;
            }
            tokio::select! {
                () = self.poll.woken() => (self.look, self.woken) = (true, true),
                () = tokio::time::sleep(Duration::from_secs(ALIVE_EVERY)) => {
                    self.until = self.holder.still(&self.house).ok()?;
                    return Some(LiveEvent::Alive);
                }
                () = self.house.clock.reach(self.until) => {
                    self.until = self.holder.still(&self.house).ok()?;
                }
            }
        }
    }

    /// What is new, if there is something. More at once is looked at next.
    async fn page(&mut self) -> Result<Option<Feed>, Refusal> {
        let (caller, fresh) = (self.holder.caller, std::mem::take(&mut self.woken));
        let page = ephemeral::page(&self.house, caller, self.after, self.heard, fresh).await?;
        // After looking: whoever took this device away is answered only when its sessions have ended.
        self.holder.still(&self.house)?;
        // What was said beside the logs comes by the page as well.
        self.look = page.more || !page.relayed.is_empty();
        let at = feed::place(&page.cursor.to_hex())?;
        let new = !page.items.is_empty() || !page.relayed.is_empty() || at != self.after;
        (self.after, self.heard) = (at, page.heard);
        Ok(new.then_some(page))
    }
}
