//! The key ring: how far each dialog was seen, kept by the server where it cannot read or change it.
//! Refuses to go back: a log that ends before the place up to which it was seen is shown and not written
//! to. The vault remembers those places too, so that an old ring hides nothing. Kept by each step.

use crate::courier::{Errand, Request};
use crate::mind::{Ctx, Dialog, Effect, Engine};
use minicbor::{Decode, Encode};
use samtale_membership::{Violation, hash};
use samtale_seal::Secret;
use samtale_seal::user::{UserSecret, UserSecrets};
use samtale_wire::api::Ring;
use samtale_wire::user::{Card, UserHead};
use samtale_wire::{Bytes, DialogId, Hash, Uid, decode, encode};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// How long changes of heads alone may wait before they are kept, in seconds.
const PATIENCE: u64 = 60;
/// How many dialogs add a second to that: a large ring is sent less often.
const PER_SECOND: u64 = 4;

/// What the vault remembers of what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Pins {
    /// The key ring's version.
    #[n(0)]
    pub version: u64,
    /// Hash of its sealed bytes, once there is one.
    #[n(1)]
    pub ring: Option<Hash>,
    /// How far each dialog was seen, sorted.
    #[n(2)]
    pub dialogs: Vec<Seen>,
    /// The own chain, as far as this device has seen it.
    #[n(3)]
    pub chain: Option<UserHead>,
}

/// How far a dialog was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Seen {
    /// Which.
    #[n(0)]
    pub dialog: DialogId,
    /// Up to which entry.
    #[n(1)]
    pub seq: u64,
    /// Its hash.
    #[n(2)]
    pub head: Hash,
}

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
}

/// How far a dialog was seen.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Record {
    #[n(0)]
    pub dialog: DialogId,
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub head: Hash,
    #[n(3)]
    pub epoch: u64,
    /// The epoch's secret, so that its grant need not be opened again.
    #[n(4)]
    pub secret: Option<Secret>,
}

/// The ring as this device knows it.
#[derive(Default)]
pub(crate) struct Rings {
    /// The version that the server holds.
    version: u64,
    /// The records in it.
    pub records: BTreeMap<DialogId, Record>,
    /// The own chain's head in it.
    chain: Option<UserHead>,
    /// The cards of this person's devices in it.
    pub cards: Vec<Card>,
    /// What is on its way.
    sent: Option<(u64, UserHead, BTreeMap<DialogId, Record>)>,
    /// When it was kept last, seconds since 1970.
    at: u64,
    /// Whether the server showed an older ring than the vault has seen.
    behind: bool,
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
            rings.behind = !rings.read(&ring, uid, secrets) || !follows;
        } else {
            rings.behind = pins.ring.is_some();
        }
        for Seen { dialog, seq, head } in pins.dialogs.iter().copied() {
            let record = rings.records.get(&dialog);
            if record.is_none_or(|record| record.seq < seq) {
                rings.records.insert(dialog, Record { dialog, seq, head, epoch: 0, secret: None });
            }
        }
        rings
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
            self.cards = content.cards;
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
        if !theirs.read(ring, uid, std::iter::once(user.newest())) {
            return;
        }
        let new = theirs.cards.into_iter().filter(|card| !self.cards.contains(card)).collect::<Vec<_>>();
        self.cards.extend(new);
        for (dialog, record) in theirs.records {
            let ours = self.records.get(&dialog);
            if ours.is_none_or(|ours| ours.seq < record.seq) {
                self.records.insert(dialog, record);
            }
        }
    }
}

impl Engine {
    /// Whether the server shows less of a dialog than this person has seen before.
    #[must_use]
    pub fn sees_less(&self) -> bool {
        self.caught_up && self.rings.records.keys().any(|id| self.is_behind(id))
    }

    /// Whether a dialog ends before the place up to which it was seen.
    pub(crate) fn is_behind(&self, id: &DialogId) -> bool {
        let Some(record) = self.rings.records.get(id) else { return false };
        self.dialogs.get(id).is_none_or(|dialog| dialog.state.tip.seq < record.seq)
    }

    /// Whether an entry may stand where it does: the place up to which the log was seen holds it.
    pub(crate) fn is_as_seen(&self, dialog: &DialogId, seq: u64, entry: &Hash) -> Result<(), Violation> {
        match self.rings.records.get(dialog) {
            Some(record) if record.seq == seq && record.head != *entry => Err(Violation::Forked),
            _ => Ok(()),
        }
    }

    /// Sends the ring to the server when it has something new to say.
    pub(crate) fn keep_ring(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let quiet = self.caught_up && self.arriving.is_empty() && !self.courier.resting;
        if !quiet || self.courier.is_out(|errand| *errand == Errand::Ring) {
            return;
        }
        let records = self.records();
        let old = &self.rings.records;
        let same_keys = records.len() == old.len()
            && records.iter().all(|(id, new)| old.get(id).is_some_and(|old| old.epoch == new.epoch));
        let wait = PATIENCE + records.len() as u64 / PER_SECOND;
        let same_keys = same_keys && self.rings.chain == Some(self.me.head);
        let nothing_new = records == *old && self.rings.chain == Some(self.me.head) && !self.rings.behind;
        if nothing_new || (same_keys && !self.rings.behind && ctx.now < self.rings.at.saturating_add(wait)) {
            return;
        }
        let version = self.rings.version + 1;
        let dialogs = records.values().cloned().collect();
        let cards = self.all_own_cards();
        let content = Content { format: 1, version, chain: self.me.head, dialogs, cards };
        let plain = Zeroizing::new(encode(&content));
        let Ok(sealed) = self.me.user.newest().keep_ring(&self.me.uid, version, &plain, ctx.rng) else {
            return;
        };
        self.rings.at = ctx.now;
        let seen = |it: &Record| Seen { dialog: it.dialog, seq: it.seq, head: it.head };
        let dialogs = records.values().map(seen).collect();
        let chain = self.chains.get(&self.me.uid).map(|chain| chain.now().head);
        let pins = Pins { version, ring: Some(hash::sealed(&sealed)), dialogs, chain };
        // The vault pins what was verified, whether the server keeps the ring or not.
        effects.push(Effect::Pin(pins));
        self.rings.sent = Some((version, self.me.head, records));
        self.call(Errand::Ring, Request::KeepRing(Ring { version, sealed: Bytes(sealed) }), effects);
    }

    /// The server keeps the ring.
    pub(crate) fn ring_is_kept(&mut self) {
        if let Some((version, head, records)) = self.rings.sent.take() {
            self.rings.version = version;
            self.rings.records = records;
            self.rings.chain = Some(head);
            self.rings.behind = false;
        }
    }

    /// Whether a dialog has, or may come to have, this person in it.
    pub(crate) fn is_concerned(&self, dialog: &Dialog) -> bool {
        let roster = &dialog.state.roster;
        roster.member(&self.me.uid).is_some()
            || roster.members.iter().any(|member| self.former.contains(&member.uid))
            || roster.proposals.iter().any(|open| open.subject.uid == self.me.uid)
    }

    /// How far each dialog is known now; never less than before, and nothing of what is not believed.
    fn records(&self) -> BTreeMap<DialogId, Record> {
        let mut records = self.rings.records.clone();
        for (id, dialog) in &self.dialogs {
            let roster = &dialog.state.roster;
            if !self.is_concerned(dialog) {
                // Nothing more of it will come.
                records.remove(id);
            } else if dialog.broken.is_none() && !self.is_behind(id) {
                let (seq, head) = (dialog.state.tip.seq, dialog.state.tip.head);
                let secret = dialog.secret(roster.epoch).cloned();
                records.insert(*id, Record { dialog: *id, seq, head, epoch: roster.epoch, secret });
            }
        }
        records
    }
}
