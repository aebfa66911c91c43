//! Why something could not be done, as a closed list a person can be told about.
//! Refuses to carry user data: a variant is all there is. Made by the client, explained by `text`.

use crate::courier::Fault;
use samtale_membership::card::CardError;
use samtale_wire::api::Code;
use thiserror::Error;

/// Each variant has a stable [`code`](Problem::code) and says whether trying again may [help](Problem::retry).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// No connection; whatever was written waits and is sent later.
    #[error("offline")]
    Offline,
    /// The server could not answer just now.
    #[error("busy")]
    Busy,
    /// The server is not the one whose certificate was pinned.
    #[error("wrong-certificate")]
    WrongCertificate,
    /// The server belongs to another municipality than the invitation says.
    #[error("wrong-tenant")]
    WrongTenant,
    /// The invitation code cannot be read.
    #[error("bad-code")]
    BadCode,
    /// The invitation has been used or has run out.
    #[error("code-spent")]
    CodeSpent,
    /// Whoever made the invitation took it back.
    #[error("code-withdrawn")]
    CodeWithdrawn,
    /// Nothing lies under the short code: it is mistyped, or has been used, taken back or run out.
    #[error("code-unknown")]
    CodeUnknown,
    /// A short code without the address of its server.
    #[error("code-address")]
    CodeAddress,
    /// Too many short codes were tried from here that open nothing.
    #[error("code-tries")]
    CodeTries,
    /// The login was not completed.
    #[error("login-failed")]
    LoginFailed,
    /// The person broke the login off, or the login page did.
    #[error("login-cancelled")]
    LoginCancelled,
    /// The login was used before, or has run out at the provider.
    #[error("login-spent")]
    LoginSpent,
    /// The login was at another time than this device made its keys.
    #[error("login-stale")]
    LoginStale,
    /// The login identifies too weakly.
    #[error("login-too-weak")]
    LoginTooWeak,
    /// Somebody else logged in than the one whose device it is.
    #[error("login-other")]
    LoginOther,
    /// The login is not shown to be from the municipality's provider, for this app and for these keys.
    #[error("login-unproven")]
    LoginUnproven,
    /// The login carries a national number, which no member may see.
    #[error("login-too-telling")]
    LoginTooTelling,
    /// What stands beside a name has the digits of a national number, and is none.
    #[error("bad-number")]
    BadNumber,
    /// The login's provider does not answer.
    #[error("provider-away")]
    ProviderAway,
    /// This device's access has been taken away.
    #[error("revoked")]
    Revoked,
    /// This device was logged out from another one of the same person.
    #[error("logged-out")]
    LoggedOut,
    /// The device's clock is too far off.
    #[error("clock")]
    Clock,
    /// The phone's own key store cannot be used.
    #[error("key-store")]
    KeyStore,
    /// There is no account on this device, or its vault does not open.
    #[error("no-account")]
    NoAccount,
    /// The vault does not open; nothing was deleted.
    #[error("vault")]
    Vault,
    /// What the server sent does not hold; nothing was shown.
    #[error("tampered")]
    Tampered,
    /// Not allowed in this dialog, or not any more.
    #[error("not-allowed")]
    NotAllowed,
    /// There is no such dialog, post or file here.
    #[error("not-found")]
    NotFound,
    /// Too large: a post of at most 16 000 bytes, a file of at most 100 MB.
    #[error("too-large")]
    TooLarge,
    /// The picture cannot be read.
    #[error("bad-picture")]
    BadPicture,
    /// The device's disk is full or cannot be written.
    #[error("disk")]
    Disk,
    /// The session was locked meanwhile.
    #[error("locked")]
    Locked,
}

impl From<Fault> for Problem {
    /// What a fault means to a person.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Offline => Self::Offline,
            Fault::WrongCertificate => Self::WrongCertificate,
            Fault::Garbage => Self::Tampered,
            Fault::Refused(code) => match code {
                Code::NoSession | Code::BadLogin => Self::Revoked,
                Code::LoggedOut => Self::LoggedOut,
                Code::BadCard => Self::LoginFailed,
                Code::NotFound => Self::NotFound,
                Code::Spent => Self::CodeSpent,
                Code::Withdrawn => Self::CodeWithdrawn,
                Code::Taken => Self::LoginOther,
                Code::TooLarge => Self::TooLarge,
                Code::Clock => Self::Clock,
                Code::TooMany | Code::Unavailable | Code::Conflict => Self::Busy,
                // What a refresh is refused with: then a session is opened anew, and nobody is told of it.
                Code::Reused
                | Code::ProofMalformed
                | Code::ProofAlgorithm
                | Code::ProofKey
                | Code::ProofTarget
                | Code::ProofToken
                | Code::ProofUsed => Self::Busy,
                Code::NotAllowed | Code::Violation => Self::NotAllowed,
                Code::Malformed
                | Code::NoRoute
                | Code::NoMethod
                | Code::MediaType
                // A file that has become shorter than what was verified of it.
                | Code::Beyond => Self::Tampered,
            },
        }
    }
}

impl From<CardError> for Problem {
    /// What is wrong with a login, as far as that tells a person what to do.
    fn from(error: CardError) -> Self {
        match error {
            CardError::Level => Self::LoginTooWeak,
            CardError::Stale => Self::LoginStale,
            CardError::NationalNumber => Self::LoginTooTelling,
            CardError::Malformed
            | CardError::Mandate
            | CardError::Algorithm
            | CardError::Issuer
            | CardError::Key
            | CardError::Signature
            | CardError::Nonce
            | CardError::Voucher
            | CardError::Unknown => Self::LoginUnproven,
        }
    }
}

impl Problem {
    /// Every problem there is.
    pub const ALL: &[Self] = &[
        Self::Offline,
        Self::Busy,
        Self::WrongCertificate,
        Self::WrongTenant,
        Self::BadCode,
        Self::BadNumber,
        Self::CodeSpent,
        Self::CodeWithdrawn,
        Self::CodeUnknown,
        Self::CodeAddress,
        Self::CodeTries,
        Self::LoginFailed,
        Self::LoginCancelled,
        Self::LoginSpent,
        Self::LoginStale,
        Self::LoginTooWeak,
        Self::LoginOther,
        Self::LoginUnproven,
        Self::LoginTooTelling,
        Self::ProviderAway,
        Self::Revoked,
        Self::LoggedOut,
        Self::Clock,
        Self::KeyStore,
        Self::NoAccount,
        Self::Vault,
        Self::Tampered,
        Self::NotAllowed,
        Self::NotFound,
        Self::TooLarge,
        Self::BadPicture,
        Self::Disk,
        Self::Locked,
    ];

    /// The stable code, shown small below the sentence.
    #[must_use]
    pub fn code(self) -> String {
        self.to_string()
    }

    /// Whether the same act may succeed if it is tried again unchanged.
    #[must_use]
    pub fn retry(self) -> bool {
        matches!(self, Self::Offline | Self::Busy | Self::CodeTries | Self::Disk | Self::ProviderAway)
    }
}
