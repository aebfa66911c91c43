//! A town: one real server over TLS on loopback, with its data in a folder of its own.
//! Refuses to outlive its test.

use samtale_server::{Config, Running};
use samtale_wire::invitation::{Home, Invitation};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A town.
pub struct Town {
    server: Running,
    folder: TempDir,
}

impl Town {
    /// Opens a new town.
    ///
    /// # Panics
    /// When the server does not start.
    pub async fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        let server = start(folder.path()).await;
        Self { server, folder }
    }

    /// Stops the server and starts it again on the same data.
    ///
    /// # Panics
    /// When the server does not start.
    pub async fn restart(self) -> Self {
        let Self { server, folder } = self;
        server.stop().await;
        Self { server: start(folder.path()).await, folder }
    }

    /// How clients know the server.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.server.home
    }

    /// The link with which employees enrol.
    #[must_use]
    pub fn staff_link(&self) -> String {
        Invitation { home: self.server.home.clone(), from: None }.to_link()
    }

    /// A folder for somebody's device.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything that the server and all devices have on disk.
    #[must_use]
    pub fn everything(&self) -> &Path {
        self.folder.path()
    }
}

async fn start(folder: &Path) -> Running {
    samtale_server::start(Config::local(folder.join("server"))).await.expect("a server")
}
