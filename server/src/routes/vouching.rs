//! `POST /v1/vouching` and `/v1/vouching/answer`: by who invites, or the guardian who was sent.
//! `GET` and `POST /v1/vouching/{id}`: by somebody without eID, who has no session; the id is what they were shown.
//! Refuses what `vouching` refuses, and waits that are too long.

use super::ask::{Cbor, One};
use super::follow::Known;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use crate::vouching;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use rusqlite::Connection;
use samtale_wire::InvitationId;
use samtale_wire::api::{AnswerVouching, NewVouching, VouchingAnswer, VouchingRequest};
use std::sync::Arc;

/// Opens an invitation for somebody without eID.
pub async fn register(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(new): Cbor<NewVouching>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    let job =
        move |transaction: &_, desk: &mut _| vouching::register(transaction, desk, &caller.uid, &new, now);
    house.writer.write_as(caller, job).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers whoever asked there.
pub async fn answer(
    State(house): State<Arc<House>>,
    caller: Caller,
    Cbor(answer): Cbor<AnswerVouching>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    let job =
        move |transaction: &_, desk: &mut _| vouching::answer(transaction, desk, &caller.uid, &answer, now);
    house.writer.write_as(caller, job).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves the keys of somebody without eID.
pub async fn ask(
    State(house): State<Arc<House>>,
    One(id): One<InvitationId>,
    Cbor(request): Cbor<VouchingRequest>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house.writer.write(move |transaction, desk| vouching::ask(transaction, desk, &id, &request, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was answered: at once, or when it is more than is known.
pub async fn follow(
    State(house): State<Arc<House>>,
    One(id): One<InvitationId>,
    query: Result<Query<Known>, QueryRejection>,
) -> Result<Cbor<VouchingAnswer>, Refusal> {
    let known = Known::read(query)?;
    let now = house.clock.now();
    let by = house.readers.read(move |store| vouching::vouches(store, &id, now)).await?;
    let told = |it: &VouchingAnswer| u64::from(it.nonce.is_some()) + u64::from(it.letter.is_some());
    let look = move |store: &Connection, now| vouching::answered(store, &id, now);
    known.follow(&house, (by, id.0), look, |answer| told(answer) > known.seen).await.map(Cbor)
}
