//! The way in: a device with or without an account, and the words of its language.
//! Refuses a key store that nobody chose. The first object that an app makes.

use crate::core::on_core;
use crate::enrolment::Enrolment;
use crate::jotter::Jotter;
use crate::session::Session;
use samtale_client::adapters::key_store::{DeviceKeyStore, MemoryKeyStore};
use samtale_client::{Ports, Profiles};
use samtale_engine::problem::Problem;
use samtale_engine::show;
use samtale_engine::text::{self, Texts};
use samtale_engine::view::{Labels, Language, PhoneView, ProblemView};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the device's secrets lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum KeyStore {
    /// The operating system's key store.
    Device,
    /// Memory, for tests and demonstrations: gone with the process.
    Memory,
}

/// A device, with everybody who uses it; the acts are those of whoever was chosen.
#[derive(uniffi::Object)]
pub struct Samtale(pub(crate) Arc<Profiles>);

#[uniffi::export]
impl Samtale {
    /// A device whose people lie, or will lie, in `directory`. Who has it alone is chosen.
    ///
    /// # Errors
    /// [`Problem::KeyStore`] or [`Problem::Disk`].
    #[uniffi::constructor]
    pub fn new(directory: String, key_store: KeyStore, language: Language) -> Result<Self, Problem> {
        let ports = match key_store {
            KeyStore::Device => Ports::real(Arc::new(DeviceKeyStore::open()?)),
            KeyStore::Memory => Ports::real(Arc::new(MemoryKeyStore::default())),
        };
        Profiles::open(&PathBuf::from(directory), ports, language).map(|people| Self(Arc::new(people)))
    }

    /// Says for which municipality the app was built, by a link to it: a short code needs no address there. What
    /// was said first stays.
    ///
    /// # Errors
    /// [`Problem::BadCode`] when it is no link.
    pub fn built_for(&self, link: String) -> Result<(), Problem> {
        self.0.built_for(&link)
    }

    /// The fixed words of the screens.
    pub fn labels(&self) -> Labels {
        text::labels(self.0.language())
    }

    /// The people who share it: nobody but the one who has it alone notices nothing.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn phone(&self) -> Result<PhoneView, Problem> {
        let people = self.0.list()?;
        let people: Vec<_> = people.iter().map(|it| (it.id.as_str(), it.picture)).collect();
        let chosen = self.0.chosen();
        let chosen = chosen.as_ref().map(|(it, _)| (it.id.as_str(), it.picture));
        Ok(show::phone(&people, chosen, self.0.next()?, &Texts::new(self.0.language())))
    }

    /// Under which name a distributor knows whoever was chosen: one of their own, so that no two people of a
    /// phone have one place to be called. Random; nothing when nobody was chosen.
    pub fn instance(&self) -> Option<String> {
        self.0.chosen().map(|(profile, _)| profile.id)
    }

    /// Chooses one of them; whoever was in is locked, and everything of theirs is gone when this returns.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn choose(&self, person: String) -> Result<(), Problem> {
        let people = Arc::clone(&self.0);
        on_core(async move { people.choose(&person).await }).await
    }

    /// Chooses somebody new, who is to enrol; whoever was in is locked.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn add_person(&self) -> Result<(), Problem> {
        let people = Arc::clone(&self.0);
        on_core(async move { people.add().await }).await
    }

    /// Deletes one of them from this device, keys and all.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn remove_person(&self, person: String) -> Result<(), Problem> {
        let people = Arc::clone(&self.0);
        on_core(async move { people.remove(&person).await }).await
    }

    /// Nobody uses it now: whoever was in is locked, and where there are several nobody is chosen.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn leave(&self) -> Result<(), Problem> {
        let people = Arc::clone(&self.0);
        on_core(async move { people.leave().await }).await
    }

    /// Whether whoever was chosen has enrolled here.
    pub fn has_account(&self) -> bool {
        self.0.device().is_ok_and(|device| device.has_account())
    }

    /// Reads an invitation, a link or a short code, and prepares the login.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn enrol(&self, code: String) -> Result<Enrolment, Problem> {
        let device = self.0.device()?;
        on_core(async move { device.enrol(&code).await }).await.map(Enrolment::from)
    }

    /// The same with the digits of a code on paper; of the link its home alone counts.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn recover(&self, code: String, digits: String) -> Result<Enrolment, Problem> {
        let device = self.0.device()?;
        on_core(async move { device.recover(&code, &digits).await }).await.map(Enrolment::from)
    }

    /// Where one can write while the vault is closed, as without a network.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub fn jotter(&self) -> Result<Jotter, Problem> {
        self.0.device()?.jotter().map(Jotter::from)
    }

    /// Opens the vault with both halves.
    ///
    /// # Errors
    /// A [`Problem`] that `explain` tells.
    pub async fn unlock(&self) -> Result<Session, Problem> {
        let device = self.0.device()?;
        on_core(async move { device.unlock().await }).await.map(Session::from)
    }
}

/// What happened, what it means, what can be done.
#[uniffi::export]
pub fn explain(problem: Problem, language: Language) -> ProblemView {
    text::explain(problem, language)
}
