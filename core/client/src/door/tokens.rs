//! The tokens of the session with the server: the next ones are fetched before they are needed, one at a time, by
//! the login key and without anybody at a login page.
//! Refuses to keep one on disk, and to show a refresh token with two proofs: the second would be a thief's.
//! Part of `door`; `live` has it refresh ahead.

use super::{Door, PATIENCE};
use crate::ports::Call;
use samtale_engine::courier::Fault;
use samtale_wire::api::{Code, MAX_SKEW, Opened, REFRESH, Refresh, Refreshed};
use samtale_wire::{Salt, decode, encode};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex as Turn;

/// How long an answer may be on its way, in seconds: a token that ends within it is used no more.
const MARGIN: u64 = 10;

/// What is held of a session.
#[derive(Default)]
pub(super) struct Tokens {
    held: Mutex<Option<Held>>,
    /// One at a time fetches others; who waited takes what came of it.
    turn: Turn<()>,
}

struct Held {
    access: Salt,
    refresh: Salt,
    /// When they came, by the device's clock, and how long the access token lasts from then on, in seconds.
    got: u64,
    lasts: u64,
    /// The one proof that this refresh token goes out with, and when it was made.
    proof: Option<(String, u64)>,
}

impl Held {
    /// Whether the access token has been held for less than `part` of its time. A clock that was turned back
    /// says nothing.
    fn is_within(&self, part: u64, now: u64) -> bool {
        now.checked_sub(self.got).is_some_and(|age| age < part)
    }

    fn lasts(&self, now: u64) -> bool {
        self.is_within(self.lasts.saturating_sub(MARGIN), now)
    }

    /// With at least half of its time left: an app that is left now comes back without asking.
    fn is_fresh(&self, now: u64) -> bool {
        self.is_within(self.lasts / 2, now)
    }
}

impl Tokens {
    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn hold(&self, opened: &Opened, now: u64) {
        let (access, refresh) = (opened.token, opened.refresh);
        *self.held() = Some(Held { access, refresh, got: now, lasts: opened.lasts, proof: None });
    }

    pub fn forget(&self) {
        *self.held() = None;
    }

    fn lasting(&self, now: u64) -> Option<Salt> {
        self.held().as_ref().filter(|held| held.lasts(now)).map(|held| held.access)
    }

    fn is_fresh(&self, now: u64) -> bool {
        self.held().as_ref().is_some_and(|held| held.is_fresh(now))
    }

    /// Forgets these, unless there are others by now.
    fn drop_those_of(&self, refresh: &Salt) {
        let mut held = self.held();
        if held.as_ref().is_some_and(|held| held.refresh == *refresh) {
            *held = None;
        }
    }
}

impl Door {
    /// A token that lasts: the one at hand, the next of the same session, or one of a new session.
    pub(super) async fn token(&self) -> Result<Salt, Fault> {
        if let Some(token) = self.tokens.lasting(self.clock.now()) {
            return Ok(token);
        }
        let _turn = self.tokens.turn.lock().await;
        match self.tokens.lasting(self.clock.now()) {
            Some(token) => Ok(token),
            None => self.next_token().await,
        }
    }

    /// The server knows this token no more: the one that somebody else has fetched meanwhile, the next one of the
    /// session where it has just run out, else one of a new session.
    pub(super) async fn token_after(&self, ended: Salt) -> Result<Salt, Fault> {
        let _turn = self.tokens.turn.lock().await;
        match self.tokens.lasting(self.clock.now()) {
            Some(token) if token != ended => Ok(token),
            Some(_) => self.open_in_turn().await.map(|opened| opened.token),
            None => self.next_token().await,
        }
    }

    /// Opens a session.
    pub async fn open(&self) -> Result<Opened, Fault> {
        let _turn = self.tokens.turn.lock().await;
        self.open_in_turn().await
    }

    async fn open_in_turn(&self) -> Result<Opened, Fault> {
        self.by_either_clock(|| self.try_to_open()).await
    }

    /// Fetches the next tokens while those at hand still last for a while.
    ///
    /// # Errors
    /// What the network says; [`Code::BadLogin`], [`Code::LoggedOut`].
    pub async fn refresh_ahead(&self) -> Result<(), Fault> {
        if self.tokens.is_fresh(self.clock.now()) {
            return Ok(());
        }
        let _turn = self.tokens.turn.lock().await;
        if self.tokens.is_fresh(self.clock.now()) { Ok(()) } else { self.next_token().await.map(drop) }
    }

    /// How long it is until that is due.
    pub fn refreshes_in(&self) -> Duration {
        let now = self.clock.now();
        let due = self.tokens.held().as_ref().map(|held| held.got.saturating_add(held.lasts / 2));
        let left = due.map(|due| due.saturating_sub(now));
        Duration::from_secs(left.unwrap_or(0).max(1))
    }

    async fn next_token(&self) -> Result<Salt, Fault> {
        match self.refresh().await? {
            Some(token) => Ok(token),
            None => Ok(self.open_in_turn().await?.token),
        }
    }

    /// Refreshes the session; `None` when there is none to refresh, and a new one must be opened.
    async fn refresh(&self) -> Result<Option<Salt>, Fault> {
        let Some((refresh, proof)) = self.proved() else { return Ok(None) };
        let body = Some(encode(&Refresh { refresh }));
        let call = Call { path: REFRESH.into(), body, token: None, proof: Some(proof), patience: PATIENCE };
        let answer = match self.around.cut(self.transport.call(call)).await {
            Ok(answer) => answer,
            // It may have been heard all the same: said again word for word it is answered the same.
            Err(fault @ (Fault::Offline | Fault::Refused(Code::Unavailable | Code::TooMany))) => {
                return Err(fault);
            }
            Err(Fault::WrongCertificate) => return Err(Fault::WrongCertificate),
            Err(_) => {
                self.tokens.drop_those_of(&refresh);
                return Ok(None);
            }
        };
        let Ok(next) = decode::<Refreshed>(&answer) else {
            self.tokens.drop_those_of(&refresh);
            return Ok(None);
        };
        self.correct(next.now);
        let mut held = self.tokens.held();
        // A session that was opened meanwhile is the newer one.
        if held.as_ref().is_some_and(|held| held.refresh == refresh) {
            let (access, refresh, lasts) = (next.token, next.refresh, next.lasts);
            *held = Some(Held { access, refresh, got: self.clock.now(), lasts, proof: None });
        }
        Ok(Some(next.token))
    }

    /// The refresh token at hand, with its proof. One whose proof is too old to be said again is let go of.
    fn proved(&self) -> Option<(Salt, String)> {
        let (now, t) = (self.clock.now(), self.now());
        let mut open = self.tokens.held();
        let held = open.as_mut()?;
        match &held.proof {
            Some((proof, made)) if made.abs_diff(now) < MAX_SKEW => Some((held.refresh, proof.clone())),
            Some(_) => {
                *open = None;
                None
            }
            None => {
                let login = self.login.lock().ok()?;
                let mut rng = crate::adapters::entropy::system();
                let proof = login.as_ref()?.proves(&self.refreshed_at, &held.refresh, t, &mut rng).ok()?;
                held.proof = Some((proof.clone(), now));
                Some((held.refresh, proof))
            }
        }
    }
}
