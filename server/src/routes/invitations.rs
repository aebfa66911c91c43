//! `POST /v1/invitations` and `POST /v1/claims`: registered by one, taken up by another; below each,
//! `/withdrawn` and `/refused` take that back.
//! Refuses what `invitations` refuses.

use super::ask::Cbor;
use crate::house::House;
use crate::invitations::{self, Outcome};
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use samtale_wire::api::{Claim, Code, NewInvitation, RefuseClaim, Registered, WithdrawInvitation};
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
    let outcome = house
        .writer
        .write_as(caller, move |transaction, desk| {
            invitations::claim(transaction, desk, &caller.uid, &claim, now)
        })
        .await?;
    match outcome {
        Outcome::Taken => Ok(StatusCode::NO_CONTENT),
        // Refused, and kept all the same: its owner is told.
        Outcome::ByAnother => Err(Code::Spent.into()),
    }
}

/// Opens it again for others than whoever took it up.
pub async fn refuse(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(refused): Cbor<RefuseClaim>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house
        .writer
        .write_as(caller, move |transaction, desk| {
            invitations::refuse(transaction, desk, &caller.uid, &refused, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one back.
pub async fn withdraw(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(withdrawn): Cbor<WithdrawInvitation>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house
        .writer
        .write_as(caller, move |transaction, desk| {
            invitations::withdraw(transaction, desk, &caller.uid, &withdrawn, now)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
