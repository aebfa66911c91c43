//! `POST /v1/dialogs/{dialog}/entries`: the next entry of a log, with all it names.
//! Refuses what `log` refuses; answers only when it is durable.

use super::ask::{Cbor, One};
use crate::house::House;
use crate::log::Parcel;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use samtale_wire::DialogId;
use samtale_wire::api::{Append, Appended};
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
