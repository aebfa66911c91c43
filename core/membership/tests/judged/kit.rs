//! People who can sign anything, also what the rules forbid; deterministic.

#[path = "seeded.rs"]
mod seeded;

pub use seeded::Seeded;

use samtale_membership::apply::entry_hash;
use samtale_membership::{State, UserChain, Violation, apply, chain, hash, open};
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::login::LoginSecret;
use samtale_seal::user::UserSecret;
use samtale_seal::{Secret, epoch};
use samtale_wire::entry::*;
use samtale_wire::tenant::{Dismissal, Employment, OrgAttest, TenantCard};
use samtale_wire::user::*;
use samtale_wire::*;
use std::collections::BTreeMap;

pub const DAY: u64 = 86_400;
pub const T0: u64 = 1_800_000_000;

/// A municipality that signs.
pub struct Town {
    root: DeviceKeys,
    office: DeviceKeys,
}

impl Town {
    pub fn new(seed: u64) -> Self {
        let rng = &mut Seeded(seed);
        Self { root: DeviceSeeds::make(rng).keys(), office: DeviceSeeds::make(rng).keys() }
    }

    pub fn id(&self) -> Tenant {
        Tenant(self.root.verify_key().0)
    }

    /// The municipality's word on itself.
    pub fn says(&self, card: &TenantCard) -> Vec<u8> {
        encode(&self.root.sign(label::TENANT, encode(card)))
    }

    pub fn employ(&self, uid: Uid, until: u64) -> Box<OrgAttest> {
        self.employ_to(uid, until, None)
    }

    /// An employment that says in which dialog it may take over.
    pub fn employ_to(&self, uid: Uid, until: u64, succeeds: Option<DialogId>) -> Box<OrgAttest> {
        let employment = Employment { tenant: self.id(), uid, unit: "Job".into(), until, succeeds };
        self.attest(label::ORGATTEST, encode(&employment))
    }

    /// The word that somebody is not employed any more.
    pub fn dismiss(&self, uid: Uid, t: u64) -> OrgRevoke {
        let word = self.attest(label::ORGREVOKE, encode(&Dismissal { tenant: self.id(), uid, t }));
        OrgRevoke { word: *word }
    }

    fn attest(&self, purpose: &str, payload: Vec<u8>) -> Box<OrgAttest> {
        let key = self.office.verify_key();
        let key_sig =
            self.root.sign(label::ORGKEY, samtale_membership::tenant::org_key(&self.id(), &key)).sig;
        let signed = self.office.sign(purpose, payload);
        Box::new(OrgAttest { key, key_sig, payload: signed.payload, sig: signed.sig })
    }
}

/// Somebody with a device and a chain.
pub struct Person {
    pub uid: Uid,
    pub dev: DeviceId,
    pub head: UserHead,
    pub keys: DeviceKeys,
    pub chain: UserChain,
    pub entries: Vec<Vec<u8>>,
    /// The time of the next entry in the chain.
    pub t: u64,
}

/// A device that may become somebody's.
pub struct Device {
    pub id: DeviceId,
    pub cert: DevCert,
    pub keys: DeviceKeys,
}

impl Device {
    pub fn new(seed: u64) -> Self {
        let rng = &mut Seeded(seed * 7_000_003);
        let keys = DeviceSeeds::make(rng).keys();
        let login = LoginSecret::new(&Secret::make(rng)).expect("a scalar").public().expect("a point");
        let cert = DevCert { signs: keys.verify_key(), opens: *keys.opens.public(), login, created: T0 };
        Self { id: hash::device(&cert), cert, keys }
    }

    /// Its own signature that it wants to be the next of this person's devices.
    pub fn cosigns(&self, person: &Person) -> Signature {
        let head = person.chain.now().head;
        let message = chain::cosigned(&person.uid, head.useq + 1, &head.hash, &self.id);
        self.keys.sign(label::COSIG, message).sig
    }

    /// The next entry of a person's chain, signed by this device.
    pub fn sign(&self, person: &Person, body: UserBody) -> Vec<u8> {
        person.entry(&self.keys, self.id, body)
    }
}

impl Person {
    pub fn new(town: &Town, seed: u64) -> Self {
        Self::build(town, seed, true)
    }

    pub fn unattested(town: &Town, seed: u64) -> Self {
        Self::build(town, seed, false)
    }

    fn build(town: &Town, seed: u64, attested: bool) -> Self {
        let rng = &mut Seeded(seed * 1_000_003);
        let keys = DeviceSeeds::make(rng).keys();
        let user = UserSecret::make(rng);
        let login = LoginSecret::new(&Secret::make(rng)).expect("a scalar").public().expect("a point");
        let device = DevCert { signs: keys.verify_key(), opens: *keys.opens.public(), login, created: T0 };
        let genesis = Genesis {
            tenant: town.id(),
            salt: Salt([9; 32]),
            device,
            user_key: *user.key().public(),
            user_commit: user.commit(),
        };
        let (uid, dev) = (hash::uid(&genesis), hash::device(&genesis.device));
        let over = hash::over(&uid, &genesis.device, &genesis.user_key, &genesis.user_commit);
        let first = sign_user(&keys, uid, dev, None, UserBody::Genesis(Box::new(genesis)));
        let mut entries = vec![first];
        let mut chain = UserChain::begin(&entries[0]).expect("a chain");
        if attested {
            let attest = UserBody::Attest(Attest { dev, card: Hash([8; 32]), over, matched_by: None });
            entries.push(sign_user(&keys, uid, dev, Some(chain.now().head), attest));
            chain.extend(&entries[1]).expect("attested");
        }
        Self { uid, dev, head: chain.now().head, keys, chain, entries, t: T0 }
    }

    /// The next entry of the chain.
    pub fn entry(&self, keys: &DeviceKeys, by: DeviceId, body: UserBody) -> Vec<u8> {
        sign_user_at(keys, self.uid, by, Some(self.chain.now().head), body, self.t)
    }

    pub fn push(&mut self, entry: Vec<u8>) -> Result<(), Violation> {
        self.chain.extend(&entry)
    }

    pub fn added(&self, device: &Device) -> NewDevice {
        NewDevice { device: device.cert.clone(), secret: Hash([3; 32]), cosig: device.cosigns(self) }
    }

    /// The first device adds another, or a code on paper.
    pub fn add(&mut self, device: &Device, paper: bool) -> Result<(), Violation> {
        let added = Box::new(self.added(device));
        let body = if paper { UserBody::SetPaper(added) } else { UserBody::AddDevice(added) };
        self.push(self.entry(&self.keys, self.dev, body))
    }

    pub fn attest(&self, device: &Device) -> UserBody {
        let now = self.chain.now();
        let over = hash::over(&self.uid, &device.cert, &now.user_key, &now.user_commit);
        UserBody::Attest(Attest { dev: device.id, card: Hash([8; 32]), over, matched_by: None })
    }

    /// A provider vouches for a device that was added.
    pub fn vouch(&mut self, device: &Device) -> Result<(), Violation> {
        self.push(device.sign(self, self.attest(device)))
    }

    /// The next user key, for every device that is there.
    pub fn next_key(&self) -> NewUserKey {
        self.key_for(|_| true)
    }

    /// The revocation of a device and what it added since, with the next user key for the rest.
    pub fn revocation(&self, dev: DeviceId, since: u64) -> UserBody {
        let mut gone = vec![dev];
        for device in &self.chain.now().devices {
            if gone.contains(&device.added.0) && device.added.1 >= since {
                gone.push(device.id);
            }
        }
        let key = self.key_for(|dev| !gone.contains(dev));
        UserBody::RevokeDevice(Box::new(RevokeDevice { dev, since, key }))
    }

    fn key_for(&self, stays: impl Fn(&DeviceId) -> bool) -> NewUserKey {
        let mut devices: Vec<DeviceId> =
            self.chain.now().devices.iter().map(|device| device.id).filter(|dev| stays(dev)).collect();
        devices.sort_unstable();
        let user = UserSecret::make(&mut Seeded(self.chain.now().generation + 99));
        let secrets = devices.into_iter().map(|dev| SecretRef { dev, hash: Hash([4; 32]) }).collect();
        let (user_key, user_commit) = (*user.key().public(), user.commit());
        NewUserKey { user_key, user_commit, before: Hash([5; 32]), secrets }
    }

    pub fn pin(&self) -> Pin {
        Pin { uid: self.uid, uhead: self.head }
    }
}

pub fn sign_user(
    keys: &DeviceKeys,
    uid: Uid,
    by: DeviceId,
    head: Option<UserHead>,
    body: UserBody,
) -> Vec<u8> {
    sign_user_at(keys, uid, by, head, body, T0)
}

fn sign_user_at(
    keys: &DeviceKeys,
    uid: Uid,
    by: DeviceId,
    head: Option<UserHead>,
    body: UserBody,
    t: u64,
) -> Vec<u8> {
    let payload = UserPayload {
        version: 1,
        uid,
        useq: head.map_or(0, |head| head.useq + 1),
        uprev: head.map_or(Hash::ZERO, |head| head.hash),
        by,
        t,
        body,
    };
    encode(&keys.sign(label::UENTRY, encode(&payload)))
}

/// A log that grows, and the people whose chains are known.
pub struct Log {
    pub town: Town,
    pub state: State,
    pub chains: BTreeMap<Uid, UserChain>,
    pub last: Vec<u8>,
}

impl Log {
    /// Ali's dialog about Karen.
    pub fn begin(town: Town, ali: &Person, karen: &Person, others: &[&Person]) -> Self {
        Self::begin_by(Policy::Standard, town, ali, karen, others)
    }

    /// The same, by other rules.
    pub fn begin_by(policy: Policy, town: Town, ali: &Person, karen: &Person, others: &[&Person]) -> Self {
        let everyone = [ali, karen].into_iter().chain(others.iter().copied());
        let chains = everyone.map(|it| (it.uid, it.chain.clone())).collect();
        let mut payload = create_payload(&town, ali, karen);
        if let Body::Create(create) = &mut payload.body {
            create.policy = policy;
        }
        let entry = signed(ali, &payload);
        let state = open(&entry, &chains).expect("a dialog");
        Self { town, state, chains, last: entry }
    }

    pub fn draft(&self, by: &Person, body: Body) -> Payload {
        Payload {
            version: 1,
            dialog: self.state.roster.dialog,
            seq: self.state.tip.seq + 1,
            prev: self.state.tip.head,
            ctl: self.state.roster.ctl,
            uid: by.uid,
            dev: by.dev,
            msg_id: MsgId([7; 16]),
            t: self.state.tip.t + 10,
            epoch: self.state.roster.epoch,
            uhead: by.head,
            body,
        }
    }

    pub fn judge(&self, by: &Person, payload: &Payload) -> Result<State, Violation> {
        apply(&self.state, &signed(by, payload), &self.chains)
    }

    /// The same, signed by another device.
    pub fn judge_as(&self, device: &Device, payload: &Payload) -> Result<State, Violation> {
        let entry = encode(&device.keys.sign(label::ENTRY, encode(payload)));
        apply(&self.state, &entry, &self.chains)
    }

    /// What would happen.
    pub fn attempt(&self, by: &Person, body: Body) -> Result<State, Violation> {
        self.judge(by, &self.draft(by, body))
    }

    /// Lets it happen; the entry's hash.
    pub fn append(&mut self, by: &Person, body: Body) -> Hash {
        self.last = signed(by, &self.draft(by, body));
        self.state = apply(&self.state, &self.last, &self.chains).expect("allowed");
        entry_hash(&self.last)
    }

    pub fn proposal(&self, subject: &Person, role: Role) -> Propose {
        Propose {
            subject: subject.pin(),
            role,
            scope: Scope::FromNow,
            purpose: Hash([1; 32]),
            until: self.state.tip.t + 90 * DAY,
            org: role.is_staff().then(|| self.town.employ(subject.uid, T0 + 300 * DAY)),
            letter: Hash([2; 32]),
            about: Detached { hash: Hash([3; 32]), len: 296 },
        }
    }

    pub fn propose(&mut self, by: &Person, subject: &Person, role: Role) -> Hash {
        let proposal = self.proposal(subject, role);
        self.append(by, Body::Propose(Box::new(proposal)))
    }

    pub fn join(&self, proposal: Hash) -> Join {
        let policy = hash::policy_in(&self.state.roster);
        Join { proposal, text: Hash([4; 32]), until: self.until(), policy }
    }

    pub fn consent(&self, proposal: Hash) -> Consent {
        Consent { proposal, text: Hash([4; 32]), until: self.until(), renews: None }
    }

    fn until(&self) -> u64 {
        self.state.tip.t + 30 * DAY
    }

    /// An admission that is right in all but what a test changes.
    pub fn admission(&self, proposal: Hash) -> Admit {
        let open = self.state.roster.proposal(&proposal).ok();
        let cited = open.map(samtale_membership::Proposal::cited).unwrap_or_default();
        let mut epoch = self.next_epoch(&[]);
        if let Some(subject) = open.and_then(|open| self.chains[&open.subject.uid].at(&open.subject.uhead)) {
            let generation = subject.generation;
            epoch.grants.push(GrantRef { uid: subject.uid, generation, hash: Hash([5; 32]) });
            epoch.grants.sort_unstable_by_key(|grant| grant.uid);
        }
        Admit { proposal, consents: cited, epoch }
    }

    /// The next epoch for the members who are there, and for those who come in.
    pub fn next_epoch(&self, more: &[&Person]) -> NewEpoch {
        let roster = &self.state.roster;
        let mut readers: Vec<(Uid, u64)> =
            roster.members.iter().map(|member| (member.uid, member.generation)).collect();
        readers.extend(more.iter().map(|person| (person.uid, person.chain.now().generation)));
        new_epoch(&roster.dialog, roster.epoch + 1, &readers)
    }

    /// The removal of these people, right in all but what a test changes.
    pub fn removal(&self, out: &[&Person]) -> Body {
        let mut uids: Vec<Uid> = out.iter().map(|person| person.uid).collect();
        uids.sort_unstable();
        let mut epoch = self.next_epoch(&[]);
        epoch.grants.retain(|grant| !uids.contains(&grant.uid));
        Body::Remove(Remove { uids, epoch })
    }

    /// Somebody new, whose chain is known here.
    pub fn meet(&mut self, seed: u64) -> Person {
        let person = Person::new(&self.town, seed);
        self.chains.insert(person.uid, person.chain.clone());
        person
    }

    /// Somebody comes in, with everybody's consent; the proposal they came by.
    pub fn bring(&mut self, by: &Person, asked: &[&Person], subject: &Person, role: Role) -> Hash {
        let proposal = self.propose(by, subject, role);
        self.append(subject, Body::Join(self.join(proposal)));
        for person in asked {
            self.append(person, Body::Consent(self.consent(proposal)));
        }
        self.append(by, Body::Admit(self.admission(proposal)));
        proposal
    }

    /// The entry with `by`'s yes that holds `member` in.
    pub fn yes_of(&self, member: &Person, by: &Person) -> Hash {
        let member = self.state.roster.member(&member.uid).expect("in");
        member.yes.iter().find(|yes| yes.uid == by.uid).expect("said yes").entry
    }

    /// A renewal of that yes, for so many days from now.
    pub fn renewal(&self, proposal: Hash, renews: Hash, days: u64) -> Body {
        let until = self.state.tip.t + 10 + days * DAY;
        Body::Consent(Consent { proposal, text: Hash([4; 32]), until, renews: Some(renews) })
    }

    pub fn attempt_proposal(&self, by: &Person, subject: &Person, role: Role) -> Result<State, Violation> {
        self.attempt(by, Body::Propose(Box::new(self.proposal(subject, role))))
    }

    /// Proposes whom the municipality names to take over in `dialog`.
    pub fn propose_successor(&mut self, by: &Person, subject: &Person, dialog: DialogId) -> Hash {
        let mut proposal = self.proposal(subject, Role::Coordinator);
        proposal.org = Some(self.town.employ_to(subject.uid, T0 + 300 * DAY, Some(dialog)));
        self.append(by, Body::Propose(Box::new(proposal)))
    }

    /// The cards of somebody's new devices, in a letter to every other member.
    pub fn introduction(&self, by: &Person) -> Introduce {
        let others = self.state.roster.members.iter().filter(|member| member.uid != by.uid);
        let letters = others.map(|member| LetterRef { uid: member.uid, hash: Hash([2; 32]) });
        Introduce { letters: letters.collect() }
    }

    pub fn journalised(&self, from: u64, to: u64) -> Body {
        let case = Detached { hash: Hash([6; 32]), len: 296 };
        Body::Journalised(Journalised { from, to, export: Hash([7; 32]), case })
    }

    pub fn post(&self) -> Body {
        Body::Post(Post {
            content: Detached { hash: Hash([6; 32]), len: 296 },
            files: Vec::new(),
            show_at: None,
        })
    }

    /// Karen is in.
    pub fn with_karen(mut self, ali: &Person, karen: &Person) -> Self {
        let until = self.state.tip.t + 900 * DAY;
        let offer = Propose { until, ..self.proposal(karen, Role::Citizen) };
        let proposal = self.append(ali, Body::Propose(Box::new(offer)));
        self.append(karen, Body::Join(Join { until, ..self.join(proposal) }));
        self.append(ali, Body::Admit(self.admission(proposal)));
        self
    }
}

pub fn signed(by: &Person, payload: &Payload) -> Vec<u8> {
    encode(&by.keys.sign(label::ENTRY, encode(payload)))
}

pub fn new_epoch(dialog: &DialogId, number: u64, readers: &[(Uid, u64)]) -> NewEpoch {
    let commit = epoch::commit(&Secret::new([5; 32]), dialog, number);
    let grant = |&(uid, generation): &(Uid, u64)| GrantRef { uid, generation, hash: Hash([5; 32]) };
    let mut grants: Vec<GrantRef> = readers.iter().map(grant).collect();
    grants.sort_unstable_by_key(|grant| grant.uid);
    NewEpoch { epoch: number, commit, pins: Vec::new(), grants }
}

/// The payload of a right Create.
pub fn create_payload(town: &Town, ali: &Person, karen: &Person) -> Payload {
    let salt = Salt([3; 32]);
    let dialog = hash::dialog(&town.id(), &ali.uid, &salt);
    let create = Create {
        tenant: town.id(),
        salt,
        head_key: VerifyKey([1; 32]),
        policy: Policy::Standard,
        citizens: vec![Named { pin: karen.pin(), approves: true }],
        basis: Basis { table: 1, line: 1 },
        org: town.employ(ali.uid, T0 + 300 * DAY),
        epoch: new_epoch(&dialog, 0, &[(ali.uid, 0)]),
        about: Detached { hash: Hash([3; 32]), len: 296 },
    };
    Payload {
        version: 1,
        dialog,
        seq: 0,
        prev: Hash::ZERO,
        ctl: Hash::ZERO,
        uid: ali.uid,
        dev: ali.dev,
        msg_id: MsgId([7; 16]),
        t: T0,
        epoch: 0,
        uhead: ali.head,
        body: Body::Create(Box::new(create)),
    }
}
