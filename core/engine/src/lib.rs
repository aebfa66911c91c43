//! One device's mind, sans-IO: what it knows, what it asks for, what it shows.
//! Refuses tokio, the system clock and ambient randomness. Called by `samtale-client`.

pub mod problem;
pub mod view;
