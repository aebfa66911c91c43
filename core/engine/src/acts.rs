//! What a person does beyond writing and answering: take a yes back, leave, put out, erase, close.
//! Refuses what the log's rules would refuse, before it is kept. Kept first, signed when its turn comes.

pub(crate) mod wrong_person;

use crate::compose::Place;
use crate::content::{Act, ActIntent, Intent};
use crate::mind::{Ctx, Dialog, Effect, Engine};
use samtale_membership::{Member, Phase, Standing};
use samtale_seal::Closed;
use samtale_wire::api::Append;
use samtale_wire::entry::{Body, Resume, Role, Withdraw};
use samtale_wire::{DialogId, MsgId};

impl Engine {
    pub(crate) fn act(
        &mut self,
        id: MsgId,
        dialog: DialogId,
        act: Act,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        match act {
            Act::Confirm(invitation) => return self.judge_guest(&invitation, true, ctx, effects),
            Act::Refuse(invitation) => return self.judge_guest(&invitation, false, ctx, effects),
            Act::WithdrawInvitation(id) => return self.withdraw_invitation(&id, ctx, effects),
            Act::RenewInvitation(id) => return self.renew_invitation(&id, ctx, effects),
            Act::MakeCode(id) => return self.make_code(&id, ctx, effects),
            Act::DropInvitation(id) => return self.drop_invitation(&id, ctx.now, effects),
            Act::Meet(id) => return self.meet_guest(&id, ctx, effects),
            Act::Vouch(id) => return self.vouch(&id, ctx, effects),
            Act::SendGuardian(id, uid) => return self.send_guardian(&id, uid, ctx, effects),
            Act::NotThem(id) => return self.guards_nobody(&id, ctx, effects),
            Act::Seat(invitation, uid, at) => return self.seat(&invitation, uid, at, ctx, effects),
            Act::SendAway(invitation, uid) => return self.send_away(&invitation, uid, ctx, effects),
            Act::BeginAtTable(invitation) => return self.begin_at_table(&invitation, ctx, effects),
            Act::WrongPerson(uid) => return self.put_right(dialog, uid, ctx, effects),
            _ => {}
        }
        let possible = self.dialogs.get(&dialog).is_some_and(|there| self.may(there, &act));
        if !possible {
            return;
        }
        let intent = ActIntent { dialog, act };
        self.keep(id, &Intent::Act(intent), ctx, effects);
        self.remember_act(id, intent, effects);
    }

    pub(crate) fn remember_act(&mut self, id: MsgId, intent: ActIntent, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get_mut(&intent.dialog) else { return };
        if dialog.own.contains(&id) {
            return effects.push(Effect::Forget(id));
        }
        if !dialog.acts.iter().any(|(waiting, _)| *waiting == id) {
            dialog.acts.push_back((id, intent.act));
            effects.push(Effect::Changed(intent.dialog));
        }
    }

    /// Whether this person may do that now, as far as the log's own state says.
    #[must_use]
    pub(crate) fn may(&self, dialog: &Dialog, act: &Act) -> bool {
        let roster = &dialog.state.roster;
        let me = match roster.member(&self.me.uid) {
            Some(me) if me.standing == Standing::In && roster.phase != Phase::Over => me,
            _ => return false,
        };
        let coordinator = me.role == Role::Coordinator;
        match act {
            Act::Withdraw(proposal) => {
                let said = |member: &Member| {
                    member.proposal == *proposal
                        && member.standing == Standing::In
                        && member.yes.iter().any(|yes| yes.uid == self.me.uid)
                };
                let open = roster.proposal(proposal);
                let open = open.is_ok_and(|open| open.yes.iter().any(|yes| yes.uid == self.me.uid));
                open || roster.members.iter().any(said)
            }
            Act::Remove(uid) => coordinator && *uid != self.me.uid && roster.member(uid).is_some(),
            Act::Leave => !coordinator || roster.coordinators() > 1 || roster.phase == Phase::Closed,
            Act::Erase(seq) => {
                dialog.posted(*seq).is_some_and(|post| coordinator || post.uid == self.me.uid)
                    && !dialog.erased.contains_key(seq)
            }
            Act::Close => coordinator && roster.phase == Phase::Open,
            Act::Reopen => coordinator && roster.phase == Phase::Closed,
            Act::LetBack(intent) => self.asks_back(dialog).is_some_and(|open| open.id == *intent),
            // These are about an invitation, and done at once.
            Act::Confirm(_)
            | Act::Refuse(_)
            | Act::WithdrawInvitation(_)
            | Act::RenewInvitation(_)
            | Act::DropInvitation(_)
            | Act::MakeCode(_)
            | Act::Meet(_)
            | Act::Vouch(_)
            | Act::SendGuardian(..)
            | Act::NotThem(_)
            | Act::Seat(..)
            | Act::SendAway(..)
            | Act::BeginAtTable(_)
            | Act::WrongPerson(_) => false,
            Act::Resume => coordinator && self.caught_up && self.is_behind(&roster.dialog),
        }
    }

    /// Acts and answers that the log has made pointless are forgotten.
    pub(crate) fn drop_moot(&mut self, id: &DialogId, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get(id) else { return };
        let acts = dialog.acts.iter().filter(|(_, act)| !self.may(dialog, act)).map(|(id, _)| *id);
        let answers = dialog.answers.iter().filter(|(_, answer)| self.said_in(dialog, answer).is_none());
        let moot: Vec<MsgId> = acts.chain(answers.map(|(id, _)| *id)).collect();
        let Some(dialog) = self.dialogs.get_mut(id) else { return };
        dialog.acts.retain(|(id, _)| !moot.contains(id));
        dialog.answers.retain(|id, _| !moot.contains(id));
        effects.extend(moot.into_iter().map(Effect::Forget));
    }

    /// The next act to write into a dialog's log.
    pub(crate) fn next_act(
        &self,
        dialog: &Dialog,
        behind: bool,
        ctx: &mut Ctx<'_>,
    ) -> Option<(MsgId, Result<Append, Closed>)> {
        let erases = dialog.acts.iter().any(|(_, act)| matches!(act, Act::Erase(_)));
        // Nobody who is out can be told to forget something: erasings go first, also those that came to mind later.
        let waits = |act: &Act| behind || (erases && matches!(act, Act::Remove(_)));
        let (id, act) = dialog.acts.iter().find(|(_, act)| *act == Act::Resume || !waits(act))?;
        let body = match act {
            Act::Remove(uid) => return Some((*id, self.remove(dialog, &[*uid], *id, ctx))),
            Act::LetBack(intent) => return Some((*id, self.let_back(dialog, intent, *id, ctx))),
            Act::Withdraw(proposal) => Body::Withdraw(Withdraw { proposal: *proposal }),
            Act::Leave => Body::Leave,
            Act::Confirm(_)
            | Act::Refuse(_)
            | Act::WithdrawInvitation(_)
            | Act::RenewInvitation(_)
            | Act::DropInvitation(_)
            | Act::MakeCode(_)
            | Act::Meet(_)
            | Act::Vouch(_)
            | Act::SendGuardian(..)
            | Act::NotThem(_)
            | Act::Seat(..)
            | Act::SendAway(..)
            | Act::BeginAtTable(_)
            | Act::WrongPerson(_) => return None,
            Act::Close => Body::Close,
            Act::Reopen => Body::Reopen,
            Act::Resume => {
                let seen = self.rings.seen.get(&dialog.state.roster.dialog)?;
                Body::Resume(Resume { seq: seen.seq, head: seen.head })
            }
            Act::Erase(seq) => crate::saying::tombstone(dialog, *seq)?,
        };
        let entry = self.sign(Place::after(&dialog.state), *id, body, ctx.now);
        Some((*id, Ok(Append { entry, envelopes: Vec::new(), ciphertext: None })))
    }
}
