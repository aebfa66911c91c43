//! `GET /v1/tenant`: the municipality's card as its root signed it.
//! Refuses nobody: it is the first thing that anyone asks.

use crate::house::House;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use samtale_wire::api::MEDIA_TYPE;
use std::sync::Arc;

/// The signed card.
pub async fn card(State(house): State<Arc<House>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], house.town.card_bytes().0)
}
