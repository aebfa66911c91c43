//! `POST /v1/vouching` and `/v1/vouching/answer`: by who invites. `GET` and `POST /v1/vouching/{id}`: by somebody
//! without eID, who has no session; the id is what they were shown.
//! Refuses what `vouching` refuses, and waits that are too long.

use super::ask::{Cbor, One};
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use crate::vouching;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use samtale_wire::InvitationId;
use samtale_wire::api::{AnswerVouching, Code, MAX_WAIT, NewVouching, VouchingAnswer, VouchingRequest};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// The query: what is known already (nothing, the nonce, or both), and how long to wait for more.
#[derive(Deserialize)]
pub struct Known {
    #[serde(default)]
    seen: u64,
    #[serde(default)]
    wait: u64,
}

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
    let Query(Known { seen, wait }) = query.map_err(|_| Code::Malformed)?;
    if wait > MAX_WAIT {
        return Err(Code::Malformed.into());
    }
    let now = house.clock.now();
    let owner = house.readers.read(move |store| vouching::owner(store, &id, now)).await?;
    // Before looking: what comes in between rings the bell.
    let poll = house.wake.listen(owner, id.0);
    let over = tokio::time::sleep(Duration::from_secs(wait));
    tokio::pin!(over);
    loop {
        let now = house.clock.now();
        let answer = house.readers.read(move |store| vouching::answered(store, &id, now)).await?;
        let known = u64::from(answer.nonce.is_some()) + u64::from(answer.letter.is_some());
        if known > seen || poll.is_over() || over.is_elapsed() || wait == 0 {
            return Ok(Cbor(answer));
        }
        // The owner's account has other news, too.
        tokio::select! {
            () = poll.woken() => {}
            () = &mut over => {}
        }
    }
}
