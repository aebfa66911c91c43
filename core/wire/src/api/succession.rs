//! Who takes over when the last who answers for a dialog is gone: named by the municipality, asked by
//! nobody but whom the dialog is about. Refuses to let anybody in: that is the log's.
//! `POST /v1/dialogs/{dialog}/successor`.

use super::Envelope;
use crate::id::{DialogId, Uid};
use crate::signed::Bytes;
use crate::tenant::OrgAttest;
use minicbor::{Decode, Encode};

/// Named to take a dialog over.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Succeeds {
    /// Which.
    #[n(0)]
    pub dialog: DialogId,
    /// The employment that says so ([`Employment::succeeds`](crate::tenant::Employment)).
    #[n(1)]
    pub org: OrgAttest,
    /// Whom the dialog is about: they are shown who comes.
    #[n(2)]
    pub citizens: Vec<Uid>,
}

/// The one who was named shows who they are.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Presentation {
    /// Cards and employment, sealed to each of those whom the dialog is about; sorted by addressee.
    #[n(0)]
    pub letters: Vec<Envelope>,
}

/// The same, as one of them is told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Successor {
    /// Which dialog.
    #[n(0)]
    pub dialog: DialogId,
    /// Who.
    #[n(1)]
    pub uid: Uid,
    /// Cards and employment, sealed to this account.
    #[n(2)]
    pub letter: Bytes,
}
