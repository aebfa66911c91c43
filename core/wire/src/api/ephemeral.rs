//! What members say beside the log: that something arrived, was read, is being written. Sealed, signed, and
//! forgotten; all of one size, so that one looks like the other.
//! Refuses any other size. `POST /v1/dialogs/{dialog}/ephemeral`; told with the feed.

use crate::id::{DeviceId, DialogId, Signature, Uid};
use core::fmt;
use minicbor::{Decode, Encode};

/// Bytes of what is sealed in an ephemeral: a nonce of 24, a padded content of 128, a tag of 16.
pub const EPHEMERAL: usize = 168;

/// The sealed bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedEphemeral(pub [u8; EPHEMERAL]);

impl fmt::Debug for SealedEphemeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{EPHEMERAL} bytes]")
    }
}

impl<C> Encode<C> for SealedEphemeral {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for SealedEphemeral {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let wrong = |_| minicbor::decode::Error::message("wrong size").at(at);
        d.bytes()?.try_into().map(Self).map_err(wrong)
    }
}

/// Something said beside the log, as a device sends it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Ephemeral {
    /// Whether it holds until this device's next one: the server then tells it, from memory, also to who
    /// comes later. Otherwise it is for whoever listens now.
    #[n(0)]
    pub lasting: bool,
    /// The epoch under whose secret it is sealed.
    #[n(1)]
    pub epoch: u64,
    /// The sealed content.
    #[n(2)]
    pub sealed: SealedEphemeral,
    /// The device's, over the place, the sender and the sealed content: who holds the epoch's secret could
    /// otherwise speak for every member.
    #[n(3)]
    pub sig: Signature,
}

/// The same, as the server passes it on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Relayed {
    /// Where.
    #[n(0)]
    pub dialog: DialogId,
    /// By whom, as the server says: the signature says whether that is so.
    #[n(1)]
    pub uid: Uid,
    /// On which device.
    #[n(2)]
    pub dev: DeviceId,
    /// What.
    #[n(3)]
    pub ephemeral: Ephemeral,
}
