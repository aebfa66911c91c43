//! Open sessions: who an access token speaks for, and what comes after it; in memory only and by hashes.
//! Refuses a login twice, more than a few sessions of one device, a refresh token twice, and a device that was
//! taken away. Opened by enrolment and login; asked by every other route; ended by `writer` and `routes`.

use crate::entropy::draw;
use crate::refusal::Refusal;
use samtale_membership::dpop::{self, ProofError};
use samtale_membership::hash::frame;
use samtale_wire::api::{ACCESS, Code, IDLE, MAX_SKEW};
use samtale_wire::{DeviceId, Hash, Salt, Uid};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// The most sessions of one device; the oldest ends.
const PER_DEVICE: usize = 4;
/// The most access tokens of one session; the oldest is none any more.
const TOKENS: usize = 3;
/// How long the answer to a refresh is said again to the same request, in seconds.
const AGAIN: u64 = 60;
/// The most logins of one device whose nonces are still remembered.
const NONCES: usize = 32;
/// How many bytes of a refresh token name its session; the others are drawn anew each time.
const NAME: usize = 16;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub uid: Uid,
    /// The device.
    pub dev: DeviceId,
}

/// One session, through all its tokens: what waits or streams goes on for as long as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(TokenHash);

/// What a session goes on with.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// For `Authorization`, for [`ACCESS`] seconds.
    pub access: Salt,
    /// Spent by the next refresh.
    pub refresh: Salt,
}

/// Why a session was not refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRefreshed {
    /// Nothing has changed.
    Refused(Code),
    /// Somebody has a refresh token that is not theirs: its session has ended, and its person must know.
    Theft(Caller, Code),
}

/// All sessions; a clone is the same.
#[derive(Clone, Default)]
pub struct Sessions {
    open: Arc<Mutex<Open>>,
}

type TokenHash = [u8; 32];

struct Session {
    caller: Caller,
    /// The login key that opened it (RFC 7638).
    thumb: Hash,
    /// What the next tokens are made of, with the token and the proof that they are given for.
    seed: [u8; 32],
    name: [u8; NAME],
    /// The refresh token that is not spent.
    current: TokenHash,
    /// The one that was spent last, by which proof, and until when its answer is said again.
    last: Option<(TokenHash, TokenHash, u64)>,
    /// Whether the access token that was given last has been used: then its answer has arrived.
    arrived: bool,
    /// Its access tokens and until when they last, the newest at the end.
    access: VecDeque<(TokenHash, u64)>,
    ends: u64,
}

#[derive(Default)]
struct Open {
    sessions: BTreeMap<SessionId, Session>,
    by_access: BTreeMap<TokenHash, SessionId>,
    by_device: BTreeMap<DeviceId, VecDeque<SessionId>>,
    by_end: BTreeSet<(u64, SessionId)>,
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

    /// Opens a session for whoever proved the login key with this thumbprint.
    ///
    /// # Errors
    /// [`Code::Unavailable`] without randomness.
    pub fn open(&self, caller: Caller, thumb: Hash, now: u64) -> Result<(SessionId, Tokens), Refusal> {
        let (seed, name) = (draw::<32>()?, draw::<NAME>()?);
        let id = SessionId(Sha256::digest(name).into());
        let tokens = made(&seed, &name, &draw::<32>()?, &[0; 32]);
        let mut open = self.lock();
        open.end_what_is_over(now);
        // Once an hour's worth of devices has gone, so have their nonces.
        open.used.retain(|_, used| used.last().is_some_and(|(t, _)| t.saturating_add(MAX_SKEW) >= now));
        let of_device = open.by_device.entry(caller.dev).or_default();
        of_device.push_back(id);
        let oldest = (of_device.len() > PER_DEVICE).then(|| of_device.pop_front()).flatten();
        if let Some(oldest) = oldest {
            open.end(&oldest);
        }
        let current = token_hash(&tokens.refresh);
        let (last, arrived, access, ends) = (None, false, VecDeque::new(), now + IDLE);
        let session = Session { caller, thumb, seed, name, current, last, arrived, access, ends };
        open.sessions.insert(id, session);
        open.by_end.insert((ends, id));
        open.give(&id, &tokens, now);
        Ok((id, tokens))
    }

    /// Spends a refresh token for the next tokens, by a proof that is for `url` and now. The same token with the
    /// same proof gets the same tokens again for a minute, until one of them is used: its answer was lost.
    ///
    /// # Errors
    /// [`NotRefreshed`]; it is a theft when the token was spent before, with another proof, or when the proof is
    /// by another key than the one that the token is bound to.
    pub fn refresh(
        &self,
        refresh: &Salt,
        proof: &str,
        url: &str,
        now: u64,
    ) -> Result<(Caller, Tokens), NotRefreshed> {
        let id = named(refresh);
        let thumb = {
            let mut open = self.lock();
            open.end_what_is_over(now);
            open.sessions.get(&id).map(|session| session.thumb)
        };
        let thumb = thumb.ok_or(NotRefreshed::Refused(Code::NoSession))?;
        // A signature is verified without holding anybody up.
        let holds = dpop::check(proof, &thumb, url, refresh, now);
        self.lock().turn(&id, refresh, proof, holds, now)
    }

    /// Whom an access token speaks for, and in which session.
    ///
    /// # Errors
    /// [`Code::NoSession`], also for a device that may extend its chain and nothing else.
    pub fn holder(&self, token: &Salt, now: u64) -> Result<(Caller, SessionId), Refusal> {
        self.lock().holder(token, now, false)
    }

    /// The same without the session.
    ///
    /// # Errors
    /// As [`holder`](Self::holder).
    pub fn caller(&self, token: &Salt, now: u64) -> Result<Caller, Refusal> {
        self.holder(token, now).map(|(caller, _)| caller)
    }

    /// The same, for a device that nobody vouched for yet, or a code on paper. Such a session waits for somebody
    /// at a login page, and is not refreshed: its access token lasts as long as it does.
    ///
    /// # Errors
    /// [`Code::NoSession`].
    pub fn entrant(&self, token: &Salt, now: u64) -> Result<Caller, Refusal> {
        self.lock().holder(token, now, true).map(|(caller, _)| caller)
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

    /// Until when a session lasts unless it is refreshed, in seconds since 1970.
    ///
    /// # Errors
    /// [`Code::NoSession`] when it has ended.
    pub fn goes_on(&self, id: &SessionId, now: u64) -> Result<u64, Refusal> {
        let open = self.lock();
        let session = open
            .sessions
            .get(id)
            .filter(|session| now < session.ends && !open.narrow.contains(&session.caller.dev));
        session.map(|session| session.ends).ok_or(Code::NoSession.into())
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
    pub fn close(&self, id: &SessionId) {
        self.lock().end(id);
    }

    /// Ends all sessions of a device.
    pub fn end(&self, dev: &DeviceId) {
        self.end_but(dev, None);
    }

    /// The same, but for one.
    pub fn end_but(&self, dev: &DeviceId, kept: Option<&SessionId>) {
        let mut open = self.lock();
        let mut gone = open.by_device.get(dev).cloned().unwrap_or_default();
        gone.retain(|id| Some(id) != kept);
        gone.iter().for_each(|id| open.end(id));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn holder(&mut self, token: &Salt, now: u64, narrow: bool) -> Result<(Caller, SessionId), Refusal> {
        let (hash, none) = (token_hash(token), Refusal::from(Code::NoSession));
        let id = *self.by_access.get(&hash).ok_or(none)?;
        let session = self.sessions.get_mut(&id).filter(|session| now < session.ends).ok_or(none)?;
        let (caller, until) = (session.caller, session.access.iter().find(|(it, _)| *it == hash));
        let (lasts, is_narrow) =
            (until.is_some_and(|(_, until)| now < *until), self.narrow.contains(&caller.dev));
        session.arrived |= session.access.back().is_some_and(|(newest, _)| *newest == hash);
        match (is_narrow, narrow) {
            (true, true) => Ok((caller, id)),
            (false, _) if lasts => Ok((caller, id)),
            _ => Err(none),
        }
    }

    fn turn(
        &mut self,
        id: &SessionId,
        refresh: &Salt,
        proof: &str,
        holds: Result<(), ProofError>,
        now: u64,
    ) -> Result<(Caller, Tokens), NotRefreshed> {
        let refused = |code| Err(NotRefreshed::Refused(code));
        let (shown, by) = (token_hash(refresh), TokenHash::from(Sha256::digest(proof)));
        let Some(session) = self.sessions.get_mut(id) else { return refused(Code::NoSession) };
        let caller = session.caller;
        let last = session.last.filter(|(token, proof, _)| (*token, *proof) == (shown, by));
        let again = last.is_some();
        match holds {
            // All of it is right but the time: an old copy, which has no power, not even to throw out.
            Err(ProofError::Time) => refused(Code::Clock),
            _ if shown != session.current && !again => {
                self.end(id);
                Err(NotRefreshed::Theft(caller, Code::Reused))
            }
            // Whoever has the key has no reason to use another one.
            Err(ProofError::Key) => {
                self.end(id);
                Err(NotRefreshed::Theft(caller, Code::ProofKey))
            }
            Err(error) => refused(error.into()),
            // A copy of what was said before: nobody learns anything by it, also not the next tokens.
            Ok(()) if last.is_some_and(|(.., until)| session.arrived || now > until) => {
                refused(Code::ProofUsed)
            }
            Ok(()) => {
                let tokens = made(&session.seed, &session.name, &refresh.0, &by);
                if !again {
                    session.last = Some((shown, by, now + AGAIN));
                    session.current = token_hash(&tokens.refresh);
                    session.arrived = false;
                    self.by_end.remove(&(session.ends, *id));
                    session.ends = now + IDLE;
                    self.by_end.insert((session.ends, *id));
                    self.give(id, &tokens, now);
                }
                Ok((caller, tokens))
            }
        }
    }

    /// One more access token; with too many the oldest is none any more.
    fn give(&mut self, id: &SessionId, tokens: &Tokens, now: u64) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        let hash = token_hash(&tokens.access);
        session.access.push_back((hash, now + ACCESS));
        let over = session.access.len() > TOKENS;
        if let Some((oldest, _)) = over.then(|| session.access.pop_front()).flatten() {
            self.by_access.remove(&oldest);
        }
        self.by_access.insert(hash, *id);
    }

    fn end_what_is_over(&mut self, now: u64) {
        while let Some((until, id)) = self.by_end.first().copied()
            && until <= now
        {
            self.end(&id);
        }
    }

    fn end(&mut self, id: &SessionId) {
        let Some(session) = self.sessions.remove(id) else { return };
        self.by_end.remove(&(session.ends, *id));
        for (token, _) in &session.access {
            self.by_access.remove(token);
        }
        let dev = session.caller.dev;
        if let Some(of_device) = self.by_device.get_mut(&dev) {
            of_device.retain(|other| other != id);
            if of_device.is_empty() {
                self.by_device.remove(&dev);
                self.narrow.remove(&dev);
            }
        }
    }
}

/// The session that a refresh token names, spent or not.
fn named(refresh: &Salt) -> SessionId {
    let (name, _) = refresh.as_bytes().split_at(NAME);
    SessionId(Sha256::digest(name).into())
}

/// The tokens that are given for this one and this proof: the same each time, and known to nobody without `seed`.
fn made(seed: &[u8; 32], name: &[u8; NAME], spent: &[u8; 32], proof: &TokenHash) -> Tokens {
    let made = |what: &str| <[u8; 32]>::from(Sha256::digest(frame(what, &[seed, spent, proof])));
    let (access, mut refresh) = (Salt(made("access")), made("refresh"));
    refresh.iter_mut().zip(name).for_each(|(byte, of_name)| *byte = *of_name);
    Tokens { access, refresh: Salt(refresh) }
}

fn token_hash(token: &Salt) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;
