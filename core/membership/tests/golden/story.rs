//! One dialog in which everything happens that can happen, and the chains of those who take part;
//! always the same bytes. Told for the golden lines, the vectors, the fuzzers and the benches.
//! Refuses a telling that the rules do not allow.

use crate::kit::*;
use samtale_membership::apply::entry_hash;
use samtale_membership::{State, UserChain, apply};
use samtale_seal::device::DeviceKeys;
use samtale_wire::entry::*;
use samtale_wire::user::*;
use samtale_wire::*;
use std::collections::BTreeMap;

/// Everybody, and every entry with the state after it.
pub struct Story {
    pub town: Town,
    pub people: Vec<(&'static str, Person)>,
    pub devices: Vec<Device>,
    pub chains: BTreeMap<Uid, UserChain>,
    pub told: Vec<(Vec<u8>, State)>,
}

impl Story {
    /// The keys of a device, wherever it is.
    pub fn keys(&self, dev: &DeviceId) -> Option<&DeviceKeys> {
        let own = self.people.iter().map(|(_, person)| (person.dev, &person.keys));
        own.chain(self.devices.iter().map(|it| (it.id, &it.keys))).find(|(id, _)| id == dev).map(|it| it.1)
    }

    /// An entry signed by the device that it names, or by somebody else if nobody has that one.
    pub fn sign(&self, payload: &Payload) -> Vec<u8> {
        let keys = self.keys(&payload.dev).unwrap_or(&self.people[0].1.keys);
        encode(&keys.sign(label::ENTRY, encode(payload)))
    }
}

/// What kind of entry it is, scopes and renewals told apart.
pub fn kind(body: &Body) -> String {
    match body {
        Body::Propose(propose) => format!("Propose.{}", name(&propose.scope)),
        Body::Consent(consent) if consent.renews.is_some() => "Consent.renewing".into(),
        other => name(other),
    }
}

/// A variant's own name.
pub fn name(it: &impl core::fmt::Debug) -> String {
    format!("{it:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The variants of an enum, read from its source: so none is forgotten.
pub fn variants(source: &str, of: &str) -> Vec<String> {
    let body = source.split(&format!("pub enum {of} {{")).nth(1).expect("the enum");
    let body = body.split("\n}").next().expect("its end");
    let lines = body.lines().map(str::trim).filter(|it| it.starts_with(char::is_uppercase));
    lines.map(|it| it.chars().take_while(char::is_ascii_alphanumeric).collect()).collect()
}

struct Teller {
    log: Log,
    told: Vec<(Vec<u8>, State)>,
}

impl Teller {
    fn tell(&mut self, by: &Person, body: Body) -> Hash {
        self.tell_as(&by.keys, self.log.draft(by, body))
    }

    fn tell_as(&mut self, keys: &DeviceKeys, mut payload: Payload) -> Hash {
        payload.msg_id = MsgId([payload.seq as u8; 16]);
        let entry = encode(&keys.sign(label::ENTRY, encode(&payload)));
        self.log.state = apply(&self.log.state, &entry, &self.log.chains).expect("allowed");
        self.told.push((entry.clone(), self.log.state.clone()));
        entry_hash(&entry)
    }

    fn propose(&mut self, by: &Person, subject: &Person, role: Role, scope: Scope) -> Hash {
        let proposal = Propose { scope, ..self.log.proposal(subject, role) };
        self.tell(by, Body::Propose(Box::new(proposal)))
    }

    /// Somebody comes in, with the citizen's consent.
    fn bring(&mut self, by: &Person, citizen: &Person, subject: &Person, how: (Role, Scope)) -> Hash {
        let proposal = self.propose(by, subject, how.0, how.1);
        self.tell(subject, Body::Join(self.log.join(proposal)));
        self.tell(citizen, Body::Consent(self.log.consent(proposal)));
        self.tell(by, Body::Admit(self.log.admission(proposal)));
        proposal
    }

    fn now(&self) -> u64 {
        self.log.state.tip.t
    }
}

/// The next entry of somebody's chain.
fn push(person: &mut Person, entry: Vec<u8>) {
    person.chain.extend(&entry).expect("follows");
    person.entries.push(entry);
    person.t += 60;
}

/// Somebody's next device, with its card.
fn equip(person: &mut Person, device: &Device) {
    let added = UserBody::AddDevice(Box::new(person.added(device)));
    push(person, person.entry(&person.keys, person.dev, added));
    push(person, device.sign(person, person.attest(device)));
}

/// Eva's later user entries: a second device with its card, paper, a new key, a device less.
fn live(eva: &mut Person, tablet: &Device, paper: &Device) {
    let own = |eva: &Person, body: UserBody| eva.entry(&eva.keys, eva.dev, body);
    equip(eva, tablet);
    push(eva, own(eva, UserBody::SetPaper(Box::new(eva.added(paper)))));
    push(eva, own(eva, UserBody::RotateUserKey(Box::new(eva.next_key()))));
    push(eva, own(eva, eva.revocation(tablet.id, T0)));
}

/// A meeting of two screens, signed by both.
pub fn met(log: &Log, by: &Person, subject: &Person) -> Verified {
    let (nonce, at) = (Salt([6; 32]), log.state.tip.t);
    let scan = Scan { dialog: log.state.roster.dialog, asks: by.uid, answers: subject.pin(), nonce, t: at };
    let echo = subject.keys.sign(label::QR, encode(&scan)).sig;
    Verified { subject: subject.pin(), dev: subject.dev, nonce, at, echo }
}

/// Tells it.
pub fn story() -> Story {
    let town = Town::new(1);
    let person = |seed| Person::new(&town, seed);
    let (ali, karen, mette, per) = (person(2), person(3), person(4), person(5));
    let (mut eva, mut anew) = (person(6), person(7));
    let (tablet, paper, laptop) = (Device::new(31), Device::new(32), Device::new(33));
    let log = Log::begin(town, &ali, &karen, &[&mette, &per, &eva, &anew]);
    let told = vec![(log.last.clone(), log.state.clone())];
    let mut it = Teller { log, told };

    // Karen comes in; both write.
    let proposal = it.propose(&ali, &karen, Role::Citizen, Scope::FromNow);
    it.tell(&karen, Body::Join(it.log.join(proposal)));
    it.tell(&ali, Body::Admit(it.log.admission(proposal)));
    let post = it.tell(&karen, it.log.post());
    let content = Detached { hash: Hash([6; 32]), len: 576 };
    let files = vec![FileId([1; 32]), FileId([2; 32])];
    it.tell(&ali, Body::Post(Post { content, files, show_at: Some(it.now() + DAY) }));

    // Mette comes with what was written since the beginning, Eva with everything; Per not at all.
    let came_by = it.bring(&ali, &karen, &mette, (Role::External, Scope::Since(T0)));
    it.bring(&ali, &karen, &eva, (Role::Employee, Scope::All));
    let declined = it.propose(&eva, &per, Role::Relative, Scope::Posts(vec![4, 5]));
    it.tell(&karen, Body::Decline(Decline { proposal: declined }));
    let yes = it.log.state.roster.member(&mette.uid).and_then(|mette| mette.yes.last().copied());
    it.tell(&karen, it.log.renewal(came_by, yes.expect("Karen's yes").entry, 60));

    // What is known of people, and what becomes of what they write.
    it.tell(&ali, Body::Verified(Box::new(met(&it.log, &ali, &mette))));
    it.tell(&ali, Body::Matched(Matched { subject: karen.pin() }));
    it.tell(&karen, Body::Tombstone(Tombstone { seq: 4, entry: post, author: karen.uid }));
    it.tell(&eva, it.log.journalised(0, 5));

    // Mette goes because Karen takes her yes back.
    it.tell(&karen, Body::Withdraw(Withdraw { proposal: came_by }));
    it.tell(&ali, it.log.removal(&[&mette]));

    // Karen loses her phone and comes back under a new uid.
    let letters = vec![LetterRef { uid: ali.uid, hash: Hash([2; 32]) }];
    let asks = RebindIntent { old: karen.uid, card: Hash([8; 32]), letters };
    let intent = it.tell(&anew, Body::RebindIntent(asks));
    // Met before the Rebind, so that her vote counts at once.
    it.tell(&ali, Body::Verified(Box::new(met(&it.log, &ali, &anew))));
    let mut epoch = it.log.next_epoch(&[&anew]);
    epoch.grants.retain(|grant| grant.uid != karen.uid);
    it.tell(&ali, Body::Rebind(Box::new(Rebind { intent, org: None, epoch })));

    // Eva's keys change: Ali begins an epoch for those she has now, and one whose grant was no good.
    live(&mut eva, &tablet, &paper);
    it.log.chains.insert(eva.uid, eva.chain.clone());
    eva.head = eva.chain.now().head;
    let mut epoch = it.log.next_epoch(&[]);
    epoch.pins = vec![eva.pin()];
    let generation = eva.chain.now().generation;
    epoch.grants.iter_mut().filter(|it| it.uid == eva.uid).for_each(|it| it.generation = generation);
    it.tell(&ali, Body::Rotate(Rotate { garbage: false, epoch }));
    it.tell(&eva, Body::Rotate(Rotate { garbage: true, epoch: it.log.next_epoch(&[]) }));

    // The server lost an end; the dialog closes and opens.
    it.tell(&ali, Body::Resume(Resume { seq: 40, head: Hash([1; 32]) }));
    it.tell(&ali, Body::Close);
    it.tell(&ali, Body::Reopen);

    // Eva is dismissed, Per comes and leaves.
    let word = it.log.town.dismiss(eva.uid, it.now());
    it.tell(&anew, Body::OrgRevoke(Box::new(word)));
    it.tell(&anew, it.log.removal(&[&eva]));
    it.bring(&ali, &anew, &per, (Role::Relative, Scope::FromNow));
    it.tell(&per, Body::Leave);
    it.tell(&ali, it.log.removal(&[&per]));
    it.tell(&ali, it.log.post());

    // Who came back has a laptop, too: it shows its card before it writes anything.
    equip(&mut anew, &laptop);
    it.log.chains.insert(anew.uid, anew.chain.clone());
    anew.head = anew.chain.now().head;
    let shows = Body::Introduce(it.log.introduction(&anew));
    let payload = Payload { dev: laptop.id, ..it.log.draft(&anew, shows) };
    it.tell_as(&laptop.keys, payload);

    let people =
        vec![("ali", ali), ("karen", karen), ("mette", mette), ("per", per), ("eva", eva), ("anew", anew)];
    Story {
        town: it.log.town,
        people,
        devices: vec![tablet, paper, laptop],
        chains: it.log.chains,
        told: it.told,
    }
}
