//! Why something could not be done, at the border: the closed list, and what a person is told of it.
//! Refuses to explain: the words come from the core. Mirrors `engine::problem`.

use samtale_engine::problem::Problem;
use samtale_engine::view::ProblemView;

#[uniffi::remote(Record)]
pub struct ProblemView {
    pub sentence: String,
    pub code: String,
    pub retry: bool,
}

#[uniffi::remote(Error)]
pub enum Problem {
    Offline,
    Busy,
    WrongCertificate,
    WrongTenant,
    BadCode,
    CodeSpent,
    CodeWithdrawn,
    CodeUnknown,
    CodeAddress,
    CodeTries,
    LoginFailed,
    LoginCancelled,
    LoginSpent,
    LoginStale,
    LoginTooWeak,
    LoginOther,
    LoginUnproven,
    LoginTooTelling,
    BadNumber,
    ProviderAway,
    Revoked,
    LoggedOut,
    Clock,
    KeyStore,
    NoAccount,
    Vault,
    Tampered,
    NotAllowed,
    NotFound,
    TooLarge,
    BadPicture,
    Disk,
    Locked,
}
