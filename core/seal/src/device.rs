//! A device's own keys: one signs entries, one receives the user secret.
//! Refuses to sign anything without a label. Lives in the vault.

use crate::Secret;
use crate::kem::KemSecret;
use ed25519_dalek::{Signer, SigningKey};
use rand_core::CryptoRng;
use samtale_membership::sign::message;
use samtale_wire::{Bytes, Signature, Signed, VerifyKey};

/// The seeds, as the vault keeps them.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct DeviceSeeds {
    /// Seed of the signing key.
    #[n(0)]
    pub signs: Secret,
    /// Seed of the opening key.
    #[n(1)]
    pub opens: Secret,
}

impl DeviceSeeds {
    /// Draws a new device's seeds.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { signs: Secret::make(rng), opens: Secret::make(rng) }
    }

    /// The keys of these seeds.
    #[must_use]
    pub fn keys(&self) -> DeviceKeys {
        DeviceKeys {
            signs: SigningKey::from_bytes(self.signs.expose()),
            opens: KemSecret::derive(&self.opens),
        }
    }
}

/// The keys, ready for use.
pub struct DeviceKeys {
    signs: SigningKey,
    /// Opens what is sealed to the device.
    pub opens: KemSecret,
}

impl DeviceKeys {
    /// The public half of the signing key.
    #[must_use]
    pub fn verify_key(&self) -> VerifyKey {
        VerifyKey(self.signs.verifying_key().to_bytes())
    }

    /// Signs a payload for one purpose.
    #[must_use]
    pub fn sign(&self, label: &str, payload: Vec<u8>) -> Signed {
        let sig = self.signs.sign(&message(label, &payload));
        Signed { payload: Bytes(payload), sig: Signature(sig.to_bytes()) }
    }
}
