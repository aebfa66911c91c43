//! The vault: a device's seeds under a key of two halves, one in the phone's key store, one on
//! the server. Refuses to open with either alone; revocation destroys the server's half.

use crate::{Closed, Secret, content, kdf};
use rand_core::CryptoRng;
use samtale_wire::label;

/// The two halves.
pub struct Halves<'a> {
    /// From the operating system's key store.
    pub device: &'a Secret,
    /// From the server, to a live device that has proven its login key.
    pub server: &'a Secret,
}

impl Halves<'_> {
    fn key(&self, head: &[u8]) -> Secret {
        kdf::derive(&kdf::extract(self.server, self.device), label::VAULT, &[head])
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
    content::seal(&halves.key(head), head, content, rng)
}

/// Unlocks the content.
///
/// # Errors
/// [`Closed`]: a wrong half, another head, or changed bytes.
pub fn unlock(halves: &Halves<'_>, head: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    content::open(&halves.key(head), head, sealed)
}
