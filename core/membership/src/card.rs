//! Identity cards: an OpenID Connect ID token, checked against the issuer's keys by anyone.
//! Refuses other algorithms than ES256, unbound nonces, and tokens with a national number.
//! The one place where a JWS (RFC 7515) is verified; called by the server and every client.

use crate::hash;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use samtale_wire::Hash;
use samtale_wire::tenant::{Audience, Issuer, TenantCard};
use samtale_wire::user::{Card, DevCert};
use serde::Deserialize;
use thiserror::Error;

/// How far the login may lie from the making of the device's keys, in seconds.
pub const FRESH: u64 = 600;
/// The largest ID token, in bytes.
pub const MAX_TOKEN: usize = 8 * 1024;
/// Claims that would show a national number to every member.
const NATIONAL: [&str; 6] =
    ["pid", "cpr", "dk.cpr", "dk:gov:saml:attribute:CprNumberIdentifier", "ssn", "nin"];

/// Why a card does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CardError {
    /// Not a compact JWS with the claims that are needed.
    #[error("card-malformed")]
    Malformed,
    /// Another algorithm than ES256, or none.
    #[error("card-algorithm")]
    Algorithm,
    /// Not from an issuer of this municipality, or for another client.
    #[error("card-issuer")]
    Issuer,
    /// No such key, or its signature does not hold.
    #[error("card-signature")]
    Signature,
    /// Bound to other keys.
    #[error("card-nonce")]
    Nonce,
    /// Identified too weakly.
    #[error("card-level")]
    Level,
    /// Logged in at another time than the keys were made.
    #[error("card-stale")]
    Stale,
    /// Carries a national number.
    #[error("card-national-number")]
    NationalNumber,
}

/// Who a card says somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The name, as the provider gives it.
    pub name: String,
    /// The pairwise subject at this issuer.
    pub sub: String,
    /// The issuer.
    pub iss: String,
    /// Whether it is a citizen's or an employee's login.
    pub audience: Audience,
    /// The unit, for employees.
    pub unit: Option<String>,
    /// When they logged in, seconds since 1970.
    pub auth_time: u64,
}

impl Identity {
    /// Whether both are one login: the same subject at the same issuer.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.iss, &self.sub) == (&other.iss, &other.sub)
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Aud,
    nonce: String,
    acr: String,
    auth_time: u64,
    exp: u64,
    iat: u64,
    name: String,
    unit: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Aud {
    One(String),
    Many(Vec<String>),
}

impl Aud {
    fn is_exactly(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.len() == 1 && many.iter().all(|one| one == client),
        }
    }
}

/// Checks a card: issuer, signature, audience, nonce over the keys, level and freshness.
///
/// # Errors
/// The first reason why it does not hold.
pub fn check(card: &Card, over: &Hash, device: &DevCert, tenant: &TenantCard) -> Result<Identity, CardError> {
    let token = card.id_token.as_str();
    if token.len() > MAX_TOKEN {
        return Err(CardError::Malformed);
    }
    let (signed, sig) = token.rsplit_once('.').ok_or(CardError::Malformed)?;
    let (header, body) = signed.split_once('.').ok_or(CardError::Malformed)?;
    let header: Header = json(header)?;
    if header.alg != "ES256" {
        return Err(CardError::Algorithm);
    }
    let claims: Claims = json(body)?;
    // One provider may know citizens by one client and employees by another.
    let meant = |it: &&Issuer| it.iss == claims.iss && claims.aud.is_exactly(&it.client_id);
    let issuer = tenant.issuers.iter().find(meant).ok_or(CardError::Issuer)?;
    verify(issuer, &header.kid, signed, sig)?;
    if claims.nonce != nonce(over, card) {
        return Err(CardError::Nonce);
    }
    if !issuer.acr.contains(&claims.acr) {
        return Err(CardError::Level);
    }
    let fresh = claims.auth_time.abs_diff(device.created) <= FRESH && claims.iat < claims.exp;
    if !fresh {
        return Err(CardError::Stale);
    }
    let all: serde_json::Map<String, serde_json::Value> = json(body)?;
    if NATIONAL.iter().any(|claim| all.contains_key(*claim)) {
        return Err(CardError::NationalNumber);
    }
    Ok(Identity {
        name: claims.name,
        sub: claims.sub,
        iss: claims.iss,
        audience: issuer.audience,
        unit: claims.unit,
        auth_time: claims.auth_time,
    })
}

/// The `nonce` claim that binds a login to keys.
#[must_use]
pub fn nonce(over: &Hash, card: &Card) -> String {
    BASE64.encode(hash::oidc_nonce(over, &card.r).as_bytes())
}

fn verify(issuer: &Issuer, kid: &str, signed: &str, sig: &str) -> Result<(), CardError> {
    let key = issuer.keys.iter().find(|key| key.kid == kid).ok_or(CardError::Signature)?;
    let key = VerifyingKey::from_sec1_bytes(&key.key.0).map_err(|_| CardError::Signature)?;
    let sig = BASE64.decode(sig).map_err(|_| CardError::Malformed)?;
    let sig = Signature::from_slice(&sig).map_err(|_| CardError::Signature)?;
    key.verify(signed.as_bytes(), &sig).map_err(|_| CardError::Signature)
}

fn json<T: for<'a> Deserialize<'a>>(part: &str) -> Result<T, CardError> {
    let bytes = BASE64.decode(part).map_err(|_| CardError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| CardError::Malformed)
}
