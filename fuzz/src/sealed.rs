//! Everything that is sealed, opened from bytes that anyone could have made, and from plaintexts
//! that nobody honest would have sealed. Refuses to open what was not sealed there.

use crate::script::{Script, Target};
use crate::things::{Drawn, Things};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use samtale_membership::hash::frame;
use samtale_seal::file::{CHUNK, CHUNK_TAG, FileKey};
use samtale_seal::message::{self, MessageContext};
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_seal::{Secret, epoch, kdf, kem, letter, vault};
use samtale_wire::{Hash, MsgId, Uid, decode, encode, label};
use std::sync::LazyLock;

/// The targets in this file.
pub const TARGETS: [Target; 10] = [
    ("grant", grant),
    ("post", post),
    ("ephemeral", ephemeral),
    ("letter", letter),
    ("jot", jot),
    ("chunk", chunk),
    ("vault", vault),
    ("paper", paper),
    ("ring", ring),
    ("secret", secret),
];

static THINGS: LazyLock<Things> = LazyLock::new(Things::make);

/// A grant: raw bytes, or any plaintext at all, sealed as a grant is.
pub fn grant(data: &[u8]) {
    let mut script = Script(data);
    let (it, raw) = (&*THINGS, script.byte() % 4 == 0);
    let context = it.grant;
    let parts: [&[u8]; 8] = [
        context.dialog.as_bytes(),
        &context.seq.to_be_bytes(),
        context.prev.as_bytes(),
        &context.epoch.to_be_bytes(),
        context.commit.as_bytes(),
        context.by.as_bytes(),
        context.to.as_bytes(),
        &context.generation.to_be_bytes(),
    ];
    let aad = frame(label::GRANT, &parts);
    let sealed =
        if raw { script.0.to_vec() } else { hpke(it.first.key().public(), label::GRANT, &aad, script.0) };
    let committed = |n: u64| -> Option<Hash> {
        it.epochs.get(usize::try_from(n).ok()?).map(|secret| epoch::commit(secret, &it.dialog, n))
    };
    if let Ok(taken) = epoch::take(&context, it.first.key(), &sealed, committed) {
        assert!(taken.epochs.iter().any(|(n, _)| *n == context.epoch));
        for (n, secret) in &taken.epochs {
            assert_eq!(Some(epoch::commit(secret, &it.dialog, *n)), committed(*n), "epoch {n}");
        }
        assert_eq!(decode(&encode(&taken)).as_ref(), Ok(&taken));
    }
}

fn hpke(to: &samtale_wire::KemKey, info: &str, aad: &[u8], plain: &[u8]) -> Vec<u8> {
    kem::seal(to, info, aad, plain, &mut Drawn::from(1)).expect("sealed")
}

fn xchacha(key: &Secret, aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    let sealed = cipher.encrypt(&XNonce::from([0; 24]), Payload { msg: plain, aad }).expect("sealed");
    [&[0; 24], sealed.as_slice()].concat()
}

/// A post: raw bytes, any padding at all, or honestly sealed and then changed.
pub fn post(data: &[u8]) {
    let mut script = Script(data);
    let (context, secret) = (&THINGS.post, &THINGS.epochs[3]);
    match script.byte() % 3 {
        0 => drop(message::open(context, secret, script.0)),
        1 => {
            let parts: [&[u8]; 5] = [
                context.dialog.as_bytes(),
                &context.epoch.to_be_bytes(),
                context.uid.as_bytes(),
                context.dev.as_bytes(),
                context.msg_id.as_bytes(),
            ];
            let sealed = xchacha(&context.key(secret), &frame(label::MSG_KEY, &parts), script.0);
            if let Ok(content) = message::open(context, secret, &sealed) {
                let (before, after) = script.0.split_at(content.len());
                assert!(content == before && after[0] == 0x80 && after[1..].iter().all(|byte| *byte == 0));
            }
        }
        _ => {
            let change = script.number();
            let mut sealed = message::seal(context, secret, script.0, &mut Drawn::from(1)).expect("sealed");
            assert_eq!(message::open(context, secret, &sealed).as_deref(), Ok(script.0));
            let elsewhere = MessageContext { epoch: 4, ..*context };
            assert!(message::open(&elsewhere, secret, &sealed).is_err());
            let length = sealed.len();
            sealed[change % length] ^= 1 << (change >> 8 & 7);
            assert!(message::open(context, secret, &sealed).is_err());
        }
    }
}

/// Something said beside the log: any bytes under an honest signature, or honestly said and then changed.
pub fn ephemeral(data: &[u8]) {
    let mut script = Script(data);
    let (context, secret, device) = (&THINGS.ephemeral, &THINGS.epochs[3], &THINGS.device);
    let (key, rng) = (device.verify_key(), &mut Drawn::from(1));
    let said = samtale_seal::ephemeral::seal(context, secret, device, script.0, rng);
    assert_eq!(said.is_ok(), script.0.len() < 128, "one size, or not at all");
    let Ok(mut said) = said else { return };
    let open = |said: &_| samtale_seal::ephemeral::open(context, secret, &key, said);
    assert_eq!(open(&said).as_deref(), Ok(script.0));
    let change = script.number();
    if change % 2 == 0 {
        let length = said.sealed.0.len();
        said.sealed.0[(change >> 4) % length] ^= 1 << (change >> 1 & 7);
    } else {
        said.sig.0[(change >> 4) % 64] ^= 1 << (change >> 1 & 7);
    }
    assert!(open(&said).is_err(), "only what its device signed");
}

/// A letter or an intent: raw bytes, or sealed and opened between other ends.
pub fn letter(data: &[u8]) {
    let mut script = Script(data);
    let (uid, by, key) = (&THINGS.uid, &THINGS.by, THINGS.first.key());
    let rng = &mut Drawn::from(1);
    match script.byte() % 4 {
        0 => {
            drop(THINGS.first.recall_intent(uid, &MsgId([1; 16]), script.0));
            drop(letter::open(by, uid, key, script.0));
            drop(letter::recall(uid, key, script.0));
        }
        1 => {
            let sealed = letter::seal(by, uid, key.public(), script.0, rng).expect("sealed");
            assert_eq!(letter::open(by, uid, key, &sealed).as_deref(), Ok(script.0));
            assert!(letter::open(uid, by, key, &sealed).is_err());
            assert!(letter::recall(uid, key, &sealed).is_err());
        }
        2 => {
            let (id, other) = (MsgId([1; 16]), MsgId([2; 16]));
            let sealed = THINGS.first.keep_intent(uid, &id, script.0, rng).expect("sealed");
            assert_eq!(THINGS.first.recall_intent(uid, &id, &sealed).as_deref(), Ok(script.0));
            assert!(THINGS.first.recall_intent(uid, &other, &sealed).is_err());
        }
        _ => {
            let sealed = letter::keep(uid, key, script.0, rng).expect("sealed");
            assert_eq!(letter::recall(uid, key, &sealed).as_deref(), Ok(script.0));
            assert!(letter::open(uid, uid, key, &sealed).is_err());
        }
    }
}

/// A jot: raw bytes, or honestly sealed and then changed; under another name, key or half it does not open.
pub fn jot(data: &[u8]) {
    let mut script = Script(data);
    let (it, key, id) = (&*THINGS, THINGS.jot_key(), samtale_wire::MsgId([6; 16]));
    if script.byte() % 2 == 0 {
        return drop(key.open(it.first.key(), &id, script.0));
    }
    let (user, change) = (it.first.key().public(), script.number());
    let stamp = key.stamp(0, user);
    assert!(key.seal((1, user), &stamp, &id, script.0, &mut Drawn::from(1)).is_err(), "not stamped");
    let sealed = key.seal((0, user), &stamp, &id, script.0, &mut Drawn::from(1));
    let mut sealed = sealed.expect("stamped");
    assert_eq!(key.open(it.first.key(), &id, &sealed).as_deref(), Ok(script.0));
    assert!(key.open(it.second.key(), &id, &sealed).is_err());
    assert!(key.open(it.first.key(), &samtale_wire::MsgId([7; 16]), &sealed).is_err());
    let length = sealed.len();
    sealed[change % length] ^= 1 << (change >> 8 & 7);
    assert!(key.open(it.first.key(), &id, &sealed).is_err());
}

/// A file's chunk under any key; sealed in one place, it opens in no other.
pub fn chunk(data: &[u8]) {
    let mut script = Script(data);
    let key = decode::<FileKey>(script.chunk()).unwrap_or_else(|_| THINGS.file.clone());
    assert_eq!(decode(&encode(&key)).as_ref(), Ok(&key));
    let (index, last) = (script.number() as u32, script.byte() % 2 == 1);
    let dialog = &THINGS.dialog;
    if let Ok(plain) = key.open(dialog, index, last, script.0) {
        assert_eq!(plain.len() + CHUNK_TAG, script.0.len());
    }
    let Ok(sealed) = key.seal(dialog, index, last, script.0) else {
        assert!(script.0.len() > CHUNK);
        return;
    };
    assert_eq!(key.open(dialog, index, last, &sealed).as_deref(), Ok(script.0));
    assert!(key.open(dialog, index, !last, &sealed).is_err());
    assert!(key.open(dialog, index.wrapping_add(1), last, &sealed).is_err());
}

/// A vault: raw bytes, or locked under one head and tried under another.
pub fn vault(data: &[u8]) {
    let mut script = Script(data);
    let (head, other) = (script.chunk(), script.chunk());
    let halves = THINGS.halves();
    drop(vault::unlock(&halves, head, script.0));
    let locked = vault::lock(&halves, head, script.0, &mut Drawn::from(1)).expect("locked");
    assert_eq!(vault::unlock(&halves, head, &locked).as_deref(), Ok(script.0));
    assert_eq!(vault::unlock(&halves, other, &locked).is_ok(), head == other);
    let swapped = vault::Halves { device: halves.server, server: halves.device };
    assert!(vault::unlock(&swapped, head, &locked).is_err());
}

/// A paper code, as somebody types it: what is read is what was typed.
pub fn paper(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(code) = PaperCode::read(&text) else { return };
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
    assert_eq!(bare(&code.digits()), bare(&text));
    assert!(PaperCode::read(&code.digits()).is_ok_and(|again| again == code));
}

/// A key ring: raw bytes, or kept under one version and tried under another.
pub fn ring(data: &[u8]) {
    let mut script = Script(data);
    let (user, uid) = (&THINGS.first, &THINGS.uid);
    let (version, other) = (u64::from(script.byte()), u64::from(script.byte()));
    drop(user.open_ring(uid, version, script.0));
    let kept = user.keep_ring(uid, version, script.0, &mut Drawn::from(1)).expect("sealed");
    assert_eq!(user.open_ring(uid, version, &kept).as_deref(), Ok(script.0));
    assert_eq!(user.open_ring(uid, other, &kept).is_ok(), version == other);
    assert!(THINGS.second.open_ring(uid, version, &kept).is_err());
    assert!(user.before(uid, (&user.commit(), user.key().public()), &kept).is_err(), "a ring is no secret");
}

/// The user secret, for a device and from the generation before: any plaintext at all.
pub fn secret(data: &[u8]) {
    let mut script = Script(data);
    let it = &*THINGS;
    let (commit, key) = (it.first.commit(), it.first.key().public());
    let own = script.byte();
    let plain = if own % 8 == 7 { it.user_bytes[0].expose().to_vec() } else { script.0.to_vec() };
    if own % 2 == 0 {
        let (generation, version) = (1u64.to_be_bytes(), 0u64.to_be_bytes());
        let parts: [&[u8]; 4] = [it.uid.as_bytes(), &generation, b"before", &version];
        let ring = kdf::derive(&it.user_bytes[1], label::KEYRING, &parts[..2]);
        let sealed = xchacha(&ring, &frame(label::KEYRING, &parts), &plain);
        let back = it.second.before(&it.uid, (&commit, key), &sealed);
        assert_eq!(back.is_ok(), plain == it.user_bytes[0].expose());
        assert!(it.second.before(&Uid([0; 32]), (&commit, key), &sealed).is_err());
        drop(it.second.before(&it.uid, (&commit, key), script.0));
    } else {
        let parts: [&[u8]; 4] =
            [it.uid.as_bytes(), it.dev.as_bytes(), &0u64.to_be_bytes(), commit.as_bytes()];
        let sealed = hpke(&it.cert.opens, label::USER_SECRET, &frame(label::USER_SECRET, &parts), &plain);
        let open = |sealed: &[u8]| {
            UserSecret::from_device(&it.device.opens, &it.uid, &it.dev, (0, &commit, key), sealed)
        };
        assert_eq!(open(&sealed).is_ok(), plain == it.user_bytes[0].expose());
        drop(open(script.0));
    }
}
