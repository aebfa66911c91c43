//! A server in this process, and people who speak to it as its clients do: signing themselves.
//! Refuses to let a fault of the server pass: every answer is checked for its form. Used by all stories.

#![allow(dead_code, unused_imports, unreachable_pub, missing_docs, reason = "each story uses what it needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

pub mod devices;
pub mod distributor;
pub mod entries;
pub mod http;
pub mod people;
pub mod stream;

pub use devices::{Device, Own};
pub use entries::Talk;
pub use http::{Reply, Wire};
pub use people::Person;
pub use stream::Stream;

use samtale_server::{Clock, Config, PersonnelError, Running, start};
use samtale_wire::api::Code;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// A refusal, as the tests compare it.
pub type No = (Code, Option<String>);

pub fn no<T>(code: Code) -> Result<T, No> {
    Err((code, None))
}

pub fn broken<T>(violation: samtale_membership::Violation) -> Result<T, No> {
    Err((Code::Violation, Some(violation.to_string())))
}

/// A running server with its directory.
pub struct Town {
    pub wire: Wire,
    pub clock: Clock,
    running: Running,
    config: Config,
    data: TempDir,
}

impl Town {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With room for one dialog's state in memory.
    pub async fn forgetful() -> Self {
        Self::with(|config| config.cache = NonZeroUsize::MIN).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config { clock: Clock::still(), ..Config::local(data.path()) };
        change(&mut config);
        Self::run(config, data).await
    }

    /// Starts a server on a directory that is there.
    pub async fn run(config: Config, data: TempDir) -> Self {
        let running = start(config.clone()).await.unwrap();
        let wire = Wire::new(&running.home, &data.path().join("tls/cert.pem"));
        Self { wire, clock: config.clock.clone(), running, config, data }
    }

    /// Stops the server and starts it anew on the same directory.
    pub async fn restart(self) -> Self {
        self.running.stop().await;
        Self::run(self.config, self.data).await
    }

    /// Stops the server; the directory is still there.
    pub async fn stop(self) -> TempDir {
        self.running.stop().await;
        self.data
    }

    /// The personnel desk says that somebody works here no longer.
    pub async fn dismiss(&self, who: &Person) -> Result<(), PersonnelError> {
        self.running.dismiss(&who.identity()).await
    }

    /// The personnel desk says who takes over after whom.
    pub async fn succeed(&self, who: &Person, after: &Person) -> Result<(), PersonnelError> {
        self.running.succeed(&who.identity(), &after.identity()).await
    }

    pub fn config(&self) -> Config {
        self.config.clone()
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }
}

/// Something that must come long before a long poll would end by itself.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(25), what).await.expect("soon")
}

/// Bytes nobody else has.
pub fn random<const N: usize>() -> [u8; N] {
    samtale_server::entropy::draw().unwrap()
}
