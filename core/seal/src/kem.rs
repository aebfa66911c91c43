//! Sealing to a public key: HPKE (RFC 9180) with X-Wing (0x647A), HKDF-SHA256, ChaCha20-Poly1305.
//! Refuses other suites. HPKE Base does not say who sealed: every caller checks a commitment. Where sealer
//! and opener share a secret it is PSK, which does.

use crate::{Closed, Secret};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, PskBundle, Serializable};
use rand_core::CryptoRng;
use samtale_wire::KemKey;

/// Bytes of an encapsulated key.
pub const ENCAPPED: usize = 1120;

/// A private key with its public half.
pub struct KemSecret {
    private: <XWing as Kem>::PrivateKey,
    public: KemKey,
}

impl KemSecret {
    /// The key pair of a seed (DeriveKeyPair).
    #[must_use]
    pub fn derive(seed: &Secret) -> Self {
        let (private, public) = XWing::derive_keypair(seed.expose());
        let mut bytes = [0; KemKey::SIZE];
        public.write_exact(&mut bytes);
        Self { private, public: KemKey(bytes) }
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &KemKey {
        &self.public
    }

    /// Opens what was sealed to this key under the same `info` and `aad`.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn open(&self, info: &str, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Closed> {
        self.open_in(&OpModeR::Base, info, aad, sealed)
    }

    /// The same when whoever sealed it knew `shared`.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn open_known(
        &self,
        info: &str,
        aad: &[u8],
        shared: &Secret,
        sealed: &[u8],
    ) -> Result<Vec<u8>, Closed> {
        self.open_in(&OpModeR::Psk(known(info, shared)?), info, aad, sealed)
    }

    fn open_in(
        &self,
        mode: &OpModeR<'_, XWing>,
        info: &str,
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, Closed> {
        let (encapped, ciphertext) = sealed.split_at_checked(ENCAPPED).ok_or(Closed)?;
        let encapped = <XWing as Kem>::EncappedKey::from_bytes(encapped).map_err(|_| Closed)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            mode,
            &self.private,
            &encapped,
            &suited(info),
            ciphertext,
            aad,
        )
        .map_err(|_| Closed)
    }
}

/// Seals to a public key: `enc ‖ ciphertext`.
///
/// # Errors
/// [`Closed`] when the key is none.
pub fn seal(
    to: &KemKey,
    info: &str,
    aad: &[u8],
    plain: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    seal_in(&OpModeS::Base, to, (info, aad), plain, rng)
}

/// The same by somebody who knows `shared`, as the opener does: nobody else can seal so, or open it.
///
/// # Errors
/// [`Closed`] when the key is none.
pub fn seal_known(
    to: &KemKey,
    info: &str,
    aad: &[u8],
    shared: &Secret,
    plain: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    seal_in(&OpModeS::Psk(known(info, shared)?), to, (info, aad), plain, rng)
}

fn seal_in(
    mode: &OpModeS<'_, XWing>,
    to: &KemKey,
    bound: (&str, &[u8]),
    plain: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, Closed> {
    let (info, aad) = bound;
    let key = <XWing as Kem>::PublicKey::from_bytes(to.as_bytes()).map_err(|_| Closed)?;
    let (encapped, ciphertext) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        mode,
        &key,
        &suited(info),
        plain,
        aad,
        &mut &mut *rng,
    )
    .map_err(|_| Closed)?;
    let mut sealed = encapped.to_bytes().to_vec();
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// A shared secret under the name of what it is for.
fn known<'a>(info: &'a str, shared: &'a Secret) -> Result<PskBundle<'a>, Closed> {
    PskBundle::new(shared.expose(), info.as_bytes()).map_err(|_| Closed)
}

fn suited(info: &str) -> Vec<u8> {
    let mut bytes = info.as_bytes().to_vec();
    bytes.push(samtale_wire::label::SUITE);
    bytes
}
