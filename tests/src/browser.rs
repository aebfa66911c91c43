//! A browser that fills in the login page and stops where the app would be opened.
//! Refuses other pages than the development provider's. Used by `person`.

use reqwest::header::LOCATION;
use std::collections::BTreeMap;

/// Logs in as `name` (and, for staff, `unit`); gives back where the browser was sent.
///
/// # Panics
/// When the page is not the login page.
#[allow(clippy::disallowed_methods, reason = "a browser, not the app's client")]
pub async fn log_in(url: &str, name: &str, unit: &str) -> String {
    let browser = reqwest::Client::builder()
        .tls_danger_accept_invalid_certs(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a browser");
    let page = browser.get(url).send().await.expect("the page").text().await.expect("its text");
    let mut form = hidden_fields(&page);
    form.insert("name".into(), name.into());
    form.insert("unit".into(), unit.into());
    let action = url::Url::parse(url).expect("a URL").join("login").expect("a URL");
    let answer = browser.post(action).form(&form).send().await.expect("an answer");
    let location = answer.headers().get(LOCATION).expect("a redirect back to the app");
    location.to_str().expect("a URL").to_owned()
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
