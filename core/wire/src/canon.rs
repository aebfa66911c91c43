//! Canonical CBOR: RFC 8949 §4.2.1 core-deterministic, arrays only, positional fields.
//! Refuses any bytes that do not encode back to themselves. Used at every border.

use minicbor::{Decode, Encode};
use thiserror::Error;

/// The bytes are not the one canonical form of what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("malformed")]
pub struct Malformed;

/// The one canonical form of `value`.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(128);
    match minicbor::encode(value, &mut out) {
        Ok(()) => out,
        // Writing to a Vec cannot fail and no encoder here makes errors of its own.
        Err(_) => Vec::new(),
    }
}

/// Parse `bytes` or refuse them.
///
/// # Errors
/// [`Malformed`] when they are not CBOR, not of this shape, have trailing bytes, or are not
/// the canonical form: longer integers, indefinite lengths, maps, tags and floats all fail.
pub fn decode<T: for<'b> Decode<'b, ()> + Encode<()>>(bytes: &[u8]) -> Result<T, Malformed> {
    let value: T = minicbor::decode(bytes).map_err(|_| Malformed)?;
    if encode(&value) == bytes { Ok(value) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Hash;

    #[test]
    fn only_the_shortest_form_is_taken() {
        assert_eq!(decode::<u64>(&[0x05]), Ok(5));
        assert_eq!(decode::<u64>(&[0x18, 0x05]), Err(Malformed));
        assert_eq!(decode::<u64>(&[0x05, 0x00]), Err(Malformed), "trailing byte");
        assert_eq!(decode::<Vec<u64>>(&[0x9f, 0x05, 0xff]), Err(Malformed), "indefinite length");
        assert_eq!(decode::<Hash>(&[0x41, 0x05]), Err(Malformed), "wrong size");
    }
}
