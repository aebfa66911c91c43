//! The dialogs of one case: all together, or some apart. What groups them is sealed in each of them, so that
//! who is in one alone cannot tell whether there are others. A dialog always says to which case it belongs.
//! Refuses every trace elsewhere: nothing is written or asked for in the dialog that a person comes from.
//! Called by `mind`; read by `show`.

use crate::content::{Into, InviteIntent, Met};
use crate::invite::Invited;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::outbox::audience_hash;
use crate::view::InvitationDraft;
use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};
use samtale_membership::{Phase, hash};
use samtale_wire::entry::{Policy, Role, Scope};
use samtale_wire::{DialogId, MsgId, Uid, label};
use std::collections::BTreeMap;

/// How many people can be taken aside at once.
pub const MAX_ASIDE: usize = 16;

/// Which case: sixteen random bytes, the same in every dialog of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct CaseId(#[n(0)] ByteArray<16>);

impl CaseId {
    pub(crate) fn make(ctx: &mut Ctx<'_>) -> Self {
        let mut bytes = [0; 16];
        ctx.rng.fill_bytes(&mut bytes);
        Self(bytes.into())
    }

    /// That of a dialog which began before there were cases.
    fn of(dialog: &DialogId) -> Self {
        let mut bytes = [0; 16];
        let from = hash::hash(label::CASE, &[dialog.as_bytes()]);
        bytes.iter_mut().zip(from.0).for_each(|(to, from)| *to = from);
        Self(bytes.into())
    }
}

/// A place in the ring or in a snapshot may be older than cases.
pub(crate) fn case_of(id: &DialogId, said: Option<CaseId>) -> CaseId {
    said.unwrap_or_else(|| CaseId::of(id))
}

impl Engine {
    /// The case of a dialog, asleep or not.
    pub(crate) fn case(&self, id: &DialogId) -> Option<CaseId> {
        if let Some(dialog) = self.dialogs.get(id) {
            return Some(case_of(id, dialog.case));
        }
        self.asleep.get(id)?;
        self.rings.records.get(id).map(|record| case_of(id, record.brief.case))
    }

    /// How many dialogs this person has of each case.
    pub(crate) fn cases(&self) -> BTreeMap<CaseId, usize> {
        let mut cases = BTreeMap::new();
        let dialogs = self.dialogs.keys().chain(self.asleep.keys());
        for case in dialogs.filter_map(|id| self.case(id)) {
            *cases.entry(case).or_default() += 1;
        }
        cases
    }

    /// The other dialogs of the same case that this person has.
    pub(crate) fn beside_in_case(&self, id: &DialogId) -> Vec<DialogId> {
        let Some(case) = self.case(id) else { return Vec::new() };
        let others = self.dialogs.keys().chain(self.asleep.keys()).filter(|other| *other != id);
        others.filter(|other| self.case(other) == Some(case)).copied().collect()
    }

    /// Whether exactly these people could be written with apart from the others: they are some of those in
    /// the dialog, all of them private people who are proven, and there is no such dialog yet. Several are
    /// brought together by whom the dialog is about, who is then one of them.
    #[must_use]
    pub fn may_take_aside(&self, id: &DialogId, people: &[Uid]) -> bool {
        let Some(dialog) = self.dialogs.get(id) else { return false };
        let here = self.private_people(dialog);
        let mut sorted = people.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        (1..=MAX_ASIDE).contains(&people.len())
            && sorted.len() == people.len()
            && people.len() + 2 <= dialog.state.roster.members.len()
            && people.iter().all(|uid| here.contains(uid))
            && (people.len() == 1 || people.iter().any(|uid| dialog.is_about(uid)))
            && !self.is_apart(id, people, false)
    }

    /// Whether a very sensitive dialog of the same case could be begun with whom this one is about: where the
    /// municipality's logins can open it, and there is none yet.
    #[must_use]
    pub fn may_begin_sensitive(&self, id: &DialogId, uid: &Uid) -> bool {
        let Some(dialog) = self.dialogs.get(id) else { return false };
        dialog.is_about(uid)
            && dialog.state.roster.policy != Policy::Sensitive
            && self.can_begin(Policy::Sensitive)
            && self.private_people(dialog).contains(uid)
            && !self.is_apart(id, &[*uid], true)
    }

    /// Those in a dialog whom this person could write with apart: private people who are proven.
    pub(crate) fn private_people(&self, dialog: &Dialog) -> Vec<Uid> {
        let roster = &dialog.state.roster;
        let begins = self.me.org.is_some() && roster.phase == Phase::Open && dialog.broken.is_none();
        if !begins || roster.member(&self.me.uid).is_none() {
            return Vec::new();
        }
        let known = |uid: &Uid| {
            let user = self.chains.get(uid).and_then(|chain| chain.attested());
            *uid != self.me.uid && user.is_some_and(|user| self.people.knows(user))
        };
        let private = roster.members.iter().filter(|it| matches!(it.role, Role::Citizen | Role::Relative));
        private.map(|member| member.uid).filter(known).collect()
    }

    /// Whether there is a dialog of this case with exactly these people, as sensitive as that, or one is about to
    /// begin. One that came to nothing does not count: whoever said no by mistake can be asked again.
    fn is_apart(&self, id: &DialogId, people: &[Uid], sensitive: bool) -> bool {
        let mut all = people.to_vec();
        all.push(self.me.uid);
        all.sort_unstable();
        let readers = audience_hash(&all);
        let exactly =
            |there: &[Uid]| there.len() == people.len() && people.iter().all(|uid| there.contains(uid));
        let same = |other: &DialogId| match self.dialogs.get(other) {
            Some(dialog) if dialog.state.roster.phase == Phase::Over => false,
            Some(dialog) if (dialog.state.roster.policy == Policy::Sensitive) != sensitive => false,
            Some(dialog) => {
                let asked = dialog.state.roster.proposals.iter().map(|open| open.subject.uid);
                let mut there = self.others(dialog);
                there.extend(asked.filter(|uid| *uid != self.me.uid));
                there.retain(|uid| !dialog.declined.contains(uid));
                there.sort_unstable();
                there.dedup();
                exactly(&there)
            }
            None => self.rings.records.get(other).is_some_and(|record| record.brief.readers == readers),
        };
        let begins = || {
            let case = self.case(id);
            let mut begun: BTreeMap<DialogId, Vec<Uid>> = BTreeMap::new();
            let same =
                |it: &&Invited| it.intent.case == case && (it.policy() == Policy::Sensitive) == sensitive;
            for invited in self.invitations.values().filter(same) {
                let there = begun.entry(self.dialog_of(invited)).or_default();
                there.extend(invited.intent.met.as_ref().map(|met| met.uid));
            }
            begun.values().any(|there| exactly(there))
        };
        self.beside_in_case(id).iter().any(same) || begins()
    }

    /// Begins a dialog of the same case with some of those who are in this one. They are asked there, as
    /// whoever took up an invitation is: who they are is known here.
    pub(crate) fn take_aside(
        &mut self,
        from: DialogId,
        people: &[(MsgId, Uid)],
        (purpose, sensitive): (&str, bool),
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let uids: Vec<Uid> = people.iter().map(|(_, uid)| *uid).collect();
        let may = match (sensitive, uids.as_slice()) {
            (true, [uid]) => self.may_begin_sensitive(&from, uid),
            (true, _) => false,
            (false, _) => self.may_take_aside(&from, &uids),
        };
        if !may {
            return;
        }
        let (Some(case), Some(dialog)) = (self.case(&from), self.dialogs.get(&from)) else { return };
        let topic = dialog.topic.clone().unwrap_or_default();
        // Whom the dialog is about is asked first; the others are brought in there. Where they are not among
        // them they could not be asked who may read more: then nobody else may, ever.
        let policy = match uids.iter().any(|uid| dialog.is_about(uid)) {
            true => sensitive.then_some(Policy::Sensitive),
            false => Some(Policy::Apart),
        };
        let mut people: Vec<(MsgId, Uid, String)> =
            people.iter().map(|(id, uid)| (*id, *uid, self.full_name(uid))).collect();
        people.sort_by_key(|(_, uid, _)| !dialog.is_about(uid));
        let mut into = None;
        for (id, uid, name) in people {
            let (first, sensitive) = (String::new(), false);
            let draft =
                InvitationDraft { name, topic: topic.clone(), purpose: purpose.to_owned(), first, sensitive };
            let intent = InviteIntent {
                into: into.clone(),
                confirmed: Some(uid),
                case: Some(case),
                met: Some(Met { uid, from }),
                policy,
                ..InviteIntent::make(draft, ctx)
            };
            let led = self.put_out(id, intent, ctx, effects);
            into = into.or(Some(Into { dialog: led, role: Role::Relative, scope: Scope::All }));
        }
    }

    fn full_name(&self, uid: &Uid) -> String {
        self.people.get(uid).map(|who| who.name.clone()).unwrap_or_default()
    }

    /// What is known of those who are taken aside lies with the dialog they were met in: that one wakes.
    pub(crate) fn wake_where_met(&mut self) {
        let met = self.invitations.values().filter_map(|invited| invited.intent.met.as_ref());
        let unknown = met.filter(|met| !self.chains.contains_key(&met.uid));
        for from in unknown.map(|met| met.from).collect::<Vec<_>>() {
            self.wake(&from);
        }
    }
}

impl Dialog {
    fn is_about(&self, uid: &Uid) -> bool {
        self.state.roster.citizen(uid).is_some()
    }

    /// What a sealed note says of the case.
    pub(crate) fn belongs(&mut self, case: Option<CaseId>) {
        self.case = case.or(self.case);
    }
}
