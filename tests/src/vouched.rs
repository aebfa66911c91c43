//! A network on which a town's server has a certificate like any other on the web: who comes without its pin is
//! let through all the same, as a municipality's own would be.
//! Refuses to vouch for any other server. For those who have no link yet.

use crate::liar::Liar;
use crate::person::Person;
use crate::town::Town;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::{Connect, Transport};
use samtale_client::view::Language;
use samtale_client::{Device, Ports, Problem};
use samtale_wire::invitation::Home;
use std::sync::Arc;

struct Vouched {
    network: Arc<Liar>,
    home: Home,
}

impl Connect for Vouched {
    fn connect(&self, home: &Home) -> Result<Arc<dyn Transport>, Problem> {
        let pin = home.pin.or(self.home.pin.filter(|_| home.server == self.home.server));
        self.network.connect(&Home { pin, ..home.clone() })
    }
}

impl Person {
    /// A device for somebody who knows the town's server by its name alone.
    ///
    /// # Panics
    /// When the folder cannot be made.
    #[must_use]
    pub fn device_without_a_link(town: &Town, name: &str) -> (Device, Arc<Liar>) {
        let network = Arc::new(Liar::default());
        let vouched = Vouched { network: network.clone(), home: town.home().clone() };
        let ports = Ports {
            network: Arc::new(vouched),
            keys: Arc::new(MemoryKeyStore::default()),
            clock: Arc::new(town.clock()),
        };
        let device = Device::new(town.folder(name), ports, Language::Danish).expect("a folder");
        (device, network)
    }
}
