//! A person's key ring: one sealed blob that the server keeps and cannot open.
//! Refuses to lose an update: a version is replaced only by the next one. `POST /v1/ring`, `GET /v1/ring`.

use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// The largest sealed key ring, in bytes: some 1,500 dialogs.
pub const MAX_RING: usize = 224 * 1024;

/// A key ring as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Ring {
    /// From 1, each the next of the one before.
    #[n(0)]
    pub version: u64,
    /// Sealed under the user secret.
    #[n(1)]
    pub sealed: Bytes,
}
