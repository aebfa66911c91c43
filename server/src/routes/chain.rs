//! `POST /v1/chain`: the next entry of the caller's own chain, with the secrets it names.
//! Refuses what `devices` refuses; answers only when it is durable and the sessions it ends have ended.

use super::ask::{Cbor, Entrant};
use crate::devices::Extension;
use crate::house::House;
use crate::refusal::Refusal;
use axum::extract::State;
use axum::http::StatusCode;
use samtale_wire::api::Extend;
use std::sync::Arc;

/// Extends it.
pub async fn extend(
    State(house): State<Arc<House>>,
    Entrant(caller): Entrant,
    Cbor(extend): Cbor<Extend>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    let extension = Extension::read(extend, &caller)?;
    let attests = extension.attests();
    let (town, halves) = (house.town.clone(), house.halves.clone());
    house
        .writer
        .write_as(caller, move |transaction, desk| extension.append(transaction, desk, &town, &halves, now))
        .await?;
    if attests {
        house.sessions.narrow(caller.dev, false);
    }
    Ok(StatusCode::NO_CONTENT)
}
