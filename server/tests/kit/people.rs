//! Karen, Ali and others: their keys, their chains, their logins.
//! Refuses nothing: a story may take any part of it and make it wrong.

use super::{No, Town, random};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signer, SigningKey};
use p256::ecdsa::Signature as EcdsaSignature;
use samtale_membership::{UserChain, card, hash, login, sign};
use samtale_server::Login;
use samtale_wire::api::{Enrol, OpenSession, Opened};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::{Attest, Card, DevCert, Genesis, Token, UserBody, UserHead, UserPayload};
use samtale_wire::{
    Bytes, DeviceId, Hash, InvitationId, KemKey, LoginKey, LoginSignature, Salt, Signature, Signed, Tenant,
    Uid, VerifyKey, encode, label,
};
use sha2::{Digest, Sha256};

pub const REDIRECT: &str = "samtale:/login";
pub const VERIFIER: &str = "0123456789abcdefghijklmnopqrstuvwxyz0123456789_";

/// Keys and a chain; after [`Person::enrol`] also a session.
pub struct Person {
    pub signs: SigningKey,
    pub logs_in: p256::ecdsa::SigningKey,
    pub cert: DevCert,
    pub genesis: Bytes,
    pub attest: Bytes,
    pub card: Card,
    pub uid: Uid,
    pub dev: DeviceId,
    pub head: UserHead,
    pub token: Salt,
    pub org: Option<Box<OrgAttest>>,
}

/// What a device makes before anybody logs in.
pub struct Keys {
    signs: SigningKey,
    logs_in: p256::ecdsa::SigningKey,
    pub genesis: Genesis,
}

impl Keys {
    pub fn make(tenant: Tenant, now: u64) -> Self {
        let (signs, logs_in, device) = device_keys(now);
        let (salt, user_key, user_commit) = (Salt(random()), KemKey(random()), Hash(random()));
        Self { signs, logs_in, genesis: Genesis { tenant, salt, device, user_key, user_commit } }
    }

    pub fn over(&self) -> Hash {
        hash::over(
            &hash::uid(&self.genesis),
            &self.genesis.device,
            &self.genesis.user_key,
            &self.genesis.user_commit,
        )
    }

    /// The chain of two entries: the keys, and the card that vouches for them.
    pub fn attested(self, card: Card, now: u64) -> Person {
        let (over, cert) = (self.over(), self.genesis.device.clone());
        let Self { signs, logs_in, genesis } = self;
        let (uid, dev) = (hash::uid(&genesis), hash::device(&cert));
        let payload = |useq, uprev, body| UserPayload { version: 1, uid, useq, uprev, by: dev, t: now, body };
        let genesis = user_entry(&signs, &payload(0, Hash::ZERO, UserBody::Genesis(Box::new(genesis))));
        let attest = UserBody::Attest(Attest { dev, card: hash::card(&card), over, matched_by: None });
        let attest = user_entry(&signs, &payload(1, hash::hash(label::UENTRY_HASH, &[&genesis.0]), attest));
        let head = UserHead { useq: 1, hash: hash::hash(label::UENTRY_HASH, &[&attest.0]) };
        let (token, org) = (Salt([0; 32]), None);
        Person { signs, logs_in, cert, genesis, attest, card, uid, dev, head, token, org }
    }
}

/// Which part of the provider, and what is typed there.
#[derive(Clone, Copy)]
pub enum Who<'a> {
    Citizen(&'a str),
    Staff(&'a str),
}

impl Who<'_> {
    pub fn realm(self) -> &'static str {
        match self {
            Self::Citizen(_) => "citizen",
            Self::Staff(_) => "staff",
        }
    }
}

impl Person {
    /// Makes keys, logs in at the provider and signs the chain; not enrolled yet.
    pub async fn prepare(town: &Town, who: Who<'_>) -> Self {
        let (tenant, now) = (town.wire.home.tenant, town.clock.now());
        let keys = Keys::make(tenant, now);
        let r = Salt(random());
        let card =
            Card::Token(Token { id_token: id_token(town, who, &card::nonce(&keys.over(), &r)).await, r });
        keys.attested(card, now)
    }

    pub async fn staff(town: &Town, name: &str) -> Self {
        let mut person = Self::prepare(town, Who::Staff(name)).await;
        person.enrol(town, None).await.unwrap();
        person
    }

    pub async fn citizen(town: &Town, name: &str, invitation: InvitationId) -> Self {
        let mut person = Self::prepare(town, Who::Citizen(name)).await;
        person.enrol(town, Some(invitation)).await.unwrap();
        person
    }

    pub fn request(&self, town: &Town, invitation: Option<InvitationId>) -> Enrol {
        Enrol {
            genesis: self.genesis.clone(),
            attest: self.attest.clone(),
            sealed_secret: Bytes(b"sealed to the device".to_vec()),
            card: self.card.clone(),
            invitation,
            session: self.login(town.wire.home.tenant, town.clock.now()),
        }
    }

    pub async fn enrol(&mut self, town: &Town, invitation: Option<InvitationId>) -> Result<Opened, No> {
        let request = self.request(town, invitation);
        let opened: Opened = town.wire.post("/v1/enrol", None, &request).await.read()?;
        self.took(opened)
    }

    pub async fn open(&mut self, town: &Town) -> Result<Opened, No> {
        let login = self.login(town.wire.home.tenant, town.clock.now());
        let opened: Opened = town.wire.post("/v1/session", None, &login).await.read()?;
        self.took(opened)
    }

    fn took(&mut self, opened: Opened) -> Result<Opened, No> {
        (self.token, self.org) = (opened.token, opened.org.clone());
        Ok(opened)
    }

    pub fn login(&self, tenant: Tenant, t: u64) -> OpenSession {
        login_by(&self.logs_in, self.dev, tenant, t)
    }

    /// How their provider names them.
    pub fn identity(&self) -> Login {
        let claims = self.card.token().unwrap().id_token.split('.').nth(1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&BASE64.decode(claims).unwrap()).unwrap();
        Login::new(claims["iss"].as_str().unwrap(), claims["sub"].as_str().unwrap())
    }

    pub fn chain(&self) -> UserChain {
        UserChain::read([self.genesis.0.as_slice(), &self.attest.0]).unwrap()
    }
}

/// What a device makes for itself.
pub fn device_keys(now: u64) -> (SigningKey, p256::ecdsa::SigningKey, DevCert) {
    let signs = SigningKey::from_bytes(&random());
    let logs_in = p256::ecdsa::SigningKey::from_slice(&random::<32>()).unwrap();
    let public = logs_in.verifying_key().to_sec1_point(true);
    let cert = DevCert {
        signs: VerifyKey(signs.verifying_key().to_bytes()),
        opens: KemKey(random()),
        login: LoginKey(public.as_bytes().try_into().unwrap()),
        created: now,
    };
    (signs, logs_in, cert)
}

/// A device proves its login key.
pub fn login_by(key: &p256::ecdsa::SigningKey, dev: DeviceId, tenant: Tenant, t: u64) -> OpenSession {
    let nonce = Salt(random());
    let sig: EcdsaSignature = key.sign(&login::message(&tenant, &dev, t, &nonce));
    OpenSession { tenant, dev, t, nonce, sig: LoginSignature(sig.to_bytes().into()) }
}

fn user_entry(key: &SigningKey, payload: &UserPayload) -> Bytes {
    signed(key, label::UENTRY, encode(payload))
}

/// Canonical `Signed` bytes.
pub fn signed(key: &SigningKey, label: &str, payload: Vec<u8>) -> Bytes {
    let sig = Signature(key.sign(&sign::message(label, &payload)).to_bytes());
    Bytes(encode(&Signed { payload: Bytes(payload), sig }))
}

pub fn challenge() -> String {
    BASE64.encode(Sha256::digest(VERIFIER))
}

/// What the app puts into the address of the login page.
pub fn asked(nonce: &str) -> Vec<(String, String)> {
    [
        ("response_type", "code"),
        ("client_id", "samtale-app"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid"),
        ("state", "s t&te"),
        ("nonce", nonce),
        ("code_challenge", &challenge()),
        ("code_challenge_method", "S256"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Types a name on the login page; the code that comes back.
pub async fn code(town: &Town, who: Who<'_>, nonce: &str) -> String {
    let asked = asked(nonce);
    let mut fields: Vec<(&str, &str)> = asked.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    match who {
        Who::Citizen(name) => fields.push(("name", name)),
        Who::Staff(name) => fields.extend([("name", name), ("unit", "Familieafdelingen")]),
    }
    let back = town.wire.form(&format!("/idp/{}/login", who.realm()), &fields).await.location();
    assert_eq!(back.scheme(), "samtale");
    let answer: Vec<(String, String)> = back.query_pairs().into_owned().collect();
    assert_eq!(answer[1], ("state".into(), "s t&te".into()));
    assert_eq!(answer[0].0, "code");
    answer[0].1.clone()
}

/// A whole login.
pub async fn id_token(town: &Town, who: Who<'_>, nonce: &str) -> String {
    let code = code(town, who, nonce).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("client_id", "samtale-app"),
        ("redirect_uri", REDIRECT),
    ];
    let reply = town.wire.form(&format!("/idp/{}/token", who.realm()), &fields).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let token: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    token["id_token"].as_str().unwrap().to_owned()
}
