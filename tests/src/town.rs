//! A town: one real server over TLS on loopback, with its data in a folder of its own, or behind an nginx, or
//! with a provider that nobody here wrote.
//! Refuses to outlive its test.

use crate::nginx::{Buffering, Nginx};
use crate::provider::{Conduct, Provider};
use crate::relay::Relay;
use crate::root;
use jiff::tz::TimeZone;
use samtale_server::clock::Clock;
use samtale_server::dev_login::Realm;
use samtale_server::push::distributor::Way;
use samtale_server::{Config, Login, Running};
use samtale_wire::invitation::{Home, Invitation};
use samtale_wire::tenant::Issuer;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A town.
pub struct Town {
    server: Running,
    folder: TempDir,
    clock: Clock,
    proxy: Option<Nginx>,
    push: Way,
    /// Who knows its people, where that is not the server itself.
    provider: Option<Provider>,
}

impl Town {
    /// Opens a new town.
    ///
    /// # Panics
    /// When the server does not start.
    pub async fn open() -> Self {
        Self::found(None, Way::default()).await
    }

    /// Opens a new town that is reached through nginx.
    ///
    /// # Panics
    /// When the server or nginx does not start.
    pub async fn behind(buffering: Buffering) -> Self {
        let mut town = Self::found(Some(Nginx::chosen(buffering).await), Way::default()).await;
        let tls = town.folder.path().join("server/tls");
        if let Some(proxy) = &mut town.proxy {
            proxy.stands_before(town.server.addr, &tls).await;
        }
        town
    }

    /// Opens a new town that calls sleeping phones at `push.example`, in this way.
    ///
    /// # Panics
    /// When the server does not start.
    pub async fn that_calls(way: Way) -> Self {
        Self::found(None, way).await
    }

    /// Opens a new town whose people log in at a real provider.
    ///
    /// # Panics
    /// When the server or the provider does not start.
    pub async fn that_logs_in_at(conduct: Conduct) -> Self {
        let (folder, clock) = (TempDir::new().expect("a folder"), Clock::default());
        let mut provider = Provider::chosen(conduct).await;
        let data = folder.path().join("server");
        root::signs(&data, 1, provider.issuers(&[(1, None)]));
        if let Some(secrets) = provider.secrets() {
            std::fs::write(data.join("tenant/clients.json"), secrets).expect("kept");
        }
        let server = start(folder.path(), &clock, None, None, &Way::default()).await;
        provider.stands(&folder.path().join("server/tls"), 1).await;
        Self { server, folder, clock, proxy: None, push: Way::default(), provider: Some(provider) }
    }

    /// Opens a town with the certificate that is in `folder` and a card with these issuers.
    ///
    /// # Panics
    /// When the server does not start.
    pub async fn with_issuers(folder: TempDir, issuers: Vec<Issuer>) -> Self {
        root::signs(&folder.path().join("server"), 1, issuers);
        let clock = Clock::default();
        let server = start(folder.path(), &clock, None, None, &Way::default()).await;
        Self { server, folder, clock, proxy: None, push: Way::default(), provider: None }
    }

    /// The root signs the next card, with these issuers, and the server starts anew with it; whoever is here
    /// stays here.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn signs_anew(self, issuers: Vec<Issuer>) -> Self {
        root::signs(&self.folder.path().join("server"), 2, issuers);
        self.restart().await
    }

    /// The provider signs with another key from now on, and the municipality's root with it a card that says so:
    /// the first key is retired. The server starts anew with that card; whoever is here stays here.
    ///
    /// # Panics
    /// When there is no provider, or something does not start.
    pub async fn rotates_keys(self) -> Self {
        let provider = self.provider.as_ref().expect("a provider");
        let issuers = provider.issuers(&[(1, Some(self.clock.now())), (2, None)]);
        let mut town = self.signs_anew(issuers).await;
        let tls = town.folder.path().join("server/tls");
        if let Some(provider) = &mut town.provider {
            provider.falls();
            provider.stands(&tls, 2).await;
        }
        town
    }

    /// Bo Lind's national number, in Norway.
    pub const OTHER_NUMBER: &str = crate::provider::OTHER_NUMBER;

    /// Karen's national number, as her provider has it.
    ///
    /// # Panics
    /// When there is no provider.
    #[must_use]
    pub fn number(&self) -> &'static str {
        self.provider.as_ref().expect("a provider").number()
    }

    /// The provider answers nobody any more.
    pub fn provider_falls(&mut self) {
        if let Some(provider) = &mut self.provider {
            provider.falls();
        }
    }

    async fn found(proxy: Option<Nginx>, push: Way) -> Self {
        let folder = TempDir::new().expect("a folder");
        let clock = Clock::default();
        let server = start(folder.path(), &clock, None, proxy.as_ref(), &push).await;
        Self { server, folder, clock, proxy, push, provider: None }
    }

    /// A wire to the server.
    ///
    /// # Panics
    /// When there is no port left.
    pub async fn wire(&self) -> Relay {
        Relay::to(self.server.addr).await
    }

    /// Lets days go by, for the server and for everybody's device.
    pub fn days_go_by(&self, days: u64) {
        self.clock.advance(days * 86_400);
    }

    /// Lets minutes go by.
    pub fn minutes_go_by(&self, minutes: u64) {
        self.clock.advance(minutes * 60);
    }

    /// The clock on everybody's wall.
    #[must_use]
    pub fn clock(&self) -> WallClock {
        WallClock(self.clock.clone())
    }

    /// Stops the server and starts it again on the same data.
    ///
    /// # Panics
    /// When the server does not start.
    pub async fn restart(self) -> Self {
        let Self { server, folder, clock, proxy, push, provider } = self;
        let addr = server.addr;
        server.stop().await;
        let server = start(folder.path(), &clock, Some(addr), proxy.as_ref(), &push).await;
        Self { server, folder, clock, proxy, push, provider }
    }

    /// Stops the server, keeps a copy of its data, and starts it again.
    ///
    /// # Panics
    /// When the disk fails.
    pub async fn back_up(self) -> Self {
        let Self { server, folder, clock, proxy, push, provider } = self;
        let addr = server.addr;
        server.stop().await;
        copy(&folder.path().join("server"), &folder.path().join("backup"));
        let server = start(folder.path(), &clock, Some(addr), proxy.as_ref(), &push).await;
        Self { server, folder, clock, proxy, push, provider }
    }

    /// Stops the server and starts it again on the copy.
    ///
    /// # Panics
    /// When there is none.
    pub async fn restore(self) -> Self {
        let Self { server, folder, clock, proxy, push, provider } = self;
        let addr = server.addr;
        server.stop().await;
        let data = folder.path().join("server");
        std::fs::remove_dir_all(&data).expect("the data");
        copy(&folder.path().join("backup"), &data);
        let server = start(folder.path(), &clock, Some(addr), proxy.as_ref(), &push).await;
        Self { server, folder, clock, proxy, push, provider }
    }

    /// The personnel desk says that an employee works there no longer.
    ///
    /// # Panics
    /// When nobody of that name is employed.
    pub async fn dismisses(&self, name: &str) {
        self.server.dismiss(&self.login(name)).await.expect("employed so far");
    }

    /// The personnel desk says who takes over from somebody.
    ///
    /// # Panics
    /// When they are no employees.
    pub async fn names_after(&self, gone: &str, successor: &str) {
        self.server.succeed(&self.login(successor), &self.login(gone)).await.expect("employees");
    }

    fn login(&self, name: &str) -> Login {
        Realm::Staff.login(&self.server.home.server, name)
    }

    /// What they say, in seconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// How clients know the server.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.server.home
    }

    /// The link with which employees enrol.
    #[must_use]
    pub fn staff_link(&self) -> String {
        Invitation { home: self.server.home.clone(), from: None }.to_link()
    }

    /// A folder for somebody's device.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Looks for these words in every file of the server and of all devices.
    ///
    /// # Panics
    /// When one is there.
    pub fn has_nowhere(&self, needles: &[&str]) {
        for needle in needles {
            let found = memchr::memmem::Finder::new(needle);
            walk(self.everything(), &mut |path, bytes| {
                assert!(found.find(bytes).is_none(), "{needle} in {}", path.display());
            });
        }
    }

    /// Everything that the server and all devices have on disk.
    #[must_use]
    pub fn everything(&self) -> &Path {
        self.folder.path()
    }
}

/// A device's clock that goes with the town's.
pub struct WallClock(Clock);

impl samtale_client::ports::Clock for WallClock {
    fn now(&self) -> u64 {
        self.0.now()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

fn walk(folder: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            walk(&entry, look);
        } else {
            // A device that is awake may have deleted it meanwhile.
            match std::fs::read(&entry) {
                Ok(bytes) => look(&entry, &bytes),
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{}", entry.display()),
            }
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

async fn start(
    folder: &Path,
    clock: &Clock,
    addr: Option<SocketAddr>,
    proxy: Option<&Nginx>,
    push: &Way,
) -> Running {
    let mut config = Config { clock: clock.clone(), ..Config::local(folder.join("server")) };
    // Clients know it by its address.
    config.listen = addr.unwrap_or(config.listen);
    config.origin = proxy.map(Nginx::origin);
    config.push_hosts = push.0.iter().map(|_| "push.example".to_owned()).collect();
    config.push = push.clone();
    // A provider of a test has the town's own certificate.
    config.provider_root = Some(config.data.join("tls/cert.pem"));
    samtale_server::start(config).await.expect("a server")
}
