//! The provider's pages and answers: configuration, keys, authorisation, login, token.
//! Refuses unknown apps on a page, known ones by redirect, and bad codes as RFC 6749 §5.2 says.

use super::ask::Ask;
use super::grants::{Grant, Grants};
use super::id_token::{Key, Login};
use super::{CLIENT, LEVELS, Realm, found, page};
use crate::clock::Clock;
use crate::entropy::draw;
use crate::house::House;
use crate::tenant::TenantError;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Json, Redirect, Response};
use samtale_wire::Salt;
use samtale_wire::api::Code;
use serde::Deserialize;
use serde_json::json;
use std::path::Path as File;
use std::sync::Arc;

/// How long the access token says it is good for; it opens nothing.
const GOOD: u64 = 60;
/// The longest name or unit.
const LONGEST: usize = 80;

/// The provider.
pub struct Provider {
    origin: String,
    clock: Clock,
    keys: [Key; 2],
    grants: Grants,
}

impl Provider {
    /// Reads its keys, or makes them.
    ///
    /// # Errors
    /// [`TenantError`] when the disk fails.
    pub fn new(data: &File, origin: &str, clock: &Clock) -> Result<Self, TenantError> {
        let directory = found::directory(data);
        std::fs::create_dir_all(&directory)?;
        let keys = [Key::open(&directory, Realm::Citizen)?, Key::open(&directory, Realm::Staff)?];
        Ok(Self { origin: origin.to_owned(), clock: clock.clone(), keys, grants: Grants::default() })
    }

    fn key(&self, realm: Realm) -> &Key {
        let [citizen, staff] = &self.keys;
        match realm {
            Realm::Citizen => citizen,
            Realm::Staff => staff,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Realm {
    type Rejection = crate::refusal::Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let realm = Path::<String>::from_request_parts(parts, state).await;
        Ok(realm.ok().and_then(|Path(realm)| realm.parse().ok()).ok_or(Code::NoRoute)?)
    }
}

/// `GET …/.well-known/openid-configuration`.
pub async fn configuration(State(house): State<Arc<House>>, realm: Realm) -> impl IntoResponse {
    let iss = realm.issuer(&house.login.origin);
    Json(json!({
        "issuer": iss,
        "authorization_endpoint": format!("{iss}/authorize"),
        "token_endpoint": format!("{iss}/token"),
        "jwks_uri": format!("{iss}/jwks"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["openid"],
        "acr_values_supported": LEVELS,
    }))
}

/// `GET …/jwks`.
pub async fn jwks(State(house): State<Arc<House>>, realm: Realm) -> impl IntoResponse {
    Json(json!({ "keys": [house.login.key(realm).jwk()] }))
}

/// `GET …/authorize`: the login page.
pub async fn authorize(realm: Realm, ask: Result<Query<Ask>, QueryRejection>) -> Response {
    match ask {
        Ok(Query(ask)) if ask.is_ours() => match ask.wrong() {
            None => shown(StatusCode::OK, page::login(realm, &ask)),
            Some(error) => Redirect::to(&ask.answered("error", error)).into_response(),
        },
        _ => shown(StatusCode::BAD_REQUEST, page::refusal()),
    }
}

/// What the login page sends.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(flatten)]
    ask: Ask,
    #[serde(default)]
    name: String,
    #[serde(default)]
    unit: String,
}

/// `POST …/login`: back to the app, with a code.
pub async fn login(
    State(house): State<Arc<House>>,
    realm: Realm,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let Some(Form(Typed { ask, name, unit })) = typed.ok().filter(|Form(typed)| typed.ask.is_ours()) else {
        return shown(StatusCode::BAD_REQUEST, page::refusal());
    };
    if let Some(error) = ask.wrong() {
        return Redirect::to(&ask.answered("error", error)).into_response();
    }
    let unit = (realm == Realm::Staff).then(|| unit.trim().to_owned());
    let name = name.trim().to_owned();
    if !is_name(&name) || unit.as_deref().is_some_and(|unit| !is_name(unit)) {
        return shown(StatusCode::UNPROCESSABLE_ENTITY, page::login(realm, &ask));
    }
    let (nonce, level) = (ask.nonce.clone(), ask.level());
    let login = Login { name, unit, nonce, level, auth_time: house.login.clock.now() };
    let grant =
        Grant { realm, redirect_uri: ask.redirect_uri.clone(), challenge: ask.code_challenge.clone(), login };
    let answer = match house.login.grants.give(grant) {
        Ok(code) => ask.answered("code", &code),
        Err(_) => ask.answered("error", "temporarily_unavailable"),
    };
    Redirect::to(&answer).into_response()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

/// What the app sends for a code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Exchange {
    grant_type: String,
    code: String,
    code_verifier: String,
    client_id: String,
    redirect_uri: String,
}

/// `POST …/token`: the ID token for a code.
pub async fn token(
    State(house): State<Arc<House>>,
    realm: Realm,
    exchange: Result<Form<Exchange>, FormRejection>,
) -> Response {
    let Ok(Form(exchange)) = exchange else { return wrong("invalid_request") };
    if exchange.client_id != CLIENT {
        return wrong("invalid_client");
    }
    if exchange.grant_type != "authorization_code" {
        return wrong("unsupported_grant_type");
    }
    let Provider { origin, clock, grants, .. } = &house.login;
    let now = clock.now();
    let Exchange { code, code_verifier, redirect_uri, .. } = &exchange;
    let Some(login) = grants.redeem(realm, code, redirect_uri, code_verifier, now) else {
        return wrong("invalid_grant");
    };
    let Ok(access) = draw() else { return wrong("temporarily_unavailable") };
    let id_token = house.login.key(realm).token(&realm.issuer(origin), &login, now);
    Json(json!({ "id_token": id_token, "access_token": Salt(access).to_string(),
                 "token_type": "Bearer", "expires_in": GOOD }))
    .into_response()
}

fn wrong(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
}

fn shown(status: StatusCode, page: String) -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::REFERRER_POLICY, "no-referrer")];
    (status, headers, Html(page)).into_response()
}
