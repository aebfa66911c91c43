//! The world as it is on phones and PCs: each file fills one port.
//! Refuses decisions. Chosen by whoever opens a `Device`.

pub mod clock;
pub mod entropy;
pub mod http;
pub mod key_store;
mod pin;
pub(crate) mod spare;
pub(crate) mod sqlite_memory;
