//! Why the server refused, as a closed list with stable codes (RFC 9457 `type`).
//! Refuses details: nothing of a request is ever repeated. Sent by every route.

use core::{fmt, str::FromStr};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal,)*) => {
        /// A refusal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The HTTP status it travels with.
            #[must_use]
            pub fn status(self) -> u16 { match self { $(Self::$name => $status,)* } }
        }

        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$name => $code,)* })
            }
        }

        impl FromStr for Code {
            type Err = crate::canon::Malformed;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code { $($code => Ok(Self::$name),)* _ => Err(crate::canon::Malformed) }
            }
        }
    };
}

codes! {
    /// The body or a parameter is not what it should be.
    Malformed = 400 "malformed",
    /// No session, or one that has ended.
    NoSession = 401 "no-session",
    /// The login key's signature does not hold, or the device is not live.
    BadLogin = 401 "bad-login",
    /// A refresh token that was spent before: its session has ended.
    Reused = 401 "token-reused",
    /// Logged out from another device of the same person, which can let it in again.
    LoggedOut = 401 "logged-out",
    /// No DPoP proof, or not the form of one.
    ProofMalformed = 401 "proof-malformed",
    /// Another algorithm than ES256, or none.
    ProofAlgorithm = 401 "proof-algorithm",
    /// By another key than the one that opened the session, or its signature does not hold.
    ProofKey = 401 "proof-key",
    /// For another request.
    ProofTarget = 401 "proof-target",
    /// For another refresh token.
    ProofToken = 401 "proof-token",
    /// A copy of one that has done its work.
    ProofUsed = 401 "proof-used",
    /// The ID token does not hold.
    BadCard = 403 "bad-card",
    /// Not a member, or not the addressee.
    NotAllowed = 403 "not-allowed",
    /// Nothing there, or nothing this account may know of.
    NotFound = 404 "not-found",
    /// No such route.
    NoRoute = 404 "no-route",
    /// The route does not know this method.
    NoMethod = 405 "no-method",
    /// Somebody was quicker: fetch, look again, sign again.
    Conflict = 409 "conflict",
    /// The invitation was used by another, or has run out.
    Spent = 410 "spent",
    /// The invitation was taken back by who made it.
    Withdrawn = 410 "withdrawn",
    /// The login is somebody else's already.
    Taken = 409 "taken",
    /// Larger than allowed.
    TooLarge = 413 "too-large",
    /// Not the media type of this route.
    MediaType = 415 "media-type",
    /// A part was asked for that begins where the file has ended.
    Beyond = 416 "beyond",
    /// The log's rules refuse the entry.
    Violation = 422 "violation",
    /// The time in the request is too far from the server's.
    Clock = 425 "clock",
    /// Too many requests.
    TooMany = 429 "too-many",
    /// The server could not make it durable; nothing was done.
    Unavailable = 503 "unavailable",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_its_own_and_reads_back() {
        for (i, code) in Code::ALL.iter().enumerate() {
            assert_eq!(code.to_string().parse(), Ok(*code));
            assert!(Code::ALL.iter().skip(i + 1).all(|other| other.to_string() != code.to_string()));
        }
    }
}
