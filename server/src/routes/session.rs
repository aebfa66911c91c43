//! `POST /v1/session`: a device proves its login key, and gets its half of the vault key.
//! Refuses devices that are not live, old and repeated logins.

use super::ask::Cbor;
use crate::accounts;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use samtale_wire::api::{OpenSession, Opened};
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
    Ok((caller, begin(house, caller, login, now).await?))
}

/// What all ways of logging in end with.
pub async fn begin(house: &House, caller: Caller, login: &OpenSession, now: u64) -> Result<Opened, Refusal> {
    house.sessions.first_time(caller.dev, login.t, login.nonce, now)?;
    let halves = house.halves.clone();
    // Opened before looking: if the device is taken away in between, either the look finds it gone or
    // the session has ended.
    let token = house.sessions.open(caller, now)?;
    let kept =
        house.readers.read(move |store| accounts::kept(store, &halves, &caller.uid, &caller.dev)).await;
    let kept = kept.inspect_err(|_| house.sessions.close(&token))?;
    house.sessions.still(&caller)?;
    house.sessions.narrow(caller.dev, !kept.whole);
    Ok(Opened {
        token,
        vault_half: kept.vault_half,
        sealed_secret: kept.sealed_secret,
        now,
        tenant_card: house.town.card_bytes(),
        org: kept.org,
        chain: kept.chain,
        ring: kept.ring.filter(|_| kept.whole),
        former: kept.former,
        before: kept.before,
    })
}
