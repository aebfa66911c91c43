//! A municipality: its root, whom it trusts to identify people, and who is employed.
//! Refuses judgement: verified in `membership::tenant`. Served by the server, signed by the root.

use crate::id::{DialogId, Signature, Tenant, Uid, VerifyKey};
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// The most issuers in a card.
pub const MAX_ISSUERS: usize = 16;
/// The most keys of one issuer, with the retired ones.
pub const MAX_KEYS: usize = 32;

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
    /// Who may identify people, and at most [`MAX_ISSUERS`].
    #[n(4)]
    pub issuers: Vec<Issuer>,
    /// Counts up with each card that the root signs, so that nobody is shown an older one again; none is 0.
    #[n(5)]
    pub edition: Option<u64>,
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
    /// What its tokens may say of the level (`acr`, or the claim that the profile names), exactly.
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
    /// How its tokens are read; [`Profile::Standard`] when there is none.
    #[n(8)]
    pub profile: Option<Profile>,
    /// Where requests are pushed to (RFC 9126), when the provider knows the municipality's server alone. Then
    /// the server asks for logins, and could ask for other keys than the app's.
    #[n(9)]
    pub par: Option<String>,
    /// The scope with which a login tells no national number, at a provider whose tokens tell it otherwise.
    #[n(10)]
    pub pseudonymous: Option<String>,
}

/// Which provider an issuer is: how its claims are read stands in `membership::profile`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Profile {
    /// The claims of OpenID Connect itself.
    #[default]
    #[n(0)]
    Standard,
    /// Denmark's MitID through a broker.
    #[n(1)]
    MitId,
    /// Norway's ID-porten.
    #[n(2)]
    IdPorten,
    /// Norway's HelseID, for health workers.
    #[n(3)]
    HelseId,
    /// Denmark's Unilogin, for schools.
    #[n(4)]
    UniLogin,
    /// Norway's Feide, for schools.
    #[n(5)]
    Feide,
    /// Microsoft Entra ID, for employees.
    #[n(6)]
    Entra,
    /// Keycloak, for employees.
    #[n(7)]
    Keycloak,
}

/// How well a login shows who somebody is: the one scale (eIDAS, Regulation 910/2014 art. 8), which Denmark's
/// NSIS and Norway's ID-porten share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Level {
    /// Some confidence.
    #[n(0)]
    Low,
    /// Two factors; identified against a register or a document.
    #[n(1)]
    Substantial,
    /// As substantial, in person and with hardware.
    #[n(2)]
    High,
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
    /// Health workers of any employer.
    #[n(2)]
    Health,
    /// Pupils and who works at their school.
    #[n(3)]
    Pupils,
}

/// A provider's signing key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IssuerKey {
    /// Its `kid`.
    #[n(0)]
    pub kid: String,
    /// The key; its kind says by which algorithm it signs, whatever a token's header says.
    #[n(1)]
    pub key: PublicKey,
    /// Until when it signed, seconds since 1970: tokens issued later do not count. `None` while it signs.
    #[n(2)]
    pub until: Option<u64>,
}

/// A public key with its algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum PublicKey {
    /// ES256 (RFC 7518 §3.4): a P-256 point in SEC1 form, compressed or not.
    #[n(0)]
    P256(#[n(0)] Bytes),
    /// RS256 (RFC 7518 §3.3): an RSA key of 2048 to 4096 bits.
    #[n(1)]
    Rsa(#[n(0)] RsaKey),
}

/// The numbers of an RSA key (RFC 7518 §6.3.1).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RsaKey {
    /// The modulus, big-endian.
    #[n(0)]
    pub n: Bytes,
    /// The exponent, big-endian; at least 3.
    #[n(1)]
    pub e: Bytes,
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
