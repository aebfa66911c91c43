//! A municipality with a root key, an office that employs, a server key, and a login that believes every
//! name. Refuses nothing; whoever enrols is who they say. Real keys and signatures, drawn from a seed.

use crate::seeded::Seeded;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use samtale_engine::login::Page;
use samtale_engine::problem::Problem;
use samtale_membership::tenant::org_key;
use samtale_seal::Secret;
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_wire::head::ServerHead;
use samtale_wire::invitation::Home;
use samtale_wire::tenant::{Audience, Employment, Issuer, IssuerKey, OrgAttest, PublicKey, TenantCard};
use samtale_wire::{Bytes, DialogId, Hash, Tenant, Uid, encode, label};
use url::Url;

const CLIENT: &str = "samtale";
const ACR: &str = "high";

pub struct Town {
    root: DeviceKeys,
    office: DeviceKeys,
    server: DeviceKeys,
    provider: SigningKey,
    pub home: Home,
    pub card: Bytes,
}

impl Town {
    pub fn new(seed: u64) -> Self {
        let rng = &mut Seeded(seed);
        let mut keys = || DeviceSeeds::make(rng).keys();
        let (root, office, server) = (keys(), keys(), keys());
        let provider = SigningKey::from_slice(Secret::make(rng).expose()).expect("a scalar");
        let tenant = Tenant(root.verify_key().0);
        let public = provider.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        let issuer = |name: &str, audience| Issuer {
            iss: format!("https://{name}.test"),
            client_id: CLIENT.into(),
            authorize: format!("https://{name}.test/authorize"),
            token: format!("https://{name}.test/token"),
            acr: vec![ACR.into()],
            audience,
            redirect: None,
            profile: None,
            par: None,
            pseudonymous: None,
            keys: vec![IssuerKey {
                kid: "1".into(),
                key: PublicKey::P256(Bytes(public.clone())),
                until: None,
            }],
        };
        let card = TenantCard {
            version: 1,
            tenant,
            name: "Aarhus".into(),
            head_key: server.verify_key(),
            issuers: vec![issuer("citizens", Audience::Citizens), issuer("staff", Audience::Staff)],
            edition: None,
        };
        let signed = root.sign(label::TENANT, encode(&card));
        let home = Home { server: "https://town.test".into(), tenant, pin: None };
        Self { root, office, server, provider, home, card: Bytes(encode(&signed)) }
    }

    /// What a provider answers to whoever opened `page` and gave this name.
    pub fn log_in(&self, page: Result<Page, Problem>, name: &str, now: u64) -> String {
        let Ok(Page::At(page)) = page else { panic!("a page of the provider") };
        let page = Url::parse(&page).expect("a page");
        let nonce = page.query_pairs().find(|(key, _)| key == "nonce").expect("a nonce").1.into_owned();
        let iss = page.origin().ascii_serialization();
        let header = r#"{"alg":"ES256","typ":"JWT","kid":"1"}"#;
        let sub = name.replace(' ', "-");
        let claims = format!(
            r#"{{"iss":"{iss}","sub":"{sub}","aud":"{CLIENT}","nonce":"{nonce}","acr":"{ACR}","auth_time":{now},"iat":{now},"exp":{},"name":"{name}"}}"#,
            now + 600
        );
        let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let signature: Signature = self.provider.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }

    pub fn employ(&self, uid: Uid, until: u64) -> Box<OrgAttest> {
        let tenant = self.home.tenant;
        let employment = Employment { tenant, uid, unit: "Job".into(), until, succeeds: None };
        let key = self.office.verify_key();
        let key_sig = self.root.sign(label::ORGKEY, org_key(&tenant, &key)).sig;
        let signed = self.office.sign(label::ORGATTEST, encode(&employment));
        Box::new(OrgAttest { key, key_sig, payload: signed.payload, sig: signed.sig })
    }

    /// The end of a log, as the server signs it.
    pub fn head(&self, dialog: DialogId, seq: u64, head: Hash, t: u64) -> Bytes {
        let head = ServerHead { tenant: self.home.tenant, dialog, seq, head, t };
        Bytes(encode(&self.server.sign(label::SERVER_HEAD, encode(&head))))
    }
}
