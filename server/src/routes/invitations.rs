//! `POST /v1/invitations` and `POST /v1/claims`: registered by one, taken up by another.
//! Refuses what `invitations` refuses.

use super::ask::Cbor;
use crate::house::House;
use crate::invitations;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use samtale_wire::api::{Claim, NewInvitation, Registered};
use std::sync::Arc;

/// Registers an invitation.
pub async fn register(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(new): Cbor<NewInvitation>,
) -> Result<Cbor<Registered>, Refusal> {
    let now = house.clock.now();
    house
        .writer
        .write_as(caller, move |transaction, _| invitations::register(transaction, &caller.uid, &new, now))
        .await
        .map(Cbor)
}

/// Takes one up.
pub async fn claim(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(claim): Cbor<Claim>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house
        .writer
        .write_as(caller, move |transaction, desk| {
            invitations::claim(transaction, desk, &caller.uid, &claim, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
