//! The authorisation request (OpenID Connect Core §3.1.2.1), as the browser brings it.
//! Refuses to send anyone to an address that is not the app's own.

use super::{CLIENT, LEVELS};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

/// The request, in the address and again in the form.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Ask {
    /// `code`.
    pub response_type: String,
    /// Which app.
    pub client_id: String,
    /// Where to send the code.
    pub redirect_uri: String,
    /// Holds `openid`.
    pub scope: String,
    /// Given back as it is.
    pub state: String,
    /// Goes into the token.
    pub nonce: String,
    /// PKCE.
    pub code_challenge: String,
    /// `S256`.
    pub code_challenge_method: String,
    /// The levels that would do, the best liked first.
    pub acr_values: String,
}

impl Ask {
    /// Whether the browser may be sent to its address at all.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.client_id == CLIENT && is_app(&self.redirect_uri)
    }

    /// What is wrong with it, as RFC 6749 §4.1.2.1 names it.
    #[must_use]
    pub fn wrong(&self) -> Option<&'static str> {
        let required = [&self.state, &self.nonce, &self.code_challenge];
        if self.response_type != "code" {
            Some("unsupported_response_type")
        } else if !self.scope.split(' ').any(|scope| scope == "openid") {
            Some("invalid_scope")
        } else if required.iter().any(|it| it.is_empty()) || self.code_challenge_method != "S256" {
            Some("invalid_request")
        } else {
            None
        }
    }

    /// The level that is given: the best liked of those there are.
    #[must_use]
    pub fn level(&self) -> &'static str {
        let asked = self.acr_values.split(' ').find_map(|value| LEVELS.into_iter().find(|it| *it == value));
        asked.unwrap_or(LEVELS[0])
    }

    /// Its address with an answer.
    #[must_use]
    pub fn answered(&self, name: &str, value: &str) -> String {
        let query = Serializer::new(String::new())
            .append_pair(name, value)
            .append_pair("state", &self.state)
            .finish();
        let join = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{join}{query}", self.redirect_uri)
    }

    /// Its fields, for the form that brings them again.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("response_type", &self.response_type),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
            ("acr_values", &self.acr_values),
        ]
    }
}

/// The app's own scheme, or this machine (RFC 8252 §7).
fn is_app(redirect: &str) -> bool {
    let clean = redirect.bytes().all(|byte| byte.is_ascii_graphic()) && !redirect.contains('#');
    let loopback = redirect
        .strip_prefix("http://127.0.0.1")
        .is_some_and(|rest| rest.starts_with('/') || rest.starts_with(':'))
        && url::Url::parse(redirect).is_ok_and(|url| url.host_str() == Some("127.0.0.1"));
    clean && (redirect.starts_with("samtale:/") || loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_sent_to_the_app_and_nowhere_else() {
        for ours in ["samtale:/login", "http://127.0.0.1:9/back", "http://127.0.0.1/back?x=1"] {
            assert!(is_app(ours), "{ours}");
        }
        for other in [
            "https://evil.example/",
            "http://127.0.0.1.evil.example/",
            "http://127.0.0.1:9@evil.example/",
            "samtale:/login\r\nX: y",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!is_app(other), "{other}");
        }
    }
}
