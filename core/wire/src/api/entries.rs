//! Appending to a dialog's log: entry, grants and ciphertext in one transaction.
//! Refuses half of it. `POST /v1/dialogs/{dialog}/entries`.

use crate::id::Uid;
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// One entry with all it names.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Append {
    /// The signed entry.
    #[n(0)]
    pub entry: Bytes,
    /// The grants or the letter that the entry names by hash; sorted by addressee.
    #[n(1)]
    pub envelopes: Vec<Envelope>,
    /// The ciphertext that the entry names by hash.
    #[n(2)]
    pub ciphertext: Option<Bytes>,
}

/// Something sealed to one person's user key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Envelope {
    /// To whom.
    #[n(0)]
    pub to: Uid,
    /// The sealed bytes.
    #[n(1)]
    pub sealed: Bytes,
}

/// The entry as it stands in the log, durably: on a retry the one that was stored first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Appended {
    /// Its place.
    #[n(0)]
    pub seq: u64,
    /// The stored entry.
    #[n(1)]
    pub entry: Bytes,
    /// The server's clock, seconds since 1970.
    #[n(2)]
    pub now: u64,
    /// The same place, signed by the server.
    #[n(3)]
    pub head: Bytes,
}
