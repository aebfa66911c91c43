//! Letters: something for one person's eyes, sealed to their user key, bound to both ends.
//! Refuses to prove who wrote it: what is inside must prove itself. Cards and intents travel so.

use crate::Closed;
use crate::kem::{self, KemSecret};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_wire::{KemKey, Uid, label};

/// Seals a letter.
///
/// # Errors
/// [`Closed`] when the key is none.
pub fn seal(
    from: &Uid,
    to: &Uid,
    key: &KemKey,
    content: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    kem::seal(key, label::CARD, &aad(label::CARD, from, to), content, rng)
}

/// Opens a letter.
///
/// # Errors
/// [`Closed`].
pub fn open(from: &Uid, to: &Uid, user: &KemSecret, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    user.open(label::CARD, &aad(label::CARD, from, to), sealed)
}

/// Seals an intent to oneself: it waits on disk, and only a live device can open it.
///
/// # Errors
/// [`Closed`] when the key is none.
pub fn keep(
    uid: &Uid,
    user: &KemSecret,
    content: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    kem::seal(user.public(), label::INTENT, &aad(label::INTENT, uid, uid), content, rng)
}

/// Opens an intent.
///
/// # Errors
/// [`Closed`].
pub fn recall(uid: &Uid, user: &KemSecret, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    user.open(label::INTENT, &aad(label::INTENT, uid, uid), sealed)
}

fn aad(label: &str, from: &Uid, to: &Uid) -> Vec<u8> {
    frame(label, &[from.as_bytes(), to.as_bytes()])
}
