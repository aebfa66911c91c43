//! Signed bytes: transported as they were signed, never built again.
//! Refuses to look inside. Verified in `membership`.

use crate::id::Signature;
use core::fmt;
use minicbor::{Decode, Encode};

/// Bytes that are somebody else's to understand.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl<C> Encode<C> for Bytes {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Bytes {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(Self(d.bytes()?.to_vec()))
    }
}

/// `[payload, sig]`: Ed25519 over `len(label) ‖ label ‖ suite ‖ payload`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Signed {
    /// The payload, canonical CBOR, exactly as it was signed.
    #[n(0)]
    pub payload: Bytes,
    /// The signature.
    #[n(1)]
    pub sig: Signature,
}
