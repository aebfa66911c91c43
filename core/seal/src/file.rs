//! Files: 64 KiB chunks under a random key, in the STREAM construction (Hoang et al., 2015):
//! nonce = prefix 19 ‖ counter 32 ‖ last 8. Refuses chunks out of order, cut off or swapped.

use crate::{Closed, Secret};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_wire::{DialogId, label};

pub use samtale_wire::api::{CHUNK, CHUNK_TAG};

/// What opens one file; travels inside the post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FileKey {
    /// The key.
    #[n(0)]
    secret: Secret,
    /// The nonce's prefix.
    #[n(1)]
    prefix: ByteArray<19>,
}

impl FileKey {
    /// Draws a key for one file.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let secret = Secret::make(rng);
        let mut prefix = [0; 19];
        rng.fill_bytes(&mut prefix);
        Self { secret, prefix: prefix.into() }
    }

    fn nonce(&self, index: u32, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        let tail = index.to_be_bytes().into_iter().chain([u8::from(last)]);
        for (to, from) in nonce.iter_mut().zip(self.prefix.iter().copied().chain(tail)) {
            *to = from;
        }
        nonce.into()
    }

    /// Seals chunk `index` of a file in `dialog`.
    ///
    /// # Errors
    /// [`Closed`] when it is longer than [`CHUNK`].
    pub fn seal(&self, dialog: &DialogId, index: u32, last: bool, plain: &[u8]) -> Result<Vec<u8>, Closed> {
        if plain.len() > CHUNK {
            return Err(Closed);
        }
        let payload = Payload { msg: plain, aad: &aad(dialog) };
        self.cipher().encrypt(&self.nonce(index, last), payload).map_err(|_| Closed)
    }

    /// Opens chunk `index`.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn open(&self, dialog: &DialogId, index: u32, last: bool, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
        let payload = Payload { msg: sealed, aad: &aad(dialog) };
        self.cipher().decrypt(&self.nonce(index, last), payload).map_err(|_| Closed)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.secret.expose().into())
    }
}

fn aad(dialog: &DialogId) -> Vec<u8> {
    frame(label::FILE, &[dialog.as_bytes()])
}
