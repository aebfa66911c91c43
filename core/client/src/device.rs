//! A device: its directory, its key store, its way to servers. Locked until a session is opened.
//! Refuses a second account in the same directory, and to enrol because a vault does not open.

use crate::adapters::clock::SystemClock;
use crate::adapters::http::Network;
use crate::by_code;
use crate::cache::{Bound, Cache};
use crate::door::Door;
use crate::enrolment::Enrolment;
use crate::jotter::Jotter;
use crate::mind::Mind;
use crate::ports::{Clock, Connect, KeyStore};
use crate::queue::Queue;
use crate::seat::Seat;
use crate::session::Session;
use crate::settings::Settings;
use crate::vault::{self, Keeper};
use samtale_engine::Engine;
use samtale_engine::problem::Problem;
use samtale_engine::view::Language;
use samtale_seal::Secret;
use samtale_wire::DeviceId;
use samtale_wire::device_link::Link;
use samtale_wire::invitation::Home;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// The world that a device lives in.
#[derive(Clone)]
pub struct Ports {
    /// Makes ways to servers.
    pub network: Arc<dyn Connect>,
    /// Keeps the device's half of the vault key, and its login key.
    pub keys: Arc<dyn KeyStore>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Ports {
    /// The real network and clock, with the key store that was chosen.
    #[must_use]
    pub fn real(keys: Arc<dyn KeyStore>) -> Self {
        Self { network: Arc::new(Network), keys, clock: Arc::new(SystemClock) }
    }
}

/// A device.
pub struct Device {
    directory: PathBuf,
    ports: Ports,
    language: Language,
    room: Bound,
    seat: Seat,
    /// Where a short code leads that is typed without an address.
    home: Arc<OnceLock<Home>>,
}

/// The home in a link of any kind.
pub(crate) fn home(link: &str) -> Result<Home, Problem> {
    Link::read(link).map(|link| link.home().clone()).map_err(|_| Problem::BadCode)
}

impl Device {
    /// A device whose vault lies, or will lie, in `directory`.
    ///
    /// # Errors
    /// [`Problem::Disk`] when the directory cannot be made.
    pub fn new(directory: PathBuf, ports: Ports, language: Language) -> Result<Self, Problem> {
        Self::at(Seat::default(), directory, ports, language)
    }

    /// One of several on a phone, of whom one is in at a time.
    pub(crate) fn at(
        seat: Seat,
        directory: PathBuf,
        ports: Ports,
        language: Language,
    ) -> Result<Self, Problem> {
        std::fs::create_dir_all(&directory).map_err(|_| Problem::Disk)?;
        Ok(Self { directory, ports, language, seat, room: Bound::default(), home: Arc::default() })
    }

    /// The same on a phone with little memory: of what was said at most so many rows are held at once, 50,000
    /// at most. What is let go of is fetched again when it is looked at.
    #[must_use]
    pub fn with_room_for(self, rows: u16) -> Self {
        Self { room: Bound::of_rows(rows), ..self }
    }

    /// The same in an app that was built for one municipality, by a link to it: there a short code needs no
    /// address.
    ///
    /// # Errors
    /// [`Problem::BadCode`] when it is no link.
    pub fn built_for(self, link: &str) -> Result<Self, Problem> {
        Ok(Self { home: Arc::new(OnceLock::from(home(link)?)), ..self })
    }

    /// The same, as soon as the home is known.
    pub(crate) fn at_home(self, home: Arc<OnceLock<Home>>) -> Self {
        Self { home, ..self }
    }

    /// The language that it speaks.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether somebody has enrolled here; also where the disk does not say.
    #[must_use]
    pub fn has_account(&self) -> bool {
        vault::may_exist(&self.directory)
    }

    /// Reads an invitation, a link or a short code, and prepares the login.
    ///
    /// # Errors
    /// [`Problem::BadCode`], [`Problem::WrongTenant`], [`Problem::WrongCertificate`],
    /// [`Problem::Offline`]; of a short code [`Problem::CodeUnknown`], [`Problem::CodeTries`],
    /// [`Problem::CodeAddress`], [`Problem::Tampered`]; [`Problem::Vault`] when there is an account already.
    pub async fn enrol(&self, link: &str) -> Result<Enrolment, Problem> {
        if self.has_account() {
            return Err(Problem::Vault);
        }
        let link = by_code::read(&self.ports, link, self.home.get()).await?;
        self.begin(link, None).await
    }

    /// The same with the digits of a code on paper; of the link its home alone counts.
    ///
    /// # Errors
    /// As [`enrol`](Self::enrol); [`Problem::BadCode`] also when the digits are no code of anybody here.
    pub async fn recover(&self, link: &str, digits: &str) -> Result<Enrolment, Problem> {
        if self.has_account() {
            return Err(Problem::Vault);
        }
        let link = Link::read(link).map_err(|_| Problem::BadCode)?;
        self.begin(link, Some(digits)).await
    }

    async fn begin(&self, link: Link, digits: Option<&str>) -> Result<Enrolment, Problem> {
        self.seat.still()?;
        let (directory, ports, room) = (self.directory.clone(), self.ports.clone(), self.room);
        Enrolment::begin(self.seat.clone(), directory, ports, self.language, room, link, digits).await
    }

    /// Where one can write while the vault is closed, as without a network.
    ///
    /// # Errors
    /// [`Problem::NoAccount`] before the first session on this device, [`Problem::Vault`] when what it left
    /// for this was changed, [`Problem::KeyStore`], [`Problem::Disk`].
    pub fn jotter(&self) -> Result<Jotter, Problem> {
        Jotter::open(&self.directory, &self.ports, self.language)
    }

    /// Fetches the vault's other half and opens it.
    ///
    /// # Errors
    /// [`Problem::NoAccount`], [`Problem::Offline`], [`Problem::Revoked`], [`Problem::Vault`];
    /// [`Problem::Locked`] when another person of this phone was chosen meanwhile.
    pub async fn unlock(&self) -> Result<Session, Problem> {
        self.seat.still()?;
        let closed = vault::read(&self.directory)?;
        let dev = closed.head.dev;
        let login = self.ports.keys.get(&login_key(&dev))?.ok_or(Problem::Vault)?;
        let half = self.ports.keys.get(&device_half(&dev))?.ok_or(Problem::Vault)?;
        let home = closed.head.home.clone();
        let transport = self.ports.network.connect(&home)?;
        let door = Door::new(transport, Arc::clone(&self.ports.clock), &login, &home, dev)?;
        let (opened, starting) = door.start().await.map_err(Problem::from)?;
        let server = Secret::new(opened.vault_half.0);
        let content = closed.open(&half, &server)?;
        let keeper = Keeper::new(&self.directory, &closed.head, content.clone(), half, server);
        let engine = Engine::start(home, closed.head.uid, dev, content, opened)?;
        let cache = Cache::bounded(self.room).map_err(|_| Problem::Disk)?;
        let mind = Mind::wake(engine, door, Queue::open(&self.directory)?, keeper, cache, self.language)?;
        self.seat.take(&mind)?;
        Ok(Session::begin(mind, Some(starting), Settings::of(&self.directory)))
    }
}

/// The name of a device's login key in the key store.
pub(crate) fn login_key(dev: &DeviceId) -> String {
    format!("login-{dev}")
}

/// The name of a device's half of the vault key in the key store.
pub(crate) fn device_half(dev: &DeviceId) -> String {
    format!("vault-{dev}")
}
