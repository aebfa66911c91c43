//! A browser that fills in login pages and stops where the app would be opened.
//! Refuses pages that it does not know. Used by `person`, and by tests at a real provider.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use std::collections::BTreeMap;

/// Logs in as `name` (and, for staff, `unit`); gives back where the browser was sent.
///
/// # Panics
/// When the page is not the login page.
pub async fn log_in(url: &str, name: &str, unit: &str) -> String {
    let browser = plain();
    let page = browser.get(url).send().await.expect("the page").text().await.expect("its text");
    let mut form = hidden_fields(&page);
    form.insert("name".into(), name.into());
    form.insert("unit".into(), unit.into());
    let action = url::Url::parse(url).expect("a URL").join("login").expect("a URL");
    let answer = browser.post(action).form(&form).send().await.expect("an answer");
    let location = answer.headers().get(LOCATION).expect("a redirect back to the app");
    location.to_str().expect("a URL").to_owned()
}

pub(crate) fn plain() -> reqwest::Client {
    plain_from(None)
}

/// The same from another address of this machine.
#[allow(clippy::disallowed_methods, reason = "a browser, not the app's client")]
pub(crate) fn plain_from(address: Option<std::net::IpAddr>) -> reqwest::Client {
    // A second install is refused, and means that it is there.
    let _ = rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
    let builder = reqwest::Client::builder().tls_danger_accept_invalid_certs(true);
    builder.redirect(reqwest::redirect::Policy::none()).local_address(address).build().expect("a browser")
}

/// A browser that keeps cookies and follows where it is sent.
pub struct Browser {
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

impl Default for Browser {
    fn default() -> Self {
        Self { http: plain(), cookies: BTreeMap::new() }
    }
}

impl Browser {
    /// Logs in as `name` on the provider's own pages, and agrees to what they ask; where the app is opened.
    ///
    /// # Panics
    /// When the pages are other ones.
    pub async fn logs_in(&mut self, url: &str, name: &str) -> String {
        self.goes(url, Some(name)).await
    }

    /// Goes to the login page and leaves it again by the way that it offers; where the app is opened.
    ///
    /// # Panics
    /// When the pages are other ones.
    pub async fn breaks_off(&mut self, url: &str) -> String {
        self.goes(url, None).await
    }

    async fn goes(&mut self, url: &str, name: Option<&str>) -> String {
        let mut place = url::Url::parse(url).expect("a URL");
        let host = place.origin();
        let mut next = self.http.get(place.clone());
        // A login takes two pages and the ways between them.
        for _ in 0..12 {
            let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            let sent = next.header(COOKIE, cookies.collect::<Vec<_>>().join("; ")).send();
            let answer = sent.await.expect("an answer");
            for cookie in answer.headers().get_all(SET_COOKIE) {
                let cookie = cookie.to_str().expect("a cookie").split(';').next().expect("a pair");
                let (name, value) = cookie.split_once('=').expect("a pair");
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if let Some(location) = answer.headers().get(LOCATION) {
                place = place.join(location.to_str().expect("a URL")).expect("a URL");
                if place.origin() != host {
                    return place.into();
                }
                next = self.http.get(place.clone());
                continue;
            }
            let page = answer.text().await.expect("its text");
            let between = |from: &str| page.split_once(from)?.1.split_once('"').map(|(it, _)| it.to_owned());
            next = match name {
                Some(name) => {
                    let action = between("action=\"").unwrap_or_else(|| panic!("no form: {page}"));
                    let action = action.replace("&amp;", "&");
                    let mut form = hidden_fields(&page);
                    // Each provider calls it otherwise, and overlooks the rest.
                    form.insert("login".into(), name.into());
                    form.insert("username".into(), name.into());
                    form.insert("password".into(), "any".into());
                    place = place.join(&action).expect("a URL");
                    self.http.post(place.clone()).form(&form)
                }
                None => {
                    let (before, _) = page.split_once("/abort\"").unwrap_or_else(|| panic!("no way: {page}"));
                    let (_, way) = before.rsplit_once('"').expect("a link");
                    place = place.join(&format!("{way}/abort")).expect("a URL");
                    self.http.get(place.clone())
                }
            };
        }
        panic!("the login does not end");
    }
}

fn hidden_fields(page: &str) -> BTreeMap<String, String> {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1);
    let read = |field: &str| {
        let (name, rest) = field.split_once("\" value=\"")?;
        let (value, _) = rest.split_once('"')?;
        Some((name.to_owned(), value.replace("&amp;", "&")))
    };
    fields.filter_map(read).collect()
}
