//! A login that tells a national number: whoever invites looks at it, compares it with who was meant, and signs what
//! the others need to know.
//! Refuses to show it to anybody, to keep it, to let in whose number is another, and to give a name to who shows none.
//! The invited person's device sends it to the inviter, and forgets it when there is something in its place.

use crate::compose::{Place, msg_id};
use crate::content::ClaimLetter;
use crate::inbox::Missing;
use crate::invite::Invited;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::vouch::seen::first_that_holds;
use samtale_membership::card::{self, CardError, Identity, Login};
use samtale_membership::{Member, Phase, Standing, UserChain, hash, number, voucher};
use samtale_seal::Closed;
use samtale_wire::api::{Append, Claimed};
use samtale_wire::entry::{Body, Matched, Pin, Role};
use samtale_wire::tenant::Audience;
use samtale_wire::user::Card;
use samtale_wire::voucher::MatchedLogin;
use samtale_wire::{Hash, InvitationId, Uid};

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

/// A login that held, and says no name: nothing is signed for it before the inviter has said whose it is.
pub(crate) struct Nameless {
    whose: Uid,
    over: Hash,
    login: MatchedLogin,
}

impl Invited {
    fn compare(&self, login: &Login) -> Compared {
        match self.intent.number.as_ref().zip(login.number.as_ref()) {
            Some((meant, shown)) if meant == shown => Compared::Same,
            Some(_) => Compared::Other,
            None => Compared::Nothing,
        }
    }
}

impl Engine {
    /// The own login, as long as nobody has looked at it: for who invites, and for nobody else.
    pub(crate) fn login_to_match(&self) -> Option<Card> {
        self.me.tells.then(|| self.me.card.clone())
    }

    /// Whether this device has found somebody's number to be the one that was meant.
    pub(crate) fn is_matched(&self, uid: &Uid) -> bool {
        let by = self.people.get(uid).and_then(|who| who.vouched_by.as_ref());
        by.is_some_and(|by| by.uid == self.me.uid && by.login == Some(true))
    }

    /// Somebody has looked at the own login: what they signed takes its place, if it says what that says, and it is
    /// gone.
    pub(crate) fn forget_login(&mut self, effects: &mut Vec<Effect>) {
        if !self.me.tells {
            return;
        }
        let Some(chain) = self.chains.get(&self.me.uid) else { return };
        let cards = chain.attested().and_then(|own| self.people.named_cards(own));
        let named = hash::card(&self.me.card);
        let found = cards.into_iter().flatten().find(|card| card::stands_for(card) == named);
        let Some((card, who)) = found.zip(self.people.get(&self.me.uid)) else { return };
        let says_so = self.look(&self.me.card, chain).is_ok_and(|(_, own)| {
            own.who.is_same(who)
                && own.who.level == who.level
                && ["", &who.name].contains(&own.who.name.trim())
        });
        if says_so {
            self.me.name.clone_from(&who.name);
            (self.me.card, self.me.tells) = (card.clone(), false);
            effects.push(Effect::Card(Box::new(card)));
        }
    }

    /// Judges a login that may tell a number: the keys it is bound to, and what it says.
    fn look(&self, login: &Card, chain: &UserChain) -> Result<(Hash, Login), CardError> {
        let named = chain.vouches(&hash::card(login)).into_iter();
        let judged = named.map(|(_, by)| Ok((by.over, card::login(login, &by.over, by.at, &self.tenant)?)));
        first_that_holds(judged).unwrap_or(Err(CardError::Nonce))
    }

    /// Looks at whoever claims an invitation with a login that only this device is to see; whether they may take it
    /// up: whoever shows no name is not known by then.
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
        let Some(login) = letter.login.as_ref().filter(|login| card::tells(login)) else { return Ok(false) };
        let (id, uid) = (&claimed.invitation, claimed.uid);
        let (Some(invited), Some(chain)) = (self.invitations.get(id), self.chains.get(&uid)) else {
            return Ok(false);
        };
        let proven = invited.judged(&claimed.proof, &self.me.uid, chain.now()).is_some();
        let open = invited.claimed.is_none_or(|first| first == uid) && invited.intent.withdrawn.is_none();
        // Who works here answers for it; and it is looked at for whoever was shown the link.
        if self.me.org.is_none() || !proven || !open {
            return Ok(false);
        }
        let (over, shown) = match self.look(login, chain) {
            Ok(found) if found.1.who.audience == Audience::Citizens => found,
            Err(CardError::Key) => {
                self.people.ask_for(login);
                return if self.may_be_newer() { Err(Missing::TenantCard) } else { Ok(false) };
            }
            _ => return Ok(false),
        };
        let (compared, name) = (invited.compare(&shown), called(&shown.who.name));
        let (one, meant) = (invited.intent.household.is_none(), called(&invited.intent.name));
        if compared == Compared::Other || (!one && name.is_empty()) {
            self.turn_away(claimed, ctx, effects);
            return Ok(false);
        }
        let Identity { iss, sub, level, auth_time, .. } = shown.who;
        let number = compared == Compared::Same;
        let login = MatchedLogin { card: hash::card(login), iss, sub, auth_time, level, number };
        let said = number || invited.intent.confirmed == Some(uid);
        let named = !name.is_empty();
        let Some(invited) = self.invitations.get_mut(id) else { return Ok(false) };
        invited.unmatched = !number && (invited.intent.number.is_some() || !named);
        if !named && !said {
            invited.nameless = Some(Nameless { whose: uid, over, login });
            return Ok(true);
        }
        if number {
            // The number says who it is, whatever they are called.
            invited.intent.confirmed = Some(uid);
            self.keep_invitation(id, ctx, effects);
        }
        Ok(self.answer_for(uid, over, if named { name } else { meant }, login, ctx.now))
    }

    /// Signs what a login says; whether that makes its owner known here.
    fn answer_for(&mut self, uid: Uid, over: Hash, name: String, login: MatchedLogin, now: u64) -> bool {
        let Some(voucher) = self.testify(over, name, Some(login), now) else { return false };
        let Some(chain) = self.chains.get(&uid) else { return false };
        self.people.meet(&[Card::Voucher(Box::new(voucher))], chain, &self.tenant, &self.chains).is_some()
    }

    /// The inviter has said whose a login is that says no name.
    pub(crate) fn name_login(&mut self, id: &InvitationId, now: u64) {
        let Some(invited) = self.invitations.get_mut(id) else { return };
        let Some(Nameless { whose, over, login }) = invited.nameless.take() else { return };
        let meant = called(&invited.intent.name);
        self.answer_for(whose, over, meant, login, now);
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

/// A name as it can be signed; nothing when it is none.
fn called(name: &str) -> String {
    let mut called: String = name.chars().filter(|it| !it.is_control()).collect();
    while called.len() > voucher::MAX_NAME {
        called.pop();
    }
    if number::is_within(&called) { String::new() } else { called.trim().to_owned() }
}
