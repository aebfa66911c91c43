//! A postman who cannot read: orders, stores, enforces membership, wakes.
//! Refuses every key that opens a post: `samtale-seal` is not among its dependencies.
//! This page is the table of contents, in the order of an entry's journey.

pub mod config;
pub mod house;
pub mod ring;
pub mod routes;
pub mod start;

pub mod accounts;
pub mod aftermath;
mod brief;
pub mod codes;
pub mod devices;
pub mod dismissal;
pub mod guardians;
pub mod invitations;
pub mod links;
pub mod logout;
pub mod personnel;
pub mod sessions;
pub mod succession;
pub mod tenant;
pub mod theft;
pub mod tries;
pub mod vouching;

pub mod desk;
pub mod due;
pub mod ephemerals;
pub mod feed;
pub mod files;
mod known;
pub mod log;
pub mod push;
pub mod wake;
pub mod writer;

pub mod clock;
pub mod entropy;
pub mod halves;
pub mod keyfile;
pub mod refusal;
pub mod relying_party;
pub mod store;
pub mod tls;

#[cfg(debug_assertions)]
pub mod dev_login;

pub use clock::Clock;
pub use config::{CommandLine, Config, LogStyle, Order};
pub use personnel::{Login, PersonnelError};
pub use start::{Running, StartError, start};
