//! Proof that the login key is at hand when a session is refreshed: DPoP (RFC 9449), bound to that key by its
//! thumbprint (RFC 7638), to the request and to the refresh token.
//! Refuses other algorithms than ES256, other keys, requests, tokens and times. Made by `seal::login`, checked
//! by the server.

use crate::jws;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::VerifyingKey;
use samtale_wire::api::{Code, MAX_PROOF, MAX_SKEW};
use samtale_wire::{Hash, LoginKey, Malformed, Salt};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The media type of a proof, as its header names it.
const TYPE: &str = "dpop+jwt";
/// The method of a refresh.
const METHOD: &str = "POST";
/// The longest `jti`, in bytes.
const MAX_JTI: usize = 128;

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// Not a compact JWS of this type with the claims that are needed.
    #[error("proof-malformed")]
    Malformed,
    /// Another algorithm than ES256, or none.
    #[error("proof-algorithm")]
    Algorithm,
    /// By another key, or its signature does not hold.
    #[error("proof-key")]
    Key,
    /// For another method or address.
    #[error("proof-target")]
    Target,
    /// For another refresh token.
    #[error("proof-token")]
    Token,
    /// Made at another time.
    #[error("clock")]
    Time,
}

impl From<Malformed> for ProofError {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

impl From<ProofError> for Code {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Malformed => Self::ProofMalformed,
            ProofError::Algorithm => Self::ProofAlgorithm,
            ProofError::Key => Self::ProofKey,
            ProofError::Target => Self::ProofTarget,
            ProofError::Token => Self::ProofToken,
            ProofError::Time => Self::Clock,
        }
    }
}

/// A P-256 key as RFC 7638 hashes it: these members, in this order, and no private one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Jwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
}

impl Jwk {
    fn of(key: &LoginKey) -> Option<Self> {
        let key = VerifyingKey::from_sec1_bytes(key.as_bytes()).ok()?;
        let point = key.to_sec1_point(false);
        let (x, y) = point.as_bytes().get(1..)?.split_at_checked(32)?;
        let (x, y) = (BASE64.encode(x), BASE64.encode(y));
        Some(Self { crv: "P-256".into(), kty: "EC".into(), x, y })
    }

    fn key(&self) -> Result<VerifyingKey, ProofError> {
        if (self.crv.as_str(), self.kty.as_str()) != ("P-256", "EC") {
            return Err(ProofError::Algorithm);
        }
        let (x, y) = (jws::bytes(&self.x)?, jws::bytes(&self.y)?);
        if (x.len(), y.len()) != (32, 32) {
            return Err(ProofError::Malformed);
        }
        let point = [&[4], x.as_slice(), &y].concat();
        VerifyingKey::from_sec1_bytes(&point).map_err(|_| ProofError::Key)
    }

    fn thumbprint(&self) -> Option<Hash> {
        Some(Hash(Sha256::digest(serde_json::to_vec(self).ok()?).into()))
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Jwk,
}

/// The algorithm is judged before the key's form: a proof with another one has other members.
#[derive(Deserialize)]
struct Named {
    typ: String,
    alg: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: u64,
    ath: String,
}

/// Under which name a session knows the key that opened it (RFC 7638); `None` for no point on the curve.
#[must_use]
pub fn thumbprint(key: &LoginKey) -> Option<Hash> {
    Jwk::of(key)?.thumbprint()
}

/// What the login key signs to refresh a session at `url` (without a query), in seconds since 1970; `once` was
/// never used before. `None` for no point on the curve.
#[must_use]
pub fn message(key: &LoginKey, url: &str, refresh: &Salt, t: u64, once: &Salt) -> Option<String> {
    let header = Header { typ: TYPE.into(), alg: "ES256".into(), jwk: Jwk::of(key)? };
    let (jti, htm, htu) = (BASE64.encode(once.as_bytes()), METHOD.to_owned(), url.to_owned());
    let claims = Claims { jti, htm, htu, iat: t, ath: token_hash(refresh) };
    let header = BASE64.encode(serde_json::to_vec(&header).ok()?);
    let claims = BASE64.encode(serde_json::to_vec(&claims).ok()?);
    Some(format!("{header}.{claims}"))
}

/// The proof: what was signed, and its signature (r ‖ s).
#[must_use]
pub fn proof(message: &str, sig: &[u8; 64]) -> String {
    format!("{message}.{}", BASE64.encode(sig))
}

/// Whether a proof is by the key with this thumbprint, for a refresh at `url` by this token, now.
///
/// # Errors
/// The first reason why it does not hold; nothing of it is repeated.
pub fn check(proof: &str, thumb: &Hash, url: &str, refresh: &Salt, now: u64) -> Result<(), ProofError> {
    if proof.len() > MAX_PROOF {
        return Err(ProofError::Malformed);
    }
    let parts = jws::parts(proof)?;
    let Named { typ, alg } = jws::json(parts.header)?;
    if typ != TYPE {
        return Err(ProofError::Malformed);
    }
    if alg != "ES256" {
        return Err(ProofError::Algorithm);
    }
    let Header { jwk, .. } = jws::json(parts.header)?;
    let key = jwk.key()?;
    if jwk.thumbprint() != Some(*thumb) {
        return Err(ProofError::Key);
    }
    if !jws::es256(&key, parts.signed, &jws::bytes(parts.sig)?) {
        return Err(ProofError::Key);
    }
    let claims: Claims = jws::json(parts.body)?;
    if claims.jti.is_empty() || claims.jti.len() > MAX_JTI {
        return Err(ProofError::Malformed);
    }
    if (claims.htm.as_str(), claims.htu.as_str()) != (METHOD, url) {
        return Err(ProofError::Target);
    }
    if claims.ath != token_hash(refresh) {
        return Err(ProofError::Token);
    }
    if claims.iat.abs_diff(now) > MAX_SKEW {
        return Err(ProofError::Time);
    }
    Ok(())
}

/// As `ath` has it: of the token as it is written.
fn token_hash(token: &Salt) -> String {
    BASE64.encode(Sha256::digest(token.to_string()))
}
