//! End-to-end encryption: device keys, user secrets, epoch grants, posts, files, the vault.
//! Refuses I/O, async, clocks and ambient randomness. Bytes in, bytes out; never in the server.

pub mod code;
mod content;
pub mod device;
pub mod ephemeral;
pub mod epoch;
pub mod file;
pub mod jot;
pub mod kdf;
pub mod kem;
pub mod letter;
pub mod login;
pub mod message;
pub mod paper;
pub mod secret;
pub mod user;
pub mod vault;

pub use secret::Secret;

use thiserror::Error;

/// It does not open. Why is never told: an answer would be an oracle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("closed")]
pub struct Closed;
