//! Sessions through all their tokens: what an honest device may do, what a thief may not, and a small model of
//! both against which any order of them is held.

use super::*;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;
use samtale_wire::LoginKey;

const KAREN: Caller = Caller { uid: Uid([1; 32]), dev: DeviceId([2; 32]) };
const URL: &str = "https://samtale.example/v1/refresh";

fn nobody<T>() -> Result<T, Refusal> {
    Err(Code::NoSession.into())
}

/// A login key.
struct Key(SigningKey);

impl Key {
    fn of(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    fn public(&self) -> LoginKey {
        LoginKey::try_from(self.0.verifying_key().to_sec1_point(true).as_bytes()).unwrap()
    }

    fn thumb(&self) -> Hash {
        dpop::thumbprint(&self.public()).unwrap()
    }

    fn proves(&self, refresh: &Salt, t: u64, once: u8) -> String {
        let message = dpop::message(&self.public(), URL, refresh, t, &Salt([once; 32])).unwrap();
        let sig: Signature = self.0.sign(message.as_bytes());
        dpop::proof(&message, &sig.to_bytes().into())
    }
}

fn open(sessions: &Sessions, caller: Caller, now: u64) -> (SessionId, Tokens) {
    sessions.open(caller, Key::of(3).thumb(), now).unwrap()
}

/// A refresh by the right key.
fn turned(sessions: &Sessions, refresh: &Salt, now: u64) -> Tokens {
    sessions.refresh(refresh, &Key::of(3).proves(refresh, now, 1), URL, now).unwrap().1
}

#[test]
fn an_access_token_lasts_its_minutes_and_the_session_goes_on_without_a_login() {
    let sessions = Sessions::default();
    let (id, mut tokens) = open(&sessions, KAREN, 100);
    assert_eq!(sessions.caller(&tokens.access, 100 + ACCESS - 1), Ok(KAREN));
    assert_eq!(sessions.caller(&tokens.access, 100 + ACCESS), nobody());
    assert_eq!(sessions.caller(&Salt([0; 32]), 100), nobody());
    let mut now = 100;
    for _ in 0..50 {
        now += IDLE - 1;
        assert_eq!(sessions.caller(&tokens.access, now), nobody());
        tokens = turned(&sessions, &tokens.refresh, now);
        assert_eq!(sessions.holder(&tokens.access, now), Ok((KAREN, id)));
        assert_eq!(sessions.goes_on(&id, now), Ok(now + IDLE));
    }
    assert_eq!(sessions.goes_on(&id, now + IDLE), nobody());
    let late = sessions.refresh(&tokens.refresh, "", URL, now + IDLE);
    assert_eq!(late.map(drop), Err(NotRefreshed::Refused(Code::NoSession)));
}

#[test]
fn the_same_refresh_is_answered_the_same_until_its_answer_has_arrived() {
    let sessions = Sessions::default();
    let (id, first) = open(&sessions, KAREN, 100);
    let proof = Key::of(3).proves(&first.refresh, 100, 1);
    let again = |now| sessions.refresh(&first.refresh, &proof, URL, now);
    let next = again(100).unwrap().1;
    assert!(next.access != first.access && next.refresh != first.refresh);
    assert!(again(101).unwrap().1 == next, "the answer was lost");
    assert_eq!(sessions.caller(&first.access, 101), Ok(KAREN), "what is under way goes on");
    assert!(again(102).unwrap().1 == next, "the token of before says nothing of the answer");
    let late = again(101 + MAX_SKEW);
    assert_eq!(late.map(drop), Err(NotRefreshed::Refused(Code::Clock)), "no longer than a proof holds");
    assert_eq!(sessions.caller(&next.access, 103), Ok(KAREN));
    assert_eq!(again(103).map(drop), Err(NotRefreshed::Refused(Code::ProofUsed)));
    assert!(sessions.goes_on(&id, 103).is_ok(), "a late copy ends nothing");
}

#[test]
fn a_spent_token_with_another_proof_ends_the_session_whoever_shows_it() {
    let (karen, thief) = (Key::of(3), Key::of(4));
    for by in [&karen, &thief] {
        let sessions = Sessions::default();
        let (id, first) = open(&sessions, KAREN, 100);
        let next = turned(&sessions, &first.refresh, 100);
        let stolen = sessions.refresh(&first.refresh, &by.proves(&first.refresh, 100, 2), URL, 100);
        assert_eq!(stolen.map(drop), Err(NotRefreshed::Theft(KAREN, Code::Reused)));
        assert_eq!(sessions.goes_on(&id, 100), nobody());
        for token in [first.access, next.access] {
            assert_eq!(sessions.caller(&token, 100), nobody());
        }
        let after = sessions.refresh(&next.refresh, &karen.proves(&next.refresh, 100, 3), URL, 100);
        assert_eq!(after.map(drop), Err(NotRefreshed::Refused(Code::NoSession)));
    }
}

#[test]
fn a_token_that_was_never_given_in_a_session_that_is_there_is_a_theft() {
    let sessions = Sessions::default();
    let (_, first) = open(&sessions, KAREN, 100);
    let mut guessed = first.refresh;
    guessed.0[31] ^= 1;
    let forged = sessions.refresh(&guessed, "", URL, 100).map(drop);
    assert_eq!(forged, Err(NotRefreshed::Theft(KAREN, Code::Reused)));
    let elsewhere = sessions.refresh(&Salt([9; 32]), "", URL, 100).map(drop);
    assert_eq!(elsewhere, Err(NotRefreshed::Refused(Code::NoSession)), "whose it would be nobody knows");
}

#[test]
fn the_token_at_hand_with_another_key_is_a_theft_and_with_a_wrong_proof_nothing() {
    let sessions = Sessions::default();
    let (id, first) = open(&sessions, KAREN, 1000);
    let key = Key::of(3);
    let refused = |proof: &str, url: &str| sessions.refresh(&first.refresh, proof, url, 1000).map(drop);
    let no = |code| Err(NotRefreshed::Refused(code));
    let good = key.proves(&first.refresh, 1000, 1);
    assert_eq!(refused("", URL), no(Code::ProofMalformed));
    assert_eq!(refused(&good, "https://samtale.example/v1/start"), no(Code::ProofTarget));
    assert_eq!(refused(&key.proves(&Salt([9; 32]), 1000, 1), URL), no(Code::ProofToken));
    assert_eq!(refused(&key.proves(&first.refresh, 1000 + MAX_SKEW + 1, 1), URL), no(Code::Clock));
    assert!(sessions.goes_on(&id, 1000).is_ok());
    let thief = refused(&Key::of(4).proves(&first.refresh, 1000, 1), URL);
    assert_eq!(thief, Err(NotRefreshed::Theft(KAREN, Code::ProofKey)));
    assert_eq!(refused(&good, URL), no(Code::NoSession));
}

#[test]
fn a_device_has_a_few_sessions_and_memory_stays_bounded() {
    let sessions = Sessions::default();
    let all: Vec<Tokens> = (0..9).map(|_| open(&sessions, KAREN, 0).1).collect();
    let live = all.iter().filter(|tokens| sessions.caller(&tokens.access, 1).is_ok()).count();
    assert_eq!(live, PER_DEVICE);
    let mut newest = all.last().unwrap().clone();
    for now in 0..20 {
        newest = turned(&sessions, &newest.refresh, now);
    }
    let left = sessions.lock();
    assert_eq!((left.by_end.len(), left.sessions.len()), (PER_DEVICE, PER_DEVICE));
    assert_eq!(left.by_access.len(), PER_DEVICE - 1 + TOKENS);
    drop(left);
    open(&sessions, KAREN, 2 * IDLE);
    let left = sessions.lock();
    assert_eq!((left.sessions.len(), left.by_access.len()), (1, 1));
}

#[test]
fn a_device_that_is_taken_away_loses_all_its_sessions_and_others_none() {
    let sessions = Sessions::default();
    let other = Caller { dev: DeviceId([3; 32]), ..KAREN };
    let (a, b) = (open(&sessions, KAREN, 0), open(&sessions, KAREN, 0));
    let theirs = open(&sessions, other, 0);
    assert_eq!((sessions.still(&KAREN), sessions.still(&other)), (Ok(()), Ok(())));
    sessions.end_but(&KAREN.dev, Some(&b.0));
    assert_eq!(sessions.caller(&a.1.access, 1), nobody());
    assert_eq!(sessions.caller(&b.1.access, 1), Ok(KAREN), "the one at hand stays");
    sessions.end(&KAREN.dev);
    assert_eq!(sessions.caller(&b.1.access, 1), nobody());
    assert_eq!((sessions.still(&KAREN), sessions.still(&other)), (Err(Code::NoSession.into()), Ok(())));
    sessions.close(&theirs.0);
    let left = sessions.lock();
    assert!(left.sessions.is_empty() && left.by_end.is_empty() && left.by_device.is_empty());
    assert!(left.by_access.is_empty());
}

#[test]
fn who_waits_at_a_login_page_keeps_the_one_token_and_does_nothing_else_with_it() {
    let sessions = Sessions::default();
    let (id, tokens) = open(&sessions, KAREN, 0);
    sessions.narrow(KAREN.dev, true);
    assert_eq!(sessions.entrant(&tokens.access, IDLE - 1), Ok(KAREN));
    assert_eq!(sessions.entrant(&tokens.access, IDLE), nobody());
    assert_eq!((sessions.caller(&tokens.access, 1), sessions.goes_on(&id, 1)), (nobody(), nobody()));
    sessions.narrow(KAREN.dev, false);
    assert_eq!(sessions.entrant(&tokens.access, ACCESS), nobody());
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

#[test]
fn the_server_keeps_no_token_only_hashes() {
    let sessions = Sessions::default();
    let (_, first) = open(&sessions, KAREN, 0);
    let next = turned(&sessions, &first.refresh, 0);
    let open = sessions.lock();
    let kept: Vec<[u8; 32]> = open
        .by_access
        .keys()
        .copied()
        .chain(open.sessions.values().flat_map(|it| {
            let last = it.last.map(|(token, proof, _)| [token, proof]).unwrap_or_default();
            [it.current, it.seed].into_iter().chain(last)
        }))
        .collect();
    for token in [first.access, first.refresh, next.access, next.refresh] {
        assert!(!kept.contains(&token.0));
        assert!(kept.contains(&token_hash(&token)), "the search finds what is kept");
    }
}

/// What somebody does next.
#[derive(Clone, Debug)]
enum Act {
    /// Karen's device refreshes; her answer arrives, or is lost.
    Refresh {
        arrives: bool,
    },
    /// Karen's device uses the access token that it holds.
    Use,
    /// The thief takes what Karen's device holds now.
    Steal,
    /// The thief shows what was stolen, with the login key or with another one.
    Show {
        with_key: bool,
    },
    /// The thief sends a copy of Karen's last request.
    Copy,
    Wait(u64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => any::<bool>().prop_map(|arrives| Act::Refresh { arrives }),
        2 => Just(Act::Use),
        1 => Just(Act::Steal),
        1 => any::<bool>().prop_map(|with_key| Act::Show { with_key }),
        1 => Just(Act::Copy),
        1 => (0..MAX_SKEW).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..40)
}

/// What must become of it, in the fewest words: which token counts, and whether the session has ended.
struct Model {
    /// The tokens that were given, oldest first; the last one counts.
    given: Vec<Salt>,
    over: bool,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn honest_devices_are_never_thrown_out_and_no_stolen_token_gets_far(acts in acts()) {
        let sessions = Sessions::default();
        let (karen, thief) = (Key::of(3), Key::of(4));
        let (id, tokens) = open(&sessions, KAREN, 1000);
        let mut model = Model { given: vec![tokens.refresh], over: false };
        let (mut held, mut pending, mut stolen): (Tokens, Option<(Salt, String, u64)>, Option<Salt>) =
            (tokens, None, None);
        let (mut now, mut once) = (1000, 0_u8);
        for act in acts {
            once = once.wrapping_add(1);
            // An honest device drops what is too old to be said again, and logs in.
            if pending.as_ref().is_some_and(|(.., t)| t + MAX_SKEW < now) || model.over {
                return Ok(());
            }
            match act {
                Act::Wait(seconds) => now += seconds,
                Act::Use => {
                    let known = sessions.holder(&held.access, now);
                    prop_assert!(known.is_err() || known == Ok((KAREN, id)));
                }
                Act::Refresh { arrives } => {
                    let (token, proof, t) = pending
                        .take()
                        .unwrap_or_else(|| (held.refresh, karen.proves(&held.refresh, now, once), now));
                    match sessions.refresh(&token, &proof, URL, now) {
                        Ok((caller, next)) => {
                            prop_assert_eq!(caller, KAREN);
                            if !model.given.contains(&next.refresh) {
                                prop_assert_eq!(model.given.last(), Some(&token));
                                model.given.push(next.refresh);
                            }
                            prop_assert_eq!(model.given.last(), Some(&next.refresh));
                            if arrives { held = next } else { pending = Some((token, proof, t)) }
                        }
                        // Too late to be said again: she logs in.
                        Err(NotRefreshed::Refused(Code::ProofUsed)) if t + AGAIN < now => return Ok(()),
                        Err(refused) => {
                            // A thief with the key was quicker: nobody else throws her out.
                            let spent = model.given.last() != Some(&token);
                            prop_assert!(spent && refused == NotRefreshed::Theft(KAREN, Code::Reused));
                            model.over = true;
                        }
                    }
                }
                Act::Steal => stolen = Some(held.refresh),
                Act::Copy => {
                    let Some((token, proof, t)) = &pending else { continue };
                    let copied = sessions.refresh(token, proof, URL, now);
                    if t + AGAIN < now {
                        continue;
                    }
                    prop_assert!(copied.is_ok_and(|(_, it)| model.given.last() == Some(&it.refresh)
                        || model.given.len() == 1));
                }
                Act::Show { with_key } => {
                    let Some(token) = stolen else { continue };
                    let by = if with_key { &karen } else { &thief };
                    let shown = sessions.refresh(&token, &by.proves(&token, now, once.wrapping_add(128)), URL, now);
                    let counts = model.given.last() == Some(&token);
                    match shown {
                        Ok((_, next)) => {
                            prop_assert!(counts && with_key, "worth nothing without the key, or spent");
                            model.given.push(next.refresh);
                        }
                        Err(refused) => {
                            let code = if counts { Code::ProofKey } else { Code::Reused };
                            prop_assert_eq!(refused, NotRefreshed::Theft(KAREN, code));
                            prop_assert!(!(counts && with_key));
                            model.over = true;
                        }
                    }
                }
            }
            prop_assert_eq!(sessions.goes_on(&id, now).is_err(), model.over || model.given.is_empty());
        }
    }
}
