//! HTTP over TLS by reqwest and rustls: the way a request takes off the device.
//! Refuses redirects, plain HTTP and unpinned answers where there is a pin. Fills `Transport`.

use super::pin::Pinned;
use crate::ports::{Call, Chunks, Connect, Transport};
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use reqwest::{Body, Client, Method, RequestBuilder, Response, StatusCode};
use rustls::ClientConfig;
use samtale_engine::courier::Fault;
use samtale_engine::problem::Problem;
use samtale_wire::Salt;
use samtale_wire::api::{Code, MEDIA_TYPE, PROOF};
use samtale_wire::invitation::Home;
use samtale_wire::live::EVENT_STREAM;
use serde::Deserialize;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The largest answer but files, in bytes.
const MAX_ANSWER: usize = 8 * 1024 * 1024;
/// The media type of a sealed file.
const SEALED: &str = "application/octet-stream";
/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(10);
/// How long nothing may arrive before an answer is given up; longer than a long poll waits.
const STALL: Duration = Duration::from_secs(60);

/// The network.
pub struct Network;

impl Connect for Network {
    fn connect(&self, home: &Home) -> Result<Arc<dyn Transport>, Problem> {
        let http = client(home).map_err(|_| Problem::WrongCertificate)?;
        Ok(Arc::new(Http { http: Mutex::new(Some(http)), home: home.clone() }))
    }
}

/// The one constructor of HTTP clients: a default one aborts the process on Android.
#[allow(clippy::disallowed_methods, reason = "the one constructor")]
fn client(home: &Home) -> Result<Client, reqwest::Error> {
    let provider = Arc::new(rustls_graviola::default_provider());
    // A second install is refused, and means that it is there.
    let _ = rustls::crypto::CryptoProvider::install_default((*provider).clone());
    let builder = Client::builder()
        .https_only(true)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .read_timeout(STALL)
        .http2_adaptive_window(true)
        .tcp_nodelay(true);
    let Some(pin) = home.pin else { return builder.build() };
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map(|config| {
            let pinned = Arc::new(Pinned { pin, provider });
            config.dangerous().with_custom_certificate_verifier(pinned).with_no_client_auth()
        });
    match config {
        Ok(config) => builder.tls_backend_preconfigured(config).build(),
        // The provider supports TLS 1.3; without it nothing is connected at all.
        Err(_) => builder.tls_certs_only([]).build(),
    }
}

struct Http {
    /// `None` once hung up: a client keeps connections in reserve as long as it lives.
    http: Mutex<Option<Client>>,
    home: Home,
}

#[derive(Deserialize)]
struct Refusal {
    r#type: String,
}

impl Http {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.home.server)
    }

    fn http(&self) -> Result<Client, Fault> {
        let mut http = self.http.lock().unwrap_or_else(PoisonError::into_inner);
        match &*http {
            Some(client) => Ok(client.clone()),
            None => {
                let client = client(&self.home).map_err(|_| Fault::WrongCertificate)?;
                Ok(http.insert(client).clone())
            }
        }
    }

    fn request(&self, method: Method, path: &str, token: Option<Salt>) -> Result<RequestBuilder, Fault> {
        Ok(authorised(self.http()?.request(method, self.url(path)), token))
    }

    fn called(&self, call: &mut Call) -> Result<RequestBuilder, Fault> {
        let method = if call.body.is_some() { Method::POST } else { Method::GET };
        let request = self.request(method, &call.path, call.token)?;
        let request = call.proof.take().into_iter().fold(request, |it, proof| it.header(PROOF, proof));
        Ok(match call.body.take() {
            Some(body) => request.header(CONTENT_TYPE, MEDIA_TYPE).body(body),
            None => request,
        })
    }
}

impl Transport for Http {
    fn call(&self, mut call: Call) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        async move { whole(sent(self.called(&mut call)?.timeout(call.patience)).await?).await }.boxed()
    }

    fn pieces(&self, mut call: Call) -> BoxFuture<'_, Result<Chunks, Fault>> {
        async move {
            let response = sent(self.called(&mut call)?).await?;
            Ok(response.bytes_stream().map_err(|error| fault(&error)).boxed())
        }
        .boxed()
    }

    fn upload(&self, path: String, token: Salt, pieces: Chunks) -> BoxFuture<'_, Result<(), Fault>> {
        async move {
            let request = self.request(Method::PUT, &path, Some(token))?.header(CONTENT_TYPE, SEALED);
            sent(request.body(Body::wrap_stream(pieces))).await.map(drop)
        }
        .boxed()
    }

    fn download(&self, path: String, token: Salt, from: u64) -> BoxFuture<'_, Result<Chunks, Fault>> {
        async move {
            let request = self.request(Method::GET, &path, Some(token))?;
            let whole = from == 0;
            let request = if whole { request } else { request.header(RANGE, format!("bytes={from}-")) };
            let response = sent(request).await?;
            let range = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
            // Anything but the rest that was asked for would be taken for it.
            if !whole && !goes_on(response.status(), range, from) {
                return Err(Fault::Garbage);
            }
            Ok(response.bytes_stream().map_err(|error| fault(&error)).boxed())
        }
        .boxed()
    }

    fn stream(&self, path: String, token: Salt) -> BoxFuture<'_, Result<Chunks, Fault>> {
        async move {
            let request = self.request(Method::GET, &path, Some(token))?.header(ACCEPT, EVENT_STREAM);
            let response = sent(request).await?;
            let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            if kind.and_then(|kind| kind.split(';').next()).map(str::trim) != Some(EVENT_STREAM) {
                return Err(Fault::Garbage);
            }
            Ok(response.bytes_stream().map_err(|error| fault(&error)).boxed())
        }
        .boxed()
    }

    fn hang_up(&self) {
        *self.http.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn form(
        &self,
        url: String,
        fields: Vec<(&'static str, String)>,
    ) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        async move {
            let request = self.http()?.post(url).form(&fields).timeout(STALL);
            let response = request.send().await.map_err(|error| fault(&error))?;
            match response.status() {
                status if status.is_success() || status.is_client_error() => whole(response).await,
                _ => Err(Fault::Refused(Code::Unavailable)),
            }
        }
        .boxed()
    }
}

/// Whether an answer is a file from byte `from` on.
fn goes_on(status: StatusCode, range: Option<&str>, from: u64) -> bool {
    let first = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-')?.0.parse().ok());
    status == StatusCode::PARTIAL_CONTENT && first == Some(from)
}

fn authorised(request: RequestBuilder, token: Option<Salt>) -> RequestBuilder {
    match token {
        Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    }
}

async fn sent(request: RequestBuilder) -> Result<Response, Fault> {
    let response = request.send().await.map_err(|error| fault(&error))?;
    if response.status().is_success() {
        return Ok(response);
    }
    let server_error = response.status().is_server_error();
    let refusal = whole(response).await.ok().and_then(|body| serde_json::from_slice::<Refusal>(&body).ok());
    let code = refusal.and_then(|it| it.r#type.strip_prefix("samtale:").and_then(|code| code.parse().ok()));
    Err(match code {
        Some(code) => Fault::Refused(code),
        None if server_error => Fault::Refused(Code::Unavailable),
        None => Fault::Garbage,
    })
}

async fn whole(response: Response) -> Result<Vec<u8>, Fault> {
    let mut stream = response.bytes_stream();
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| fault(&error))?;
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Fault::Garbage);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Offline, unless TLS itself says that this is another server.
fn fault(error: &reqwest::Error) -> Fault {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(rustls::Error::InvalidCertificate(_)) = inner.downcast_ref() {
            return Fault::WrongCertificate;
        }
        // An io::Error hides what it wraps from `source`.
        let wrapped = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => inner.source(),
        };
    }
    Fault::Offline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_rest_that_was_asked_for_is_taken_for_it() {
        let partial = StatusCode::PARTIAL_CONTENT;
        assert!(goes_on(partial, Some("bytes 65552-70000/70001"), 65_552));
        assert!(!goes_on(StatusCode::OK, Some("bytes 65552-70000/70001"), 65_552), "all of it");
        let other =
            ["bytes 0-70000/70001", "bytes 65553-70000/70001", "bytes */70001", "65552-70000/70001", ""];
        for range in other.map(Some).into_iter().chain([None]) {
            assert!(!goes_on(partial, range, 65_552), "{range:?}");
        }
    }
}
