//! A device on paper: 40 digits that a person can write down, and the keys that grow from them.
//! Refuses a mistyped code: four of its 132 bits check the others. Brings a new device in when
//! every other is lost; it signs nothing else (`membership::chain`).

use crate::device::DeviceSeeds;
use crate::login::LoginSecret;
use crate::{Closed, Secret, kdf};
use rand_core::CryptoRng;
use samtale_membership::hash;
use samtale_wire::label;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Digits of a code.
const DIGITS: usize = 40;
/// Digits between two spaces.
const GROUP: usize = 5;

/// The 128 random bits of a code.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PaperCode([u8; 16]);

impl PaperCode {
    /// Draws a code.
    pub fn make(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        loop {
            let mut bytes = [0; 16];
            rng.fill_bytes(&mut bytes);
            let code = Self(bytes);
            // Fewer than 1 in 2³² codes give no login key.
            if code.login().is_ok() {
                return code;
            }
        }
    }

    /// The code in eight groups of five digits.
    #[must_use]
    pub fn digits(&self) -> Zeroizing<String> {
        // 132 bits: the code, then the check. Divided by ten until the digits are there.
        let mut number = Zeroizing::new([0u8; 17]);
        let nibbles = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]).chain([self.check()]);
        for (i, nibble) in nibbles.enumerate() {
            let at = i + 1;
            if let Some(byte) = number.get_mut(at / 2) {
                *byte |= if at % 2 == 0 { nibble << 4 } else { nibble };
            }
        }
        let mut digits = Zeroizing::new([0u8; DIGITS]);
        for digit in digits.iter_mut().rev() {
            let mut rest = 0u16;
            for byte in number.iter_mut() {
                let value = rest << 8 | u16::from(*byte);
                *byte = (value / 10) as u8;
                rest = value % 10;
            }
            *digit = b'0' + rest as u8;
        }
        let mut text = Zeroizing::new(String::with_capacity(DIGITS + DIGITS / GROUP));
        for (i, digit) in digits.iter().enumerate() {
            if i > 0 && i % GROUP == 0 {
                text.push(' ');
            }
            text.push(char::from(*digit));
        }
        text
    }

    /// Reads a code as a person types it: spaces and hyphens do not matter.
    ///
    /// # Errors
    /// [`Closed`] when it is not 40 digits, or they do not check.
    pub fn read(text: &str) -> Result<Self, Closed> {
        let mut number = Zeroizing::new([0u8; 17]);
        let mut count = 0;
        for digit in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let mut carry = digit.to_digit(10).ok_or(Closed)? as u16;
            for byte in number.iter_mut().rev() {
                let value = u16::from(*byte) * 10 + carry;
                *byte = value as u8;
                carry = value >> 8;
            }
            count += 1;
            if carry > 0 || count > DIGITS {
                return Err(Closed);
            }
        }
        let (first, check) = (number.first().copied().ok_or(Closed)?, number.last().copied().ok_or(Closed)?);
        if count != DIGITS || first >> 4 != 0 {
            return Err(Closed);
        }
        let mut code = Self([0; 16]);
        for (byte, pair) in code.0.iter_mut().zip(number.windows(2)) {
            if let [high, low] = pair {
                *byte = high << 4 | low >> 4;
            }
        }
        if check & 15 == code.check() { Ok(code) } else { Err(Closed) }
    }

    fn check(&self) -> u8 {
        let hash = hash::hash(label::PAPER, &[&self.0]);
        hash.as_bytes().first().map_or(0, |byte| byte & 15)
    }

    fn key(&self, what: &[u8]) -> Secret {
        kdf::derive(&kdf::extract_unsalted(&self.0), label::PAPER, &[what])
    }

    /// The seeds of the paper's device keys.
    #[must_use]
    pub fn seeds(&self) -> DeviceSeeds {
        DeviceSeeds { signs: self.key(b"signs"), opens: self.key(b"opens") }
    }

    /// The paper's login key.
    ///
    /// # Errors
    /// [`Closed`] for the few codes that [`make`](Self::make) never gives.
    pub fn login(&self) -> Result<LoginSecret, Closed> {
        LoginSecret::new(&self.key(b"login"))
    }
}
