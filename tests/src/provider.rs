//! A real OpenID provider, npm's `oidc-provider`, behind the town's own certificate: what it issues nobody here
//! wrote. Refuses to outlive its test. Fetched by `.tools/need`, run as a child of the test.

use crate::fronted::Fronted;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::SigningKey;
use samtale_wire::Bytes;
use samtale_wire::tenant::{Audience, Issuer, IssuerKey, Profile, PublicKey, RsaKey};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// The level that the municipality asks for.
const LEVEL: &str = "substantial";
/// The same in the words of MitID's broker.
const LOA: &str = "https://data.gov.dk/concept/core/nsis/Substantial";
/// The level above.
const HIGH: &str = "high";
/// The municipality's own scope, with which no number is told.
const PSEUDONYMOUS: &str = "nordby:samtale";
/// What ID-porten calls the two.
const LOAS: [&str; 2] = ["idporten-loa-substantial", "idporten-loa-high"];
/// What the server is known by, with characters that have to be encoded.
const SECRET: &str = "it is: 100% secret+";
/// Where the app is opened: an address of its own, as a phone knows it.
pub const APP: &str = "https://samtale.example/login";

/// How health workers are known there.
const HEALTH: &str = "health";
/// Where HelseID says how well.
const ASSURANCE: &str = "helseid://claims/identity/assurance_level";

/// Another app's name at the provider.
pub const OTHERS: &str = "others";

/// How a provider conducts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// As the municipality's card says.
    AsAgreed,
    /// As a broker of MitID: it signs by RSA, has claims of its own, and tells the number where it is asked for it.
    LikeMitId,
    /// As ID-porten: it knows the municipality's server alone, and each of its tokens tells the number.
    LikeIdPorten,
    /// The same of somebody whose eID tells it no name.
    LikeIdPortenWithoutName,
    /// The same, and the municipality has a scope there with which it tells no number.
    LikeIdPortenPseudonymous,
    /// It knows the municipality's server alone, and wants to be told beforehand what is asked.
    Pushed,
    /// The same, and it puts the national number into the token.
    PushedTelling,
    /// It identifies as well as it is asked to, up to the highest level.
    AsAsked,
    /// The same, where it knows the municipality's server alone.
    PushedAsAsked,
    /// It identifies too weakly.
    Weak,
    /// It puts the national number into the token.
    Telling,
    /// It signs with a key that the card does not name.
    OtherKey,
    /// It signs with an algorithm that nobody agreed on.
    OtherAlgorithm,
    /// It calls itself by another name than the card's.
    OtherName,
}

/// A provider.
pub struct Provider {
    conduct: Conduct,
    program: Fronted,
}

impl Provider {
    /// Chooses where to listen; nothing listens there yet.
    ///
    /// # Panics
    /// When there is no port left.
    pub async fn chosen(conduct: Conduct) -> Self {
        Self { conduct, program: Fronted::chosen().await }
    }

    fn is_as_asked(&self) -> bool {
        matches!(self.conduct, Conduct::AsAsked | Conduct::PushedAsAsked)
    }

    fn is_id_porten(&self) -> bool {
        use Conduct::{LikeIdPorten, LikeIdPortenPseudonymous, LikeIdPortenWithoutName};
        matches!(self.conduct, LikeIdPorten | LikeIdPortenPseudonymous | LikeIdPortenWithoutName)
    }

    fn is_pushed(&self) -> bool {
        let pushed =
            matches!(self.conduct, Conduct::Pushed | Conduct::PushedTelling | Conduct::PushedAsAsked);
        pushed || self.is_id_porten()
    }

    /// As whom people in general know it.
    fn profile(&self) -> Option<Profile> {
        match self.conduct {
            Conduct::LikeMitId => Some(Profile::MitId),
            _ => self.is_id_porten().then_some(Profile::IdPorten),
        }
    }

    fn levels(&self, audience: Audience) -> [&'static str; 2] {
        match audience {
            Audience::Citizens if self.is_id_porten() => LOAS,
            _ if self.is_as_asked() => [LEVEL, HIGH],
            _ => [LEVEL, LOA],
        }
    }

    /// What the municipality's card says of it: with these keys, by their numbers, and until when
    /// each signed.
    pub(crate) fn issuers(&self, keys: &[(u8, Option<u64>)]) -> Vec<Issuer> {
        let place = self.program.origin();
        let iss = if self.conduct == Conduct::OtherName { format!("{place}/") } else { place.clone() };
        let mitid = self.conduct == Conduct::LikeMitId;
        let key = |(seed, until): &(u8, Option<u64>)| IssuerKey {
            kid: kid(*seed),
            key: if mitid { rsa_public() } else { public(*seed) },
            until: *until,
        };
        let issuer = |client: &str, audience| Issuer {
            iss: iss.clone(),
            client_id: client.into(),
            authorize: format!("{place}/auth"),
            token: format!("{place}/token"),
            acr: self.levels(audience).map(str::to_owned).to_vec(),
            audience,
            keys: keys.iter().map(key).collect(),
            redirect: Some(APP.into()),
            profile: self.profile().filter(|_| audience == Audience::Citizens),
            par: (self.is_pushed()).then(|| format!("{place}/request")),
            pseudonymous: (self.conduct == Conduct::LikeIdPortenPseudonymous
                && audience == Audience::Citizens)
                .then(|| PSEUDONYMOUS.into()),
        };
        let mut issuers = vec![issuer("citizens", Audience::Citizens), issuer("staff", Audience::Staff)];
        if mitid {
            let health = issuer(HEALTH, Audience::Health);
            issuers.push(Issuer { profile: Some(Profile::HelseId), ..health });
        }
        issuers
    }

    /// What the municipality's server is known by there, as its data has it; `None` where it is not known.
    pub(crate) fn secrets(&self) -> Option<String> {
        let known = |it: &Issuer| json!({ "iss": it.iss, "client_id": it.client_id, "secret": SECRET });
        let issuers = self.issuers(&[]);
        issuers
            .iter()
            .all(|it| it.par.is_some())
            .then(|| Value::from_iter(issuers.iter().map(known)).to_string())
    }

    /// Stands, with the certificate that the town's clients pin, and signs with the key of this number.
    ///
    /// # Panics
    /// When it is not there or does not start.
    pub(crate) async fn stands(&mut self, tls: &Path, key: u8) {
        let key = if self.conduct == Conduct::OtherKey { key + 100 } else { key };
        let rsa = matches!(self.conduct, Conduct::OtherAlgorithm | Conduct::LikeMitId);
        let client = |id: &str| {
            json!({
                "id": id,
                "alg": if rsa { "RS256" } else { "ES256" },
                "secret": (self.is_pushed()).then_some(SECRET),
            })
        };
        let clients = ["citizens", "staff", HEALTH, OTHERS].map(client);
        let told = json!({
            "installed": installed(),
            "issuer": self.program.origin(),
            "socket": self.program.socket(),
            "cert": tls.join("cert.pem"),
            "key": tls.join("key.pem"),
            "redirect": APP,
            "keys": [if self.conduct == Conduct::LikeMitId { rsa_jwk(key) } else { jwk(key) }],
            "clients": clients,
            "levels": [LEVEL, HIGH, "low", LOAS[0], LOAS[1]],
            // Who has which number, and in which claim of the citizens' tokens it stands.
            "numbers": json!({ "Karen Holm": self.number(), "Bo Lind": OTHER_NUMBER }),
            "telling": match self.profile() {
                Some(Profile::IdPorten) => json!("pid"),
                Some(_) => json!("dk.cpr"),
                None => Value::Null,
            },
            "pseudonymous": PSEUDONYMOUS,
            "nameless": self.conduct == Conduct::LikeIdPortenWithoutName,
            "acr": match self.conduct {
                Conduct::AsAsked | Conduct::PushedAsAsked => Value::Null,
                _ if self.is_id_porten() => Value::Null,
                Conduct::Weak => json!("low"),
                _ => json!(LEVEL),
            },
            "claims": match self.conduct {
                Conduct::LikeMitId => json!({ "unit": "Job og uddannelse", "loa": LOA, "mitid.has_cpr": "true", ASSURANCE: LEVEL }),
                Conduct::Telling | Conduct::PushedTelling => json!({ "unit": "Job og uddannelse", "pid": NATIONAL_NUMBER }),
                _ => json!({ "unit": "Job og uddannelse" }),
            },
        });
        let config = self.program.folder().join("told.json");
        std::fs::write(&config, told.to_string()).expect("a config");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("provider/provider.mjs");
        self.program.stands(Command::new("node").arg(script).arg(config)).await;
    }

    /// Ends it: whoever comes finds nobody.
    pub(crate) fn falls(&mut self) {
        self.program.falls();
    }
}

/// A national number that nobody has: searched for afterwards.
pub const NATIONAL_NUMBER: &str = "3113997777";
/// Karen's, as in Norway and as in Denmark: of a day that there never was.
const NORWEGIAN: &str = "31020099944";
const DANISH: &str = "3102997777";
/// Somebody else's.
pub const OTHER_NUMBER: &str = "31020099863";

/// What of a number would be found in the open, also within a token: its digits, and their base64url.
#[must_use]
pub fn fragments(number: &str) -> Vec<String> {
    let within = (0..3).map(|before| {
        // Only the characters that are of nothing but the number.
        let all = BASE64.encode([&vec![0; before], number.as_bytes()].concat());
        let (first, last) = ((before * 8).div_ceil(6), (before + number.len()) * 8 / 6);
        all[first..last].to_owned()
    });
    let hyphened = format!("{}-{}", &number[..6], &number[6..]);
    within.chain([number.to_owned(), hyphened]).collect()
}

impl Provider {
    /// Karen's national number there.
    #[must_use]
    pub fn number(&self) -> &'static str {
        if self.conduct == Conduct::LikeMitId { DANISH } else { NORWEGIAN }
    }
}

/// Where npm put it.
fn installed() -> String {
    format!("{}/../target/provider", env!("CARGO_MANIFEST_DIR"))
}

fn kid(seed: u8) -> String {
    format!("key-{seed}")
}

fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).expect("a key")
}

fn public(seed: u8) -> PublicKey {
    PublicKey::P256(Bytes(signing_key(seed).verifying_key().to_sec1_point(false).as_bytes().to_vec()))
}

/// The key that the rules' tests sign with.
fn rsa_jwk(seed: u8) -> Value {
    let key = include_str!("../../core/membership/tests/judged/rsa.json");
    let mut jwk: Value = serde_json::from_str(key).expect("JSON");
    for (name, value) in [("use", "sig"), ("alg", "RS256"), ("kid", &kid(seed))] {
        jwk[name] = json!(value);
    }
    jwk
}

fn rsa_public() -> PublicKey {
    let jwk = rsa_jwk(0);
    let number = |name: &str| Bytes(BASE64.decode(jwk[name].as_str().expect("a number")).expect("base64url"));
    PublicKey::Rsa(RsaKey { n: number("n"), e: number("e") })
}

fn jwk(seed: u8) -> Value {
    let key = signing_key(seed);
    let point = key.verifying_key().to_sec1_point(false);
    let [x, y] = [point.x(), point.y()].map(|it| BASE64.encode(it.expect("a coordinate")));
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid(seed),
        "x": x, "y": y, "d": BASE64.encode(key.to_bytes()),
    })
}
