//! The provider for developing: real OpenID Connect, as strict as the ones to come.

use crate::kit::people::{REDIRECT, VERIFIER, Who, asked, challenge, code, id_token};
use crate::kit::{Reply, Town};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::Value;

const KAREN: Who<'_> = Who::Citizen("Karen Ågård");

fn json(reply: &Reply) -> Value {
    assert_eq!(reply.headers["content-type"], "application/json");
    serde_json::from_slice(&reply.body).unwrap()
}

fn part(token: &str, n: usize) -> Value {
    serde_json::from_slice(&BASE64.decode(token.split('.').nth(n).unwrap()).unwrap()).unwrap()
}

async fn authorize(town: &Town, change: impl Fn(&mut Vec<(String, String)>)) -> Reply {
    let mut fields = asked("n");
    change(&mut fields);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    town.wire.get(&format!("/idp/citizen/authorize?{query}"), None).await
}

async fn exchange(town: &Town, code: &str, change: (&str, &str)) -> Reply {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("code_verifier", VERIFIER),
        ("client_id", "samtale-app"),
        ("redirect_uri", REDIRECT),
    ]
    .map(|(name, value)| if name == change.0 { change } else { (name, value) });
    town.wire.form("/idp/citizen/token", &fields).await
}

#[tokio::test]
async fn what_the_provider_says_of_itself_is_true() {
    let town = Town::start().await;
    for realm in ["citizen", "staff"] {
        let iss = format!("{}/idp/{realm}", town.wire.home.server);
        let said = town.wire.get(&format!("/idp/{realm}/.well-known/openid-configuration"), None).await;
        let said = json(&said);
        assert_eq!(said["issuer"], iss);
        for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            assert!(said[endpoint].as_str().unwrap().starts_with(&iss));
        }
        assert_eq!(json(&town.wire.get(&format!("/idp/{realm}/jwks"), None).await)["keys"][0]["kty"], "EC");
    }
    assert_eq!(town.wire.get("/idp/others/jwks", None).await.status, 404);
}

#[tokio::test]
async fn a_login_gives_a_token_that_the_published_key_signed() {
    let town = Town::start().await;
    let token = id_token(&town, Who::Staff("Ali Mentor"), "my-nonce").await;
    let jwk = json(&town.wire.get("/idp/staff/jwks", None).await)["keys"][0].clone();
    let half = |name: &str| BASE64.decode(jwk[name].as_str().unwrap()).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&[vec![4], half("x"), half("y")].concat()).unwrap();
    let (signed, sig) = token.rsplit_once('.').unwrap();
    let sig = Signature::from_slice(&BASE64.decode(sig).unwrap()).unwrap();
    key.verify(signed.as_bytes(), &sig).unwrap();

    assert_eq!(part(&token, 0)["kid"], jwk["kid"]);
    let claims = part(&token, 1);
    assert_eq!(claims["nonce"], "my-nonce");
    assert_eq!(claims["aud"], "samtale-app");
    assert_eq!((&claims["name"], &claims["unit"]), (&"Ali Mentor".into(), &"Familieafdelingen".into()));
    assert!(claims["iat"].as_u64() < claims["exp"].as_u64());
}

#[tokio::test]
async fn a_subject_is_the_same_each_time_and_another_for_others() {
    let town = Town::start().await;
    let sub = async |who| part(&id_token(&town, who, "n").await, 1)["sub"].clone();
    let karen = sub(KAREN).await;
    assert_eq!(sub(KAREN).await, karen);
    assert_ne!(sub(Who::Citizen("Eva")).await, karen);
    assert_ne!(sub(Who::Staff("Karen Ågård")).await, karen);
}

#[tokio::test]
async fn a_code_is_good_once_for_its_verifier_address_and_realm() {
    let town = Town::start().await;
    for change in [
        ("code_verifier", "another-verifier-that-is-long-enough-to-be-one"),
        ("code_verifier", ""),
        ("redirect_uri", "samtale:/elsewhere"),
        ("code", "no-such-code"),
    ] {
        let code = code(&town, KAREN, "n").await;
        let reply = exchange(&town, &code, change).await;
        assert_eq!((reply.status, &json(&reply)["error"]), (400, &"invalid_grant".into()), "{change:?}");
    }
    let first = code(&town, KAREN, "n").await;
    assert_eq!(exchange(&town, &first, ("", "")).await.status, 200);
    assert_eq!(json(&exchange(&town, &first, ("", "")).await)["error"], "invalid_grant");

    let staff = code(&town, Who::Staff("Ali"), "n").await;
    assert_eq!(json(&exchange(&town, &staff, ("", "")).await)["error"], "invalid_grant");

    let late = code(&town, KAREN, "n").await;
    town.clock.advance(61);
    assert_eq!(json(&exchange(&town, &late, ("", "")).await)["error"], "invalid_grant");

    let other = code(&town, KAREN, "n").await;
    assert_eq!(json(&exchange(&town, &other, ("client_id", "x")).await)["error"], "invalid_client");
    assert_eq!(
        json(&exchange(&town, &other, ("grant_type", "password")).await)["error"],
        "unsupported_grant_type"
    );
}

#[tokio::test]
async fn the_page_is_danish_labelled_and_safe() {
    let town = Town::start().await;
    let page = authorize(&town, |fields| fields[4].1 = r#""><script>x</script>"#.into()).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains(r#"<html lang="da">"#) && text.contains(r#"<label for="name">Navn</label>"#));
    assert!(!text.contains("<script") && text.contains("&lt;script&gt;"));
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_wrong_request_goes_back_to_the_app_and_a_foreign_app_nowhere() {
    let town = Town::start().await;
    for (field, value, error) in [
        (0, "token", "unsupported_response_type"),
        (3, "profile", "invalid_scope"),
        (5, "", "invalid_request"),
        (6, "", "invalid_request"),
        (7, "plain", "invalid_request"),
    ] {
        let back = authorize(&town, |fields| fields[field].1 = value.into()).await.location();
        let answer: Vec<_> = back.query_pairs().into_owned().collect();
        assert_eq!(answer, [("error".into(), error.to_owned()), ("state".into(), "s t&te".into())]);
    }
    for (field, value) in [(1, "another-app"), (2, "https://evil.example/"), (2, "")] {
        let page = authorize(&town, |fields| fields[field].1 = value.into()).await;
        assert_eq!((page.status, page.headers.get("location")), (400, None));
        assert!(!page.text().contains("evil"));
    }
}

#[tokio::test]
async fn an_empty_or_endless_name_shows_the_page_again() {
    let town = Town::start().await;
    let fields = asked("n");
    for name in ["", "   ", "x\ny", &"x".repeat(81)] {
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.push(("name", name));
        assert_eq!(town.wire.form("/idp/citizen/login", &fields).await.status, 422);
    }
    assert_eq!(challenge().len(), 43);
}
