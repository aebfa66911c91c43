//! Who sleeps and is to be called: a device with an endpoint, news it has not read, and no poll or stream.
//! Refuses a second call before the device has read or the first has run out, to say what is new, and to hold up whoever writes.
//! Told by `writer` after each commit and by the routes that give news; called from a task of its own.

pub mod distributor;
pub mod endpoint;

use crate::clock::Clock;
use crate::house::House;
use crate::refusal::Refusal;
use distributor::{Ended, TTL};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use rusqlite::Connection;
use samtale_wire::{DeviceId, Uid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How long news wait for more before a device is called, in seconds: it may just be reading them.
const WINDOW: u64 = 2;
/// After how long somebody who listens and has not read is looked at again, in seconds: the line may be dead.
const LISTENS: u64 = 30;
/// How long to wait before the second try, in seconds; twice as long before each one after.
const AGAIN: u64 = 30;
/// The most tries in a row; then the next news try again.
const TRIES: u32 = 7;
/// The most calls at one time.
const AT_ONCE: usize = 16;
/// How long a call may take, whatever becomes of it.
const PATIENCE: Duration = Duration::from_secs(20);

/// All who may have to be called; a clone is the same.
#[derive(Clone, Default)]
pub struct Pushes {
    clock: Clock,
    held: Arc<Mutex<Held>>,
    rung: Arc<Notify>,
}

/// One device with an endpoint; where that is, is in the database alone.
struct Sleeper {
    uid: Uid,
    /// Up to where its account was told by others than itself.
    told: u64,
    /// Up to where it has read.
    read: u64,
    /// Whether it was called, or is just being, and has not read since.
    called: bool,
    tries: u32,
    due: Option<u64>,
    /// Which of all endpoints that were registered is its own: how a call to another ended does not count.
    place: u64,
}

#[derive(Default)]
struct Held {
    sleepers: BTreeMap<DeviceId, Sleeper>,
    of: BTreeMap<Uid, BTreeSet<DeviceId>>,
    due: BTreeSet<(u64, DeviceId)>,
    /// How many endpoints were registered.
    places: u64,
}

/// A call that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Taken {
    dev: DeviceId,
    uid: Uid,
    place: u64,
}

impl Pushes {
    /// Those who are in the database.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(store: &Connection, clock: Clock) -> rusqlite::Result<Self> {
        let mut held = Held::default();
        let mut all = store.prepare("SELECT dev, uid FROM push")?;
        let all = all.query_map([], |row| Ok((DeviceId(row.get(0)?), Uid(row.get(1)?))))?;
        for sleeper in all {
            let (dev, uid) = sleeper?;
            held.add(dev, uid, 0);
        }
        Ok(Self { clock, held: Arc::new(Mutex::new(held)), rung: Arc::default() })
    }

    /// A device has an endpoint from now on, in the place of the one before: there it was not called yet.
    pub fn add(&self, dev: DeviceId, uid: Uid) {
        let at = self.clock.now().saturating_add(WINDOW);
        self.lock().add(dev, uid, at);
        self.rung.notify_one();
    }

    /// A device has none any more.
    pub fn forget(&self, dev: &DeviceId) {
        self.lock().forget(dev);
    }

    /// An account was told its `n`th news; the device that made them needs no call for it. Never waits.
    pub fn news(&self, uid: &Uid, n: u64, by: Option<DeviceId>) {
        let mut held = self.lock();
        let at = self.clock.now().saturating_add(WINDOW);
        let theirs: Vec<DeviceId> = held.of.get(uid).into_iter().flatten().copied().collect();
        for dev in theirs.into_iter().filter(|dev| Some(*dev) != by) {
            held.told(dev, n, at);
        }
        drop(held);
        self.rung.notify_one();
    }

    /// A device was given all news up to the `n`th.
    pub fn read(&self, dev: &DeviceId, n: u64) {
        let at = self.clock.now().saturating_add(WINDOW);
        self.lock().read(dev, n, at);
        self.rung.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn add(&mut self, dev: DeviceId, uid: Uid, at: u64) {
        self.places += 1;
        let new = Sleeper { uid, told: 0, read: 0, called: false, tries: 0, due: None, place: self.places };
        let (told, read) = self.sleepers.get(&dev).map_or((0, 0), |before| (before.told, before.read));
        self.at(dev, None);
        self.sleepers.insert(dev, Sleeper { told, read, ..new });
        self.of.entry(uid).or_default().insert(dev);
        self.put_back(dev, at);
    }

    fn forget(&mut self, dev: &DeviceId) {
        self.at(*dev, None);
        let Some(sleeper) = self.sleepers.remove(dev) else { return };
        if let Some(theirs) = self.of.get_mut(&sleeper.uid) {
            theirs.remove(dev);
            if theirs.is_empty() {
                self.of.remove(&sleeper.uid);
            }
        }
    }

    fn told(&mut self, dev: DeviceId, n: u64, at: u64) {
        let Some(sleeper) = self.sleepers.get_mut(&dev) else { return };
        sleeper.told = n;
        if !sleeper.called && sleeper.due.is_none() {
            self.at(dev, Some(at));
        }
    }

    fn read(&mut self, dev: &DeviceId, n: u64, at: u64) {
        let Some(sleeper) = self.sleepers.get_mut(dev) else { return };
        // That a call is to be made again is for one who has not read.
        let due = sleeper.due.filter(|_| !sleeper.called).unwrap_or(at);
        (sleeper.read, sleeper.called, sleeper.tries) = (n, false, 0);
        // What came after it was looked up is news.
        let due = (sleeper.told > n).then_some(due);
        self.at(*dev, due);
    }

    fn at(&mut self, dev: DeviceId, due: Option<u64>) {
        let Some(sleeper) = self.sleepers.get_mut(&dev) else { return };
        if let Some(before) = std::mem::replace(&mut sleeper.due, due) {
            self.due.remove(&(before, dev));
        }
        self.due.extend(due.map(|at| (at, dev)));
    }

    /// The next who is due at `now`, as called from now on.
    fn take(&mut self, now: u64) -> Option<Taken> {
        let (_, dev) = self.due.first().copied().filter(|(at, _)| *at <= now)?;
        self.at(dev, None);
        let sleeper = self.sleepers.get_mut(&dev)?;
        sleeper.called = true;
        Some(Taken { dev, uid: sleeper.uid, place: sleeper.place })
    }

    /// It was not called after all: to be looked at again, if it has not read by then.
    fn put_back(&mut self, dev: DeviceId, at: u64) {
        let Some(sleeper) = self.sleepers.get_mut(&dev) else { return };
        sleeper.called = false;
        let due = (sleeper.told > sleeper.read).then(|| sleeper.due.unwrap_or(at));
        self.at(dev, due);
    }

    fn failed(&mut self, dev: DeviceId, now: u64) {
        let Some(sleeper) = self.sleepers.get_mut(&dev) else { return };
        sleeper.tries += 1;
        if sleeper.tries < TRIES {
            let wait = AGAIN << (sleeper.tries - 1);
            return self.put_back(dev, now.saturating_add(wait));
        }
        (sleeper.called, sleeper.tries) = (false, 0);
    }

    /// How a call ended; `None` when it was made to a place that another had taken over from.
    fn settle(&mut self, call: Taken, ended: Option<Ended>, now: u64) {
        let dev = call.dev;
        let Some(sleeper) = self.sleepers.get_mut(&dev).filter(|it| it.place == call.place) else { return };
        match ended {
            // The distributor keeps it for a day. Who has not read by then was perhaps never reached.
            Some(Ended::Taken) if sleeper.called => self.at(dev, Some(now.saturating_add(TTL))),
            Some(Ended::Taken) => {}
            Some(Ended::Failed) => self.failed(dev, now),
            Some(Ended::Gone) => self.forget(&dev),
            // Not again before there are other news.
            Some(Ended::Refused) => sleeper.called = false,
            None => self.put_back(dev, now),
        }
    }
}

/// Calls whoever is to be called; never ends.
pub async fn attend(house: &House) {
    let mut calls = FuturesUnordered::new();
    loop {
        let next = house.pushes.lock().due.first().map(|(at, _)| *at);
        let next = next.filter(|_| calls.len() < AT_ONCE);
        tokio::select! {
            () = house.pushes.rung.notified() => {}
            () = house.clock.reach(next.unwrap_or(u64::MAX)), if next.is_some() => {
                let now = house.clock.now();
                while calls.len() < AT_ONCE {
                    // Let go of before the next word: it is the same lock.
                    let taken = house.pushes.lock().take(now);
                    let Some(taken) = taken else { break };
                    if house.wake.listens(&taken.uid, &taken.dev.0) {
                        house.pushes.lock().put_back(taken.dev, now.saturating_add(LISTENS));
                    } else {
                        calls.push(call(house, taken));
                    }
                }
            }
            Some((taken, ended)) = calls.next(), if !calls.is_empty() => {
                house.pushes.lock().settle(taken, ended, house.clock.now());
            }
        }
    }
}

async fn call(house: &House, taken: Taken) -> (Taken, Option<Ended>) {
    let dev = taken.dev;
    let call = async {
        let Some(distributor) = &house.distributor else { return Ok(Some(Ended::Refused)) };
        let Some(url) = house.readers.read(move |store| endpoint::of(store, &dev)).await? else {
            return Ok(Some(Ended::Gone));
        };
        // The list may have become shorter since it was registered.
        let Some(place) = endpoint::allowed(&url, &house.push_hosts) else { return Ok(Some(Ended::Refused)) };
        let ended = distributor.call(place).await;
        if ended == Ended::Gone {
            let gone = move |transaction: &Connection, _: &mut _| endpoint::gone(transaction, &dev, &url);
            return Ok::<_, Refusal>(house.writer.write(gone).await?.then_some(ended));
        }
        Ok(Some(ended))
    };
    let ended = tokio::time::timeout(PATIENCE, call).await;
    (taken, ended.ok().and_then(Result::ok).unwrap_or(Some(Ended::Failed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KAREN: Uid = Uid([1; 32]);
    const PHONE: DeviceId = DeviceId([2; 32]);

    fn held() -> Held {
        let mut held = Held::default();
        held.add(PHONE, KAREN, 0);
        held
    }

    fn called(held: &mut Held, now: u64) -> Option<DeviceId> {
        held.take(now).map(|taken| taken.dev)
    }

    #[test]
    fn a_device_is_called_once_until_it_has_read() {
        let mut held = held();
        held.told(PHONE, 5, 10);
        held.told(PHONE, 6, 11);
        assert_eq!(called(&mut held, 9), None, "more may come");
        assert_eq!(called(&mut held, 10), Some(PHONE));
        held.told(PHONE, 7, 20);
        assert_eq!(called(&mut held, u64::MAX), None);
        // It has read less than there was by then: the rest is news.
        held.read(&PHONE, 6, 30);
        assert_eq!(called(&mut held, 29), None);
        assert_eq!(called(&mut held, 30), Some(PHONE));
        held.read(&PHONE, 7, 40);
        assert_eq!(called(&mut held, u64::MAX), None);
        held.told(PHONE, 8, 50);
        held.read(&PHONE, 8, 51);
        assert_eq!(called(&mut held, u64::MAX), None, "it was quicker");
    }

    #[test]
    fn what_fails_is_tried_less_and_less_often_and_not_without_end() {
        let mut held = held();
        held.told(PHONE, 1, 0);
        let mut now = 0;
        for tries in 1..TRIES {
            assert!(held.take(now).is_some());
            held.failed(PHONE, now);
            now += AGAIN << (tries - 1);
            assert_eq!(called(&mut held, now - 1), None);
        }
        assert!(held.take(now).is_some());
        held.failed(PHONE, now);
        assert_eq!(called(&mut held, u64::MAX), None);
        held.told(PHONE, 2, now);
        assert!(held.take(now).is_some(), "the next news try again");
        held.read(&PHONE, 2, now);
        held.failed(PHONE, now);
        assert_eq!(called(&mut held, u64::MAX), None, "it read while it was being called");
    }

    #[test]
    fn who_listens_is_looked_at_again_until_it_has_read() {
        let mut held = held();
        held.told(PHONE, 5, 10);
        assert!(held.take(10).is_some());
        held.put_back(PHONE, 10 + LISTENS);
        held.told(PHONE, 6, 12);
        assert_eq!(called(&mut held, 9 + LISTENS), None);
        assert!(held.take(10 + LISTENS).is_some());
        held.put_back(PHONE, 70);
        held.read(&PHONE, 6, 60);
        assert_eq!(called(&mut held, u64::MAX), None);
    }

    #[test]
    fn a_call_that_ran_out_unread_is_made_again() {
        let mut held = held();
        held.told(PHONE, 5, 0);
        let call = held.take(0).unwrap();
        held.settle(call, Some(Ended::Taken), 10);
        held.told(PHONE, 6, 20);
        assert_eq!(called(&mut held, 9 + TTL), None, "the distributor still has it");
        assert_eq!(called(&mut held, 10 + TTL), Some(PHONE), "nobody has");
        held.settle(call, Some(Ended::Taken), 10 + TTL);
        // It was reached, and has read some: the rest does not wait for another day.
        held.read(&PHONE, 5, 20 + TTL);
        assert_eq!(called(&mut held, 20 + TTL), Some(PHONE));
        held.settle(call, Some(Ended::Taken), 20 + TTL);
        held.read(&PHONE, 6, 21 + TTL);
        assert_eq!(called(&mut held, u64::MAX), None);
        // It read while it was being called.
        held.told(PHONE, 7, 30 + TTL);
        let call = held.take(30 + TTL).unwrap();
        held.read(&PHONE, 7, 31 + TTL);
        held.settle(call, Some(Ended::Taken), 32 + TTL);
        assert_eq!(called(&mut held, u64::MAX), None);
    }

    #[test]
    fn how_a_call_to_the_place_before_ended_does_not_count() {
        for ended in [Some(Ended::Gone), Some(Ended::Taken), Some(Ended::Failed), Some(Ended::Refused), None]
        {
            let mut held = held();
            held.told(PHONE, 1, 0);
            let before = held.take(0).unwrap();
            held.add(PHONE, KAREN, 2);
            held.settle(before, ended, 3);
            assert_eq!(called(&mut held, 1), None);
            let now = held.take(2).expect("where it is now it was not called");
            assert!(now.place != before.place);
            held.settle(now, Some(Ended::Taken), 3);
            held.settle(before, ended, 4);
            assert_eq!(called(&mut held, 2 + TTL), None, "{ended:?}");
        }
        // The database has another place already, of which word is still on its way.
        let mut held = held();
        held.told(PHONE, 1, 0);
        let call = held.take(0).unwrap();
        held.settle(call, None, 5);
        assert_eq!(called(&mut held, 5), Some(PHONE));
        let call = Taken { place: held.places, ..call };
        held.settle(call, Some(Ended::Gone), 6);
        assert!(held.sleepers.is_empty());
        held.settle(call, None, 7);
        assert!(held.sleepers.is_empty() && held.due.is_empty());
    }

    #[test]
    fn who_is_forgotten_leaves_nothing() {
        let mut held = held();
        held.told(PHONE, 1, 0);
        held.forget(&PHONE);
        held.told(PHONE, 2, 0);
        assert!(held.sleepers.is_empty() && held.of.is_empty() && held.due.is_empty());
    }
}
