//! Who sleeps and is to be called: a device with an endpoint, news it has not read, and no poll or stream.
//! Refuses a second call before the device has read, to say what is new, and to hold up whoever writes.
//! Told by `writer` after each commit and by the routes that give news; called from a task of its own.

pub mod distributor;
pub mod endpoint;

use crate::clock::Clock;
use crate::house::House;
use crate::refusal::Refusal;
use distributor::Ended;
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
}

#[derive(Default)]
struct Held {
    sleepers: BTreeMap<DeviceId, Sleeper>,
    of: BTreeMap<Uid, BTreeSet<DeviceId>>,
    due: BTreeSet<(u64, DeviceId)>,
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
            held.add(dev, uid);
        }
        Ok(Self { clock, held: Arc::new(Mutex::new(held)), rung: Arc::default() })
    }

    /// A device has an endpoint from now on.
    pub fn add(&self, dev: DeviceId, uid: Uid) {
        self.lock().add(dev, uid);
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
    fn add(&mut self, dev: DeviceId, uid: Uid) {
        let new = Sleeper { uid, told: 0, read: 0, called: false, tries: 0, due: None };
        self.sleepers.entry(dev).or_insert(new);
        self.of.entry(uid).or_default().insert(dev);
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
        (sleeper.read, sleeper.called, sleeper.tries) = (n, false, 0);
        // What came after it was looked up is news.
        let due = (sleeper.told > n).then(|| sleeper.due.unwrap_or(at));
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
    fn take(&mut self, now: u64) -> Option<(DeviceId, Uid)> {
        let (_, dev) = self.due.first().copied().filter(|(at, _)| *at <= now)?;
        self.at(dev, None);
        let sleeper = self.sleepers.get_mut(&dev)?;
        sleeper.called = true;
        Some((dev, sleeper.uid))
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
                    let Some((dev, uid)) = taken else { break };
                    if house.wake.listens(&uid, &dev.0) {
                        house.pushes.lock().put_back(dev, now.saturating_add(LISTENS));
                    } else {
                        calls.push(call(house, dev));
                    }
                }
            }
            Some((dev, ended)) = calls.next(), if !calls.is_empty() => settle(house, dev, ended),
        }
    }
}

async fn call(house: &House, dev: DeviceId) -> (DeviceId, Ended) {
    let call = async {
        let Some(distributor) = &house.distributor else { return Ok(Ended::Refused) };
        let Some(url) = house.readers.read(move |store| endpoint::of(store, &dev)).await? else {
            return Ok(Ended::Gone);
        };
        // The list may have become shorter since it was registered.
        let Some(place) = endpoint::allowed(&url, &house.push_hosts) else { return Ok(Ended::Refused) };
        let ended = distributor.call(place).await;
        if ended == Ended::Gone {
            let gone = move |transaction: &Connection, _: &mut _| endpoint::gone(transaction, &dev, &url);
            house.writer.write(gone).await?;
        }
        Ok::<_, Refusal>(ended)
    };
    let ended = tokio::time::timeout(PATIENCE, call).await;
    (dev, ended.ok().and_then(Result::ok).unwrap_or(Ended::Failed))
}

fn settle(house: &House, dev: DeviceId, ended: Ended) {
    let mut held = house.pushes.lock();
    match ended {
        // Until it has read.
        Ended::Taken => {}
        Ended::Failed => held.failed(dev, house.clock.now()),
        Ended::Gone => held.forget(&dev),
        // Not again before there are other news.
        Ended::Refused => {
            if let Some(sleeper) = held.sleepers.get_mut(&dev) {
                sleeper.called = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KAREN: Uid = Uid([1; 32]);
    const PHONE: DeviceId = DeviceId([2; 32]);

    fn held() -> Held {
        let mut held = Held::default();
        held.add(PHONE, KAREN);
        held
    }

    #[test]
    fn a_device_is_called_once_until_it_has_read() {
        let mut held = held();
        held.told(PHONE, 5, 10);
        held.told(PHONE, 6, 11);
        assert_eq!(held.take(9), None, "more may come");
        assert_eq!(held.take(10), Some((PHONE, KAREN)));
        held.told(PHONE, 7, 20);
        assert_eq!(held.take(u64::MAX), None);
        // It has read less than there was by then: the rest is news.
        held.read(&PHONE, 6, 30);
        assert_eq!(held.take(29), None);
        assert_eq!(held.take(30), Some((PHONE, KAREN)));
        held.read(&PHONE, 7, 40);
        assert_eq!(held.take(u64::MAX), None);
        held.told(PHONE, 8, 50);
        held.read(&PHONE, 8, 51);
        assert_eq!(held.take(u64::MAX), None, "it was quicker");
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
            assert_eq!(held.take(now - 1), None);
        }
        assert!(held.take(now).is_some());
        held.failed(PHONE, now);
        assert_eq!(held.take(u64::MAX), None);
        held.told(PHONE, 2, now);
        assert!(held.take(now).is_some(), "the next news try again");
        held.read(&PHONE, 2, now);
        held.failed(PHONE, now);
        assert_eq!(held.take(u64::MAX), None, "it read while it was being called");
    }

    #[test]
    fn who_listens_is_looked_at_again_until_it_has_read() {
        let mut held = held();
        held.told(PHONE, 5, 10);
        assert!(held.take(10).is_some());
        held.put_back(PHONE, 10 + LISTENS);
        held.told(PHONE, 6, 12);
        assert_eq!(held.take(9 + LISTENS), None);
        assert!(held.take(10 + LISTENS).is_some());
        held.put_back(PHONE, 70);
        held.read(&PHONE, 6, 60);
        assert_eq!(held.take(u64::MAX), None);
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
