//! A real OpenID provider for developing: code flow with PKCE, ID tokens by ES256, a login page.
//! Refuses to exist in release builds: whoever types a name here is believed to have it.
//! Mounted by `routes`; its keys are trusted by the municipality that `found` founds.

#![cfg(debug_assertions)]

mod ask;
mod found;
mod grants;
mod id_token;
mod page;
mod provider;

pub use found::found;
pub use provider::Provider;

use crate::house::House;
use crate::personnel::Login;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The client that this provider knows.
pub const CLIENT: &str = "samtale-app";
/// The levels at which people are identified: the one that is asked for, else the first.
pub const LEVELS: [&str; 2] = [
    "https://data.gov.dk/concept/core/nsis/loa/Substantial",
    "https://data.gov.dk/concept/core/nsis/loa/High",
];

/// Whom a part of the provider identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Realm {
    /// Anyone.
    Citizen,
    /// The municipality's employees.
    Staff,
}

impl Realm {
    /// As it stands in paths and names of files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Staff => "staff",
        }
    }

    /// The `iss` of its tokens.
    #[must_use]
    pub fn issuer(self, origin: &str) -> String {
        format!("{origin}/idp/{}", self.name())
    }

    /// The login of whoever types this name.
    #[must_use]
    pub fn login(self, origin: &str, name: &str) -> Login {
        let issuer = self.issuer(origin);
        let subject = id_token::subject(&issuer, name);
        Login { issuer, subject }
    }
}

impl std::str::FromStr for Realm {
    type Err = samtale_wire::Malformed;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let all = [Self::Citizen, Self::Staff];
        all.into_iter().find(|realm| realm.name() == name).ok_or(samtale_wire::Malformed)
    }
}

/// The provider's routes.
pub fn routes() -> Router<Arc<House>> {
    Router::new()
        .route("/idp/{realm}/.well-known/openid-configuration", get(provider::configuration))
        .route("/idp/{realm}/jwks", get(provider::jwks))
        .route("/idp/{realm}/authorize", get(provider::authorize))
        .route("/idp/{realm}/login", post(provider::login))
        .route("/idp/{realm}/token", post(provider::token))
}
