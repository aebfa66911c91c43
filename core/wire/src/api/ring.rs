//! A person's key ring and the snapshots it names: sealed blobs that the server keeps and cannot open.
//! Refuses to lose an update: a version is replaced only by the next one, its snapshots with it.
//! `POST /v1/ring`, `GET /v1/ring`, `POST /v1/snapshots`.

use super::Cursor;
use crate::id::DialogId;
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// The largest sealed key ring, in bytes: some 1,500 dialogs.
pub const MAX_RING: usize = 512 * 1024;
/// The largest sealed snapshot of a dialog, in bytes.
pub const MAX_SNAPSHOT: usize = 256 * 1024;
/// The largest body that keeps a ring with its snapshots, in bytes.
pub const MAX_KEPT: usize = 1024 * 1024;
/// The most snapshots that are asked for, or kept, at a time.
pub const MAX_SNAPSHOTS: usize = 64;

/// A key ring as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Ring {
    /// From 1, each the next of the one before.
    #[n(0)]
    pub version: u64,
    /// Sealed under the user secret.
    #[n(1)]
    pub sealed: Bytes,
    /// How far its writer had read the account's feed: a start goes on from here.
    #[n(2)]
    pub cursor: Cursor,
}

/// The next version of a key ring, with the snapshots that are new in it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct KeepRing {
    /// The ring.
    #[n(0)]
    pub ring: Ring,
    /// At most [`MAX_SNAPSHOTS`]; each takes the place of the dialog's one before.
    #[n(1)]
    pub snapshots: Vec<Snapshot>,
}

/// What a device knew of a dialog beside its posts, sealed; the ring names its hash.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Snapshot {
    /// Which dialog.
    #[n(0)]
    pub dialog: DialogId,
    /// Sealed under the user secret.
    #[n(1)]
    pub sealed: Bytes,
}

/// Asks for snapshots.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WantSnapshots {
    /// At most [`MAX_SNAPSHOTS`].
    #[n(0)]
    pub dialogs: Vec<DialogId>,
}

/// The snapshots that are kept of those that were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Snapshots {
    /// In no order.
    #[n(0)]
    pub snapshots: Vec<Snapshot>,
}
