//! The short code: however it is said and typed it is the same, and what it opens opens nowhere else.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use proptest::prelude::*;
use samtale_seal::Closed;
use samtale_seal::code::ShortCode;

const HERE: &str = "https://samtale.kommune.example";

/// Randomness of a test: always the same.
struct Counted(u8);

impl rand_core::TryRng for Counted {
    type Error = core::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.0 = self.0.wrapping_add(1);
        Ok(u32::from_be_bytes([self.0; 4]))
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 = self.0.wrapping_add(1);
        Ok(u64::from_be_bytes([self.0; 8]))
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(1);
            *byte = self.0;
        }
        Ok(())
    }
}
impl rand_core::TryCryptoRng for Counted {}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_code_is_forgiving_of_how_it_is_typed() {
    let code = ShortCode::read("K7P-20Q-1DM").expect("a code");
    for typed in ["k7p20q1dm", " K7P 2OQ lDM\n", "k7p–2oq–IDM", "K-7-P-2-0-Q-1-D-M", "K7P\u{a0}20Q\u{a0}1DM"]
    {
        assert_eq!(ShortCode::read(typed), Ok(code.clone()), "{typed}");
    }
    for other in ["", "K7P-20Q-1D", "K7P-20Q-1DMM", "K7P-20Q-1DU", "K7P-20Q-1DÆ", "K7P.20Q.1DM"] {
        assert_eq!(ShortCode::read(other), Err(Closed), "{other}");
    }
}

proptest! {
    #[test]
    fn every_code_is_read_as_it_is_shown(seed: u8) {
        let code = ShortCode::make(&mut Counted(seed));
        let shown = code.shown();
        prop_assert_eq!(shown.len(), 11);
        prop_assert_eq!(ShortCode::read(&shown), Ok(code.clone()));
        prop_assert_eq!(ShortCode::read(&shown.to_lowercase().replace('-', " ")), Ok(code.clone()));
        prop_assert_eq!(samtale_wire::decode::<ShortCode>(&samtale_wire::encode(&code)), Ok(code));
    }

    #[test]
    fn whatever_is_typed_is_one_code_or_none(typed in "\\PC{0,16}") {
        if let Ok(code) = ShortCode::read(&typed) {
            prop_assert_eq!(ShortCode::read(&code.shown()), Ok(code));
        }
    }
}

#[test]
fn a_number_that_is_no_code_is_refused() {
    assert!(samtale_wire::decode::<ShortCode>(&samtale_wire::encode(&((1u64 << 45) - 1))).is_ok());
    assert!(samtale_wire::decode::<ShortCode>(&samtale_wire::encode(&(1u64 << 45))).is_err());
}

#[test]
fn what_a_code_opens_lies_in_one_place_and_opens_with_it_alone() {
    let code = ShortCode::read("K7P-2XQ-9DM").expect("a code");
    let (here, elsewhere) =
        (code.at(HERE).expect("keys"), code.at("https://samtale.by.example").expect("keys"));
    let other = ShortCode::read("K7P-2XQ-9DN").expect("a code").at(HERE).expect("keys");
    let sealed = here.seal(b"the letter", &mut Counted(1)).expect("sealed");
    assert_eq!(sealed.len(), 24 + 256 + 16, "the same for every short letter");
    assert_eq!(here.open(&sealed).expect("opens").as_slice(), b"the letter");
    assert!(other.open(&sealed).is_err() && elsewhere.open(&sealed).is_err());
    assert!(here.id != elsewhere.id && here.id != other.id);
    let mut changed = sealed.clone();
    if let Some(last) = changed.last_mut() {
        *last ^= 1;
    }
    assert!(here.open(&changed).is_err());
    assert_eq!(code.at("https://Samtale.Kommune.Example").expect("keys").id, here.id);
    // Golden: another app computes the same, or finds no letter.
    assert_eq!(
        here.id.to_string(),
        "8f54310b673c9336bf02bc3c523325d00f92a25788dfbb6a4289eefd45a4ffbd",
        "the place"
    );
}

#[test]
fn argon2id_is_the_one_of_rfc_9106() {
    // Section 5.3.
    let mut params = ParamsBuilder::new();
    params.m_cost(32).t_cost(3).p_cost(4).output_len(32);
    params.data(AssociatedData::new(&[4; 12]).expect("short"));
    let params = params.build().expect("parameters");
    let argon =
        Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).expect("a secret");
    let mut tag = [0; 32];
    argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).expect("a tag");
    assert_eq!(hex(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}
