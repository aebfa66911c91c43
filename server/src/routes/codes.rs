//! `POST /v1/codes` and `POST /v1/codes/letter`: what a short code opens, kept by an employee and given to whoever
//! has the code, without a session.
//! Refuses what `codes` refuses, and whoever tries too often, as `tries` counts.

use super::ask::Cbor;
use crate::codes;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use samtale_wire::api::{AskCode, Code, CodeLetter, NewCode};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// What the proxy says of who asks.
const ASKED_FROM: &str = "x-real-ip";

/// The address that somebody asks from.
pub struct From(IpAddr);

impl FromRequestParts<Arc<House>> for From {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        let peer: &ConnectInfo<SocketAddr> = parts.extensions.get().ok_or(Code::Unavailable)?;
        let peer = peer.0.ip().to_canonical();
        if house.proxy.is_none_or(|proxy| proxy.to_canonical() != peer) {
            return Ok(Self(peer));
        }
        let said = parts.headers.get(ASKED_FROM).and_then(|value| value.to_str().ok());
        Ok(Self(said.and_then(|said| said.parse().ok()).unwrap_or(peer)))
    }
}

/// Keeps one.
pub async fn keep(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(new): Cbor<NewCode>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house
        .writer
        .write_as(caller, move |transaction, _| codes::keep(transaction, &caller.uid, &new, now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives it.
pub async fn letter(
    State(house): State<Arc<House>>,
    From(address): From,
    Cbor(asked): Cbor<AskCode>,
) -> Result<Cbor<CodeLetter>, Refusal> {
    let now = house.clock.now();
    house.tries.begin(address, now)?;
    let found = house.readers.read(move |store| codes::letter(store, &asked.id, now)).await;
    // Only what there is not is a guess: a store that fails is nobody's fault.
    if !matches!(&found, Err(refusal) if refusal.code == Code::NotFound) {
        house.tries.opened(address);
    }
    found.map(Cbor)
}
