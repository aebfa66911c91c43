//! A wire that somebody watches: it carries every connection to the server as it is, and counts those that stand.
//! Refuses to look inside, which TLS would not let it.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a test waits for a count.
const PATIENCE: Duration = Duration::from_secs(60);

/// A wire.
pub struct Relay {
    addr: SocketAddr,
    standing: watch::Sender<usize>,
    begun: watch::Sender<usize>,
    carrying: JoinHandle<()>,
}

impl Relay {
    /// A wire to a server.
    ///
    /// # Panics
    /// When there is no port left.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let (standing, begun) = (watch::Sender::new(0), watch::Sender::new(0));
        let (count, began) = (standing.clone(), begun.clone());
        let carrying = tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let count = count.clone();
                count.send_modify(|count| *count += 1);
                began.send_modify(|began| *began += 1);
                tokio::spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(server).await {
                        // However it ends, it has ended.
                        drop(copy_bidirectional(&mut near, &mut far).await);
                    }
                    count.send_modify(|count| *count -= 1);
                });
            }
        });
        Self { addr, standing, begun, carrying }
    }

    /// As a client knows it.
    #[must_use]
    pub fn server(&self) -> String {
        format!("https://{}", self.addr)
    }

    /// How many connections have been begun so far.
    #[must_use]
    pub fn begun(&self) -> usize {
        *self.begun.borrow()
    }

    /// How many stand now.
    #[must_use]
    pub fn standing(&self) -> usize {
        *self.standing.borrow()
    }

    /// Waits until so many stand.
    ///
    /// # Panics
    /// When it does not come to that.
    pub async fn until_standing(&self, is: impl FnMut(&usize) -> bool) {
        let mut standing = self.standing.subscribe();
        let waited = tokio::time::timeout(PATIENCE, standing.wait_for(is)).await;
        assert!(waited.is_ok_and(|it| it.is_ok()), "{} stand", self.standing());
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}
