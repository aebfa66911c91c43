//! Everything a request may need, under one roof.
//! Refuses to do anything by itself. Furnished by `start`, entered by the routes.

use crate::clock::Clock;
use crate::ephemerals::Ephemerals;
use crate::files::Files;
use crate::halves::Halves;
use crate::push::Pushes;
use crate::push::distributor::Distributor;
use crate::relying_party::RelyingParty;
use crate::sessions::Sessions;
use crate::store::Readers;
use crate::tenant::Municipality;
use crate::tries::Tries;
use crate::wake::Wake;
use crate::writer::Writer;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::Notify;

/// The house.
pub struct House {
    /// The time.
    pub clock: Clock,
    /// The municipality.
    pub town: Arc<Municipality>,
    /// Where a session is refreshed, as clients write it: what a proof must be for.
    pub refreshed_at: String,
    /// To look something up.
    pub readers: Readers,
    /// To change something.
    pub writer: Writer,
    /// Who is logged in.
    pub sessions: Sessions,
    /// The vaults' halves.
    pub halves: Halves,
    /// Who waits for news.
    pub wake: Wake,
    /// Who sleeps and is to be called.
    pub pushes: Pushes,
    /// The hosts that may be called.
    pub push_hosts: Arc<[String]>,
    /// The way there; `None` where nobody is called.
    pub distributor: Option<Arc<dyn Distributor>>,
    /// The server at providers that know no app; `None` where there is none.
    pub relying_party: Option<RelyingParty>,
    /// The proxy in front, whose word counts on who asks.
    pub proxy: Option<IpAddr>,
    /// Short codes that were tried.
    pub tries: Tries,
    /// What members say beside the logs.
    pub ephemerals: Ephemerals,
    /// The sealed files.
    pub files: Files,
    /// Rung when a post was scheduled.
    pub scheduled: Arc<Notify>,
    /// The provider that identifies people while developing.
    #[cfg(debug_assertions)]
    pub login: crate::dev_login::Provider,
}
