//! A municipality's root that signs what a server needs to be its: the card with its issuers, and the keys.
//! Refuses to draw keys: towns are told apart by their servers. Used by `town`.

use ed25519_dalek::{Signer, SigningKey};
use samtale_membership::{sign, tenant};
use samtale_server::keyfile::write_private;
use samtale_wire::tenant::{Issuer, TenantCard};
use samtale_wire::{Bytes, Signature, Signed, Tenant, VerifyKey, encode, label};
use std::path::Path;

/// Signs a card of this edition with these issuers into a server's data, before it starts.
pub(crate) fn signs(data: &Path, edition: u64, issuers: Vec<Issuer>) {
    let [root, attestation, head] = [7, 8, 9].map(|seed| SigningKey::from_bytes(&[seed; 32]));
    let public = |key: &SigningKey| VerifyKey(key.verifying_key().to_bytes());
    let signature =
        |purpose: &str, payload: &[u8]| Signature(root.sign(&sign::message(purpose, payload)).to_bytes());
    let id = Tenant(root.verifying_key().to_bytes());
    let (name, head_key) = ("Nordby Kommune".into(), public(&head));
    let payload =
        encode(&TenantCard { version: 1, tenant: id, name, head_key, issuers, edition: Some(edition) });
    let sig = signature(label::TENANT, &payload);
    let delegation = signature(label::ORGKEY, &tenant::org_key(&id, &public(&attestation)));
    let directory = data.join("tenant");
    std::fs::create_dir_all(&directory).expect("a folder");
    let files = [
        ("card", encode(&Signed { payload: Bytes(payload), sig })),
        ("attestation.key", attestation.to_bytes().to_vec()),
        ("attestation.sig", delegation.as_bytes().to_vec()),
        ("head.key", head.to_bytes().to_vec()),
    ];
    for (name, bytes) in files {
        write_private(&directory.join(name), &bytes).expect("kept");
    }
}
