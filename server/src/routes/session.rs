//! `POST /v1/session`: a device proves its login key, and gets its half of the vault key; `POST /v1/refresh`: it
//! proves it again, and its session goes on.
//! Refuses devices that are not live or are logged out, old and repeated logins, and a refresh token twice.

use super::ask::Cbor;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::{Caller, NotRefreshed};
use crate::{accounts, logout, theft};
use axum::extract::State;
use axum::http::HeaderMap;
use samtale_membership::dpop;
use samtale_wire::LoginKey;
use samtale_wire::api::{ACCESS, Code, OpenSession, Opened, PROOF, Refresh, Refreshed};
use std::sync::Arc;

/// Opens a session.
pub async fn open(
    State(house): State<Arc<House>>,
    Cbor(login): Cbor<OpenSession>,
) -> Result<Cbor<Opened>, Refusal> {
    let (_, opened) = log_in(&house, &login).await?;
    Ok(Cbor(opened))
}

/// Whose device it is, and its session.
pub async fn log_in(house: &House, login: &OpenSession) -> Result<(Caller, Opened), Refusal> {
    let now = house.clock.now();
    // Before looking: whether there is such a device is told by the proof alone.
    accounts::in_time(login, now)?;
    let dev = login.dev;
    let (uid, key) = house.readers.read(move |store| accounts::device(store, &dev)).await?;
    accounts::proved(login, &dev, &key, &house.town, now)?;
    let caller = Caller { uid, dev };
    Ok((caller, begin(house, caller, &key, login, now).await?))
}

/// What all ways of logging in end with.
pub async fn begin(
    house: &House,
    caller: Caller,
    key: &LoginKey,
    login: &OpenSession,
    now: u64,
) -> Result<Opened, Refusal> {
    house.sessions.first_time(caller.dev, login.t, login.nonce, now)?;
    let thumb = dpop::thumbprint(key).ok_or(Code::BadLogin)?;
    let halves = house.halves.clone();
    // Opened before looking: if the device is taken away in between, either the look finds it gone or
    // the session has ended.
    let (session, tokens) = house.sessions.open(caller, thumb, now)?;
    let looked = house.readers.read(move |store| {
        logout::refuses(store, &caller.dev)?;
        let kept = accounts::kept(store, &halves, &caller.uid, &caller.dev)?;
        Ok((kept, theft::last(store, &caller.uid, now)?, logout::all_of(store, &caller.uid)?))
    });
    let (kept, theft, out) = looked.await.inspect_err(|_| house.sessions.close(&session))?;
    house.sessions.still(&caller)?;
    house.sessions.narrow(caller.dev, !kept.whole);
    Ok(Opened {
        token: tokens.access,
        vault_half: kept.vault_half,
        sealed_secret: kept.sealed_secret,
        now,
        tenant_card: house.town.card_bytes(),
        org: kept.org,
        chain: kept.chain,
        ring: kept.ring.filter(|_| kept.whole),
        former: kept.former,
        before: kept.before,
        refresh: tokens.refresh,
        lasts: ACCESS,
        theft: theft.filter(|_| kept.whole),
        out: if kept.whole { out } else { Vec::new() },
    })
}

/// Goes on with a session. Nothing is read from the disk, and nothing written but that something was stolen.
pub async fn refresh(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Cbor(Refresh { refresh }): Cbor<Refresh>,
) -> Result<Cbor<Refreshed>, Refusal> {
    let now = house.clock.now();
    let mut proofs = headers.get_all(PROOF).iter();
    let proof = match (proofs.next(), proofs.next()) {
        (Some(only), None) => only.to_str().map_err(|_| Code::ProofMalformed)?,
        _ => return Err(Code::ProofMalformed.into()),
    };
    match house.sessions.refresh(&refresh, proof, &house.refreshed_at, now) {
        Ok((_, tokens)) => {
            Ok(Cbor(Refreshed { token: tokens.access, refresh: tokens.refresh, lasts: ACCESS, now }))
        }
        Err(NotRefreshed::Refused(code)) => Err(code.into()),
        Err(NotRefreshed::Theft(Caller { uid, .. }, code)) => {
            house.writer.write(move |transaction, desk| theft::note(transaction, desk, uid, now)).await?;
            Err(code.into())
        }
    }
}
