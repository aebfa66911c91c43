//! `GET /v1/tenant?invitation=…`: the municipality's card as its root signed it; whoever comes with an
//! invitation names it by its id, so that its owner sees that it was opened.
//! Refuses nobody but who comes with an invitation that was withdrawn: it is the first thing that anyone asks.

use crate::house::House;
use crate::invitations;
use crate::refusal::Refusal;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use samtale_wire::InvitationId;
use samtale_wire::api::{Code, MEDIA_TYPE};
use serde::Deserialize;
use std::sync::Arc;

/// The query: with which invitation somebody comes, by its id in hex; nothing for all others.
#[derive(Deserialize)]
pub struct With {
    #[serde(default)]
    invitation: Option<String>,
}

/// The signed card.
pub async fn card(
    State(house): State<Arc<House>>,
    query: Result<Query<With>, QueryRejection>,
) -> Result<impl IntoResponse, Refusal> {
    let Query(with) = query.map_err(|_| Code::Malformed)?;
    if let Some(id) = with.invitation {
        let id: InvitationId = id.parse().map_err(|_| Code::Malformed)?;
        let now = house.clock.now();
        // Whoever asks has no session: what is known already costs no turn of the writer's.
        if house.readers.read(move |store| invitations::unopened(store, &id, now)).await?.is_some() {
            house
                .writer
                .write(move |transaction, desk| invitations::open(transaction, desk, &id, now))
                .await?;
        }
    }
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], house.town.card_bytes().0))
}
