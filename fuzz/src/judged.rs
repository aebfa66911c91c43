//! What the rules judge: cards, chains, logs and what travels with an entry; raw, or changed and
//! signed again, so that what lies behind the signature is reached.
//! Refuses to let anything through that is not the successor of what was there.

use crate::kit::*;
use crate::script::{Script, Target};
use crate::story::{Story, met, story};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::{
    State, UserChain, UserState, apply, attachments, card as cards, chain as chains, hash, open,
};
use samtale_wire::api::Envelope;
use samtale_wire::entry::*;
use samtale_wire::tenant::{Audience, Issuer, IssuerKey, PublicKey, TenantCard};
use samtale_wire::user::{Card, Token, UserBody, UserPayload};
use samtale_wire::*;
use std::cell::RefCell;
use std::sync::LazyLock;

/// The targets in this file.
pub const TARGETS: [Target; 5] =
    [("card", card), ("chain", chain), ("log", log), ("begin", begin), ("attachments", attachments)];

/// The most entries that one input adds.
const STEPS: usize = 12;

static STORY: LazyLock<Story> = LazyLock::new(story);
static PROVIDER: LazyLock<p256::ecdsa::SigningKey> =
    LazyLock::new(|| p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a scalar"));

thread_local! {
    /// A log whose state is set before each use.
    static LOG: RefCell<Log> = RefCell::new(Log {
        town: Town::new(1),
        state: STORY.told[0].1.clone(),
        chains: STORY.chains.clone(),
        last: Vec::new(),
    });
}

/// A token: raw, or any header and claims at all under the provider's own signature.
pub fn card(data: &[u8]) {
    let mut script = Script(data);
    let person = &STORY.people[1].1.chain;
    let (now, device) = (person.now(), &person.now().devices[0].cert);
    let over = hash::over(&now.uid, device, &now.user_key, &now.user_commit);
    let id_token = if script.byte() % 2 == 0 {
        String::from_utf8_lossy(script.0).into_owned()
    } else {
        let header = BASE64.encode(script.chunk());
        let signed = format!("{header}.{}", BASE64.encode(script.0));
        let sig: p256::ecdsa::Signature = PROVIDER.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(sig.to_bytes()))
    };
    let token = Token { id_token, r: Salt([5; 32]) };
    let it = Card::Token(token.clone());
    let Ok(identity) = cards::check(&it, &over, device.created, &tenant()) else { return };
    let claims: Vec<u8> = BASE64.decode(token.id_token.split('.').nth(1).expect("claims")).expect("base64");
    let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!(claims["iss"], identity.iss.as_str());
    assert_eq!(claims["nonce"], cards::nonce(&over, &token.r).as_str());
    assert_eq!(claims["acr"], "substantial");
    assert!(claims["aud"] == "samtale" || claims["aud"] == serde_json::json!(["samtale"]));
    assert!(["pid", "cpr", "dk.cpr", "ssn", "nin"].iter().all(|claim| claims.get(claim).is_none()));
}

fn tenant() -> TenantCard {
    let key = PROVIDER.verifying_key().to_sec1_point(true).as_bytes().to_vec();
    TenantCard {
        version: 1,
        tenant: STORY.town.id(),
        name: "Nordby".into(),
        head_key: VerifyKey([1; 32]),
        issuers: vec![Issuer {
            iss: "https://login.example".into(),
            client_id: "samtale".into(),
            authorize: "https://login.example/authorize".into(),
            token: "https://login.example/token".into(),
            acr: vec!["substantial".into()],
            audience: Audience::Citizens,
            redirect: None,
            profile: None,
            par: None,
            pseudonymous: None,
            keys: vec![IssuerKey { kid: "k1".into(), key: PublicKey::P256(Bytes(key)), until: None }],
        }],
        edition: None,
    }
}

/// A person's chain, from some place in Eva's on.
pub fn chain(data: &[u8]) {
    let mut script = Script(data);
    let eva = &STORY.people[4].1;
    if script.byte() % 4 == 0 {
        drop(UserChain::read([script.chunk(), script.chunk(), script.0]));
        return;
    }
    let known = 1 + script.pick(eva.entries.len());
    let mut now = UserChain::read(eva.entries[..known].iter().map(Vec::as_slice)).expect("a chain");
    for _ in 0..STEPS {
        if script.done() {
            return;
        }
        let entry = next_user_entry(&now, &mut script);
        let before = now.now().clone();
        if now.extend(&entry).is_ok() {
            extends(&before, now.now(), &now);
        } else {
            assert_eq!(*now.now(), before, "a refused entry changes nothing");
        }
    }
}

fn next_user_entry(now: &UserChain, script: &mut Script<'_>) -> Vec<u8> {
    let (eva, state) = (&STORY.people[4].1, now.now());
    let Some(told) = script.one(&eva.entries) else { return Vec::new() };
    let signed: Signed = decode(told).expect("signed");
    let mut payload: UserPayload = decode(&signed.payload.0).expect("a user entry");
    (payload.useq, payload.uprev) = (state.head.useq + 1, state.head.hash);
    payload.t = state.t + script.number() as u64;
    if let Some(device) = script.one(&state.devices) {
        payload.by = device.id;
    }
    match &mut payload.body {
        UserBody::AddDevice(it) | UserBody::SetPaper(it) => {
            it.device.created += script.number() as u64;
            let id = hash::device(&it.device);
            let message = chains::cosigned(&payload.uid, payload.useq, &payload.uprev, &id);
            let keys = STORY.devices.iter().find(|own| own.cert.signs == it.device.signs);
            it.cosig = keys.map_or(it.cosig, |own| own.keys.sign(label::COSIG, message).sig);
        }
        UserBody::RevokeDevice(it) => {
            it.dev = script.one(&state.devices).map_or(it.dev, |device| device.id);
            it.since = T0 + script.number() as u64;
            let stays = |dev: &DeviceId| *dev != it.dev;
            secrets(&mut it.key, state, stays);
        }
        UserBody::RotateUserKey(it) => secrets(it, state, |_| true),
        UserBody::Attest(it) => {
            it.dev = payload.by;
            if let Some(device) = state.device(&it.dev) {
                it.over = hash::over(&state.uid, &device.cert, &state.user_key, &state.user_commit);
            }
        }
        UserBody::Genesis(_) => {}
    }
    let mut bytes = encode(&payload);
    let pool: Vec<[u8; 32]> = state.devices.iter().map(|device| device.id.0).collect();
    script.change(&mut bytes, &pool);
    // Signed by the device that it names, as far as anybody has its keys.
    let by = decode::<UserPayload>(&bytes).map_or(payload.by, |payload| payload.by);
    let cert = state.device(&by).map(|device| device.cert.signs);
    let own = STORY.devices.iter().find(|own| Some(own.cert.signs) == cert).map(|own| &own.keys);
    encode(&own.unwrap_or(&eva.keys).sign(label::UENTRY, bytes))
}

fn secrets(key: &mut samtale_wire::user::NewUserKey, state: &UserState, stays: impl Fn(&DeviceId) -> bool) {
    let mut devices: Vec<DeviceId> = state.devices.iter().map(|it| it.id).filter(|dev| stays(dev)).collect();
    devices.sort_unstable();
    let hash = Hash([4; 32]);
    key.secrets = devices.into_iter().map(|dev| samtale_wire::user::SecretRef { dev, hash }).collect();
}

fn extends(before: &UserState, after: &UserState, chain: &UserChain) {
    assert_eq!(after.head.useq, before.head.useq + 1);
    assert_eq!((after.uid, after.tenant), (before.uid, before.tenant));
    assert!(after.t >= before.t && chain.at(&before.head) == Some(before));
    assert!(after.generation == before.generation || after.generation == before.generation + 1);
    let mut ids: Vec<DeviceId> = after.devices.iter().map(|device| device.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), after.devices.len(), "a device is there once");
    assert!((1..=chains::MAX_DEVICES).contains(&ids.len()));
    assert!(after.devices.iter().filter(|device| device.paper).count() <= chains::MAX_PAPER);
    // Who goes takes the old key along: nobody loses a device and keeps the key.
    let gone = before.devices.iter().any(|device| after.device(&device.id).is_none());
    assert!(!gone || after.generation > before.generation);
}

/// A dialog's log, from some place in the story on.
pub fn log(data: &[u8]) {
    let mut script = Script(data);
    let Some((_, state)) = script.one(&STORY.told) else { return };
    let mut state = state.clone();
    for _ in 0..STEPS {
        if script.done() {
            return;
        }
        let entry = next_entry(&state, &mut script);
        if let Ok(next) = apply(&state, &entry, &STORY.chains) {
            follows(&state, &entry, &next);
            state = next;
        }
    }
}

fn next_entry(state: &State, script: &mut Script<'_>) -> Vec<u8> {
    let op = script.byte() % 8;
    if op == 0 {
        return script.chunk().to_vec();
    }
    LOG.with_borrow_mut(|log| {
        log.state = state.clone();
        let Some((_, by)) = script.one(&STORY.people) else { return Vec::new() };
        let body = match op {
            1 => decode(script.chunk()).ok(),
            2 => script.one(&STORY.told).and_then(|it| parse(&it.0).ok()).map(|(_, payload)| payload.body),
            _ => act(log, by, script),
        };
        let mut payload = log.draft(by, body.unwrap_or_else(|| log.post()));
        payload.t += [0, 60, 3600, DAY, 31 * DAY, 91 * DAY][script.pick(6)];
        let mut bytes = encode(&payload);
        script.change(&mut bytes, &pool(state));
        let named = decode::<Payload>(&bytes).map_or(by.dev, |payload| payload.dev);
        encode(&STORY.keys(&named).unwrap_or(&by.keys).sign(label::ENTRY, bytes))
    })
}

/// Something that somebody could rightly do, if it is their turn.
fn act(log: &Log, by: &Person, script: &mut Script<'_>) -> Option<Body> {
    let roster = &log.state.roster;
    let kind = script.byte() % 21;
    let whom = &script.one(&STORY.people)?.1;
    let chosen = script.byte();
    let proposal = roster.proposals.get(usize::from(chosen) % roster.proposals.len().max(1)).map(|it| it.id);
    let member = roster.member(&whom.uid);
    let seq = log.state.tip.seq;
    Some(match kind {
        0 | 1 => {
            use Role::{Citizen, Coordinator, Employee, External, Relative, Service};
            let role = [Coordinator, Employee, Citizen, Relative, External, Service][usize::from(chosen) % 6];
            let scope = match script.pick(4) {
                0 => Scope::FromNow,
                1 => Scope::Since(T0 + u64::from(script.byte())),
                2 => Scope::Posts(script.chunk().iter().map(|seq| u64::from(*seq)).collect()),
                _ => Scope::All,
            };
            let mut it = Propose { scope, ..log.proposal(whom, role) };
            if role == Coordinator {
                it.org = Some(log.town.employ_to(whom.uid, T0 + 300 * DAY, Some(roster.dialog)));
            }
            Body::Propose(Box::new(it))
        }
        2 => Body::Join(log.join(proposal?)),
        3 => Body::Consent(log.consent(proposal?)),
        4 => Body::Decline(Decline { proposal: proposal? }),
        5 => Body::Withdraw(Withdraw { proposal: member.map(|it| it.proposal).or(proposal)? }),
        6 => Body::Admit(log.admission(proposal?)),
        7 => log.removal(&[whom]),
        8 => Body::Leave,
        9 => Body::Rotate(Rotate { garbage: chosen.is_multiple_of(2), epoch: log.next_epoch(&[]) }),
        10 => {
            let letter = |uid| LetterRef { uid, hash: Hash([2; 32]) };
            let letters = member.map(|_| letter(roster.members[0].uid)).into_iter().collect();
            Body::RebindIntent(RebindIntent { old: whom.uid, card: Hash([8; 32]), letters })
        }
        11 => {
            let intent = roster.intents.get(usize::from(chosen) % roster.intents.len().max(1))?;
            let new = STORY.people.iter().find(|(_, person)| person.uid == intent.new.uid)?;
            let mut epoch = log.next_epoch(&[&new.1]);
            epoch.grants.retain(|grant| grant.uid != intent.old);
            let org = Some(log.town.employ(intent.new.uid, T0 + 300 * DAY));
            Body::Rebind(Box::new(Rebind { intent: intent.id, org, epoch }))
        }
        12 => Body::Tombstone(Tombstone { seq: u64::from(chosen), entry: Hash([1; 32]), author: whom.uid }),
        13 => Body::Close,
        14 => Body::Reopen,
        15 => log.journalised(u64::from(chosen), seq),
        16 => Body::Verified(Box::new(met(log, by, whom))),
        17 => Body::Matched(Matched { subject: whom.pin() }),
        18 => Body::OrgRevoke(Box::new(log.town.dismiss(whom.uid, log.state.tip.t))),
        20 => Body::Introduce(log.introduction(by)),
        _ => {
            let yes = member?.yes.iter().find(|yes| yes.uid == by.uid)?;
            log.renewal(member?.proposal, yes.entry, u64::from(chosen))
        }
    })
}

/// Ids and hashes that stand somewhere in this log.
fn pool(state: &State) -> Vec<[u8; 32]> {
    let roster = &state.roster;
    let mut pool = vec![state.tip.head.0, roster.ctl.0, roster.commit.0, [0; 32]];
    pool.extend(STORY.people.iter().flat_map(|(_, it)| [it.uid.0, it.head.hash.0, it.dev.0]));
    pool.extend(roster.members.iter().flat_map(|it| it.yes.iter().map(|yes| yes.entry.0)));
    pool.extend(roster.members.iter().map(|it| it.proposal.0));
    pool.extend(roster.proposals.iter().map(|it| it.id.0));
    pool.extend(roster.intents.iter().map(|it| it.id.0));
    pool.extend(STORY.devices.iter().map(|it| it.id.0));
    pool
}

/// What must hold whenever an entry is taken, whatever it is.
fn follows(before: &State, entry: &[u8], after: &State) {
    let (_, payload) = parse(entry).expect("what is taken can be read");
    let (old, new) = (&before.roster, &after.roster);
    assert_eq!((payload.seq, payload.prev), (before.tip.seq + 1, before.tip.head), "it is the successor");
    assert_eq!((payload.dialog, payload.ctl, payload.epoch), (old.dialog, old.ctl, old.epoch));
    assert!(payload.t >= before.tip.t);
    assert_eq!((after.tip.seq, after.tip.head, after.tip.t), (payload.seq, entry_hash(entry), payload.t));
    assert_eq!(new.ctl, if payload.body.is_control() { after.tip.head } else { old.ctl });
    let fixed =
        |it: &samtale_membership::Roster| (it.dialog, it.tenant, it.head_key, it.policy, it.citizens.len());
    assert_eq!(fixed(old), fixed(new), "what Create fixed stays");
    sound(after);
    // Whoever comes in or goes, the epoch changes with them, and is granted to exactly the members.
    let uids = |it: &State| it.roster.members.iter().map(|it| it.uid).collect::<Vec<_>>();
    let granted = payload.body.new_epoch().map(|it| it.grants.iter().map(|it| it.uid).collect());
    match granted {
        Some(granted) => assert_eq!((new.epoch, granted), (old.epoch + 1, uids(after))),
        None => assert_eq!((new.epoch, new.commit, uids(before)), (old.epoch, old.commit, uids(after))),
    }
    // Whose devices are new shows them to everybody there, and is known there by them from then on.
    if let Body::Introduce(it) = &payload.body {
        let mut shown: Vec<Uid> = it.letters.iter().map(|letter| letter.uid).chain([payload.uid]).collect();
        shown.sort_unstable();
        assert_eq!(shown, uids(after));
        assert_eq!(new.member(&payload.uid).map(|it| it.uhead), Some(payload.uhead));
    }
}

/// What holds in every state.
fn sound(state: &State) {
    let roster = &state.roster;
    assert_eq!(decode(&encode(state)).as_ref(), Ok(state));
    assert!(roster.members.is_sorted_by(|a, b| a.uid < b.uid), "each member is in once");
    assert!(roster.citizens.is_sorted_by(|a, b| a.uid < b.uid), "each citizen is named once");
    assert!((1..=MAX_MEMBERS).contains(&roster.members.len()));
    assert!(roster.proposals.len() <= MAX_OPEN_PROPOSALS && roster.intents.len() <= MAX_INTENTS);
    let citizen = |it: &samtale_membership::Member| roster.citizen(&it.uid).is_some();
    assert!(
        roster.members.iter().all(|it| (it.role == Role::Citizen) == citizen(it)),
        "roles are not traded"
    );
    let gone = |uid| roster.member(uid).is_none() && roster.citizen(uid).is_none();
    assert!(roster.replaced.iter().all(gone), "who was replaced is nobody here");
}

/// The first entry of a log.
pub fn begin(data: &[u8]) {
    let mut script = Script(data);
    let raw = script.byte() % 4 == 0;
    let (first, _) = &STORY.told[0];
    let (_, payload) = parse(first).expect("a Create");
    let mut bytes = encode(&payload);
    script.change(&mut bytes, &pool(&STORY.told[0].1));
    let by = decode::<Payload>(&bytes).ok().and_then(|it| STORY.keys(&it.dev));
    let entry = encode(&by.unwrap_or(&STORY.people[0].1.keys).sign(label::ENTRY, bytes));
    let entry = if raw { script.0.to_vec() } else { entry };
    let Ok(state) = open(&entry, &STORY.chains) else { return };
    let (_, payload) = parse(&entry).expect("what is taken can be read");
    let roster = &state.roster;
    assert_eq!((payload.seq, payload.prev, payload.ctl), (0, Hash::ZERO, Hash::ZERO));
    assert_eq!((state.tip.head, roster.ctl, roster.epoch), (entry_hash(&entry), entry_hash(&entry), 0));
    assert_eq!(roster.members.iter().map(|it| it.uid).collect::<Vec<_>>(), [payload.uid]);
    assert!(roster.approvers().next().is_some(), "somebody is asked");
    sound(&state);
}

/// What travels with an entry: exactly what it names, nothing more, less or else.
pub fn attachments(data: &[u8]) {
    let mut script = Script(data);
    let Body::Create(mut create) = parse(&STORY.told[0].0).expect("a Create").1.body else { return };
    let count = script.pick(4) as u8;
    let named: Vec<Envelope> =
        (0..count).map(|n| Envelope { to: Uid([n; 32]), sealed: Bytes(script.chunk().to_vec()) }).collect();
    let ciphertext = script.chunk().to_vec();
    create.about = Detached { hash: hash::sealed(&ciphertext), len: ciphertext.len() as u64 };
    let grant = |it: &Envelope| GrantRef { uid: it.to, generation: 0, hash: hash::sealed(&it.sealed.0) };
    create.epoch.grants = named.iter().map(grant).collect();
    let body = Body::Create(create);
    assert_eq!(attachments::check(&body, &named, Some(&ciphertext)), Ok(()));
    let letter = |it: &Envelope| LetterRef { uid: it.to, hash: hash::sealed(&it.sealed.0) };
    let shows = Body::Introduce(Introduce { letters: named.iter().map(letter).collect() });
    assert_eq!(attachments::check(&shows, &named, None), Ok(()));
    assert!(attachments::check(&shows, &named, Some(&ciphertext)).is_err(), "nothing is beside the letters");
    let (mut given, mut bytes, at) = (named.clone(), ciphertext.clone(), script.number());
    match script.byte() % 5 {
        0 if !given.is_empty() => given[at % usize::from(count)].to.0[0] ^= 1,
        1 if !given.is_empty() => script.change(&mut given[at % usize::from(count)].sealed.0, &[]),
        2 if !given.is_empty() => given.rotate_left(at % usize::from(count)),
        3 => given.push(Envelope { to: Uid([9; 32]), sealed: Bytes::default() }),
        _ => script.change(&mut bytes, &[]),
    }
    let same = given == named && bytes == ciphertext;
    assert_eq!(attachments::check(&body, &given, Some(&bytes)).is_ok(), same);
    assert!(attachments::check(&body, &named, None).is_err());
    assert_eq!(attachments::check(&shows, &given, None).is_ok(), given == named);
}
