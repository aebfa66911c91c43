//! Becoming a person here: keys are made first, the login is bound to them, then the chain begins.
//! Refuses a login that is not for these keys. Used by the client's enrolment.

mod vouched;

use crate::compose::msg_id;
use crate::content::{Intent, VaultContent};
use crate::login::{Asks, Login, Page, TokenRequest, salt};
use crate::mind::Ctx;
use crate::problem::Problem;
use crate::ring::Pins;
use samtale_membership::{UserChain, card, hash, tenant};
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::login::LoginSecret;
use samtale_seal::user::UserSecret;
use samtale_seal::{Secret, letter};
use samtale_wire::api::{Enrol, PushedLogin};
use samtale_wire::invitation::{Home, Invitation, Inviter};
use samtale_wire::tenant::Audience;
use samtale_wire::user::{Attest, Card, DevCert, Genesis, UserBody, UserHead, UserPayload};
use samtale_wire::{Bytes, DeviceId, Hash, MsgId, Uid, encode, label};

/// A device's keys, just made.
pub(crate) struct NewKeys {
    pub seeds: DeviceSeeds,
    pub keys: DeviceKeys,
    pub login: Secret,
    pub cert: DevCert,
    pub dev: DeviceId,
}

impl NewKeys {
    /// Draws them.
    pub fn make(ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let seeds = DeviceSeeds::make(ctx.rng);
        let keys = seeds.keys();
        let login = Secret::make(ctx.rng);
        let public = LoginSecret::new(&login).and_then(|login| login.public());
        let cert = DevCert {
            signs: keys.verify_key(),
            opens: *keys.opens.public(),
            login: public.map_err(|_| Problem::KeyStore)?,
            created: ctx.now,
        };
        Ok(Self { dev: hash::device(&cert), seeds, keys, login, cert })
    }
}

/// An enrolment between the invitation and the login.
pub struct Enrolment {
    home: Home,
    inviter: Option<Inviter>,
    login: Login,
    new: NewKeys,
    user: UserSecret,
    genesis: Genesis,
    uid: Uid,
}

/// All that a device needs once the server has taken it.
pub struct Enrolled {
    /// What to send.
    pub request: Enrol,
    /// What to keep.
    pub kept: Kept,
    /// For the queue, before the vault: the invitation to take up next, sealed to oneself.
    pub claim: Option<(MsgId, Vec<u8>)>,
}

/// What a new device keeps.
pub struct Kept {
    /// Where the server is.
    pub home: Home,
    /// Who.
    pub uid: Uid,
    /// Which device.
    pub dev: DeviceId,
    /// For the key store: the login key.
    pub login: Secret,
    /// For the vault.
    pub vault: VaultContent,
}

impl Enrolment {
    /// Makes the keys that the login will be bound to.
    ///
    /// # Errors
    /// [`Problem::WrongTenant`] when the tenant card is not signed by the invitation's root,
    /// [`Problem::LoginFailed`] when it names no login for this kind of person.
    pub fn begin(invitation: Invitation, tenant_card: &[u8], ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let Invitation { home, from: inviter } = invitation;
        let tenant = tenant::card(&home.tenant, tenant_card).ok_or(Problem::WrongTenant)?;
        let audience = if inviter.is_some() { Audience::Citizens } else { Audience::Staff };
        let level = inviter.as_ref().and_then(|inviter| inviter.level);
        let number = inviter.as_ref().is_some_and(|inviter| inviter.number == Some(true));
        let asks = Asks { level, number, looked_at: inviter.is_some() };
        let login = Login::begin(tenant, audience, asks, ctx)?;
        Self::bind(home, inviter, login, ctx)
    }

    /// The same once more, with other keys and another login: those of one that came to nothing were made for
    /// it alone.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn anew(&self, ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let login = self.login.anew(ctx);
        Self::bind(self.home.clone(), self.inviter.clone(), login, ctx)
    }

    /// The same at another issuer that the person chose, with other keys.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when it was not offered, and as [`Self::begin`].
    pub fn by(&self, choice: &str, ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let login = self.login.by(choice, ctx)?;
        Self::bind(self.home.clone(), self.inviter.clone(), login, ctx)
    }

    pub(crate) fn login(&self) -> &Login {
        &self.login
    }

    fn bind(home: Home, inviter: Option<Inviter>, login: Login, ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let new = NewKeys::make(ctx)?;
        let user = UserSecret::make(ctx.rng);
        let genesis = Genesis {
            tenant: home.tenant,
            salt: salt(ctx),
            device: new.cert.clone(),
            user_key: *user.key().public(),
            user_commit: user.commit(),
        };
        Ok(Self { uid: hash::uid(&genesis), home, inviter, login, new, user, genesis })
    }

    /// The municipality's name.
    #[must_use]
    pub fn municipality(&self) -> &str {
        &self.login.tenant.name
    }

    /// The inviter's name as the invitation gives it; `None` for staff.
    #[must_use]
    pub fn invited_by(&self) -> Option<&str> {
        self.inviter.as_ref().map(|inviter| inviter.name.as_str())
    }

    fn over(&self) -> Hash {
        hash::over(&self.uid, &self.genesis.device, &self.genesis.user_key, &self.genesis.user_commit)
    }

    /// How the login begins, in the system's browser.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the issuer's address is none.
    pub fn page(&self, language: &str) -> Result<Page, Problem> {
        self.login.page(&self.over(), language)
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
    /// [`Problem::LoginFailed`] when it is not the answer to this login.
    pub fn token_request(&self, redirect: &str) -> Result<TokenRequest, Problem> {
        self.login.token_request(redirect)
    }

    /// The login, if it is for these keys.
    ///
    /// # Errors
    /// [`Problem::LoginStale`], [`Problem::LoginTooWeak`], [`Problem::LoginTooTelling`], or
    /// [`Problem::LoginUnproven`].
    pub fn card(&self, id_token: String) -> Result<Card, Problem> {
        Ok(self.login.card(id_token, &self.over(), self.genesis.device.created)?.0)
    }

    /// Begins the chain with a login that is for these keys.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`], [`Problem::KeyStore`].
    pub fn finish(self, card: Card, ctx: &mut Ctx<'_>) -> Result<Enrolled, Problem> {
        let over = self.over();
        let (uid, dev, created) = (self.uid, self.new.dev, self.genesis.device.created);
        let sealed_secret = self.user.to_device(&uid, &dev, &self.genesis.device, ctx.rng);
        let sealed_secret = sealed_secret.map_err(|_| Problem::LoginFailed)?;
        let sign = |head: Option<UserHead>, body: UserBody| {
            let useq = head.map_or(0, |head| head.useq + 1);
            let uprev = head.map_or(Hash::ZERO, |head| head.hash);
            let payload = UserPayload { version: 1, uid, useq, uprev, by: dev, t: created, body };
            Bytes(encode(&self.new.keys.sign(label::UENTRY, encode(&payload))))
        };
        let genesis = sign(None, UserBody::Genesis(Box::new(self.genesis.clone())));
        let begun = UserChain::begin(&genesis.0).map_err(|_| Problem::LoginFailed)?.now().head;
        let inviter = self.inviter.as_ref().map(|inviter| inviter.uid);
        let matched_by = inviter.filter(|_| card::tells(&card));
        let attest = Attest { dev, card: hash::card(&card), over, matched_by };
        let attest = sign(Some(begun), UserBody::Attest(attest));
        let login = LoginSecret::new(&self.new.login).map_err(|_| Problem::KeyStore)?;
        let session = login.open_session(self.home.tenant, dev, ctx.now, ctx.rng);
        let mut claim = None;
        if let Some(inviter) = self.inviter.clone() {
            let intent = zeroize::Zeroizing::new(encode(&Intent::Claim(inviter.into())));
            let sealed = letter::keep(&uid, self.user.key(), &intent, ctx.rng);
            claim = Some((msg_id(ctx), sealed.map_err(|_| Problem::LoginFailed)?));
        }
        let invitation = self.inviter.as_ref().map(hash::invited_by);
        let sealed_secret = Bytes(sealed_secret);
        let request = Enrol { genesis, attest, sealed_secret, card: card.clone(), invitation, session };
        let (pins, edition) = (Pins::default(), self.login.tenant.edition);
        let vault = VaultContent { seeds: self.new.seeds, card, pins, quiet: None, edition, stronger: None };
        let kept = Kept { home: self.home, uid, dev, login: self.new.login, vault };
        Ok(Enrolled { request, kept, claim })
    }
}
