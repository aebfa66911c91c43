//! What must be so once everything was let through: whoever may read a dialog has the same of it, in the
//! same order; what a device took is there once, or still waits on it. Refuses by a sentence.

use crate::device::Device;
use crate::mailbox::{Log, may_have};
use crate::world::World;
use samtale_engine::row::{Row, What};
use samtale_engine::view::DialogView;
use samtale_membership::apply::entry_hash;
use samtale_membership::{Phase, Standing};
use samtale_wire::entry::{Body, Scope};
use samtale_wire::head::ServerHead;
use samtale_wire::{DialogId, Hash, MsgId, Signed, Uid, decode};
use std::collections::BTreeMap;
use std::mem::discriminant;

/// Finds the first thing that is not as it must be.
pub fn alike(world: &World) -> Result<(), String> {
    for (id, log) in &world.mailbox.logs {
        let mut shown = Vec::new();
        for device in world.live() {
            let member = log.state.roster.member(&device.caller.uid);
            let Some(member) = member.filter(|member| member.standing == Standing::In) else { continue };
            let told = |what: String| format!("{} in {id}: {what}", device.name);
            let view = device.view(&world.texts, world.mailbox.now, id);
            let view = view.ok_or_else(|| told("no view".into()))?;
            is_whole(world, &view).map_err(told)?;
            follows_to_the_end(device, id, log).map_err(told)?;
            reads_what_is_there(world, device, id, log, &member.scope, member.since).map_err(told)?;
            shown.push((device, view));
        }
        for pair in shown.windows(2) {
            let [(one, first), (other, second)] = pair else { continue };
            let names = |view: &DialogView| -> Vec<String> {
                let mut names: Vec<String> = view.members.iter().map(|member| member.name.clone()).collect();
                names.sort();
                names
            };
            if first.members.len() != second.members.len()
                || names(first).len() != log.state.roster.members.len()
            {
                return Err(format!("{} and {} see other members of {id}", one.name, other.name));
            }
            if lines(one, id) != lines(other, id) {
                return Err(format!("{} and {} see other lines in {id}", one.name, other.name));
            }
        }
    }
    everything_said_is_there_once(world)
}

/// The server's log, to its last entry.
fn follows_to_the_end(device: &Device, id: &DialogId, log: &Log) -> Result<(), String> {
    let engine = device.engine.as_ref().ok_or("it is locked")?;
    let signed = engine.signed_head(id).ok_or("no signed head")?;
    let signed: Signed = decode(&signed.0).map_err(|_| "a signed head that is none")?;
    let ServerHead { seq, head, .. } = decode(&signed.payload.0).map_err(|_| "a head that is none")?;
    let end = (log.state.tip.seq, log.state.tip.head);
    if (seq, head) == end { Ok(()) } else { Err(format!("it knows {seq} of {}", end.0)) }
}

/// Nothing broken, nothing kept from them.
fn is_whole(world: &World, view: &DialogView) -> Result<(), String> {
    let broken =
        [world.texts.get("why-broken"), world.texts.get("why-two-stories"), world.texts.get("why-behind")];
    match &view.why_not {
        Some(why) if broken.contains(why) => Err(why.clone()),
        _ => Ok(()),
    }
}

/// Each post that this person may read, once, in its place, with its words.
fn reads_what_is_there(
    world: &World,
    device: &Device,
    id: &DialogId,
    log: &Log,
    scope: &Scope,
    since: u64,
) -> Result<(), String> {
    let rows = device.rows_of(id);
    let mut posts = BTreeMap::new();
    for row in rows.iter().filter(|row| matches!(row.what, What::Post(_) | What::Erased(_))) {
        if posts.insert(row.seq.unwrap_or(u64::MAX), row).is_some() && row.seq.is_some() {
            return Err(format!("two rows at {:?}", row.seq));
        }
    }
    for stored in log.entries.iter().filter(|it| may_have(scope, since, it)) {
        let seq = stored.payload.seq;
        let row = posts.remove(&seq).ok_or_else(|| {
            let earlier = device.view(&world.texts, world.mailbox.now, id).map(|view| view.earlier);
            format!(
                "the post at {seq} is missing: {scope:?} since {since}, more {earlier:?}, {} rows",
                rows.len()
            )
        })?;
        let said = world.said.get(&stored.payload.msg_id).map(|said| said.text.as_str());
        match &row.what {
            What::Erased(_) if stored.hidden => {}
            What::Post(post)
                if !stored.hidden && (row.by, row.id) == (stored.payload.uid, stored.payload.msg_id) =>
            {
                if said.is_some_and(|said| said != post.text) {
                    return Err(format!("the post at {seq} says {}", post.text));
                }
            }
            other => return Err(format!("the post at {seq} is {other:?}")),
        }
    }
    let waits = |row: &Row| row.seq.is_none() && row.by == device.caller.uid;
    match posts.values().find(|row| !waits(row) && !matches!(row.what, What::Erased(_))) {
        Some(row) => Err(format!("a post that nobody sent: {row:?}")),
        None => Ok(()),
    }
}

/// What everybody sees: who came and went.
fn lines(device: &Device, id: &DialogId) -> Vec<(Option<u64>, Uid, std::mem::Discriminant<What>)> {
    let rows = device.rows_of(id);
    let all = rows.iter().filter(|row| !matches!(row.what, What::Post(_) | What::Erased(_)));
    all.map(|row| (row.seq, row.by, discriminant(&row.what))).collect()
}

/// What a device took is in the log once; or it waits there, where its author sees it and cannot write.
fn everything_said_is_there_once(world: &World) -> Result<(), String> {
    let mut places: BTreeMap<(Uid, MsgId), Vec<u64>> = BTreeMap::new();
    let mut entries: BTreeMap<Hash, u64> = BTreeMap::new();
    for log in world.mailbox.logs.values() {
        for stored in log.entries.iter().filter(|stored| matches!(stored.payload.body, Body::Post(_))) {
            let by = (stored.payload.uid, stored.payload.msg_id);
            places.entry(by).or_default().push(stored.payload.seq);
            if let Some(seq) = entries.insert(entry_hash(&stored.entry.0), stored.payload.seq) {
                return Err(format!("one entry at {seq} and {}", stored.payload.seq));
            }
        }
    }
    let mut words: BTreeMap<&str, u64> = BTreeMap::new();
    for device in world.live() {
        for row in device.rows.values().filter(|row| row.by == device.caller.uid && row.seq.is_some()) {
            if let What::Post(post) = &row.what
                && let Some(other) = words.insert(&post.text, row.seq.unwrap_or(0))
                && Some(other) != row.seq
            {
                return Err(format!("{} is there twice: at {other} and {:?}", post.text, row.seq));
            }
        }
    }
    for (id, said) in &world.said {
        let device = &world.devices[said.device];
        let count = places.get(&(device.caller.uid, *id)).map_or(0, Vec::len);
        let gone = device.gone || !world.mailbox.is_live(&device.caller.dev);
        match count {
            1 => {}
            0 if gone => {}
            0 if waits(world, device, id, said.dialog) => {}
            0 => {
                let kept = device.disk.iter().any(|(kept, _)| kept == id);
                let row = device.rows.get(&(said.dialog, device.caller.uid, *id));
                return Err(format!("{} by {} is lost: kept {kept}, {row:?}", said.text, device.name));
            }
            more => return Err(format!("{} is there {more} times", said.text)),
        }
    }
    Ok(())
}

/// It is kept, it is shown, and its author could not send it if they wanted.
fn waits(world: &World, device: &Device, id: &MsgId, dialog: DialogId) -> bool {
    let kept = device.disk.iter().any(|(kept, _)| kept == id);
    let shown = device.rows.get(&(dialog, device.caller.uid, *id)).is_some_and(|row| row.seq.is_none());
    let may = device.view(&world.texts, world.mailbox.now, &dialog).is_some_and(|view| view.may_write);
    let over = world.mailbox.logs.get(&dialog).is_none_or(|log| log.state.roster.phase == Phase::Over);
    kept && (shown || over) && !may
}
