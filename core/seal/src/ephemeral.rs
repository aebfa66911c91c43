//! What members say beside the log, sealed under the epoch's secret with a key of its own for every device.
//! Refuses contents that do not fit into the one size, and whatever the named device has not signed: members
//! share the secret, so the seal alone would let each speak for all.

use crate::device::DeviceKeys;
use crate::{Closed, Secret, content, kdf};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_membership::sign::verify;
use samtale_wire::api::{Ephemeral, SealedEphemeral};
use samtale_wire::{DeviceId, DialogId, Uid, VerifyKey, label};
use zeroize::Zeroizing;

/// Bytes of the padded content.
const PADDED: usize = 128;

/// What an ephemeral is bound to.
#[derive(Clone, Copy, Debug)]
pub struct EphemeralContext {
    /// Which dialog.
    pub dialog: DialogId,
    /// In which epoch.
    pub epoch: u64,
    /// By whom.
    pub uid: Uid,
    /// On which device.
    pub dev: DeviceId,
    /// Of which of the two kinds: [`Ephemeral::lasting`].
    pub lasting: bool,
}

impl EphemeralContext {
    fn with<T>(&self, use_parts: impl FnOnce(&[&[u8]]) -> T) -> T {
        use_parts(&[
            self.dialog.as_bytes(),
            &self.epoch.to_be_bytes(),
            self.uid.as_bytes(),
            self.dev.as_bytes(),
            &[u8::from(self.lasting)],
        ])
    }

    fn key(&self, secret: &Secret) -> Secret {
        self.with(|parts| kdf::derive(secret, label::EPHEMERAL_KEY, parts))
    }

    fn aad(&self) -> Vec<u8> {
        self.with(|parts| frame(label::EPHEMERAL_KEY, parts))
    }

    /// What the device signs: the place, the sender and the sealed bytes.
    fn signed(&self, sealed: &SealedEphemeral) -> Vec<u8> {
        self.with(|parts| frame(label::EPHEMERAL, &[parts, &[&sealed.0]].concat()))
    }
}

/// Seals and signs.
///
/// # Errors
/// [`Closed`] when the content has more than 127 bytes.
pub fn seal(
    context: &EphemeralContext,
    secret: &Secret,
    keys: &DeviceKeys,
    content: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Ephemeral, Closed> {
    if content.len() >= PADDED {
        return Err(Closed);
    }
    let padded = Zeroizing::new(content::pad(content, PADDED));
    let sealed = content::seal(&context.key(secret), &context.aad(), &padded, rng)?;
    let sealed = SealedEphemeral(sealed.try_into().map_err(|_| Closed)?);
    let sig = keys.sign(label::EPHEMERAL, context.signed(&sealed)).sig;
    Ok(Ephemeral { lasting: context.lasting, epoch: context.epoch, sealed, sig })
}

/// Opens what the device with this key signed.
///
/// # Errors
/// [`Closed`].
pub fn open(
    context: &EphemeralContext,
    secret: &Secret,
    key: &VerifyKey,
    it: &Ephemeral,
) -> Result<Vec<u8>, Closed> {
    let named = (it.lasting, it.epoch) == (context.lasting, context.epoch);
    if !named || !verify(key, label::EPHEMERAL, &context.signed(&it.sealed), &it.sig) {
        return Err(Closed);
    }
    content::unpad(content::open(&context.key(secret), &context.aad(), &it.sealed.0)?)
}
