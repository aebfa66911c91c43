//! Reading requests: who asks, about what, with which body.
//! Refuses what is not exactly that, without repeating it. Used by every route.

use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::{Caller, SessionId};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use minicbor::{Decode, Encode};
use samtale_wire::api::{Code, MEDIA_TYPE};
use samtale_wire::{Salt, decode, encode};
use std::str::FromStr;
use std::sync::Arc;

/// A body in canonical CBOR, both ways.
pub struct Cbor<T>(pub T);

impl<T> FromRequest<Arc<House>> for Cbor<T>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    type Rejection = Refusal;

    async fn from_request(request: Request, house: &Arc<House>) -> Result<Self, Refusal> {
        media_type(request.headers(), MEDIA_TYPE)?;
        let body = Bytes::from_request(request, house).await;
        let body = body.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
            _ => Code::Malformed,
        })?;
        Ok(Self(decode(&body)?))
    }
}

impl<T: Encode<()>> IntoResponse for Cbor<T> {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, MEDIA_TYPE)], encode(&self.0)).into_response()
    }
}

/// Whether the body is said to be of this type.
pub fn media_type(headers: &HeaderMap, expected: &str) -> Result<(), Refusal> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|given| given.split(';').next()).map(str::trim);
    if essence == Some(expected) { Ok(()) } else { Err(Code::MediaType.into()) }
}

impl FromRequestParts<Arc<House>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        house.sessions.caller(&token(parts)?, house.clock.now())
    }
}

/// Somebody who asks for longer than their access token may last: what they ask for goes on with the session.
pub struct Holder {
    /// Who asks.
    pub caller: Caller,
    /// In which session.
    pub session: SessionId,
}

impl Holder {
    /// Until when the session that they came with lasts, unless it is refreshed, in seconds since 1970.
    ///
    /// # Errors
    /// [`Code::NoSession`] when it has ended.
    pub fn still(&self, house: &House) -> Result<u64, Refusal> {
        house.sessions.goes_on(&self.session, house.clock.now())
    }
}

impl FromRequestParts<Arc<House>> for Holder {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        let (caller, session) = house.sessions.holder(&token(parts)?, house.clock.now())?;
        Ok(Self { caller, session })
    }
}

/// A device that may have nobody to vouch for it: it extends its chain, and does nothing else.
pub struct Entrant(pub Caller);

impl FromRequestParts<Arc<House>> for Entrant {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &Arc<House>) -> Result<Self, Refusal> {
        house.sessions.entrant(&token(parts)?, house.clock.now()).map(Self)
    }
}

fn token(parts: &Parts) -> Result<Salt, Refusal> {
    let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|given| given.strip_prefix("Bearer ")).ok_or(Code::NoSession)?;
    Ok(token.parse().map_err(|_| Code::NoSession)?)
}

/// The one id in the path.
pub struct One<A>(pub A);

/// The two ids in the path.
pub struct Two<A, B>(pub A, pub B);

impl<A: FromStr, S: Send + Sync> FromRequestParts<S> for One<A> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let ids = path(parts, state).await?;
        let mut ids = ids.iter().map(|(_, id)| id);
        Ok(Self(read(ids.next())?))
    }
}

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for Two<A, B> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let ids = path(parts, state).await?;
        let mut ids = ids.iter().map(|(_, id)| id);
        Ok(Self(read(ids.next())?, read(ids.next())?))
    }
}

async fn path<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<RawPathParams, Refusal> {
    RawPathParams::from_request_parts(parts, state).await.map_err(|_| Code::Malformed.into())
}

fn read<T: FromStr>(id: Option<&str>) -> Result<T, Refusal> {
    id.and_then(|id| id.parse().ok()).ok_or(Code::Malformed.into())
}
