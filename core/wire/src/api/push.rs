//! Where a device is to be called when there is news and it does not listen. `POST /v1/push`.
//! Refuses to be printed: an endpoint ties a device to its owner's push account.

use crate::canon::Malformed;
use minicbor::{Decode, Encode};

/// The longest endpoint, in bytes.
pub const MAX_ENDPOINT: usize = 1024;

/// A distributor's URL for one device (RFC 8030): https, printable ASCII, at most [`MAX_ENDPOINT`] bytes.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(transparent)]
pub struct Endpoint(#[n(0)] String);

impl Endpoint {
    /// An endpoint.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn new(url: String) -> Result<Self, Malformed> {
        let whole = url.len() <= MAX_ENDPOINT && url.bytes().all(|byte| byte.is_ascii_graphic());
        if whole && url.starts_with("https://") { Ok(Self(url)) } else { Err(Malformed) }
    }

    /// The URL, for the one who calls it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Endpoint([hidden])")
    }
}

impl<'b, C> Decode<'b, C> for Endpoint {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::new(d.str()?.to_owned()).map_err(|_| minicbor::decode::Error::message("no endpoint"))
    }
}

/// Where the calling device is to be called from now on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SetPush {
    /// In place of the one before; `None`: not any more.
    #[n(0)]
    pub endpoint: Option<Endpoint>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, encode};

    #[test]
    fn an_endpoint_is_https_bounded_and_says_nothing_of_itself() {
        let url = "https://push.example/up?token=secret";
        let set = SetPush { endpoint: Some(Endpoint::new(url.into()).unwrap()) };
        assert_eq!(decode::<SetPush>(&encode(&set)).as_ref(), Ok(&set));
        assert_eq!(format!("{set:?}"), "SetPush { endpoint: Some(Endpoint([hidden])) }");
        let long = format!("https://{}", "a".repeat(MAX_ENDPOINT));
        for wrong in ["http://push.example/", "", "https://push.example/ x", "https://pøsh.example/", &long]
        {
            assert!(Endpoint::new(wrong.into()).is_err());
            assert!(decode::<SetPush>(&encode(&(Some(wrong),))).is_err());
        }
        let nowhere = SetPush { endpoint: None };
        assert_eq!(decode::<SetPush>(&encode(&nowhere)), Ok(nowhere));
    }
}
