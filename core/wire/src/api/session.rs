//! A session goes on: its refresh token is spent for the next two; and whose sessions were ended from elsewhere.
//! Refuses to be printed. `POST /v1/refresh` (with the header [`PROOF`], RFC 9449), `POST /v1/logout`,
//! `POST /v1/let-in`; the last two are answered with the person's devices that are logged out.

use crate::id::Salt;
use minicbor::{Decode, Encode};

/// How long an access token lasts, in seconds. An app that is shown asks for the next one at half of that, so
/// one that was left for less than the other half comes back without asking.
pub const ACCESS: u64 = 600;
/// How long a session lasts that nobody refreshes, in seconds.
pub const IDLE: u64 = 3600;
/// Where a session is refreshed.
pub const REFRESH: &str = "/v1/refresh";
/// The header in which the proof travels that the login key is at hand.
pub const PROOF: &str = "dpop";
/// The longest proof, in bytes.
pub const MAX_PROOF: usize = 2048;
/// How long a person is told that an old key to their login was used, in seconds.
pub const THEFT_TOLD: u64 = 7 * 86_400;

/// Asks for the next tokens. A refresh token goes out with one proof only: again with the same one, when the
/// answer was lost.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Refresh {
    /// Spent by this.
    #[n(0)]
    pub refresh: Salt,
}

/// The next tokens of a session.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Refreshed {
    /// For `Authorization`, in memory only.
    #[n(0)]
    pub token: Salt,
    /// Spent by the next refresh.
    #[n(1)]
    pub refresh: Salt,
    /// How long the access token lasts, in seconds.
    #[n(2)]
    pub lasts: u64,
    /// The server's clock, seconds since 1970.
    #[n(3)]
    pub now: u64,
}

impl core::fmt::Debug for Refresh {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Refresh([secret])")
    }
}

impl core::fmt::Debug for Refreshed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Refreshed([secret])")
    }
}
