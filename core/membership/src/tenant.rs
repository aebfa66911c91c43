//! A municipality's own signatures: its card, its attestation key, who is employed.
//! Refuses whatever the pinned root did not sign. Used by `apply` and the client's `vouch`.

use crate::sign;
use minicbor::{Decode, Encode};
use samtale_wire::tenant::{Dismissal, Employment, OrgAttest, TenantCard};
use samtale_wire::{Signed, Tenant, VerifyKey, decode, encode, label};

/// The tenant card, if the pinned root signed it.
#[must_use]
pub fn card(tenant: &Tenant, bytes: &[u8]) -> Option<TenantCard> {
    let root = VerifyKey(tenant.0);
    let signed: Signed = decode(bytes).ok()?;
    let holds = sign::key_ok(&root) && sign::verify_signed(&root, label::TENANT, &signed);
    let card: TenantCard = holds.then(|| decode(&signed.payload.0).ok())??;
    (card.version == 1 && card.tenant == *tenant && sign::key_ok(&card.head_key)).then_some(card)
}

/// The employment, if the pinned root's attestation key signed it.
#[must_use]
pub fn employment(tenant: &Tenant, org: &OrgAttest) -> Option<Employment> {
    let employment: Employment = word(tenant, org, label::ORGATTEST)?;
    (employment.tenant == *tenant).then_some(employment)
}

/// The end of an employment, if the pinned root's attestation key signed it.
#[must_use]
pub fn dismissal(tenant: &Tenant, org: &OrgAttest) -> Option<Dismissal> {
    let dismissal: Dismissal = word(tenant, org, label::ORGREVOKE)?;
    (dismissal.tenant == *tenant).then_some(dismissal)
}

fn word<T: for<'b> Decode<'b, ()> + Encode<()>>(
    tenant: &Tenant,
    org: &OrgAttest,
    purpose: &str,
) -> Option<T> {
    let root = VerifyKey(tenant.0);
    let delegated = sign::verify(&root, label::ORGKEY, &org_key(tenant, &org.key), &org.key_sig);
    let signed = sign::verify(&org.key, purpose, &org.payload.0, &org.sig);
    let ok = sign::key_ok(&root) && sign::key_ok(&org.key) && delegated && signed;
    ok.then(|| decode(&org.payload.0).ok())?
}

/// What the root signs to delegate to an attestation key.
#[must_use]
pub fn org_key(tenant: &Tenant, key: &VerifyKey) -> Vec<u8> {
    encode(&(*tenant, *key))
}
