//! A raw request, and everything that its answer says but the time of day: for what must not be told apart.
//! Refuses to know what a route means. Used by hostile tests.

use crate::browser::plain;
use crate::insider::Insider;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, DATE};
use samtale_wire::api::MEDIA_TYPE;
use std::collections::BTreeMap;

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

impl Insider {
    /// Asks the real server, under one's own session.
    ///
    /// # Panics
    /// When it does not answer at all.
    pub async fn is_told(&self, asked: Asked) -> Told {
        let url = format!("{}{}", self.server(), asked.path);
        let request = plain().request(asked.method, url);
        let mut request = request.bearer_auth(self.opened.token.to_string());
        if let Some((mime, body)) = asked.body {
            request = request.header(CONTENT_TYPE, mime).body(body);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let headers = answer.headers().iter().filter(|(name, _)| **name != DATE);
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
        Told { status, headers, body: answer.bytes().await.expect("its body").to_vec() }
    }
}
