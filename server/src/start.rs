//! Starting and stopping: opens everything in order, listens, and ends in peace.
//! Refuses to start without a tenant, a usable database and its wrap key. Called by `main` and by tests.

use crate::config::Config;
use crate::ephemerals::Ephemerals;
use crate::files::Files;
use crate::halves::{Halves, HalvesError};
use crate::house::House;
use crate::personnel::{self, Login, PersonnelError, Word};
use crate::push::distributor::{Distributor, WebPush};
use crate::push::{self, Pushes};
use crate::relying_party::{RelyingError, RelyingParty};
use crate::sessions::Sessions;
use crate::store::{self, Readers, StoreError};
use crate::tenant::{Municipality, TenantError};
use crate::tls::{self, TlsError};
use crate::tries::Tries;
use crate::wake::Wake;
use crate::writer::Writer;
use crate::{codes, due, routes};
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use samtale_wire::api::REFRESH;
use samtale_wire::invitation::{Home, Invitation};
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How long requests under way may still take when the server stops.
const GRACE: Duration = Duration::from_secs(5);
/// How long a connection may take to say what it wants, or to show that it is still there.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most requests at one time on one connection.
const STREAMS: u32 = 64;
/// How long to wait after a turn of the wrap key failed.
const PAUSE: Duration = Duration::from_secs(300);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory.
    #[error("the data directory cannot be used: {0}")]
    Data(#[source] std::io::Error),
    /// Another process.
    #[error("another server works on this data directory")]
    InUse,
    /// The address.
    #[error("the address cannot be listened on: {0}")]
    Listen(#[source] std::io::Error),
    /// The origin.
    #[error("the origin must be https://host[:port] without a path")]
    Origin,
    /// The database.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The vaults' halves.
    #[error("{0}")]
    Halves(#[from] HalvesError),
    /// The tenant.
    #[error("{0}")]
    Tenant(#[from] TenantError),
    /// The certificate.
    #[error("{0}")]
    Tls(#[from] TlsError),
    /// The way to providers.
    #[error("{0}")]
    Relying(#[from] RelyingError),
    /// The way to distributors.
    #[error("phones cannot be called: TLS cannot be set up")]
    Push,
}

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// How clients know it.
    pub home: Home,
    handle: Handle<SocketAddr>,
    house: Arc<House>,
    serving: JoinHandle<std::io::Result<()>>,
    tasks: [JoinHandle<()>; 5],
    writing: thread::JoinHandle<()>,
    lock: File,
}

/// Opens everything and begins to serve.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: Config) -> Result<Running, StartError> {
    let data = config.data.as_path();
    let lock = lock(data)?;
    let listener = TcpListener::bind(config.listen).map_err(StartError::Listen)?;
    listener.set_nonblocking(true).map_err(StartError::Listen)?;
    let addr = listener.local_addr().map_err(StartError::Listen)?;
    let (origin, host) = origin(&config, addr)?;
    let (tls, pin) = tls::open(&data.join("tls"), &host)?;

    let (house, writing) = furnish(&config, &origin)?;
    let home = Home { server: origin, tenant: house.town.id(), pin: Some(pin) };
    let link = Invitation { home: home.clone(), from: None }.to_link();
    crate::keyfile::write_private(&data.join("home.txt"), link.as_bytes()).map_err(StartError::Data)?;

    let tasks = [
        tokio::spawn(do_what_is_due(house.clone())),
        tokio::spawn(turn_the_wrap_key(house.clone())),
        tokio::spawn(do_what_personnel_says(house.clone())),
        tokio::spawn(call_who_sleeps(house.clone())),
        tokio::spawn(erase_codes(house.clone())),
    ];
    let handle = Handle::new();
    let app = routes::table(house.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(tls))
        .map_err(StartError::Listen)?
        // What is written in two parts does not wait for the first one's acknowledgement.
        .map(|tls| tls.acceptor(NoDelayAcceptor::new()))
        .handle(handle.clone());
    let http = server.http_builder();
    http.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    http.http2().timer(TokioTimer::new()).keep_alive_interval(PATIENCE).max_concurrent_streams(STREAMS);
    let serving = tokio::spawn(server.serve(app));
    tracing::info!(%addr, "listening");
    Ok(Running { addr, home, handle, house, serving, tasks, writing, lock })
}

impl Running {
    /// Says, as the personnel desk does beside the server, that somebody works here no longer; and does it.
    ///
    /// # Errors
    /// [`PersonnelError`].
    pub async fn dismiss(&self, who: &Login) -> Result<(), PersonnelError> {
        personnel::say(&self.house, Word::Dismiss { login: who.hash() }).await
    }

    /// Says the same way that somebody takes over after another; and does it.
    ///
    /// # Errors
    /// [`PersonnelError`].
    pub async fn succeed(&self, who: &Login, after: &Login) -> Result<(), PersonnelError> {
        personnel::say(&self.house, Word::Succeed { login: who.hash(), after: after.hash() }).await
    }

    /// Answers the long polls, lets what is under way end, and closes the database.
    pub async fn stop(self) {
        self.house.wake.close();
        self.handle.graceful_shutdown(Some(GRACE));
        drop(self.serving.await);
        for task in self.tasks {
            task.abort();
            drop(task.await);
        }
        drop(self.house);
        // Nobody holds the writer any more but connections that are being closed by force.
        drop(tokio::task::spawn_blocking(move || self.writing.join()).await);
        drop(self.lock);
        tracing::info!("stopped");
    }
}

/// Two servers on one directory would each believe their own memory.
fn lock(data: &Path) -> Result<File, StartError> {
    std::fs::create_dir_all(data).map_err(StartError::Data)?;
    let lock = File::create(data.join("lock")).map_err(StartError::Data)?;
    lock.try_lock().map_err(|_| StartError::InUse)?;
    Ok(lock)
}

fn origin(config: &Config, addr: SocketAddr) -> Result<(String, String), StartError> {
    let origin = config.origin.clone().unwrap_or_else(|| format!("https://{addr}"));
    let url = url::Url::parse(&origin).map_err(|_| StartError::Origin)?;
    let host = url.host_str().ok_or(StartError::Origin)?.to_owned();
    let plain = url.scheme() == "https" && url.path() == "/" && url.query().is_none();
    if plain && url.fragment().is_none() && !origin.ends_with('/') {
        Ok((origin, host))
    } else {
        Err(StartError::Origin)
    }
}

fn furnish(config: &Config, origin: &str) -> Result<(Arc<House>, thread::JoinHandle<()>), StartError> {
    let data = config.data.as_path();
    let town = tenant(data, origin)?;
    let database = data.join("samtale.db");
    let connection = store::open(&database)?;
    let halves = Halves::open(data.join("wrap"), &connection, config.clock.now())?;
    let readers = Readers::open(&database)?;
    let files = Files::open(data.join("files")).map_err(StartError::Data)?;
    let (wake, sessions) = (Wake::default(), Sessions::default());
    let pushes = Pushes::open(&connection, config.clock.clone()).map_err(StoreError::from)?;
    let (told, ended, called) = (wake.clone(), sessions.clone(), pushes.clone());
    let (writer, writing) =
        Writer::start(connection, told, ended, called, config.cache).map_err(StartError::Data)?;
    let root = config.provider_root.as_deref();
    let relying_party = RelyingParty::open(&data.join("tenant"), root, town.card())?;
    let house = House {
        clock: config.clock.clone(),
        #[cfg(debug_assertions)]
        login: crate::dev_login::Provider::new(data, origin, &config.clock)?,
        town: Arc::new(town),
        refreshed_at: format!("{origin}{REFRESH}"),
        readers,
        writer,
        sessions,
        halves,
        wake,
        pushes,
        push_hosts: config.push_hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
        distributor: way(config)?,
        relying_party,
        proxy: config.proxy,
        tries: Tries::default(),
        ephemerals: Ephemerals::new(config.clock.now()),
        files,
        scheduled: Arc::new(Notify::new()),
    };
    Ok((Arc::new(house), writing))
}

#[cfg(not(debug_assertions))]
fn tenant(data: &Path, _: &str) -> Result<Municipality, TenantError> {
    Municipality::load(&data.join("tenant"))
}

/// While developing, a municipality is founded where there is none.
#[cfg(debug_assertions)]
fn tenant(data: &Path, origin: &str) -> Result<Municipality, TenantError> {
    match Municipality::load(&data.join("tenant")) {
        Err(TenantError::None) => crate::dev_login::found(data, origin),
        other => other,
    }
}

async fn do_what_is_due(house: Arc<House>) {
    due::attend(&house).await;
}

async fn do_what_personnel_says(house: Arc<House>) {
    personnel::attend(&house).await;
}

async fn call_who_sleeps(house: Arc<House>) {
    push::attend(&house).await;
}

async fn erase_codes(house: Arc<House>) {
    codes::attend(&house).await;
}

/// Where no host may be called, there is no way to any.
fn way(config: &Config) -> Result<Option<Arc<dyn Distributor>>, StartError> {
    if config.push_hosts.is_empty() {
        return Ok(None);
    }
    match &config.push.0 {
        Some(given) => Ok(Some(given.clone())),
        None => Ok(Some(Arc::new(WebPush::new().map_err(|_| StartError::Push)?))),
    }
}

async fn turn_the_wrap_key(house: Arc<House>) {
    loop {
        let turned = async {
            house.clock.reach(house.readers.read(Halves::turns_at).await?).await;
            house.halves.turn(&house.writer, house.clock.now()).await
        };
        if turned.await.is_err() {
            tokio::time::sleep(PAUSE).await;
        }
    }
}
