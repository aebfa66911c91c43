//! Sealing under a key that is at hand: `nonce24 ‖ XChaCha20-Poly1305`, the nonce drawn at random.
//! Refuses to know what for: callers derive a key for one purpose and bind it by `aad`.
//! Used by `message`, `ephemeral`, `user`, `vault` and `ring`.

use crate::{Closed, Secret};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand_core::CryptoRng;

/// Bytes of the nonce before the ciphertext.
const NONCE: usize = 24;

/// ISO/IEC 7816-4 padding up to `len`, which is longer than the content.
pub(crate) fn pad(content: &[u8], len: usize) -> Vec<u8> {
    let mut padded = Vec::with_capacity(len);
    padded.extend_from_slice(content);
    padded.push(0x80);
    padded.resize(len, 0);
    padded
}

/// What was padded.
pub(crate) fn unpad(mut padded: Vec<u8>) -> Result<Vec<u8>, Closed> {
    let end = padded.iter().rposition(|byte| *byte != 0).ok_or(Closed)?;
    if padded.get(end) != Some(&0x80) {
        return Err(Closed);
    }
    padded.truncate(end);
    Ok(padded)
}

pub(crate) fn seal(
    key: &Secret,
    aad: &[u8],
    plain: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad }).map_err(|_| Closed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(crate) fn open(key: &Secret, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Closed)?;
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad }).map_err(|_| Closed)
}
