//! What sealing costs beside the bare primitives: XChaCha20-Poly1305, Ed25519, HPKE with X-Wing.
//! And what a start costs that knows a thousand dialogs, from the key ring.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench")]

#[path = "../../membership/benches/beside/mod.rs"]
mod beside;
#[allow(dead_code, reason = "the rules' tests use the rest")]
#[path = "../../membership/tests/judged/kit.rs"]
mod kit;
mod ring;
#[allow(dead_code, reason = "the golden lines use the rest")]
#[path = "../tests/golden/things.rs"]
mod things;

use beside::beside;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use criterion::{Criterion, criterion_group, criterion_main};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Kem, OpModeR, OpModeS};
use kit::Seeded;
use samtale_membership::sign;
use samtale_seal::file::CHUNK;
use samtale_seal::kem::ENCAPPED;
use samtale_seal::message::{self, MessageContext};
use samtale_seal::{Secret, epoch};
use samtale_wire::{KemKey, MsgId, label};
use things::Things;

/// Bytes of a post of ordinary length, and of an entry's payload.
const POST: usize = 200;
const PAYLOAD: usize = 300;
const POSTS: usize = 10_000;

/// XChaCha20-Poly1305 with nothing around it.
pub struct Bare {
    cipher: XChaCha20Poly1305,
    nonce: XNonce,
    aad: Vec<u8>,
}

impl Bare {
    fn new() -> Self {
        let cipher = XChaCha20Poly1305::new(&[7; 32].into());
        Self { cipher, nonce: XNonce::from([8; 24]), aad: vec![9; 180] }
    }

    fn seal(&self, plain: &[u8]) -> Vec<u8> {
        self.cipher.encrypt(&self.nonce, Payload { msg: plain, aad: &self.aad }).unwrap()
    }

    fn open(&self, sealed: &[u8]) -> Vec<u8> {
        self.cipher.decrypt(&self.nonce, Payload { msg: sealed, aad: &self.aad }).unwrap()
    }
}

/// HPKE with nothing around it.
pub struct BareHpke {
    private: <XWing as Kem>::PrivateKey,
    public: <XWing as Kem>::PublicKey,
    encapped: <XWing as Kem>::EncappedKey,
    sealed: Vec<u8>,
}

impl BareHpke {
    fn new() -> Self {
        let (private, public) = XWing::derive_keypair(&[7; 32]);
        let (encapped, sealed) = Self::sealed(&public, &mut Seeded(1));
        Self { private, public, encapped, sealed }
    }

    fn sealed(
        public: &<XWing as Kem>::PublicKey,
        rng: &mut Seeded,
    ) -> (<XWing as Kem>::EncappedKey, Vec<u8>) {
        let mode = OpModeS::Base;
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &mode, public, b"info", &[7; 40], b"aad", rng,
        )
        .unwrap()
    }

    fn open(&self) -> Vec<u8> {
        let (mode, sealed) = (OpModeR::Base, &self.sealed);
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &mode,
            &self.private,
            &self.encapped,
            b"info",
            sealed,
            b"aad",
        )
        .unwrap()
    }
}

fn posts(c: &mut Criterion) {
    let (things, bare, rng) = (Things::make(), Bare::new(), &mut Seeded(1));
    let secret = &things.epochs[3];
    let context = |n: u64| {
        let mut msg_id = [0; 16];
        msg_id[..8].copy_from_slice(&n.to_be_bytes());
        MessageContext { msg_id: MsgId(msg_id), ..things.post }
    };
    let (plain, padded) = ([7; POST], [7; 256]);
    let seal = |n: u64| message::seal(&context(n), secret, &plain, &mut Seeded(n << 8)).unwrap();
    beside(
        c,
        "seal a post of 200 B",
        || message::seal(&things.post, secret, &plain, rng).unwrap(),
        || bare.seal(&padded),
    );
    let (sealed, bare_sealed) = (seal(0), bare.seal(&padded));
    beside(
        c,
        "open a post of 200 B",
        || message::open(&context(0), secret, &sealed).unwrap(),
        || bare.open(&bare_sealed),
    );
    let all: Vec<_> = (0..POSTS as u64).map(|n| (context(n), seal(n))).collect();
    let open_all = || all.iter().map(|(at, it)| message::open(at, secret, it).unwrap().len()).sum::<usize>();
    let bare_all = || (0..POSTS).map(|_| bare.open(&bare_sealed).len()).sum::<usize>();
    beside(c, "open 10,000 posts", open_all, bare_all);
    let part = vec![7; CHUNK];
    beside(
        c,
        "seal 64 KiB of a file",
        || things.file.seal(&things.dialog, 0, false, &part).unwrap(),
        || bare.seal(&part),
    );
}

fn signatures(c: &mut Criterion) {
    let things = Things::make();
    let (key, payload) = (SigningKey::from_bytes(&[7; 32]), vec![7; PAYLOAD]);
    beside(c, "sign an entry", || things.device.sign(label::ENTRY, payload.clone()), || key.sign(&payload));
    let signed = things.device.sign(label::ENTRY, payload.clone());
    let verify_key = things.device.verify_key();
    let (bare, sig): (VerifyingKey, _) = (key.verifying_key(), key.sign(&payload));
    let ours = || assert!(sign::verify_signed(&verify_key, label::ENTRY, &signed));
    beside(c, "verify an entry's signature", ours, || bare.verify_strict(&payload, &sig).unwrap());
}

fn grants(c: &mut Criterion) {
    let (things, bare) = (Things::make(), BareHpke::new());
    let (rng, bare_rng) = (&mut Seeded(1), &mut Seeded(1));
    let key: &KemKey = things.first.key().public();
    let mut grant = || epoch::grant(&things.grant, key, &things.from_now, rng).unwrap();
    let sealed = grant();
    assert_eq!(sealed.len(), ENCAPPED + bare.sealed.len() + 1);
    beside(c, "seal a grant", grant, || BareHpke::sealed(&bare.public, bare_rng));
    let take = || epoch::take(&things.grant, things.first.key(), &sealed, |_| None).unwrap();
    beside(c, "open a grant", take, || bare.open());
}

/// A start: the user secret from its device's envelope, the ring, and the last post of every dialog.
fn cold_start(c: &mut Criterion) {
    let (start, bare, bare_hpke) = (ring::Start::new(1000), Bare::new(), BareHpke::new());
    let (blob, post) = (bare.seal(&vec![7; start.ring_size()]), bare.seal(&[7; 256]));
    let floor = || {
        let opened = bare_hpke.open().len() + bare.open(&blob).len();
        (0..1000).map(|_| bare.open(&post).len()).sum::<usize>() + opened
    };
    beside(c, "cold start of 1,000 dialogs", || start.run(), floor);
}

criterion_group!(benches, posts, signatures, grants, cold_start);
criterion_main!(benches);

/// The bytes of a secret, for what the benches make themselves.
pub fn secret(n: u64) -> Secret {
    Secret::make(&mut Seeded(n << 16))
}
