//! The kit of the journeys: a town with a real server, people with real clients, and liars in between.
//! Refuses sleeps and networks beyond loopback. Used by the tests beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a broken kit fails the test"
)]

mod borrowed;
mod browser;
mod family;
mod forger;
mod fronted;
mod hand;
mod held;
mod insider;
mod keycloak;
mod liar;
mod met;
mod nginx;
mod person;
mod printed;
mod provider;
mod relay;
mod root;
mod snatched;
mod story;
mod table;
mod told;
mod town;
mod vouched;

pub use borrowed::Borrowed;
pub use browser::{Browser, log_in};
pub use family::Family;
pub use forger::{
    BEHIND, BROKEN, Forger, Plot, Stage, delivered, ghost, granted_to, is_post, settled, until_told,
};
pub use hand::{Hand, Spare, msg_id, random};
pub use held::{held_by, vault_of};
pub use insider::{Insider, asks_at};
pub use keycloak::Keycloak;
pub use liar::{Liar, Lie, MadeUp, Passed, seq};
pub use met::{Waiting, photographed};
pub use nginx::{Buffering, Nginx};
pub use person::{
    Asleep, Person, acts, bring_draft, bubbles, draft, draft_for, invitations, is_sent, notices, photo, texts,
};
pub use printed::{Printed, printed};
pub use provider::{APP, Conduct, NATIONAL_NUMBER, OTHERS, fragments};
pub use relay::Relay;
pub use snatched::Thief;
pub use story::{Beginning, Offer, Story, named, new_epoch};
pub use table::{FAMILY, Table, table_card, table_for};
pub use told::{Anybody, Asked, Told, anybody_from};
pub use town::Town;
