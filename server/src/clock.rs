//! The time of day, in seconds since 1970: the only place that reads the system's clock.
//! Refuses to go backwards when a test turns it. Held by `house`; waited on by `due` and `halves`.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// The longest single wait: after it the wall clock is looked at again, should somebody have set it.
const LOOK_AGAIN: u64 = 3600;

/// A clock, shared by all its clones.
#[derive(Clone, Debug)]
pub struct Clock {
    ahead: Arc<watch::Sender<u64>>,
    /// Where it stands, when it goes by nothing but being turned.
    stands: Option<u64>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { ahead: Arc::new(watch::Sender::new(0)), stands: None }
    }
}

impl Clock {
    /// One that stands still until it is turned: what a test says to the second holds however slow the machine.
    #[must_use]
    pub fn still() -> Self {
        Self { stands: Some(system()), ..Self::default() }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.stands.unwrap_or_else(system).saturating_add(*self.ahead.borrow())
    }

    /// Turns it forward, and with it everyone who waits for a time.
    pub fn advance(&self, seconds: u64) {
        self.ahead.send_modify(|ahead| *ahead = ahead.saturating_add(seconds));
    }

    /// Waits until it is `t`.
    pub async fn reach(&self, t: u64) {
        let mut turned = self.ahead.subscribe();
        loop {
            let left = t.saturating_sub(self.now());
            if left == 0 {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(left.min(LOOK_AGAIN))) => {}
                // The sender lives in `self`, so this ends only when the clock is turned.
                _ = turned.changed() => {}
            }
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place where the server reads the time")]
fn system() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
