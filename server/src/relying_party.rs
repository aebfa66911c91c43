//! The server as a provider's client (RFC 9126), where a provider knows no app: it pushes what an app asks for,
//! and fetches the token of the code that the app came back with.
//! Refuses issuers that the municipality's card does not name so, and to keep or tell anything of a token.
//! Its secrets are in `tenant/clients.json`. Called by `routes::login`.

use crate::refusal::Refusal;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode};
use samtale_membership::card::MAX_TOKEN;
use samtale_membership::request::{self, Bound};
use samtale_wire::api::{Code, MAX_LANGUAGE, PushLogin, PushedLogin, RedeemLogin, RedeemedLogin};
use samtale_wire::tenant::{Issuer, TenantCard};
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;
use tokio::sync::Semaphore;
use url::form_urlencoded::byte_serialize;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a whole call may take.
const WHOLE: Duration = Duration::from_secs(10);
/// The most calls under way at once: anybody may begin a login.
const AT_ONCE: usize = 32;
/// The largest answer, in bytes: a token and what comes with it.
const MAX_ANSWER: usize = 4 * MAX_TOKEN;
/// The longest code, in bytes.
const MAX_CODE: usize = 4 * 1024;

/// What the provider knows the server by.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
struct Known {
    iss: String,
    client_id: String,
    secret: String,
}

/// Why the server cannot be a client.
#[derive(Debug, thiserror::Error)]
pub enum RelyingError {
    /// The file with the secrets.
    #[error("tenant/clients.json must list iss, client_id and secret of each issuer with a par address")]
    Secrets,
    /// TLS, or the provider's own certificate.
    #[error("providers cannot be asked: TLS cannot be set up")]
    Tls,
}

/// The server at its providers.
pub struct RelyingParty {
    http: Client,
    known: Vec<Known>,
    /// Who begins a login holds up nobody who comes back from one.
    pushing: Semaphore,
    redeeming: Semaphore,
}

#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl RelyingParty {
    /// With the secrets beside the municipality's card; none where no issuer wants the server.
    ///
    /// # Errors
    /// [`RelyingError`].
    pub fn open(
        directory: &Path,
        root: Option<&Path>,
        card: &TenantCard,
    ) -> Result<Option<Self>, RelyingError> {
        let wanting: Vec<&Issuer> = card.issuers.iter().filter(|issuer| issuer.par.is_some()).collect();
        if wanting.is_empty() {
            return Ok(None);
        }
        let bytes = std::fs::read(directory.join("clients.json")).map_err(|_| RelyingError::Secrets)?;
        let bytes = Zeroizing::new(bytes);
        let known: Vec<Known> = serde_json::from_slice(&bytes).map_err(|_| RelyingError::Secrets)?;
        let is_known = |issuer: &&Issuer| known.iter().any(|it| it.is(&issuer.iss, &issuer.client_id));
        if !wanting.iter().all(is_known) {
            return Err(RelyingError::Secrets);
        }
        let (pushing, redeeming) = (Semaphore::new(AT_ONCE), Semaphore::new(AT_ONCE));
        Ok(Some(Self { http: client(root)?, known, pushing, redeeming }))
    }

    /// Pushes what an app asks for.
    ///
    /// # Errors
    /// [`Code::NotFound`] without such an issuer, [`Code::Malformed`], [`Code::Unavailable`] when the provider
    /// does not answer, [`Code::BadCard`] when it does not want the request.
    pub async fn push(&self, card: &TenantCard, it: PushLogin) -> Result<PushedLogin, Refusal> {
        let PushLogin { iss, client_id, state, nonce, challenge, language, level, number } = it;
        if language.len() > MAX_LANGUAGE {
            return Err(Code::Malformed.into());
        }
        let issuer = issuer(card, &iss, &client_id)?;
        let place = issuer.par.as_deref().ok_or(Code::NotFound)?;
        let bound = Bound { state, nonce, challenge };
        let (least, number) = (request::asked(issuer, level), number == Some(true));
        let fields = request::fields(issuer, &bound, least, number, &language).ok_or(Code::NotFound)?;
        let answer = self.post(&self.pushing, place, issuer, &fields).await?;
        let Pushed { request_uri } = serde_json::from_slice(&answer).map_err(|_| Code::BadCard)?;
        Ok(PushedLogin { request_uri })
    }

    /// Fetches the token of a code.
    ///
    /// # Errors
    /// As [`push`](Self::push); [`Code::Spent`] when the code counts no more, or for another verifier.
    pub async fn redeem(&self, card: &TenantCard, it: RedeemLogin) -> Result<RedeemedLogin, Refusal> {
        let RedeemLogin { iss, client_id, code, verifier } = it;
        if code.len() > MAX_CODE {
            return Err(Code::Malformed.into());
        }
        let issuer = issuer(card, &iss, &client_id)?;
        let fields = request::redeeming(issuer, code, &verifier);
        let answer = Zeroizing::new(self.post(&self.redeeming, &issuer.token, issuer, &fields).await?);
        let Tokens { id_token } = serde_json::from_slice(&answer).map_err(|_| Code::BadCard)?;
        Ok(RedeemedLogin { id_token })
    }

    async fn post(
        &self,
        turn: &Semaphore,
        place: &str,
        issuer: &Issuer,
        fields: &[(&'static str, String)],
    ) -> Result<Vec<u8>, Refusal> {
        let known =
            self.known.iter().find(|it| it.is(&issuer.iss, &issuer.client_id)).ok_or(Code::NotFound)?;
        let _turn = turn.try_acquire().map_err(|_| Code::TooMany)?;
        // Both halves are form-urlencoded first (RFC 6749 §2.3.1).
        let [name, secret] = [&known.client_id, &known.secret]
            .map(|it| Zeroizing::new(byte_serialize(it.as_bytes()).collect::<String>()));
        let call = self.http.post(place).basic_auth(&*name, Some(&*secret)).form(fields).send();
        // An error's own words would name the place.
        let answer = call.await.map_err(|_| Code::Unavailable)?;
        let status = answer.status();
        let body = whole(answer).await?;
        match status {
            status if status.is_success() => Ok(body),
            StatusCode::BAD_REQUEST => {
                let why: Option<Refused> = serde_json::from_slice(&body).ok();
                let spent = why.is_some_and(|it| it.error == "invalid_grant");
                Err(if spent { Code::Spent } else { Code::BadCard }.into())
            }
            status if status.is_client_error() => Err(Code::BadCard.into()),
            _ => Err(Code::Unavailable.into()),
        }
    }
}

impl Known {
    fn is(&self, iss: &str, client_id: &str) -> bool {
        self.iss == iss && self.client_id == client_id
    }
}

/// An issuer that wants the server.
fn issuer<'a>(card: &'a TenantCard, iss: &str, client_id: &str) -> Result<&'a Issuer, Refusal> {
    let is = |it: &&Issuer| it.par.is_some() && it.iss == iss && it.client_id == client_id;
    card.issuers.iter().find(is).ok_or(Code::NotFound.into())
}

async fn whole(mut answer: reqwest::Response) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|_| Code::Unavailable)? {
        if body.len() + piece.len() > MAX_ANSWER {
            return Err(Code::Unavailable.into());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

#[allow(clippy::disallowed_methods, reason = "to providers, which may be inside, unlike distributors")]
fn client(root: Option<&Path>) -> Result<Client, RelyingError> {
    // A second install is refused, and means that it is there.
    let _ = rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
    let builder = Client::builder()
        .https_only(true)
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(WHOLE);
    let builder = match root {
        Some(root) => {
            let pem = std::fs::read(root).map_err(|_| RelyingError::Tls)?;
            builder.tls_certs_only([Certificate::from_pem(&pem).map_err(|_| RelyingError::Tls)?])
        }
        None => builder,
    };
    builder.build().map_err(|_| RelyingError::Tls)
}
