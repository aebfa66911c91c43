//! A program that listens on a socket in a folder of its own, and the port before it, which is ours from the
//! beginning: a port that is let go of for a moment is taken by the next test.
//! Refuses to outlive its test. Used by `nginx` and `provider`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, UnixStream};
use tokio::task::JoinHandle;

/// How long it may take to stand.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, its folder and its port.
pub(crate) struct Fronted {
    addr: SocketAddr,
    port: Option<TcpListener>,
    folder: TempDir,
    child: Option<Child>,
    carrying: Option<JoinHandle<()>>,
}

impl Fronted {
    /// Chooses where to listen; nothing listens there yet.
    pub async fn chosen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let folder = TempDir::new().expect("a folder");
        Self { addr, port: Some(listener), folder, child: None, carrying: None }
    }

    /// How clients know it.
    pub fn origin(&self) -> String {
        format!("https://{}", self.addr)
    }

    /// Its own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it is to listen.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// Starts it, and waits until it listens.
    pub async fn stands(&mut self, command: &mut Command) {
        let socket = self.socket();
        // One that an earlier program left would look as if this one stood.
        drop(std::fs::remove_file(&socket));
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        self.child = Some(quiet.spawn().expect("the program; ./build.sh test fetches it"));
        let stands = async {
            while UnixStream::connect(&socket).await.is_err() {
                self.still_runs();
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, stands).await.expect("it listens");
        if let Some(port) = self.port.take() {
            self.carrying = Some(tokio::spawn(carry(port, socket)));
        }
    }

    fn still_runs(&mut self) {
        let Some(child) = &mut self.child else { return };
        if let Ok(Some(status)) = child.try_wait() {
            let said = child.stderr.take().map(std::io::read_to_string);
            panic!("it ended, {status}: {}", said.expect("words").expect("its last words"));
        }
    }

    /// Ends it: whoever comes finds nobody.
    pub fn falls(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// Every byte as it comes, from the port to the socket and back.
async fn carry(port: TcpListener, socket: PathBuf) {
    while let Ok((mut near, _)) = port.accept().await {
        let socket = socket.clone();
        tokio::spawn(async move {
            if let Ok(mut far) = UnixStream::connect(socket).await {
                // However it ends, it has ended.
                drop(copy_bidirectional(&mut near, &mut far).await);
            }
        });
    }
}

impl Drop for Fronted {
    fn drop(&mut self) {
        if let Some(carrying) = &self.carrying {
            carrying.abort();
        }
        self.falls();
    }
}
