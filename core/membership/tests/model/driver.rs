//! Runs schedules: every step is drawn from a seed, signed with real keys, judged by the code under
//! test, and decided by the reference. Both must agree on whether it is allowed, and on what it made.
//! A disagreement prints the seed and every step that led there; `SAMTALE_SEED` runs one seed again.

use crate::acts::*;
use crate::draw::{Cast, Dice, Draw};
use crate::keys::{Keys, Why};
use crate::kit::T0;
use crate::knowledge::Knowledge;
use crate::reference::{Dialog, Phase, Standing};
use crate::speech::{Envelopes, Log, view};
use crate::world::{HOME, World};
use samtale_membership::apply::entry_hash;
use std::collections::BTreeMap;

/// Steps of one schedule.
pub const LENGTH: usize = 200;

/// What was seen over many schedules.
#[derive(Default)]
pub struct Seen {
    pub steps: usize,
    pub accepted: usize,
    /// How often each kind was accepted.
    pub kinds: BTreeMap<String, usize>,
    /// How often the code under test named each rule.
    pub violations: BTreeMap<String, usize>,
    /// How often the reference refused by each sentence.
    pub sentences: BTreeMap<Why, usize>,
    pub rich: usize,
}

pub struct Run<'w> {
    pub world: &'w mut World,
    pub keys: Vec<Keys>,
    pub dialog: Option<Dialog>,
    pub log: Option<Log>,
    pub knowledge: Knowledge,
    pub cast: Cast,
    pub dice: Dice,
    pub steps: Vec<String>,
}

/// The seeds to run: all of them, or the one that is to be run again.
pub fn seeds(all: std::ops::Range<u64>) -> Vec<u64> {
    match std::env::var("SAMTALE_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) if all.contains(&seed) => vec![seed],
        Some(_) => Vec::new(),
        None => all.collect(),
    }
}

/// Runs the chain of one person alone: many devices that come, go and come again.
pub fn chains(seeds: &[u64]) -> Seen {
    let mut world = World::new(2);
    let mut seen = Seen::default();
    for seed in seeds {
        let mut run = Run::new(&mut world, *seed);
        run.cast.people.truncate(1);
        for _ in 0..LENGTH {
            let mut draw = Draw { dice: &mut run.dice, cast: &run.cast, keys: &run.keys };
            let act = draw.key(T0);
            run.step_so(&mut seen, Step::Chain(act)).unwrap_or_else(|why| run.fails(*seed, &why));
        }
    }
    seen
}

/// Runs schedules, and fails at the first disagreement.
pub fn schedules(seeds: &[u64]) -> Seen {
    let mut world = World::new(1);
    let mut seen = Seen::default();
    for seed in seeds {
        let mut run = Run::new(&mut world, *seed);
        while run.lives() {
            run.step(&mut seen).unwrap_or_else(|why| run.fails(*seed, &why));
        }
        run.knowledge.check(&run.keys).unwrap_or_else(|why| run.fails(*seed, &why));
    }
    seen
}

impl<'w> Run<'w> {
    pub fn new(world: &'w mut World, seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D));
        let keys = world.reset();
        let home = (0..keys.len() as Who).filter(|who| *who != world.stranger && *who != world.hollow);
        let mut people: Vec<Who> = home.collect();
        for i in (1..people.len()).rev() {
            people.swap(i, dice.below(i as u64 + 1) as usize);
        }
        people.truncate((4 + dice.below(4) as usize).min(HOME));
        if dice.percent(15) {
            people.push(world.stranger);
        }
        if dice.percent(15) {
            people.push(world.hollow);
        }
        let policy = match dice.below(100) {
            0..60 => Policy::Standard,
            60..85 => Policy::Sensitive,
            _ => Policy::Apart,
        };
        let cast = Cast { people, citizens: if dice.percent(50) { 1 } else { 2 }, policy };
        let knowledge = Knowledge::default();
        Self { world, keys, dialog: None, log: None, knowledge, cast, dice, steps: Vec::new() }
    }

    /// Draws a step. Half of them are drawn again until the reference allows them, so that dialogs
    /// become rich; the other half are taken as they come.
    pub fn draw(&mut self) -> Step {
        let (mut draw, dialog) =
            (Draw { dice: &mut self.dice, cast: &self.cast, keys: &self.keys }, self.dialog.as_ref());
        if draw.dice.percent(if dialog.is_some() { 14 } else { 40 }) {
            let t = dialog.map_or(T0, |dialog| dialog.t);
            return Step::Chain(draw.key(t));
        }
        let again = if draw.dice.percent(45) { 8 } else { 0 };
        let mut act = draw.entry(dialog);
        for _ in 0..again {
            let allowed = match dialog {
                Some(dialog) => dialog.clone().step(&act, draw.keys).is_ok(),
                None => Dialog::create(&act, draw.keys).is_ok(),
            };
            if allowed {
                break;
            }
            act = draw.entry(dialog);
        }
        Step::Log(act)
    }

    /// Whether anything can still happen: a dialog that is over, or in which nobody speaks, is soon left.
    pub fn lives(&self) -> bool {
        let speaks = |dialog: &Dialog| {
            let mut members = dialog.members.values();
            dialog.phase != Phase::Over && members.any(|it| it.standing == Standing::In)
        };
        let dead = self.dialog.as_ref().is_some_and(|dialog| !speaks(dialog));
        self.steps.len() < LENGTH && (!dead || !self.steps.len().is_multiple_of(16))
    }

    fn step(&mut self, seen: &mut Seen) -> Result<(), String> {
        let step = self.draw();
        self.step_so(seen, step)
    }

    /// Everything that is needed to see it again.
    pub fn fails(&self, seed: u64, why: &str) -> ! {
        panic!("SAMTALE_SEED={seed}\n{}\n{why}", self.steps.join("\n"))
    }

    fn step_so(&mut self, seen: &mut Seen, step: Step) -> Result<(), String> {
        self.steps.push(format!("{step:?}"));
        seen.steps += 1;
        match step {
            Step::Chain(act) => self.key_step(seen, &act).map(drop),
            Step::Log(act) => self.log_step(seen, &act, &Envelopes::default()).map(drop),
        }
    }

    /// One entry of a person's chain; whether it was allowed.
    pub fn key_step(&mut self, seen: &mut Seen, act: &KeyAct) -> Result<bool, String> {
        let decided = self.keys[usize::from(act.who)].step(act);
        let judged = self.world.extend(act);
        seen.count(named(&act.what), decided, judged.err());
        agree(decided, judged)?;
        self.chains_agree(act.who)?;
        Ok(decided.is_ok())
    }

    /// One entry of the log; whether it was allowed.
    pub fn log_step(&mut self, seen: &mut Seen, act: &Act, envelopes: &Envelopes) -> Result<bool, String> {
        let mut after = self.dialog.clone();
        let decided = match &mut after {
            Some(dialog) => dialog.step(act, &self.keys),
            None => Dialog::create(act, &self.keys).map(|dialog| after = Some(dialog)),
        };
        let entry = self.world.entry(act, self.log.as_ref(), envelopes);
        let judged = self.world.judge(self.log.as_ref(), &entry);
        seen.count(&act.what.name(), decided, judged.as_ref().err().copied());
        agree(decided, judged.as_ref().map(drop).map_err(|violation| *violation))?;
        let (Ok(state), Some(after)) = (judged, after) else { return Ok(false) };
        let mut ids = self.log.take().map(|log| log.ids).unwrap_or_default();
        ids.push(entry_hash(&entry));
        let log = Log { state, ids };
        let (ours, theirs) = (view(&after), self.world.view(&log));
        if ours != theirs {
            return Err(format!("the reference says\n{ours:#?}\nand apply\n{theirs:#?}"));
        }
        let history = self.dialog.as_ref().map(|before| self.knowledge.history(before, act));
        self.knowledge.learn(self.dialog.as_ref(), &after, act, &history.unwrap_or_default(), &self.keys);
        if after.seq.is_multiple_of(16) {
            self.knowledge.check(&self.keys)?;
        }
        seen.rich += usize::from(self.knowledge.rich(&after));
        (self.dialog, self.log) = (Some(after), Some(log));
        Ok(true)
    }

    fn chains_agree(&self, who: Who) -> Result<(), String> {
        let (ours, theirs) = (self.keys[usize::from(who)].now(), self.world.someone(who).person.chain.now());
        let mut devices: Vec<_> =
            ours.devices.iter().map(|(dev, it)| (self.world.dev(who, *dev), it.paper, it.vouched)).collect();
        devices.sort_unstable();
        let mut others: Vec<_> =
            theirs.devices.iter().map(|it| (it.id, it.paper, it.vouched.is_some())).collect();
        others.sort_unstable();
        let same =
            devices == others && ours.generation == theirs.generation && ours.vouched() == theirs.attested();
        if same { Ok(()) } else { Err(format!("the reference says\n{ours:#?}\nand the chain\n{theirs:#?}")) }
    }
}

impl Seen {
    fn count(
        &mut self,
        kind: &str,
        decided: Result<(), Why>,
        violation: Option<samtale_membership::Violation>,
    ) {
        match decided {
            Ok(()) => {
                self.accepted += 1;
                *self.kinds.entry(kind.to_owned()).or_default() += 1;
            }
            Err(why) => *self.sentences.entry(why).or_default() += 1,
        }
        if let Some(violation) = violation {
            *self.violations.entry(format!("{violation:?}")).or_default() += 1;
        }
    }
}

fn named(key: &Key) -> &'static str {
    match key {
        Key::Add { paper: false, .. } => "AddDevice",
        Key::Add { .. } => "SetPaper",
        Key::Vouch { .. } => "Attest",
        Key::Revoke { .. } => "RevokeDevice",
        Key::Rotate { .. } => "RotateUserKey",
    }
}

fn agree(decided: Result<(), Why>, judged: Result<(), samtale_membership::Violation>) -> Result<(), String> {
    match (decided, judged) {
        (Ok(()), Ok(())) | (Err(_), Err(_)) => Ok(()),
        (Ok(()), Err(violation)) => Err(format!("the protocol allows it, apply says {violation:?}")),
        (Err(why), Ok(())) => Err(format!("apply allows it, the protocol refuses it: {why}")),
    }
}
