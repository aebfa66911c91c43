//! The way in: a device with or without an account, and the words of its language.
//! Refuses a key store that nobody chose. The first object that an app makes.

use crate::core::on_core;
use crate::enrolment::Enrolment;
use crate::jotter::Jotter;
use crate::session::Session;
use samtale_client::adapters::key_store::{DeviceKeyStore, MemoryKeyStore};
use samtale_client::{Device, Ports};
use samtale_engine::problem::Problem;
use samtale_engine::text;
use samtale_engine::view::{Labels, Language, ProblemView};
use std::sync::Arc;
use std::time::Duration;

/// Where the device's secrets lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum KeyStore {
    /// The operating system's key store.
    Device,
    /// Memory, for tests and demonstrations: gone with the process.
    Memory,
}

/// A device.
#[derive(uniffi::Object)]
pub struct Samtale(Arc<Device>);

#[uniffi::export]
impl Samtale {
    /// A device whose vault lies, or will lie, in `directory`.
    ///
    /// # Errors
    /// [`Problem::KeyStore`] or [`Problem::Disk`].
    #[uniffi::constructor]
    pub fn new(directory: String, key_store: KeyStore, language: Language) -> Result<Self, Problem> {
        let ports = match key_store {
            KeyStore::Device => Ports::real(Arc::new(DeviceKeyStore::open()?)),
            KeyStore::Memory => Ports::real(Arc::new(MemoryKeyStore::default())),
        };
        Device::new(directory.into(), ports, language).map(|device| Self(Arc::new(device)))
    }

    /// The fixed words of the screens.
    pub fn labels(&self) -> Labels {
        text::labels(self.0.language())
    }

    /// Whether somebody has enrolled here.
    pub fn has_account(&self) -> bool {
        self.0.has_account()
    }

    /// How many minutes an app that is left stays open.
    pub fn lock_after(&self) -> u32 {
        u32::try_from(self.0.lock_after().as_secs() / 60).unwrap_or(u32::MAX)
    }

    /// Sets it, in minutes: from 0, which locks when left, to 60.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] above 60, [`Problem::Disk`].
    pub fn set_lock_after(&self, minutes: u32) -> Result<(), Problem> {
        self.0.set_lock_after(Duration::from_secs(u64::from(minutes) * 60))
    }

    /// Reads an invitation and prepares the login.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn enrol(&self, code: String) -> Result<Enrolment, Problem> {
        let device = Arc::clone(&self.0);
        on_core(async move { device.enrol(&code).await }).await.map(Enrolment::from)
    }

    /// The same with the digits of a code on paper; of the link its home alone counts.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn recover(&self, code: String, digits: String) -> Result<Enrolment, Problem> {
        let device = Arc::clone(&self.0);
        on_core(async move { device.recover(&code, &digits).await }).await.map(Enrolment::from)
    }

    /// Where one can write while the vault is closed, as without a network.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn jotter(&self) -> Result<Jotter, Problem> {
        self.0.jotter().map(Jotter::from)
    }

    /// Opens the vault with both halves.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn unlock(&self) -> Result<Session, Problem> {
        let device = Arc::clone(&self.0);
        on_core(async move { device.unlock().await }).await.map(Session::from)
    }
}

/// What happened, what it means, what can be done.
#[uniffi::export]
pub fn explain(problem: Problem, language: Language) -> ProblemView {
    text::explain(problem, language)
}
