//! Why something was not done: a code for the client, and nothing of what it sent.
//! Refuses to carry causes outward: those go to the log, here, once. Returned by every verb.

use crate::entropy::NoEntropy;
use samtale_membership::Violation;
use samtale_wire::Malformed;
use samtale_wire::api::Code;

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which.
    pub code: Code,
    /// The broken rule, if it is one of a log's.
    pub violation: Option<Violation>,
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self { code, violation: None }
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self { code: Code::Violation, violation: Some(violation) }
    }
}

impl From<Malformed> for Refusal {
    fn from(_: Malformed) -> Self {
        Code::Malformed.into()
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's code alone: its message may quote a statement.
        tracing::error!(code = ?error.sqlite_error_code(), "the store failed");
        Code::Unavailable.into()
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(kind = ?error.kind(), "a file failed");
        Code::Unavailable.into()
    }
}

impl From<NoEntropy> for Refusal {
    fn from(_: NoEntropy) -> Self {
        tracing::error!("no randomness");
        Code::Unavailable.into()
    }
}
