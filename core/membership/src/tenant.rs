//! A municipality's own signatures: its card, its attestation key, who is employed.
//! Refuses whatever the pinned root did not sign, and issuers whose keys are none. Used by `apply`, `card` and
//! the client's `vouch`.

use crate::sign;
use minicbor::{Decode, Encode};
use p256::ecdsa::VerifyingKey;
use rsa::BoxedUint;
use samtale_wire::tenant::{
    Dismissal, Employment, Issuer, IssuerKey, MAX_ISSUERS, MAX_KEYS, OrgAttest, PublicKey, RsaKey, TenantCard,
};
use samtale_wire::{Bytes, Signed, Tenant, VerifyKey, decode, encode, label};
use std::collections::BTreeSet;

/// The sizes of an RSA key that are taken, in bits.
const RSA_BITS: core::ops::RangeInclusive<usize> = 2048..=4096;
/// The largest exponent of an RSA key, in bytes: what checking a signature costs grows with it.
const MAX_EXPONENT: usize = 4;

/// The tenant card, if the pinned root signed it.
#[must_use]
pub fn card(tenant: &Tenant, bytes: &[u8]) -> Option<TenantCard> {
    let root = VerifyKey(tenant.0);
    let signed: Signed = decode(bytes).ok()?;
    let holds = sign::key_ok(&root) && sign::verify_signed(&root, label::TENANT, &signed);
    let card: TenantCard = holds.then(|| decode(&signed.payload.0).ok())??;
    // Two under one name: which of them a token is of would be the order's to say.
    let named = |it: &Issuer| (it.iss.clone(), it.client_id.clone());
    let names: BTreeSet<_> = card.issuers.iter().map(named).collect();
    let issuers_ok = names.len() == card.issuers.len()
        && card.issuers.len() <= MAX_ISSUERS
        && card.issuers.iter().all(issuer_ok);
    let keys_ok = issuers_ok && sign::key_ok(&card.head_key);
    (card.version == 1 && card.tenant == *tenant && keys_ok).then_some(card)
}

/// Whether each key is one, and its name is nobody else's.
fn issuer_ok(issuer: &Issuer) -> bool {
    let key_ok = |key: &IssuerKey| match &key.key {
        PublicKey::P256(point) => p256(point).is_some(),
        PublicKey::Rsa(numbers) => rsa(numbers).is_some(),
    };
    let mut kids: Vec<&str> = issuer.keys.iter().map(|key| key.kid.as_str()).collect();
    kids.sort_unstable();
    kids.dedup();
    kids.len() == issuer.keys.len() && kids.len() <= MAX_KEYS && issuer.keys.iter().all(key_ok)
}

/// A point on the curve.
pub(crate) fn p256(point: &Bytes) -> Option<VerifyingKey> {
    VerifyingKey::from_sec1_bytes(&point.0).ok()
}

/// An RSA key of a size that is taken.
pub(crate) fn rsa(key: &RsaKey) -> Option<rsa::PublicKey> {
    let fits = key.n.0.len() * 8 <= *RSA_BITS.end() && key.e.0.len() <= MAX_EXPONENT;
    let number = |bytes: &Bytes| BoxedUint::from_be_slice_vartime(&bytes.0);
    // An exponent of 1 signs nothing.
    let e = fits.then(|| number(&key.e)).filter(|e| *e >= BoxedUint::from(3_u8))?;
    rsa::PublicKey::new_with_size_limits(number(&key.n), e, RSA_BITS).ok()
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
