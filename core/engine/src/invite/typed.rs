//! What a person puts into the one field of the way in: a link, or a short code with its server's address.
//! Refuses what is neither, before anybody is asked. Used by the client's enrolment.

use crate::problem::Problem;
use samtale_seal::code::ShortCode;
use samtale_wire::device_link::Link;

/// What was put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A link of any kind.
    Link(Box<Link>),
    /// A short code.
    Code {
        /// Its server's origin, `https://host[:port]`; nothing when the code stands alone.
        server: Option<String>,
        /// The code.
        code: ShortCode,
    },
}

impl Typed {
    /// Reads it: a link, or a code and an address in any order. What has a dot or a colon in it is the address.
    ///
    /// # Errors
    /// [`Problem::BadCode`].
    pub fn read(text: &str) -> Result<Self, Problem> {
        if let Ok(link) = Link::read(text) {
            return Ok(Self::Link(Box::new(link)));
        }
        let (places, code): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.contains(['.', ':', '/']));
        let code = ShortCode::read(&code.concat()).map_err(|_| Problem::BadCode)?;
        match places.as_slice() {
            [] => Ok(Self::Code { server: None, code }),
            [place] => Ok(Self::Code { server: Some(origin(place).ok_or(Problem::BadCode)?), code }),
            _ => Err(Problem::BadCode),
        }
    }
}

/// The origin at an address, however much of it was typed.
fn origin(place: &str) -> Option<String> {
    let place = place.to_ascii_lowercase();
    let host = place.strip_prefix("https://").unwrap_or(&place).trim_end_matches(['/', ',', '.', ';']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let named = host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    (named && host.chars().all(plain)).then(|| format!("https://{host}"))
}

/// The address of a server as a person types it.
#[must_use]
pub(crate) fn host(server: &str) -> &str {
    server.strip_prefix("https://").unwrap_or(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Option<String>, String), Problem> {
        match Typed::read(text)? {
            Typed::Code { server, code } => Ok((server, code.shown().to_string())),
            Typed::Link(_) => Err(Problem::BadCode),
        }
    }

    #[test]
    fn a_code_is_read_alone_and_with_its_address_in_any_order() {
        let (code, there) = ("K7P-2XQ-9DM".to_owned(), Some("https://samtale.by.example:8443".to_owned()));
        for alone in ["K7P-2XQ-9DM", " k7p 2xq 9dm ", "K7P2XQ9DM"] {
            assert_eq!(read(alone), Ok((None, code.clone())), "{alone}");
        }
        for both in [
            "samtale.by.example:8443 K7P-2XQ-9DM",
            "k7p 2xq 9dm  https://Samtale.By.Example:8443/",
            "K7P\nsamtale.by.example:8443,\n2XQ 9DM",
        ] {
            assert_eq!(read(both), Ok((there.clone(), code.clone())), "{both}");
        }
    }

    #[test]
    fn what_is_neither_link_nor_code_asks_nobody() {
        for none in [
            "",
            "K7P-2XQ-9D",
            "a.example",
            "a.example b.example K7P-2XQ-9DM",
            "http://a.example K7P-2XQ-9DM",
            "a@b.example K7P-2XQ-9DM",
            "a.example/path K7P-2XQ-9DM",
            "https://a.example/i#AAAA",
        ] {
            assert_eq!(Typed::read(none), Err(Problem::BadCode), "{none}");
        }
    }
}
