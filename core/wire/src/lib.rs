//! The words both sides speak: ids, log entries, envelopes, requests and answers.
//! Refuses cryptography, clocks and I/O. Everyone in the house depends on it.

pub mod api;
pub mod canon;
pub mod device_link;
pub mod entry;
pub mod head;
pub mod id;
pub mod invitation;
pub mod label;
pub mod live;
pub mod signed;
pub mod tenant;
pub mod user;
pub mod voucher;

pub use canon::{Malformed, decode, encode};
pub use id::*;
pub use signed::{Bytes, Signed};
