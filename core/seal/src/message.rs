//! Posts: XChaCha20-Poly1305 under a key of their own, derived from the epoch secret.
//! Refuses bare lengths: content is padded (Padmé, floor 256 bytes). `seq` and `prev` are not
//! bound here, so that after a lost race only the header is signed again.

use crate::{Closed, Secret, content, kdf};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_wire::{DeviceId, DialogId, MsgId, Uid, label};

/// The smallest padded content, in bytes.
const FLOOR: usize = 256;

/// What one ciphertext is bound to.
#[derive(Clone, Copy, Debug)]
pub struct MessageContext {
    /// Which dialog.
    pub dialog: DialogId,
    /// In which epoch.
    pub epoch: u64,
    /// By whom.
    pub uid: Uid,
    /// On which device.
    pub dev: DeviceId,
    /// Under which idempotency key.
    pub msg_id: MsgId,
}

impl MessageContext {
    fn with<T>(&self, use_parts: impl FnOnce(&[&[u8]]) -> T) -> T {
        use_parts(&[
            self.dialog.as_bytes(),
            &self.epoch.to_be_bytes(),
            self.uid.as_bytes(),
            self.dev.as_bytes(),
            self.msg_id.as_bytes(),
        ])
    }

    /// The key of this one message: what a grant of a single post hands over.
    #[must_use]
    pub fn key(&self, secret: &Secret) -> Secret {
        self.with(|parts| kdf::derive(secret, label::MSG_KEY, parts))
    }

    fn aad(&self) -> Vec<u8> {
        self.with(|parts| frame(label::MSG_KEY, parts))
    }
}

/// Seals content: `nonce ‖ ciphertext`.
///
/// # Errors
/// [`Closed`] beyond what the cipher can take (256 GiB).
pub fn seal(
    context: &MessageContext,
    secret: &Secret,
    content: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    // ISO/IEC 7816-4 padding up to a Padmé length.
    let padded = zeroize::Zeroizing::new(content::pad(content, padme(content.len() + 1)));
    content::seal(&context.key(secret), &context.aad(), &padded, rng)
}

/// Opens content with its epoch's secret.
///
/// # Errors
/// [`Closed`].
pub fn open(context: &MessageContext, secret: &Secret, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    open_with(context, &context.key(secret), sealed)
}

/// Opens content with its own key.
///
/// # Errors
/// [`Closed`].
pub fn open_with(context: &MessageContext, key: &Secret, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    content::unpad(content::open(key, &context.aad(), sealed)?)
}

/// Padmé (Nikitin et al., PETS 2019): leaks O(log log) bits of a length at ≤ 12 % overhead.
pub(crate) fn padme(len: usize) -> usize {
    if len <= FLOOR {
        return FLOOR;
    }
    let exponent = len.ilog2();
    let mantissa = exponent.ilog2() + 1;
    let mask = (1_usize << (exponent - mantissa)) - 1;
    (len + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_hide_in_few_steps() {
        assert_eq!([padme(1), padme(256), padme(257), padme(1000), padme(9000)], [256, 256, 272, 1024, 9216]);
        let lengths: std::collections::BTreeSet<usize> = (1..16_000).map(padme).collect();
        assert!(lengths.len() < 120, "{} lengths tell too much", lengths.len());
        assert!((257..16_000).all(|len| padme(len) >= len && padme(len) * 8 <= len * 9));
    }
}
