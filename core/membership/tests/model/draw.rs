//! Draws what somebody does next, sensible or nasty, from a seed: mostly what fits the dialog as it
//! stands, then with one thing about it wrong. Refuses clocks and other randomness: the same seed draws
//! the same schedule for ever. Never decides whether it is allowed.

use crate::acts::*;
use crate::keys::{Keys, State};
use crate::reference::Dialog;
use crate::world::SPARE;

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// So many times in a hundred.
    pub fn percent(&mut self, n: u64) -> bool {
        self.below(100) < n
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len() as u64) as usize).cloned()
    }
}

/// The people who take part in one schedule, the coordinator first, then whom the dialog is about.
pub struct Cast {
    pub people: Vec<Who>,
    pub citizens: usize,
    pub policy: Policy,
}

pub struct Draw<'a> {
    pub dice: &'a mut Dice,
    pub cast: &'a Cast,
    pub keys: &'a [Keys],
}

/// What the next epoch is drawn for.
struct Change<'a> {
    by: Who,
    by_head: Head,
    out: &'a [Who],
    came: Option<(Who, Head)>,
}

impl Draw<'_> {
    pub fn anyone(&mut self) -> Who {
        let people = &self.cast.people;
        self.dice.pick(people).unwrap_or(0)
    }

    pub fn state(&self, who: Who, head: Head) -> Option<&State> {
        self.keys[usize::from(who)].at(head)
    }

    /// Somebody like this, if there is one; now and then anybody.
    pub fn someone(&mut self, like: Vec<Who>) -> Who {
        let fits = if self.dice.percent(95) { self.dice.pick(&like) } else { None };
        fits.unwrap_or_else(|| self.anyone())
    }

    pub fn member_with(&mut self, dialog: &Dialog, t: u64, roles: &[Role]) -> Who {
        let fits = dialog.members.iter().filter(|(_, it)| it.reads(t) && roles.contains(&it.role));
        let fits = fits.map(|(who, _)| *who).collect();
        self.someone(fits)
    }

    /// A place in somebody's chain that somebody might name.
    pub fn head(&mut self, who: Who, pin: Head) -> Head {
        let chain = &self.keys[usize::from(who)];
        let (last, vouched) = (chain.head(), chain.last_vouched().unwrap_or(0));
        match self.dice.below(100) {
            0..55 => vouched.max(pin),
            55..90 => pin,
            90..94 => last,
            94..99 => self.dice.below(last + 1),
            _ => last + 1 + self.dice.below(3),
        }
    }

    pub fn device(&mut self, who: Who, head: Head) -> Dev {
        let devices = self.state(who, head).map(|state| state.devices.clone()).unwrap_or_default();
        let (paper, live): (Vec<Dev>, Vec<Dev>) = devices.keys().partition(|dev| devices[dev].paper);
        let fits = match self.dice.below(100) {
            0..96 => self.dice.pick(&live),
            96 | 97 => self.dice.pick(&paper),
            _ => None,
        };
        fits.unwrap_or_else(|| self.dice.below(u64::from(SPARE) + 1) as Dev)
    }

    pub fn pin(&self, dialog: &Dialog, who: Who) -> Head {
        let member = dialog.members.get(&who).map(|it| it.head);
        let first = self.keys[usize::from(who)].last_vouched().unwrap_or(0);
        member.or_else(|| dialog.places_of(who).first().copied()).unwrap_or(first)
    }

    pub fn org(&mut self, whom: Who, t: u64, successor: bool) -> Option<Org> {
        if self.dice.percent(3) {
            return None;
        }
        let whom = if self.dice.percent(97) { whom } else { self.anyone() };
        let until = match self.dice.below(20) {
            0 => t - 1,
            1 => t,
            2 | 3 => t + self.dice.below(3600),
            _ => t + 300 * DAY,
        };
        let succeeds = if self.dice.percent(if successor { 90 } else { 5 }) {
            Some(self.dice.percent(90))
        } else {
            None
        };
        Some(Org { whom, until, genuine: self.dice.percent(97), succeeds })
    }

    /// A time until which a yes might run.
    pub fn until(&mut self, t: u64, most: u64) -> u64 {
        let most = most.max(t);
        match self.dice.below(20) {
            0..9 => most,
            9..13 => t + 1 + self.dice.below((most - t).max(1)),
            13..16 => (t + 1 + self.dice.below(DAY)).min(most.max(t + 1)),
            16 => t + 1,
            17 => t,
            18 => most + 1,
            _ => most - self.dice.below(100).min(most - t),
        }
    }

    pub fn scope(&mut self, dialog: &Dialog, t: u64) -> Scope {
        match self.dice.below(12) {
            0..4 => Scope::FromNow,
            4..7 => Scope::All,
            7..9 => Scope::Since(t - self.dice.below(10 * DAY)),
            9 => Scope::Since(t + self.dice.below(2)),
            _ => {
                let last = dialog.seq + 2;
                let mut chosen: Vec<Seq> = (0..self.dice.below(5)).map(|_| self.dice.below(last)).collect();
                chosen.sort_unstable();
                if self.dice.percent(90) {
                    chosen.dedup();
                }
                Scope::Posts(chosen)
            }
        }
    }

    /// The next epoch as it should be after a change, and now and then not quite.
    fn begins(&mut self, dialog: &Dialog, change: &Change<'_>) -> Begins {
        let mut readers: Vec<(Who, Head)> = dialog
            .members
            .iter()
            .filter(|(who, _)| !change.out.contains(who))
            .map(|(w, it)| (*w, it.head))
            .collect();
        readers.iter_mut().filter(|(who, _)| *who == change.by).for_each(|it| it.1 = change.by_head);
        readers.extend(change.came);
        readers.sort_unstable();
        let mut pins = Vec::new();
        for (who, head) in &mut readers {
            let last = self.keys[usize::from(*who)].last_vouched().unwrap_or(0);
            if *who != change.by && last > *head && self.dice.percent(60) {
                *head = last;
                pins.push((*who, last));
            }
        }
        if self.dice.percent(4) {
            let who = self.anyone();
            let head = self.head(who, self.pin(dialog, who));
            pins.push((who, head));
            if self.dice.percent(70) {
                pins.sort_unstable();
            }
        }
        let generation =
            |it: &(Who, Head)| (it.0, self.state(it.0, it.1).map_or(0, |state| state.generation));
        let mut grants: Vec<(Who, u64)> = readers.iter().map(generation).collect();
        let at = self.dice.below(grants.len() as u64) as usize;
        match self.dice.below(100) {
            _ if grants.is_empty() => {}
            0 => drop(grants.remove(at)),
            1 => grants.push((self.anyone(), 0)),
            2 => {
                grants.push((self.anyone(), 0));
                grants.sort_unstable();
            }
            3 => grants[at].1 += 1,
            4 => grants[at].1 = grants[at].1.saturating_sub(1),
            5 => grants.reverse(),
            _ => {}
        }
        let number = match self.dice.below(100) {
            0 => dialog.epoch,
            1 => dialog.epoch + 2,
            _ => dialog.epoch + 1,
        };
        Begins { number, pins, grants }
    }

    fn create(&mut self) -> Act {
        let cast = self.cast;
        let by = cast.people[0];
        let mut named: Vec<Founder> = Vec::new();
        for who in cast.people.iter().skip(1).take(cast.citizens) {
            let (head, approves) = (self.head(*who, 1), self.dice.percent(85));
            named.push(Founder { who: *who, head, approves });
        }
        named.sort_unstable_by_key(|it| it.who);
        match self.dice.below(30) {
            0 => named.clear(),
            1 => named.reverse(),
            2 => named.push(named[0]),
            3 => named.push(Founder { who: by, head: 1, approves: true }),
            4 => named.push(Founder { who: self.keys.len() as Who - 1, head: 0, approves: true }),
            _ => {}
        }
        let head = self.head(by, 1);
        let generation = self.state(by, head).map_or(0, |state| state.generation);
        let t = self.keys[usize::from(by)].now().t.max(crate::speech::START);
        let org = self.org(by, t, false).unwrap_or(Org { whom: by, until: t, genuine: true, succeeds: None });
        let mut new = Begins { number: 0, pins: Vec::new(), grants: vec![(by, generation)] };
        match self.dice.below(30) {
            0 => new.number = 1,
            1 => new.grants.clear(),
            2 => new.grants.push((self.anyone(), 0)),
            3 => new.pins.push((by, head)),
            _ => {}
        }
        let dev = self.device(by, head);
        let header = if self.dice.percent(95) { Header::Right } else { Header::Forged };
        let what = What::Create { policy: cast.policy, named, org, new };
        let epoch = u64::from(self.dice.percent(2));
        Act { by, dev, head, t, epoch, header, what }
    }

    /// When the next entry may be dated: soon, days later, or just about when something runs out.
    fn time(&mut self, dialog: &Dialog) -> u64 {
        let t = dialog.t;
        match self.dice.below(1000) {
            0..650 => t + self.dice.below(300),
            650..780 => t,
            780..890 => t + self.dice.below(2 * 3600),
            890..930 => t + self.dice.below(3 * DAY),
            930..975 => {
                let yes = dialog.members.values().flat_map(|it| it.yes.values().map(|yes| yes.until));
                let open = dialog.proposals.values().flat_map(|it| it.yes.values().map(|yes| yes.until));
                let votes = dialog.named.values().map(|it| it.votes_from);
                let ends = yes.chain(open).flat_map(|end| [end, end + 3600]).chain(votes);
                let mut ends: Vec<u64> = ends.filter(|end| *end > t).collect();
                ends.sort_unstable();
                ends.truncate(3);
                let end = self.dice.pick(&ends).unwrap_or(t + DAY);
                (end + self.dice.below(3)).saturating_sub(1).max(t)
            }
            975..979 => t + 30 * DAY + self.dice.below(200 * DAY),
            _ => t - 1 - self.dice.below(500),
        }
    }

    /// An entry: the first, where there is no dialog yet.
    pub fn entry(&mut self, dialog: Option<&Dialog>) -> Act {
        match dialog {
            Some(dialog) => self.act(dialog),
            None => self.create(),
        }
    }

    fn act(&mut self, dialog: &Dialog) -> Act {
        let t = self.time(dialog);
        if self.dice.below(500) == 0 {
            // A dialog begins once.
            return Act { t, epoch: dialog.epoch, ..self.create() };
        }
        let (by, what) = self.what(dialog, t);
        let pin = match &what {
            What::Join { proposal, .. } => dialog.proposals.get(proposal).map(|it| it.head),
            _ => None,
        };
        let exact = pin.filter(|_| self.dice.percent(90));
        let pin = pin.unwrap_or_else(|| self.pin(dialog, by));
        let head = exact.unwrap_or_else(|| self.head(by, pin));
        let mut act =
            Act { by, dev: self.device(by, head), head, t, epoch: dialog.epoch, header: Header::Right, what };
        self.with_epoch(dialog, &mut act);
        self.spoil(&mut act);
        act
    }

    /// The epoch that the entry begins, now that it is known who writes it with which keys.
    fn with_epoch(&mut self, dialog: &Dialog, act: &mut Act) {
        let (by, by_head) = (act.by, act.head);
        let mut out = Vec::new();
        let came = match &act.what {
            What::Admit { proposal, .. } => dialog.proposals.get(proposal).map(|it| (it.subject, it.head)),
            What::Rebind { intent, .. } => dialog.intents.get(intent).map(|it| (it.new, it.head)),
            _ => None,
        };
        match &act.what {
            What::Remove { out: going, .. } => out.clone_from(going),
            What::Rebind { intent, .. } => out.extend(dialog.intents.get(intent).map(|it| it.old)),
            _ => {}
        }
        let begins = self.begins(dialog, &Change { by, by_head, out: &out, came });
        if let What::Admit { new, .. }
        | What::Remove { new, .. }
        | What::Rotate { new, .. }
        | What::Rebind { new, .. } = &mut act.what
        {
            *new = begins;
        }
    }

    /// One thing about it is wrong; most often nothing is.
    fn spoil(&mut self, act: &mut Act) {
        match self.dice.below(150) {
            0 => act.header = Header::Version,
            1 => act.header = Header::Dialog,
            2 => act.header = Header::Skipped,
            3 => act.header = Header::Repeated,
            4 => act.header = Header::Prev,
            5 => act.header = Header::Ctl,
            6 | 7 => act.header = Header::Forged,
            8..11 => act.epoch = act.epoch.saturating_sub(1),
            11 => act.epoch += 1,
            12..16 => act.by = self.anyone(),
            16 => act.dev = self.dice.below(u64::from(SPARE) + 1) as Dev,
            17 => act.head = act.head.saturating_sub(1),
            _ => {}
        }
    }
}
