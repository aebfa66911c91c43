//! Keycloak, a provider that municipalities run: its own pages, keys and claims, set up by its own interface.
//! Refuses to outlive its test. Fetched by `.tools/need`; started by `./build.sh test-long` alone, as it takes its
//! time.

use crate::browser::plain;
use crate::provider::APP;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_wire::Bytes;
use samtale_wire::tenant::{Audience, Issuer, IssuerKey, Profile, PublicKey, RsaKey};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Where it was unpacked.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/keycloak/keycloak-26.7.3");
/// Who may set it up.
const ADMIN: &str = "root";
/// The municipality's realm.
const REALM: &str = "kommune";
/// Whom it knows.
const PEOPLE: [&str; 3] = ["Ali Mentor", "Karen Holm", "Mette Vind"];

/// A Keycloak with the municipality's realm.
pub struct Keycloak {
    child: Child,
    origin: String,
}

impl Keycloak {
    /// Starts it with this certificate, and sets it up.
    ///
    /// # Panics
    /// When it is not there, or does not start.
    pub async fn stands(tls: &Path) -> Self {
        let mut command = Command::new(format!("{HOME}/bin/kc.sh"));
        command
            .args(["start-dev", "--db=dev-mem", "--cache=local", "--http-host=127.0.0.1"])
            // It takes ports that are free, and says which.
            .args(["--http-port=0", "--https-port=0"])
            .arg(format!("--https-certificate-file={}", tls.join("cert.pem").display()))
            .arg(format!("--https-certificate-key-file={}", tls.join("key.pem").display()))
            .env("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN)
            .env("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("Keycloak; ./build.sh test-long fetches it");
        let said = BufReader::new(child.stdout.take().expect("what it says"));
        let (listens, heard) = tokio::sync::oneshot::channel();
        // Read to its end: nobody writes on into a pipe that is full.
        std::thread::spawn(move || {
            let mut listens = Some(listens);
            for line in said.lines().map_while(Result::ok) {
                let at = line.split_whitespace().find(|word| word.starts_with("https://127.0.0.1:"));
                let at = at.filter(|_| line.contains("Listening on"));
                if let Some((at, listens)) = at.and_then(|at| Some((at, listens.take()?))) {
                    // Whoever waits may have given up.
                    drop(listens.send(at.trim_end_matches(['.', ',']).to_owned()));
                }
            }
        });
        let keycloak = Self { child, origin: heard.await.expect("it says where it listens") };
        keycloak.is_set_up().await;
        keycloak
    }

    /// What the municipality's card says of it: which keys it has now, and, of `retired`, had before.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn issuers(&self, acr: &str, retired: &[IssuerKey]) -> Vec<Issuer> {
        let protocol = format!("{}/realms/{REALM}/protocol/openid-connect", self.origin);
        let keys = self.ask(plain().get(format!("{protocol}/certs"))).await;
        let number = |key: &Value, name: &str| {
            Bytes(BASE64.decode(key[name].as_str().expect("a number")).expect("base64url"))
        };
        let signs = |key: &&Value| key["use"] == "sig" && key["kty"] == "RSA";
        let read = |key: &Value| IssuerKey {
            kid: key["kid"].as_str().expect("a name").to_owned(),
            key: PublicKey::Rsa(RsaKey { n: number(key, "n"), e: number(key, "e") }),
            until: None,
        };
        let mut now: Vec<IssuerKey> =
            keys["keys"].as_array().expect("keys").iter().filter(signs).map(read).collect();
        now.retain(|key| retired.iter().all(|it| it.kid != key.kid));
        let issuer = |client: &str, audience| Issuer {
            iss: format!("{}/realms/{REALM}", self.origin),
            client_id: client.into(),
            authorize: format!("{protocol}/auth"),
            token: format!("{protocol}/token"),
            acr: vec![acr.into()],
            audience,
            keys: [retired, &now].concat(),
            redirect: Some(APP.into()),
            profile: Some(Profile::Keycloak),
            par: None,
            pseudonymous: None,
        };
        vec![issuer("citizens", Audience::Citizens), issuer("staff", Audience::Staff)]
    }

    /// It signs with another key from now on.
    ///
    /// # Panics
    /// When it refuses.
    pub async fn rotates(&self) {
        let realm = self.ask(self.admin(plain().get(self.place(&format!("/{REALM}")))).await).await;
        let key = json!({
            "name": "the next key", "providerId": "rsa-generated", "parentId": realm["id"],
            "providerType": "org.keycloak.keys.KeyProvider",
            "config": { "priority": ["1000"], "algorithm": ["RS256"], "keySize": ["2048"] },
        });
        self.tells(&format!("/{REALM}/components"), &key).await;
    }

    async fn is_set_up(&self) {
        let mapper = |name: &str, kind: &str, config: Value| json!({ "name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": config });
        let client = |id: &str| {
            let salt = json!({ "pairwiseSubAlgorithmSalt": id });
            let unit = json!({
                "claim.name": "unit", "claim.value": "Job og uddannelse",
                "jsonType.label": "String", "id.token.claim": "true",
            });
            json!({
                "clientId": id, "publicClient": true, "redirectUris": [APP],
                "attributes": { "pkce.code.challenge.method": "S256" },
                "protocolMappers": [
                    mapper("pairwise", "oidc-sha256-pairwise-sub-mapper", salt),
                    mapper("unit", "oidc-hardcoded-claim-mapper", unit),
                ],
            })
        };
        let person = |name: &str| {
            let (first, last) = name.split_once(' ').expect("two names");
            json!({
                "username": name.to_lowercase(), "firstName": first, "lastName": last, "enabled": true,
                "email": format!("{first}@example.org"), "emailVerified": true,
                "credentials": [{ "type": "password", "value": "any", "temporary": false }],
            })
        };
        let (clients, people) = (["citizens", "staff"].map(client), PEOPLE.map(person));
        let realm = json!({
            "realm": REALM, "enabled": true,
            // A password alone is the first of the levels.
            "attributes": { "acr.loa.map": r#"{"substantial":1,"high":2}"# },
            "clients": clients, "users": people,
        });
        self.tells("", &realm).await;
    }

    fn place(&self, path: &str) -> String {
        format!("{}/admin/realms{path}", self.origin)
    }

    async fn tells(&self, path: &str, what: &Value) {
        let call = self
            .admin(
                plain()
                    .post(self.place(path))
                    .header("content-type", "application/json")
                    .body(what.to_string()),
            )
            .await;
        let answer = call.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }

    async fn admin(&self, call: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        let place = format!("{}/realms/master/protocol/openid-connect/token", self.origin);
        let form = [("grant_type", "password"), ("client_id", "admin-cli"), ("username", ADMIN)];
        let form: Vec<_> = form.into_iter().chain([("password", ADMIN)]).collect();
        let token = self.ask(plain().post(place).form(&form)).await;
        call.bearer_auth(token["access_token"].as_str().expect("a token"))
    }

    async fn ask(&self, call: reqwest::RequestBuilder) -> Value {
        let answer = call.send().await.expect("an answer").bytes().await.expect("a body");
        serde_json::from_slice(&answer).expect("JSON")
    }
}

impl Drop for Keycloak {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
