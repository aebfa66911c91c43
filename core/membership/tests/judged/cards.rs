//! Identity cards: an honest one holds; each way of bending one is refused by name.

use crate::kit::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use samtale_membership::card::{CardError, Identity, check, nonce};
use samtale_membership::{UserChain, hash};
use samtale_wire::tenant::{Audience, Issuer, IssuerKey, PublicKey, TenantCard};
use samtale_wire::user::{Card, DevCert, Token};
use samtale_wire::{Bytes, Hash, Salt, VerifyKey};
use serde_json::{Value, json};

const ISS: &str = "https://login.example";

pub struct Provider {
    key: SigningKey,
    device: DevCert,
    over: Hash,
    pub issuer: Issuer,
}

impl Provider {
    pub fn new() -> Self {
        Self::of(&Person::new(&Town::new(1), 2).chain)
    }

    /// A provider at which the first device of this person logs in.
    pub fn of(chain: &UserChain) -> Self {
        let now = chain.now();
        let over = hash::over(&now.uid, &now.devices[0].cert, &now.user_key, &now.user_commit);
        let key = SigningKey::from_slice(&[7; 32]).expect("a scalar");
        let public = PublicKey::P256(Bytes(key.verifying_key().to_sec1_point(true).as_bytes().to_vec()));
        let issuer = Issuer {
            iss: ISS.into(),
            client_id: "samtale".into(),
            authorize: format!("{ISS}/authorize"),
            token: format!("{ISS}/token"),
            acr: vec!["substantial".into()],
            audience: Audience::Citizens,
            redirect: None,
            profile: None,
            par: None,
            pseudonymous: None,
            keys: vec![IssuerKey { kid: "k1".into(), key: public, until: None }],
        };
        Self { key, device: now.devices[0].cert.clone(), over, issuer }
    }

    pub fn tenant(&self) -> TenantCard {
        TenantCard {
            version: 1,
            tenant: Town::new(1).id(),
            name: "Nordby".into(),
            head_key: VerifyKey([1; 32]),
            issuers: vec![self.issuer.clone()],
            edition: None,
        }
    }

    pub fn claims(&self) -> Value {
        json!({
            "iss": ISS, "sub": "pairwise-1", "aud": "samtale", "nonce": nonce(&self.over, &Salt([5; 32])),
            "acr": "substantial", "auth_time": T0 + 30, "iat": T0 + 31, "exp": T0 + 331, "name": "Karen Holm",
        })
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> Card {
        let key = &self.key;
        signed_with(header, claims, |signed| {
            let sig: Signature = key.sign(signed);
            sig.to_bytes().to_vec()
        })
    }

    pub fn judge(&self, card: &Card) -> Result<String, CardError> {
        self.identify(card).map(|identity| identity.name)
    }

    pub fn identify(&self, card: &Card) -> Result<Identity, CardError> {
        check(card, &self.over, self.device.created, &self.tenant())
    }

    /// A card with one claim changed, honestly signed.
    fn with(&self, claim: &str, value: Value) -> Result<String, CardError> {
        let mut claims = self.claims();
        claims[claim] = value;
        self.judge(&self.sign(&header(), &claims))
    }
}

/// A token whose signature is made by anything at all.
pub fn signed_with(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> Card {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let id_token = format!("{signed}.{}", BASE64.encode(sign(signed.as_bytes())));
    Card::Token(Token { id_token, r: Salt([5; 32]) })
}

pub fn header() -> Value {
    json!({"alg": "ES256", "kid": "k1"})
}

#[test]
fn an_honest_card_says_who_it_is() {
    let provider = Provider::new();
    let card = provider.sign(&header(), &provider.claims());
    assert_eq!(provider.judge(&card).as_deref(), Ok("Karen Holm"));
    assert_eq!(provider.with("aud", json!(["samtale"])).as_deref(), Ok("Karen Holm"));
}

#[test]
fn a_card_for_other_keys_another_client_or_another_time_is_refused() {
    let provider = Provider::new();
    assert_eq!(provider.with("nonce", json!("AAAA")), Err(CardError::Nonce));
    assert_eq!(provider.with("aud", json!("another")), Err(CardError::Issuer));
    assert_eq!(provider.with("aud", json!(["samtale", "another"])), Err(CardError::Issuer));
    assert_eq!(provider.with("iss", json!("https://evil.example")), Err(CardError::Issuer));
    assert_eq!(provider.with("acr", json!("low")), Err(CardError::Level));
    assert_eq!(provider.with("auth_time", json!(T0 + 601)), Err(CardError::Stale));
    assert_eq!(provider.with("exp", json!(T0 + 31)), Err(CardError::Stale));
    let mut card = provider.sign(&header(), &provider.claims());
    if let Card::Token(token) = &mut card {
        token.r = Salt([6; 32]);
    }
    assert_eq!(provider.judge(&card), Err(CardError::Nonce), "the nonce of another attempt");
}

#[test]
fn only_es256_by_a_known_key_counts() {
    let provider = Provider::new();
    for alg in ["none", "HS256", "RS256", "es256"] {
        let card = provider.sign(&json!({"alg": alg, "kid": "k1"}), &provider.claims());
        assert_eq!(provider.judge(&card), Err(CardError::Algorithm), "{alg}");
    }
    let unknown = provider.sign(&json!({"alg": "ES256", "kid": "k2"}), &provider.claims());
    assert_eq!(provider.judge(&unknown), Err(CardError::Key));
    let mut other = Provider::new();
    other.key = SigningKey::from_slice(&[8; 32]).expect("a scalar");
    let forged = other.sign(&header(), &provider.claims());
    assert_eq!(provider.judge(&forged), Err(CardError::Signature));
}

#[test]
fn a_token_with_a_national_number_is_no_card() {
    let provider = Provider::new();
    for claim in ["pid", "cpr", "dk.cpr", "ssn"] {
        assert_eq!(provider.with(claim, json!("0101701234")), Err(CardError::NationalNumber), "{claim}");
    }
}

#[test]
fn what_is_no_token_is_refused_without_a_panic() {
    let provider = Provider::new();
    for token in ["", ".", "..", "a.b.c", "e30.e30.", &"x".repeat(9000), "e30.e30.AAAA"] {
        let card = Card::Token(Token { id_token: token.into(), r: Salt([5; 32]) });
        assert_eq!(provider.judge(&card), Err(CardError::Malformed), "{token:.20}");
    }
}
