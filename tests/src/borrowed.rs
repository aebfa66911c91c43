//! A phone that a test borrows: its vault and its key store, opened as only their owner's app opens them.
//! Refuses a folder without an account. Used by the benches, to write with the keys of a real client.

use crate::hand::Hand;
use crate::insider::{Insider, call};
use crate::town::Town;
use minicbor::Decode;
use samtale_client::adapters::{entropy::system, http::Network};
use samtale_client::ports::{Connect, KeyStore};
use samtale_engine::content::VaultContent;
use samtale_seal::Secret;
use samtale_seal::login::LoginSecret;
use samtale_seal::vault::{Halves, unlock};
use samtale_wire::api::{OpenSession, Opened};
use samtale_wire::invitation::Home;
use samtale_wire::{Bytes, DeviceId, Uid, decode, encode};
use std::path::Path;

/// What lies on a phone.
pub struct Borrowed {
    /// Whose.
    pub uid: Uid,
    /// Which device.
    pub dev: DeviceId,
    /// The key store's half of the vault key.
    pub half: Secret,
    /// The login key.
    pub login: Secret,
    home: Home,
    head: Vec<u8>,
    sealed: Vec<u8>,
}

#[derive(Decode)]
struct File {
    #[n(0)]
    head: Bytes,
    #[n(1)]
    sealed: Bytes,
}

#[derive(Decode)]
struct Head {
    #[n(1)]
    uid: Uid,
    #[n(2)]
    dev: DeviceId,
    #[n(3)]
    home: Home,
}

impl Borrowed {
    /// Takes a phone into one's hand.
    ///
    /// # Panics
    /// When there is no account on it.
    #[must_use]
    pub fn phone(folder: &Path, keys: &dyn KeyStore) -> Self {
        let bytes = std::fs::read(folder.join("vault")).expect("a vault");
        let File { head, sealed } = minicbor::decode(&bytes).expect("a vault");
        let Head { uid, dev, home } = minicbor::decode(&head.0).expect("a head");
        let key = |name: String| keys.get(&name).expect("a key store").expect("a key");
        let (half, login) = (key(format!("vault-{dev}")), key(format!("login-{dev}")));
        Self { uid, dev, half, login, home, head: head.0, sealed: sealed.0 }
    }

    /// The login of this moment.
    ///
    /// # Panics
    /// When the key is none.
    #[must_use]
    pub fn knocks(&self, now: u64) -> OpenSession {
        let login = LoginSecret::new(&self.login).expect("a scalar");
        login.open_session(self.home.tenant, self.dev, now, &mut system())
    }

    /// Logs in at the real server, and opens the vault.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn opens(&self, town: &Town, name: &'static str) -> Insider {
        let transport = Network.connect(&self.home).expect("a way");
        let knock = Some(encode(&self.knocks(town.now())));
        let answer = call(&transport, "/v1/session", knock, None).await.expect("a session");
        let opened: Opened = decode(&answer).expect("a session");
        let halves = Halves { device: &self.half, server: &Secret::new(opened.vault_half.0) };
        let vault = unlock(&halves, &self.head, &self.sealed).expect("the vault opens");
        let vault: VaultContent = decode(&vault).expect("a vault");
        let entries = opened.chain.entries.clone();
        let hand = Hand { uid: self.uid, dev: self.dev, seeds: vault.seeds.clone(), entries, t: town.now() };
        Insider::of(hand, name, vault, opened, self.home.clone(), transport)
    }
}
