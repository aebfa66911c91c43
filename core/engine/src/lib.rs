//! One device's mind, sans-IO: what it knows, what it asks for, what it shows.
//! Refuses tokio, the system clock and ambient randomness. Called by `samtale-client`.

mod acts;
mod compose;
pub mod consent;
pub mod content;
pub mod courier;
mod devices;
mod dialog;
mod duties;
pub mod enrol;
mod epochs;
pub mod heads;
mod history;
mod inbox;
mod introduce;
mod invite;
pub mod join;
pub mod law;
mod leaving;
mod left_out;
pub mod login;
mod mind;
mod opening;
mod outbox;
pub mod pages;
pub mod picture;
pub mod problem;
mod returning;
pub mod ring;
pub mod row;
mod seen;
pub mod show;
mod sleep;
mod snapshot;
pub mod start;
mod succession;
pub mod text;
pub mod view;
mod vouch;

pub use devices::DeviceWish;
pub use mind::{Ctx, Effect, Engine, Input};
