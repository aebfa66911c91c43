//! Draws what an entry says: mostly what fits the dialog as it stands. Refuses to decide whether it is
//! allowed, and draws what is not on purpose. Who writes it, when and with which keys is in `draw`.

use crate::acts::*;
use crate::draw::Draw;
use crate::keys::Keys;
use crate::reference::{Dialog, Phase, Standing, longest};
use crate::world::SPARE;

#[derive(Clone, Copy)]
enum Kind {
    Post,
    Propose,
    Join,
    Consent,
    Decline,
    Withdraw,
    Admit,
    Remove,
    Leave,
    Rotate,
    Intent,
    Rebind,
    Verified,
    Matched,
    Introduce,
    OrgRevoke,
    Close,
    Reopen,
    Journalised,
    Resume,
    Tombstone,
}

const ALL: [Role; 6] =
    [Role::Coordinator, Role::Employee, Role::Citizen, Role::Relative, Role::External, Role::Service];

impl Draw<'_> {
    /// A kind, the likelier the more the dialog waits for it.
    fn kind(&mut self, dialog: &Dialog, t: u64) -> Kind {
        let due = dialog.removal_due(t);
        let lapsed = dialog.members.values().any(|it| it.standing == Standing::In && it.until() <= t);
        let some = |holds: bool, then: u64, otherwise: u64| if holds { then } else { otherwise };
        let open = dialog.phase == Phase::Open;
        let mut yes = dialog.proposals.values();
        let joins = yes.any(|it| !it.yes.contains_key(&it.subject));
        let mut yes = dialog.proposals.values();
        let consents = yes.any(|it| it.approvers.iter().any(|who| !it.yes.contains_key(who)));
        let mut yes = dialog.proposals.values();
        let admits = yes.any(|it| it.yes.len() > it.approvers.len());
        let moved = dialog.members.iter().any(|(who, it)| {
            let keys: &Keys = &self.keys[usize::from(*who)];
            keys.last_vouched().is_some_and(|last| last > it.head)
        });
        let late = dialog.named.values().any(|it| it.votes_from > t);
        let grown = dialog.members.len() > 2;
        let named = |it: &Role| matches!(it, Role::Coordinator | Role::Citizen);
        let others = dialog.members.values().any(|it| !named(&it.role));
        let weights = [
            (Kind::Post, some(open && !due, 14, 2)),
            (Kind::Propose, some(open && !due && dialog.proposals.len() < 3, 14, 2)),
            (Kind::Join, some(joins, 10, 1)),
            (Kind::Consent, some(lapsed, 30, some(consents, 14, 4))),
            (Kind::Decline, some(grown, 2, 1)),
            (Kind::Withdraw, some(others, 3, some(open, 1, 0))),
            (Kind::Admit, some(admits && open, 20, 1)),
            (Kind::Remove, some(due, some(lapsed, 10, 30), some(grown, 2, 0))),
            (Kind::Leave, some(others, 2, 0)),
            (Kind::Rotate, some(dialog.rotation_due, 16, some(moved, 6, 2))),
            (Kind::Intent, some(grown, 6, 1)),
            (Kind::Rebind, some(!dialog.intents.is_empty(), 12, 1)),
            (Kind::Verified, some(late || !dialog.intents.is_empty(), 8, 2)),
            (Kind::Matched, 2),
            (Kind::Introduce, some(moved, 5, 2)),
            (Kind::OrgRevoke, some(grown, 2, 0)),
            (Kind::Close, 1),
            (Kind::Reopen, some(dialog.phase == Phase::Closed, 12, 1)),
            (Kind::Journalised, some(dialog.phase == Phase::Over, 20, 2)),
            (Kind::Resume, 1),
            (Kind::Tombstone, 2),
        ];
        let mut at = self.dice.below(weights.iter().map(|it| it.1).sum());
        for (kind, weight) in weights {
            if at < weight {
                return kind;
            }
            at -= weight;
        }
        Kind::Post
    }

    /// Who goes: seldom one without whom there is no dialog.
    fn leaver(&mut self, dialog: &Dialog, t: u64) -> Who {
        if self.dice.percent(20) {
            return self.member_with(dialog, t, &[Role::Coordinator, Role::Citizen]);
        }
        self.member_with(dialog, t, &[Role::Employee, Role::Relative, Role::External, Role::Service])
    }

    pub fn what(&mut self, dialog: &Dialog, t: u64) -> (Who, What) {
        use Role::*;
        let open: Vec<Seq> = dialog.proposals.keys().copied().collect();
        let spared = if self.dice.percent(80) { Some(Citizen) } else { None };
        let used = dialog.members.values().filter(|it| Some(it.role) != spared);
        let used: Vec<Seq> = used.filter_map(|it| it.came_by).collect();
        let old = self.dice.below(dialog.seq + 2);
        let one = self.dice.pick(&open).unwrap_or(old);
        let complete: Vec<Seq> = dialog
            .proposals
            .iter()
            .filter(|(_, it)| it.yes.len() > it.approvers.len())
            .map(|(id, _)| *id)
            .collect();
        let new = Begins { number: 0, pins: Vec::new(), grants: Vec::new() };
        let staff = [Coordinator, Employee];
        match self.kind(dialog, t) {
            Kind::Post => {
                let files = if self.dice.percent(90) { self.dice.below(4) } else { 15 + self.dice.below(3) };
                let doubled = files > 0 && self.dice.percent(4);
                (self.member_with(dialog, t, &ALL), What::Post { files: files as usize, doubled })
            }
            Kind::Propose => self.proposes(dialog, t),
            Kind::Join => {
                let waits = dialog.proposals.iter().filter(|(_, it)| !it.yes.contains_key(&it.subject));
                let waits: Vec<Seq> = waits.map(|(id, _)| *id).collect();
                let one = self.dice.pick(&waits).unwrap_or(one);
                let subject = dialog.proposals.get(&one).map(|it| it.subject);
                let by = self.someone(subject.into_iter().collect());
                let most = dialog.proposals.get(&one).map_or(t + DAY, |it| it.until);
                let long = most > t + 30 * DAY && self.dice.percent(60);
                let (until, policy) = (if long { most } else { self.until(t, most) }, self.dice.percent(97));
                (by, What::Join { proposal: one, until, policy })
            }
            Kind::Consent => self.consents(dialog, t, one),
            Kind::Decline => {
                let asked = dialog.proposals.get(&one);
                let asked =
                    asked.map_or(Vec::new(), |it| it.approvers.iter().copied().chain([it.subject]).collect());
                (self.someone(asked), What::Decline { proposal: one })
            }
            Kind::Withdraw => {
                let mut proposals = open.clone();
                proposals.extend(used.iter().filter(|_| self.dice.percent(70)));
                let proposal = self.dice.pick(&proposals).unwrap_or(old);
                let held = dialog.members.values().find(|it| it.came_by == Some(proposal)).map(|it| &it.yes);
                let said = held.or_else(|| dialog.proposals.get(&proposal).map(|it| &it.yes));
                let said = said.map_or(Vec::new(), |yes| yes.keys().copied().collect());
                let others = self.dice.percent(15);
                let by = if others { self.member_with(dialog, t, &ALL) } else { self.someone(said) };
                (by, What::Withdraw { proposal })
            }
            Kind::Admit => {
                let proposal = self.dice.pick(&complete).unwrap_or(one);
                let mut cites: Vec<Seq> = dialog
                    .proposals
                    .get(&proposal)
                    .map_or(Vec::new(), |it| it.yes.values().map(|yes| yes.entry).collect());
                match self.dice.below(40) {
                    0 => drop(cites.pop()),
                    1 => cites.push(self.dice.below(dialog.seq + 1)),
                    2 => cites.extend(cites.first().copied()),
                    _ => {}
                }
                let roles = if dialog.coordinators() == 0 { &ALL[..] } else { &staff[..] };
                (self.member_with(dialog, t, roles), What::Admit { proposal, cites, new })
            }
            Kind::Remove => self.removes(dialog, t),
            Kind::Leave => (self.leaver(dialog, t), What::Leave),
            Kind::Rotate => {
                let garbage = self.dice.percent(8);
                (self.member_with(dialog, t, &ALL), What::Rotate { garbage, new })
            }
            Kind::Intent => {
                let strangers = self.cast.people.iter().filter(|who| !dialog.members.contains_key(who));
                let strangers = strangers.copied().collect();
                let (by, members) = (self.someone(strangers), dialog.members.keys().copied().collect());
                let old = self.someone(members);
                let letters = self.letters(dialog, old);
                (by, What::Intent { old, letters })
            }
            Kind::Rebind => {
                let intents: Vec<Seq> = dialog.intents.keys().copied().collect();
                let intent = self.dice.pick(&intents).unwrap_or(old);
                let it = dialog.intents.get(&intent);
                let (whom, place) =
                    (it.map_or(0, |it| it.new), it.and_then(|it| dialog.members.get(&it.old)));
                let staffed = place.is_some_and(|it| it.role.staff());
                let org = if staffed && self.dice.percent(70) { self.org(whom, t, false) } else { None };
                (self.member_with(dialog, t, &staff), What::Rebind { intent, org, new })
            }
            Kind::Verified => self.meets(dialog, t),
            Kind::Matched => {
                let whom = self.known(dialog);
                let head = self.head(whom, self.pin(dialog, whom));
                (self.member_with(dialog, t, &[Coordinator]), What::Matched { whom, head })
            }
            Kind::Introduce => self.introduces(dialog, t),
            Kind::OrgRevoke => {
                let last = dialog.coordinators() == 1 && self.dice.percent(75);
                let staffed = dialog
                    .members
                    .iter()
                    .filter(|(_, it)| it.role == Employee || (it.role == Coordinator && !last));
                let whom = self.someone(staffed.map(|(who, _)| *who).collect());
                let t = if self.dice.percent(60) { t } else { t - self.dice.below(20 * DAY) };
                let genuine = self.dice.percent(95);
                (self.member_with(dialog, t, &ALL), What::OrgRevoke { whom, t, genuine })
            }
            Kind::Close => (self.member_with(dialog, t, &[Coordinator]), What::Close),
            Kind::Reopen => (self.member_with(dialog, t, &[Coordinator]), What::Reopen),
            Kind::Journalised => {
                let (from, to) = (self.dice.below(dialog.seq + 2), self.dice.below(dialog.seq + 2));
                let what = What::Journalised { from: from.min(to), to: to + u64::from(self.dice.percent(5)) };
                let what = if self.dice.percent(5) { What::Journalised { from: to + 1, to } } else { what };
                (self.member_with(dialog, t, &staff), what)
            }
            Kind::Resume => {
                let seq = (dialog.seq + 3).saturating_sub(self.dice.below(4));
                (self.member_with(dialog, t, &[Coordinator]), What::Resume { seq })
            }
            Kind::Tombstone => {
                let by = self.member_with(dialog, t, &ALL);
                let (seq, author) = (self.dice.below(dialog.seq + 3), self.someone(vec![by]));
                (by, What::Tombstone { seq, author })
            }
        }
    }

    /// One letter to each member but one; now and then not quite.
    fn letters(&mut self, dialog: &Dialog, but: Who) -> Vec<Who> {
        let mut letters: Vec<Who> = dialog.members.keys().copied().filter(|who| *who != but).collect();
        let at = self.dice.below(letters.len() as u64) as usize;
        match self.dice.below(35) {
            0 => letters.push(but),
            1 => letters.reverse(),
            2 => letters.clear(),
            3 => letters.push(self.anyone()),
            4 if !letters.is_empty() => drop(letters.remove(at)),
            5 if !letters.is_empty() => letters.insert(at, letters[at]),
            6 => letters.push(self.anyone()),
            _ => {}
        }
        if self.dice.percent(50) {
            letters.sort_unstable();
        }
        letters
    }

    /// Somebody whose chain has moved shows it; now and then somebody who has nothing to show, or no place.
    fn introduces(&mut self, dialog: &Dialog, t: u64) -> (Who, What) {
        let has_more = |(who, it): &(&Who, &crate::reference::Member)| {
            self.keys[usize::from(**who)].last_vouched().is_some_and(|last| last > it.head)
        };
        let mut grown: Vec<Who> = dialog.members.iter().filter(has_more).map(|(who, _)| *who).collect();
        grown.extend(dialog.proposals.values().map(|open| open.subject));
        let by = match self.dice.below(10) {
            0 => self.anyone(),
            1 | 2 => self.member_with(dialog, t, &ALL),
            _ => self.someone(grown),
        };
        let letters = self.letters(dialog, by);
        (by, What::Introduce { letters })
    }

    fn proposes(&mut self, dialog: &Dialog, t: u64) -> (Who, What) {
        use Role::*;
        let free: Vec<Who> =
            self.cast.people.iter().copied().filter(|who| !dialog.members.contains_key(who)).collect();
        let named: Vec<Who> = free.iter().copied().filter(|who| dialog.named.contains_key(who)).collect();
        let first = !named.is_empty() && self.dice.percent(if dialog.begun { 25 } else { 80 });
        let whom = if first { self.someone(named) } else { self.someone(free) };
        let successor = dialog.coordinators() == 0 && self.dice.percent(70);
        let role = match self.dice.below(20) {
            _ if dialog.named.contains_key(&whom) && self.dice.percent(95) => Citizen,
            _ if successor => Coordinator,
            0..7 => Employee,
            7..11 => Relative,
            11..16 => External,
            16 => Service,
            17 => Coordinator,
            18 => Citizen,
            _ => External,
        };
        let org = if role.staff() { self.org(whom, t, successor) } else { None };
        let head = self.head(whom, self.pin(dialog, whom));
        // Keys of long ago, as one who was not told would name them.
        let head = if self.dice.percent(10) { self.dice.below(head + 1) } else { head };
        let most = t + longest(self.cast.policy, role);
        let long = self.dice.percent(if role == Citizen { 80 } else { 40 });
        let until = if long { most } else { self.until(t, most) };
        let scope = self.scope(dialog, t);
        (
            self.member_with(dialog, t, &[Coordinator, Employee, Citizen]),
            What::Propose { whom, head, role, scope, until, org },
        )
    }

    fn consents(&mut self, dialog: &Dialog, t: u64, open: Seq) -> (Who, What) {
        let waits = dialog
            .proposals
            .iter()
            .filter(|(_, it)| it.approvers.iter().any(|who| !it.yes.contains_key(who)));
        let waits: Vec<Seq> = waits.map(|(id, _)| *id).collect();
        let open = self.dice.pick(&waits).unwrap_or(open);
        let held: Vec<(Seq, Who, Seq, u64, Role)> = dialog
            .members
            .values()
            .filter_map(|it| Some((it, it.came_by?)))
            .flat_map(|(it, by)| {
                it.yes.iter().map(move |(who, yes)| (by, *who, yes.entry, yes.until, it.role))
            })
            .collect();
        let lapsed: Vec<_> = held.iter().copied().filter(|it| it.3 <= t).collect();
        let from = if lapsed.is_empty() || self.dice.percent(20) { held } else { lapsed };
        if self.dice.percent(if waits.is_empty() { 60 } else { 30 })
            && let Some((proposal, who, entry, until, role)) = self.dice.pick(&from)
        {
            let renews = Some(if self.dice.percent(93) { entry } else { self.dice.below(dialog.seq + 1) });
            let most = t + longest(self.cast.policy, role);
            let until = if self.dice.percent(10) { until } else { self.until(t, most) };
            let proposal = if self.dice.percent(97) { proposal } else { open };
            return (self.someone(vec![who]), What::Consent { proposal, until, renews });
        }
        let asked = dialog.proposals.get(&open).map_or(Vec::new(), |it| {
            it.approvers.iter().copied().filter(|who| !it.yes.contains_key(who)).collect()
        });
        let most = dialog.proposals.get(&open).map_or(t + DAY, |it| it.until);
        let long = most > t + 30 * DAY && self.dice.percent(60);
        let (by, until) = (self.someone(asked), if long { most } else { self.until(t, most) });
        (by, What::Consent { proposal: open, until, renews: None })
    }

    fn removes(&mut self, dialog: &Dialog, t: u64) -> (Who, What) {
        let gone = dialog.members.iter().filter(|(_, it)| !it.reads(t)).map(|(who, _)| *who);
        let mut out: Vec<Who> = gone.collect();
        let by =
            self.member_with(dialog, t, &[Role::Coordinator, Role::Employee, Role::Citizen, Role::External]);
        if out.is_empty() || self.dice.percent(7) {
            let spared = if self.dice.percent(80) { Some(Role::Citizen) } else { None };
            let others = dialog.members.iter().filter(|(who, it)| **who != by && Some(it.role) != spared);
            let others = others.map(|(who, _)| *who).collect();
            out.push(self.someone(others));
        }
        out.sort_unstable();
        if self.dice.percent(96) {
            out.dedup();
        }
        match self.dice.below(40) {
            0 => out.clear(),
            1 => out.push(by),
            2 => out.reverse(),
            3 => drop(out.pop()),
            _ => {}
        }
        (by, What::Remove { out, new: Begins { number: 0, pins: Vec::new(), grants: Vec::new() } })
    }

    /// Somebody whom the dialog knows.
    fn known(&mut self, dialog: &Dialog) -> Who {
        let members =
            dialog.members.iter().filter(|(_, it)| it.standing == Standing::In).map(|(who, _)| *who);
        let back: Vec<Who> = dialog.intents.values().map(|it| it.new).collect();
        let open = dialog.proposals.values().map(|it| it.subject);
        let mut known: Vec<Who> = members.chain(open).collect();
        known.extend(&back);
        let late = dialog.named.iter().filter(|(_, it)| it.votes_from > dialog.t).map(|(who, _)| *who);
        known.extend(late.flat_map(|who| [who; 4]));
        if !back.is_empty() && self.dice.percent(60) { self.someone(back) } else { self.someone(known) }
    }

    fn meets(&mut self, dialog: &Dialog, t: u64) -> (Who, What) {
        let whom = self.known(dialog);
        let head = self.head(whom, self.pin(dialog, whom));
        let dev = self.device(whom, head);
        let at = match self.dice.below(12) {
            0 => t + 121,
            1 => t - 121,
            2 => t + 120,
            3 => t - 120,
            _ => t - self.dice.below(60),
        };
        let by = self.member_with(dialog, t, &[Role::Coordinator, Role::Employee]);
        (by, What::Verified { whom, head, dev, at, echoed: self.dice.percent(95) })
    }

    /// An entry of somebody's own chain.
    pub fn key(&mut self, t: u64) -> KeyAct {
        let who = if self.dice.percent(97) { self.anyone() } else { self.keys.len() as Who - 1 };
        let now = self.keys[usize::from(who)].now().clone();
        let t = if self.dice.percent(97) { now.t.max(t) + self.dice.below(50) } else { now.t - 1 };
        let live: Vec<Dev> = now.stays();
        let waiting: Vec<Dev> =
            now.devices.iter().filter(|(_, it)| !it.paper && !it.vouched).map(|(dev, _)| *dev).collect();
        let speaks: Vec<Dev> =
            now.devices.iter().filter(|(_, it)| !it.paper && it.vouched).map(|(dev, _)| *dev).collect();
        let any = self.dice.below(u64::from(SPARE) + 1) as Dev;
        let from = if self.dice.percent(90) { &speaks } else { &live };
        let mut by = self.dice.pick(from).unwrap_or(any);
        let spoils = self.dice.percent(5);
        let alone = live.len() < 2 && self.dice.percent(85);
        let kinds = match (waiting.is_empty(), alone) {
            (true, true) => 34,
            (true, false) => 58,
            (false, _) => 130,
        };
        let what = match self.dice.below(kinds) {
            0..34 => {
                let papers = now.devices.values().filter(|it| it.paper).count() as u64;
                let paper = self.dice.percent(if papers < 2 { 22 } else { 8 });
                let free: Vec<Dev> = (0..=SPARE).filter(|dev| !now.devices.contains_key(dev)).collect();
                let fits = if spoils { None } else { self.dice.pick(&free) };
                Key::Add { dev: fits.unwrap_or(any), paper, cosigned: self.dice.percent(96) }
            }
            34..48 => {
                let dev = self.dice.pick(&live).unwrap_or(any);
                let added = now.devices.get(&dev).map_or(0, |it| it.at);
                let since = match self.dice.below(6) {
                    0 => 0,
                    1 => added,
                    2 => added + 1,
                    3 | 4 => t.saturating_sub(self.dice.below(200)),
                    _ => t.saturating_sub(self.dice.below(DAY)),
                };
                let gone = now.gone(dev, since);
                let known = |dev: &Dev| !gone.contains(dev) && !waiting.contains(dev);
                let mut stays: Vec<Dev> = live.iter().copied().filter(known).collect();
                if spoils {
                    stays.push(if self.dice.percent(50) { dev } else { SPARE });
                    stays.sort_unstable();
                    stays.dedup();
                }
                if self.dice.percent(90) {
                    by = self.dice.pick(&stays).unwrap_or(by);
                }
                let dev = if self.dice.percent(97) { dev } else { any };
                Key::Revoke { dev, since, stays }
            }
            48..54 => {
                let mut stays = live.clone();
                stays.retain(|dev| !waiting.contains(dev));
                if spoils && !stays.is_empty() {
                    let at = self.dice.below(stays.len() as u64) as usize;
                    stays.remove(at);
                }
                Key::Rotate { stays }
            }
            _ => {
                let dev = self.dice.pick(&waiting).unwrap_or(any);
                by = if self.dice.percent(95) { dev } else { by };
                Key::Vouch { dev, bound: self.dice.percent(95) }
            }
        };
        let forged = self.dice.percent(2);
        KeyAct { who, by, t, forged, what }
    }
}
