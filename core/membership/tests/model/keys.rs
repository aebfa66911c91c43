//! Reference of a person's own chain: which devices speak, and of which generation the user key is.
//! Refuses what the protocol refuses, each rule with the sentence it comes from: "I.2" and "2.3" are
//! the sections of the protocol's specification. Shares nothing with the code under test.

use crate::acts::{Dev, Head, Key, KeyAct};
use std::collections::{BTreeMap, BTreeSet};

/// The sentence that forbids it.
pub type Why = &'static str;

pub fn must(holds: bool, sentence: Why) -> Result<(), Why> {
    if holds { Ok(()) } else { Err(sentence) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    pub paper: bool,
    pub vouched: bool,
    pub by: Dev,
    pub at: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub devices: BTreeMap<Dev, Device>,
    pub generation: u64,
    pub t: u64,
}

/// A chain: every state it went through.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Whether it is of this municipality.
    pub home: bool,
    pub states: Vec<State>,
}

impl State {
    /// Whoever never brought a card of their own is dropped by the next key.
    pub fn known_alone(&mut self) {
        self.devices.retain(|_, device| device.paper || device.vouched);
    }

    pub fn vouched(&self) -> bool {
        self.devices.values().all(|device| device.paper || device.vouched)
    }

    pub fn stays(&self) -> Vec<Dev> {
        self.devices.keys().copied().collect()
    }

    /// What goes with a device that is revoked.
    pub fn gone(&self, dev: Dev, since: u64) -> BTreeSet<Dev> {
        let mut gone = BTreeSet::from([dev]);
        loop {
            let more = self.devices.iter().filter(|(_, it)| it.at >= since && gone.contains(&it.by));
            let more: BTreeSet<Dev> = more.map(|(dev, _)| *dev).chain(gone.iter().copied()).collect();
            if more == gone {
                return gone;
            }
            gone = more;
        }
    }
}

impl Keys {
    /// A chain with one device; two entries if a provider vouched for it.
    pub fn begin(home: bool, vouched: bool, t: u64) -> Self {
        let device = Device { paper: false, vouched: false, by: 0, at: t };
        let first = State { devices: BTreeMap::from([(0, device)]), generation: 0, t };
        let mut states = vec![first.clone()];
        if vouched {
            let devices = BTreeMap::from([(0, Device { vouched: true, ..device })]);
            states.push(State { devices, ..first });
        }
        Self { home, states }
    }

    pub fn now(&self) -> &State {
        &self.states[self.states.len() - 1]
    }

    pub fn head(&self) -> Head {
        self.states.len() as Head - 1
    }

    pub fn at(&self, head: Head) -> Option<&State> {
        self.states.get(usize::try_from(head).ok()?)
    }

    /// The last place at which somebody may seal to this person.
    pub fn last_vouched(&self) -> Option<Head> {
        self.states.iter().rposition(State::vouched).map(|at| at as Head)
    }

    /// The newest user secret that a device was ever given up to a place in the chain. It opens all
    /// before it: each user secret is sealed under the next.
    pub fn holds(&self, dev: Dev, up_to: Head) -> Option<u64> {
        let states = self.states.iter().take(up_to as usize + 1);
        states.filter(|state| state.devices.contains_key(&dev)).map(|state| state.generation).max()
    }

    pub fn step(&mut self, act: &KeyAct) -> Result<(), Why> {
        let now = self.now();
        let mut next = now.clone();
        must(act.t >= now.t, "2.6: t ≥ state.t")?;
        let by = now.devices.get(&act.by).ok_or("2.3: an existing device signs")?;
        must(!act.forged, "2.3: signed by that device")?;
        let vouches = matches!(act.what, Key::Vouch { .. });
        must(by.paper || by.vouched || vouches, "I.2: every DevCert needs its own Attest before it counts")?;
        let adds = matches!(act.what, Key::Add { paper: false, .. });
        must(!by.paper || adds, "I.2: paper brings a device in, which needs a fresh Attest, and no more")?;
        match &act.what {
            Key::Add { dev, paper, cosigned } => {
                must(*cosigned, "2.3: AddDevice is co-signed by the new device")?;
                must(!now.devices.contains_key(dev), "2.3: a device is added once")?;
                must(now.devices.len() < 16, "I.4 bounds: sixteen devices")?;
                let papers = now.devices.values().filter(|device| device.paper).count();
                must(!paper || papers < 2, "2.3: SetPaper, at most 2 live")?;
                let (paper, by, at) = (*paper, act.by, act.t);
                next.devices.insert(*dev, Device { paper, vouched: false, by, at });
            }
            Key::Vouch { dev, bound } => {
                must(act.by == *dev, "I.2: its own Attest; cross-signing never raises a level")?;
                must(*bound, "2.3: over = H(DevCert, UEK_g, UC_g)")?;
                next.devices.entry(*dev).and_modify(|device| device.vouched = true);
            }
            Key::Revoke { dev, since, stays } => {
                must(now.devices.contains_key(dev), "2.3: RevokeDevice, of a device that is there")?;
                let gone = now.gone(*dev, *since);
                must(!gone.contains(&act.by), "2.3: signed by any other live device")?;
                next.devices.retain(|dev, _| !gone.contains(dev));
                next.known_alone();
                must(*stays == next.stays(), "I.2: the user secret is sealed to each device that stays")?;
                next.generation += 1;
            }
            Key::Rotate { stays } => {
                next.known_alone();
                must(*stays == next.stays(), "I.2: the user secret is sealed to each device")?;
                next.generation += 1;
            }
        }
        next.t = act.t;
        self.states.push(next);
        Ok(())
    }
}
