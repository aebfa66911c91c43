//! The login that binds keys to a person: OpenID Connect, code flow with PKCE (RFC 7636).
//! Refuses an answer to another login, and a token for other keys. The app builds the request, so that
//! nobody can swap the nonce; where the provider knows the server alone, the server pushes it, and a nonce that
//! was swapped is found here before anything is sent. Used by `enrol`, `join` and
//! `step_up`.

pub mod step_up;

use crate::mind::Ctx;
use crate::problem::Problem;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_membership::card::{self, Identity};
use samtale_membership::hash;
use samtale_membership::profile::{self, Level};
use samtale_membership::request::{self, Bound};
use samtale_wire::api::{PushLogin, PushedLogin, RedeemLogin};
use samtale_wire::tenant::{Audience, Issuer, TenantCard};
use samtale_wire::user::{Card, Token};
use samtale_wire::{Hash, Salt};
use sha2::{Digest, Sha256};
use url::Url;

pub use request::REDIRECT;

/// A login that has to be fetched.
pub enum TokenRequest {
    /// From the provider: `POST` these form fields to the URL.
    AtProvider {
        /// The provider's token endpoint.
        url: String,
        /// `application/x-www-form-urlencoded` fields (RFC 6749 §4.1.3).
        form: Vec<(&'static str, String)>,
    },
    /// By the municipality's server, which the provider knows.
    ByServer(RedeemLogin),
}

/// How the login begins.
pub enum Page {
    /// With this page.
    At(String),
    /// With what the server pushes first; the page follows from its answer.
    Pushed(Box<PushLogin>),
}

/// What a login is to show.
#[derive(Clone, Copy)]
pub(crate) struct Asks {
    /// The level below which it opens nothing; the usual one when there is none.
    pub level: Option<Level>,
    /// Whether it is to tell the national number, where the issuer can.
    pub number: bool,
    /// Whether somebody looks at it who says the others what they need: only then it may tell one.
    pub looked_at: bool,
}

impl Asks {
    /// One that the others are shown, at this level.
    pub fn shown(level: Option<Level>) -> Self {
        Self { level, number: false, looked_at: false }
    }

    /// Whether an issuer gives that.
    fn fits(&self, issuer: &Issuer) -> bool {
        gives(issuer, self.level) && (self.looked_at || profile::may_show(issuer))
    }

    /// Whether a login at an issuer is one that only who looks at it may see.
    fn tells(&self, issuer: &Issuer) -> bool {
        self.looked_at && (self.number || !profile::may_show(issuer))
    }
}

/// A login under way.
pub(crate) struct Login {
    pub tenant: TenantCard,
    issuer: Issuer,
    asks: Asks,
    r: Salt,
    verifier: Salt,
    state: Salt,
}

impl Login {
    /// Draws what makes this login its own: at the first issuer for this kind of person that gives what is asked.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the municipality names no login for this kind of person,
    /// [`Problem::LoginTooWeak`] when none of them is given at this level, [`Problem::LoginTooTelling`] when each that
    /// is tells a national number.
    pub fn begin(
        tenant: TenantCard,
        audience: Audience,
        asks: Asks,
        ctx: &mut Ctx<'_>,
    ) -> Result<Self, Problem> {
        let fits: Vec<&Issuer> = tenant.issuers.iter().filter(|it| it.audience == audience).collect();
        if fits.is_empty() {
            return Err(Problem::LoginFailed);
        }
        let issuer = fits.iter().copied().find(|it| asks.fits(it)).cloned();
        let none = match fits.into_iter().any(|it| gives(it, asks.level)) {
            true => Problem::LoginTooTelling,
            false => Problem::LoginTooWeak,
        };
        Ok(Self::at(issuer.ok_or(none)?, tenant, asks, ctx))
    }

    /// Once more where somebody logged in before, at this level.
    ///
    /// # Errors
    /// [`Problem::LoginTooWeak`] when their login is not given at it.
    pub fn again(
        tenant: TenantCard,
        who: &Identity,
        level: Level,
        ctx: &mut Ctx<'_>,
    ) -> Result<Self, Problem> {
        let asks = Asks::shown(Some(level));
        let same = |it: &&Issuer| it.iss == who.iss && it.audience == who.audience && asks.fits(it);
        let issuer = tenant.issuers.iter().find(same).cloned();
        Ok(Self::at(issuer.ok_or(Problem::LoginTooWeak)?, tenant, asks, ctx))
    }

    /// Another one at the same issuer.
    pub fn anew(&self, ctx: &mut Ctx<'_>) -> Self {
        Self::at(self.issuer.clone(), self.tenant.clone(), self.asks, ctx)
    }

    /// The other issuers that this kind of person can log in at, by their places in the municipality's card.
    pub fn others(&self) -> impl Iterator<Item = (usize, &Issuer)> {
        let staff = self.issuer.audience == Audience::Staff;
        let fits = move |it: &Issuer| {
            *it != self.issuer && (it.audience == Audience::Staff) == staff && self.asks.fits(it)
        };
        self.tenant.issuers.iter().enumerate().filter(move |(_, it)| fits(it))
    }

    /// Where this one is.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// One at another of them.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when it is none.
    pub fn by(&self, choice: &str, ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let chosen = self.others().find(|(place, _)| place.to_string() == choice);
        let (_, issuer) = chosen.ok_or(Problem::LoginFailed)?;
        Ok(Self::at(issuer.clone(), self.tenant.clone(), self.asks, ctx))
    }

    fn at(issuer: Issuer, tenant: TenantCard, asks: Asks, ctx: &mut Ctx<'_>) -> Self {
        let (r, verifier, state) = (salt(ctx), salt(ctx), salt(ctx));
        Self { tenant, issuer, asks, r, verifier, state }
    }

    fn bound(&self, over: &Hash) -> Bound {
        let challenge = Sha256::digest(BASE64.encode(self.verifier.0));
        Bound { state: self.state, nonce: hash::oidc_nonce(over, &self.r), challenge: Hash(challenge.into()) }
    }

    /// How the login begins, bound to the keys in `over`.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the issuer's address is none, or it has no level that counts.
    pub fn page(&self, over: &Hash, language: &str) -> Result<Page, Problem> {
        let bound = self.bound(over);
        if self.issuer.par.is_some() {
            let Issuer { iss, client_id, .. } = self.issuer.clone();
            let (Bound { state, nonce, challenge }, language) = (bound, language.to_owned());
            return Ok(Page::Pushed(Box::new(PushLogin {
                iss,
                client_id,
                state,
                nonce,
                challenge,
                language,
                level: self.asks.level,
                number: self.asks.number.then_some(true),
            })));
        }
        let least = request::asked(&self.issuer, self.asks.level);
        let fields = request::fields(&self.issuer, &bound, least, self.asks.number, language);
        self.authorize(fields.ok_or(Problem::LoginFailed)?).map(Page::At)
    }

    /// The page of a login that the server pushed: at the provider that the municipality's card names, whatever
    /// the server says.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the issuer's address is none.
    pub fn pushed(&self, pushed: PushedLogin) -> Result<String, Problem> {
        let PushedLogin { request_uri } = pushed;
        self.authorize(vec![("client_id", self.issuer.client_id.clone()), ("request_uri", request_uri)])
    }

    fn authorize(&self, fields: Vec<(&'static str, String)>) -> Result<String, Problem> {
        let mut url = Url::parse(&self.issuer.authorize).map_err(|_| Problem::LoginFailed)?;
        url.query_pairs_mut().extend_pairs(fields);
        Ok(url.into())
    }

    /// Reads where the browser was sent back to.
    ///
    /// # Errors
    /// [`Problem::LoginCancelled`] or [`Problem::ProviderAway`] when the provider says so,
    /// [`Problem::LoginUnproven`] when it is another provider, [`Problem::LoginFailed`] when it is not the
    /// answer to this login.
    pub fn token_request(&self, redirect: &str) -> Result<TokenRequest, Problem> {
        let url = Url::parse(redirect.trim()).map_err(|_| Problem::LoginFailed)?;
        let get = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
        let mut place = url.clone();
        place.set_query(None);
        place.set_fragment(None);
        let state = BASE64.encode(self.state.0);
        let ours =
            place.as_str() == request::redirect(&self.issuer) && get("state").is_some_and(|it| it == state);
        if !ours {
            return Err(Problem::LoginFailed);
        }
        // Where the provider says who it is, it is the one that was asked (RFC 9207).
        if get("iss").is_some_and(|iss| iss != self.issuer.iss) {
            return Err(Problem::LoginUnproven);
        }
        let code = match (get("code"), get("error").as_deref()) {
            (Some(code), None) => code.into_owned(),
            (_, Some("access_denied" | "login_required" | "interaction_required")) => {
                return Err(Problem::LoginCancelled);
            }
            (_, Some("temporarily_unavailable" | "server_error")) => return Err(Problem::ProviderAway),
            _ => return Err(Problem::LoginFailed),
        };
        let Issuer { iss, client_id, .. } = &self.issuer;
        Ok(match self.issuer.par {
            Some(_) => TokenRequest::ByServer(RedeemLogin {
                iss: iss.clone(),
                client_id: client_id.clone(),
                code,
                verifier: self.verifier,
            }),
            None => TokenRequest::AtProvider {
                url: self.issuer.token.clone(),
                form: request::redeeming(&self.issuer, code, &self.verifier),
            },
        })
    }

    /// The identity card, if the token holds for these keys at this time, and for the level that was asked for. It may
    /// tell a national number where somebody looks at it, and the provider was asked for one or always tells it.
    ///
    /// # Errors
    /// [`Problem::LoginStale`], [`Problem::LoginTooWeak`], [`Problem::LoginTooTelling`], or
    /// [`Problem::LoginUnproven`].
    pub fn card(&self, id_token: String, over: &Hash, at: u64) -> Result<(Card, Identity), Problem> {
        let card = Card::Token(Token { id_token, r: self.r });
        let identity = match self.asks.tells(&self.issuer) {
            true => card::login(&card, over, at, &self.tenant)?.who,
            false => card::check(&card, over, at, &self.tenant)?,
        };
        // The provider may give less than it was asked for, or the server may have asked for less.
        if self.asks.level.is_some_and(|least| identity.level < least) {
            return Err(Problem::LoginTooWeak);
        }
        Ok((card, identity))
    }
}

/// Whether an issuer gives this level.
fn gives(issuer: &Issuer, level: Option<Level>) -> bool {
    level.is_none() || profile::of(issuer).best(issuer) >= level
}

/// Thirty-two random bytes.
pub(crate) fn salt(ctx: &mut Ctx<'_>) -> Salt {
    let mut salt = Salt([0; 32]);
    ctx.rng.fill_bytes(&mut salt.0);
    salt
}
