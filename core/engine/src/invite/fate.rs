//! What becomes of an invitation that is out: opened, taken up, refused, run out, withdrawn, made anew.
//! Refuses to let somebody back in who was refused, and to say who it was. Told by `inbox` and `outbox`,
//! shown by `show::invited`.

use crate::content::Intent;
use crate::courier::{Errand, Fault, Reply, Request};
use crate::invite::vouching;
use crate::invite::{Invited, OPEN_FOR};
use crate::login::salt;
use crate::mind::{Ctx, Effect, Engine};
use samtale_membership::hash;
use samtale_wire::api::{Code, Happened, InvitationEvent, RefuseClaim, WithdrawInvitation};
use samtale_wire::{InvitationId, Salt, Uid};
use std::collections::BTreeSet;

/// How many who were refused are remembered for one invitation.
const MAX_REFUSED: usize = 16;

/// What the server said of an invitation; told again with each start. Times are seconds since 1970.
#[derive(Default)]
pub(crate) struct Fate {
    /// When an app was first shown its link.
    pub opened: Option<u64>,
    /// When one was last, of a household's.
    pub opening: Option<u64>,
    /// When somebody took it up last.
    pub claimed: Option<u64>,
    /// When somebody was last refused.
    pub refused: Option<u64>,
    /// Whose claims the server is still to refuse.
    pub refuses: BTreeSet<Uid>,
    /// Whether the server knows that it is withdrawn.
    pub withdrawn: bool,
    /// Whether the server knows that the one before is.
    pub former_withdrawn: bool,
    /// Whether it has the short code: said just now, and not kept yet.
    pub code: Option<bool>,
}

impl Invited {
    /// Whoever took it up is somebody else: it is open again.
    pub fn refuse(&mut self, uid: Uid) {
        if self.claimed == Some(uid) {
            (self.claimed, self.org, self.intent.code) = (None, None, None);
            (self.unmatched, self.nameless) = (false, None);
        }
        let refused = self.intent.refused.get_or_insert_default();
        if !refused.contains(&uid) && refused.len() < MAX_REFUSED {
            refused.push(uid);
        }
        self.fate.refuses.insert(uid);
    }

    /// When its link was made, seconds since 1970.
    pub fn made(&self) -> u64 {
        self.intent.until.saturating_sub(self.open_for())
    }

    /// How long it can be taken up, in seconds.
    fn open_for(&self) -> u64 {
        let here = self.intent.vouches.is_some() && self.intent.mandate.is_none();
        if here { vouching::OPEN_FOR } else { OPEN_FOR }
    }

    /// Whether this person was refused here.
    pub fn has_refused(&self, uid: &Uid) -> bool {
        self.intent.refused.as_ref().is_some_and(|refused| refused.contains(uid))
    }

    /// Whether nobody can take it up any more, and nobody has.
    pub fn is_over(&self, now: u64) -> bool {
        self.intent.withdrawn.is_some() || (self.claimed.is_none() && self.intent.until <= now)
    }
}

impl Engine {
    /// Keeps what is wanted with an invitation.
    pub(crate) fn keep_invitation(&self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some(invited) = self.invitations.get(id) else { return };
        self.keep(invited.id, &Intent::Invite(invited.intent.clone()), ctx, effects);
        effects.push(Effect::Changed(self.dialog_of(invited)));
    }

    /// Whether the inviter may still do something about it: nobody is on their way in with it.
    pub(crate) fn is_open(&self, invited: &Invited) -> bool {
        invited.intent.met.is_none() && self.guest(invited).is_none()
    }

    /// Takes an invitation back.
    pub(crate) fn withdraw_invitation(
        &mut self,
        id: &InvitationId,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if !self.invitations.get(id).is_some_and(|it| self.is_open(it) && it.intent.withdrawn.is_none()) {
            return;
        }
        let Some(invited) = self.invitations.get_mut(id) else { return };
        (invited.claimed, invited.org) = (None, None);
        invited.clear_table();
        // It is compared with nobody any more; a new link is to who bears the name.
        invited.intent.number = None;
        invited.intent.withdrawn = Some(ctx.now);
        self.keep_invitation(id, ctx, effects);
    }

    /// Makes a new link to the same dialog; the one before is withdrawn. Round a table everybody takes up the
    /// new one.
    pub(crate) fn renew_invitation(
        &mut self,
        id: &InvitationId,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if !self.invitations.get(id).is_some_and(|it| self.is_open(it) && self.may_renew(it)) {
            return;
        }
        self.make_anew(id, None, ctx, effects);
    }

    /// With `vouches` it is for somebody without eID. Which invitation it is now.
    pub(crate) fn make_anew(
        &mut self,
        id: &InvitationId,
        vouches: Option<Salt>,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) -> Option<InvitationId> {
        let mut before = self.invitations.remove(id)?;
        before.clear_table();
        let secret = salt(ctx);
        let salt = Some(before.salt());
        let mut intent = before.intent;
        (intent.secret, intent.salt, intent.former) = (secret, salt, Some(*id));
        let lasts = if vouches.is_some() { vouching::OPEN_FOR } else { OPEN_FOR };
        (intent.until, intent.withdrawn) = (ctx.now + lasts, None);
        (intent.code, intent.vouches, intent.asked, intent.mandate) = (None, vouches, None, None);
        // Who was called the right one came by the link before.
        intent.confirmed = None;
        let new = hash::invitation(&intent.secret);
        self.remember_invitation(before.id, intent, effects);
        self.keep_invitation(&new, ctx, effects);
        Some(new)
    }

    /// Not before the server has let go of the one before: it is remembered once.
    pub(crate) fn may_renew(&self, invited: &Invited) -> bool {
        !invited.has_begun() && (invited.intent.former.is_none() || invited.fate.former_withdrawn)
    }

    /// An invitation that leads nowhere is forgotten.
    pub(crate) fn drop_invitation(&mut self, id: &InvitationId, now: u64, effects: &mut Vec<Effect>) {
        let leads_nowhere = |it: &Invited| it.is_over(now) && !it.has_begun() && self.is_settled(id, it);
        if !self.invitations.get(id).is_some_and(leads_nowhere) {
            return;
        }
        let Some(gone) = self.invitations.remove(id) else { return };
        effects.extend([Effect::Forget(gone.id), Effect::Changed(self.dialog_of(&gone))]);
    }

    /// Whether the server knows all that was wanted with it.
    pub(crate) fn is_settled(&self, id: &InvitationId, invited: &Invited) -> bool {
        let withdrawn = invited.intent.withdrawn.is_none() || invited.fate.withdrawn;
        let former = invited.intent.former.is_none() || invited.fate.former_withdrawn;
        withdrawn && former && !self.is_told(id)
    }

    /// Whether the server is just being told that it is there, or that it is not any more.
    fn is_told(&self, id: &InvitationId) -> bool {
        self.courier.is_out(|errand| matches!(errand, Errand::Withdraw(it) | Errand::Invite(it) if it == id))
    }

    /// Something happened to an invitation.
    pub(crate) fn take_event(&mut self, event: &InvitationEvent, effects: &mut Vec<Effect>) {
        let Some(invited) = self.invitations.get_mut(&event.invitation) else { return };
        let (fate, t) = (&mut invited.fate, Some(event.t));
        match event.what {
            Happened::Opened => {
                fate.opened = fate.opened.or(t);
                fate.opening = fate.opening.max(t);
            }
            Happened::Claimed => fate.claimed = fate.claimed.max(t),
            Happened::Refused => fate.refused = fate.refused.max(t),
            // What this person wants is said by their own intent, never by the server alone.
            Happened::Withdrawn => fate.withdrawn = true,
        }
        let Some(invited) = self.invitations.get(&event.invitation) else { return };
        effects.push(Effect::Changed(self.dialog_of(invited)));
    }

    /// Tells the server what is wanted with invitations: which are withdrawn, whose claims are refused.
    pub(crate) fn settle_invitations(&mut self, effects: &mut Vec<Effect>) {
        let mut withdrawn = Vec::new();
        let mut refused = Vec::new();
        for (id, invited) in &self.invitations {
            let own = invited.intent.withdrawn.filter(|_| !invited.fate.withdrawn).map(|_| *id);
            let former = invited.intent.former.filter(|_| !invited.fate.former_withdrawn);
            withdrawn.extend(own.into_iter().chain(former));
            let refuses = invited.fate.refuses.iter();
            refused.extend(refuses.map(|uid| RefuseClaim { invitation: *id, uid: *uid }));
        }
        for id in withdrawn {
            // One that is just being registered would stand afterwards.
            if !self.is_told(&id) {
                self.call(Errand::Withdraw(id), Request::Withdraw(WithdrawInvitation { id }), effects);
            }
        }
        for it in refused {
            if !self.courier.is_out(|errand| *errand == Errand::Refuse(it.invitation, it.uid)) {
                self.call(Errand::Refuse(it.invitation, it.uid), Request::Refuse(it), effects);
            }
        }
    }

    /// What was told to the server has reached it, or it never heard of the invitation: either way nobody
    /// takes it up.
    pub(crate) fn invitations_answered(
        &mut self,
        errand: &Errand,
        answer: &Result<Reply, Fault>,
        effects: &mut Vec<Effect>,
    ) {
        match (errand, answer) {
            (Errand::Withdraw(id), Ok(_) | Err(Fault::Refused(Code::NotFound))) => {
                self.is_withdrawn(id, effects);
            }
            (Errand::Refuse(id, uid), Ok(_) | Err(Fault::Refused(Code::NotFound))) => {
                self.is_refused(id, uid);
            }
            (Errand::Code(id), answer) => self.code_answered(id, answer),
            _ => {}
        }
    }

    fn is_withdrawn(&mut self, id: &InvitationId, effects: &mut Vec<Effect>) {
        for (own, invited) in &mut self.invitations {
            if own == id {
                invited.fate.withdrawn = true;
            }
            if invited.intent.former == Some(*id) {
                invited.fate.former_withdrawn = true;
            }
        }
        let changed = self.invitations.iter().filter(|(own, it)| *own == id || it.intent.former == Some(*id));
        effects.extend(changed.map(|(_, invited)| Effect::Changed(self.dialog_of(invited))));
    }

    fn is_refused(&mut self, id: &InvitationId, uid: &Uid) {
        if let Some(invited) = self.invitations.get_mut(id) {
            invited.fate.refuses.remove(uid);
        }
    }
}
