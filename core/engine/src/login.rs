//! The login that binds keys to a person: OpenID Connect, code flow with PKCE (RFC 7636).
//! Refuses an answer to another login, and a token for other keys. The app builds the request, so that
//! nobody can swap the nonce. Used by `enrol` and `join`.

use crate::mind::Ctx;
use crate::problem::Problem;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_membership::card::{self, FRESH, Identity};
use samtale_membership::profile::{self, Level};
use samtale_wire::tenant::{Audience, Issuer, TenantCard};
use samtale_wire::user::{Card, DevCert};
use samtale_wire::{Hash, Salt};
use sha2::{Digest, Sha256};
use url::Url;

/// Where the browser is sent back to while developing: a scheme of one's own is nobody's, so others get an
/// address of theirs (RFC 8252 §7.2), which the tenant's card names.
pub const REDIRECT: &str = "samtale:/login";

/// A login that has to be fetched: `POST` these form fields to the URL.
pub struct TokenRequest {
    /// The provider's token endpoint.
    pub url: String,
    /// `application/x-www-form-urlencoded` fields (RFC 6749 §4.1.3).
    pub form: Vec<(&'static str, String)>,
}

/// A login under way.
pub(crate) struct Login {
    pub tenant: TenantCard,
    issuer: Issuer,
    r: Salt,
    verifier: String,
    state: String,
}

impl Login {
    /// Draws what makes this login its own.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the municipality names no login for this kind of person.
    pub fn begin(tenant: TenantCard, audience: Audience, ctx: &mut Ctx<'_>) -> Result<Self, Problem> {
        let issuer = tenant.issuers.iter().find(|issuer| issuer.audience == audience).cloned();
        Ok(Self::at(issuer.ok_or(Problem::LoginFailed)?, tenant, ctx))
    }

    /// Another one at the same issuer.
    pub fn anew(&self, ctx: &mut Ctx<'_>) -> Self {
        Self::at(self.issuer.clone(), self.tenant.clone(), ctx)
    }

    fn at(issuer: Issuer, tenant: TenantCard, ctx: &mut Ctx<'_>) -> Self {
        let (r, verifier, state) = (salt(ctx), BASE64.encode(salt(ctx).0), BASE64.encode(salt(ctx).0));
        Self { tenant, issuer, r, verifier, state }
    }

    /// The page to open in the system's browser, bound to the keys in `over`.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the issuer's address is none, or it has nothing at that level.
    pub fn url(&self, over: &Hash, language: &str) -> Result<String, Problem> {
        let mut url = Url::parse(&self.issuer.authorize).map_err(|_| Problem::LoginFailed)?;
        let row = profile::of(&self.issuer);
        let level = row.asks_for(&self.issuer, Level::Low).ok_or(Problem::LoginFailed)?;
        let unsigned = Card { id_token: String::new(), r: self.r };
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.issuer.client_id)
            .append_pair("redirect_uri", self.redirect())
            .append_pair("scope", row.scope)
            .append_pair("state", &self.state)
            .append_pair("nonce", &card::nonce(over, &unsigned))
            .append_pair("code_challenge", &BASE64.encode(Sha256::digest(&self.verifier)))
            .append_pair("code_challenge_method", "S256")
            .append_pair("prompt", "login")
            // Whoever is asked for an age has to say when the login was (OpenID Connect Core §3.1.2.1).
            .append_pair("max_age", &FRESH.to_string())
            .append_pair("ui_locales", language)
            .extend_pairs(level);
        Ok(url.into())
    }

    /// Where the browser is sent back to.
    fn redirect(&self) -> &str {
        self.issuer.redirect.as_deref().unwrap_or(REDIRECT)
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
        let ours = place.as_str() == self.redirect() && get("state").is_some_and(|it| it == self.state);
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
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code),
            ("code_verifier", self.verifier.clone()),
            ("client_id", self.issuer.client_id.clone()),
            ("redirect_uri", self.redirect().to_owned()),
        ];
        Ok(TokenRequest { url: self.issuer.token.clone(), form })
    }

    /// The identity card, if the token holds for these keys.
    ///
    /// # Errors
    /// [`Problem::LoginStale`], [`Problem::LoginTooWeak`], [`Problem::LoginTooTelling`], or
    /// [`Problem::LoginUnproven`].
    pub fn card(&self, id_token: String, over: &Hash, device: &DevCert) -> Result<(Card, Identity), Problem> {
        let card = Card { id_token, r: self.r };
        let identity = card::check(&card, over, device, &self.tenant)?;
        Ok((card, identity))
    }
}

/// Thirty-two random bytes.
pub(crate) fn salt(ctx: &mut Ctx<'_>) -> Salt {
    let mut salt = Salt([0; 32]);
    ctx.rng.fill_bytes(&mut salt.0);
    salt
}
