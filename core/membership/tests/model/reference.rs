//! Reference of a dialog's log: allowed or refused, one line a rule, with the sentence it comes from
//! ("I.x" wins over "2.x", both of the protocol's specification; "code n" is a row of PROTOCOL.md).
//! Shares no type and no code with what it is compared to. Refuses speed, hashes and signatures:
//! an entry is its sequence number, and whether it is rightly signed is said by the act.

use crate::acts::*;
use crate::keys::{Keys, State, Why, must};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Open,
    Closed,
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    In,
    Left,
    Withdrawn,
    Dismissed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    pub approves: bool,
    pub votes_from: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yes {
    pub entry: Seq,
    pub until: u64,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub role: Role,
    pub standing: Standing,
    pub head: Head,
    pub generation: u64,
    pub since: Seq,
    pub joined: u64,
    pub scope: Scope,
    pub came_by: Option<Seq>,
    pub yes: BTreeMap<Who, Yes>,
    pub met: bool,
}

#[derive(Clone, Debug)]
pub struct Proposal {
    pub by: Who,
    pub subject: Who,
    pub head: Head,
    pub role: Role,
    pub scope: Scope,
    pub until: u64,
    pub employed_until: Option<u64>,
    pub approvers: BTreeSet<Who>,
    pub yes: BTreeMap<Who, Yes>,
    pub met: bool,
}

#[derive(Clone, Debug)]
pub struct Intent {
    pub old: Who,
    pub new: Who,
    pub head: Head,
    pub t: u64,
    pub contested: bool,
    pub met: bool,
}

#[derive(Clone, Debug)]
pub struct Dialog {
    pub t: u64,
    pub seq: Seq,
    /// The last entry that is no post.
    pub control: Seq,
    pub epoch: u64,
    pub policy: Policy,
    pub phase: Phase,
    pub begun: bool,
    pub rotation_due: bool,
    pub named: BTreeMap<Who, Named>,
    pub members: BTreeMap<Who, Member>,
    pub proposals: BTreeMap<Seq, Proposal>,
    pub intents: BTreeMap<Seq, Intent>,
    pub replaced: BTreeSet<Who>,
    /// How far this log has seen the chains of those who are not in any more.
    pub seen: BTreeMap<Who, Head>,
}

impl Member {
    pub fn until(&self) -> u64 {
        self.yes.values().map(|yes| yes.until).min().unwrap_or(u64::MAX)
    }

    pub fn reads(&self, t: u64) -> bool {
        self.standing == Standing::In && t < self.until()
    }
}

/// The longest validity in seconds (2.11, with Part I's two policies).
pub fn longest(policy: Policy, role: Role) -> u64 {
    match (policy, role) {
        (Policy::Standard | Policy::Apart, Role::Citizen) => 3 * 366 * DAY,
        (Policy::Standard | Policy::Apart, Role::Service) => 183 * DAY,
        (Policy::Standard | Policy::Apart, _) | (Policy::Sensitive, Role::Citizen) => 366 * DAY,
        (Policy::Sensitive, _) => 183 * DAY,
    }
}

fn employed(org: Option<&Org>, whom: Who, t: u64) -> Result<&Org, Why> {
    let holds = |org: &&Org| org.genuine && org.whom == whom && org.until >= t;
    org.filter(holds).ok_or("I.3: OrgAttest is checked at Create, Admit and succession")
}

impl Dialog {
    pub fn create(act: &Act, people: &[Keys]) -> Result<Self, Why> {
        let What::Create { policy, named, org, new } = &act.what else { return Err("2.5: genesis form") };
        must(act.header == Header::Right && act.epoch == 0, "2.5: genesis form; signed by its creator")?;
        let keys = people[usize::from(act.by)].at(act.head).ok_or("2.6: hash-pinned user chains")?;
        sealable_to(&people[usize::from(act.by)], keys)?;
        must(writes(keys, act.dev), "I.2: a device is looked up in the author's own uhead")?;
        employed(Some(org), act.by, act.t)?;
        let ordered = named.is_sorted_by(|a, b| a.who < b.who) && (1..=8).contains(&named.len());
        must(ordered, "code 1: approvers named and sorted")?;
        must(named.iter().any(|it| it.approves), "I.4: approvers are fixed in Create")?;
        must(named.iter().all(|it| it.who != act.by), "I.4: founders are the creator and the citizens")?;
        for it in named {
            let chain = &people[usize::from(it.who)];
            sealable_to(chain, chain.at(it.head).ok_or("2.6: hash-pinned user chains")?)?;
        }
        let alone = new.number == 0 && new.pins.is_empty() && new.grants == [(act.by, keys.generation)];
        must(alone, "code 1: epoch 0 granted to the creator alone")?;
        let creator = Member {
            role: Role::Coordinator,
            standing: Standing::In,
            head: act.head,
            generation: keys.generation,
            since: 0,
            joined: act.t,
            scope: Scope::All,
            came_by: None,
            yes: BTreeMap::new(),
            met: false,
        };
        let votes = |it: &Founder| (it.who, Named { approves: it.approves, votes_from: 0 });
        Ok(Self {
            t: act.t,
            seq: 0,
            control: 0,
            epoch: 0,
            policy: *policy,
            phase: Phase::Open,
            begun: false,
            rotation_due: false,
            named: named.iter().map(votes).collect(),
            members: BTreeMap::from([(act.by, creator)]),
            proposals: BTreeMap::new(),
            intents: BTreeMap::new(),
            replaced: BTreeSet::new(),
            seen: BTreeMap::new(),
        })
    }

    /// Allowed, and then it has happened; or refused, and nothing has.
    pub fn step(&mut self, act: &Act, people: &[Keys]) -> Result<(), Why> {
        let mut next = self.clone();
        next.enter(act, people)?;
        *self = next;
        Ok(())
    }

    fn enter(&mut self, act: &Act, people: &[Keys]) -> Result<(), Why> {
        must(act.header == Header::Right, "2.6: version, dialog, seq, prev, ctl, signature")?;
        must(act.t >= self.t, "2.6: t ≥ state.t")?;
        must(act.epoch == self.epoch, "2.6: epoch")?;
        let pin = self.pin_of_author(act)?;
        must(act.head >= pin, "I.2: uhead must extend the pin in the log")?;
        let chain = &people[usize::from(act.by)];
        let keys = chain.at(act.head).ok_or("2.6: hash-pinned user chains")?;
        sealable_to(chain, keys)?;
        must(writes(keys, act.dev), "I.2: a device is looked up in the author's own uhead")?;
        self.phase_allows(&act.what)?;
        if let Some(me) = self.members.get_mut(&act.by) {
            // I.2: accepting the entry moves the pin; a revocation in between raises rotation_due.
            self.rotation_due |= me.generation != keys.generation;
            (me.head, me.generation) = (act.head, keys.generation);
        }
        // I.4: an entry by an old live device raises the bar to met.
        self.intents.values_mut().filter(|it| it.old == act.by).for_each(|it| it.contested = true);
        (self.seq, self.t) = (self.seq + 1, act.t);
        if !matches!(act.what, What::Post { .. }) {
            self.control = self.seq;
        }
        self.kind(act, people)
    }

    /// How far the author's chain must be, for those who may speak here at all.
    fn pin_of_author(&self, act: &Act) -> Result<Head, Why> {
        let seen = self.seen.get(&act.by).copied().unwrap_or(0);
        match act.what {
            What::Join { proposal, .. } => {
                let open = self.open(proposal)?;
                must(open.subject == act.by, "I.4: the subject always consents itself")?;
                must(open.head == act.head, "code 18: with exactly the proposed keys")?;
                return Ok(open.head);
            }
            What::Decline { proposal } if self.open(proposal)?.subject == act.by => {
                return Ok(self.open(proposal)?.head);
            }
            What::Intent { .. } => return Ok(seen),
            // Code 25: who is asked to come may show a stronger login before anybody can let them in.
            What::Introduce { .. } if !self.members.contains_key(&act.by) => {
                let open = self.proposals.values().find(|open| open.subject == act.by);
                return open.map(|open| open.head).ok_or("code 25: a member, or who is asked to come");
            }
            _ => {}
        }
        let me = self.members.get(&act.by).ok_or("2.6: the author is a member")?;
        must(me.standing == Standing::In, "2.5: who left, was withdrawn or dismissed is gone")?;
        let may = matches!(act.what, What::Consent { .. } | What::Withdraw { .. } | What::Leave);
        must(may || act.t < me.until(), "2.5: whose consent lapsed may renew, take back or go")?;
        Ok(me.head)
    }

    fn phase_allows(&self, what: &What) -> Result<(), Why> {
        let archives = matches!(what, What::Journalised { .. });
        let grows =
            matches!(what, What::Post { .. } | What::Propose { .. } | What::Admit { .. } | What::Close);
        match self.phase {
            Phase::Over => must(archives, "I.4: if the citizen is gone, only Journalised may follow"),
            Phase::Closed => must(!grows, "2.5 Close: posts refused, and nobody comes in"),
            Phase::Open => must(!matches!(what, What::Reopen), "2.5 Reopen: of what is closed"),
        }
    }

    fn kind(&mut self, act: &Act, people: &[Keys]) -> Result<(), Why> {
        let role = self.members.get(&act.by).map(|me| me.role);
        let staff = role.is_some_and(Role::staff);
        let coordinator = role == Some(Role::Coordinator);
        match &act.what {
            What::Create { .. } => return Err("2.5: a dialog begins once"),
            What::Propose { .. } => self.propose(act, people)?,
            What::Join { proposal, until, policy } => {
                must(*policy, "I.4: Join signs the policy hash")?;
                self.say_yes(act, *proposal, *until)?;
            }
            What::Consent { proposal, until, renews } => {
                must(self.votes(act.by, act.t), "I.4 Rebind: the vote counts when met or after 24 hours")?;
                match renews {
                    Some(entry) => self.renew(act, *proposal, *entry, *until)?,
                    None => {
                        let asked = self.open(*proposal)?.approvers.contains(&act.by);
                        must(asked, "code 3: an approver fixed by the proposal")?;
                        self.say_yes(act, *proposal, *until)?;
                    }
                }
            }
            What::Decline { proposal } => {
                let open = self.open(*proposal)?;
                let asked = open.subject == act.by || open.approvers.contains(&act.by);
                must(asked, "code 19: subject or approver")?;
                self.proposals.remove(proposal);
            }
            What::Withdraw { proposal } => self.withdraw(act.by, *proposal)?,
            What::Admit { proposal, cites, new } => {
                self.admit(act, *proposal, cites, people)?;
                self.begin(act, new, people)?;
            }
            What::Remove { out, new } => {
                self.remove(act, out)?;
                self.begin(act, new, people)?;
            }
            What::Leave => {
                let last = coordinator && self.coordinators() == 1 && self.phase == Phase::Open;
                must(!last, "2.5 Leave: not the last coordinator")?;
                self.stands(act.by, Standing::Left);
            }
            What::Rotate { garbage, new } => {
                let called = *garbage || self.rotation_due || !new.pins.is_empty();
                let unprompted = coordinator || role == Some(Role::Citizen);
                must(called || unprompted, "I.4: otherwise only coordinator or citizen rotate unprompted")?;
                self.begin(act, new, people)?;
            }
            What::Intent { old, letters } => self.intend(act, *old, letters)?,
            What::Rebind { intent, org, new } => {
                must(staff, "I.4: then Rebind by a coordinator or employee")?;
                self.rebind(act, *intent, org.as_ref(), people)?;
                self.begin(act, new, people)?;
            }
            What::Verified { whom, head, dev, at, echoed } => {
                must(staff, "2.5 Verified: the employee or coordinator who did it")?;
                must(*whom != act.by, "I.3: both screens scan each other")?;
                let pins = self.places_of(*whom);
                let pin = pins.first().ok_or("2.5 Verified: pinned uhead")?;
                must(head >= pin, "2.5 Verified: pinned uhead")?;
                let state = people[usize::from(*whom)].at(*head).ok_or("2.6: hash-pinned user chains")?;
                must(writes(state, *dev), "I.3: both screens scan each other")?;
                must(*echoed && act.t.abs_diff(*at) <= 120, "I.3: nonces echoed, 2 minutes")?;
                self.members.get_mut(whom).into_iter().for_each(|it| it.met = true);
                // I.4 Rebind: the vote counts when met or after 24 hours.
                self.named.get_mut(whom).into_iter().for_each(|it| it.votes_from = it.votes_from.min(act.t));
                self.proposals.values_mut().filter(|it| it.subject == *whom).for_each(|it| it.met = true);
                self.intents.values_mut().filter(|it| it.new == *whom).for_each(|it| it.met = true);
            }
            What::Matched { whom, head } => {
                must(coordinator, "I.3: a coordinator's client matches it")?;
                must(self.places_of(*whom).first() == Some(head), "I.3: signs Matched(uid, uhead)")?;
            }
            What::Introduce { letters } => {
                let others = self.members.keys().copied().filter(|who| *who != act.by);
                must(letters.iter().copied().eq(others), "code 25: a letter to each other member")?;
            }
            What::OrgRevoke { whom, t, genuine } => {
                must(*genuine, "I.3: a signed OrgRevoke")?;
                let member = self.members.get(whom).ok_or("I.3: staff leave by OrgRevoke")?;
                must(member.role.staff(), "I.3: staff leave by OrgRevoke")?;
                must(*t >= member.joined, "wire: dismissed after they were taken on")?;
                must(*t <= act.t, "wire: from when")?;
                self.stands(*whom, Standing::Dismissed);
            }
            What::Close | What::Reopen => {
                must(coordinator, "2.5 Close/Reopen: coordinator")?;
                let closes = matches!(act.what, What::Close);
                self.phase = if closes { Phase::Closed } else { Phase::Open };
            }
            What::Journalised { from, to } => {
                must(staff, "2.5 Journalised: coordinator or employee")?;
                must(from <= to && *to < self.seq, "2.5 Journalised: range < seq")?;
                self.sealable(act.t)?;
            }
            What::Resume { seq } => {
                must(coordinator, "I.4: a human-confirmed Resume")?;
                must(*seq >= self.seq, "I.4: what stays lost")?;
            }
            What::Tombstone { seq, author } => {
                must(*author == act.by || coordinator, "2.5 Tombstone: coordinator, or author of seq")?;
                must(*seq < self.seq, "2.5 Tombstone: seq < this")?;
            }
            What::Post { files, doubled } => {
                self.sealable(act.t)?;
                must(*files <= 16 && !doubled, "code 32: at most 16 files, each once")?;
            }
        }
        Ok(())
    }

    /// Whether a yes of this person counts.
    pub fn votes(&self, who: Who, t: u64) -> bool {
        self.named.get(&who).is_none_or(|it| it.votes_from <= t)
    }
}

/// Whether somebody may seal to this state of a person's keys.
pub fn sealable_to(chain: &Keys, state: &State) -> Result<(), Why> {
    must(chain.home, "I.1: a uid belongs to one tenant")?;
    must(state.vouched(), "I.2: every DevCert except paper needs its own Attest")
}

/// Whether a device may write in dialogs: paper never does.
fn writes(state: &State, dev: Dev) -> bool {
    state.devices.get(&dev).is_some_and(|device| !device.paper)
}
