//! `PUT` and `GET /v1/dialogs/{dialog}/files/{file}`: sealed files, streamed both ways; `…/arrived`
//! says from where a sender goes on, `Range` from where a receiver does.
//! Refuses everyone but members, and every file that is not what it is called.

use super::ask::{Cbor, Two, media_type};
use super::range;
use crate::files;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use samtale_wire::api::{Code, MAX_FILE};
use samtale_wire::{DialogId, FileId};
use serde::Deserialize;
use std::sync::Arc;

const SEALED: &str = "application/octet-stream";

/// The query of an upload that goes on.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    from: u64,
}

/// How much of a file has arrived, in bytes: a sender goes on from there.
pub async fn arrived(
    State(house): State<Arc<House>>,
    caller: Caller,
    Two(dialog, file): Two<DialogId, FileId>,
) -> Result<Cbor<u64>, Refusal> {
    house.readers.read(move |store| files::member(store, &dialog, &caller.uid)).await?;
    Ok(Cbor(house.files.arrived(&dialog, &file).await?))
}

/// Takes a file in, from the beginning or from where it stopped.
pub async fn take(
    State(house): State<Arc<House>>,
    caller: Caller,
    Two(dialog, file): Two<DialogId, FileId>,
    query: Result<Query<From>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    media_type(&headers, SEALED)?;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > MAX_FILE) {
        return Err(Code::TooLarge.into());
    }
    let Query(From { from }) = query.map_err(|_| Code::Malformed)?;
    house.readers.read(move |store| files::member(store, &dialog, &caller.uid)).await?;
    let size = house.files.take(&dialog, &file, from, body.into_data_stream()).await?;
    house
        .writer
        .write_as(caller, move |transaction, _| files::record(transaction, &dialog, &file, size, &caller.uid))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives it back, or the rest of it from where a receiver's line was cut.
pub async fn give(
    State(house): State<Arc<House>>,
    caller: Caller,
    method: Method,
    Two(dialog, file): Two<DialogId, FileId>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let size = house.readers.read(move |store| files::size(store, &dialog, &file, &caller.uid)).await?;
    let begin = range::begin(&method, &headers);
    let from = begin.unwrap_or(0);
    let Some(length) = size.checked_sub(from).filter(|length| *length > 0) else {
        let range = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
        return Ok((range, Refusal::from(Code::Beyond)).into_response());
    };
    let body = Body::from_stream(house.files.give(&dialog, &file, from).await?);
    let headers = [
        (header::CONTENT_TYPE, SEALED.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
    ];
    Ok(match begin {
        None => (headers, body).into_response(),
        Some(from) => {
            let range = [(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", size - 1))];
            (StatusCode::PARTIAL_CONTENT, headers, range, body).into_response()
        }
    })
}
