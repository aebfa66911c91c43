//! Key derivation: HKDF-Expand-SHA256 (RFC 5869) with a framed, labelled info.
//! Refuses unlabelled derivation. Used by every file beside it.

use crate::Secret;
use hkdf::Hkdf;
use samtale_membership::hash::frame;
use samtale_wire::Hash;
use sha2::Sha256;

/// `KDF(K, label, x…)`: 32 bytes from `key`, bound to the label and the parts.
#[must_use]
pub fn derive(key: &Secret, label: &str, parts: &[&[u8]]) -> Secret {
    let mut out = [0; 32];
    // Both lengths are constants that HKDF allows: a 32-byte PRK, 32 bytes of output.
    if let Ok(hkdf) = Hkdf::<Sha256>::from_prk(key.expose()) {
        let _ = hkdf.expand(&frame(label, parts), &mut out);
    }
    Secret::new(out)
}

/// A derivation that is published as a commitment.
#[must_use]
pub fn commit(key: &Secret, label: &str, parts: &[&[u8]]) -> Hash {
    Hash(*derive(key, label, parts).expose())
}

/// `HKDF-Extract(salt, ikm)`.
#[must_use]
pub fn extract(salt: &Secret, ikm: &Secret) -> Secret {
    let (prk, _) = Hkdf::<Sha256>::extract(Some(salt.expose()), ikm.expose());
    Secret::new(prk.into())
}

/// `HKDF-Extract` without a salt, for input that is not 32 bytes long.
#[must_use]
pub fn extract_unsalted(ikm: &[u8]) -> Secret {
    let (prk, _) = Hkdf::<Sha256>::extract(None, ikm);
    Secret::new(prk.into())
}
