//! One more login on a device that is there, at a higher level: the same person, the same keys, a newer card.
//! Refuses another person's login, one that is no stronger than asked, and one for other keys; after any of that
//! all is as it was. The client opens the page; what came of it goes into the own chain by `devices`.

use crate::devices::Beside;
use crate::login::{Asks, Login, Page, TokenRequest};
use crate::mind::{Ctx, Engine};
use crate::problem::Problem;
use crate::vouch::level::Needed;
use samtale_membership::card::{self, Identity};
use samtale_membership::profile::Level;
use samtale_membership::{hash, voucher};
use samtale_wire::api::PushedLogin;
use samtale_wire::user::{Attest, Card, UserBody};
use samtale_wire::{DialogId, Hash};

/// A login under way that is to open a dialog.
pub struct StepUp {
    login: Login,
    /// The keys it is bound to: those of today.
    over: Hash,
    who: Identity,
}

impl StepUp {
    /// The same once more: one that came to nothing is not used again.
    #[must_use]
    pub fn anew(&self, ctx: &mut Ctx<'_>) -> Self {
        Self { login: self.login.anew(ctx), over: self.over, who: self.who.clone() }
    }

    /// How the login begins, in the system's browser.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the issuer's address is none.
    pub fn page(&self, language: &str) -> Result<Page, Problem> {
        self.login.page(&self.over, language)
    }

    /// The page of a login that the server pushed.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the issuer's address is none.
    pub fn pushed(&self, pushed: PushedLogin) -> Result<String, Problem> {
        self.login.pushed(pushed)
    }

    /// Reads where the browser was sent back to.
    ///
    /// # Errors
    /// As at the first login.
    pub fn token_request(&self, redirect: &str) -> Result<TokenRequest, Problem> {
        self.login.token_request(redirect)
    }

    /// The card, if the login is of now (seconds since 1970), this person's, for these keys and strong enough.
    ///
    /// # Errors
    /// [`Problem::LoginOther`] when somebody else logged in, and as at the first login.
    pub fn card(&self, id_token: String, now: u64) -> Result<Card, Problem> {
        let (card, who) = self.login.card(id_token, &self.over, now)?;
        if self.who.may_become(&who) { Ok(card) } else { Err(Problem::LoginOther) }
    }
}

impl Engine {
    /// A login that is to open a dialog, at the level that its policy asks for; for whoever was vouched for, their
    /// first one.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where nothing is asked of this device, [`Problem::LoginTooWeak`] where this person's
    /// login is not given at that level.
    pub fn step_up(&self, dialog: &DialogId, ctx: &mut Ctx<'_>) -> Result<StepUp, Problem> {
        let who = self.known_as_oneself().ok_or(Problem::LoginUnproven)?;
        let least = match self.needed(dialog) {
            Some(Needed::Login(least)) => least,
            // Whoever was vouched for may log in as soon as they can.
            None if who.is_met() => Level::Substantial,
            Some(Needed::Nowhere(_)) => return Err(Problem::LoginTooWeak),
            Some(Needed::Elsewhere) | None => return Err(Problem::NotFound),
        };
        let login = match who.is_met() {
            true => Login::begin(self.tenant.clone(), who.audience, Asks::shown(Some(least)), ctx)?,
            false => Login::again(self.tenant.clone(), &who, least, ctx)?,
        };
        Ok(StepUp { login, over: self.over_today().ok_or(Problem::LoginUnproven)?, who })
    }

    /// Who this person is known as. A voucher that counts for nothing any more still leads to a login: who it was
    /// is in the vault.
    pub(crate) fn known_as_oneself(&self) -> Option<Identity> {
        let said = match &self.me.card {
            Card::Voucher(by) if self.me.stronger.is_none() => {
                Some(voucher::said(by, &self.me.uid, String::new()))
            }
            _ => None,
        };
        self.people.get(&self.me.uid).cloned().or(said)
    }

    /// What a login of today is bound to: this device and the user key of now.
    fn over_today(&self) -> Option<Hash> {
        let own = self.chains.get(&self.me.uid)?.now();
        Some(own.over(&own.device(&self.me.dev)?.cert))
    }

    /// The entry that names a stronger card of this device; looked at once more, as keys may have changed while
    /// the person was at the login's page.
    pub(crate) fn vouch_again(&self, card: &Card, now: u64) -> Result<(UserBody, Beside), Problem> {
        let over = self.over_today().ok_or(Problem::LoginUnproven)?;
        let who = card::check(card, &over, now, &self.tenant)?;
        let known = self.known_as_oneself().ok_or(Problem::LoginUnproven)?;
        if !known.may_become(&who) {
            return Err(Problem::LoginOther);
        }
        // A weaker one, or the same once more, says nothing new.
        let first = known.is_met();
        if !first && Some(who.level) <= self.people.level_of(&self.me.uid, &self.me.dev) {
            return Err(Problem::LoginTooWeak);
        }
        let attest = Attest { dev: self.me.dev, card: hash::card(card), over, matched_by: None };
        Ok((UserBody::Attest(attest), Beside::card(card.clone())))
    }
}
