//! One more device of somebody who is here already: shown a link by a device of theirs, or in with a
//! code on paper.
//! Refuses a chain that is shorter than the link says, a login that is not for these keys, a paper that
//! is not in the chain. It brings its own card once it is in (`devices`). Used by the client's enrolment.

use crate::content::{CardLetter, VaultContent};
use crate::devices::{paper, proof};
use crate::enrol::{Kept, NewKeys};
use crate::login::{Asks, Login, Page, TokenRequest};
use crate::mind::Ctx;
use crate::problem::Problem;
use crate::ring::Pins;
use crate::start::Own;
use samtale_membership::chain::cosigned;
use samtale_membership::{UserChain, hash, tenant};
use samtale_seal::letter;
use samtale_seal::login::LoginSecret;
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_wire::api::{Chain, Extend, LinkRequest, OpenSession, Opened, PushedLogin, SealedSecret};
use samtale_wire::device_link::DeviceLink;
use samtale_wire::invitation::Home;
use samtale_wire::tenant::Audience;
use samtale_wire::user::{Card, NewDevice, UserBody, UserPayload};
use samtale_wire::{Bytes, Hash, LinkId, Salt, encode, label};

/// A new device between the link and the login.
pub struct Joining {
    home: Home,
    login: Login,
    new: NewKeys,
    chain: UserChain,
    by: By,
}

/// Who brings the device in.
enum By {
    /// A device of the same person, with the link's secret.
    Device(Salt),
    /// A code on paper, and the user secret that was sealed to it.
    Paper(PaperCode, Box<UserSecret>),
}

/// What the device does next.
pub enum Next {
    /// Ask at the link, and wait until the chain has it.
    Ask(LinkId, Box<LinkRequest>),
    /// Extend the chain in the paper's session.
    Extend(Box<Extend>),
}

/// The session that a code on paper opens.
///
/// # Errors
/// [`Problem::BadCode`] when the digits are no code.
pub fn paper_session(home: &Home, digits: &str, ctx: &mut Ctx<'_>) -> Result<OpenSession, Problem> {
    let code = PaperCode::read(digits).map_err(|_| Problem::BadCode)?;
    let cert = paper(&code).map_err(|_| Problem::BadCode)?;
    let login = code.login().map_err(|_| Problem::BadCode)?;
    Ok(login.open_session(home.tenant, hash::device(&cert), ctx.now, ctx.rng))
}

impl Joining {
    /// At a link that a device of the same person shows.
    ///
    /// # Errors
    /// [`Problem::WrongTenant`], [`Problem::LoginFailed`] without a login for this kind of person,
    /// [`Problem::Tampered`] when the chain is not the one that the link names.
    pub fn at_link(
        link: DeviceLink,
        tenant_card: &[u8],
        chain: &Chain,
        ctx: &mut Ctx<'_>,
    ) -> Result<Self, Problem> {
        let DeviceLink { home, audience, uid, uhead, secret, level } = link;
        let tenant = tenant::card(&home.tenant, tenant_card).ok_or(Problem::WrongTenant)?;
        let chain = read(chain)?;
        if chain.now().uid != uid || chain.at(&uhead).is_none() {
            return Err(Problem::Tampered);
        }
        let login = Login::begin(tenant, audience, Asks::shown(level), ctx)?;
        Ok(Self { home, login, new: NewKeys::make(ctx)?, chain, by: By::Device(secret) })
    }

    /// With a code on paper, in the session that it opened.
    ///
    /// # Errors
    /// [`Problem::BadCode`], [`Problem::WrongTenant`], [`Problem::LoginFailed`] without a login for this
    /// kind of person, [`Problem::Tampered`] when chain or secret are not the paper's.
    pub fn with_paper(home: Home, digits: &str, opened: &Opened, ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let code = PaperCode::read(digits).map_err(|_| Problem::BadCode)?;
        let cert = paper(&code).map_err(|_| Problem::BadCode)?;
        let tenant = tenant::card(&home.tenant, &opened.tenant_card.0).ok_or(Problem::WrongTenant)?;
        let uid = read(&opened.chain)?.now().uid;
        let keys = code.seeds().keys();
        let own = Own::read(&uid, &hash::device(&cert), &keys, opened).map_err(|_| Problem::Tampered)?;
        let audience = if opened.org.is_some() { Audience::Staff } else { Audience::Citizens };
        let login = Login::begin(tenant, audience, Asks::shown(None), ctx)?;
        let by = By::Paper(code, Box::new(own.user.into_newest()));
        Ok(Self { home, login, new: NewKeys::make(ctx)?, chain: own.chain, by })
    }

    /// The same at another issuer that the person chose.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when it was not offered.
    pub fn choose(&mut self, choice: &str, ctx: &mut Ctx<'_>) -> Result<(), Problem> {
        self.login = self.login.by(choice, ctx)?;
        Ok(())
    }

    pub(crate) fn login(&self) -> &Login {
        &self.login
    }

    /// The municipality's name.
    #[must_use]
    pub fn municipality(&self) -> &str {
        &self.login.tenant.name
    }

    fn over(&self) -> Hash {
        self.chain.now().over(&self.new.cert)
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
    /// [`Problem::LoginFailed`].
    pub fn card(&self, id_token: String) -> Result<Card, Problem> {
        Ok(self.login.card(id_token, &self.over(), self.new.cert.created)?.0)
    }

    /// What to do next to be added where the chain ends now.
    ///
    /// # Errors
    /// [`Problem::KeyStore`] when something cannot be sealed.
    pub fn next(&self, card: &Card, ctx: &mut Ctx<'_>) -> Result<Next, Problem> {
        let now = self.chain.now();
        let (uid, dev, useq, uprev) = (now.uid, self.new.dev, now.head.useq + 1, now.head.hash);
        let cosig = self.new.keys.sign(label::COSIG, cosigned(&uid, useq, &uprev, &dev)).sig;
        let device = self.new.cert.clone();
        match &self.by {
            By::Device(secret) => {
                let cards = vec![card.clone()];
                let plain = zeroize::Zeroizing::new(encode(&CardLetter { cards }));
                let letter = letter::seal(&uid, &uid, &now.user_key, &plain, ctx.rng);
                let letter = Bytes(letter.map_err(|_| Problem::KeyStore)?);
                let request = LinkRequest { device, cosig, proof: proof(secret, &uid, &dev), letter };
                Ok(Next::Ask(hash::link(secret), Box::new(request)))
            }
            By::Paper(code, user) => {
                let sealed = user.to_device(&uid, &dev, &device, ctx.rng).map_err(|_| Problem::KeyStore)?;
                let new = NewDevice { device, secret: hash::sealed(&sealed), cosig };
                let body = UserBody::AddDevice(Box::new(new));
                let by = hash::device(&paper(code).map_err(|_| Problem::KeyStore)?);
                let payload = UserPayload { version: 1, uid, useq, uprev, by, t: now.t.max(ctx.now), body };
                let entry = code.seeds().keys().sign(label::UENTRY, encode(&payload));
                let secrets = vec![SealedSecret { dev, sealed: Bytes(sealed) }];
                let entry = Bytes(encode(&entry));
                Ok(Next::Extend(Box::new(Extend { entry, secrets, before: None, card: None })))
            }
        }
    }

    /// How many entries the chain has that is known.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.chain.now().head.useq + 1
    }

    /// The chain has moved: whether this device is in it now.
    ///
    /// # Errors
    /// [`Problem::Tampered`] when it does not go on from the one before; [`Problem::CodeSpent`] when keys
    /// were taken back meanwhile, to which the login is not bound.
    pub fn moved(&mut self, chain: &Chain) -> Result<bool, Problem> {
        let next = read(chain)?;
        let now = self.chain.now();
        if next.at(&now.head).is_none() {
            return Err(Problem::Tampered);
        }
        if next.now().generation != now.generation {
            return Err(Problem::CodeSpent);
        }
        self.chain = next;
        Ok(self.chain.now().device(&self.new.dev).is_some())
    }

    /// The first session of the new device.
    ///
    /// # Errors
    /// [`Problem::KeyStore`].
    pub fn session(&self, ctx: &mut Ctx<'_>) -> Result<OpenSession, Problem> {
        let login = LoginSecret::new(&self.new.login).map_err(|_| Problem::KeyStore)?;
        Ok(login.open_session(self.home.tenant, self.new.dev, ctx.now, ctx.rng))
    }

    /// What to keep.
    #[must_use]
    pub fn finish(self, card: Card) -> Kept {
        let (pins, edition) = (Pins::default(), self.login.tenant.edition);
        let vault = VaultContent { seeds: self.new.seeds, card, pins, quiet: None, edition, stronger: None };
        Kept { home: self.home, uid: self.chain.now().uid, dev: self.new.dev, login: self.new.login, vault }
    }
}

fn read(chain: &Chain) -> Result<UserChain, Problem> {
    UserChain::read(chain.entries.iter().map(|entry| entry.0.as_slice())).map_err(|_| Problem::Tampered)
}
