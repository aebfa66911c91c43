//! The user secret: what makes a person's devices one reader. Grants are sealed to its key.
//! Refuses a secret that does not match the chain's commitment and key.

use crate::kem::{self, KemSecret};
use crate::{Closed, Secret, kdf};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_wire::user::DevCert;
use samtale_wire::{DeviceId, Hash, KemKey, Uid, label};

/// A user secret of one generation.
pub struct UserSecret {
    secret: Secret,
    key: KemSecret,
    generation: u64,
}

impl UserSecret {
    /// Draws the secret of generation 0.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::of(Secret::make(rng), 0)
    }

    fn of(secret: Secret, generation: u64) -> Self {
        let key = KemSecret::derive(&kdf::derive(&secret, label::USER_KEM, &[]));
        Self { secret, key, generation }
    }

    /// The user key, private half.
    #[must_use]
    pub fn key(&self) -> &KemSecret {
        &self.key
    }

    /// Which generation.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// `UC = KDF(US, "samtale1/user-commit", generation)`, as the chain publishes it.
    #[must_use]
    pub fn commit(&self) -> Hash {
        kdf::commit(&self.secret, label::USER_COMMIT, &[&self.generation.to_be_bytes()])
    }

    /// Seals the secret to one of the person's devices.
    ///
    /// # Errors
    /// [`Closed`] when the device's key is none.
    pub fn to_device(
        &self,
        uid: &Uid,
        dev: &DeviceId,
        cert: &DevCert,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, Closed> {
        let aad = aad(uid, dev, self.generation, &self.commit());
        kem::seal(&cert.opens, label::USER_SECRET, &aad, self.secret.expose(), rng)
    }

    /// Opens the secret on a device and checks it against what the chain publishes: anyone,
    /// the server too, could have sealed something to this device.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn from_device(
        device: &KemSecret,
        uid: &Uid,
        dev: &DeviceId,
        published: (u64, &Hash, &KemKey),
        sealed: &[u8],
    ) -> Result<Self, Closed> {
        let (generation, commit, key) = published;
        let bytes = device.open(label::USER_SECRET, &aad(uid, dev, generation, commit), sealed)?;
        let bytes = zeroize::Zeroizing::new(bytes);
        let user = Self::of(Secret::new(bytes.as_slice().try_into().map_err(|_| Closed)?), generation);
        if user.commit() == *commit && user.key.public() == key { Ok(user) } else { Err(Closed) }
    }
}

fn aad(uid: &Uid, dev: &DeviceId, generation: u64, commit: &Hash) -> Vec<u8> {
    frame(label::USER_SECRET, &[uid.as_bytes(), dev.as_bytes(), &generation.to_be_bytes(), commit.as_bytes()])
}
