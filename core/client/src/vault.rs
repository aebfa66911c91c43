//! The vault on disk: a clear head that says where to log in, and what only both halves open.
//! Refuses to be half written, and is never deleted. Read by `device`.

use crate::jotter::Slip;
use crate::queue::write_whole;
use minicbor::{Decode, Encode};
use samtale_engine::content::VaultContent;
use samtale_engine::problem::Problem;
use samtale_engine::ring::Pins;
use samtale_seal::Secret;
use samtale_seal::jot::{JotKey, Place};
use samtale_seal::vault::{Halves, lock, unlock};
use samtale_wire::invitation::Home;
use samtale_wire::user::Card;
use samtale_wire::{Bytes, DeviceId, KemKey, Uid, decode, encode};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What is readable before the vault is open.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Head {
    #[n(0)]
    pub version: u64,
    #[n(1)]
    pub uid: Uid,
    #[n(2)]
    pub dev: DeviceId,
    #[n(3)]
    pub home: Home,
}

#[derive(Encode, Decode)]
struct File {
    #[n(0)]
    head: Bytes,
    #[n(1)]
    sealed: Bytes,
}

/// A vault as it lies on disk.
pub(crate) struct Vault {
    pub head: Head,
    head_bytes: Vec<u8>,
    sealed: Vec<u8>,
}

fn path(directory: &Path) -> PathBuf {
    directory.join("vault")
}

/// Whether there is a vault. Where the disk does not say, there may be: what would be lost is worth more than
/// what would be swept away.
pub(crate) fn may_exist(directory: &Path) -> bool {
    path(directory).try_exists().unwrap_or(true)
}

/// Reads the vault, closed.
pub(crate) fn read(directory: &Path) -> Result<Vault, Problem> {
    let bytes = std::fs::read(path(directory)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Problem::NoAccount,
        _ => Problem::Disk,
    })?;
    let File { head, sealed } = decode(&bytes).map_err(|_| Problem::Vault)?;
    let read: Head = decode(&head.0).map_err(|_| Problem::Vault)?;
    if read.version != 1 {
        return Err(Problem::Vault);
    }
    Ok(Vault { head: read, head_bytes: head.0, sealed: sealed.0 })
}

/// Holds what is needed to write the vault anew: it remembers the newest key ring that was seen.
pub(crate) struct Keeper {
    directory: PathBuf,
    head: Vec<u8>,
    content: VaultContent,
    device: Secret,
    server: Secret,
    jots: JotKey,
    /// The generation of the user key that jots are sealed to, as it lies on disk.
    stamped: Option<u64>,
}

impl Keeper {
    /// For a vault that is open, or about to be written.
    pub fn new(directory: &Path, head: &Head, content: VaultContent, device: Secret, server: Secret) -> Self {
        let (directory, bytes) = (directory.to_owned(), encode(head));
        let jots = JotKey::of(Place { uid: head.uid, dev: head.dev }, &device);
        Self { directory, head: bytes, content, device, server, jots, stamped: None }
    }

    /// What opens this device's jots, beside a user key.
    pub fn jot_key(&self) -> &JotKey {
        &self.jots
    }

    /// Leaves the user key for whoever writes before the vault is open, unless it lies there.
    pub fn stamp(&mut self, to: (u64, &KemKey)) {
        // What cannot be written now is tried again with the next step.
        if self.stamped != Some(to.0) && Slip::leave(&self.directory, &self.jots, to).is_ok() {
            self.stamped = Some(to.0);
        }
    }

    /// Writes a new vault; there must be none, for sure.
    pub fn write_new(&self) -> Result<(), Problem> {
        if may_exist(&self.directory) { Err(Problem::Vault) } else { self.write() }
    }

    /// Remembers what was seen.
    pub fn pin(&mut self, pins: Pins) -> Result<(), Problem> {
        self.content.pins = pins;
        self.write()
    }

    /// Remembers of which edition the municipality's card is.
    pub fn edition(&mut self, edition: u64) -> Result<(), Problem> {
        self.content.edition = Some(edition);
        self.write()
    }

    /// Remembers the card of a later login, or of one that somebody else has looked at.
    pub fn card(&mut self, card: Card) -> Result<(), Problem> {
        self.content.take(card);
        self.write()
    }

    /// Remembers whether receipts and hints are off.
    pub fn quiet(&mut self, quiet: bool) -> Result<(), Problem> {
        self.content.quiet = quiet.then_some(true);
        self.write()
    }

    fn write(&self) -> Result<(), Problem> {
        let plain = Zeroizing::new(encode(&self.content));
        let mut rng = crate::adapters::entropy::system();
        let halves = Halves { device: &self.device, server: &self.server };
        let sealed = lock(&halves, &self.head, &plain, &mut rng).map_err(|_| Problem::Vault)?;
        let file = encode(&File { head: self.head.clone().into(), sealed: sealed.into() });
        write_whole(&path(&self.directory), &file)
    }
}

impl Vault {
    /// Opens the vault with both halves.
    pub fn open(&self, device: &Secret, server: &Secret) -> Result<VaultContent, Problem> {
        let plain = unlock(&Halves { device, server }, &self.head_bytes, &self.sealed);
        let plain = Zeroizing::new(plain.map_err(|_| Problem::Vault)?);
        decode(&plain).map_err(|_| Problem::Vault)
    }
}
