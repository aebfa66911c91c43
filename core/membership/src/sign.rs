//! Signatures: Ed25519 (RFC 8032), strict, over `u8 len(label) ‖ label ‖ suite ‖ payload`.
//! Refuses weak, non-canonical and mixed-order keys. Signing itself is in `seal`.

use ed25519_dalek::VerifyingKey;
use samtale_wire::{Signature, Signed, VerifyKey, label};

/// The bytes that a signature covers.
#[must_use]
pub fn message(label: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 + label.len() + payload.len());
    out.push(label.len() as u8);
    out.extend_from_slice(label.as_bytes());
    out.push(label::SUITE);
    out.extend_from_slice(payload);
    out
}

/// Whether a key may ever be admitted: canonical, not of small order, in the prime-order group.
#[must_use]
pub fn key_ok(key: &VerifyKey) -> bool {
    let Ok(parsed) = VerifyingKey::from_bytes(&key.0) else { return false };
    let point = parsed.to_edwards();
    point.compress().to_bytes() == key.0 && !parsed.is_weak() && point.is_torsion_free()
}

/// Whether `sig` is `key`'s over `payload` for this purpose, by the strict equation.
#[must_use]
pub fn verify(key: &VerifyKey, label: &str, payload: &[u8], sig: &Signature) -> bool {
    VerifyingKey::from_bytes(&key.0).is_ok_and(|key| {
        let sig = ed25519_dalek::Signature::from_bytes(&sig.0);
        key.verify_strict(&message(label, payload), &sig).is_ok()
    })
}

/// [`verify`] for signed bytes.
#[must_use]
pub fn verify_signed(key: &VerifyKey, label: &str, signed: &Signed) -> bool {
    verify(key, label, &signed.payload.0, &signed.sig)
}
