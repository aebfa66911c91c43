//! Published vectors for every primitive that is composed here, in exactly the suite that is used.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, Serializable};
use samtale_seal::Secret;
use samtale_seal::kem::KemSecret;
use serde::Deserialize;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

fn read<T: for<'a> Deserialize<'a>>(json: &str) -> T {
    serde_json::from_str(json).expect("a vector file")
}

#[derive(Deserialize)]
struct HpkeVector {
    mode: u8,
    kem_id: u16,
    kdf_id: u16,
    aead_id: u16,
    info: String,
    #[serde(rename = "ikmR")]
    ikm: String,
    #[serde(rename = "skRm")]
    private: String,
    #[serde(rename = "pkRm")]
    public: String,
    enc: String,
    encryptions: Vec<Encryption>,
}

#[derive(Deserialize)]
struct Encryption {
    aad: String,
    ct: String,
    pt: String,
}

#[test]
fn hpke_in_the_exact_suite() {
    let vectors: Vec<HpkeVector> = read(include_str!("vectors/hpke-xwing.json"));
    let ours = vectors.iter().filter(|it| (it.mode, it.kem_id, it.kdf_id, it.aead_id) == (0, 0x647A, 1, 3));
    let mut opened = 0;
    for vector in ours {
        let seed = hex(&vector.ikm).try_into().expect("32 bytes");
        assert_eq!(KemSecret::derive(&Secret::new(seed)).public().as_bytes(), hex(&vector.public));
        let private = <XWing as Kem>::PrivateKey::from_bytes(&hex(&vector.private)).expect("a key");
        let enc = <XWing as Kem>::EncappedKey::from_bytes(&hex(&vector.enc)).expect("an encapsulated key");
        let mut receiver = hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &private,
            &enc,
            &hex(&vector.info),
        )
        .expect("a receiver");
        for it in &vector.encryptions {
            assert_eq!(receiver.open(&hex(&it.ct), &hex(&it.aad)).expect("opens"), hex(&it.pt));
            opened += 1;
        }
    }
    assert!(opened > 0, "there is a vector for the suite");
}

#[derive(Deserialize)]
struct XWingVector {
    sk: String,
    pk: String,
    ct: String,
    ss: String,
}

#[test]
fn x_wing_keys_and_decapsulation() {
    let vectors: Vec<XWingVector> = read(include_str!("vectors/xwing.json"));
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let private = <XWing as Kem>::PrivateKey::from_bytes(&hex(&vector.sk)).expect("a key");
        assert_eq!(XWing::sk_to_pk(&private).to_bytes().to_vec(), hex(&vector.pk));
        let enc = <XWing as Kem>::EncappedKey::from_bytes(&hex(&vector.ct)).expect("an encapsulated key");
        assert_eq!(XWing::decap(&private, None, &enc).expect("decapsulates").0.to_vec(), hex(&vector.ss));
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wycheproof<T> {
    test_groups: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignatureGroup {
    public_key: PublicKey,
    tests: Vec<SignatureTest>,
}

#[derive(Deserialize)]
struct PublicKey {
    pk: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignatureTest {
    tc_id: u32,
    msg: String,
    sig: String,
    result: String,
}

#[test]
fn ed25519_strictly() {
    let file: Wycheproof<SignatureGroup> = read(include_str!("vectors/ed25519_test.json"));
    let mut seen = (0, 0);
    for group in file.test_groups {
        let key: [u8; 32] = hex(&group.public_key.pk).try_into().expect("32 bytes");
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).expect("a key");
        for test in group.tests {
            let sig = ed25519_dalek::Signature::from_slice(&hex(&test.sig));
            let holds = sig.is_ok_and(|sig| key.verify_strict(&hex(&test.msg), &sig).is_ok());
            assert_eq!(holds, test.result == "valid", "case {}", test.tc_id);
            if holds { seen.0 += 1 } else { seen.1 += 1 }
        }
    }
    assert!(seen.0 > 50 && seen.1 > 20, "both kinds were seen: {seen:?}");
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AeadGroup {
    iv_size: u32,
    tests: Vec<AeadTest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AeadTest {
    tc_id: u32,
    key: String,
    iv: String,
    aad: String,
    msg: String,
    ct: String,
    tag: String,
    result: String,
}

#[test]
fn xchacha20_poly1305() {
    let file: Wycheproof<AeadGroup> = read(include_str!("vectors/xchacha20_poly1305_test.json"));
    let mut seen = (0, 0);
    for test in
        file.test_groups.into_iter().filter(|group| group.iv_size == 192).flat_map(|group| group.tests)
    {
        let cipher = XChaCha20Poly1305::new_from_slice(&hex(&test.key)).expect("a key");
        let nonce: [u8; 24] = hex(&test.iv).try_into().expect("24 bytes");
        let sealed = hex(&(test.ct + &test.tag));
        let opened = cipher.decrypt(&nonce.into(), Payload { msg: &sealed, aad: &hex(&test.aad) });
        assert_eq!(opened.is_ok(), test.result == "valid", "case {}", test.tc_id);
        match opened {
            Ok(plain) => {
                assert_eq!(plain, hex(&test.msg));
                seen.0 += 1;
            }
            Err(_) => seen.1 += 1,
        }
    }
    assert!(seen.0 > 50 && seen.1 > 20, "both kinds were seen: {seen:?}");
}

#[derive(Deserialize)]
struct HkdfGroup {
    tests: Vec<HkdfTest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HkdfTest {
    tc_id: u32,
    ikm: String,
    salt: String,
    info: String,
    size: usize,
    okm: String,
    result: String,
}

#[test]
fn hkdf_sha256() {
    let file: Wycheproof<HkdfGroup> = read(include_str!("vectors/hkdf_sha256_test.json"));
    let mut seen = 0;
    for test in file.test_groups.into_iter().flat_map(|group| group.tests) {
        let hkdf = hkdf::Hkdf::<sha2::Sha256>::new(Some(&hex(&test.salt)), &hex(&test.ikm));
        let mut okm = vec![0; test.size];
        let derived = hkdf.expand(&hex(&test.info), &mut okm);
        assert_eq!(derived.is_ok(), test.result == "valid", "case {}", test.tc_id);
        if derived.is_ok() {
            assert_eq!(okm, hex(&test.okm), "case {}", test.tc_id);
            seen += 1;
        }
    }
    assert!(seen > 50);
}
