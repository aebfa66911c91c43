//! Providers as they are: RSA keys, retired keys, claims of their own, and numbers that nobody may see.

use crate::cards::{Provider, header, signed_with};
use crate::kit::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use rsa::BoxedUint;
use rsa::pkcs1v15::{Signature, SigningKey};
use samtale_membership::card::CardError;
use samtale_membership::profile::{Level, of};
use samtale_membership::tenant::card;
use samtale_wire::tenant::{IssuerKey, Profile, PublicKey, RsaKey, TenantCard};
use samtale_wire::user::Card;
use samtale_wire::{Bytes, VerifyKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A key that signs nothing but tests.
fn jwk(name: &str) -> Vec<u8> {
    let jwk: Value = serde_json::from_str(include_str!("rsa.json")).expect("JSON");
    BASE64.decode(jwk[name].as_str().expect("a number")).expect("base64url")
}

fn rsa(until: Option<u64>) -> IssuerKey {
    let key = PublicKey::Rsa(RsaKey { n: Bytes(jwk("n")), e: Bytes(jwk("e")) });
    IssuerKey { kid: "rsa".into(), key, until }
}

fn rs256(header: &Value, claims: &Value) -> Card {
    let number = |name| BoxedUint::from_be_slice_vartime(&jwk(name));
    let key = rsa::PrivateKey::from_p_q(number("p"), number("q"), number("e")).expect("a key");
    let key = SigningKey::<Sha256>::new(key);
    signed_with(header, claims, |signed| {
        let sig: Signature = key.sign(signed);
        Box::<[u8]>::from(sig).into_vec()
    })
}

fn headed(alg: &str, kid: &str) -> Value {
    json!({ "alg": alg, "kid": kid })
}

fn with_rsa(until: Option<u64>) -> Provider {
    let mut provider = Provider::new();
    provider.issuer.keys.push(rsa(until));
    provider
}

#[test]
fn a_token_that_an_rsa_key_signed_is_as_good() {
    let provider = with_rsa(None);
    let honest = rs256(&headed("RS256", "rsa"), &provider.claims());
    assert_eq!(provider.judge(&honest).as_deref(), Ok("Karen Holm"));
    let mut claims = provider.claims();
    let sig = honest.token().expect("a token").id_token.rsplit_once('.').expect("a signature").1.to_owned();
    claims["name"] = json!("Ali Mentor");
    let other = signed_with(&headed("RS256", "rsa"), &claims, |_| BASE64.decode(&sig).expect("base64url"));
    assert_eq!(provider.judge(&other), Err(CardError::Signature), "the signature of another token");
    assert_eq!(Provider::new().judge(&honest), Err(CardError::Key), "a key that no card names");
}

#[test]
fn the_algorithm_is_the_keys_whatever_the_header_says() {
    let provider = with_rsa(None);
    let PublicKey::P256(point) = &provider.issuer.keys[0].key else { panic!("a point") };
    let claims = provider.claims();
    // The public key as a secret: whoever checks by the header takes it for one.
    for (kid, secret) in [("k1", point.0.clone()), ("rsa", jwk("n")), ("rsa", jwk("e"))] {
        let card = signed_with(&headed("HS256", kid), &claims, |signed| hmac(&secret, signed));
        assert_eq!(provider.judge(&card), Err(CardError::Algorithm), "HS256 by {kid}");
    }
    for alg in ["RS256", "ES384", "none", "HS256"] {
        let card = provider.sign(&headed(alg, "k1"), &claims);
        assert_eq!(provider.judge(&card), Err(CardError::Algorithm), "{alg} by a P-256 key");
        let card = rs256(&headed(alg, "k1"), &claims);
        assert_eq!(
            provider.judge(&card),
            Err(CardError::Algorithm),
            "{alg} by RSA, and a P-256 key is named"
        );
    }
    for alg in ["ES256", "PS256", "RS512", "none", "rs256"] {
        let card = rs256(&headed(alg, "rsa"), &claims);
        assert_eq!(provider.judge(&card), Err(CardError::Algorithm), "{alg} by an RSA key");
    }
    let nothing = signed_with(&headed("none", "gone"), &claims, |_| Vec::new());
    assert_eq!(provider.judge(&nothing), Err(CardError::Algorithm), "no key is looked for");
    for (alg, kid) in [("RS256", "rsa"), ("ES256", "k1")] {
        let short = signed_with(&headed(alg, kid), &claims, |_| Vec::new());
        assert_eq!(provider.judge(&short), Err(CardError::Signature), "no signature for {alg}");
    }
}

/// HMAC (RFC 2104) with SHA-256.
fn hmac(secret: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = if secret.len() > 64 { Sha256::digest(secret).to_vec() } else { secret.to_vec() };
    block.resize(64, 0);
    let padded = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
}

#[test]
fn a_retired_key_vouches_for_what_it_signed_while_it_did() {
    // The token is of T0 + 31.
    for (until, expected) in [(T0 + 31, Ok("Karen Holm")), (T0 + 30, Err(&CardError::Signature))] {
        let provider = with_rsa(Some(until));
        let token = rs256(&headed("RS256", "rsa"), &provider.claims());
        assert_eq!(provider.judge(&token).as_deref(), expected, "until {until}");
    }
}

#[test]
fn a_municipality_whose_issuer_has_no_proper_key_is_none() {
    let root = Town::new(1);
    let holds = |keys: Vec<IssuerKey>| {
        let mut issuer = Provider::new().issuer;
        issuer.keys = keys;
        let it = TenantCard {
            version: 1,
            tenant: root.id(),
            name: "Nordby".into(),
            head_key: VerifyKey(root.id().0),
            issuers: vec![issuer],
            edition: Some(1),
        };
        card(&root.id(), &root.says(&it)).is_some()
    };
    assert!(holds(vec![rsa(None)]), "an honest one");
    let numbers = |n: Vec<u8>, e: Vec<u8>| {
        let key = PublicKey::Rsa(RsaKey { n: Bytes(n), e: Bytes(e) });
        holds(vec![IssuerKey { kid: "rsa".into(), key, until: None }])
    };
    let mut even = jwk("n");
    *even.last_mut().expect("a byte") &= 0xfe;
    let huge = [jwk("n"), jwk("n"), jwk("n")].concat();
    for (what, n, e) in [
        ("a modulus of 1024 bits", jwk("p"), jwk("e")),
        ("one of 6144", huge, jwk("e")),
        ("an even one", even, jwk("e")),
        ("none", Vec::new(), jwk("e")),
        ("an exponent of 1", jwk("n"), vec![1]),
        ("an even one", jwk("n"), vec![4]),
        ("a huge one", jwk("n"), vec![1, 0, 0, 0, 1]),
        ("no exponent", jwk("n"), Vec::new()),
    ] {
        assert!(!numbers(n, e), "{what}");
    }
    let point = |bytes| IssuerKey { kid: "k".into(), key: PublicKey::P256(Bytes(bytes)), until: None };
    assert!(!holds(vec![point(vec![2; 33].into_iter().chain([0]).collect())]), "no point");
    assert!(!holds(vec![rsa(None), rsa(Some(5))]), "one name for two keys");
    let many = |count: u8| (0..count).map(|n| IssuerKey { kid: format!("k{n}"), ..rsa(None) }).collect();
    assert!(holds(many(32)) && !holds(many(33)), "more keys than one issuer has");
}

#[test]
fn each_provider_is_read_by_its_own_claims() {
    let nsis = "https://data.gov.dk/concept/core/nsis/Substantial";
    let mitid = json!({ "mitid.identity_name": "Karen Holm", "loa": nsis, "mitid.has_cpr": "true" });
    let helse = json!({ "helseid://claims/identity/assurance_level": "high", "name": "Eva Dahl" });
    let entra = json!({ "name": "Ali Mentor", "acrs": ["c1", "c2"], "department": "Job" });
    let plain = |name: &str, acr: &str| json!({ "name": name, "acr": acr });
    let feide = "urn:mace:feide.no:auth:level:fad08:3";
    for (profile, said, counts, expected) in [
        (Profile::Standard, plain("Karen", "high"), "high", ("Karen", Level::High, None)),
        (Profile::MitId, mitid, nsis, ("Karen Holm", Level::Substantial, None)),
        (
            Profile::IdPorten,
            plain("Kari", "idporten-loa-high"),
            "idporten-loa-high",
            ("Kari", Level::High, None),
        ),
        (Profile::HelseId, helse, "high", ("Eva Dahl", Level::High, None)),
        (Profile::UniLogin, plain("Bo", "Loalow"), "Loalow", ("Bo", Level::Low, None)),
        (Profile::Feide, plain("Bo", feide), feide, ("Bo", Level::Substantial, None)),
        (Profile::Entra, entra, "c2", ("Ali Mentor", Level::Substantial, Some("Job"))),
        (Profile::Keycloak, plain("Ali", "low"), "low", ("Ali", Level::Low, None)),
    ] {
        let mut provider = Provider::new();
        (provider.issuer.profile, provider.issuer.acr) = (Some(profile), vec![counts.into()]);
        let mut claims = provider.claims();
        for gone in ["name", "acr"] {
            claims.as_object_mut().expect("claims").remove(gone);
        }
        claims.as_object_mut().expect("claims").extend(said.as_object().expect("claims").clone());
        let who = provider.identify(&provider.sign(&header(), &claims)).expect("a card");
        assert_eq!((who.name.as_str(), who.level, who.unit.as_deref()), expected, "{profile:?}");
        // Of a level that does not count at this issuer, or stands on no scale, nobody is.
        provider.issuer.acr = vec!["another".into()];
        let card = provider.sign(&header(), &claims);
        assert_eq!(provider.judge(&card), Err(CardError::Level), "{profile:?}");
        provider.issuer.acr.push(counts.into());
        claims.as_object_mut().expect("claims").retain(|name, _| !name.contains("name"));
        let card = provider.sign(&header(), &claims);
        assert_eq!(provider.judge(&card), Err(CardError::Malformed), "{profile:?} without a name");
    }
}

#[test]
fn each_provider_is_asked_for_a_level_in_its_own_words() {
    let asked = |profile, acr: &[&str], least| {
        let mut issuer = Provider::new().issuer;
        (issuer.profile, issuer.acr) = (Some(profile), acr.iter().map(|it| (*it).to_owned()).collect());
        of(&issuer).asks_for(&issuer, least)
    };
    let one = |name, value: &str| Some(vec![(name, value.to_owned())]);
    assert_eq!(asked(Profile::Standard, &["high", "low"], Level::Low), one("acr_values", "low high"));
    assert_eq!(asked(Profile::Standard, &["high", "low"], Level::Substantial), one("acr_values", "high"));
    assert_eq!(asked(Profile::Standard, &["low"], Level::Substantial), None, "nothing as good");
    assert_eq!(asked(Profile::HelseId, &["high"], Level::Low), one("acr_values", "Level4"));
    let claims = r#"{"id_token":{"acrs":{"essential":true,"value":"c3"}}}"#;
    assert_eq!(asked(Profile::Entra, &["c2", "c3"], Level::High), one("claims", claims));
    let high = "https://data.gov.dk/concept/core/nsis/High";
    let params = format!(r#"{{"mitid":{{"loa_value":"{high}"}}}}"#);
    let both = vec![("idp_values", "mitid".to_owned()), ("idp_params", params)];
    assert_eq!(asked(Profile::MitId, &[high], Level::Substantial), Some(both));
}

#[test]
fn a_national_number_is_found_under_any_name() {
    let provider = Provider::new();
    // Nobody has these numbers: the third and fourth digit are a month that is none.
    let norwegian = "17829012340";
    for (claim, value) in [
        ("pid", json!("1")),
        ("dk.cpr", json!("1")),
        ("nemlogin.cpr", json!("1")),
        ("dk:gov:saml:attribute:CprNumberIdentifier", json!("1")),
        ("https://data.gov.dk/model/core/eid/cprNumber", json!("1")),
        ("helseid://claims/identity/pid", json!("1")),
        ("nin", json!("1")),
        ("norEduPersonNIN", json!("1")),
        ("address", json!({ "ssn": "1" })),
        ("preferred_username", json!(norwegian)),
        ("https://n.feide.no/claims/userid_sec", json!(["feide:bo@skole.no", format!("nin:{norwegian}")])),
        ("number", json!(17829012340_u64)),
        ("note", json!("CPR 311299-1234.")),
    ] {
        let mut claims = provider.claims();
        claims[claim] = value;
        let card = provider.sign(&header(), &claims);
        assert_eq!(provider.judge(&card), Err(CardError::NationalNumber), "{claim}");
    }
    for (claim, value) in [
        ("mitid.has_cpr", json!("true")),
        ("phone_number", json!("+47 12345678901")),
        ("sid", json!("af019631-6c61-464d-ab04-6394191a753d")),
        ("transaction", json!("361299-1234")),
        ("orgnr", json!("974760673")),
        ("updated_at", json!(1_764_144_000_123_u64)),
    ] {
        let mut claims = provider.claims();
        claims[claim] = value;
        let card = provider.sign(&header(), &claims);
        assert_eq!(provider.judge(&card).as_deref(), Ok("Karen Holm"), "{claim}");
    }
}
