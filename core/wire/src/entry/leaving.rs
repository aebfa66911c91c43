//! How people go, and how the rest goes on without them: Withdraw, Remove, Rotate.
//! Refuses judgement: `membership::apply` has it. Leave, Close and Reopen carry nothing.

use super::NewEpoch;
use crate::id::{Hash, Uid};
use minicbor::{Decode, Encode};

/// A yes taken back. Before the admission the proposal is over; after it, its subject is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Withdraw {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
}

/// Members who are out, and the epoch that goes on without them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Remove {
    /// Who; sorted, never the author.
    #[n(0)]
    pub uids: Vec<Uid>,
    /// The next epoch, granted to who stays.
    #[n(1)]
    pub epoch: NewEpoch,
}

/// The next epoch, with the same members.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Rotate {
    /// Whether it is because the author's grant for this epoch did not hold: names who began it.
    #[n(0)]
    pub garbage: bool,
    /// The next epoch.
    #[n(1)]
    pub epoch: NewEpoch,
}
