//! What the shell needs from the world, as traits: a journey gives other worlds than a phone does.
//! Refuses to choose: whoever opens a `Device` does. Implemented in `adapters`.

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use jiff::tz::TimeZone;
use samtale_engine::courier::Fault;
use samtale_engine::problem::Problem;
use samtale_seal::Secret;
use samtale_wire::Salt;
use samtale_wire::invitation::Home;
use std::sync::Arc;
use std::time::Duration;

/// A request to the municipality's server.
#[derive(Clone)]
pub struct Call {
    /// Path and query, from `/`.
    pub path: String,
    /// The body of a POST; `None` is a GET.
    pub body: Option<Vec<u8>>,
    /// The session's token.
    pub token: Option<Salt>,
    /// The proof that the login key is at hand (DPoP, RFC 9449), where a session is refreshed.
    pub proof: Option<String>,
    /// How long an answer may take.
    pub patience: Duration,
}

/// Bytes in pieces, as they come or go.
pub type Chunks = BoxStream<'static, Result<Bytes, Fault>>;

/// The way to one server.
pub trait Transport: Send + Sync {
    /// Sends a request and reads its whole answer.
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Vec<u8>, Fault>>;
    /// Sends a request and reads its answer as it comes; its patience is for each piece.
    fn pieces(&self, call: Call) -> BoxFuture<'_, Result<Chunks, Fault>>;
    /// Sends a file, streamed; the path says from where on. A piece is taken when there is room for it.
    fn upload(&self, path: String, token: Salt, pieces: Chunks) -> BoxFuture<'_, Result<(), Fault>>;
    /// Fetches a file, streamed, from byte `from` on.
    fn download(&self, path: String, token: Salt, from: u64) -> BoxFuture<'_, Result<Chunks, Fault>>;
    /// Opens a live stream: its pieces, as they come. How long it may be silent is not judged here.
    fn stream(&self, path: String, token: Salt) -> BoxFuture<'_, Result<Chunks, Fault>>;
    /// Lets go of every connection: what is out keeps its own until it ends, what comes next gets another.
    fn hang_up(&self);
    /// Posts a form to an identity provider; what it answers, also when that is why it refuses (RFC 6749 §5.2).
    fn form(&self, url: String, fields: Vec<(&'static str, String)>)
    -> BoxFuture<'_, Result<Vec<u8>, Fault>>;
}

/// Makes ways to servers.
pub trait Connect: Send + Sync {
    /// The way to a home's server; nothing is sent yet.
    ///
    /// # Errors
    /// [`Problem::WrongCertificate`] when TLS cannot be set up.
    fn connect(&self, home: &Home) -> Result<Arc<dyn Transport>, Problem>;
}

/// The operating system's key store.
pub trait KeyStore: Send + Sync {
    /// Keeps a secret under a name.
    ///
    /// # Errors
    /// [`Problem::KeyStore`].
    fn set(&self, name: &str, secret: &Secret) -> Result<(), Problem>;
    /// The secret under a name.
    ///
    /// # Errors
    /// [`Problem::KeyStore`].
    fn get(&self, name: &str) -> Result<Option<Secret>, Problem>;
    /// Forgets what is under a name, if anything is.
    ///
    /// # Errors
    /// [`Problem::KeyStore`] when it stays.
    fn delete(&self, name: &str) -> Result<(), Problem>;
}

/// Time.
pub trait Clock: Send + Sync {
    /// Seconds since 1970, by the device.
    fn now(&self) -> u64;
    /// Where the person is.
    fn zone(&self) -> TimeZone;
}
