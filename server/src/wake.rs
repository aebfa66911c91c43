//! Long polls: who waits for news, and who is told that there is some.
//! Refuses more than a few polls from one seat: the oldest is answered. Told by `writer`, after commit.

use samtale_wire::Uid;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The most polls from one seat at one time.
const POLLS: usize = 4;

/// Where somebody waits for an account's news: one of its devices, or a link of it. Each has its own
/// few polls, so that many devices of one person do not push each other out.
pub type Seat = [u8; 32];

/// Everyone who waits; a clone is the same.
#[derive(Clone, Default)]
pub struct Wake {
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    polls: BTreeMap<Uid, VecDeque<Arc<Bell>>>,
    closed: bool,
}

struct Bell {
    seat: Seat,
    rung: Notify,
    over: AtomicBool,
}

impl Bell {
    fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
        self.rung.notify_one();
    }
}

/// One who waits. Made before looking, so that no news falls in between.
pub struct Poll {
    wake: Wake,
    uid: Uid,
    bell: Arc<Bell>,
}

impl Wake {
    /// Begins to wait.
    #[must_use]
    pub fn listen(&self, uid: Uid, seat: Seat) -> Poll {
        let bell = Arc::new(Bell { seat, rung: Notify::new(), over: AtomicBool::new(false) });
        let mut waiting = self.lock();
        if waiting.closed {
            bell.end();
        }
        let polls = waiting.polls.entry(uid).or_default();
        polls.push_back(bell.clone());
        let same = |bell: &Arc<Bell>| bell.seat == seat;
        if polls.iter().filter(|bell| same(bell)).count() > POLLS
            && let Some(oldest) = polls.iter().position(same).and_then(|at| polls.remove(at))
        {
            oldest.end();
        }
        Poll { wake: self.clone(), uid, bell }
    }

    /// There is news for this account.
    pub fn tell(&self, uid: &Uid) {
        if let Some(polls) = self.lock().polls.get(uid) {
            polls.iter().for_each(|bell| bell.rung.notify_one());
        }
    }

    /// Whether somebody waits there.
    #[must_use]
    pub fn listens(&self, uid: &Uid, seat: &Seat) -> bool {
        let waiting = self.lock();
        waiting.polls.get(uid).is_some_and(|polls| polls.iter().any(|bell| bell.seat == *seat))
    }

    /// Answers everyone, and from now on whoever comes.
    pub fn close(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.polls.values().flatten().for_each(|bell| bell.end());
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Poll {
    /// Waits for news, for the server's end, or for a newer poll that takes this one's place.
    pub async fn woken(&self) {
        self.bell.rung.notified().await;
    }

    /// Whether it is to wait no more, whatever it waited for.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.bell.over.load(Ordering::Relaxed)
    }
}

impl Drop for Poll {
    fn drop(&mut self) {
        let mut waiting = self.wake.lock();
        if let Some(polls) = waiting.polls.get_mut(&self.uid) {
            polls.retain(|bell| !Arc::ptr_eq(bell, &self.bell));
            if polls.is_empty() {
                waiting.polls.remove(&self.uid);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    const KAREN: Uid = Uid([1; 32]);
    const ALI: Uid = Uid([2; 32]);
    const SEAT: Seat = [1; 32];

    #[test]
    fn news_wakes_only_the_one_it_is_for_even_when_it_comes_first() {
        let wake = Wake::default();
        let (karen, ali) = (wake.listen(KAREN, SEAT), wake.listen(ALI, SEAT));
        wake.tell(&KAREN);
        assert!(karen.woken().now_or_never().is_some());
        assert!(ali.woken().now_or_never().is_none());
        assert!(!karen.is_over());
    }

    #[test]
    fn one_poll_too_many_answers_the_oldest_and_nothing_is_left_behind() {
        let wake = Wake::default();
        let tablet = wake.listen(KAREN, [2; 32]);
        let polls: Vec<Poll> = (0..=POLLS).map(|_| wake.listen(KAREN, SEAT)).collect();
        let answered: Vec<bool> = polls.iter().map(|p| p.woken().now_or_never().is_some()).collect();
        assert_eq!(answered, [true, false, false, false, false]);
        assert!(polls.iter().map(Poll::is_over).eq(answered), "and it knows that it is over");
        assert!(tablet.woken().now_or_never().is_none(), "another device has its own few");
        drop(tablet);
        drop(polls);
        assert!(wake.lock().polls.is_empty());
    }

    #[test]
    fn who_waits_listens_there_and_nowhere_else() {
        let wake = Wake::default();
        let poll = wake.listen(KAREN, SEAT);
        assert!(wake.listens(&KAREN, &SEAT));
        assert!(!wake.listens(&KAREN, &[2; 32]) && !wake.listens(&ALI, &SEAT));
        drop(poll);
        assert!(!wake.listens(&KAREN, &SEAT));
    }

    #[test]
    fn the_end_answers_everyone_and_those_who_come_after() {
        let wake = Wake::default();
        let before = wake.listen(KAREN, SEAT);
        wake.close();
        assert!(before.woken().now_or_never().is_some());
        let after = wake.listen(ALI, SEAT);
        assert!(after.woken().now_or_never().is_some() && after.is_over());
    }
}
