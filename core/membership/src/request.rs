//! What a login asks of a provider, field by field (OpenID Connect Core §3.1.2.1): the same whether the app sends
//! it by the browser or the server pushes it.
//! Refuses a level that the issuer does not have. Used by the app's login and by the server.

use crate::card::FRESH;
use crate::profile::{self, Level};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_wire::tenant::Issuer;
use samtale_wire::{Hash, Salt};

/// Where the browser is sent back to while developing: a scheme of one's own is nobody's, so others get an
/// address of theirs (RFC 8252 §7.2), which the tenant's card names.
pub const REDIRECT: &str = "samtale:/login";

/// What makes a login its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Names it to the app that began it.
    pub state: Salt,
    /// Binds it to keys.
    pub nonce: Hash,
    /// Of the verifier (RFC 7636 §4.2).
    pub challenge: Hash,
}

/// Where the browser is sent back to.
#[must_use]
pub fn redirect(issuer: &Issuer) -> &str {
    issuer.redirect.as_deref().unwrap_or(REDIRECT)
}

/// The level that a login asks for: where nothing is said the usual one, or the best that the issuer has.
#[must_use]
pub fn asked(issuer: &Issuer, level: Option<Level>) -> Level {
    let usual = || profile::of(issuer).best(issuer).unwrap_or(Level::Low).min(Level::Substantial);
    level.unwrap_or_else(usual)
}

/// The fields of a request, for a token that tells the national number or, where there is a choice, does not; `None`
/// where the issuer has nothing as good as `least`.
#[must_use]
pub fn fields(
    issuer: &Issuer,
    bound: &Bound,
    least: Level,
    number: bool,
    language: &str,
) -> Option<Vec<(&'static str, String)>> {
    let row = profile::of(issuer);
    let mut fields = vec![
        ("response_type", "code".to_owned()),
        ("client_id", issuer.client_id.clone()),
        ("redirect_uri", redirect(issuer).to_owned()),
        ("scope", row.scope(issuer, number)),
        ("state", BASE64.encode(bound.state.as_bytes())),
        ("nonce", BASE64.encode(bound.nonce.as_bytes())),
        ("code_challenge", BASE64.encode(bound.challenge.as_bytes())),
        ("code_challenge_method", "S256".to_owned()),
        ("prompt", "login".to_owned()),
        // Whoever is asked for an age has to say when the login was.
        ("max_age", FRESH.to_string()),
        ("ui_locales", language.to_owned()),
    ];
    fields.extend(row.asks_for(issuer, least)?);
    Some(fields)
}

/// The fields that fetch the token of a code (RFC 6749 §4.1.3).
#[must_use]
pub fn redeeming(issuer: &Issuer, code: String, verifier: &Salt) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code),
        ("code_verifier", BASE64.encode(verifier.as_bytes())),
        ("client_id", issuer.client_id.clone()),
        ("redirect_uri", redirect(issuer).to_owned()),
    ]
}
