//! `POST /v1/logout`: all other sessions of the caller's person end, and their devices open none by themselves;
//! `POST /v1/let-in`: one of them may again. Both say which are logged out now.
//! Answers only when it is durable and the sessions have ended.

use super::ask::{Cbor, Holder};
use crate::house::House;
use crate::logout;
use crate::refusal::Refusal;
use axum::extract::State;
use samtale_wire::DeviceId;
use std::sync::Arc;

/// Logs out everywhere but here.
pub async fn others(
    State(house): State<Arc<House>>,
    Holder { caller, session }: Holder,
) -> Result<Cbor<Vec<DeviceId>>, Refusal> {
    let now = house.clock.now();
    let out = house
        .writer
        .write_as(caller, move |transaction, desk| logout::others(transaction, desk, &caller, now))
        .await?;
    // Whoever has a copy of this device's login key is no other device.
    house.sessions.end_but(&caller.dev, Some(&session));
    // What waits or streams for them looks at its session again.
    house.wake.tell(&caller.uid);
    Ok(Cbor(out))
}

/// Lets a device in again.
pub async fn let_in(
    State(house): State<Arc<House>>,
    Holder { caller, .. }: Holder,
    Cbor(dev): Cbor<DeviceId>,
) -> Result<Cbor<Vec<DeviceId>>, Refusal> {
    let out = house
        .writer
        .write_as(caller, move |transaction, _| logout::let_in(transaction, &caller, &dev))
        .await?;
    Ok(Cbor(out))
}
