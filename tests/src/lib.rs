//! The kit of the journeys: a town with a real server, people with real clients, and liars in between.
//! Refuses sleeps and networks beyond loopback. Used by the tests beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a broken kit fails the test"
)]

mod browser;
mod liar;
mod person;
mod town;

pub use liar::{Liar, Lie};
pub use person::{Asleep, Person, acts, bubbles, draft, draft_for, notices, photo};
pub use town::Town;
