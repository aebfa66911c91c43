//! A distributor on this machine, as `push.example`: takes down every call, whole, and answers as it is told.
//! Refuses nothing; a story says what it makes of a call.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use reqwest::Certificate;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use samtale_server::push::distributor::{Way, WebPush};
use samtale_server::tls;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::watch;

pub const HOST: &str = "push.example";

/// One call, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub path: String,
    pub method: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

#[derive(Clone)]
struct Desk {
    calls: Arc<watch::Sender<Vec<Call>>>,
    /// 0: not before it is another.
    answer: Arc<watch::Sender<u16>>,
    /// Which place it knows no more.
    forgotten: Arc<watch::Sender<String>>,
}

pub struct Distributor {
    desk: Desk,
    handle: Handle<SocketAddr>,
    addr: SocketAddr,
    folder: TempDir,
}

/// Every name leads to it.
struct Here(SocketAddr);

impl Resolve for Here {
    fn resolve(&self, _: Name) -> Resolving {
        let found: Addrs = Box::new([self.0].into_iter());
        Box::pin(async { Ok(found) })
    }
}

impl Distributor {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (tls, _) = tls::open(folder.path(), HOST).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let addr = listener.local_addr().unwrap();
        let desk = Desk {
            calls: Arc::default(),
            answer: Arc::new(watch::Sender::new(201)),
            forgotten: Arc::default(),
        };
        let (app, handle) = (Router::new().fallback(take).with_state(desk.clone()), Handle::new());
        let server = axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(tls)).unwrap();
        tokio::spawn(server.handle(handle.clone()).serve(app.into_make_service()));
        Self { desk, handle, addr, folder }
    }

    /// The server's own way to it.
    pub fn way(&self) -> Way {
        let pem = std::fs::read(self.folder.path().join("cert.pem")).unwrap();
        let root = Certificate::from_pem(&pem).unwrap();
        Way(Some(Arc::new(WebPush::by(Here(self.addr), root).unwrap())))
    }

    /// What it answers from now on; 0 for nothing, until it is told another: also whoever waits is answered then.
    pub fn answers(&self, status: u16) {
        self.desk.answer.send_replace(status);
    }

    /// It knows this path no more, whatever it answers to others.
    pub fn forgets(&self, path: &str) {
        self.desk.forgotten.send_replace(path.into());
    }

    /// The paths that were called so far, in order.
    pub fn called(&self) -> Vec<String> {
        self.desk.calls.borrow().iter().map(|call| call.path.clone()).collect()
    }

    /// Waits until there were so many calls.
    pub async fn until(&self, count: usize) -> Vec<Call> {
        let mut calls = self.desk.calls.subscribe();
        let calls = super::soon(calls.wait_for(|calls| calls.len() >= count)).await;
        calls.expect("it lives").clone()
    }
}

impl Drop for Distributor {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

async fn take(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 16).await.unwrap().to_vec();
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap().to_owned())
    };
    let mut headers: Vec<_> = parts.headers.iter().map(header).collect();
    headers.sort();
    let path = parts.uri.path().to_owned();
    let call = Call { path: path.clone(), method: parts.method.to_string(), headers, body };
    // Before it is known to have come: whoever waits for it says what the next one is answered.
    let mut status = *desk.answer.borrow();
    desk.calls.send_modify(|calls| calls.push(call));
    if status == 0 {
        status = *desk.answer.subscribe().wait_for(|status| *status != 0).await.unwrap();
    }
    if *desk.forgotten.borrow() == path {
        status = 410;
    }
    let elsewhere = [("location", "https://push.example/elsewhere")];
    (StatusCode::from_u16(status).unwrap(), elsewhere).into_response()
}
