//! What is said about every request in the log, and how long most of them may take.
//! Refuses to log who, about what, or from where: the route's template is all.

use crate::refusal::Refusal;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use samtale_wire::api::Code;
use std::time::Duration;
use tokio::time::Instant;

/// How long a request may take that neither waits for news nor carries a file.
const QUICK: Duration = Duration::from_secs(30);

/// Logs the route, the status and the time taken.
pub async fn log(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let began = Instant::now();
    let mut response = next.run(request).await;
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    tracing::info!(route, status = response.status().as_u16(), micros, "answered");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Gives up on requests that are too slow. What they began may still be done: a retry finds it.
pub async fn quickly(request: Request, next: Next) -> Response {
    match tokio::time::timeout(QUICK, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::from(Code::Unavailable).into_response(),
    }
}
