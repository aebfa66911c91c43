//! Who may not read any more goes before anything is sealed again: lapsed, withdrawn, left, dismissed.
//! And keys that were taken back are followed by a new epoch.
//! Refuses to wait for a person: derived from the log, so that a crash loses nothing. Called by `duties`.

use crate::compose::msg_id;
use crate::mind::{Ctx, Dialog, Engine};
use samtale_membership::apply::GRACE;
use samtale_membership::{Member, Phase, Standing, policy};
use samtale_seal::Closed;
use samtale_wire::Uid;
use samtale_wire::api::Append;
use samtale_wire::entry::Role;

impl Engine {
    /// The Remove that is due, if it is this device's to write.
    pub(crate) fn next_removal(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<Result<Append, Closed>> {
        let t = ctx.now.max(dialog.state.tip.t);
        let me = self.answers_for(dialog, t)?;
        let roster = &dialog.state.roster;
        // Clocks differ: others than the coordinator wait a while before they call a consent run out.
        let certain = |member: &Member| {
            member.standing != Standing::In
                || member.lapsed(t.saturating_sub(GRACE))
                || me.role == Role::Coordinator
        };
        let mut out = roster.members.iter().filter(|member| !member.reads(t)).peekable();
        out.peek()?;
        let sure = out.all(certain);
        let goes: &[Uid] = &[];
        sure.then(|| self.remove(dialog, goes, msg_id(ctx), ctx))
    }

    /// The Rotate that is due, if it is this device's to write.
    pub(crate) fn next_rotation(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<Result<Append, Closed>> {
        let t = ctx.now.max(dialog.state.tip.t);
        self.answers_for(dialog, t)?;
        let roster = &dialog.state.roster;
        let due = (roster.rotate || dialog.garbage || self.outdated(dialog)) && !roster.removal_due(t);
        due.then(|| self.rotate(dialog, ctx))
    }

    /// Whether a member has taken keys back that the present epoch was granted to.
    pub(crate) fn outdated(&self, dialog: &Dialog) -> bool {
        dialog
            .state
            .roster
            .members
            .iter()
            .any(|member| self.reads_with(member).is_some_and(|user| user.generation != member.generation))
    }

    /// This person's place, if they may write such entries and have a reason to: they answer for the
    /// dialog or want to write in it. So not everybody's device does the same work at once.
    pub(crate) fn answers_for<'a>(&self, dialog: &'a Dialog, t: u64) -> Option<&'a Member> {
        let roster = &dialog.state.roster;
        let me = roster.member(&self.me.uid).filter(|me| me.reads(t) && roster.phase != Phase::Over)?;
        // Who has taken keys back sees to it that nobody goes on with the old ones.
        let granted = dialog.epochs.get(&roster.epoch).and_then(|epoch| epoch.generation);
        let rekeyed = self.own().zip(granted).is_some_and(|(own, granted)| own.generation != granted);
        let reason = policy::may_rotate(me.role) || rekeyed || dialog.garbage || !dialog.outbox.is_empty();
        reason.then_some(me)
    }
}
