//! An employee says whose guardian somebody is, and sends them to meet whom an invitation is for.
//! Refuses whoever is not in the dialog that it leads into, was vouched for themselves, or is no citizen there.
//! `guardian` is the other end. Done by `acts`, sent by `vouching`, shown by `show::invited`.

use crate::content::GuardianLetter;
use crate::invite::Invited;
use crate::login::salt;
use crate::mind::{Ctx, Effect, Engine};
use samtale_seal::letter;
use samtale_wire::api::AskGuardian;
use samtale_wire::entry::Role;
use samtale_wire::tenant::Audience;
use samtale_wire::voucher::{Guardianship, MAX_MANDATE, Mandate};
use samtale_wire::{Bytes, InvitationId, Uid, encode, label};
use zeroize::Zeroizing;

impl Engine {
    /// Who can be sent to meet whom an invitation is for: citizens in the dialog that it leads into, by a login of
    /// their own.
    pub(crate) fn guardians(&self, invited: &Invited, now: u64) -> Vec<Uid> {
        let into = invited.intent.into.as_ref().filter(|_| self.may_meet(invited));
        let Some(dialog) = into.and_then(|into| self.dialogs.get(&into.dialog)) else { return Vec::new() };
        let roster = &dialog.state.roster;
        let is_citizen = |uid: &Uid| {
            let who = self.people.get(uid);
            who.is_some_and(|who| who.audience == Audience::Citizens && who.vouched_by.is_none())
        };
        let there = roster.members.iter().filter(|it| it.role == Role::Citizen && it.reads(now));
        let proven = there.filter(|it| self.is_proven(roster, it) && is_citizen(&it.uid));
        proven.map(|it| it.uid).filter(|uid| *uid != self.me.uid).collect()
    }

    /// The invitation is for somebody without eID, whose guardian meets them.
    pub(crate) fn send_guardian(
        &mut self,
        id: &InvitationId,
        guardian: Uid,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let may = self.invitations.get(id).is_some_and(|it| self.guardians(it, ctx.now).contains(&guardian));
        let own = self.own().map(|own| (own.head, own.t));
        let (true, Some((uhead, own_t)), Some(card)) = (may, own, self.named_login().cloned()) else {
            return;
        };
        let nonce = salt(ctx);
        let Some(new) = self.make_anew(id, Some(nonce), ctx, effects) else { return };
        let (uid, dev, t) = (self.me.uid, self.me.dev, ctx.now.max(own_t));
        let Some(invited) = self.invitations.get_mut(&new) else { return };
        let (name, until) = (invited.intent.name.trim().to_owned(), t + MAX_MANDATE);
        let says = Guardianship { guardian, name, until, invitation: new, uid, uhead, dev, t };
        let sig = self.me.keys.sign(label::MANDATE, encode(&says)).sig;
        invited.intent.until = until;
        invited.intent.mandate = Some(Box::new(Mandate { says, sig, card }));
        self.keep_invitation(&new, ctx, effects);
    }

    /// What asks the guardian: sealed to the keys that the dialog knows them by. None while it is not at hand, or they
    /// are not in it any more.
    pub(crate) fn asks_guardian(
        &self,
        invited: &Invited,
        given: &Mandate,
        ctx: &mut Ctx<'_>,
    ) -> Option<AskGuardian> {
        let (intent, uid) = (&invited.intent, given.says.guardian);
        let dialog = intent.into.as_ref()?.dialog;
        let roster = &self.dialogs.get(&dialog)?.state.roster;
        let member = roster.member(&uid).filter(|it| it.reads(ctx.now) && self.is_proven(roster, it))?;
        let letter = GuardianLetter {
            secret: intent.secret,
            dialog,
            level: self.asked_by(invited),
            mandate: Box::new(given.clone()),
        };
        let plain = Zeroizing::new(encode(&letter));
        let key = &self.reads_with(member)?.user_key;
        let letter = letter::seal(&self.me.uid, &uid, key, &plain, ctx.rng).ok()?;
        Some(AskGuardian { uid, dialog, letter: Bytes(letter) })
    }
}

impl Invited {
    /// The guardian who was sent, if one was.
    pub fn sent(&self) -> Option<Uid> {
        self.intent.mandate.as_ref().map(|it| it.says.guardian)
    }
}
