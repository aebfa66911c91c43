//! What members say beside the logs, passed on from memory: the last word of each device in each dialog.
//! Refuses the disk, more than a device's share, and to hold more than fits: the oldest goes. Each account's
//! numbers are its own: nobody can count by them what is said elsewhere.
//! Written by the ephemeral's route, read by the feed's.

use crate::refusal::Refusal;
use samtale_wire::api::{Code, Ephemeral, Relayed};
use samtale_wire::{DeviceId, DialogId, Uid};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many a device may send within [`WINDOW`]; beyond that it is told to slow down.
pub const SHARE: u32 = 60;
/// The time of a share, in seconds.
pub const WINDOW: u64 = 10;
/// How long what does not last is told, in seconds.
const MOMENT: u64 = 10;
/// The most that are held; some 400 bytes each, and as much again for a few addressees.
const MOST: usize = 50_000;
/// The most in one answer.
const PAGE: usize = 256;
/// The most devices whose share is counted at one time; beyond that, those whose time is over go first.
const COUNTED: usize = 10_000;

/// Everything that is held; a clone is the same.
#[derive(Clone)]
pub struct Ephemerals {
    held: Arc<Mutex<Held>>,
    most: usize,
}

/// One word of a device in a dialog: its last that lasts, and its last that does not.
type Place = (DialogId, DeviceId, bool);

struct Said {
    place: Place,
    t: u64,
    /// For whom, and as which of their own.
    to: Vec<(Uid, u64)>,
    what: Relayed,
}

#[derive(Default)]
struct Held {
    /// Where numbers begin.
    begin: u64,
    /// The number of the last.
    last: u64,
    /// How far each account's numbers have come.
    counts: BTreeMap<Uid, u64>,
    said: BTreeMap<u64, Arc<Said>>,
    places: BTreeMap<Place, u64>,
    /// What stands under each account's own numbers.
    inboxes: BTreeMap<(Uid, u64), u64>,
    /// Since when how many.
    shares: BTreeMap<DeviceId, (u64, u32)>,
}

impl Ephemerals {
    /// Nothing yet. Numbers begin at the time, in seconds since 1970, so that they also grow over a restart.
    #[must_use]
    pub fn new(now: u64) -> Self {
        Self::bounded(now, MOST)
    }

    fn bounded(now: u64, most: usize) -> Self {
        let held = Held { begin: now << 20, last: now << 20, ..Held::default() };
        Self { held: Arc::new(Mutex::new(held)), most }
    }

    /// Counts one more of a device.
    ///
    /// # Errors
    /// [`Code::TooMany`].
    pub fn count(&self, dev: DeviceId, now: u64) -> Result<(), Refusal> {
        let mut held = self.lock();
        if held.shares.len() >= COUNTED {
            held.shares.retain(|_, (since, _)| since.saturating_add(WINDOW) > now);
        }
        let (since, count) = held.shares.entry(dev).or_insert((now, 0));
        if since.saturating_add(WINDOW) <= now {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        if *count > SHARE { Err(Code::TooMany.into()) } else { Ok(()) }
    }

    /// Takes a device's word for these; its word of that kind before is forgotten.
    pub fn say(
        &self,
        dialog: DialogId,
        uid: Uid,
        dev: DeviceId,
        ephemeral: Ephemeral,
        to: Vec<Uid>,
        now: u64,
    ) {
        let mut held = self.lock();
        let place = (dialog, dev, ephemeral.lasting);
        if let Some(before) = held.places.get(&place).copied() {
            held.forget(before);
        }
        held.last += 1;
        let n = held.last;
        held.places.insert(place, n);
        let to: Vec<(Uid, u64)> = to.into_iter().map(|uid| (uid, held.next_of(uid))).collect();
        held.inboxes.extend(to.iter().map(|own| (*own, n)));
        let what = Relayed { dialog, uid, dev, ephemeral };
        held.said.insert(n, Arc::new(Said { place, t: now, to, what }));
        while held.said.len() > self.most
            && let Some(oldest) = held.said.keys().next().copied()
        {
            held.forget(oldest);
        }
    }

    /// What is for somebody's device after `heard`, oldest first, and up to where that is. A number from
    /// beyond the last is from another life of the server: all is told. A device that begins anew is also told
    /// what it said last itself: it has forgotten.
    #[must_use]
    pub fn after(&self, uid: &Uid, dev: &DeviceId, heard: u64, now: u64) -> (Vec<Relayed>, u64) {
        let held = self.lock();
        let last = held.counts.get(uid).copied().unwrap_or(held.begin);
        let heard = if heard > last { 0 } else { heard };
        let (mut told, mut at) = (Vec::new(), last);
        for ((_, own), n) in held.inboxes.range((*uid, heard.saturating_add(1))..=(*uid, u64::MAX)) {
            if told.len() >= PAGE {
                return (told, at);
            }
            at = *own;
            let Some(said) = held.said.get(n) else { continue };
            let own = said.what.dev == *dev && heard > 0;
            let over = !said.what.ephemeral.lasting && said.t.saturating_add(MOMENT) < now;
            if !own && !over {
                told.push(said.what.clone());
            }
        }
        (told, last)
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn forget(&mut self, n: u64) {
        let Some(said) = self.said.remove(&n) else { return };
        self.places.remove(&said.place);
        for own in &said.to {
            self.inboxes.remove(own);
        }
    }

    /// An account's next number.
    fn next_of(&mut self, uid: Uid) -> u64 {
        let begin = self.begin;
        let count = self.counts.entry(uid).or_insert(begin);
        *count += 1;
        *count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use samtale_wire::Signature;
    use samtale_wire::api::{EPHEMERAL, SealedEphemeral};

    const DIALOG: DialogId = DialogId([1; 32]);
    const KAREN: Uid = Uid([2; 32]);
    const PHONE: DeviceId = DeviceId([3; 32]);
    const ALI: Uid = Uid([4; 32]);
    const TABLET: DeviceId = DeviceId([5; 32]);

    fn told(all: &Ephemerals, heard: u64, now: u64) -> (Vec<Relayed>, u64) {
        all.after(&ALI, &TABLET, heard, now)
    }

    fn word(byte: u8, lasting: bool) -> Ephemeral {
        let sealed = SealedEphemeral([byte; EPHEMERAL]);
        Ephemeral { lasting, epoch: 1, sealed, sig: Signature([0; 64]) }
    }

    fn said(told: &[Relayed]) -> Vec<u8> {
        told.iter().map(|it| it.ephemeral.sealed.0[0]).collect()
    }

    #[test]
    fn the_last_word_of_each_kind_is_told_until_it_was_heard() {
        let all = Ephemerals::new(100);
        for (byte, lasting) in [(1, true), (2, false), (3, true), (4, false)] {
            all.say(DIALOG, KAREN, PHONE, word(byte, lasting), vec![ALI], 100);
        }
        let (first, heard) = told(&all, 0, 100);
        assert_eq!(said(&first), [3, 4]);
        assert_eq!(told(&all, heard, 100).0, []);
        assert_eq!(all.after(&KAREN, &TABLET, 0, 100).0, [], "it is for others");
        assert_eq!(said(&told(&all, 0, 111).0), [3], "what does not last is over");
        assert_eq!(said(&told(&all, u64::MAX, 100).0), [3, 4], "heard in another life");
        assert!(told(&Ephemerals::new(101), 0, 101).1 > heard, "numbers grow over a restart");
    }

    #[test]
    fn a_device_is_reminded_of_its_own_words_when_it_begins_anew() {
        let all = Ephemerals::new(100);
        all.say(DIALOG, KAREN, PHONE, word(1, true), vec![KAREN, ALI], 100);
        let (own, heard) = all.after(&KAREN, &PHONE, 0, 100);
        assert_eq!(said(&own), [1]);
        all.say(DIALOG, KAREN, PHONE, word(2, true), vec![KAREN, ALI], 100);
        assert_eq!(all.after(&KAREN, &PHONE, heard, 100).0, []);
        assert_eq!(said(&all.after(&KAREN, &TABLET, heard, 100).0), [2], "her other device hears it");
    }

    #[test]
    fn nobody_can_count_what_is_said_elsewhere() {
        let all = Ephemerals::new(100);
        let quiet = told(&all, 0, 100).1;
        assert!(quiet > 0, "who has heard nothing has begun all the same");
        for byte in 0..5 {
            all.say(DialogId([7; 32]), KAREN, PHONE, word(byte, byte % 2 == 0), vec![KAREN], 100);
        }
        assert_eq!(told(&all, quiet, 100), (Vec::new(), quiet));
        all.say(DIALOG, KAREN, PHONE, word(1, true), vec![KAREN, ALI], 100);
        let (one, heard) = told(&all, quiet, 100);
        assert_eq!((said(&one), heard), (vec![1], quiet + 1));
    }

    #[test]
    fn a_long_answer_goes_on_where_it_ended() {
        let all = Ephemerals::new(0);
        for n in 0..PAGE + 3 {
            let mut dev = [0; 32];
            dev[..2].copy_from_slice(&(n as u16).to_be_bytes());
            all.say(DIALOG, KAREN, DeviceId(dev), word(0, true), vec![ALI], 0);
        }
        let (first, heard) = told(&all, 0, 0);
        let (rest, _) = told(&all, heard, 0);
        assert_eq!((first.len(), rest.len()), (PAGE, 3));
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_goes() {
        let all = Ephemerals::bounded(0, 2);
        for n in 0..5 {
            all.say(DIALOG, KAREN, DeviceId([n; 32]), word(n, true), vec![ALI], 0);
        }
        assert_eq!(said(&told(&all, 0, 0).0), [3, 4]);
        let held = all.lock();
        assert_eq!((held.said.len(), held.places.len(), held.inboxes.len()), (2, 2, 2));
    }

    #[test]
    fn a_device_has_its_share_and_then_waits() {
        let all = Ephemerals::new(0);
        assert!((0..SHARE).all(|_| all.count(PHONE, 5).is_ok()));
        assert_eq!(all.count(PHONE, 5), Err(Code::TooMany.into()));
        assert_eq!(all.count(DeviceId([9; 32]), 5), Ok(()), "others are not held back");
        assert_eq!(all.count(PHONE, 5 + WINDOW), Ok(()));
    }
}
