//! Ids: fixed bytes with a type each, so that no two can be mistaken for one another.
//! Refuses meaning: what an id commits to is computed in `membership`. Used everywhere.

use crate::canon::Malformed;
use core::{fmt, str::FromStr};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $size:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $size]);

        impl $name {
            /// Its length in bytes.
            pub const SIZE: usize = $size;

            /// The bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] { &self.0 }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = Malformed;
            fn try_from(bytes: &[u8]) -> Result<Self, Malformed> {
                bytes.try_into().map(Self).map_err(|_| Malformed)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Written at once: a list writes thousands of them.
                let mut hex = [0; 2 * $size];
                let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
                for (two, byte) in hex.chunks_exact_mut(2).zip(self.0) {
                    two.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
                }
                f.write_str(core::str::from_utf8(&hex).map_err(|_| fmt::Error)?)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}(", stringify!($name))?;
                self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str(")")
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(hex: &str) -> Result<Self, Malformed> {
                let mut out = [0; $size];
                crate::id::unhex(hex, &mut out)?;
                Ok(Self(out))
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self, e: &mut minicbor::Encoder<W>, _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let at = d.position();
                Self::try_from(d.bytes()?)
                    .map_err(|_| minicbor::decode::Error::message("wrong size").at(at))
            }
        }
    };
}

pub(crate) fn unhex(hex: &str, out: &mut [u8]) -> Result<(), Malformed> {
    let digits = hex.as_bytes();
    if digits.len() != out.len() * 2 {
        return Err(Malformed);
    }
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let mut value = 0;
        for digit in pair {
            value = value << 4
                | match digit {
                    b'0'..=b'9' => digit - b'0',
                    b'a'..=b'f' => digit - b'a' + 10,
                    _ => return Err(Malformed),
                };
        }
        *byte = value;
    }
    Ok(())
}

id!(/// SHA-256 over labelled parts.
    Hash, 32);
id!(/// A municipality: its root Ed25519 public key at its founding.
    Tenant, 32);
id!(/// A person in one tenant: `H("samtale1.uid", tenant, DevCert, salt)`.
    Uid, 32);
id!(/// A dialog: `H("samtale1.dialog", tenant, creator, salt)`.
    DialogId, 32);
id!(/// A device: `H("samtale1.devcert", DevCert)`.
    DeviceId, 32);
id!(/// A sealed file: the root over the hashes of its sealed chunks.
    FileId, 32);
id!(/// An invitation: the hash of its secret.
    InvitationId, 32);
id!(/// Where a short code's letter lies: one half of what Argon2id makes of the code.
    CodeId, 32);
id!(/// A link for a new device: the hash of its secret.
    LinkId, 32);
id!(/// Chosen at random by an author for one entry; makes a retry recognisable.
    MsgId, 16);
id!(/// Thirty-two random bytes that make an id unguessable.
    Salt, 32);
id!(/// An Ed25519 public key (RFC 8032).
    VerifyKey, 32);
id!(/// An Ed25519 signature (RFC 8032).
    Signature, 64);
id!(/// An X-Wing (MLKEM768-X25519) public key.
    KemKey, 1216);
id!(/// A P-256 public key in compressed SEC1 form, for the login only.
    LoginKey, 33);
id!(/// A P-256 signature r ‖ s, for the login only.
    LoginSignature, 64);

impl Hash {
    /// Stands where there is no entry before.
    pub const ZERO: Self = Self([0; 32]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_goes_there_and_back_and_nothing_else_does() {
        let id = MsgId(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("ff".parse::<MsgId>(), Err(Malformed));
        assert_eq!("zz".repeat(16).parse::<MsgId>(), Err(Malformed));
        assert_eq!("FF".repeat(16).parse::<MsgId>(), Err(Malformed));
    }
}
