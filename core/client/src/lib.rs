//! The I/O shell around the engine: network, key store, disk, time, and the cache in memory.
//! Refuses rules of the protocol: those are in `membership` and `engine`. Called by `bindings`.

pub mod adapters;
mod around;
mod cache;
mod called;
mod device;
mod door;
mod enrolment;
mod feed;
mod jotter;
mod live;
mod login;
mod looking;
mod mind;
mod opening;
mod photo;
pub mod ports;
mod preview;
mod profiles;
mod queue;
mod saying;
mod searching;
mod seat;
mod session;
mod settings;
mod starting;
mod stream;
pub mod threads;
mod transit;
mod uncalled;
mod vault;

pub use device::{Device, Ports};
pub use enrolment::Enrolment;
pub use feed::{DialogFeed, InboxFeed};
pub use jotter::Jotter;
pub use profiles::{Profile, Profiles};
pub use samtale_engine::problem::Problem;
pub use samtale_engine::view;
pub use session::{Session, StepUp};
