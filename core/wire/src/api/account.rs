//! Accounts: becoming one, and opening a session on a device that has one.
//! Refuses passwords and bearer secrets at rest. `POST /v1/enrol`, `POST /v1/session`, `GET /v1/users/{uid}`.

use super::Ring;
use crate::id::{DeviceId, InvitationId, LoginSignature, Salt, Tenant, Uid};
use crate::signed::Bytes;
use crate::tenant::OrgAttest;
use crate::user::Card;
use minicbor::{Decode, Encode};

/// A new person with a first device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Enrol {
    /// Signed [`Genesis`](crate::user::Genesis).
    #[n(0)]
    pub genesis: Bytes,
    /// Signed [`Attest`](crate::user::Attest) over the card.
    #[n(1)]
    pub attest: Bytes,
    /// The user secret sealed to the device's key.
    #[n(2)]
    pub sealed_secret: Bytes,
    /// The login, for the server's own admission; it does not keep it.
    #[n(3)]
    pub card: Card,
    /// Who is not employed here comes by invitation.
    #[n(4)]
    pub invitation: Option<InvitationId>,
    /// The login key's signature, as in [`OpenSession`]: enrolling opens the first session.
    #[n(5)]
    pub session: OpenSession,
}

/// Opens a session: the device proves its login key in one round trip.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OpenSession {
    /// The municipality, so that a login to one is none to another.
    #[n(0)]
    pub tenant: Tenant,
    /// Which device.
    #[n(1)]
    pub dev: DeviceId,
    /// Seconds since 1970; within [`MAX_SKEW`](super::MAX_SKEW) of the server's.
    #[n(2)]
    pub t: u64,
    /// Never used before.
    #[n(3)]
    pub nonce: Salt,
    /// ECDSA P-256 over the fields before, under `samtale1.login`.
    #[n(4)]
    pub sig: LoginSignature,
}

/// An open session.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Opened {
    /// Access token for `Authorization`, in memory only; short-lived.
    #[n(0)]
    pub token: Salt,
    /// The server's half of the vault key.
    #[n(1)]
    pub vault_half: Salt,
    /// The user secret sealed to this device.
    #[n(2)]
    pub sealed_secret: Bytes,
    /// The server's clock, seconds since 1970.
    #[n(3)]
    pub now: u64,
    /// The signed tenant card (canonical `Signed`).
    #[n(4)]
    pub tenant_card: Bytes,
    /// The person's employment, if any.
    #[n(5)]
    pub org: Option<Box<OrgAttest>>,
    /// The person's own user chain.
    #[n(6)]
    pub chain: Chain,
    /// The person's key ring, once there is one.
    #[n(7)]
    pub ring: Option<Ring>,
    /// Earlier uids of whoever logged in here as the same person, by the server's word alone: a
    /// device with lost keys asks back under them, and every member looks at its card.
    #[n(8)]
    pub former: Vec<Uid>,
    /// The user secrets before this one, each sealed under the next: of generation 0 first.
    #[n(9)]
    pub before: Vec<Bytes>,
    /// Spent by the first [`Refresh`](super::Refresh) of this session.
    #[n(10)]
    pub refresh: Salt,
    /// How long the access token lasts, in seconds.
    #[n(11)]
    pub lasts: u64,
    /// When an old key to this person's login was used last, within [`THEFT_TOLD`](super::THEFT_TOLD);
    /// seconds since 1970.
    #[n(12)]
    pub theft: Option<u64>,
    /// The person's devices that are logged out.
    #[n(13)]
    pub out: Vec<DeviceId>,
}

impl core::fmt::Debug for Opened {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Opened([secret])")
    }
}

/// A user chain: signed entries from the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Chain {
    /// Canonical `Signed`, oldest first.
    #[n(0)]
    pub entries: Vec<Bytes>,
}
