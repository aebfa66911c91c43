//! Who holds which epoch secret, and what follows from it: for everything that was sealed, who should
//! read it and who can. Refuses to look at the rules: what can be read follows from the grants that
//! accepted entries carry, what should be read from membership and consent alone.
//! Grants are symbols here; `sealing` does the same with real keys.

use crate::acts::*;
use crate::keys::Keys;
use crate::reference::{Dialog, Phase};
use std::collections::{BTreeMap, BTreeSet};

/// A user key to which something was sealed: whose, and of which generation.
pub type Reader = (Who, u64);

pub struct Epoch {
    pub t: u64,
    pub held: BTreeSet<Reader>,
}

/// Something that was sealed in an epoch.
pub struct Sealed {
    pub seq: Seq,
    pub epoch: u64,
    pub t: u64,
    /// To whom its own key was given.
    pub keyed: BTreeSet<Reader>,
    pub should: BTreeSet<Who>,
    /// Devices that their owners had taken back, as far as this log had ever been told, with the newest
    /// user secret that each was given until then.
    pub lost: BTreeSet<(Who, Dev, u64)>,
}

#[derive(Default)]
pub struct Knowledge {
    pub epochs: Vec<Epoch>,
    pub sealed: Vec<Sealed>,
    /// How far this log was ever told of each member's chain.
    pins: BTreeMap<Who, Head>,
}

/// What a newcomer is given of what was before.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub to: Option<Reader>,
    pub epochs: Vec<u64>,
    pub posts: Vec<Seq>,
}

impl Sealed {
    fn within(&self, scope: &Scope) -> bool {
        match scope {
            Scope::FromNow => false,
            Scope::Since(t) => self.t >= *t,
            Scope::Posts(chosen) => chosen.contains(&self.seq),
            Scope::All => true,
        }
    }
}

impl Knowledge {
    /// Whether a person can read it, with the newest user secret they ever had.
    pub fn can(&self, who: Who, it: &Sealed) -> bool {
        self.opens(it, |&(reader, _)| reader == who)
    }

    /// Whether a device can, with the newest user secret it was ever given.
    pub fn device_can(&self, (who, dev): (Who, Dev), it: &Sealed, people: &[Keys]) -> bool {
        let chain = &people[usize::from(who)];
        let holds = chain.holds(dev, chain.head());
        holds.is_some_and(|newest| {
            self.opens(it, |&(reader, generation)| reader == who && generation <= newest)
        })
    }

    fn opens(&self, it: &Sealed, has: impl Fn(&Reader) -> bool) -> bool {
        self.epochs[it.epoch as usize].held.iter().any(&has) || it.keyed.iter().any(&has)
    }

    /// Who comes in with an entry, and how much of what was before was consented to: by scope, and from
    /// which place on because it was theirs already.
    fn consented(before: &Dialog, act: &Act) -> Option<(Who, Scope, Seq)> {
        match &act.what {
            What::Admit { proposal, .. } => {
                let open = before.proposals.get(proposal)?;
                Some((open.subject, open.scope.clone(), Seq::MAX))
            }
            What::Rebind { intent, .. } => {
                let it = before.intents.get(intent)?;
                let place = before.members.get(&it.old)?;
                // I.4: history at once; where the policy is sensitive, when met or after a day.
                let held = before.policy == Policy::Sensitive && !it.met && act.t < it.t + DAY;
                let scope = if held { Scope::FromNow } else { place.scope.clone() };
                Some((it.new, scope, if held { Seq::MAX } else { place.since }))
            }
            _ => None,
        }
    }

    /// What an honest granter hands over with an entry, which the rules do not see: what was consented
    /// to, as far as the granter can read it; whole epochs by their secrets, the rest one by one.
    pub fn history(&self, before: &Dialog, act: &Act) -> History {
        let Some((to, scope, since)) = Self::consented(before, act) else { return History::default() };
        let grants = act.what.begins().map(|new| new.grants.clone()).unwrap_or_default();
        let to = grants.into_iter().find(|(who, _)| *who == to);
        let whole = |(number, epoch): (usize, &Epoch)| {
            let all = match scope {
                Scope::All => true,
                Scope::Since(t) => epoch.t >= t,
                Scope::FromNow | Scope::Posts(_) => false,
            };
            let has = epoch.held.iter().any(|(who, _)| *who == act.by);
            (all && has).then_some(number as u64)
        };
        let epochs: Vec<u64> = self.epochs.iter().enumerate().filter_map(whole).collect();
        let single = self.sealed.iter().filter(|it| it.within(&scope) || it.seq >= since);
        let single = single.filter(|it| !epochs.contains(&it.epoch) && self.can(act.by, it));
        let posts = single.map(|it| it.seq).collect();
        History { to, epochs, posts }
    }

    /// What an accepted entry teaches.
    pub fn learn(
        &mut self,
        before: Option<&Dialog>,
        after: &Dialog,
        act: &Act,
        history: &History,
        people: &[Keys],
    ) {
        if let Some((who, scope, since)) = before.and_then(|before| Self::consented(before, act)) {
            for it in &mut self.sealed {
                if it.should.contains(&act.by) && (it.within(&scope) || it.seq >= since) {
                    it.should.insert(who);
                }
            }
        }
        if let Some(to) = history.to {
            for it in self.sealed.iter_mut().filter(|it| history.posts.contains(&it.seq)) {
                it.keyed.insert(to);
            }
            for number in &history.epochs {
                self.epochs[*number as usize].held.insert(to);
            }
        }
        if let Some(new) = act.what.begins() {
            self.epochs.push(Epoch { t: act.t, held: new.grants.iter().copied().collect() });
        }
        for (who, member) in &after.members {
            let pin = self.pins.entry(*who).or_default();
            *pin = member.head.max(*pin);
        }
        if act.what.seals() {
            let reads = after.members.iter().filter(|(_, it)| it.reads(act.t));
            let lost = self.pins.iter().flat_map(|(who, pin)| lost(*who, *pin, people)).collect();
            self.sealed.push(Sealed {
                seq: after.seq,
                epoch: after.epoch,
                t: act.t,
                keyed: BTreeSet::new(),
                should: reads.map(|(who, _)| *who).collect(),
                lost,
            });
        }
    }

    /// Whoever should read can, and nobody else: no person, and no device that was taken back.
    pub fn check(&self, people: &[Keys]) -> Result<(), String> {
        for it in &self.sealed {
            for who in 0..people.len() as Who {
                let (should, can) = (it.should.contains(&who), self.can(who, it));
                if should != can {
                    return Err(format!(
                        "{who} should read {} at {}: {should}, and can: {can}",
                        it.seq, it.t
                    ));
                }
            }
            for &(who, dev, holds) in &it.lost {
                if self.opens(it, |&(reader, generation)| reader == who && generation <= holds) {
                    return Err(format!("device {dev} of {who} was taken back, and reads {}", it.seq));
                }
            }
        }
        Ok(())
    }

    /// How much was sealed while the dialog was open, for the tests' own sake.
    pub fn rich(&self, dialog: &Dialog) -> bool {
        dialog.phase != Phase::Over && self.sealed.iter().any(|it| it.should.len() > 2)
    }
}

/// The devices that were taken back before a place in a chain, with what they know.
fn lost(who: Who, head: Head, people: &[Keys]) -> Vec<(Who, Dev, u64)> {
    let chain = &people[usize::from(who)];
    let Some(now) = chain.at(head) else { return Vec::new() };
    let known = (0..=Dev::MAX).take(16).filter(|dev| !now.devices.contains_key(dev));
    known.filter_map(|dev| Some((who, dev, chain.holds(dev, head)?))).collect()
}
