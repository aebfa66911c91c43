//! The way to a distributor: one POST without a payload (RFC 8030), the same for every device and all news.
//! Refuses redirects, proxies, addresses inside a network, to wait long, and to tell where it called.
//! The port and its adapter; filled in by `start`, called by `push`.

use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a whole call may take.
const WHOLE: Duration = Duration::from_secs(10);
/// How long a distributor keeps a call for a phone that it does not reach, in seconds: a day.
pub const TTL: u64 = 86_400;
/// A call that waits is replaced by the next: there is one, or none.
const TOPIC: &str = "samtale";

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The distributor has it.
    Taken,
    /// The distributor knows no such place any more.
    Gone,
    /// Not now.
    Failed,
    /// Not in this way.
    Refused,
}

/// Whoever wakes phones: it learns that there is something, and when.
pub trait Distributor: Send + Sync {
    /// Calls a device at its place, which is on the list.
    fn call(&self, place: Url) -> BoxFuture<'_, Ended>;
}

/// How to reach distributors; the network unless a test says otherwise.
#[derive(Clone, Default)]
pub struct Way(pub Option<Arc<dyn Distributor>>);

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Way(given)" } else { "Way(network)" })
    }
}

/// Web Push over the network. What stands between a distributor and Apple's or Google's is one of its hosts.
pub struct WebPush(Client);

impl WebPush {
    /// Reaches what is outside, by the system's roots.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        client(Outside, None).map(Self)
    }

    /// Reaches what `resolve` says, by these roots alone: a distributor on this machine.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn by(resolve: impl Resolve + 'static, root: Certificate) -> Result<Self, reqwest::Error> {
        client(resolve, Some(root)).map(Self)
    }
}

#[allow(clippy::disallowed_methods, reason = "the server's one constructor")]
fn client(resolve: impl Resolve + 'static, root: Option<Certificate>) -> Result<Client, reqwest::Error> {
    // A second install is refused, and means that it is there.
    let _ = rustls::crypto::CryptoProvider::install_default(rustls_graviola::default_provider());
    let builder = Client::builder()
        .https_only(true)
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .pool_max_idle_per_host(1)
        .dns_resolver(resolve);
    match root {
        Some(root) => builder.tls_certs_only([root]).build(),
        None => builder.build(),
    }
}

impl Distributor for WebPush {
    fn call(&self, place: Url) -> BoxFuture<'_, Ended> {
        let call = self.0.post(place).header("ttl", TTL).header("urgency", "normal").header("topic", TOPIC);
        let call = call.header("content-length", "0").send();
        // An error's own words would name the place.
        async move { call.await.map_or(Ended::Failed, |answer| ended(answer.status())) }.boxed()
    }
}

fn ended(status: StatusCode) -> Ended {
    match status.as_u16() {
        200..=299 => Ended::Taken,
        404 | 410 => Ended::Gone,
        408 | 429 | 500..=599 => Ended::Failed,
        _ => Ended::Refused,
    }
}

/// The system's resolver, for what is outside.
struct Outside;

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One inside is enough: whoever names it means to be taken there.
            if found.iter().all(|it| is_outside(it.ip())) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err("an address inside".into())
            }
        })
    }
}

/// Whether an address is one of the public internet's.
fn is_outside(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => v4(ip),
        IpAddr::V6(ip) => v6(ip),
    }
}

fn v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let set_apart =
        (a, b, c) == (192, 0, 0) || (a, b, c) == (192, 88, 99) || (a == 198 && (b == 18 || b == 19));
    !(a == 0
        || a >= 224
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || shared
        || set_apart)
}

fn v6(ip: Ipv6Addr) -> bool {
    // Global unicast, without documentation and without what leads to an IPv4 address by another way.
    let [a, b, ..] = ip.segments();
    let (documentation, tunnel) =
        (a == 0x2001 && b == 0xdb8 || a == 0x3fff, a == 0x2002 || (a, b) == (0x2001, 0));
    (0x2000..0x4000).contains(&a) && !documentation && !tunnel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inside_is_not_outside() {
        let outside = |ip: &str| is_outside(ip.parse().unwrap());
        for ip in ["9.9.9.9", "1.1.1.1", "100.63.0.1", "172.32.0.1", "2a00:1450:400f::1", "2620:fe::fe"] {
            assert!(outside(ip), "{ip}");
        }
        for ip in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!outside(ip), "{ip}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_leads_nowhere() {
        assert!(Outside.resolve("localhost".parse().unwrap()).await.is_err());
    }
}
