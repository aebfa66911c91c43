//! A real nginx before the server, as an operator would put it there: TLS ends at it, everything else is as it
//! comes from the box. Refuses to outlive its test. Fetched by `.tools/need`, run as a child of the test.

use std::io::Read;
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

/// What it does to answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffering {
    /// What nginx does by itself: it keeps an answer until it is whole, unless the answer forbids that.
    Usual,
    /// It keeps it whatever the answer says, as proxies that scan contents do.
    Always,
}

/// An nginx. It listens on a socket in its folder, and the port before that is ours from the beginning: a
/// port that is let go of for a moment is taken by the next test.
pub struct Nginx {
    addr: SocketAddr,
    port: Option<TcpListener>,
    buffering: Buffering,
    folder: TempDir,
    child: Option<Child>,
    carrying: Option<JoinHandle<()>>,
}

impl Nginx {
    /// Chooses where to listen; nothing listens there yet.
    ///
    /// # Panics
    /// When there is no port left.
    pub async fn chosen(buffering: Buffering) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let folder = TempDir::new().expect("a folder");
        Self { addr, port: Some(listener), buffering, folder, child: None, carrying: None }
    }

    /// How clients know what stands behind it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("https://{}", self.addr)
    }

    /// Stands before a server, with the certificate that its clients pin.
    ///
    /// # Panics
    /// When nginx is not there or does not start.
    pub async fn stands_before(&mut self, server: SocketAddr, tls: &Path) {
        let ignored = match self.buffering {
            Buffering::Usual => "",
            Buffering::Always => "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;",
        };
        let socket = self.folder.path().join("socket");
        let (listen, tls) = (socket.display(), tls.display());
        // What must be said to run as somebody's child; of the proxying nothing but where to.
        let config = format!(
            "daemon off; master_process off; pid nginx.pid; error_log stderr crit;
             events {{}}
             http {{
               access_log off;
               client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
               uwsgi_temp_path uwsgi; scgi_temp_path scgi;
               server {{
                 listen unix:{listen} ssl;
                 ssl_certificate {tls}/cert.pem; ssl_certificate_key {tls}/key.pem;
                 location / {{ proxy_pass https://{server}; {ignored} }}
               }}
             }}"
        );
        let folder = self.folder.path();
        std::fs::write(folder.join("nginx.conf"), config).expect("a config");
        let mut command = Command::new(program());
        command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        self.child = Some(child.expect("nginx; ./build.sh test fetches it"));
        let stands = async {
            while UnixStream::connect(&socket).await.is_err() {
                self.still_runs();
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, stands).await.expect("nginx listens");
        self.carrying = self.port.take().map(|port| tokio::spawn(carry(port, socket)));
    }

    fn still_runs(&mut self) {
        let Some(child) = &mut self.child else { return };
        if let Ok(Some(status)) = child.try_wait() {
            let mut said = String::new();
            if let Some(stderr) = &mut child.stderr {
                stderr.read_to_string(&mut said).expect("its last words");
            }
            panic!("nginx ended, {status}: {said}");
        }
    }
}

/// Every byte as it comes, from the port to the socket and back.
pub(crate) async fn carry(port: TcpListener, socket: PathBuf) {
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

/// The installed one, or the one that was unpacked beside the build.
fn program() -> PathBuf {
    let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/nginx/usr/sbin/nginx");
    if unpacked.exists() { unpacked } else { "nginx".into() }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        if let Some(carrying) = &self.carrying {
            carrying.abort();
        }
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            drop(child.kill());
            drop(child.wait());
        }
    }
}
