//! The device's clock and time zone. The one place that reads them.
//! Refuses correction: `door` knows how far it is from the server's.

use crate::ports::Clock;
use jiff::tz::TimeZone;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
}
