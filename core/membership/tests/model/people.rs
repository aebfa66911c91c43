//! Reference, second half: who comes in, who goes, who comes back, and the epoch that follows.
//! Refuses as `reference` does: each rule one line with its sentence. Called by it alone.

use crate::acts::*;
use crate::keys::{Keys, Why, must};
use crate::reference::{Dialog, Intent, Member, Phase, Proposal, Standing, Yes, longest, sealable_to};
use std::collections::{BTreeMap, BTreeSet};

impl Dialog {
    pub fn open(&self, proposal: Seq) -> Result<&Proposal, Why> {
        self.proposals.get(&proposal).ok_or("2.5: there is an open proposal")
    }

    pub fn coordinators(&self) -> usize {
        let is = |it: &&Member| it.role == Role::Coordinator && it.standing == Standing::In;
        self.members.values().filter(is).count()
    }

    pub fn removal_due(&self, t: u64) -> bool {
        self.members.values().any(|member| !member.reads(t))
    }

    pub fn sealable(&self, t: u64) -> Result<(), Why> {
        must(!self.removal_due(t), "2.5 Post: no lapsed consent at t, and nobody in who left")?;
        must(!self.rotation_due, "2.5 Post: not when a rotation is due")
    }

    pub fn stands(&mut self, who: Who, standing: Standing) {
        self.members.get_mut(&who).into_iter().for_each(|member| member.standing = standing);
    }

    /// Where this log knows somebody from, by the pins: as a member, proposed, or coming back.
    pub fn places_of(&self, who: Who) -> Vec<Head> {
        let proposed = self.proposals.values().filter(|it| it.subject == who).map(|it| it.head);
        let back = self.intents.values().filter(|it| it.new == who).map(|it| it.head);
        self.members.get(&who).map(|it| it.head).into_iter().chain(proposed).chain(back).collect()
    }

    pub fn propose(&mut self, act: &Act, people: &[Keys]) -> Result<(), Why> {
        let What::Propose { whom, head, role, scope, until, org } = &act.what else { return Err("Propose") };
        let by = self.members[&act.by].role;
        let staff = by == Role::Coordinator || (by == Role::Employee && self.policy == Policy::Standard);
        must(staff || by == Role::Citizen, "2.5 Propose: coordinator, employee, citizen (policy)")?;
        let invited = self.policy != Policy::Apart || matches!(role, Role::Citizen | Role::Coordinator);
        must(invited, "apart: nobody but the named, and a successor")?;
        let named = self.named.contains_key(whom);
        must((*role == Role::Citizen) == named, "code 2: citizen role only for those named in Create")?;
        must(!self.members.contains_key(whom), "2.5 Propose: subject not member")?;
        must(self.proposals.values().all(|it| it.subject != *whom), "code 2: not proposed")?;
        must(self.proposals.len() < 16, "I.4 bounds: 16 open proposals")?;
        self.sealable(act.t)?;
        let longest = act.t + longest(self.policy, *role);
        must(act.t < *until && *until <= longest, "code 2: not longer than the policy")?;
        must(self.in_the_past(scope, act.t), "I.4: more history is granted exactly")?;
        let chain = &people[usize::from(*whom)];
        let keys = chain.at(*head).ok_or("2.6: hash-pinned user chains")?;
        sealable_to(chain, keys)?;
        let seen = self.seen.get(whom).copied().unwrap_or(0);
        must(*head >= seen, "I.2: uhead must extend the pin in the log")?;
        let mut employed_until = None;
        if role.staff() {
            let holds = |it: &&Org| it.genuine && it.whom == *whom && it.until >= act.t;
            let org = org.as_ref().filter(holds).ok_or("code 2: employment for staff roles")?;
            let succeeds = self.coordinators() == 0 && org.succeeds == Some(true);
            must(*role != Role::Coordinator || succeeds, "I.4: roles change only by succession")?;
            employed_until = Some(org.until);
        }
        // I.4: approvers are fixed in Create; the subject consents by Join.
        let asked = self.named.iter().filter(|(who, it)| it.approves && *who != whom).map(|(who, _)| *who);
        let approvers = if *role == Role::Citizen { BTreeSet::new() } else { asked.collect() };
        let proposal = Proposal {
            by: act.by,
            subject: *whom,
            head: *head,
            role: *role,
            scope: scope.clone(),
            until: *until,
            employed_until,
            approvers,
            yes: BTreeMap::new(),
            met: self.intents.values().any(|it| it.new == *whom && it.met),
        };
        self.proposals.insert(self.seq, proposal);
        Ok(())
    }

    fn in_the_past(&self, scope: &Scope, t: u64) -> bool {
        match scope {
            Scope::FromNow | Scope::All => true,
            Scope::Since(from) => *from <= t,
            Scope::Posts(chosen) => {
                let once = chosen.is_sorted_by(|a, b| a < b);
                once && (1..=256).contains(&chosen.len()) && chosen.iter().all(|seq| *seq < self.seq)
            }
        }
    }

    pub fn say_yes(&mut self, act: &Act, proposal: Seq, until: u64) -> Result<(), Why> {
        let (entry, open) = (self.seq, self.proposals.get_mut(&proposal));
        let open = open.ok_or("2.5: there is an open proposal")?;
        must(!open.yes.contains_key(&act.by), "code 3: once")?;
        must(act.t < until && until <= open.until, "code 3: not longer than the proposal")?;
        open.yes.insert(act.by, Yes { entry, until });
        Ok(())
    }

    pub fn renew(&mut self, act: &Act, proposal: Seq, entry: Seq, until: u64) -> Result<(), Why> {
        let (policy, renewed) = (self.policy, self.seq);
        let mut members = self.members.values_mut();
        let held = members.find(|it| it.came_by == Some(proposal)).ok_or("2.5 Consent: proposal used")?;
        must(held.standing == Standing::In, "I.4: Remove and Leave void the consents about that person")?;
        let yes = held.yes.get_mut(&act.by).filter(|yes| yes.entry == entry);
        let yes = yes.ok_or("2.5 Consent: renewal must cite previous consent")?;
        let most = act.t + longest(policy, held.role);
        must(yes.until < until && until <= most, "2.5 Consent: until ≤ t + max, and later than before")?;
        *yes = Yes { entry: renewed, until };
        Ok(())
    }

    pub fn withdraw(&mut self, by: Who, proposal: Seq) -> Result<(), Why> {
        if let Some(open) = self.proposals.get(&proposal) {
            must(open.yes.contains_key(&by), "2.5 Withdraw: has consent")?;
            self.proposals.remove(&proposal);
            return Ok(());
        }
        let held = |it: &&mut Member| it.came_by == Some(proposal) && it.yes.contains_key(&by);
        let held = self.members.values_mut().find(held).ok_or("2.5 Withdraw: has consent")?;
        must(held.standing == Standing::In, "I.4: Remove and Leave void the consents about that person")?;
        held.standing = Standing::Withdrawn;
        Ok(())
    }

    /// In, at the keys that were consented to.
    pub fn admit(&mut self, act: &Act, id: Seq, cites: &[Seq], people: &[Keys]) -> Result<(), Why> {
        let by = self.members[&act.by].role;
        let open = self.open(id)?.clone();
        let left = self.coordinators() > 0;
        let succession = by == Role::Citizen && open.role == Role::Coordinator && !left;
        must(
            by.staff() || succession,
            "2.5 Admit: coordinator or employee; I.4: or the citizen, a successor",
        )?;
        must(open.role != Role::Coordinator || !left, "I.4: succession when no coordinator is left")?;
        let mut cites = cites.to_vec();
        cites.sort_unstable();
        let mut given: Vec<Seq> = open.yes.values().map(|yes| yes.entry).collect();
        given.sort_unstable();
        must(cites == given, "code 5: cites exactly the Join and every Consent")?;
        must(open.yes.contains_key(&open.subject), "I.4: the subject always consents itself")?;
        let all = open.approvers.iter().all(|who| open.yes.contains_key(who));
        must(all, "2.5 Admit: all required approvers consented")?;
        must(open.yes.values().all(|yes| act.t < yes.until), "2.5 Admit: unexpired at t")?;
        let valid = open.employed_until.is_none_or(|until| act.t <= until);
        must(valid, "I.3: OrgAttest is checked at Create, Admit and succession")?;
        must(self.members.len() < 64, "I.4 bounds: 64 members")?;
        let keys = people[usize::from(open.subject)].at(open.head).ok_or("2.6: hash-pinned user chains")?;
        // I.4: Admit consumes its proposal; a uid has one place, so it comes back into no other.
        self.proposals.remove(&id);
        self.intents.retain(|_, it| it.new != open.subject);
        self.begun |= open.role == Role::Citizen;
        let member = Member {
            role: open.role,
            standing: Standing::In,
            head: open.head,
            generation: keys.generation,
            since: self.seq,
            joined: act.t,
            scope: open.scope,
            came_by: Some(id),
            yes: open.yes,
            met: open.met,
        };
        self.members.insert(open.subject, member);
        Ok(())
    }

    pub fn remove(&mut self, act: &Act, out: &[Who]) -> Result<(), Why> {
        let ordered = !out.is_empty() && out.is_sorted_by(|a, b| a < b);
        must(ordered, "I.4: Remove takes a list")?;
        must(!out.contains(&act.by), "2.5 Remove: not self")?;
        let coordinator = self.members[&act.by].role == Role::Coordinator;
        for who in out {
            let it = self.members.get(who).ok_or("2.5 Remove: a member")?;
            let gone = it.standing != Standing::In || it.until().saturating_add(3600) <= act.t;
            must(
                coordinator || gone,
                "2.5 Remove: by any member if lapsed, withdrawn or left; I.4: one hour",
            )?;
        }
        for who in out {
            self.seen.extend(self.members.remove(who).map(|it| (*who, it.head)));
        }
        // I.4: Remove voids; what they proposed has nobody to answer for it.
        self.proposals.retain(|_, it| !out.contains(&it.by));
        self.proposals.values_mut().for_each(|it| it.yes.retain(|who, _| !out.contains(who)));
        self.intents.retain(|_, it| !out.contains(&it.old));
        let citizen = self.members.values().any(|it| it.role == Role::Citizen);
        if self.begun && !citizen {
            self.phase = Phase::Over;
        }
        Ok(())
    }

    pub fn intend(&mut self, act: &Act, old: Who, letters: &[Who]) -> Result<(), Why> {
        let known = self.members.contains_key(&act.by) || self.named.contains_key(&act.by);
        must(!known, "I.4 Rebind: under a new uid")?;
        must(!self.replaced.contains(&act.by), "I.4 Rebind: the old uid has no successor")?;
        let stands = self.members.get(&old).is_some_and(|it| it.standing == Standing::In);
        must(stands, "I.4 Rebind: the old uid is a member")?;
        let others = letters.iter().all(|who| *who != old && self.members.contains_key(who));
        let ordered = letters.is_sorted_by(|a, b| a < b);
        must(others && ordered, "code 21: its card in a letter to other members")?;
        must(self.intents.values().all(|it| it.new != act.by), "wire: asks once at a time")?;
        must(self.intents.len() < 8, "wire: MAX_INTENTS")?;
        let met = self.proposals.values().any(|it| it.subject == act.by && it.met);
        let (new, head, t) = (act.by, act.head, act.t);
        self.intents.insert(self.seq, Intent { old, new, head, t, contested: false, met });
        Ok(())
    }

    /// In, under the new uid, in the place of who they were.
    pub fn rebind(&mut self, act: &Act, id: Seq, org: Option<&Org>, people: &[Keys]) -> Result<(), Why> {
        let it = self.intents.get(&id).ok_or("I.4: RebindIntent, then Rebind")?.clone();
        must(it.old != act.by, "2.5 Rebind: not self")?;
        must(!it.contested || it.met, "I.4: an entry by an old live device raises the bar to met")?;
        let mut place = self.members.remove(&it.old).ok_or("I.4 Rebind: the old uid is a member")?;
        let employed = org.is_some_and(|org| org.genuine && org.whom == it.new && org.until >= act.t);
        must(!place.role.staff() || employed, "I.3: OrgAttest is checked at succession to a place")?;
        let keys = people[usize::from(it.new)].at(it.head).ok_or("2.6: hash-pinned user chains")?;
        self.seen.insert(it.old, place.head);
        (place.head, place.generation, place.met) = (it.head, keys.generation, it.met);
        self.members.insert(it.new, place);
        // I.4: a uid has one place: nobody proposes them any more, and they ask for no other.
        self.proposals.retain(|_, open| open.subject != it.new);
        self.intents.retain(|_, other| other.old != it.old && other.new != it.new);
        self.replaced.insert(it.old);
        // I.4: approvers are followed through Rebind, and so is what was said and proposed.
        let follow = |who: &mut Who| *who = if *who == it.old { it.new } else { *who };
        let said = |yes: &mut BTreeMap<Who, Yes>| {
            let moved = yes.remove(&it.old);
            yes.extend(moved.map(|yes| (it.new, yes)));
        };
        self.members.values_mut().for_each(|member| said(&mut member.yes));
        for open in self.proposals.values_mut() {
            said(&mut open.yes);
            follow(&mut open.by);
            let asked = open.approvers.remove(&it.old);
            open.approvers.extend(asked.then_some(it.new));
        }
        if let Some(mut named) = self.named.remove(&it.old) {
            named.votes_from = if it.met { act.t } else { act.t + DAY };
            self.named.insert(it.new, named);
        }
        Ok(())
    }

    /// The next epoch, for exactly the members at the keys they have now.
    pub fn begin(&mut self, act: &Act, new: &Begins, people: &[Keys]) -> Result<(), Why> {
        must(!self.removal_due(act.t), "2.5 Rotate: no lapsed member present")?;
        must(new.pins.is_sorted_by(|a, b| a.0 < b.0), "wire: pins sorted by uid")?;
        for (who, head) in &new.pins {
            let member = self.members.get_mut(who).ok_or("2.5 MemberKeys: a member")?;
            must(*head > member.head, "2.5 MemberKeys: extends pinned uhead, and says something")?;
            let chain = &people[usize::from(*who)];
            let keys = chain.at(*head).ok_or("2.6: hash-pinned user chains")?;
            sealable_to(chain, keys)?;
            (member.head, member.generation) = (*head, keys.generation);
        }
        must(new.number == self.epoch + 1, "2.5 newep: epoch + 1")?;
        let exactly: Vec<(Who, u64)> = self.members.iter().map(|(who, it)| (*who, it.generation)).collect();
        must(new.grants == exactly, "2.5 newep: sorted by uid, exactly the member set, at their generation")?;
        (self.epoch, self.rotation_due) = (new.number, false);
        Ok(())
    }
}
