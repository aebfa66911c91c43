//! The short code of an invitation: nine characters that a person can say and type, and what Argon2id makes of
//! them, a place at the server and a key.
//! Refuses a code without its server: the same nine characters are another code elsewhere. It is the weak way in,
//! beside a link whose secret is whole: whoever holds the sealed letter can try codes, at Argon2id's price for each.

use crate::{Closed, Secret, content, kdf};
use argon2::{Algorithm, Argon2, Params, Version};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use samtale_membership::hash::{frame, hash};
use samtale_wire::{CodeId, label};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Characters of a code, five bits each.
pub const CHARACTERS: usize = 9;
/// Characters between two hyphens.
const GROUP: usize = 3;
/// Crockford's base 32: the letters that are mistaken for digits, and U, are missing.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// One more than the largest code.
const END: u64 = 1 << (5 * CHARACTERS);

/// RFC 9106's second recommended option, for machines with little memory: 64 MiB, in kibibytes.
const MEMORY: u32 = 64 * 1024;
/// Its passes.
const PASSES: u32 = 3;
/// Its lanes: computed one after the other here, they cost what one lane would.
const LANES: u32 = 4;
/// The letter's length is a multiple of this, in bytes: it does not tell how long a name is.
const STEP: usize = 256;

/// The 45 random bits of a code.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct ShortCode(u64);

impl core::fmt::Debug for ShortCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[secret]")
    }
}

impl ShortCode {
    /// Draws a code.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new([0; 8]);
        rng.fill_bytes(&mut *bytes);
        Self(u64::from_be_bytes(*bytes) % END)
    }

    /// The code in three groups of three characters.
    #[must_use]
    pub fn shown(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS + CHARACTERS / GROUP));
        for (i, place) in (0..CHARACTERS).rev().enumerate() {
            if i > 0 && i % GROUP == 0 {
                text.push('-');
            }
            let value = (self.0 >> (5 * place)) & 31;
            text.push(ALPHABET.get(value as usize).map_or('0', |letter| char::from(*letter)));
        }
        text
    }

    /// Reads a code as a person types it: small letters, spaces and hyphens do not matter, and what looks like a
    /// digit is one.
    ///
    /// # Errors
    /// [`Closed`] when it is not nine such characters.
    pub fn read(text: &str) -> Result<Self, Closed> {
        let (mut code, mut count) = (0, 0);
        for letter in text.chars().filter(|c| !c.is_whitespace() && !is_hyphen(*c)) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = ALPHABET.iter().position(|known| char::from(*known) == letter).ok_or(Closed)?;
            count += 1;
            if count > CHARACTERS {
                return Err(Closed);
            }
            code = code << 5 | value as u64;
        }
        if count == CHARACTERS { Ok(Self(code)) } else { Err(Closed) }
    }

    /// What the code is worth at a server, by its origin (`https://host[:port]`). Takes most of a second on a phone,
    /// and 64 MiB: never on a screen's thread.
    ///
    /// # Errors
    /// [`Closed`] when there is no such memory.
    pub fn at(&self, server: &str) -> Result<CodeKeys, Closed> {
        let salt = hash(label::CODE, &[server.to_ascii_lowercase().as_bytes()]);
        let params = Params::new(MEMORY, PASSES, LANES, Some(64)).map_err(|_| Closed)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut out = Zeroizing::new([0; 64]);
        // What is stretched is the number, not how somebody wrote it.
        let number = Zeroizing::new(self.0.to_be_bytes());
        argon.hash_password_into(&*number, salt.as_bytes(), &mut *out).map_err(|_| Closed)?;
        let (id, key) = out.split_at(32);
        let key: [u8; 32] = key.try_into().map_err(|_| Closed)?;
        Ok(CodeKeys { id: CodeId::try_from(id).map_err(|_| Closed)?, key: Secret::new(key) })
    }
}

/// Every line that a keyboard, or who puts a letter in order, makes of a hyphen.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}')
}

/// A code at its server.
pub struct CodeKeys {
    /// Where the letter lies.
    pub id: CodeId,
    key: Secret,
}

impl CodeKeys {
    /// Seals what the code is to open.
    ///
    /// # Errors
    /// [`Closed`] when it is too long to be sealed.
    pub fn seal(&self, letter: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Result<Vec<u8>, Closed> {
        let padded = Zeroizing::new(content::pad(letter, (letter.len() + 1).next_multiple_of(STEP)));
        content::seal(&self.letter_key(), &self.aad(), &padded, rng)
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`Closed`] for what nobody with this code sealed, for this place.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Closed> {
        content::unpad(content::open(&self.letter_key(), &self.aad(), sealed)?).map(Zeroizing::new)
    }

    fn letter_key(&self) -> Secret {
        kdf::derive(&self.key, label::CODE_LETTER, &[self.id.as_bytes()])
    }

    fn aad(&self) -> Vec<u8> {
        frame(label::CODE_LETTER, &[self.id.as_bytes()])
    }
}

impl<C> Encode<C> for ShortCode {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u64(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for ShortCode {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        match d.u64()? {
            code if code < END => Ok(Self(code)),
            _ => Err(minicbor::decode::Error::message("no code").at(at)),
        }
    }
}
