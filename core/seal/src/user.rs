//! The user secret: what makes a person's devices one reader. Grants are sealed to its key.
//! Refuses a secret that does not match the chain's commitment and key.

use crate::kem::{self, KemSecret};
use crate::{Closed, Secret, content, kdf, letter};
use rand_core::CryptoRng;
use samtale_membership::UserChain;
use samtale_membership::hash::frame;
use samtale_wire::user::DevCert;
use samtale_wire::{Bytes, DeviceId, DialogId, Hash, KemKey, MsgId, Uid, label};
use zeroize::Zeroizing;

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

    /// Draws the secret of the next generation.
    pub fn next(&self, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self::of(Secret::make(rng), self.generation.saturating_add(1))
    }

    /// Seals the secret before this one under this one: what was granted before stays readable.
    ///
    /// # Errors
    /// [`Closed`] beyond what the cipher can take.
    pub fn keep_before(
        &self,
        before: &Self,
        uid: &Uid,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, Closed> {
        content::seal(&self.ring_key(uid), &self.bound(uid, b"before", 0), before.secret.expose(), rng)
    }

    /// Seals a version of this person's key ring.
    ///
    /// # Errors
    /// [`Closed`] beyond what the cipher can take.
    pub fn keep_ring(
        &self,
        uid: &Uid,
        version: u64,
        plain: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, Closed> {
        content::seal(&self.ring_key(uid), &self.bound(uid, b"ring", version), plain, rng)
    }

    /// Opens a version of this person's key ring.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn open_ring(&self, uid: &Uid, version: u64, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
        content::open(&self.ring_key(uid), &self.bound(uid, b"ring", version), sealed)
    }

    /// Seals what this person's devices know of a dialog.
    ///
    /// # Errors
    /// [`Closed`] beyond what the cipher can take.
    pub fn keep_snapshot(
        &self,
        uid: &Uid,
        dialog: &DialogId,
        plain: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, Closed> {
        content::seal(&self.ring_key(uid), &self.about(uid, dialog), plain, rng)
    }

    /// Opens what this person's devices knew of a dialog; the key ring names which one.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn open_snapshot(&self, uid: &Uid, dialog: &DialogId, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
        content::open(&self.ring_key(uid), &self.about(uid, dialog), sealed)
    }

    /// Seals an intent, which waits on disk under its id. By a key that follows from the secret: that is as
    /// closed as a letter to oneself, and costs a thirtieth.
    ///
    /// # Errors
    /// [`Closed`] beyond what the cipher can take.
    pub fn keep_intent(
        &self,
        uid: &Uid,
        id: &MsgId,
        plain: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, Closed> {
        content::seal(&self.ring_key(uid), &self.waiting(uid, id), plain, rng)
    }

    /// Opens an intent; also one that was sealed as a letter to oneself, when there was no engine yet.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn recall_intent(&self, uid: &Uid, id: &MsgId, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
        content::open(&self.ring_key(uid), &self.waiting(uid, id), sealed)
            .or_else(|_| letter::recall(uid, &self.key, sealed))
    }

    /// Opens the secret before this one and checks it against what the chain published then.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn before(&self, uid: &Uid, published: (&Hash, &KemKey), sealed: &[u8]) -> Result<Self, Closed> {
        let (commit, key) = published;
        let bytes = content::open(&self.ring_key(uid), &self.bound(uid, b"before", 0), sealed)?;
        let bytes = Zeroizing::new(bytes);
        let generation = self.generation.checked_sub(1).ok_or(Closed)?;
        Self::of(Secret::new(bytes.as_slice().try_into().map_err(|_| Closed)?), generation)
            .matching(commit, key)
    }

    /// The key that seals what is this person's alone.
    fn ring_key(&self, uid: &Uid) -> Secret {
        kdf::derive(&self.secret, label::KEYRING, &[uid.as_bytes(), &self.generation.to_be_bytes()])
    }

    fn bound(&self, uid: &Uid, what: &[u8], version: u64) -> Vec<u8> {
        let parts = [uid.as_bytes(), &self.generation.to_be_bytes(), what, &version.to_be_bytes()];
        frame(label::KEYRING, &parts)
    }

    fn about(&self, uid: &Uid, dialog: &DialogId) -> Vec<u8> {
        let parts = [uid.as_bytes(), &self.generation.to_be_bytes(), b"snapshot", dialog.as_bytes()];
        frame(label::KEYRING, &parts)
    }

    fn waiting(&self, uid: &Uid, id: &MsgId) -> Vec<u8> {
        let parts = [uid.as_bytes(), &self.generation.to_be_bytes(), b"intent", id.as_bytes()];
        frame(label::KEYRING, &parts)
    }

    fn matching(self, commit: &Hash, key: &KemKey) -> Result<Self, Closed> {
        if self.commit() == *commit && self.key.public() == key { Ok(self) } else { Err(Closed) }
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
        let bytes = Zeroizing::new(bytes);
        Self::of(Secret::new(bytes.as_slice().try_into().map_err(|_| Closed)?), generation)
            .matching(commit, key)
    }
}

/// A person's user secrets: the one of today, and those before it that things were sealed to.
pub struct UserSecrets {
    newest: UserSecret,
    /// The latest first.
    before: Vec<UserSecret>,
}

impl UserSecrets {
    /// The only one so far.
    #[must_use]
    pub fn new(newest: UserSecret) -> Self {
        Self { newest, before: Vec::new() }
    }

    /// Opens those before, one by the other; `sealed` is of generation 0 first.
    ///
    /// # Errors
    /// [`Closed`] when one is missing, or is not what the chain published for its generation.
    pub fn open(newest: UserSecret, chain: &UserChain, sealed: &[Bytes]) -> Result<Self, Closed> {
        let mut secrets = Self::new(newest);
        let uid = chain.now().uid;
        for generation in (0..secrets.newest.generation).rev() {
            let kept = usize::try_from(generation).ok().and_then(|at| sealed.get(at)).ok_or(Closed)?;
            let then = chain.generation(generation).ok_or(Closed)?;
            let after = secrets.before.last().unwrap_or(&secrets.newest);
            let secret = after.before(&uid, (&then.user_commit, &then.user_key), &kept.0)?;
            secrets.before.push(secret);
        }
        Ok(secrets)
    }

    /// The next generation takes over.
    pub fn follow(&mut self, next: UserSecret) {
        self.before.insert(0, std::mem::replace(&mut self.newest, next));
    }

    /// The one that is sealed to today, alone.
    #[must_use]
    pub fn into_newest(self) -> UserSecret {
        self.newest
    }

    /// The one that is sealed to today.
    #[must_use]
    pub fn newest(&self) -> &UserSecret {
        &self.newest
    }

    /// All of them, the newest first.
    pub fn all(&self) -> impl Iterator<Item = &UserSecret> {
        std::iter::once(&self.newest).chain(&self.before)
    }

    /// The one of a generation.
    #[must_use]
    pub fn of(&self, generation: u64) -> Option<&UserSecret> {
        self.all().find(|secret| secret.generation == generation)
    }
}

fn aad(uid: &Uid, dev: &DeviceId, generation: u64, commit: &Hash) -> Vec<u8> {
    frame(label::USER_SECRET, &[uid.as_bytes(), dev.as_bytes(), &generation.to_be_bytes(), commit.as_bytes()])
}
