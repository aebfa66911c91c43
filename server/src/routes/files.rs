//! `PUT` and `GET /v1/dialogs/{dialog}/files/{file}`: sealed files, streamed both ways.
//! Refuses everyone but members, and every file that is not what it is called.

use super::ask::{Two, media_type};
use crate::files;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use samtale_wire::api::{Code, MAX_FILE};
use samtale_wire::{DialogId, FileId};
use std::sync::Arc;

const SEALED: &str = "application/octet-stream";

/// Takes a file in.
pub async fn take(
    State(house): State<Arc<House>>,
    caller: Caller,
    Two(dialog, file): Two<DialogId, FileId>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    media_type(&headers, SEALED)?;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > MAX_FILE) {
        return Err(Code::TooLarge.into());
    }
    house.readers.read(move |store| files::member(store, &dialog, &caller.uid)).await?;
    let size = house.files.take(&dialog, &file, body.into_data_stream()).await?;
    house
        .writer
        .write(move |transaction, _| files::record(transaction, &dialog, &file, size, &caller.uid))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives it back.
pub async fn give(
    State(house): State<Arc<House>>,
    caller: Caller,
    Two(dialog, file): Two<DialogId, FileId>,
) -> Result<impl IntoResponse, Refusal> {
    let size = house.readers.read(move |store| files::size(store, &dialog, &file, &caller.uid)).await?;
    let body = Body::from_stream(house.files.give(&dialog, &file).await?);
    Ok(([(header::CONTENT_TYPE, SEALED.to_owned()), (header::CONTENT_LENGTH, size.to_string())], body))
}
