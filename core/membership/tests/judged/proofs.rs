//! What a proof of the login key must be: each thing that is wrong with one, refused by its own name.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use samtale_membership::dpop::{self, ProofError, check, thumbprint};
use samtale_wire::api::{MAX_PROOF, MAX_SKEW};
use samtale_wire::{Hash, LoginKey, Salt};
use serde_json::{Value, json};

const URL: &str = "https://samtale.example/v1/refresh";
const T: u64 = 1_800_000_000;
const TOKEN: Salt = Salt([7; 32]);

fn key(seed: u8) -> (SigningKey, LoginKey) {
    let key = SigningKey::from_slice(&[seed; 32]).expect("whole");
    let public = key.verifying_key().to_sec1_point(true);
    let public = LoginKey::try_from(public.as_bytes()).expect("whole");
    (key, public)
}

fn signed(key: &SigningKey, message: &str) -> String {
    let sig: Signature = key.sign(message.as_bytes());
    dpop::proof(message, &sig.to_bytes().into())
}

/// A proof that holds.
fn good() -> (String, Hash) {
    let (secret, public) = key(3);
    let message = dpop::message(&public, URL, &TOKEN, T, &Salt([1; 32])).expect("whole");
    (signed(&secret, &message), thumbprint(&public).expect("whole"))
}

fn part(proof: &str, at: usize) -> Value {
    serde_json::from_slice(&BASE64.decode(proof.split('.').nth(at).expect("whole")).expect("whole"))
        .expect("whole")
}

/// The same proof with its parts changed, signed by this key.
fn changed(by: u8, change: impl Fn(&mut Value, &mut Value)) -> String {
    let (proof, _) = good();
    let (mut header, mut claims) = (part(&proof, 0), part(&proof, 1));
    change(&mut header, &mut claims);
    let written = |it: &Value| BASE64.encode(serde_json::to_vec(it).expect("whole"));
    signed(&key(by).0, &format!("{}.{}", written(&header), written(&claims)))
}

fn judged(proof: &str) -> Result<(), ProofError> {
    check(proof, &good().1, URL, &TOKEN, T)
}

#[test]
fn a_proof_by_the_right_key_for_this_request_and_token_holds_for_a_while() {
    let (proof, thumb) = good();
    for now in [T - MAX_SKEW, T, T + MAX_SKEW] {
        assert_eq!(check(&proof, &thumb, URL, &TOKEN, now), Ok(()));
    }
    for now in [T - MAX_SKEW - 1, T + MAX_SKEW + 1] {
        assert_eq!(check(&proof, &thumb, URL, &TOKEN, now), Err(ProofError::Time));
    }
    assert!(proof.len() < MAX_PROOF / 2);
    assert_eq!(part(&proof, 0)["typ"], "dpop+jwt");
}

#[test]
fn the_thumbprint_is_the_one_of_rfc_7638() {
    let (proof, thumb) = good();
    let jwk = &part(&proof, 0)["jwk"];
    let text = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
    let (_, public) = key(3);
    assert_eq!(thumbprint(&public), Some(thumb));
    use sha2::{Digest, Sha256};
    assert_eq!(thumb.0, <[u8; 32]>::from(Sha256::digest(text)));
    assert_eq!(thumbprint(&LoginKey([0; 33])), None);
}

#[test]
fn another_key_another_request_another_token_each_have_a_name() {
    let (proof, _) = good();
    let (_, other) = key(4);
    assert_eq!(check(&proof, &thumbprint(&other).expect("whole"), URL, &TOKEN, T), Err(ProofError::Key));
    assert_eq!(judged(&changed(4, |_, _| {})), Err(ProofError::Key), "signed by another than it names");
    let (secret, public) = key(4);
    let message = dpop::message(&public, URL, &TOKEN, T, &Salt([1; 32])).expect("whole");
    assert_eq!(judged(&signed(&secret, &message)), Err(ProofError::Key), "a whole proof by another");
    assert_eq!(judged(&changed(3, |_, claims| claims["htm"] = "GET".into())), Err(ProofError::Target));
    for url in ["https://samtale.example/v1/refresh?x", "https://evil.example/v1/refresh", ""] {
        assert_eq!(judged(&changed(3, |_, claims| claims["htu"] = url.into())), Err(ProofError::Target));
    }
    assert_eq!(check(&proof, &good().1, URL, &Salt([8; 32]), T), Err(ProofError::Token));
    let tampered = format!("{}AAAA", proof.get(..proof.len() - 4).expect("whole"));
    assert_eq!(judged(&tampered), Err(ProofError::Key));
}

#[test]
fn other_algorithms_and_none_are_refused_before_any_key_is_looked_at() {
    for alg in ["none", "None", "HS256", "RS256", "ES384", ""] {
        let proof = changed(3, |header, _| header["alg"] = alg.into());
        assert_eq!(judged(&proof), Err(ProofError::Algorithm), "{alg}");
    }
    let unsigned = changed(3, |header, _| *header = json!({"typ": "dpop+jwt", "alg": "none"}));
    let unsigned = format!("{}.", unsigned.rsplit_once('.').expect("whole").0);
    assert_eq!(judged(&unsigned), Err(ProofError::Algorithm));
    let curve = changed(3, |header, _| header["jwk"]["crv"] = "P-384".into());
    assert_eq!(judged(&curve), Err(ProofError::Algorithm));
}

#[test]
fn what_is_no_proof_is_malformed() {
    let (proof, _) = good();
    let [header, claims, sig] = proof.split('.').collect::<Vec<_>>().try_into().expect("whole");
    for wrong in [
        String::new(),
        ".".into(),
        "..".into(),
        format!("{header}.{sig}"),
        format!("{header}.{claims}.{sig}.{sig}"),
        format!("{header}.{claims}.{sig}="),
        format!("{header} .{claims}.{sig}"),
        "A".repeat(MAX_PROOF + 1),
    ] {
        assert!(matches!(judged(&wrong), Err(ProofError::Malformed | ProofError::Key)), "{wrong}");
    }
    let malformed = [
        changed(3, |header, _| header["typ"] = "jwt".into()),
        changed(3, |header, _| header["jwk"]["d"] = "AAAA".into()),
        changed(3, |header, _| header["jwk"]["x"] = "AAAA".into()),
        changed(3, |_, claims| claims["jti"] = "".into()),
        changed(3, |_, claims| claims["jti"] = "x".repeat(129).into()),
        changed(3, |_, claims| claims["iat"] = "now".into()),
        changed(3, |_, claims| *claims = json!({})),
    ];
    for (n, wrong) in malformed.iter().enumerate() {
        assert_eq!(judged(wrong), Err(ProofError::Malformed), "case {n}");
    }
}
