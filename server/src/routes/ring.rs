//! `POST /v1/ring`, `GET /v1/ring`, `POST /v1/snapshots`: a person's sealed key ring, and what it names.
//! Refuses those without a session, and versions that do not follow.

use super::ask::Cbor;
use crate::house::House;
use crate::refusal::Refusal;
use crate::ring;
use crate::sessions::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use samtale_wire::api::{Code, KeepRing, Ring, Snapshots, WantSnapshots};
use std::sync::Arc;

/// Keeps the next version.
pub async fn keep(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(next): Cbor<KeepRing>,
) -> Result<StatusCode, Refusal> {
    house.writer.write_as(caller, move |transaction, _| ring::keep(transaction, &caller.uid, &next)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives it back.
pub async fn give(State(house): State<Arc<House>>, caller: Caller) -> Result<Cbor<Ring>, Refusal> {
    let kept = house.readers.read(move |store| ring::of(store, &caller.uid)).await?;
    Ok(Cbor(kept.ok_or(Code::NotFound)?))
}

/// Gives snapshots back.
pub async fn snapshots(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(want): Cbor<WantSnapshots>,
) -> Result<Cbor<Snapshots>, Refusal> {
    house.readers.read(move |store| ring::snapshots(store, &caller.uid, &want)).await.map(Cbor)
}
