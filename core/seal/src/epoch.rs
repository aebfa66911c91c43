//! Epoch secrets and their grants: who may read from here on.
//! Refuses a granted secret that does not match the commitment in the signed entry.

use crate::kem::{self, KemSecret};
use crate::{Closed, Secret, kdf};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_wire::{DialogId, Hash, KemKey, Uid, decode, encode, label};
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

/// Seals `[(epoch, secret)…]` to a reader's user key.
///
/// # Errors
/// [`Closed`] when the key is none.
pub fn grant(
    context: &GrantContext,
    key: &KemKey,
    secrets: &[(u64, Secret)],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    let plain = Zeroizing::new(encode(&secrets.to_vec()));
    kem::seal(key, label::GRANT, &context.aad(), &plain, rng)
}

/// Opens a grant and keeps the one secret that the entry commits to. No policy grants history
/// yet, so anything older in it is discarded unread.
///
/// # Errors
/// [`Closed`] when it does not open, or holds no secret that matches the commitment.
pub fn take(context: &GrantContext, user: &KemSecret, sealed: &[u8]) -> Result<Secret, Closed> {
    let plain = Zeroizing::new(user.open(label::GRANT, &context.aad(), sealed)?);
    let secrets: Vec<(u64, Secret)> = decode(&plain).map_err(|_| Closed)?;
    let ours = secrets.into_iter().find(|(epoch, _)| *epoch == context.epoch).ok_or(Closed)?;
    if commit(&ours.1, &context.dialog, context.epoch) == context.commit { Ok(ours.1) } else { Err(Closed) }
}
