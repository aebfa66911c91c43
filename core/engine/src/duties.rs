//! What follows by itself, from the log and the open invitations: begin the dialog that an invited
//! person is waiting for, propose them, admit whom everyone consented to, send the first post.
//! Refuses whoever is not proven to this device. Derived from state, so that a crash loses nothing.

use crate::compose::Whom;
use crate::content::{About, Content, Into, PostIntent, Purpose};
use crate::courier::{Errand, Request};
use crate::invite::Invited;
use crate::invite::table::case_with;
use crate::law;
use crate::login::salt;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use samtale_membership::{Phase, Proposal, UserState, policy};
use samtale_seal::Closed;
use samtale_wire::api::Append;
use samtale_wire::entry::{Policy, Role, Scope};
use samtale_wire::{DialogId, InvitationId, MsgId, Salt, Uid};

impl Engine {
    /// Begins the dialogs of invitations that were taken up.
    pub(crate) fn begin_dialogs(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some(org) = self.me.org.clone() else { return };
        let waiting: Vec<(DialogId, Salt, Vec<UserState>, About, Policy, law::Case)> = self
            .invitations
            .values()
            .filter_map(|invited| {
                let dialog = self.dialog_of(invited);
                let new = invited.intent.into.is_none()
                    && !self.is_known(&dialog)
                    && !self.courier.busy(&dialog, None);
                let (named, case) = match &invited.intent.household {
                    Some(household) => {
                        let begun = household.begun.clone()?;
                        let proven = begun.iter().all(|uid| self.people.get(uid).is_some());
                        let case = case_with(begun.len());
                        (proven.then_some(begun)?, case)
                    }
                    None => (vec![self.guest(invited)?], law::ALONE),
                };
                // At the last place where every device of theirs was vouched for: one that was just added
                // may take its time, and nobody would be named at all.
                let citizen = |uid: &Uid| self.chains.get(uid)?.attested().cloned();
                let citizens = named.iter().map(citizen).collect::<Option<Vec<_>>>()?;
                let about = About { topic: invited.intent.topic.clone(), case: invited.intent.case };
                let policy = invited.policy();
                // Whoever begins it shows the card that it asks for.
                let new = new && self.opens_own(policy);
                new.then(|| (dialog, invited.salt(), citizens, about, policy, case))
            })
            .collect();
        for (dialog, salt, citizens, about, policy, case) in waiting {
            let basis = law::resolve(&case).basis;
            if let Ok(append) = self.create(salt, &citizens, &about, (policy, basis), org.clone(), ctx) {
                self.append(dialog, None, append, ctx, effects);
            }
        }
    }

    /// Writes the next entry of a dialog, if there is one to write.
    pub(crate) fn next_entry(&mut self, id: &DialogId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        self.finish_invitation(id, ctx, effects);
        self.tend_table(id, ctx, effects);
        self.look_before_admission(id, effects);
        let Some(dialog) = self.dialogs.get(id).filter(|dialog| dialog.broken.is_none()) else { return };
        // Nothing is written into a gap but that somebody has looked at it.
        let behind = self.is_behind(id);
        if let Some((intent, append)) = self.next_answer(dialog, ctx).filter(|_| !behind) {
            return self.append(*id, Some(intent), append, ctx, effects);
        }
        if let Some((intent, act)) = self.next_act(dialog, behind, ctx) {
            // A key that cannot be sealed to is its owner's to mend.
            return if let Ok(append) = act {
                self.append(*id, Some(intent), append, ctx, effects)
            };
        }
        if behind {
            return;
        }
        let duty = self
            .next_return(dialog, ctx)
            .or_else(|| self.next_showing(dialog, ctx))
            .or_else(|| self.next_dismissal(dialog, ctx))
            .or_else(|| self.next_removal(dialog, ctx))
            .or_else(|| self.next_rotation(dialog, ctx))
            .or_else(|| self.next_proposal(id, dialog, ctx))
            .or_else(|| self.next_at_table(id, dialog, ctx))
            .or_else(|| self.next_successor(dialog, ctx))
            .or_else(|| self.next_admission(dialog, ctx))
            .or_else(|| self.next_erasure(dialog, ctx))
            .or_else(|| self.next_match(dialog, ctx));
        match duty {
            Some(Ok(append)) => self.append(*id, None, append, ctx, effects),
            // A duty that cannot be done yet, as a sibling's card is still to come, holds up nobody's words:
            // what may not be sealed to is looked at there.
            Some(Err(Closed)) | None => self.next_post(id, ctx, effects),
        }
    }

    pub(crate) fn append(
        &mut self,
        dialog: DialogId,
        intent: Option<MsgId>,
        append: Append,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let first = self.dialogs.get(&dialog).map_or(Ok(None), |here| self.introduction(here, ctx));
        let (intent, append) = match first {
            Ok(None) => (intent, append),
            Ok(Some(first)) => (None, first),
            // Whoever could not be shown to the others writes nothing yet.
            Err(Closed) => return,
        };
        let sent = Box::new(append);
        let errand = Errand::Append { dialog, intent, sent: sent.clone() };
        self.call(errand, Request::Append(dialog, sent), effects);
    }

    fn next_proposal(
        &self,
        id: &DialogId,
        dialog: &Dialog,
        ctx: &mut Ctx<'_>,
    ) -> Option<Result<Append, Closed>> {
        let roster = &dialog.state.roster;
        if roster.sealable(ctx.now.max(dialog.state.tip.t)).is_err() || roster.phase != Phase::Open {
            return None;
        }
        let (invited, subject) = self.invitations.values().find_map(|invited| {
            let subject = self.chains.get(&self.guest(invited)?)?.attested()?;
            let new = self.dialog_of(invited) == *id && !dialog.is_asked(&subject.uid);
            (new && dialog.hears_of(invited, &subject.uid)).then_some((invited, subject))
        })?;
        let named = roster.citizen(&subject.uid).is_some();
        let (role, scope) = match &invited.intent.into {
            Some(into) if !named => (into.role, into.scope.clone()),
            None if named => (Role::Citizen, Scope::FromNow),
            _ => return None,
        };
        if !dialog.lets_in(role) {
            return None;
        }
        let salt = salt(ctx);
        let purpose = Purpose { text: invited.intent.purpose.clone(), salt };
        let until = ctx.now + policy::rule(roster.policy, role).longest;
        let org = invited.org.clone().filter(|_| role.is_staff());
        Some(self.propose(dialog, Whom { subject, role, scope, until, org }, purpose, ctx))
    }

    fn next_admission(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<Result<Append, Closed>> {
        let roster = &dialog.state.roster;
        let me = roster.member(&self.me.uid)?;
        let role = me.role;
        if roster.removal_due(ctx.now.max(dialog.state.tip.t)) || roster.phase != Phase::Open {
            return None;
        }
        let ready = |open: &&Proposal| {
            let lasts = open.until > ctx.now && open.yes.iter().all(|yes| yes.until > ctx.now);
            let may = policy::may_admit(role, open.role, roster.coordinators());
            may && (open.by == self.me.uid || role == Role::Coordinator)
                && open.complete()
                && lasts
                && self.subject_of(open).is_some_and(|user| self.may_be_let_in(roster, user, open.role))
                && self.is_looked_at(open)
        };
        let proposal = roster.proposals.iter().find(ready)?;
        let subject = self.subject_of(proposal)?;
        if self.courier.is_out(|errand| *errand == Errand::Chain(subject.uid)) {
            return None;
        }
        Some(self.admit(dialog, proposal, subject, ctx))
    }

    /// Whether the subject still reads with the keys that everybody consented to, as far as the server says
    /// now: history is not sealed to a device that was taken away meanwhile.
    fn is_looked_at(&self, open: &Proposal) -> bool {
        let now = self.chains.get(&open.subject.uid).and_then(|chain| chain.attested());
        let same =
            now.zip(self.subject_of(open)).is_some_and(|(now, then)| now.generation == then.generation);
        same && self.looked_at.contains(&open.id)
    }

    /// Asks once more for the chain of whom everybody has said yes to.
    fn look_before_admission(&mut self, id: &DialogId, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get(id) else { return };
        let complete = dialog.state.roster.proposals.iter().filter(|open| open.complete());
        let new = complete.filter(|open| !self.looked_at.contains(&open.id));
        for (proposal, uid) in new.map(|open| (open.id, open.subject.uid)).collect::<Vec<_>>() {
            if uid == self.me.uid || self.want_chain(uid, effects) {
                self.looked_at.insert(proposal);
            }
        }
    }

    /// With the keys that everybody consented to.
    pub(crate) fn subject_of(&self, proposal: &Proposal) -> Option<&UserState> {
        self.chains.get(&proposal.subject.uid)?.at(&proposal.subject.uhead)
    }

    /// The invited person is in, or said no: the first post is sent, the invitation is done.
    fn finish_invitation(&mut self, id: &DialogId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get(id) else { return };
        let roster = &dialog.state.roster;
        // Nobody is left who could be asked about those who were to come with them.
        let in_vain = !roster.citizens.is_empty()
            && roster.citizens.iter().all(|citizen| dialog.declined.contains(&citizen.uid));
        let over = self.invitations.iter().find(|(_, invited)| {
            self.dialog_of(invited) == *id
                && invited.claimed.is_some_and(|uid| {
                    let settled = roster.member(&uid).is_some() || dialog.declined.contains(&uid);
                    settled || in_vain || dialog.never_hears_of(invited, &uid)
                })
        });
        let Some(over): Option<InvitationId> = over.map(|(over, _)| *over) else { return };
        let Some(invited) = self.invitations.remove(&over) else { return };
        let said_no = in_vain || invited.claimed.is_none_or(|uid| roster.member(&uid).is_none());
        let first = invited.intent.first.trim();
        if !first.is_empty() && !said_no {
            let audience = roster.members.iter().map(|member| member.uid).collect();
            let content = Content::new(first.to_owned(), None);
            let intent =
                PostIntent { dialog: *id, content, files: Vec::new(), audience, t: ctx.now, readers: None };
            self.enqueue(invited.first_post(), intent, ctx, effects);
        }
        effects.push(Effect::Forget(invited.id));
    }
}

impl Dialog {
    /// Whether all who are to consent are in: they see whom they are asked about by what stands in the
    /// proposal, and that is sealed to those who are members then.
    fn hears_of(&self, invited: &Invited, subject: &Uid) -> bool {
        self.asked_about(invited, subject).iter().all(|uid| self.state.roster.member(uid).is_some())
    }

    /// Whether one of them said no for themselves: then nobody can be let in whom they would have to agree to.
    fn never_hears_of(&self, invited: &Invited, subject: &Uid) -> bool {
        self.asked_about(invited, subject).iter().any(|uid| self.declined.contains(uid))
    }

    fn asked_about(&self, invited: &Invited, subject: &Uid) -> Vec<Uid> {
        let roster = &self.state.roster;
        let asked = |into: &Into| policy::approvers(roster.policy, into.role, roster.approvers(), subject);
        invited.intent.into.as_ref().map(asked).unwrap_or_default()
    }
}
