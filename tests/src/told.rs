//! A raw request, and everything that its answer says but the time of day: for what must not be told apart.
//! Refuses to know what a route means. Used by hostile tests.

use crate::browser::{plain, plain_from};
use crate::insider::Insider;

use reqwest::header::{CONTENT_TYPE, DATE};
use reqwest::{Method, RequestBuilder};
use samtale_wire::api::MEDIA_TYPE;
use samtale_wire::invitation::Home;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// A request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET`, `POST` or `PUT`.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// What is sent with it, and of which type.
    pub body: Option<(&'static str, Vec<u8>)>,
}

/// Everything of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The status.
    pub status: u16,
    /// All headers but the date.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Asked {
    /// Reads.
    #[must_use]
    pub fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: None }
    }

    /// Sends a form of the wire.
    #[must_use]
    pub fn post(path: impl Into<String>, body: Vec<u8>) -> Self {
        Self { method: Method::POST, path: path.into(), body: Some((MEDIA_TYPE, body)) }
    }

    /// Sends a sealed file.
    #[must_use]
    pub fn put(path: String, body: Vec<u8>) -> Self {
        Self { method: Method::PUT, path, body: Some(("application/octet-stream", body)) }
    }
}

/// Anybody, at an address of this machine.
pub struct Anybody(reqwest::Client);

/// Anybody who asks from this address.
#[must_use]
pub fn anybody_from(address: Ipv4Addr) -> Anybody {
    Anybody(plain_from(Some(address.into())))
}

impl Anybody {
    /// Asks the real server, without a session.
    ///
    /// # Panics
    /// When it does not answer at all.
    pub async fn is_told(&self, home: &Home, asked: Asked) -> Told {
        told(self.0.request(asked.method, format!("{}{}", home.server, asked.path)), asked.body).await
    }
}

async fn told(request: RequestBuilder, body: Option<(&'static str, Vec<u8>)>) -> Told {
    let request = match body {
        Some((mime, body)) => request.header(CONTENT_TYPE, mime).body(body),
        None => request,
    };
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let headers = answer.headers().iter().filter(|(name, _)| **name != DATE);
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
    Told { status, headers, body: answer.bytes().await.expect("its body").to_vec() }
}

impl Insider {
    /// Asks the real server, under one's own session.
    ///
    /// # Panics
    /// When it does not answer at all.
    pub async fn is_told(&self, asked: Asked) -> Told {
        let url = format!("{}{}", self.server(), asked.path);
        let request = plain().request(asked.method, url).bearer_auth(self.opened.token.to_string());
        told(request, asked.body).await
    }
}
