//! Epoch secrets and their grants: who may read from here on.
//! Refuses a granted secret that does not match the commitment in the signed entry.

use crate::kem::{self, KemSecret};
use crate::{Closed, Secret, kdf};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_wire::user::Card;
use samtale_wire::{Bytes, DialogId, Hash, KemKey, Uid, decode, encode, label};
use zeroize::Zeroizing;

/// The commitment `EC` to an epoch's secret.
#[must_use]
pub fn commit(secret: &Secret, dialog: &DialogId, epoch: u64) -> Hash {
    kdf::commit(secret, label::EPOCH_COMMIT, &[dialog.as_bytes(), &epoch.to_be_bytes()])
}

/// What a grant is bound to: one place in one log, one granter, one reader.
#[derive(Clone, Copy, Debug)]
pub struct GrantContext {
    /// Which dialog.
    pub dialog: DialogId,
    /// The entry that carries it.
    pub seq: u64,
    /// The entry before.
    pub prev: Hash,
    /// The epoch it begins.
    pub epoch: u64,
    /// The commitment to its secret.
    pub commit: Hash,
    /// Who grants.
    pub by: Uid,
    /// Who may read.
    pub to: Uid,
    /// Generation of the reader's user key.
    pub generation: u64,
}

impl GrantContext {
    fn aad(&self) -> Vec<u8> {
        frame(
            label::GRANT,
            &[
                self.dialog.as_bytes(),
                &self.seq.to_be_bytes(),
                self.prev.as_bytes(),
                &self.epoch.to_be_bytes(),
                self.commit.as_bytes(),
                self.by.as_bytes(),
                self.to.as_bytes(),
                &self.generation.to_be_bytes(),
            ],
        )
    }
}

/// What a grant carries: the epoch that it begins, and as much of what was before as was consented to.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Granted {
    /// Secrets by epoch, ascending; the epoch that begins is among them.
    #[n(0)]
    pub epochs: Vec<(u64, Secret)>,
    /// Keys of single posts by sequence number, ascending.
    #[n(1)]
    pub posts: Vec<(u64, Secret)>,
    /// For a newcomer: the identity cards of those who are there. Each proves itself.
    #[n(2)]
    pub cards: Vec<(Uid, Card)>,
    /// For a newcomer: what else they are told, in words that mean nothing here.
    #[n(3)]
    pub note: Bytes,
}

impl Granted {
    /// Nothing from before.
    #[must_use]
    pub fn from_now(epoch: u64, secret: Secret) -> Self {
        Self { epochs: vec![(epoch, secret)], posts: Vec::new(), cards: Vec::new(), note: Bytes::default() }
    }
}

/// Seals a grant to a reader's user key.
///
/// # Errors
/// [`Closed`] when the key is none.
pub fn grant(
    context: &GrantContext,
    key: &KemKey,
    granted: &Granted,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    let plain = Zeroizing::new(encode(granted));
    kem::seal(key, label::GRANT, &context.aad(), &plain, rng)
}

/// Opens a grant. Of the epochs in it only those are kept whose secrets reproduce what signed
/// entries committed to: `committed` tells for the epochs that the reader was consented.
///
/// # Errors
/// [`Closed`] when it does not open, or holds no secret that matches the commitment of the
/// epoch it begins.
pub fn take(
    context: &GrantContext,
    user: &KemSecret,
    sealed: &[u8],
    committed: impl Fn(u64) -> Option<Hash>,
) -> Result<Granted, Closed> {
    let plain = Zeroizing::new(user.open(label::GRANT, &context.aad(), sealed)?);
    let mut granted: Granted = decode(&plain).map_err(|_| Closed)?;
    granted.epochs.retain(|(epoch, secret)| {
        let expected = if *epoch == context.epoch { Some(context.commit) } else { committed(*epoch) };
        expected == Some(commit(secret, &context.dialog, *epoch))
    });
    if granted.epochs.iter().any(|(epoch, _)| *epoch == context.epoch) { Ok(granted) } else { Err(Closed) }
}
