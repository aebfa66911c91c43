//! `POST /v1/login` and `POST /v1/login/token`: a login where the provider knows the server alone.
//! Refuses what `relying_party` refuses; where no issuer wants the server there is nothing here.

use super::ask::Cbor;
use crate::house::House;
use crate::refusal::Refusal;
use crate::relying_party::RelyingParty;
use axum::extract::State;
use samtale_wire::api::{Code, PushLogin, PushedLogin, RedeemLogin, RedeemedLogin};
use std::sync::Arc;

/// Pushes what an app asks for.
pub async fn push(
    State(house): State<Arc<House>>,
    Cbor(it): Cbor<PushLogin>,
) -> Result<Cbor<PushedLogin>, Refusal> {
    here(&house)?.push(house.town.card(), it).await.map(Cbor)
}

/// Fetches the token.
pub async fn redeem(
    State(house): State<Arc<House>>,
    Cbor(it): Cbor<RedeemLogin>,
) -> Result<Cbor<RedeemedLogin>, Refusal> {
    here(&house)?.redeem(house.town.card(), it).await.map(Cbor)
}

fn here(house: &House) -> Result<&RelyingParty, Refusal> {
    house.relying_party.as_ref().ok_or(Code::NotFound.into())
}
