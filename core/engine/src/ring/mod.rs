//! The key ring: how far each dialog was seen and what the list shows of it, kept by the server where it
//! cannot read or change it; beside it a snapshot of each dialog, that the ring names.
//! Refuses to go back: a log that ends before the place up to which it was seen is shown and not written
//! to. The vault remembers those places too, so that an old ring hides nothing. Kept by each step.

mod keeping;
mod record;

pub use record::{Pins, Seen};
pub(crate) use record::{Record, Summary};

use crate::mind::{Dialog, Engine};
use crate::preferences::{Preference, Preferences};
use minicbor::{Decode, Encode};
use samtale_membership::{Violation, hash};
use samtale_seal::Secret;
use samtale_seal::user::{UserSecret, UserSecrets};
use samtale_wire::api::{Cursor, Ring};
use samtale_wire::user::{Card, UserHead};
use samtale_wire::{Bytes, DialogId, Hash, Uid, decode};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// What is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
struct Content {
    /// 1.
    #[n(0)]
    format: u64,
    /// The same as outside.
    #[n(1)]
    version: u64,
    /// The own chain, as far as this device has seen it.
    #[n(2)]
    chain: UserHead,
    /// Sorted by dialog.
    #[n(3)]
    dialogs: Vec<Record>,
    /// The cards of this person's devices, for them to show to others.
    #[n(4)]
    cards: Vec<Card>,
    /// What this person set for themselves alone, sorted and padded; not there in rings of before.
    #[n(5)]
    preferences: Option<Bytes>,
}

/// A version on its way.
struct Sent {
    version: u64,
    chain: UserHead,
    records: BTreeMap<DialogId, Record>,
    dirty: BTreeSet<DialogId>,
    cursor: Cursor,
    /// What the snapshots in it are of.
    kept: BTreeMap<DialogId, Kept>,
    /// What was set, as far as it is in it.
    preferences: Vec<Preference>,
}

/// What of a dialog is kept: the hash of what was sealed, and of the seal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    pub plain: Hash,
    pub sealed: Hash,
}

/// The ring as this device knows it.
#[derive(Default)]
pub(crate) struct Rings {
    /// The version that the server holds.
    version: u64,
    /// The records in it.
    pub records: BTreeMap<DialogId, Record>,
    /// How far each dialog was seen, by the ring or by the vault.
    pub seen: BTreeMap<DialogId, Seen>,
    /// The own chain's head in it.
    chain: Option<UserHead>,
    /// The cards of this person's devices in it.
    pub cards: Vec<Card>,
    /// What this person set for themselves alone.
    pub preferences: Preferences,
    /// What is on its way.
    sent: Option<Sent>,
    /// Dialogs that have changed since they were kept.
    dirty: BTreeSet<DialogId>,
    /// How far the feed had been read when it was written.
    cursor: Cursor,
    /// Whether the server did not want the last version.
    unwanted: bool,
    /// Whether there was a ring, and it could be read.
    pub is_read: bool,
    /// When it was kept last, seconds since 1970.
    at: u64,
    /// Whether the server showed an older ring than the vault has seen.
    behind: bool,
    /// How often in a row it was kept only to be shown a sibling's card, which comes with theirs.
    lacking: u8,
}

impl Rings {
    /// Opens what the server kept, and holds it against what the vault has seen.
    pub fn open(kept: Option<Ring>, pins: &Pins, uid: &Uid, user: &UserSecrets) -> Self {
        let mut rings = Self::default();
        if let Some(ring) = kept {
            let same = Some(hash::sealed(&ring.sealed.0)) == pins.ring;
            let follows = ring.version > pins.version || (ring.version == pins.version && same);
            rings.version = ring.version;
            // Whoever was taken away knows a secret of before: what is sealed under that counts only if
            // this device has pinned it.
            let secrets = user.all().take(if same { usize::MAX } else { 1 });
            rings.is_read = rings.read(&ring, uid, secrets);
            rings.behind = !rings.is_read || !follows;
        } else {
            rings.behind = pins.ring.is_some();
        }
        // What the vault knows is newer than an old ring: then it is kept again.
        let mut set = Preferences::kept(pins.preferences.clone().unwrap_or_default());
        let theirs = std::mem::take(&mut rings.preferences);
        set.merge(theirs, |id| rings.records.contains_key(id));
        rings.preferences = set;
        rings.seen = rings.records.values().map(|record| (record.dialog, record.seen())).collect();
        for seen in pins.dialogs.iter().copied() {
            if rings.seen.get(&seen.dialog).is_none_or(|it| it.seq < seen.seq) {
                rings.seen.insert(seen.dialog, seen);
            }
        }
        rings
    }

    /// A dialog has changed.
    pub fn touch(&mut self, dialog: DialogId) {
        self.dirty.insert(dialog);
    }

    fn read<'a>(
        &mut self,
        ring: &Ring,
        uid: &Uid,
        mut secrets: impl Iterator<Item = &'a UserSecret>,
    ) -> bool {
        let open = |user: &UserSecret| user.open_ring(uid, ring.version, &ring.sealed.0).ok();
        let Some(plain) = secrets.find_map(open) else { return false };
        let Ok(content) = decode::<Content>(&Zeroizing::new(plain)) else { return false };
        let whole = content.format == 1 && content.version == ring.version;
        if whole {
            self.chain = Some(content.chain);
            self.cursor = ring.cursor.clone();
            self.cards = content.cards;
            let set = content.preferences.as_ref().and_then(record::unpad).unwrap_or_default();
            self.preferences = Preferences::kept(set);
            let records = content.dialogs.into_iter().map(|record| (record.dialog, record));
            self.records = records.collect();
        }
        whole
    }

    /// Whether the server keeps a ring that was written at this place of the own chain.
    pub fn is_kept_at(&self, head: &UserHead) -> bool {
        self.chain.as_ref() == Some(head)
    }

    /// An epoch's secret that was kept; the caller holds it against the signed commitment.
    pub fn secret(&self, dialog: &DialogId, epoch: u64) -> Option<&Secret> {
        self.records.get(dialog).filter(|record| record.epoch == epoch)?.secret.as_ref()
    }

    /// Takes over a version that was written elsewhere: of each dialog the highest record stays.
    pub fn merge(&mut self, ring: &Ring, uid: &Uid, user: &UserSecrets) {
        let mut theirs = Self::default();
        // Also one that is not this person's newest: the next version takes its place.
        self.version = ring.version;
        self.is_read = theirs.read(ring, uid, std::iter::once(user.newest()));
        if !self.is_read {
            return;
        }
        let new = theirs.cards.into_iter().filter(|card| !self.cards.contains(card)).collect::<Vec<_>>();
        self.cards.extend(new);
        for (dialog, record) in theirs.records {
            if self.seen.get(&dialog).is_none_or(|seen| seen.seq < record.seq) {
                self.seen.insert(dialog, record.seen());
            }
            // Of two that are as far, the one that the server keeps a snapshot for.
            let ours = self.records.get(&dialog);
            if ours.is_none_or(|ours| ours.seq <= record.seq) {
                self.records.insert(dialog, record);
            }
        }
        let Self { preferences, records, .. } = self;
        preferences.merge(theirs.preferences, |id| records.contains_key(id));
        if preferences.fresh {
            // What was set waits for nobody.
            self.at = 0;
        }
    }
}

impl Engine {
    /// Takes over what another of this person's devices kept; what it knew and this one does not is asleep.
    pub(crate) fn merge_ring(&mut self, ring: &Ring) {
        let before = self.blocked();
        self.rings.merge(ring, &self.me.uid, &self.me.user);
        self.hear_anew(&before);
        for (id, asleep) in Self::fall_asleep(&self.rings.records) {
            // One whose log is just being read is not put to sleep over it.
            if !self.is_known_or_comes(&id) {
                self.asleep.insert(id, asleep);
            }
        }
        let silent = self.blocked();
        for (id, record) in &self.rings.records {
            if let Some(dialog) = self.dialogs.get_mut(id) {
                dialog.is_read_elsewhere(record, |uid| *uid == self.me.uid || silent.contains(uid));
            }
        }
    }

    /// Whether the news since the key ring was written are all that is needed: else it is told from the
    /// beginning.
    #[must_use]
    pub fn goes_on_from_ring(&self) -> bool {
        self.rings.is_read
    }

    /// From where on this device needs news: where it has read to, or where the ring's writer had.
    #[must_use]
    pub fn goes_on_at(&self) -> Cursor {
        if self.has_begun { self.cursor.clone() } else { self.rings.cursor.clone() }
    }

    /// Whether the server shows less of a dialog than this person has seen before.
    #[must_use]
    pub fn sees_less(&self) -> bool {
        self.is_caught_up() && self.rings.seen.keys().any(|id| self.is_behind(id))
    }

    /// Whether a dialog ends before the place up to which it was seen.
    pub(crate) fn is_behind(&self, id: &DialogId) -> bool {
        let Some(seen) = self.rings.seen.get(id) else { return false };
        !self.asleep.contains_key(id)
            && self.dialogs.get(id).is_none_or(|dialog| dialog.state.tip.seq < seen.seq)
    }

    /// Whether an entry may stand where it does: the place up to which the log was seen holds it.
    pub(crate) fn is_as_seen(&self, dialog: &DialogId, seq: u64, entry: &Hash) -> Result<(), Violation> {
        match self.rings.seen.get(dialog) {
            Some(seen) if seen.seq == seq && seen.head != *entry => Err(Violation::Forked),
            _ => Ok(()),
        }
    }

    /// Whether a dialog has, or may come to have, this person in it.
    pub(crate) fn is_concerned(&self, dialog: &Dialog) -> bool {
        let roster = &dialog.state.roster;
        roster.member(&self.me.uid).is_some()
            || roster.members.iter().any(|member| self.former.contains(&member.uid))
            || roster.proposals.iter().any(|open| open.subject.uid == self.me.uid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minicbor::Encode;
    use samtale_wire::encode;

    /// A ring as it was written before anything could be set in it.
    #[derive(Encode)]
    struct Before {
        #[n(0)]
        format: u64,
        #[n(1)]
        version: u64,
        #[n(2)]
        chain: UserHead,
        #[n(3)]
        dialogs: Vec<Record>,
        #[n(4)]
        cards: Vec<Card>,
    }

    #[test]
    fn a_ring_of_before_still_opens_and_says_that_nothing_is_set() {
        let chain = UserHead { useq: 3, hash: Hash([7; 32]) };
        let old = encode(&Before { format: 1, version: 9, chain, dialogs: vec![], cards: vec![] });
        let read: Content = decode(&old).unwrap();
        assert_eq!((read.version, read.preferences), (9, None));
    }
}
