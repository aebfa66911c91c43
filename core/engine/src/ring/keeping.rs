//! The next version of the key ring, with the snapshots that are new in it: kept at once when keys are new,
//! and now and then when dialogs have only grown.
//! Refuses to say of a dialog that is not believed that it was read. Called by each step.

use super::record::pad;
use super::{Content, Kept, Pins, Record, Seen, Sent};
use crate::courier::{Errand, Request};
use crate::mind::{Ctx, Dialog, Effect, Engine};
use samtale_membership::hash;
use samtale_wire::api::{KeepRing, MAX_KEPT, MAX_RING, MAX_SNAPSHOT, MAX_SNAPSHOTS, Ring, Snapshot};
use samtale_wire::{Bytes, DialogId, encode};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// How long changes of heads alone may wait before they are kept, in seconds.
const PATIENCE: u64 = 60;
/// How many dialogs add a second to that: a large ring is sent less often.
const PER_SECOND: u64 = 4;
/// How long what was set waits after the last ring for more of it, in seconds.
const SOON: u64 = 5;
/// How often in a row a ring is kept for a sibling's card; after that it comes with whatever is kept next.
const LACKING: u8 = 6;
/// Bytes of a kept ring that are neither its own nor a snapshot's.
const MARGIN: usize = 16 * 1024;

impl Engine {
    /// When what was set and is not kept yet goes off, if that was put off: in seconds since 1970.
    #[must_use]
    pub fn keeps_at(&self, now: u64) -> Option<u64> {
        let at = self.rings.at.saturating_add(SOON);
        ((self.has_unkept() || self.lacks_a_card()) && at > now).then_some(at)
    }

    /// Whether the own chain names a sibling's card that is not here. It comes with the ring that the sibling
    /// keeps: whoever kept one before is shown that when they keep another.
    fn lacks_a_card(&self) -> bool {
        self.rings.lacking < LACKING && self.own().is_some_and(|own| !self.people.has_named_cards(own))
    }

    /// Sends the ring to the server when it has something new to say.
    pub(crate) fn keep_ring(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let quiet = self.caught_up && self.arriving.is_empty() && !self.courier.resting;
        let out = self.courier.is_out(|errand| *errand == Errand::Ring);
        let moved = self.rings.chain != Some(self.me.head);
        let lacks = self.lacks_a_card();
        let asked = self.has_unkept() || lacks;
        if !quiet || out || (self.rings.dirty.is_empty() && !moved && !self.rings.behind && !asked) {
            return;
        }
        let set = asked && ctx.now >= self.rings.at.saturating_add(SOON);
        let urgent =
            set || moved || self.rings.behind || self.rings.dirty.iter().any(|id| self.has_new_keys(id));
        let wait = PATIENCE + self.rings.records.len() as u64 / PER_SECOND;
        if (!urgent || self.rings.unwanted) && ctx.now < self.rings.at.saturating_add(wait) {
            return;
        }
        let Some((sent, ring, snapshots)) = self.next_ring(ctx) else { return };
        self.rings.at = ctx.now;
        self.rings.lacking = if lacks { self.rings.lacking + 1 } else { 0 };
        let dialogs = self.seen_with(&sent.records).into_values().collect();
        let chain = self.chains.get(&self.me.uid).map(|chain| chain.now().head);
        let sealed = hash::sealed(&ring.sealed.0);
        let set = sent.preferences.clone();
        let pins = Pins { version: ring.version, ring: Some(sealed), dialogs, chain, preferences: Some(set) };
        // The vault pins what was verified, whether the server keeps the ring or not.
        effects.push(Effect::Pin(pins));
        self.rings.sent = Some(sent);
        self.call(Errand::Ring, Request::KeepRing(Box::new(KeepRing { ring, snapshots })), effects);
    }

    /// Whether there is more about a dialog than that it is longer.
    fn has_new_keys(&self, id: &DialogId) -> bool {
        let Some(dialog) = self.dialogs.get(id) else { return false };
        let old = self.rings.records.get(id);
        self.is_concerned(dialog) != old.is_some()
            || old.is_some_and(|old| old.epoch != dialog.state.roster.epoch)
    }

    /// The next version, with as many new snapshots as go with it.
    fn next_ring(&mut self, ctx: &mut Ctx<'_>) -> Option<(Sent, Ring, Vec<Snapshot>)> {
        let mut records = self.rings.records.clone();
        let (mut snapshots, mut kept, mut left) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        let mut room = MAX_KEPT - MAX_RING - MARGIN;
        let dirty = std::mem::take(&mut self.rings.dirty);
        for id in &dirty {
            let Some(dialog) = self.dialogs.get(id) else { continue };
            if !self.is_concerned(dialog) {
                // Nothing more of it will come.
                records.remove(id);
                continue;
            }
            if dialog.broken.is_some() || self.is_behind(id) {
                // What is not believed is looked at from its first entry, the next time.
                records.get_mut(id).into_iter().for_each(|record| record.snapshot = None);
                continue;
            }
            let mut record = self.record(dialog);
            let plain = self.snapshot(dialog);
            let now = hash::sealed(&plain);
            let same = dialog.kept.filter(|kept| kept.plain == now);
            let same = same.filter(|it| records.get(id).is_some_and(|old| old.snapshot == Some(it.sealed)));
            if let Some(same) = same {
                record.snapshot = Some(same.sealed);
            } else if let Ok(sealed) = self.me.user.newest().keep_snapshot(&self.me.uid, id, &plain, ctx.rng)
                && sealed.len() <= MAX_SNAPSHOT
            {
                if sealed.len() <= room && snapshots.len() < MAX_SNAPSHOTS {
                    room -= sealed.len();
                    let it = Kept { plain: now, sealed: hash::sealed(&sealed) };
                    record.snapshot = Some(it.sealed);
                    kept.insert(*id, it);
                    snapshots.push(Snapshot { dialog: *id, sealed: Bytes(sealed) });
                } else {
                    left.insert(*id);
                }
            }
            records.insert(*id, record);
        }
        self.rings.dirty = left;
        let version = self.rings.version + 1;
        let dialogs = records.values().cloned().collect();
        let (chain, cards) = (self.me.head, self.all_own_cards());
        let holds = |id: &DialogId| records.contains_key(id) || self.is_awaited(id);
        let preferences = self.rings.preferences.to_keep(holds);
        let set = Some(pad(&preferences));
        let content = Content { format: 1, version, chain, dialogs, cards, preferences: set };
        let plain = Zeroizing::new(encode(&content));
        let sealed = self.me.user.newest().keep_ring(&self.me.uid, version, &plain, ctx.rng).ok()?;
        // What is not done yet is told again at the next start.
        let cursor =
            if self.personnel_is_settled() { self.cursor.clone() } else { self.rings.cursor.clone() };
        let ring = Ring { version, sealed: Bytes(sealed), cursor: cursor.clone() };
        Some((Sent { version, chain, records, dirty, cursor, kept, preferences }, ring, snapshots))
    }

    /// How far each dialog was seen, with a new ring; what no more will come of is forgotten.
    fn seen_with(&self, records: &BTreeMap<DialogId, Record>) -> BTreeMap<DialogId, Seen> {
        let mut seen: BTreeMap<DialogId, Seen> = self.rings.seen.clone();
        seen.retain(|id, _| {
            records.contains_key(id) || self.dialogs.get(id).is_none_or(|dialog| self.is_concerned(dialog))
        });
        for record in records.values() {
            let at = seen.entry(record.dialog).or_insert_with(|| record.seen());
            if at.seq < record.seq {
                *at = record.seen();
            }
        }
        seen
    }

    /// The server keeps the ring.
    pub(crate) fn ring_is_kept(&mut self, effects: &mut Vec<Effect>) {
        let Some(sent) = self.rings.sent.take() else { return };
        self.rings.version = sent.version;
        self.rings.seen = self.seen_with(&sent.records);
        self.rings.records = sent.records;
        self.rings.chain = Some(sent.chain);
        self.rings.cursor = sent.cursor;
        self.rings.behind = false;
        self.rings.unwanted = false;
        let mut preferences = std::mem::take(&mut self.rings.preferences);
        let holds = |id: &DialogId| self.rings.records.contains_key(id) || self.is_awaited(id);
        let done = preferences.are_kept(&sent.preferences, holds, |id| self.is_over_here(id));
        self.rings.preferences = preferences;
        effects.extend(done.into_iter().map(Effect::Forget));
        for (id, kept) in sent.kept {
            if let Some(dialog) = self.dialogs.get_mut(&id) {
                dialog.kept = Some(kept);
            }
        }
    }

    /// Whether nothing more of a dialog will come to this person. Of one that is not believed, or not shown as
    /// far as it was seen, nobody knows.
    fn is_over_here(&self, id: &DialogId) -> bool {
        let known = self.dialogs.get(id).filter(|dialog| dialog.broken.is_none() && !self.is_behind(id));
        known.is_some_and(|dialog| !self.is_concerned(dialog))
    }

    /// The server does not keep it: what was in it is new all the same.
    pub(crate) fn ring_is_not_kept(&mut self, wanted: bool) {
        if let Some(sent) = self.rings.sent.take() {
            self.rings.dirty.extend(sent.dirty);
        }
        self.rings.unwanted = !wanted;
    }

    /// How far a dialog is known now, and what the list shows of it.
    fn record(&self, dialog: &Dialog) -> Record {
        let (roster, tip) = (&dialog.state.roster, &dialog.state.tip);
        let secret = dialog.secret(roster.epoch).cloned();
        Record {
            dialog: roster.dialog,
            seq: tip.seq,
            head: tip.head,
            t: tip.t,
            epoch: roster.epoch,
            secret,
            snapshot: None,
            brief: self.summary(dialog),
        }
    }
}
