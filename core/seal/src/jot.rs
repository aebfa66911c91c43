//! Jots: words written before a closed door, sealed to one's own user key by who holds the device's half.
//! Refuses bare lengths, a user key that the open device did not stamp, and a jot under another name.
//! HPKE PSK: to open one takes the user key and the device's half; nobody else can make one.

use crate::{Closed, Secret, content, kdf, kem, message};
use rand_core::CryptoRng;
use samtale_membership::hash::frame;
use samtale_wire::{DeviceId, KemKey, MsgId, Uid, label};
use zeroize::Zeroizing;

/// Whose jots, on which device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub uid: Uid,
    /// On which device.
    pub dev: DeviceId,
}

/// What a device needs to write, and to read, its jots: derived from its half of the vault key.
#[derive(Clone)]
pub struct JotKey {
    place: Place,
    secret: Secret,
}

impl JotKey {
    /// The key of a device.
    #[must_use]
    pub fn of(place: Place, half: &Secret) -> Self {
        let parts: [&[u8]; 2] = [place.uid.as_bytes(), place.dev.as_bytes()];
        Self { place, secret: kdf::derive(half, label::JOT_KEY, &parts) }
    }

    /// The stamp on a user key that jots may be sealed to: it lies where anybody could change it.
    #[must_use]
    pub fn stamp(&self, generation: u64, user: &KemKey) -> Secret {
        kdf::derive(&self.secret, label::JOT_STAMP, &[&generation.to_be_bytes(), user.as_bytes()])
    }

    /// Seals a jot to a stamped user key: nothing on this device opens it before the vault is open.
    ///
    /// # Errors
    /// [`Closed`] when the stamp is not this device's, or the key is none.
    pub fn seal(
        &self,
        to: (u64, &KemKey),
        stamp: &Secret,
        id: &MsgId,
        content: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, Closed> {
        let (generation, user) = to;
        if self.stamp(generation, user) != *stamp {
            return Err(Closed);
        }
        let padded = Zeroizing::new(content::pad(content, message::padme(content.len() + 1)));
        kem::seal_known(user, label::JOT, &self.aad(id), &self.secret, &padded, rng)
    }

    /// Opens a jot with the user key, of whichever generation, that it was sealed to.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn open(&self, user: &kem::KemSecret, id: &MsgId, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
        content::unpad(user.open_known(label::JOT, &self.aad(id), &self.secret, sealed)?)
    }

    fn aad(&self, id: &MsgId) -> Vec<u8> {
        frame(label::JOT, &[self.place.uid.as_bytes(), self.place.dev.as_bytes(), id.as_bytes()])
    }
}
