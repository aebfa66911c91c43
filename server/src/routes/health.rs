//! `GET /healthz`: whether the server answers and its store can be read.
//! Refuses to say more. Asked by whoever watches the server.

use crate::house::House;
use crate::refusal::Refusal;
use axum::extract::State;
use std::sync::Arc;

/// Says `ok`.
pub async fn healthz(State(house): State<Arc<House>>) -> Result<&'static str, Refusal> {
    house.readers.read(|store| Ok(store.query_row("SELECT 1 FROM wrap", [], |_| Ok(()))?)).await?;
    Ok("ok")
}
