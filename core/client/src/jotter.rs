//! The closed door without a network: words are sealed to one's own user key and wait in the queue.
//! Refuses to read back what it keeps, and a user key that the open device did not stamp. `slip` below is
//! what an open vault leaves for it. Made by `device`.

use crate::adapters::entropy::system;
use crate::device::{Ports, device_half};
use crate::ports::Clock;
use crate::queue::{Queue, write_whole};
use crate::session::new_id;
use crate::vault;
use minicbor::{Decode, Encode};
use samtale_engine::content::MAX_TEXT;
use samtale_engine::jots::{Jot, MAX_JOTS, MAX_TO};
use samtale_engine::problem::Problem;
use samtale_engine::show;
use samtale_engine::text::Texts;
use samtale_engine::view::{JotterView, Language};
use samtale_seal::Secret;
use samtale_seal::jot::{JotKey, Place};
use samtale_wire::{KemKey, decode, encode};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The own user key, beside the vault: public anyway, and stamped, as anybody could change the file.
#[derive(Clone, Encode, Decode)]
pub(crate) struct Slip {
    #[n(0)]
    version: u64,
    #[n(1)]
    generation: u64,
    #[n(2)]
    user: KemKey,
    #[n(3)]
    stamp: Secret,
}

fn path(directory: &Path) -> PathBuf {
    directory.join("jotter")
}

impl Slip {
    /// Leaves one, whole or not at all; one that lies there already is not written again.
    pub fn leave(directory: &Path, key: &JotKey, to: (u64, &KemKey)) -> Result<(), Problem> {
        let (generation, user) = to;
        let stamp = key.stamp(generation, user);
        let same = |it: &Self| (it.generation, &it.user, &it.stamp) == (generation, user, &stamp);
        if Self::read(directory).is_ok_and(|it| same(&it)) {
            return Ok(());
        }
        write_whole(&path(directory), &encode(&Self { version: 1, generation, user: *user, stamp }))
    }

    fn read(directory: &Path) -> Result<Self, Problem> {
        let bytes = std::fs::read(path(directory)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Problem::NoAccount,
            _ => Problem::Disk,
        })?;
        let slip: Self = decode(&bytes).map_err(|_| Problem::Vault)?;
        if slip.version == 1 { Ok(slip) } else { Err(Problem::Vault) }
    }
}

/// Where one can write while the vault is closed.
pub struct Jotter {
    queue: Queue,
    clock: Arc<dyn Clock>,
    key: JotKey,
    slip: Slip,
    texts: Texts,
}

impl Jotter {
    pub(crate) fn open(directory: &Path, ports: &Ports, language: Language) -> Result<Self, Problem> {
        let head = vault::read(directory)?.head;
        let slip = Slip::read(directory)?;
        let half = ports.keys.get(&device_half(&head.dev))?.ok_or(Problem::Vault)?;
        let key = JotKey::of(Place { uid: head.uid, dev: head.dev }, &half);
        // A key that somebody else put there gets nothing: the person is told before they write.
        if key.stamp(slip.generation, &slip.user) != slip.stamp {
            return Err(Problem::Vault);
        }
        let (queue, clock) = (Queue::open(directory)?, Arc::clone(&ports.clock));
        Ok(Self { queue, clock, key, slip, texts: Texts::new(language) })
    }

    /// What the closed door shows.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn view(&self) -> Result<JotterView, Problem> {
        Ok(show::jotter(self.queue.jots()?.len(), &self.texts))
    }

    /// Keeps words until the vault is open: sealed, so that until then nobody can read them, not even this
    /// app. `to` says for whom, in the writer's own words. Blank words are not kept.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] for words of more than 16 000 bytes, 200 bytes of `to`, or a 51st;
    /// [`Problem::Disk`]; [`Problem::Vault`].
    pub fn keep(&self, text: String, to: String) -> Result<JotterView, Problem> {
        if text.trim().is_empty() {
            return self.view();
        }
        let full = self.queue.jots()?.len() >= MAX_JOTS;
        if full || text.len() > MAX_TEXT || to.len() > MAX_TO {
            return Err(Problem::TooLarge);
        }
        let plain = Zeroizing::new(encode(&Jot { t: self.clock.now(), to, text }));
        let (id, user) = (new_id(), (self.slip.generation, &self.slip.user));
        let sealed = self.key.seal(user, &self.slip.stamp, &id, &plain, &mut system());
        self.queue.keep_jot(&id, &sealed.map_err(|_| Problem::Vault)?)?;
        self.view()
    }

    /// Throws all that waits away.
    ///
    /// # Errors
    /// [`Problem::Disk`].
    pub fn forget(&self) -> Result<JotterView, Problem> {
        for id in self.queue.jots()? {
            self.queue.forget_jot(&id)?;
        }
        self.view()
    }
}
