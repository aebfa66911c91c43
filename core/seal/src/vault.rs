//! The vault: a device's seeds under a key of two halves, one in the phone's key store, one on
//! the server. Refuses to open with either alone; revocation destroys the server's half.

use crate::{Closed, Secret, kdf};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand_core::CryptoRng;
use samtale_wire::label;

const NONCE: usize = 24;

/// The two halves.
pub struct Halves<'a> {
    /// From the operating system's key store.
    pub device: &'a Secret,
    /// From the server, to a live device that has proven its login key.
    pub server: &'a Secret,
}

impl Halves<'_> {
    fn cipher(&self, head: &[u8]) -> XChaCha20Poly1305 {
        let key = kdf::derive(&kdf::extract(self.server, self.device), label::VAULT, &[head]);
        XChaCha20Poly1305::new(key.expose().into())
    }
}

/// Locks `content`, bound to the vault's clear `head`.
///
/// # Errors
/// [`Closed`] beyond what the cipher can take.
pub fn lock(
    halves: &Halves<'_>,
    head: &[u8],
    content: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    let payload = Payload { msg: content, aad: head };
    let sealed = halves.cipher(head).encrypt(&XNonce::from(nonce), payload).map_err(|_| Closed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Unlocks the content.
///
/// # Errors
/// [`Closed`]: a wrong half, another head, or changed bytes.
pub fn unlock(halves: &Halves<'_>, head: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Closed)?;
    let payload = Payload { msg: sealed, aad: head };
    halves.cipher(head).decrypt(&XNonce::from(*nonce), payload).map_err(|_| Closed)
}
