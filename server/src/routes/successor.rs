//! `POST /v1/dialogs/{dialog}/successor`: who was named to take a dialog over shows who they are.
//! Refuses what `succession` refuses.

use super::ask::{Cbor, One};
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use crate::succession;
use axum::extract::State;
use axum::http::StatusCode;
use samtale_wire::DialogId;
use samtale_wire::api::Presentation;
use std::sync::Arc;

/// Introduces them.
pub async fn present(
    State(house): State<Arc<House>>,
    caller: Caller,
    One(dialog): One<DialogId>,
    Cbor(presentation): Cbor<Presentation>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house
        .writer
        .write_as(caller, move |transaction, desk| {
            succession::present(transaction, desk, &caller.uid, &dialog, &presentation, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
