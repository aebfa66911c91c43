//! Codes that a login was exchanged for: each good once, for a minute (RFC 6749 §4.1.2).
//! Refuses a second use, another client's address, and a wrong PKCE verifier (RFC 7636).

use super::Realm;
use super::id_token::Login;
use crate::entropy::{NoEntropy, draw};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How long a code is good for, in seconds.
const GOOD: u64 = 60;
/// The most codes that wait; the ones that run out first give way.
const MOST: usize = 1024;

/// What a code stands for.
pub struct Grant {
    /// Where the person logged in.
    pub realm: Realm,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// The PKCE challenge, S256.
    pub challenge: String,
    /// Who logged in.
    pub login: Login,
}

/// All codes that wait, by when they were given.
#[derive(Default)]
pub struct Grants {
    waiting: Mutex<BTreeMap<(u64, String), Grant>>,
}

impl Grants {
    /// A code for a grant.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn give(&self, grant: Grant) -> Result<String, NoEntropy> {
        let code = BASE64.encode(draw::<32>()?);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert((grant.login.auth_time, code.clone()), grant);
        if waiting.len() > MOST {
            waiting.pop_first();
        }
        Ok(code)
    }

    /// What a code stands for; whoever asks, it is used up.
    pub fn redeem(
        &self,
        realm: Realm,
        code: &str,
        redirect: &str,
        verifier: &str,
        now: u64,
    ) -> Option<Login> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|(given, _), _| given.saturating_add(GOOD) >= now);
        let key = waiting.keys().find(|(_, waits)| waits == code)?.clone();
        let grant = waiting.remove(&key)?;
        let fits = grant.realm == realm
            && grant.redirect_uri == redirect
            && (43..=128).contains(&verifier.len())
            && grant.challenge == BASE64.encode(Sha256::digest(verifier));
        fits.then_some(grant.login)
    }
}
