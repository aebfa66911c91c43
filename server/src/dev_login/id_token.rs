//! ID tokens (OpenID Connect Core §2) as compact JWS by ES256 (RFC 7518 §3.4).
//! Refuses national numbers: the subject is pairwise and nothing else names a person but the name.
//! Made by `provider`; checked by everyone, in `membership::card`.

use super::{CLIENT, Realm};
use crate::keyfile;
use crate::tenant::TenantError;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::Path;

/// How long a token says it is good for, in seconds.
const GOOD: u64 = 600;

/// A realm's signing key.
pub struct Key {
    kid: String,
    key: SigningKey,
}

/// Who logged in, and for which request.
pub struct Login {
    /// The name that was typed.
    pub name: String,
    /// The unit, for employees.
    pub unit: Option<String>,
    /// The request's nonce.
    pub nonce: String,
    /// How well they showed who they are.
    pub level: &'static str,
    /// When the name was typed.
    pub auth_time: u64,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    nonce: &'a str,
    acr: &'a str,
    auth_time: u64,
    iat: u64,
    exp: u64,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
}

impl Key {
    /// Reads the realm's key, or makes it.
    ///
    /// # Errors
    /// [`TenantError`] when the disk fails.
    pub fn open(directory: &Path, realm: Realm) -> Result<Self, TenantError> {
        let secret = keyfile::read_or_make(&directory.join(realm.name()).with_extension("key"))?;
        let key = SigningKey::from_slice(secret.as_slice()).map_err(|_| TenantError::Bad("issuer's key"))?;
        let digest = Sha256::digest(key.verifying_key().to_sec1_point(true).as_bytes());
        Ok(Self { kid: BASE64.encode(digest), key })
    }

    /// Its name in tokens.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public key, SEC1 uncompressed.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// The public key as a JWK (RFC 7517).
    #[must_use]
    pub fn jwk(&self) -> serde_json::Value {
        let public = self.public();
        let mut halves = public.get(1..).unwrap_or_default().chunks(32).map(|half| BASE64.encode(half));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid,
                "x": halves.next(), "y": halves.next() })
    }

    /// The token that says who logged in.
    #[must_use]
    pub fn token(&self, issuer: &str, login: &Login, now: u64) -> String {
        let claims = Claims {
            iss: issuer,
            sub: subject(issuer, &login.name),
            aud: CLIENT,
            nonce: &login.nonce,
            acr: login.level,
            auth_time: login.auth_time,
            iat: now,
            exp: now + GOOD,
            name: &login.name,
            unit: login.unit.as_deref(),
        };
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": self.kid }).to_string();
        let claims = serde_json::to_string(&claims).unwrap_or_default();
        let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }
}

/// The same person at the same issuer; another at any other.
pub(super) fn subject(issuer: &str, name: &str) -> String {
    BASE64.encode(Sha256::new().chain_update(issuer).chain_update([0]).chain_update(name).finalize())
}
