//! `POST /v1/links`: a device opens a link. `GET` and `POST /v1/links/{id}`: a new device follows the
//! chain it is to stand in, and asks to be added; it has no session, the id is what it was shown.
//! Refuses what `links` refuses, and waits that are too long.

use super::ask::{Cbor, One};
use crate::house::House;
use crate::links;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use samtale_wire::LinkId;
use samtale_wire::api::{Chain, Code, LinkRequest, MAX_WAIT, NewLink};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// The query: how many entries are known already, and how long to wait for more.
#[derive(Deserialize)]
pub struct Known {
    #[serde(default)]
    seen: u64,
    #[serde(default)]
    wait: u64,
}

/// Opens one.
pub async fn register(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(new): Cbor<NewLink>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house
        .writer
        .write_as(caller, move |transaction, _| links::register(transaction, &caller, &new, now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves a new device's word.
pub async fn ask(
    State(house): State<Arc<House>>,
    One(id): One<LinkId>,
    Cbor(request): Cbor<LinkRequest>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house.writer.write(move |transaction, desk| links::ask(transaction, desk, &id, &request, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The owner's chain: at once, or when it has more entries than are known.
pub async fn follow(
    State(house): State<Arc<House>>,
    One(id): One<LinkId>,
    query: Result<Query<Known>, QueryRejection>,
) -> Result<Cbor<Chain>, Refusal> {
    let Query(Known { seen, wait }) = query.map_err(|_| Code::Malformed)?;
    if wait > MAX_WAIT {
        return Err(Code::Malformed.into());
    }
    let now = house.clock.now();
    let owner = house.readers.read(move |store| links::owner(store, &id, now)).await?;
    // Before looking: the entry that comes in between rings the bell.
    let poll = house.wake.listen(owner, id.0);
    let over = tokio::time::sleep(Duration::from_secs(wait));
    tokio::pin!(over);
    loop {
        let now = house.clock.now();
        let chain = house.readers.read(move |store| links::chain(store, &id, now)).await?;
        let grown = chain.entries.len() as u64 > seen;
        if grown || poll.is_over() || over.is_elapsed() || wait == 0 {
            return Ok(Cbor(chain));
        }
        // The owner's account has other news, too: only a longer chain is an answer.
        tokio::select! {
            () = poll.woken() => {}
            () = &mut over => {}
        }
    }
}
