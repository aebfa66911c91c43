//! A login that tells a national number: whoever invites looks at it, compares it with who was meant, and signs what
//! the others need to know.
//! Refuses to show it to anybody, to keep it, and to let in whose number is another. The invited person's device
//! sends it to the inviter alone, and forgets it when there is something in its place.

use crate::compose::{Place, msg_id};
use crate::content::ClaimLetter;
use crate::inbox::Missing;
use crate::invite::Invited;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use samtale_membership::card::{self, CardError, Identity, Login};
use samtale_membership::number::NationalNumber;
use samtale_membership::{Member, Phase, Standing, hash};
use samtale_seal::Closed;
use samtale_wire::Uid;
use samtale_wire::api::{Append, Claimed};
use samtale_wire::entry::{Body, Matched, Pin, Role};
use samtale_wire::user::Card;
use samtale_wire::voucher::MatchedLogin;

/// What the comparison with the number that was named came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compared {
    /// It is the one.
    Same,
    /// It is another's.
    Other,
    /// There was nothing to compare, on one side or on both.
    Nothing,
}

impl Invited {
    fn compare(&self, login: &Login) -> Compared {
        let meant = self.intent.number.as_deref().and_then(NationalNumber::kept);
        match meant.zip(login.number.as_ref()) {
            Some((meant, shown)) if meant == *shown => Compared::Same,
            Some(_) => Compared::Other,
            None => Compared::Nothing,
        }
    }

    /// Whether a login that says so little has to be looked at by a person.
    fn is_unmatched(&self, compared: Compared, named: bool) -> bool {
        compared != Compared::Same && (self.intent.number.is_some() || !named)
    }
}

impl Engine {
    /// The own login, as long as nobody has looked at it: for who invites, and for nobody else.
    pub(crate) fn login_to_match(&self) -> Option<Card> {
        card::tells(&self.me.card).then(|| self.me.card.clone())
    }

    /// Whether this device has found somebody's number to be the one that was meant.
    pub(crate) fn is_matched(&self, uid: &Uid) -> bool {
        let by = self.people.get(uid).and_then(|who| who.vouched_by.as_ref());
        by.is_some_and(|by| by.uid == self.me.uid && by.login == Some(true))
    }

    /// Somebody has looked at the own login: what they signed takes its place, and it is gone.
    pub(crate) fn forget_login(&mut self, effects: &mut Vec<Effect>) {
        if !card::tells(&self.me.card) {
            return;
        }
        let own = self.chains.get(&self.me.uid).and_then(|chain| chain.attested());
        let Some(cards) = own.and_then(|own| self.people.named_cards(own)) else { return };
        let named = hash::card(&self.me.card);
        if let Some(card) = cards.into_iter().find(|card| card::stands_for(card) == named) {
            self.me.name = self.people.get(&self.me.uid).map(|who| who.name.clone()).unwrap_or_default();
            self.me.card = card.clone();
            effects.push(Effect::Card(Box::new(card)));
        }
    }

    /// Meets whoever claims an invitation with a login that only this device is to see; whether they are known then.
    ///
    /// # Errors
    /// [`Missing::TenantCard`] while the login's key may be in a newer card of the municipality.
    pub(crate) fn match_login(
        &mut self,
        claimed: &Claimed,
        letter: &ClaimLetter,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) -> Result<bool, Missing> {
        let (Some(login), Some(chain)) = (&letter.login, self.chains.get(&claimed.uid)) else {
            return Ok(false);
        };
        let Some(invited) = self.invitations.get(&claimed.invitation) else { return Ok(false) };
        // Who works here answers for it; and the number is looked at for whoever was shown the link.
        let proven = invited.judged(&claimed.proof, &self.me.uid, chain.now()).is_some();
        if self.me.org.is_none() || !proven || invited.intent.withdrawn.is_some() {
            return Ok(false);
        }
        let named = hash::card(login);
        let mut judged = chain.vouches(&named).into_iter();
        let Some((_, by)) = judged.next() else { return Ok(false) };
        let shown = match card::login(login, &by.over, by.at, &self.tenant) {
            Ok(shown) => shown,
            Err(CardError::Key) => {
                self.people.wait(claimed.uid, login);
                return if self.may_be_newer() { Err(Missing::TenantCard) } else { Ok(false) };
            }
            Err(_) => return Ok(false),
        };
        let (compared, own_name) = (invited.compare(&shown), !shown.who.name.is_empty());
        if compared == Compared::Other || (invited.intent.household.is_some() && !own_name) {
            self.turn_away(claimed, ctx, effects);
            return Ok(false);
        }
        let unmatched = invited.is_unmatched(compared, own_name);
        let name = if own_name { &shown.who.name } else { &invited.intent.name }.trim().to_owned();
        let Identity { iss, sub, level, auth_time, .. } = shown.who;
        let number = compared == Compared::Same;
        let login = MatchedLogin { card: named, iss, sub, auth_time, level, number };
        let Some(card) = self.testify(by.over, name, Some(login), ctx.now) else { return Ok(false) };
        let Some(chain) = self.chains.get(&claimed.uid) else { return Ok(false) };
        let known = self.people.meet(&[card], chain, &self.tenant, &self.chains).is_some();
        if let Some(invited) = self.invitations.get_mut(&claimed.invitation).filter(|_| known) {
            invited.unmatched = unmatched;
            if number {
                // The number says who it is, whatever they are called.
                invited.intent.confirmed = Some(claimed.uid);
                self.keep_invitation(&claimed.invitation, ctx, effects);
            }
        }
        Ok(known)
    }

    /// The number is another's: it was not this person who was meant.
    fn turn_away(&mut self, claimed: &Claimed, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if let Some(invited) = self.invitations.get_mut(&claimed.invitation) {
            invited.refuse(claimed.uid);
        }
        self.keep_invitation(&claimed.invitation, ctx, effects);
    }

    /// Says in the log that somebody's number was the one that was meant.
    pub(crate) fn next_match(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<Result<Append, Closed>> {
        let roster = &dialog.state.roster;
        let speaks = roster.member(&self.me.uid).is_some_and(|me| me.role == Role::Coordinator);
        // Whoever has something to say goes first.
        if !speaks || roster.phase != Phase::Open || !dialog.outbox.is_empty() {
            return None;
        }
        let new = |it: &&Member| it.standing == Standing::In && !it.proof.matched && self.is_matched(&it.uid);
        let member = roster.members.iter().find(new)?;
        let body = Body::Matched(Matched { subject: Pin { uid: member.uid, uhead: member.uhead } });
        let entry = self.sign(Place::after(&dialog.state), msg_id(ctx), body, ctx.now);
        Some(Ok(Append { entry, envelopes: Vec::new(), ciphertext: None }))
    }
}
