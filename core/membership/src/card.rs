//! Identity cards: an OpenID Connect ID token, checked against the issuer's keys by anyone.
//! Refuses another algorithm than the issuer's key has, unbound nonces, and tokens with a national number.
//! Called by the server and every client.

use crate::jws::{self, Parts};
use crate::number::NationalNumber;
use crate::profile::{self, Level};
use crate::{hash, tenant};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_wire::tenant::{Audience, Issuer, PublicKey, TenantCard};
use samtale_wire::user::{Card, Token};
use samtale_wire::{Hash, Malformed, Salt, Uid};
use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;

/// How far a login may lie from the time for which it vouches, in seconds: the making of the device's keys, and
/// for a later card of the same device the entry of the chain that names it.
pub const FRESH: u64 = 600;
/// The largest ID token, in bytes.
pub const MAX_TOKEN: usize = 8 * 1024;

/// The longest header that a key's name is read from, in bytes.
const MAX_KID: usize = 1024;

/// Why a card does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CardError {
    /// Not a compact JWS with the claims that are needed.
    #[error("card-malformed")]
    Malformed,
    /// Another algorithm than the key's, or none.
    #[error("card-algorithm")]
    Algorithm,
    /// Not from an issuer of this municipality, or for another client.
    #[error("card-issuer")]
    Issuer,
    /// The issuer has no such key, as far as the municipality's card says: it may have a newer one.
    #[error("card-key")]
    Key,
    /// Its signature does not hold, or the key did not sign any more when the token was issued.
    #[error("card-signature")]
    Signature,
    /// Bound to other keys.
    #[error("card-nonce")]
    Nonce,
    /// Identified too weakly.
    #[error("card-level")]
    Level,
    /// Logged in at another time than it is to vouch for.
    #[error("card-stale")]
    Stale,
    /// Carries a national number.
    #[error("card-national-number")]
    NationalNumber,
    /// Vouched for by somebody who may not, or with a device that was not theirs then.
    #[error("card-voucher")]
    Voucher,
    /// Vouched for by a guardian whose mandate is for another, for another time, or none.
    #[error("card-mandate")]
    Mandate,
    /// Vouched for by somebody whose chain is not at hand as far as that.
    #[error("card-unknown")]
    Unknown,
}

impl From<Malformed> for CardError {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

/// Who a card says somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The name, as the provider gives it.
    pub name: String,
    /// The pairwise subject at this issuer.
    pub sub: String,
    /// The issuer.
    pub iss: String,
    /// Whom that issuer identifies.
    pub audience: Audience,
    /// How well it was shown.
    pub level: Level,
    /// Whether the municipality's server asked for the login, which could ask for any keys.
    pub by_server: bool,
    /// The unit, for employees.
    pub unit: Option<String>,
    /// When they logged in, seconds since 1970.
    pub auth_time: u64,
    /// Who says so, for somebody who never logged in, or whose login nobody else may see. Without a login
    /// [`level`](Self::level) is what is asked of people in general, and never more.
    pub vouched_by: Option<VouchedBy>,
}

/// Who vouches for somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct VouchedBy {
    /// Who.
    pub uid: Uid,
    /// Their name, from their own login.
    pub name: String,
    /// Whether they have looked at a login; and whether its number is the one that was meant.
    pub login: Option<bool>,
    /// Who works here and says that they are the guardian, where they vouch as that.
    pub sent_by: Option<SentBy>,
}

/// Whose mandate a guardian vouches by.
#[derive(Clone, PartialEq, Eq)]
pub struct SentBy {
    /// Who.
    pub uid: Uid,
    /// Their name, from their own login.
    pub name: String,
}

impl Identity {
    /// Whether both are one login: the same subject at the same issuer.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.iss, &self.sub) == (&other.iss, &other.sub)
    }

    /// Whether somebody vouches for them who met them: they have shown no login.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.vouched_by.as_ref().is_some_and(|by| by.login.is_none())
    }

    /// Whether a person who is known as this can be shown as `other` from now on: as the same login; and whoever
    /// was vouched for, as the first login of theirs. There is no way back.
    #[must_use]
    pub fn may_become(&self, other: &Self) -> bool {
        let logs_in = self.is_met() && !other.is_met();
        self.is_same(other) || (logs_in && other.audience != Audience::Staff)
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Aud,
    nonce: String,
    auth_time: u64,
    exp: u64,
    iat: u64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Aud {
    One(String),
    Many(Vec<String>),
}

impl Aud {
    fn is_exactly(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.len() == 1 && many.iter().all(|one| one == client),
        }
    }
}

/// A login that may tell a national number: for who is to compare it, and for nobody else.
pub struct Login {
    /// Who they are; without a name where the token has none.
    pub who: Identity,
    /// The number that it tells.
    pub number: Option<NationalNumber>,
}

/// Checks a card: issuer, signature, audience, nonce over the keys, level and freshness. `at` is the time for
/// which it is to vouch, seconds since 1970, as the chain says it (`Vouched::at`).
///
/// # Errors
/// The first reason why it does not hold.
pub fn check(card: &Card, over: &Hash, at: u64, tenant: &TenantCard) -> Result<Identity, CardError> {
    let read = Read::whole(card, over, tenant)?;
    if profile::tells(&read.all) {
        return Err(CardError::NationalNumber);
    }
    let who = read.who(at)?;
    if who.name.is_empty() { Err(CardError::Malformed) } else { Ok(who) }
}

/// The same for a login that tells a national number where its provider says that it does: whoever sees it compares
/// the number, keeps none of it, and shows it to nobody.
///
/// # Errors
/// As [`check`]; [`CardError::NationalNumber`] when it tells one at another provider, or of who works here.
pub fn login(card: &Card, over: &Hash, at: u64, tenant: &TenantCard) -> Result<Login, CardError> {
    let read = Read::whole(card, over, tenant)?;
    if profile::tells(&read.all) && !profile::may_tell(read.issuer) {
        return Err(CardError::NationalNumber);
    }
    Ok(Login { number: profile::of(read.issuer).told(&read.all), who: read.who(at)? })
}

/// Whether a card tells a national number, whoever signed it.
#[must_use]
pub fn tells(card: &Card) -> bool {
    let claims = card.token().and_then(|token| jws::json(jws::parts(&token.id_token).ok()?.body).ok());
    claims.is_some_and(|claims| profile::tells(&claims))
}

/// The card that a chain names when it names this one: a voucher for a login that tells too much stands in the
/// place of that login.
#[must_use]
pub fn stands_for(card: &Card) -> Hash {
    match card {
        Card::Voucher(voucher) if let Some(login) = &voucher.says.login => login.card,
        card => hash::card(card),
    }
}

/// A token whose issuer meant these keys.
struct Read<'t> {
    issuer: &'t Issuer,
    claims: Claims,
    all: Map<String, Value>,
}

impl<'t> Read<'t> {
    fn whole(card: &Card, over: &Hash, tenant: &'t TenantCard) -> Result<Self, CardError> {
        // A voucher is no login: whoever takes one says so.
        let Card::Token(card) = card else { return Err(CardError::Issuer) };
        let token = card.id_token.as_str();
        if token.len() > MAX_TOKEN {
            return Err(CardError::Malformed);
        }
        let parts = jws::parts(token)?;
        let header: Header = jws::json(parts.header)?;
        let claims: Claims = jws::json(parts.body)?;
        // One provider may know citizens by one client and employees by another.
        let meant = |it: &&Issuer| it.iss == claims.iss && claims.aud.is_exactly(&it.client_id);
        let issuer = tenant.issuers.iter().find(meant).ok_or(CardError::Issuer)?;
        verify(issuer, &header, claims.iat, &parts)?;
        if claims.nonce != nonce(over, &card.r) {
            return Err(CardError::Nonce);
        }
        Ok(Self { issuer, claims, all: jws::json(parts.body)? })
    }

    fn who(self, at: u64) -> Result<Identity, CardError> {
        let Self { issuer, claims, all } = self;
        let row = profile::of(issuer);
        let level = row.reached(issuer, &all).ok_or(CardError::Level)?;
        let fresh = claims.auth_time.abs_diff(at) <= FRESH && claims.iat < claims.exp;
        if !fresh {
            return Err(CardError::Stale);
        }
        Ok(Identity {
            name: row.name(&all).unwrap_or_default().to_owned(),
            sub: claims.sub,
            iss: claims.iss,
            audience: issuer.audience,
            level,
            by_server: issuer.par.is_some(),
            unit: row.unit.and_then(|unit| all.get(unit)?.as_str()).map(str::to_owned),
            auth_time: claims.auth_time,
            vouched_by: None,
        })
    }
}

/// Which key a card says that it was signed with, or those of whoever vouches; believed by nobody.
#[must_use]
pub fn kid(card: &Card) -> Option<String> {
    let named = |token: &Token| {
        let header = token.id_token.split('.').next().filter(|it| it.len() <= MAX_KID)?;
        Some(jws::json::<Header>(header).ok()?.kid)
    };
    match card {
        Card::Token(token) => named(token),
        Card::Voucher(voucher) => match &voucher.mandate {
            None => named(&voucher.card),
            Some(mandate) => Some(format!("{} {}", named(&voucher.card)?, named(&mandate.card)?)),
        },
    }
}

/// The `nonce` claim that binds a login to keys.
#[must_use]
pub fn nonce(over: &Hash, r: &Salt) -> String {
    BASE64.encode(hash::oidc_nonce(over, r).as_bytes())
}

/// The algorithm is the key's: a header that names another one is refused, whatever it names.
fn verify(issuer: &Issuer, header: &Header, iat: u64, parts: &Parts<'_>) -> Result<(), CardError> {
    let Some(key) = issuer.keys.iter().find(|key| key.kid == header.kid) else {
        // With what no key signs no newer card is asked for.
        let signs = ["ES256", "RS256"].contains(&header.alg.as_str());
        return Err(if signs { CardError::Key } else { CardError::Algorithm });
    };
    let alg = match &key.key {
        PublicKey::P256(_) => "ES256",
        PublicKey::Rsa(_) => "RS256",
    };
    if header.alg != alg {
        return Err(CardError::Algorithm);
    }
    if key.until.is_some_and(|until| iat > until) {
        return Err(CardError::Signature);
    }
    let sig = jws::bytes(parts.sig)?;
    let holds = match &key.key {
        PublicKey::P256(point) => tenant::p256(point).is_some_and(|key| jws::es256(&key, parts.signed, &sig)),
        PublicKey::Rsa(numbers) => {
            tenant::rsa(numbers).is_some_and(|key| jws::rs256(key, parts.signed, &sig))
        }
    };
    if holds { Ok(()) } else { Err(CardError::Signature) }
}
