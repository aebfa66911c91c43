//! A municipality: its root, whom it trusts to identify people, and who is employed.
//! Refuses judgement: verified in `membership::tenant`. Served by the server, signed by the root.

use crate::id::{DialogId, Signature, Tenant, Uid, VerifyKey};
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// What the tenant's root key signs: the only thing a client believes about a municipality.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TenantCard {
    /// 1.
    #[n(0)]
    pub version: u64,
    /// The root key itself.
    #[n(1)]
    pub tenant: Tenant,
    /// The municipality's name, for people.
    #[n(2)]
    pub name: String,
    /// Key with which the server signs the heads of its logs.
    #[n(3)]
    pub head_key: VerifyKey,
    /// Who may identify people.
    #[n(4)]
    pub issuers: Vec<Issuer>,
}

/// An OpenID provider that this tenant trusts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Issuer {
    /// The `iss` claim, exactly.
    #[n(0)]
    pub iss: String,
    /// The `aud` claim, exactly.
    #[n(1)]
    pub client_id: String,
    /// The authorisation endpoint.
    #[n(2)]
    pub authorize: String,
    /// The token endpoint.
    #[n(3)]
    pub token: String,
    /// `acr` values that count as identified.
    #[n(4)]
    pub acr: Vec<String>,
    /// Whom it identifies.
    #[n(5)]
    pub audience: Audience,
    /// Its signing keys.
    #[n(6)]
    pub keys: Vec<IssuerKey>,
    /// Where the browser is sent back to with the answer, exactly as the provider knows it: an https address
    /// that the phone opens the app with (RFC 8252 §7.2). `samtale:/login` when there is none, for development.
    #[n(7)]
    pub redirect: Option<String>,
}

/// Whom a provider identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Audience {
    /// Anyone with a national eID.
    #[n(0)]
    Citizens,
    /// The municipality's employees.
    #[n(1)]
    Staff,
}

/// A provider's ES256 key (RFC 7518 §3.4).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IssuerKey {
    /// Its `kid`.
    #[n(0)]
    pub kid: String,
    /// P-256 public key in SEC1 form, compressed or not.
    #[n(1)]
    pub key: Bytes,
}

/// Employment, as the tenant's attestation key signs it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrgAttest {
    /// The attestation key.
    #[n(0)]
    pub key: VerifyKey,
    /// The root's signature over `[tenant, key]`.
    #[n(1)]
    pub key_sig: Signature,
    /// Canonical [`Employment`].
    #[n(2)]
    pub payload: Bytes,
    /// The attestation key's signature over the payload.
    #[n(3)]
    pub sig: Signature,
}

/// Who works where, until when.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Employment {
    /// The municipality.
    #[n(0)]
    pub tenant: Tenant,
    /// The employee.
    #[n(1)]
    pub uid: Uid,
    /// The unit, for people.
    #[n(2)]
    pub unit: String,
    /// Seconds since 1970.
    #[n(3)]
    pub until: u64,
    /// The dialog in which they may take over when no coordinator is left.
    #[n(4)]
    pub succeeds: Option<DialogId>,
}

/// Who works here no longer, signed like an employment under a label of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Dismissal {
    /// The municipality.
    #[n(0)]
    pub tenant: Tenant,
    /// Who.
    #[n(1)]
    pub uid: Uid,
    /// From when, seconds since 1970.
    #[n(2)]
    pub t: u64,
}
