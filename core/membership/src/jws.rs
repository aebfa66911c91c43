//! A JWS in its compact form (RFC 7515 §7.1): taken apart, and its signature verified. The one place for both.
//! Refuses other base64 than base64url without padding, and to choose an algorithm: the key has one.
//! Used by `card` and `dpop`, which say what has to stand in it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Verifier;
use samtale_wire::Malformed;
use serde::Deserialize;
use sha2::Sha256;

/// A token's parts, as they are written.
pub(crate) struct Parts<'a> {
    pub header: &'a str,
    pub body: &'a str,
    /// What the signature covers: both, with the full stop between them.
    pub signed: &'a str,
    pub sig: &'a str,
}

/// Takes a token apart.
pub(crate) fn parts(token: &str) -> Result<Parts<'_>, Malformed> {
    let (signed, sig) = token.rsplit_once('.').ok_or(Malformed)?;
    let (header, body) = signed.split_once('.').ok_or(Malformed)?;
    Ok(Parts { header, body, signed, sig })
}

/// What a part says.
pub(crate) fn json<T: for<'a> Deserialize<'a>>(part: &str) -> Result<T, Malformed> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| Malformed)
}

/// A part's bytes.
pub(crate) fn bytes(part: &str) -> Result<Vec<u8>, Malformed> {
    BASE64.decode(part).map_err(|_| Malformed)
}

/// Whether `sig` is the key's over what was signed (RFC 7518 §3.4).
pub(crate) fn es256(key: &p256::ecdsa::VerifyingKey, signed: &str, sig: &[u8]) -> bool {
    let sig = p256::ecdsa::Signature::from_slice(sig);
    sig.is_ok_and(|sig| key.verify(signed.as_bytes(), &sig).is_ok())
}

/// The same for an RSA key (RFC 7518 §3.3).
pub(crate) fn rs256(key: rsa::PublicKey, signed: &str, sig: &[u8]) -> bool {
    let key = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key);
    let sig = rsa::pkcs1v15::Signature::try_from(sig);
    sig.is_ok_and(|sig| key.verify(signed.as_bytes(), &sig).is_ok())
}
