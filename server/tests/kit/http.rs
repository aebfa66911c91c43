//! HTTP over TLS to the one server, whose certificate is the only one trusted.
//! Refuses answers that the contract does not know: other statuses, other forms, repeated input.

use super::No;
use minicbor::{Decode, Encode};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use samtale_wire::api::{Code, Feed, MEDIA_TYPE, PROBLEM_TYPE};
use samtale_wire::invitation::Home;
use samtale_wire::{Salt, decode, encode};
use std::path::Path;
use std::sync::Arc;

#[derive(Clone)]
pub struct Wire {
    pub client: Client,
    pub home: Home,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// What was refused, in the one form there is.
    pub fn refusal(&self) -> No {
        assert_eq!(self.headers[CONTENT_TYPE], PROBLEM_TYPE, "{}", self.text());
        let problem: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        let code = problem["type"].as_str().unwrap().strip_prefix("samtale:").unwrap();
        let code: Code = code.parse().expect("a code of the list");
        assert_eq!(problem["status"], self.status);
        assert_eq!(code.status(), self.status);
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
        let violation = problem.get("violation").map(|violation| violation.as_str().unwrap().to_owned());
        assert_eq!(violation.is_some(), code == Code::Violation);
        (code, violation)
    }

    pub fn read<T: for<'b> Decode<'b, ()> + Encode<()>>(&self) -> Result<T, No> {
        if self.status != 200 {
            return Err(self.refusal());
        }
        assert_eq!(self.headers[CONTENT_TYPE], MEDIA_TYPE);
        Ok(decode(&self.body).unwrap())
    }

    pub fn done(&self) -> Result<(), No> {
        if self.status == 204 { Ok(()) } else { Err(self.refusal()) }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn location(&self) -> url::Url {
        assert_eq!(self.status, 303, "{}", self.text());
        self.headers["location"].to_str().unwrap().parse().unwrap()
    }
}

impl Wire {
    #[allow(clippy::disallowed_methods, reason = "the tests' one constructor of a client")]
    pub fn new(home: &Home, certificate: &Path) -> Self {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
        let provider = Arc::new(rustls_graviola::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::ClientBuilder::new()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { client, home: home.clone() }
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&Salt>,
        media_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> Reply {
        let mut request = self.client.request(method, format!("{}{path}", self.home.server));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if !media_type.is_empty() {
            request = request.header(CONTENT_TYPE, media_type);
        }
        Self::reply(request.body(body).send().await.unwrap()).await
    }

    pub async fn reply(response: reqwest::Response) -> Reply {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap().to_vec();
        assert!(status < 500, "a fault of the server: {status}");
        Reply { status, headers, body }
    }

    pub async fn post(&self, path: &str, token: Option<&Salt>, body: &impl Encode<()>) -> Reply {
        self.send(Method::POST, path, token, MEDIA_TYPE, encode(body)).await
    }

    pub async fn get(&self, path: &str, token: Option<&Salt>) -> Reply {
        self.send(Method::GET, path, token, "", Vec::new()).await
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let url = format!("{}{path}", self.home.server);
        Self::reply(self.client.post(url).form(fields).send().await.unwrap()).await
    }

    /// One page of a feed.
    pub async fn feed(&self, token: &Salt, cursor: &str, wait: u64) -> Feed {
        let path = format!("/v1/feed?cursor={cursor}&wait={wait}");
        self.get(&path, Some(token)).await.read().unwrap()
    }

    /// A whole feed, page by page.
    pub async fn whole_feed(&self, token: &Salt) -> Feed {
        let mut all = self.feed(token, "", 0).await;
        while all.more {
            let next = self.feed(token, &cursor(&all), 0).await;
            all.items.extend(next.items);
            (all.cursor, all.more) = (next.cursor, next.more);
        }
        all
    }
}

/// Where a feed is to be read on.
pub fn cursor(feed: &Feed) -> String {
    feed.cursor.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
