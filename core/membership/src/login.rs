//! The login: ECDSA P-256 (FIPS 186-5) by a key that signs nothing else and lies outside the vault.
//! Refuses signatures for another tenant, device or time. Checked by the server.

use crate::hash::frame;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use samtale_wire::api::OpenSession;
use samtale_wire::{DeviceId, LoginKey, Salt, Tenant, label};

/// What the login key signs.
#[must_use]
pub fn message(tenant: &Tenant, dev: &DeviceId, t: u64, nonce: &Salt) -> Vec<u8> {
    frame(label::LOGIN, &[tenant.as_bytes(), dev.as_bytes(), &t.to_be_bytes(), nonce.as_bytes()])
}

/// Whether the key is a point on the curve.
#[must_use]
pub fn key_ok(key: &LoginKey) -> bool {
    VerifyingKey::from_sec1_bytes(key.as_bytes()).is_ok()
}

/// Whether `key` signed this opening of a session.
#[must_use]
pub fn verify(key: &LoginKey, open: &OpenSession) -> bool {
    let message = message(&open.tenant, &open.dev, open.t, &open.nonce);
    let sig = Signature::from_slice(open.sig.as_bytes());
    VerifyingKey::from_sec1_bytes(key.as_bytes())
        .is_ok_and(|key| sig.is_ok_and(|sig| key.verify(&message, &sig).is_ok()))
}
