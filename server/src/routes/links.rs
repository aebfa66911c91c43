//! `POST /v1/links`: a device opens a link. `GET` and `POST /v1/links/{id}`: a new device follows the
//! chain it is to stand in, and asks to be added; it has no session, the id is what it was shown.
//! Refuses what `links` refuses, and waits that are too long.

use super::ask::{Cbor, One};
use super::follow::Known;
use crate::house::House;
use crate::links;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use rusqlite::Connection;
use samtale_wire::LinkId;
use samtale_wire::api::{Chain, LinkRequest, NewLink};
use std::sync::Arc;

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
    let known = Known::read(query)?;
    let now = house.clock.now();
    let owner = house.readers.read(move |store| links::owner(store, &id, now)).await?;
    let look = move |store: &Connection, now| links::chain(store, &id, now);
    let grown = |chain: &Chain| chain.entries.len() as u64 > known.seen;
    known.follow(&house, (owner, id.0), look, grown).await.map(Cbor)
}
