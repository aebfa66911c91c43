//! What a client weighs: on the wire, counted by a relay, and in memory, in a process that is only a client.
//! Refuses to weigh the server with it: the bench runs itself again as that process.

use crate::client::{Phone, wakes};
use crate::line::Pair;
use samtale_client::adapters::http::Network;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::{Clock, Connect, KeyStore, Transport};
use samtale_client::view::Language;
use samtale_client::{Device, Ports, Problem};
use samtale_journeys::Town;
use samtale_seal::Secret;
use samtale_wire::invitation::Home;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Makes the bench a client; what it is to know follows.
const CHILD: &str = "SAMTALE_BENCH_CLIENT";

/// A network over a relay that counts.
struct Counted {
    server: String,
    bytes: Arc<AtomicUsize>,
}

impl Counted {
    async fn to(server: &str) -> Arc<Self> {
        let addr = server.trim_start_matches("https://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let bytes = Arc::new(AtomicUsize::new(0));
        let counted = Arc::new(Self {
            server: format!("https://{}", listener.local_addr().expect("one")),
            bytes: bytes.clone(),
        });
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(&addr).await.expect("the server");
                let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                tokio::spawn(carry(near_in, far_out, bytes.clone()));
                tokio::spawn(carry(far_in, near_out, bytes.clone()));
            }
        });
        counted
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: Arc<AtomicUsize>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read) = from.read(&mut buffer).await {
        count.fetch_add(read, Ordering::Relaxed);
        if read == 0 || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

impl Connect for Counted {
    fn connect(&self, home: &Home) -> Result<Arc<dyn Transport>, Problem> {
        Network.connect(&Home { server: self.server.clone(), ..home.clone() })
    }
}

/// All that goes over the wire in both directions, TLS and all, until the list is whole.
pub async fn on_the_wire(town: &Town, phone: &Phone) -> usize {
    let counted = Counted::to(&town.home().server).await;
    let device = phone.over(town, counted.clone());
    wakes(&device).await;
    counted.bytes.load(Ordering::Relaxed)
}

/// What a process weighs that is only a client: now and at most, in bytes.
pub async fn in_memory(town: &Town, phone: &Phone, dialogs: usize) -> Pair {
    let held = phone.borrowed();
    let keys = [held.dev.to_string(), hex(&held.half), hex(&held.login)].join(" ");
    let ahead = town.now() - system();
    let told = format!("{ahead} {dialogs} {keys} {}", phone.folder.display());
    let run =
        move || Command::new(std::env::current_exe()?).env(CHILD, told).stderr(Stdio::inherit()).output();
    let child = tokio::task::spawn_blocking(run).await.expect("a thread").expect("a client");
    assert!(child.status.success(), "the client ends well");
    let said = String::from_utf8(child.stdout).expect("words");
    let (now, most) = said.trim().split_once(' ').expect("two numbers");
    (now.parse().expect("a number"), most.parse().expect("a number"))
}

/// Whether this process is to be a client; then it is one.
#[allow(clippy::print_stdout, reason = "this is how it answers")]
pub fn is_client() -> bool {
    let Ok(told) = std::env::var(CHILD) else { return false };
    let told: Vec<&str> = told.splitn(6, ' ').collect();
    let [ahead, dialogs, dev, half, login, folder] = told[..] else { panic!("told otherwise") };
    let keys = Arc::new(MemoryKeyStore::default());
    for (name, key) in [("vault", half), ("login", login)] {
        keys.set(&format!("{name}-{dev}"), &unhex(key)).expect("kept");
    }
    let ports =
        Ports { network: Arc::new(Network), keys, clock: Arc::new(Ahead(ahead.parse().expect("seconds"))) };
    let dialogs: usize = dialogs.parse().expect("a number");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let device = Device::new(Path::new(folder).to_owned(), ports, Language::Danish).expect("a folder");
        let session = device.unlock().await.expect("the vault opens");
        let feed = session.inbox();
        loop {
            let view = feed.next().await.expect("a list");
            if view.rows.len() == dialogs && view.rows.iter().all(|row| !row.last.is_empty()) {
                break;
            }
        }
        // The stream stands, and all is at rest.
        tokio::time::sleep(Duration::from_secs(1)).await;
        println!("{} {}", status("VmRSS:"), status("VmHWM:"));
        session.lock().await;
    });
    true
}

fn status(what: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with(what)).expect("a line");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<usize>().ok()).expect("a number") * 1024
}

struct Ahead(u64);

impl Clock for Ahead {
    fn now(&self) -> u64 {
        system() + self.0
    }

    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::UTC
    }
}

fn system() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

fn hex(secret: &Secret) -> String {
    secret.expose().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(hex: &str) -> Secret {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("hex");
    }
    Secret::new(bytes)
}
