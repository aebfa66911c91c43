//! `POST /v1/dialogs/{dialog}/entries`: the next entry of a log, with all it names. `GET …?before=` or
//! `?from=`: a part of the log.
//! Refuses what `log` refuses; answers only when it is durable.

use super::ask::{Cbor, One};
use crate::brief::{self, Part};
use crate::house::House;
use crate::log::Parcel;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use samtale_wire::DialogId;
use samtale_wire::api::{Append, Appended, Code, MAX_PAGE, Page};
use serde::Deserialize;
use std::sync::Arc;

/// Appends.
pub async fn append(
    State(house): State<Arc<House>>,
    caller: Caller,
    One(dialog): One<DialogId>,
    Cbor(append): Cbor<Append>,
) -> Result<Cbor<Appended>, Refusal> {
    let now = house.clock.now();
    let parcel = Parcel::read(append, &dialog, &caller)?;
    let due = parcel.is_due(now);
    let town = house.town.clone();
    let appended = house
        .writer
        .write_as(caller, move |transaction, desk| parcel.append(transaction, desk, &town, now))
        .await?;
    if due {
        house.scheduled.notify_one();
    }
    Ok(Cbor(appended))
}

/// The query: which part, and how many entries at most.
#[derive(Deserialize)]
pub struct Which {
    before: Option<u64>,
    from: Option<u64>,
    limit: Option<usize>,
}

/// A part of the log.
pub async fn page(
    State(house): State<Arc<House>>,
    caller: Caller,
    One(dialog): One<DialogId>,
    query: Result<Query<Which>, QueryRejection>,
) -> Result<Cbor<Page>, Refusal> {
    let Query(Which { before, from, limit }) = query.map_err(|_| Code::Malformed)?;
    let part = match (before, from) {
        (Some(seq), None) => Part::Before(seq),
        (None, Some(seq)) => Part::From(seq),
        _ => return Err(Code::Malformed.into()),
    };
    let (now, town) = (house.clock.now(), house.town.clone());
    let limit = limit.unwrap_or(MAX_PAGE);
    let look = move |store: &_| brief::page(store, &town, &caller.uid, &dialog, part, limit, now);
    let page = house.readers.read(look).await?;
    house.sessions.still(&caller)?;
    Ok(Cbor(page))
}
