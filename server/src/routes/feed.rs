//! `GET /v1/feed?cursor=…&heard=…&wait=…`: what is new, at once or as soon as there is something.
//! Refuses waits that are too long, cursors that are none, and a session that ended while it waited.

use super::ask::{Cbor, Holder};
use super::ephemeral;
use crate::feed;
use crate::house::House;
use crate::refusal::Refusal;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use samtale_wire::api::{Code, Feed, MAX_WAIT};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// The query.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    heard: u64,
    #[serde(default)]
    wait: u64,
}

/// The next page.
pub async fn next(
    State(house): State<Arc<House>>,
    holder: Holder,
    query: Result<Query<Next>, QueryRejection>,
) -> Result<Cbor<Feed>, Refusal> {
    let Query(Next { cursor, heard, wait }) = query.map_err(|_| Code::Malformed)?;
    let after = feed::place(&cursor)?;
    if wait > MAX_WAIT {
        return Err(Code::Malformed.into());
    }
    // Before looking: what comes in between rings the bell.
    let caller = holder.caller;
    let poll = house.wake.listen(caller.uid, caller.dev.0);
    let look = |fresh| ephemeral::page(&house, caller, after, heard, fresh);
    // After looking: whoever took this device away is answered only when its sessions have ended.
    let still_theirs = |page| holder.still(&house).map(|_| Cbor(page));
    let page = look(false).await?;
    if wait == 0 || !page.items.is_empty() || page.more || !page.relayed.is_empty() {
        return still_theirs(page);
    }
    let woken = tokio::select! {
        () = poll.woken() => true,
        () = tokio::time::sleep(Duration::from_secs(wait)) => false,
    };
    still_theirs(look(woken).await?)
}
