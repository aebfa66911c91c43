//! `POST /v1/ring`, `GET /v1/ring`: a person's sealed key ring.
//! Refuses those without a session, and versions that do not follow.

use super::ask::Cbor;
use crate::house::House;
use crate::refusal::Refusal;
use crate::ring;
use crate::sessions::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use samtale_wire::api::{Code, Ring};
use std::sync::Arc;

/// Keeps the next version.
pub async fn keep(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(next): Cbor<Ring>,
) -> Result<StatusCode, Refusal> {
    house.writer.write_as(caller, move |transaction, _| ring::keep(transaction, &caller.uid, &next)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives it back.
pub async fn give(State(house): State<Arc<House>>, caller: Caller) -> Result<Cbor<Ring>, Refusal> {
    let kept = house.readers.read(move |store| ring::of(store, &caller.uid)).await?;
    Ok(Cbor(kept.ok_or(Code::NotFound)?))
}
