//! `POST /v1/push`: where the calling device is to be called when there is news and it does not listen.
//! Refuses what is not on the list. Says nothing of endpoints, here or in the log.

use super::ask::Cbor;
use crate::house::House;
use crate::push::endpoint;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use samtale_wire::api::SetPush;
use std::sync::Arc;

/// Keeps it.
pub async fn set(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(it): Cbor<SetPush>,
) -> Result<StatusCode, Refusal> {
    let (hosts, wanted) = (house.push_hosts.clone(), it.endpoint.is_some());
    house
        .writer
        .write_as(caller, move |transaction, _| endpoint::set(transaction, &caller, &it, &hosts))
        .await?;
    if wanted {
        house.pushes.add(caller.dev, caller.uid);
    } else {
        house.pushes.forget(&caller.dev);
    }
    Ok(StatusCode::NO_CONTENT)
}
