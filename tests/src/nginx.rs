//! A real nginx before the server, as an operator would put it there: TLS ends at it, everything else is as it
//! comes from the box. Refuses to outlive its test. Fetched by `.tools/need`, run as a child of the test.

use crate::fronted::Fronted;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What it does to answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffering {
    /// What nginx does by itself: it keeps an answer until it is whole, unless the answer forbids that.
    Usual,
    /// It keeps it whatever the answer says, as proxies that scan contents do.
    Always,
}

/// An nginx.
pub struct Nginx {
    buffering: Buffering,
    program: Fronted,
}

impl Nginx {
    /// Chooses where to listen; nothing listens there yet.
    ///
    /// # Panics
    /// When there is no port left.
    pub async fn chosen(buffering: Buffering) -> Self {
        Self { buffering, program: Fronted::chosen().await }
    }

    /// How clients know what stands behind it.
    #[must_use]
    pub fn origin(&self) -> String {
        self.program.origin()
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
        let socket = self.program.socket();
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
        let folder = self.program.folder().to_owned();
        std::fs::write(folder.join("nginx.conf"), config).expect("a config");
        let mut command = Command::new(program());
        command.arg("-p").arg(&folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
        self.program.stands(&mut command).await;
    }
}

/// The installed one, or the one that was unpacked beside the build.
fn program() -> PathBuf {
    let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/nginx/usr/sbin/nginx");
    if unpacked.exists() { unpacked } else { "nginx".into() }
}
