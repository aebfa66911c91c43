//! The people of the model with real keys, and their chains: what the model says in numbers is signed
//! here, through the test kit. Refuses to decide anything: it signs what is forbidden as well as what
//! is allowed. Entries of dialogs are in `speech`.

use crate::acts::*;
use crate::keys::Keys;
use crate::kit::{Device, Person, Seeded, T0, Town};
use samtale_membership::{Chains, UserChain, Violation, chain, hash};
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::user::UserSecret;
use samtale_wire::entry::Pin;
use samtale_wire::user::*;
use samtale_wire::{DeviceId, Hash, Uid, encode, label};
use std::collections::BTreeMap;

/// Devices that a person may add, beside the first.
pub const SPARE: u8 = 6;
/// People of this municipality; after them come a stranger from another and one nobody vouched for.
pub const HOME: usize = 8;

/// Somebody, and what may become theirs.
pub struct Someone {
    pub person: Person,
    start: UserChain,
    spare: Vec<Device>,
    heads: Vec<UserHead>,
    /// The user secrets of each generation, as far as they were needed.
    pub secrets: Vec<UserSecret>,
    seed: u64,
}

pub struct World {
    pub town: Town,
    pub elsewhere: Town,
    pub people: Vec<Someone>,
    whos: BTreeMap<Uid, Who>,
    pub stranger: Who,
    pub hollow: Who,
}

impl Chains for World {
    fn chain(&self, uid: &Uid) -> Option<&UserChain> {
        Some(&self.someone(*self.whos.get(uid)?).person.chain)
    }
}

impl World {
    pub fn new(seed: u64) -> Self {
        let (town, elsewhere) = (Town::new(seed), Town::new(seed + 1));
        let mut made: Vec<(Someone, u8)> = Vec::new();
        for n in 0..HOME as u64 + 2 {
            let seed = seed * 100 + n;
            let (person, kind) = match n as usize {
                HOME => (Person::new(&elsewhere, seed), 1),
                n if n > HOME => (Person::unattested(&town, seed), 2),
                _ => (Person::new(&town, seed), 0),
            };
            let spare = (1..=u64::from(SPARE)).map(|n| Device::new(seed * 100 + n)).collect();
            let start = person.chain.clone();
            made.push((Someone { person, start, spare, heads: Vec::new(), secrets: Vec::new(), seed }, kind));
        }
        made.sort_by_key(|(it, _)| it.person.uid);
        let place = |kind| made.iter().position(|(_, it)| *it == kind).expect("made") as Who;
        let (stranger, hollow) = (place(1), place(2));
        let people: Vec<Someone> = made.into_iter().map(|(it, _)| it).collect();
        let whos = people.iter().zip(0..).map(|(it, who)| (it.person.uid, who)).collect();
        Self { town, elsewhere, people, whos, stranger, hollow }
    }

    /// Everybody as they were at first.
    pub fn reset(&mut self) -> Vec<Keys> {
        for someone in &mut self.people {
            someone.person.chain = someone.start.clone();
            let first = UserChain::begin(&someone.person.entries[0]).expect("a chain").now().head;
            someone.heads = vec![first];
            someone.heads.extend((someone.person.head != first).then_some(someone.person.head));
        }
        let whos = 0..self.people.len() as Who;
        whos.map(|who| Keys::begin(who != self.stranger, who != self.hollow, T0)).collect()
    }

    pub fn someone(&self, who: Who) -> &Someone {
        &self.people[usize::from(who)]
    }

    pub fn uid(&self, who: Who) -> Uid {
        self.someone(who).person.uid
    }

    pub fn who(&self, uid: &Uid) -> Who {
        self.whos[uid]
    }

    pub fn keys_of(&self, who: Who, dev: Dev) -> &DeviceKeys {
        let someone = self.someone(who);
        if dev == 0 { &someone.person.keys } else { &someone.spare[usize::from(dev - 1)].keys }
    }

    pub fn cert_of(&self, who: Who, dev: Dev) -> &DevCert {
        let someone = self.someone(who);
        if dev == 0 {
            &someone.start.now().devices[0].cert
        } else {
            &someone.spare[usize::from(dev - 1)].cert
        }
    }

    pub fn dev(&self, who: Who, dev: Dev) -> DeviceId {
        let someone = self.someone(who);
        if dev == 0 { someone.person.dev } else { someone.spare[usize::from(dev - 1)].id }
    }

    /// A place in a chain; one that never was, if the number is too high.
    fn uhead(&self, who: Who, head: Head) -> UserHead {
        let heads = &self.someone(who).heads;
        let never = UserHead { useq: head, hash: Hash([0xEE; 32]) };
        heads.get(head as usize).copied().unwrap_or(never)
    }

    pub fn pin(&self, who: Who, head: Head) -> Pin {
        Pin { uid: self.uid(who), uhead: self.uhead(who, head) }
    }

    /// A person's user secret of a generation.
    pub fn secret(&mut self, who: Who, generation: u64) -> &UserSecret {
        let someone = &mut self.people[usize::from(who)];
        if someone.secrets.is_empty() {
            // As the kit draws it: after the first device's seeds.
            let rng = &mut Seeded(someone.seed * 1_000_003);
            let _ = DeviceSeeds::make(rng);
            someone.secrets.push(UserSecret::make(rng));
        }
        while someone.secrets.len() as u64 <= generation {
            let last = &someone.secrets[someone.secrets.len() - 1];
            let next = last.next(&mut Seeded((someone.seed << 20) + someone.secrets.len() as u64 * 64));
            someone.secrets.push(next);
        }
        &someone.secrets[generation as usize]
    }

    /// Appends to a person's chain, if the code under test allows it.
    pub fn extend(&mut self, act: &KeyAct) -> Result<(), Violation> {
        let body = self.key_body(act);
        let by = self.dev(act.who, act.by);
        // A forger knows everything but the key.
        let keys =
            if act.forged { self.keys_of((act.who + 1) % 8, act.by) } else { self.keys_of(act.who, act.by) };
        let person = &self.someone(act.who).person;
        let head = person.chain.now().head;
        let (uid, useq, uprev) = (person.uid, head.useq + 1, head.hash);
        let payload = UserPayload { version: 1, uid, useq, uprev, by, t: act.t, body };
        let entry = encode(&keys.sign(label::UENTRY, encode(&payload)));
        let someone = &mut self.people[usize::from(act.who)];
        someone.person.push(entry)?;
        someone.heads.push(someone.person.chain.now().head);
        Ok(())
    }

    fn key_body(&mut self, act: &KeyAct) -> UserBody {
        let who = act.who;
        match &act.what {
            Key::Add { dev, paper, cosigned } => {
                let person = &self.someone(who).person;
                let head = person.chain.now().head;
                let message = chain::cosigned(&person.uid, head.useq + 1, &head.hash, &self.dev(who, *dev));
                let signer = if *cosigned { *dev } else { (*dev + 1) % SPARE };
                let cosig = self.keys_of(who, signer).sign(label::COSIG, message).sig;
                let device = self.cert_of(who, *dev).clone();
                let added = Box::new(NewDevice { device, secret: Hash([3; 32]), cosig });
                if *paper { UserBody::SetPaper(added) } else { UserBody::AddDevice(added) }
            }
            Key::Vouch { dev, bound } => {
                let now = self.someone(who).person.chain.now();
                let commit = if *bound { now.user_commit } else { Hash([9; 32]) };
                let over = hash::over(&now.uid, self.cert_of(who, *dev), &now.user_key, &commit);
                UserBody::Attest(Attest {
                    dev: self.dev(who, *dev),
                    card: Hash([8; 32]),
                    over,
                    matched_by: None,
                })
            }
            Key::Revoke { dev, since, stays } => {
                let (dev, key) = (self.dev(who, *dev), self.next_key(who, stays));
                UserBody::RevokeDevice(Box::new(RevokeDevice { dev, since: *since, key }))
            }
            Key::Rotate { stays } => UserBody::RotateUserKey(Box::new(self.next_key(who, stays))),
        }
    }

    fn next_key(&mut self, who: Who, stays: &[Dev]) -> NewUserKey {
        let mut devices: Vec<DeviceId> = stays.iter().map(|dev| self.dev(who, *dev)).collect();
        devices.sort_unstable();
        let secrets = devices.into_iter().map(|dev| SecretRef { dev, hash: Hash([4; 32]) }).collect();
        let generation = self.someone(who).person.chain.now().generation + 1;
        let user = self.secret(who, generation);
        let (user_key, user_commit) = (*user.key().public(), user.commit());
        NewUserKey { user_key, user_commit, before: Hash([5; 32]), secrets }
    }
}
