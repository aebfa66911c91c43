//! The end of a log as the server signs it: whoever is shown another end of the same log holds a proof.
//! Refuses judgement: `membership::head` verifies. Sent with every entry, kept by every client.

use crate::id::{DialogId, Hash, Tenant};
use minicbor::{Decode, Encode};

/// What the server's signature covers (label `samtale1.server-head`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ServerHead {
    /// The municipality.
    #[n(0)]
    pub tenant: Tenant,
    /// Which dialog.
    #[n(1)]
    pub dialog: DialogId,
    /// Sequence number of an entry.
    #[n(2)]
    pub seq: u64,
    /// Its hash.
    #[n(3)]
    pub head: Hash,
    /// When it was signed, seconds since 1970.
    #[n(4)]
    pub t: u64,
}
