//! This protocol's own vectors: every input, seed and intermediate value, enough for another
//! implementation to check itself byte by byte. Written from the code that they hold to its word:
//! the file must be what is made now. SAMTALE_WRITE_VECTORS=1 writes it.
//! Refuses a change of anything that was published without saying so.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the golden lines use the rest")]
#[path = "../../membership/tests/golden/book.rs"]
mod book;
#[allow(dead_code, reason = "the rules' tests use the rest")]
#[path = "../../membership/tests/judged/kit.rs"]
mod kit;
#[allow(dead_code, reason = "the fuzzers use the rest")]
#[path = "../../membership/tests/golden/story.rs"]
mod story;
#[allow(dead_code, reason = "the fuzzers use the rest")]
#[path = "golden/things.rs"]
mod things;
#[path = "vectors/log.rs"]
mod told;

use book::hex;
use kit::*;
use samtale_membership::hash::{FileRoot, frame};
use samtale_membership::{card as cards, hash, login as logins, sign, tenant};
use samtale_seal::code::ShortCode;
use samtale_seal::device::DeviceSeeds;
use samtale_seal::kem::{ENCAPPED, KemSecret};
use samtale_seal::login::LoginSecret;
use samtale_seal::{Secret, epoch, kdf, message};
use samtale_wire::device_link::{DeviceLink, PaperLink};
use samtale_wire::entry::*;
use samtale_wire::head::ServerHead;
use samtale_wire::invitation::{Guardian, Home, Invitation, Inviter};
use samtale_wire::tenant::{Audience, Level, TenantCard};
use samtale_wire::user::{Card, Genesis, Token};
use samtale_wire::voucher::{Guardianship, Mandate, Testimony, Voucher};
use samtale_wire::*;
use serde_json::{Map, Value, json};
use things::*;

const FILE: &str = "vectors/samtale-vectors.json";

/// An integer inside a hash or a derivation.
fn int(n: u64) -> [u8; 8] {
    n.to_be_bytes()
}

fn hexes(parts: &[&[u8]]) -> Vec<String> {
    parts.iter().map(|part| hex(part)).collect()
}

fn hashed(label: &str, parts: &[&[u8]]) -> Value {
    let framed = hex(&frame(label, parts));
    json!({"label": label, "parts": hexes(parts), "framed": framed, "sha256": hex(hash::hash(label, parts).as_bytes())})
}

fn derived(key: &Secret, label: &str, parts: &[&[u8]]) -> Value {
    let out = kdf::derive(key, label, parts);
    let info = hex(&frame(label, parts));
    json!({"prk": hex(key.expose()), "label": label, "parts": hexes(parts), "info": info, "okm": hex(out.expose())})
}

fn signed(seed: &Secret, label: &str, payload: Vec<u8>) -> Value {
    let device = DeviceSeeds { signs: seed.clone(), opens: seed.clone() }.keys();
    let message = hex(&sign::message(label, &payload));
    let signed = device.sign(label, payload);
    json!({
        "label": label, "seed": hex(seed.expose()), "public": hex(device.verify_key().as_bytes()),
        "payload": hex(&signed.payload.0), "message": message, "signature": hex(signed.sig.as_bytes()),
        "encoded": hex(&encode(&signed)),
    })
}

/// Every label there is, from the closed list itself.
fn labels() -> Value {
    let source = include_str!("../../wire/src/label.rs");
    let lines = source.lines().filter_map(|line| line.strip_prefix("pub const ")?.split_once(": &str = \""));
    let labels: Map<String, Value> =
        lines.map(|(name, rest)| (name.to_owned(), rest.trim_end_matches("\";").into())).collect();
    assert!(labels.len() > 30);
    labels.into()
}

fn primitives(it: &Things) -> Value {
    let (key, ikm) = (&it.epochs[0], &it.epochs[1]);
    let weak = [[0; 32], [0xFF; 32]].map(|key: [u8; 32]| hex(&key));
    let lengths = [0, 1, 254, 255, 256, 271, 272, 1000, 8999, 65_535];
    let rng = &mut Drawn::from(1);
    let pad = |n: usize| message::seal(&it.post, key, &vec![7; n], &mut *rng).expect("sealed").len() - 40;
    let mut pad = pad;
    let padded: Vec<Value> = lengths.iter().map(|n| json!({"content": n, "padded": pad(*n)})).collect();
    json!({
        "hash": [hashed("samtale1.sealed", &[b""]), hashed("samtale1.sealed", &[b"ab", b"c"]),
            hashed("samtale1.sealed", &[b"a", b"bc"]), hashed("samtale1.sealed", &[&int(258)])],
        "kdf": [derived(key, label::EPOCH_COMMIT, &[it.dialog.as_bytes(), &int(0)]), derived(key, label::USER_KEM, &[])],
        "extract": [
            {"salt": hex(key.expose()), "ikm": hex(ikm.expose()), "prk": hex(kdf::extract(key, ikm).expose())},
            {"salt": null, "ikm": hex(b"sixteen bytes ok"), "prk": hex(kdf::extract_unsalted(b"sixteen bytes ok").expose())},
        ],
        "x-wing": {"seed": hex(key.expose()), "public": hex(KemSecret::derive(key).public().as_bytes())},
        "ed25519 keys never admitted": weak,
        "padding": padded,
        "sealed": hex(hash::sealed(b"ciphertext").as_bytes()),
    })
}

const POLICIES: [Policy; 3] = [Policy::Standard, Policy::Sensitive, Policy::Apart];

fn codes() -> Value {
    use Role::{Citizen, Coordinator, Employee, External, Relative, Service};
    let roles = [Coordinator, Employee, Citizen, Relative, External, Service];
    let scopes = [Scope::FromNow, Scope::Since(T0), Scope::Posts(vec![4, 5]), Scope::All];
    let name =
        |it: &dyn core::fmt::Debug, bytes: Vec<u8>| json!({"means": format!("{it:?}"), "cbor": hex(&bytes)});
    json!({
        "roles": roles.iter().map(|it| name(it, encode(it))).collect::<Vec<_>>(),
        "scopes": scopes.iter().map(|it| name(it, encode(it))).collect::<Vec<_>>(),
        "policies": POLICIES.map(|it| name(&it, encode(&it))),
        "none and some": [hex(&encode(&None::<u64>)), hex(&encode(&Some(7u64)))],
    })
}

fn ids(it: &Things) -> Value {
    let cert = encode(&it.cert);
    let genesis = Genesis {
        tenant: it.tenant,
        salt: Salt([9; 32]),
        device: it.cert.clone(),
        user_key: *it.first.key().public(),
        user_commit: it.first.commit(),
    };
    let uid = hash::uid(&genesis);
    let over = hash::over(&uid, &it.cert, &genesis.user_key, &genesis.user_commit);
    let token = Token { id_token: "e30.e30.AAAA".into(), r: Salt([7; 32]) };
    let card = Card::Token(token.clone());
    let (salt, secret) = (Salt([3; 32]), Salt([6; 32]));
    let says = Testimony {
        over,
        name: "Emma Holm".into(),
        uid: it.by,
        uhead: samtale_wire::user::UserHead { useq: 1, hash: Hash([4; 32]) },
        dev: DeviceId([5; 32]),
        t: 1_800_000_000,
        login: None,
    };
    let sig = it.seeds.keys().sign(label::VOUCHER, encode(&says)).sig;
    let vouched = Voucher { says: says.clone(), sig, card: token.clone(), mandate: None };
    let gives = Guardianship {
        guardian: it.by,
        name: says.name.clone(),
        until: says.t + 3600,
        invitation: hash::invitation(&secret),
        uid: it.uid,
        uhead: says.uhead,
        dev: says.dev,
        t: says.t - 10,
    };
    let given = it.seeds.keys().sign(label::MANDATE, encode(&gives)).sig;
    let mandate = Mandate { says: gives.clone(), sig: given, card: token.clone() };
    let sent = Voucher { mandate: Some(Box::new(mandate.clone())), ..vouched.clone() };
    // The same in place of a login that told a national number.
    let login = samtale_wire::voucher::MatchedLogin {
        card: Hash([6; 32]),
        iss: "https://login.example".into(),
        sub: "pairwise".into(),
        auth_time: 1_800_000_000,
        level: Level::Substantial,
        number: true,
    };
    let matched = Testimony { login: Some(login), ..says.clone() };
    let promise = samtale_membership::voucher::promise(&salt);
    let approves = [(it.uid, true), (it.by, false)];
    let policy = |policy: Policy| {
        json!({
            "policy": hex(&encode(&policy)), "citizens": hex(&encode(&approves.to_vec())),
            "hash": hashed(label::POLICY, &[&encode(&policy), &encode(&approves.to_vec())]),
        })
    };
    assert_eq!(
        hash::policy_of(Policy::Standard, approves.into_iter()).to_string(),
        policy(Policy::Standard)["hash"]["sha256"]
    );
    let home = Home { server: "https://samtale.example".into(), tenant: it.tenant, pin: Some(Hash([1; 32])) };
    let uhead = samtale_wire::user::UserHead { useq: 1, hash: Hash([4; 32]) };
    let device = DeviceLink {
        home: home.clone(),
        audience: Audience::Citizens,
        uid: it.uid,
        uhead,
        secret,
        level: None,
    };
    let paper = PaperLink { home: home.clone(), digits: it.paper.digits().to_string() };
    let invitation = Invitation {
        home,
        from: Some(Inviter {
            uid: it.by,
            name: "Ali Mentor".into(),
            secret,
            by_code: None,
            level: None,
            vouches: None,
            number: None,
            guardian: None,
        }),
    };
    let guardian = Some(Guardian { uid: it.uid, name: "Karen Holm".into() });
    let vouches = Some(samtale_membership::voucher::promise(&salt));
    let sends = invitation.from.clone().map(|from| Inviter { vouches, guardian, ..from });
    let sends = Invitation { home: invitation.home.clone(), from: sends };
    // With the level that they ask for: one more field each.
    let level = Some(Level::High);
    let asks = invitation.from.clone().map(|from| Inviter { level, ..from });
    let asking =
        (Invitation { home: invitation.home.clone(), from: asks }, DeviceLink { level, ..device.clone() });
    assert_eq!(hex(hash::link(&secret).as_bytes()), hashed(label::LINK_ID, &[secret.as_bytes()])["sha256"]);
    json!({
        "device certificate": hex(&cert),
        "device": hashed(label::DEVCERT, &[&cert]),
        "genesis": hex(&encode(&genesis)),
        "uid": hashed(label::UID, &[it.tenant.as_bytes(), &cert, genesis.salt.as_bytes()]),
        "over": hashed(label::OVER, &[uid.as_bytes(), &cert, genesis.user_key.as_bytes(), genesis.user_commit.as_bytes()]),
        "card": {
            "id_token": token.id_token, "r": hex(token.r.as_bytes()), "cbor": hex(&encode(&card)),
            "hash": hashed(label::CARD, &[token.id_token.as_bytes(), token.r.as_bytes()]),
            "oidc nonce": hashed(label::OIDC_NONCE, &[over.as_bytes(), token.r.as_bytes()]),
            "oidc nonce claim": cards::nonce(&over, &token.r),
        },
        "voucher": {
            "says": hex(&encode(&says)), "signature": hex(&vouched.sig.0),
            "cbor": hex(&encode(&Card::Voucher(Box::new(vouched.clone())))),
            "hash": hashed(label::VOUCHER_CARD, &[&encode(&vouched)]),
            "matched says": hex(&encode(&matched)),
            "promise": hashed(label::VOUCHER_NONCE, &[salt.as_bytes()]),
            "digits from": hashed(label::VOUCHER_DIGITS, &[secret.as_bytes(), salt.as_bytes(), it.by.as_bytes(), over.as_bytes()]),
            "digits": samtale_membership::voucher::digits(&secret, &salt, &it.by, &over),
            "proof": derived(&Secret::new(secret.0), label::VOUCHING, &[it.by.as_bytes(), promise.as_bytes(), uid.as_bytes(), over.as_bytes()]),
        },
        "by a guardian": {
            "says": hex(&encode(&gives)), "signature": hex(&mandate.sig.0), "mandate": hex(&encode(&mandate)),
            "card": hex(&encode(&Card::Voucher(Box::new(sent.clone())))),
            "hash": hashed(label::VOUCHER_CARD, &[&encode(&sent)]),
            "invitation": { "cbor": hex(&encode(&sends)), "link": sends.to_link() },
        },
        "dialog": hashed(label::DIALOG, &[it.tenant.as_bytes(), uid.as_bytes(), salt.as_bytes()]),
        "policies": POLICIES.map(policy),
        "invitation": {
            "secret": hex(secret.as_bytes()), "id": hashed(label::INVITATION, &[secret.as_bytes()]),
            "cbor": hex(&encode(&invitation)), "link": invitation.to_link(),
            "claim proof": derived(&Secret::new(secret.0), label::CLAIM, &[it.by.as_bytes(), uid.as_bytes(), over.as_bytes()]),
        },
        "device link": {
            "secret": hex(secret.as_bytes()), "id": hashed(label::LINK_ID, &[secret.as_bytes()]),
            "cbor": hex(&encode(&device)), "link": device.to_link(),
            "request proof": derived(&Secret::new(secret.0), label::LINK, &[it.uid.as_bytes(), hash::device(&it.cert).as_bytes()]),
        },
        "asking for a level": {
            "level": hex(&encode(&Level::High)),
            "invitation": { "cbor": hex(&encode(&asking.0)), "link": asking.0.to_link() },
            "device link": { "cbor": hex(&encode(&asking.1)), "link": asking.1.to_link() },
        },
        "paper link": {"digits": paper.digits, "cbor": hex(&encode(&paper)), "link": paper.to_link()},
        "purpose": hashed(label::PURPOSE, &[salt.as_bytes(), b"purpose"]),
    })
}

fn signatures(it: &Things) -> Value {
    let (root, office) = (&it.epochs[0], &it.epochs[1]);
    let public = |seed: &Secret| DeviceSeeds { signs: seed.clone(), opens: seed.clone() }.keys().verify_key();
    let (tenant, t) = (Tenant(public(root).0), T0);
    let card = TenantCard {
        version: 1,
        tenant,
        name: "Nordby Kommune".into(),
        head_key: public(office),
        issuers: Vec::new(),
        edition: None,
    };
    let word = samtale_wire::tenant::Dismissal { tenant, uid: it.uid, t };
    let employed = samtale_wire::tenant::Employment {
        tenant,
        uid: it.uid,
        unit: "Job".into(),
        until: t,
        succeeds: Some(it.dialog),
    };
    let head = ServerHead { tenant, dialog: it.dialog, seq: 17, head: Hash([2; 32]), t };
    let answers = Pin { uid: it.uid, uhead: samtale_wire::user::UserHead { useq: 1, hash: Hash([4; 32]) } };
    let scan = Scan { dialog: it.dialog, asks: it.by, answers, nonce: Salt([6; 32]), t };
    let login = LoginSecret::new(&it.login).expect("a login key");
    let opens = login.open_session(tenant, it.dev, t, &mut Drawn::from(3));
    let cosigned = samtale_membership::chain::cosigned(&it.uid, 2, &Hash([4; 32]), &it.dev);
    json!({
        "tenant card": signed(root, label::TENANT, encode(&card)),
        "attestation key": signed(root, label::ORGKEY, tenant::org_key(&tenant, &public(office))),
        "employment": signed(office, label::ORGATTEST, encode(&employed)),
        "end of employment": signed(office, label::ORGREVOKE, encode(&word)),
        "head of a log": signed(office, label::SERVER_HEAD, encode(&head)),
        "meeting": signed(&it.seeds.signs, label::QR, encode(&scan)),
        "new device": signed(&it.seeds.signs, label::COSIG, cosigned),
        "login": {
            "secret": hex(it.login.expose()), "public": hex(it.cert.login.as_bytes()), "t": t,
            "tenant": hex(tenant.as_bytes()), "dev": hex(it.dev.as_bytes()), "nonce": hex(opens.nonce.as_bytes()),
            "message": hex(&logins::message(&tenant, &it.dev, t, &opens.nonce)),
            "signature": hex(opens.sig.as_bytes()), "cbor": hex(&encode(&opens)),
        },
    })
}

fn keys(it: &Things) -> Value {
    let generation = |n: usize, user: &samtale_seal::user::UserSecret| {
        json!({
            "secret": hex(it.user_bytes[n].expose()), "generation": n,
            "key seed": derived(&it.user_bytes[n], label::USER_KEM, &[]),
            "key": hex(user.key().public().as_bytes()),
            "commitment": derived(&it.user_bytes[n], label::USER_COMMIT, &[&int(n as u64)]),
            "ring key": derived(&it.user_bytes[n], label::KEYRING, &[it.uid.as_bytes(), &int(n as u64)]),
        })
    };
    let epochs = it.epochs.iter().enumerate().map(|(n, secret)| {
        let commit = epoch::commit(secret, &it.dialog, n as u64);
        json!({"epoch": n, "secret": hex(secret.expose()), "commitment": hex(commit.as_bytes())})
    });
    let mut code = Drawn::from(18);
    let _ = samtale_seal::paper::PaperCode::make(&mut code);
    let (prk, seeds) = (kdf::extract_unsalted(&code.bytes), it.paper.seeds());
    json!({
        "tenant": hex(it.tenant.as_bytes()), "dialog": hex(it.dialog.as_bytes()), "uid": hex(it.uid.as_bytes()),
        "granter": hex(it.by.as_bytes()), "dev": hex(it.dev.as_bytes()),
        "device": {
            "signs": {"seed": hex(it.seeds.signs.expose()), "public": hex(it.cert.signs.as_bytes())},
            "opens": {"seed": hex(it.seeds.opens.expose()), "public": hex(it.cert.opens.as_bytes())},
        },
        "user": [generation(0, &it.first), generation(1, &it.second)],
        "epochs": epochs.collect::<Vec<_>>(),
        "paper": {
            "code": hex(&code.bytes), "check": hashed(label::PAPER, &[&code.bytes]), "digits": *it.paper.digits(),
            "prk": hex(prk.expose()), "signs": derived(&prk, label::PAPER, &[b"signs"]),
            "opens": derived(&prk, label::PAPER, &[b"opens"]), "login": derived(&prk, label::PAPER, &[b"login"]),
            "signing key": hex(seeds.keys().verify_key().as_bytes()),
        },
    })
}

fn sealing(it: &Things) -> Value {
    let all = it.sealed();
    let of = |name: &str| all.iter().find(|sealed| sealed.name == name).expect("sealed");
    let hpke = |name: &str, to: &KemKey, label: &str, parts: &[&[u8]], plain: &[u8]| {
        let sealed = of(name);
        let info = [label.as_bytes(), &[label::SUITE]].concat();
        json!({
            "to": hex(&to.as_bytes()[..32]), "info": hex(&info), "aad parts": hexes(parts),
            "aad": hex(&frame(label, parts)), "plain": hex(plain), "encapsulation randomness": hex(&sealed.drawn),
            "enc": hex(&sealed.bytes[..ENCAPPED]), "ciphertext": hex(&sealed.bytes[ENCAPPED..]),
            "hash": hex(hash::sealed(&sealed.bytes).as_bytes()),
        })
    };
    let xchacha = |name: &str, key: &Value, aad: &[u8], plain: &[u8]| {
        let sealed = of(name);
        assert_eq!(sealed.drawn, sealed.bytes[..24], "the nonce stands before");
        json!({
            "key": key, "aad": hex(aad), "plain": hex(plain), "nonce": hex(&sealed.drawn),
            "ciphertext": hex(&sealed.bytes[24..]), "hash": hex(hash::sealed(&sealed.bytes).as_bytes()),
        })
    };
    let (g, m, user) = (&it.grant, &it.post, it.first.key().public());
    let (seq, epoch, generation) = (int(g.seq), int(g.epoch), int(g.generation));
    let (by, to) = (g.by.as_bytes(), g.to.as_bytes());
    let granted: [&[u8]; 8] =
        [g.dialog.as_bytes(), &seq, g.prev.as_bytes(), &epoch, g.commit.as_bytes(), by, to, &generation];
    let post: [&[u8]; 5] =
        [m.dialog.as_bytes(), &epoch, m.uid.as_bytes(), m.dev.as_bytes(), m.msg_id.as_bytes()];
    let mut padded = [POST, &[0x80]].concat();
    padded.resize(256, 0);
    let (uid, commit) = (it.uid.as_bytes(), it.first.commit());
    let secret: [&[u8]; 4] = [uid, it.dev.as_bytes(), &int(0), commit.as_bytes()];
    let ring = |n: usize| derived(&it.user_bytes[n], label::KEYRING, &[uid, &int(n as u64)]);
    let kept =
        |n: u64, what: &[u8], version: u64| frame(label::KEYRING, &[uid, &int(n), what, &int(version)]);
    let prk = kdf::extract(&it.halves[1], &it.halves[0]);
    let mut root = FileRoot::default();
    let key = encode(&it.file);
    let chunks = CHUNKS.iter().zip(["file.0", "file.1.last"]).enumerate().map(|(n, (plain, name))| {
        root.push(&of(name).bytes);
        let last = u8::from(n + 1 == CHUNKS.len());
        // The key: an array of the secret and the prefix, each a byte string.
        let nonce = [&key[36..55], &(n as u32).to_be_bytes(), &[last]].concat();
        json!({
            "index": n, "last": last == 1, "nonce": hex(&nonce), "plain": hex(plain),
            "ciphertext": hex(&of(name).bytes), "hash": hex(hash::sealed(&of(name).bytes).as_bytes()),
        })
    });
    let chunks: Vec<Value> = chunks.collect();
    json!({
        "grant": hpke("grant", user, label::GRANT, &granted, &encode(&it.from_now)),
        "grant with history": hpke("grant.history", user, label::GRANT, &granted, &encode(&it.history)),
        "letter": hpke("letter", user, label::CARD, &[by, to], LETTER),
        "intent": hpke("intent", user, label::INTENT, &[uid, uid], INTENT),
        "jot": jot(it),
        "user secret": hpke("user-secret", &it.cert.opens, label::USER_SECRET, &secret, it.user_bytes[0].expose()),
        "post": {
            "content": hex(POST),
            "sealed": xchacha("post", &derived(&it.epochs[3], label::MSG_KEY, &post), &frame(label::MSG_KEY, &post), &padded),
        },
        "secret before": xchacha("user-secret.before", &ring(1), &kept(1, b"before", 0), it.user_bytes[0].expose()),
        "key ring": xchacha("ring", &ring(0), &kept(0, b"ring", 2), RING),
        "vault": {
            "device half": hex(it.halves[0].expose()), "server half": hex(it.halves[1].expose()),
            "head": hex(HEAD), "prk": hex(prk.expose()),
            "sealed": xchacha("vault", &derived(&prk, label::VAULT, &[HEAD]), HEAD, SEEDS),
        },
        "file": {
            "key": hex(&key), "secret": hex(&key[3..35]), "prefix": hex(&key[36..55]),
            "aad": hex(&frame(label::FILE, &[it.dialog.as_bytes()])), "chunks": chunks,
            "id": hex(root.finish().as_bytes()),
        },
    })
}

/// HPKE PSK: the shared secret is the device's, and its id is the label.
fn jot(it: &Things) -> Value {
    let (sealed, user) = (it.jot(), it.first.key().public());
    let (uid, dev) = (it.uid.as_bytes(), it.dev.as_bytes());
    let parts: [&[u8]; 3] = [uid, dev, JOT_ID.as_bytes()];
    let (info, psk) = (
        [label::JOT.as_bytes(), &[label::SUITE]].concat(),
        kdf::derive(&it.halves[0], label::JOT_KEY, &[uid, dev]),
    );
    let mut padded = [JOT, &[0x80]].concat();
    padded.resize(256, 0);
    json!({
        "device half": hex(it.halves[0].expose()), "psk": derived(&it.halves[0], label::JOT_KEY, &[uid, dev]),
        "psk id": hex(label::JOT.as_bytes()), "info": hex(&info), "aad parts": hexes(&parts),
        "aad": hex(&frame(label::JOT, &parts)), "content": hex(JOT), "plain": hex(&padded),
        "stamp": derived(&psk, label::JOT_STAMP, &[&int(0), user.as_bytes()]),
        "encapsulation randomness": hex(&sealed.drawn),
        "enc": hex(&sealed.bytes[..ENCAPPED]), "ciphertext": hex(&sealed.bytes[ENCAPPED..]),
    })
}

/// A short code with every step to what it opens: written out here once more, beside what the code does.
fn short_code(it: &Things) -> Value {
    const SERVER: &str = "https://samtale.example";
    let (code, number) = (ShortCode::read("K7P-2XQ-9DM").expect("a code"), 0x133D_85DB_A5B4_u64);
    let salt = hashed(label::CODE, &[SERVER.as_bytes()]);
    let params = argon2::Params::new(65_536, 3, 4, Some(64)).expect("parameters");
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let (mut out, at) = ([0; 64], hash::hash(label::CODE, &[SERVER.as_bytes()]));
    argon.hash_password_into(&int(number), at.as_bytes(), &mut out).expect("stretched");
    let keys = code.at(SERVER).expect("keys");
    assert_eq!(keys.id.as_bytes(), &out[..32]);
    let key = Secret::new(out[32..].try_into().expect("a key"));
    let mut drawn = Drawn::from(19);
    let sealed = keys.seal(LETTER, &mut drawn).expect("sealed");
    let mut padded = [LETTER, &[0x80]].concat();
    padded.resize(256, 0);
    json!({
        "code": *code.shown(), "number": hex(&int(number)), "server": SERVER, "salt": salt,
        "argon2id": {"memory KiB": 65_536, "passes": 3, "lanes": 4, "out": hex(&out)},
        "place": hex(&out[..32]), "key": derived(&key, label::CODE_LETTER, &[&out[..32]]),
        "aad": hex(&frame(label::CODE_LETTER, &[&out[..32]])), "content": hex(LETTER), "plain": hex(&padded),
        "nonce": hex(&sealed[..24]), "ciphertext": hex(&sealed[24..]),
        "secret by code": derived(&it.epochs[0], label::BY_CODE, &[]),
    })
}

fn vectors() -> Value {
    let it = Things::make();
    json!({
        "about": {
            "what": "Vectors of Samtale's protocol, suite 01 (docs/PROTOCOL.md). Bytes are hex; integers in hashes and derivations are 8 bytes, big-endian.",
            "hpke": "RFC 9180 Base (a jot: PSK), KEM 0x647A (X-Wing), KDF 0x0001, AEAD 0x0003; encapsulation randomness is what X-Wing draws; 'to' is the first 32 bytes of the receiver's key.",
            "xchacha": "nonce and ciphertext are sent one after the other",
            "log": "one dialog in which everything happens; the chains of those who take part; entries that must be refused, and why",
        },
        "labels": labels(), "primitives": primitives(&it), "codes": codes(), "ids": ids(&it),
        "signatures": signatures(&it), "keys": keys(&it), "sealing": sealing(&it), "short code": short_code(&it), "log": told::log(),
    })
}

#[test]
fn the_vectors_are_what_the_code_makes() {
    let now = vectors();
    let text = serde_json::to_string_pretty(&now).expect("JSON") + "\n";
    assert!(text.len() < 300_000, "{} bytes", text.len());
    if book::writing() {
        std::fs::write(book::path(FILE), &text).expect("written");
    }
    let kept = std::fs::read_to_string(book::path(FILE)).expect("the vectors");
    let kept: Value = serde_json::from_str(&kept).expect("JSON");
    for (name, section) in now.as_object().expect("sections") {
        assert!(kept[name] == *section, "what is published under {name:?} is made otherwise now");
    }
    assert_eq!(kept.as_object().map(Map::len), now.as_object().map(Map::len));
}
