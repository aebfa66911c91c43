//! `GET /v1/users/{uid}`: a person's own chain, for whoever is to seal to them.
//! Refuses those without a session, and says of a person whom one has nothing to do with what it says of nobody.

use super::ask::{Cbor, One};
use crate::house::House;
use crate::known;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use samtale_wire::Uid;
use samtale_wire::api::{Chain, Code};
use std::sync::Arc;

/// The chain.
pub async fn chain(
    State(house): State<Arc<House>>,
    caller: Caller,
    One(uid): One<Uid>,
) -> Result<Cbor<Chain>, Refusal> {
    let entries = house.readers.read(move |store| known::chain(store, &caller.uid, &uid)).await?;
    if entries.is_empty() { Err(Code::NotFound.into()) } else { Ok(Cbor(Chain { entries })) }
}
