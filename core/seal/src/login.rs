//! The login key: ECDSA P-256, outside the vault, because it is what fetches the vault's other half.
//! Refuses to sign anything but the opening and the refresh of a session. Phones keep it in hardware.

use crate::{Closed, Secret};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use rand_core::CryptoRng;
use samtale_membership::dpop;
use samtale_membership::login::message;
use samtale_wire::api::OpenSession;
use samtale_wire::{DeviceId, LoginKey, LoginSignature, Salt, Tenant};

/// A login key in software, for key stores that keep secrets but do not sign.
pub struct LoginSecret(SigningKey);

impl LoginSecret {
    /// The key of a secret.
    ///
    /// # Errors
    /// [`Closed`] for the few secrets that are no P-256 scalar (fewer than 1 in 2³²).
    pub fn new(secret: &Secret) -> Result<Self, Closed> {
        SigningKey::from_slice(secret.expose()).map(Self).map_err(|_| Closed)
    }

    /// The public half.
    ///
    /// # Errors
    /// [`Closed`] never: a compressed point has 33 bytes.
    pub fn public(&self) -> Result<LoginKey, Closed> {
        let point = self.0.verifying_key().to_sec1_point(true);
        LoginKey::try_from(point.as_bytes()).map_err(|_| Closed)
    }

    /// Signs the opening of a session.
    #[must_use]
    pub fn open_session(
        &self,
        tenant: Tenant,
        dev: DeviceId,
        t: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> OpenSession {
        let mut nonce = Salt([0; 32]);
        rng.fill_bytes(&mut nonce.0);
        let sig: Signature = self.0.sign(&message(&tenant, &dev, t, &nonce));
        OpenSession { tenant, dev, t, nonce, sig: LoginSignature(sig.to_bytes().into()) }
    }

    /// Proves that this key is at hand, for one refresh at `url` by this refresh token (DPoP, RFC 9449).
    ///
    /// # Errors
    /// [`Closed`] never: the key is a point.
    pub fn proves(
        &self,
        url: &str,
        refresh: &Salt,
        t: u64,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<String, Closed> {
        let mut once = Salt([0; 32]);
        rng.fill_bytes(&mut once.0);
        let message = dpop::message(&self.public()?, url, refresh, t, &once).ok_or(Closed)?;
        let sig: Signature = self.0.sign(message.as_bytes());
        Ok(dpop::proof(&message, &sig.to_bytes().into()))
    }
}
