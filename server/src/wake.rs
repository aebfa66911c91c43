//! Long polls: who waits for news, and who is told that there is some.
//! Refuses more than a few polls of one account: the oldest is answered. Told by `writer`, after commit.

use samtale_wire::Uid;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The most polls of one account at one time.
const POLLS: usize = 4;

/// Everyone who waits; a clone is the same.
#[derive(Clone, Default)]
pub struct Wake {
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    polls: BTreeMap<Uid, VecDeque<Arc<Notify>>>,
    closed: bool,
}

/// One who waits. Made before looking, so that no news falls in between.
pub struct Poll {
    wake: Wake,
    uid: Uid,
    bell: Arc<Notify>,
}

impl Wake {
    /// Begins to wait.
    #[must_use]
    pub fn listen(&self, uid: Uid) -> Poll {
        let bell = Arc::new(Notify::new());
        let mut waiting = self.lock();
        if waiting.closed {
            bell.notify_one();
        }
        let polls = waiting.polls.entry(uid).or_default();
        polls.push_back(bell.clone());
        if polls.len() > POLLS
            && let Some(oldest) = polls.pop_front()
        {
            oldest.notify_one();
        }
        Poll { wake: self.clone(), uid, bell }
    }

    /// There is news for this account.
    pub fn tell(&self, uid: &Uid) {
        if let Some(polls) = self.lock().polls.get(uid) {
            polls.iter().for_each(|bell| bell.notify_one());
        }
    }

    /// Answers everyone, and from now on whoever comes.
    pub fn close(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.polls.values().flatten().for_each(|bell| bell.notify_one());
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Poll {
    /// Waits for news, for the server's end, or for a newer poll that takes this one's place.
    pub async fn woken(&self) {
        self.bell.notified().await;
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

    #[test]
    fn news_wakes_only_the_one_it_is_for_even_when_it_comes_first() {
        let wake = Wake::default();
        let (karen, ali) = (wake.listen(KAREN), wake.listen(ALI));
        wake.tell(&KAREN);
        assert!(karen.woken().now_or_never().is_some());
        assert!(ali.woken().now_or_never().is_none());
    }

    #[test]
    fn one_poll_too_many_answers_the_oldest_and_nothing_is_left_behind() {
        let wake = Wake::default();
        let polls: Vec<Poll> = (0..=POLLS).map(|_| wake.listen(KAREN)).collect();
        let answered: Vec<bool> = polls.iter().map(|p| p.woken().now_or_never().is_some()).collect();
        assert_eq!(answered, [true, false, false, false, false]);
        drop(polls);
        assert!(wake.lock().polls.is_empty());
    }

    #[test]
    fn the_end_answers_everyone_and_those_who_come_after() {
        let wake = Wake::default();
        let before = wake.listen(KAREN);
        wake.close();
        assert!(before.woken().now_or_never().is_some());
        assert!(wake.listen(ALI).woken().now_or_never().is_some());
    }
}
