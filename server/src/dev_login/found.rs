//! Founds a municipality to develop with: its root, attestation and head keys, and its issuers.
//! Refuses nothing; the same directory gives the same municipality. Called by `start`.

use super::{CLIENT, LEVELS, Realm, id_token};
use crate::keyfile;
use crate::tenant::{Municipality, TenantError};
use ed25519_dalek::{Signer, SigningKey};
use samtale_membership::{sign, tenant};
use samtale_wire::tenant::{Audience, Issuer, IssuerKey, PublicKey, TenantCard};
use samtale_wire::{Bytes, Signature, Signed, Tenant, VerifyKey, encode, label};
use std::path::{Path, PathBuf};

/// Where its secrets lie.
pub fn directory(data: &Path) -> PathBuf {
    data.join("dev-tenant")
}

/// Nordby Kommune.
///
/// # Errors
/// [`TenantError`] when the disk fails.
pub fn found(data: &Path, origin: &str) -> Result<Municipality, TenantError> {
    let directory = directory(data);
    std::fs::create_dir_all(&directory)?;
    let [root, attestation, head] =
        ["root", "attestation", "head"].map(|name| signing_key(&directory.join(name).with_extension("key")));
    let (root, attestation, head) = (root?, attestation?, head?);
    let id = Tenant(root.verifying_key().to_bytes());
    let payload = encode(&TenantCard {
        version: 1,
        tenant: id,
        name: "Nordby Kommune".into(),
        head_key: public(&head),
        issuers: vec![
            issuer(&directory, Realm::Citizen, Audience::Citizens, origin)?,
            issuer(&directory, Realm::Staff, Audience::Staff, origin)?,
        ],
        edition: None,
    });
    let sig = signature(&root, label::TENANT, &payload);
    let key_sig = signature(&root, label::ORGKEY, &tenant::org_key(&id, &public(&attestation)));
    Municipality::new(encode(&Signed { payload: Bytes(payload), sig }), attestation, key_sig, head)
}

fn issuer(directory: &Path, realm: Realm, audience: Audience, origin: &str) -> Result<Issuer, TenantError> {
    let iss = realm.issuer(origin);
    let key = id_token::Key::open(directory, realm)?;
    Ok(Issuer {
        client_id: CLIENT.into(),
        authorize: format!("{iss}/authorize"),
        token: format!("{iss}/token"),
        acr: LEVELS.map(str::to_owned).to_vec(),
        audience,
        keys: vec![IssuerKey {
            kid: key.kid().to_owned(),
            key: PublicKey::P256(Bytes(key.public())),
            until: None,
        }],
        iss,
        redirect: None,
        profile: None,
        par: None,
        pseudonymous: None,
    })
}

fn signing_key(path: &Path) -> std::io::Result<SigningKey> {
    Ok(SigningKey::from_bytes(&*keyfile::read_or_make(path)?))
}

fn public(key: &SigningKey) -> VerifyKey {
    VerifyKey(key.verifying_key().to_bytes())
}

fn signature(key: &SigningKey, label: &str, payload: &[u8]) -> Signature {
    Signature(key.sign(&sign::message(label, payload)).to_bytes())
}
