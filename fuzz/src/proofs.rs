//! What proves that a login key is at hand: raw, or any header and claims at all under that key's own signature.
//! Refuses to let a proof through that is not for this request, this token and this time.

use crate::script::{Script, Target};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use samtale_membership::dpop;
use samtale_wire::{LoginKey, Salt};

/// The target in this file.
pub const TARGETS: [Target; 1] = [("proof", proof)];

/// Where the proof is for.
pub const URL: &str = "https://samtale.example/v1/refresh";
/// When, in seconds since 1970.
pub const T: u64 = 1_800_000_000;
/// For which refresh token.
pub const TOKEN: Salt = Salt([7; 32]);

/// The login key.
pub fn login() -> (SigningKey, LoginKey) {
    let key = SigningKey::from_slice(&[3; 32]).expect("a scalar");
    let public = key.verifying_key().to_sec1_point(true);
    let public = LoginKey::try_from(public.as_bytes()).expect("a point");
    (key, public)
}

/// A proof; the first byte says whether it is raw, or signed as it stands.
pub fn proof(data: &[u8]) {
    let (key, public) = login();
    let mut script = Script(data);
    let given = if script.byte() % 2 == 0 {
        String::from_utf8_lossy(script.0).into_owned()
    } else {
        let header = BASE64.encode(script.chunk());
        let message = format!("{header}.{}", BASE64.encode(script.0));
        let sig: Signature = key.sign(message.as_bytes());
        dpop::proof(&message, &sig.to_bytes().into())
    };
    let thumb = dpop::thumbprint(&public).expect("a point");
    if dpop::check(&given, &thumb, URL, &TOKEN, T).is_ok() {
        let elsewhere = dpop::check(&given, &thumb, "https://evil.example/v1/refresh", &TOKEN, T);
        assert_eq!(elsewhere, Err(dpop::ProofError::Target), "for any server at all");
        let other = dpop::check(&given, &thumb, URL, &Salt([8; 32]), T);
        assert_eq!(other, Err(dpop::ProofError::Token), "for any token at all");
    }
}
