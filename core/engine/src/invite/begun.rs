//! What follows at a table once its dialog has begun: the first post, then each is asked, guardians before
//! relatives; whoever came late is asked in by those who are there.
//! Refuses to show anybody more from before than the first post. Called by `duties`, for each dialog.

use crate::compose::Whom;
use crate::content::{Content, Household, PostIntent, Purpose};
use crate::invite::Invited;
use crate::login::salt;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use samtale_membership::{Phase, policy};
use samtale_seal::Closed;
use samtale_wire::api::Append;
use samtale_wire::entry::{Role, Scope};
use samtale_wire::{DialogId, InvitationId, MsgId, Uid};

/// How somebody at the table stands to the dialog that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// They are in.
    In,
    /// They said no, or took their yes back.
    No,
    /// Their own yes is waited for, or that of those who must agree.
    Open,
    /// They are asked when every guardian has answered.
    Later,
    /// They cannot come in: a guardian who would have to agree is not there.
    Never,
}

impl Engine {
    /// The household's invitation that leads to a dialog, once that is to begin.
    pub(crate) fn table_of(&self, id: &DialogId) -> Option<(&InvitationId, &Invited, &Household)> {
        self.invitations.iter().find_map(|(key, invited)| {
            let household = invited.intent.household.as_ref().filter(|it| it.begun.is_some())?;
            (self.dialog_of(invited) == *id).then_some((key, invited, household))
        })
    }

    /// How somebody who has a seat stands to the dialog.
    pub(crate) fn asked_at_table(&self, dialog: &Dialog, uid: &Uid) -> Asked {
        let roster = &dialog.state.roster;
        let named = roster.citizen(uid).is_some();
        let there = |it: Uid| roster.member(&it).is_some();
        match () {
            () if there(*uid) => Asked::In,
            () if dialog.declined.contains(uid) => Asked::No,
            () if dialog.is_asked(uid) || named => Asked::Open,
            () if roster.approvers().all(there) => Asked::Open,
            () if roster.approvers().any(|it| dialog.declined.contains(&it)) => Asked::Never,
            () => Asked::Later,
        }
    }

    /// Says what was to be said first, before anybody is asked: then it can be shown to each.
    pub(crate) fn tend_table(&mut self, id: &DialogId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some((key, invited, household)) = self.table_of(id) else { return };
        let (key, first_post) = (*key, invited.first_post());
        let Some(dialog) = self.dialogs.get(id) else { return };
        let text = invited.intent.first.trim();
        let said = dialog.posts.values().find(|post| post.msg_id == first_post && post.uid == self.me.uid);
        let first = household.first.or(said.map(|post| post.seq));
        let waits = dialog.outbox.iter().any(|waiting| waiting.id == first_post);
        if first.is_none() && !waits && !text.is_empty() && !dialog.own.contains(&first_post) {
            let audience = dialog.state.roster.members.iter().map(|member| member.uid).collect();
            let content = Content::new(text.to_owned(), None);
            let intent =
                PostIntent { dialog: *id, content, files: Vec::new(), audience, t: ctx.now, readers: None };
            return self.enqueue(first_post, intent, ctx, effects);
        }
        let over =
            |uid: &Uid| matches!(self.asked_at_table(dialog, uid), Asked::In | Asked::No | Asked::Never);
        let mut next = household.clone();
        next.first = first;
        for seat in &mut next.seats {
            seat.done |= seat.who.as_ref().is_some_and(over);
        }
        // Nobody is left who could be asked, or nobody is missing who still could come.
        let vain = dialog.state.roster.citizens.iter().all(|it| dialog.declined.contains(&it.uid));
        let closed = invited.is_over(ctx.now) && self.is_settled(&key, invited);
        let done = next.seats.iter().all(|seat| if seat.who.is_some() { seat.done || vain } else { closed });
        if done {
            let Some(gone) = self.invitations.remove(&key) else { return };
            effects.extend([Effect::Forget(gone.id), Effect::Changed(*id)]);
        } else if (next != *household || (vain && invited.intent.withdrawn.is_none()))
            && let Some(invited) = self.invitations.get_mut(&key)
        {
            // Whoever would come now would come in vain.
            invited.intent.withdrawn = invited.intent.withdrawn.or(vain.then_some(ctx.now));
            invited.intent.household = Some(next);
            self.keep_invitation(&key, ctx, effects);
        }
    }

    /// The first post was taken back before it was said: it is not said again.
    pub(crate) fn says_nothing_first(
        &mut self,
        id: &DialogId,
        post: &MsgId,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let first = self.table_of(id).filter(|(_, invited, _)| invited.first_post() == *post);
        let Some(key) = first.map(|(key, ..)| *key) else { return };
        if let Some(invited) = self.invitations.get_mut(&key) {
            invited.intent.first.clear();
        }
        self.keep_invitation(&key, ctx, effects);
    }

    /// The next at the table to be asked.
    pub(crate) fn next_at_table(
        &self,
        id: &DialogId,
        dialog: &Dialog,
        ctx: &mut Ctx<'_>,
    ) -> Option<Result<Append, Closed>> {
        let (_, invited, household) = self.table_of(id)?;
        let roster = &dialog.state.roster;
        let unsaid = household.first.is_none() && !invited.intent.first.trim().is_empty();
        if unsaid || roster.sealable(ctx.now.max(dialog.state.tip.t)).is_err() || roster.phase != Phase::Open
        {
            return None;
        }
        let asks = |uid: Uid| !dialog.is_asked(&uid) && self.asked_at_table(dialog, &uid) == Asked::Open;
        // Whoever was in, or said no, and is not there now is asked by nobody but a person.
        let open = household.seated().filter(|(seat, uid)| !seat.done && asks(*uid));
        let subject = open.into_iter().find_map(|(_, uid)| {
            self.people.get(&uid)?;
            self.chains.get(&uid)?.attested()
        })?;
        let role = if roster.citizen(&subject.uid).is_some() { Role::Citizen } else { Role::Relative };
        // What was said to all at the table they all read, and nothing else from before.
        let scope = household.first.map_or(Scope::FromNow, |seq| Scope::Posts(vec![seq]));
        let salt = salt(ctx);
        let purpose = Purpose { text: invited.intent.purpose.clone(), salt };
        let until = ctx.now + policy::rule(roster.policy, role).longest;
        Some(self.propose(dialog, Whom { subject, role, scope, until, org: None }, purpose, ctx))
    }

    /// Whether somebody at a table is still to be asked, or answered for: then its dialog wakes.
    pub(crate) fn is_tended(&self, invited: &Invited) -> bool {
        let household = invited.intent.household.as_ref().filter(|it| it.begun.is_some());
        household.is_some_and(|it| it.seated().any(|(seat, _)| !seat.done))
    }
}
