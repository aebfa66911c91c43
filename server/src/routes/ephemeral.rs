//! `POST /v1/dialogs/{dialog}/ephemeral`: what a member says beside the log, passed on to the others.
//! Refuses who is no member, and a device that says too much. Nothing of it goes to the disk.

use super::ask::{Cbor, One};
use crate::feed;
use crate::house::House;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use rusqlite::Connection;
use samtale_wire::api::{Code, Ephemeral, Feed, Relayed};
use samtale_wire::{DialogId, Uid};
use std::sync::Arc;

/// Passes it on.
pub async fn say(
    State(house): State<Arc<House>>,
    caller: Caller,
    One(dialog): One<DialogId>,
    Cbor(ephemeral): Cbor<Ephemeral>,
) -> Result<StatusCode, Refusal> {
    let now = house.clock.now();
    house.ephemerals.count(caller.dev, now)?;
    let to = house.readers.read(move |store| members(store, &dialog)).await?;
    if !to.contains(&caller.uid) {
        return Err(Code::NotAllowed.into());
    }
    // A device that was taken away meanwhile says nothing more.
    house.sessions.still(&caller)?;
    house.ephemerals.say(dialog, caller.uid, caller.dev, ephemeral, to.clone(), now);
    to.iter().filter(|uid| **uid != caller.uid).for_each(|uid| house.wake.tell(uid));
    Ok(StatusCode::NO_CONTENT)
}

/// The next page of a device's feed, with what was said beside the logs since `heard`; `fresh` when it was
/// written just now.
///
/// # Errors
/// [`Code::Unavailable`].
pub async fn page(
    house: &House,
    caller: Caller,
    after: u64,
    heard: u64,
    fresh: bool,
) -> Result<Feed, Refusal> {
    let now = house.clock.now();
    let town = house.town.clone();
    let look = move |store: &_| feed::page(store, &town, &caller.uid, after, now);
    let mut page = if fresh { house.readers.glance(look).await? } else { house.readers.read(look).await? };
    house.pushes.read(&caller.dev, feed::place(&page.cursor.to_hex())?);
    (page.relayed, page.heard) = told(house, caller, heard).await?;
    Ok(page)
}

/// What was said to somebody's device beside the logs, and up to where. Whoever is no member any more is told
/// nothing, also of what was said before.
async fn told(house: &House, caller: Caller, heard: u64) -> Result<(Vec<Relayed>, u64), Refusal> {
    let Caller { uid, dev } = caller;
    let (told, heard) = house.ephemerals.after(&uid, &dev, heard, house.clock.now());
    if told.is_empty() {
        return Ok((told, heard));
    }
    let told = house.readers.read(move |store| {
        let mut is = store.prepare_cached("SELECT 1 FROM member WHERE dialog = ? AND uid = ?")?;
        let mut both = |it: &Relayed| {
            Ok::<_, rusqlite::Error>(
                is.exists((it.dialog.as_bytes(), uid.as_bytes()))?
                    && is.exists((it.dialog.as_bytes(), it.uid.as_bytes()))?,
            )
        };
        let mut still = Vec::with_capacity(told.len());
        for it in told {
            if both(&it)? {
                still.push(it);
            }
        }
        Ok(still)
    });
    Ok((told.await?, heard))
}

fn members(store: &Connection, dialog: &DialogId) -> Result<Vec<Uid>, Refusal> {
    let mut find = store.prepare_cached("SELECT uid FROM member WHERE dialog = ?")?;
    let found = find.query_map([dialog.as_bytes()], |row| row.get(0).map(Uid))?;
    Ok(found.collect::<Result<_, _>>()?)
}
