//! Open sessions: who a bearer token speaks for, in memory only and by its hash.
//! Refuses a login twice, more than a few sessions of one device, anything after its hour, and a device
//! that was taken away. Opened by enrolment and login; asked by every other route; ended by `writer`.

use crate::entropy::draw;
use crate::refusal::Refusal;
use samtale_wire::api::{Code, MAX_SKEW};
use samtale_wire::{DeviceId, Salt, Uid};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a session lasts, in seconds.
pub const SESSION: u64 = 3600;
/// The most sessions of one device; the oldest ends.
const PER_DEVICE: usize = 4;
/// The most logins of one device whose nonces are still remembered.
const NONCES: usize = 32;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub uid: Uid,
    /// The device.
    pub dev: DeviceId,
}

/// All sessions; a clone is the same.
#[derive(Clone, Default)]
pub struct Sessions {
    open: Arc<Mutex<Open>>,
}

type TokenHash = [u8; 32];

#[derive(Default)]
struct Open {
    by_token: BTreeMap<TokenHash, (Caller, u64)>,
    by_device: BTreeMap<DeviceId, VecDeque<TokenHash>>,
    by_end: BTreeSet<(u64, TokenHash)>,
    used: BTreeMap<DeviceId, BTreeSet<(u64, Salt)>>,
    /// Devices with sessions that may extend their chain and do nothing else.
    narrow: BTreeSet<DeviceId>,
}

impl Sessions {
    /// Takes note of a login whose signature holds.
    ///
    /// # Errors
    /// [`Code::BadLogin`] when it was made before, [`Code::TooMany`] when there were too many.
    pub fn first_time(&self, dev: DeviceId, t: u64, nonce: Salt, now: u64) -> Result<(), Refusal> {
        let mut open = self.lock();
        let used = open.used.entry(dev).or_default();
        // Older ones are refused for their time.
        used.retain(|(t, _)| t.saturating_add(MAX_SKEW) >= now);
        if used.contains(&(t, nonce)) {
            return Err(Code::BadLogin.into());
        }
        if used.len() >= NONCES {
            return Err(Code::TooMany.into());
        }
        used.insert((t, nonce));
        Ok(())
    }

    /// Opens a session.
    ///
    /// # Errors
    /// [`Code::Unavailable`] without randomness.
    pub fn open(&self, caller: Caller, now: u64) -> Result<Salt, Refusal> {
        let token = Salt(draw()?);
        let key = token_hash(&token);
        let mut open = self.lock();
        open.end_what_is_over(now);
        let of_device = open.by_device.entry(caller.dev).or_default();
        of_device.push_back(key);
        let oldest = (of_device.len() > PER_DEVICE).then(|| of_device.pop_front()).flatten();
        if let Some(oldest) = oldest {
            open.end(&oldest);
        }
        open.by_token.insert(key, (caller, now + SESSION));
        open.by_end.insert((now + SESSION, key));
        Ok(token)
    }

    /// Whom a token speaks for.
    ///
    /// # Errors
    /// [`Code::NoSession`], also for a device that may extend its chain and nothing else.
    pub fn caller(&self, token: &Salt, now: u64) -> Result<Caller, Refusal> {
        let caller = self.entrant(token, now)?;
        if self.lock().narrow.contains(&caller.dev) { Err(Code::NoSession.into()) } else { Ok(caller) }
    }

    /// The same, for a device that nobody vouched for yet, or a code on paper.
    ///
    /// # Errors
    /// [`Code::NoSession`].
    pub fn entrant(&self, token: &Salt, now: u64) -> Result<Caller, Refusal> {
        match self.lock().by_token.get(&token_hash(token)) {
            Some((caller, until)) if now < *until => Ok(*caller),
            _ => Err(Code::NoSession.into()),
        }
    }

    /// Whether a device's sessions are for its chain alone.
    pub fn narrow(&self, dev: DeviceId, narrow: bool) {
        let mut open = self.lock();
        if narrow {
            open.narrow.insert(dev);
        } else {
            open.narrow.remove(&dev);
        }
    }

    /// Whether a device that was let in still has a session: what it waited for is not answered to a
    /// device that was taken away meanwhile.
    ///
    /// # Errors
    /// [`Code::NoSession`].
    pub fn still(&self, caller: &Caller) -> Result<(), Refusal> {
        let open = self.lock().by_device.contains_key(&caller.dev);
        if open { Ok(()) } else { Err(Code::NoSession.into()) }
    }

    /// Ends one session.
    pub fn close(&self, token: &Salt) {
        self.lock().end(&token_hash(token));
    }

    /// Ends all sessions of a device.
    pub fn end(&self, dev: &DeviceId) {
        let mut open = self.lock();
        let tokens = open.by_device.remove(dev).unwrap_or_default();
        tokens.iter().for_each(|token| open.end(token));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn end_what_is_over(&mut self, now: u64) {
        while let Some((until, key)) = self.by_end.first().copied()
            && until <= now
        {
            self.end(&key);
        }
        // Once an hour's worth of devices has gone, so have their nonces.
        self.used.retain(|_, used| used.last().is_some_and(|(t, _)| t.saturating_add(MAX_SKEW) >= now));
    }

    fn end(&mut self, key: &TokenHash) {
        let Some((caller, until)) = self.by_token.remove(key) else { return };
        self.by_end.remove(&(until, *key));
        if let Some(of_device) = self.by_device.get_mut(&caller.dev) {
            of_device.retain(|other| other != key);
            if of_device.is_empty() {
                self.by_device.remove(&caller.dev);
                self.narrow.remove(&caller.dev);
            }
        }
    }
}

fn token_hash(token: &Salt) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KAREN: Caller = Caller { uid: Uid([1; 32]), dev: DeviceId([2; 32]) };

    fn nobody() -> Result<Caller, Refusal> {
        Err(Code::NoSession.into())
    }

    #[test]
    fn a_session_ends_after_its_hour() {
        let sessions = Sessions::default();
        let token = sessions.open(KAREN, 100).unwrap();
        assert_eq!(sessions.caller(&token, 100 + SESSION - 1), Ok(KAREN));
        assert_eq!(sessions.caller(&token, 100 + SESSION), nobody());
        assert_eq!(sessions.caller(&Salt([0; 32]), 100), nobody());
    }

    #[test]
    fn a_device_has_a_few_sessions_and_memory_stays_bounded() {
        let sessions = Sessions::default();
        let tokens: Vec<Salt> = (0..9).map(|_| sessions.open(KAREN, 0).unwrap()).collect();
        let live = tokens.iter().filter(|token| sessions.caller(token, 1).is_ok()).count();
        assert_eq!(live, PER_DEVICE);
        assert_eq!(sessions.lock().by_end.len(), PER_DEVICE);
        sessions.open(KAREN, SESSION).unwrap();
        assert_eq!(sessions.lock().by_token.len(), 1);
    }

    #[test]
    fn a_device_that_is_taken_away_loses_all_its_sessions_and_others_none() {
        let sessions = Sessions::default();
        let other = Caller { dev: DeviceId([3; 32]), ..KAREN };
        let (a, b) = (sessions.open(KAREN, 0).unwrap(), sessions.open(KAREN, 0).unwrap());
        let theirs = sessions.open(other, 0).unwrap();
        assert_eq!((sessions.still(&KAREN), sessions.still(&other)), (Ok(()), Ok(())));
        sessions.end(&KAREN.dev);
        assert_eq!((sessions.caller(&a, 1), sessions.caller(&b, 1)), (nobody(), nobody()));
        assert_eq!((sessions.still(&KAREN), sessions.still(&other)), (Err(Code::NoSession.into()), Ok(())));
        sessions.close(&theirs);
        let left = sessions.lock();
        assert!(left.by_token.is_empty() && left.by_end.is_empty() && left.by_device.is_empty());
    }

    #[test]
    fn a_login_counts_once_and_not_without_end() {
        let sessions = Sessions::default();
        let login = |nonce: u8, t, now| sessions.first_time(KAREN.dev, t, Salt([nonce; 32]), now);
        assert_eq!(login(0, 1000, 1000), Ok(()));
        assert_eq!(login(0, 1000, 1000 + MAX_SKEW), Err(Code::BadLogin.into()));
        for nonce in 1..NONCES as u8 {
            assert_eq!(login(nonce, 1000, 1000), Ok(()));
        }
        assert_eq!(login(99, 1000, 1000), Err(Code::TooMany.into()));
        assert_eq!(login(99, 2000, 2000), Ok(()), "what is old enough is forgotten");
    }
}
