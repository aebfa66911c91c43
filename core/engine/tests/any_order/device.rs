//! One device with a real engine: its disk, its rows, and the one place where an engine's effects become
//! deeds. Refuses to know the mailbox: it hands over what the engine asks.

use crate::mailbox::{Caller, Mutant};
use crate::seeded::Seeded;
use samtale_engine::content::{Photo, VaultContent};
use samtale_engine::courier::{Request, Ticket};
use samtale_engine::enrol::Kept;
use samtale_engine::marks::Beside;
use samtale_engine::row::{Row, What};
use samtale_engine::show::Show;
use samtale_engine::text::Texts;
use samtale_engine::view::DialogView;
use samtale_engine::{Ctx, Effect, Engine, Input};
use samtale_seal::file::FileKey;
use samtale_wire::api::Opened;
use samtale_wire::invitation::Home;
use samtale_wire::{DialogId, FileId, MsgId, Uid};
use std::collections::BTreeMap;

/// What an engine asks for.
pub type Calls = Vec<(Ticket, Request)>;

/// A device.
pub struct Device {
    /// Whose.
    pub name: &'static str,
    pub caller: Caller,
    home: Home,
    /// What survives a lock: the vault, and what waits, oldest first.
    vault: VaultContent,
    pub disk: Vec<(MsgId, Vec<u8>)>,
    /// While it is unlocked.
    pub engine: Option<Engine>,
    pub rows: BTreeMap<(DialogId, Uid, MsgId), Row>,
    /// How far it has read its account's feed.
    pub read_to: usize,
    pub polls: bool,
    /// Which of its lives this is: an answer to a former one is nobody's.
    pub life: u32,
    /// It was taken away.
    pub gone: bool,
    /// Its clock minus the mailbox's, in seconds, as far as correcting leaves it.
    skew: i64,
    pub rng: Seeded,
}

impl Device {
    pub fn new(name: &'static str, kept: Kept, seed: u64, skew: i64) -> Self {
        let Kept { home, uid, dev, vault, .. } = kept;
        Self {
            name,
            caller: Caller { uid, dev },
            home,
            vault,
            disk: Vec::new(),
            engine: None,
            rows: BTreeMap::new(),
            read_to: 0,
            polls: false,
            life: 0,
            gone: false,
            skew,
            rng: Seeded(seed),
        }
    }

    /// The time as this device believes it.
    pub fn now(&self, now: u64) -> u64 {
        now.saturating_add_signed(self.skew)
    }

    /// A random idempotency key.
    pub fn msg_id(&mut self) -> MsgId {
        let mut id = MsgId([0; 16]);
        rand_core::Rng::fill_bytes(&mut self.rng, &mut id.0);
        id
    }

    /// Opens it: what was kept is recalled, all else is read again.
    pub fn opens(&mut self, opened: Opened, now: u64, mutant: Mutant) -> Result<Calls, String> {
        self.locks();
        let Caller { uid, dev } = self.caller;
        let engine = Engine::start(self.home.clone(), uid, dev, self.vault.clone(), opened);
        self.engine = Some(engine.map_err(|problem| format!("{} does not start: {problem}", self.name))?);
        if mutant == Mutant::DevicesForget {
            self.disk.clear();
        }
        let kept = self.disk.clone();
        Ok(kept
            .into_iter()
            .flat_map(|(id, sealed)| self.steps(Input::Recalled(id, sealed), now, None))
            .collect())
    }

    /// Whether the news since its ring are all that it needs.
    pub fn goes_on_from_ring(&self) -> bool {
        self.engine.as_ref().is_some_and(Engine::goes_on_from_ring)
    }

    /// Locks: what was in memory is gone.
    pub fn locks(&mut self) {
        self.engine = None;
        self.rows.clear();
        self.read_to = 0;
        self.polls = false;
        self.life += 1;
    }

    /// Takes one step, and does what it says in order; after `cut` deeds the power goes.
    pub fn steps(&mut self, input: Input, now: u64, cut: Option<usize>) -> Calls {
        let now = self.now(now);
        let Some(engine) = &mut self.engine else { return Calls::new() };
        let effects = engine.step(input, &mut Ctx { now, rng: &mut self.rng });
        let mut calls = Calls::new();
        for effect in effects.into_iter().take(cut.unwrap_or(usize::MAX)) {
            match effect {
                Effect::Keep(id, sealed) => {
                    self.disk.retain(|(kept, _)| *kept != id);
                    self.disk.push((id, sealed));
                }
                Effect::Forget(id) => self.disk.retain(|(kept, _)| *kept != id),
                Effect::Call(ticket, request) => calls.push((ticket, request)),
                Effect::Show(row) => self.shows(*row),
                Effect::Pin(pins) => self.vault.pins = pins,
                Effect::Unshow(dialog, id) => {
                    let waits = |row: &Row| row.seq.is_none() && (row.dialog, row.id) == (dialog, id);
                    self.rows.retain(|_, row| !waits(row));
                }
                Effect::Card(card) => self.vault.take(*card),
                Effect::Edition(edition) => self.vault.edition = Some(edition),
                Effect::Quiet(quiet) => self.vault.quiet = Some(quiet),
                Effect::ForgetFile(_) | Effect::Changed(_) => {}
                // Nobody writes before a closed door here.
                Effect::Place { .. } | Effect::ForgetJot(_) => {}
            }
        }
        if cut.is_some() {
            self.locks();
        }
        calls
    }

    /// As the client's cache does it: what is sent stays, unless it is taken back.
    fn shows(&mut self, row: Row) {
        let key = (row.dialog, row.by, row.id);
        let stays =
            self.rows.get(&key).is_some_and(|it| it.seq.is_some()) && !matches!(row.what, What::Erased(_));
        if !stays {
            self.rows.insert(key, row);
        }
    }

    /// A dialog's rows in the order of its log; what waits comes last.
    pub fn rows_of(&self, dialog: &DialogId) -> Vec<Row> {
        let mut rows: Vec<Row> = self.rows.values().filter(|row| row.dialog == *dialog).cloned().collect();
        rows.sort_by_key(|row| row.seq.unwrap_or(u64::MAX));
        rows
    }

    /// Looks with what screens are made with.
    pub fn show<T>(&self, texts: &Texts, now: u64, look: impl FnOnce(&Show<'_>) -> T) -> Option<T> {
        let (zone, moving) = (jiff::tz::TimeZone::UTC, BTreeMap::new());
        let now = self.now(now);
        let engine = self.engine.as_ref()?;
        let (online, nudged, beside) = (true, None, self);
        Some(look(&Show { engine, texts, now, zone: &zone, online, moving: &moving, nudged, beside }))
    }

    pub fn view(&self, texts: &Texts, now: u64, dialog: &DialogId) -> Option<DialogView> {
        self.show(texts, now, |show| show.dialog(dialog, &self.rows_of(dialog), false)).flatten()
    }

    /// As the client's cache has it.
    fn standing(&self, dialog: &DialogId) -> impl Iterator<Item = &Row> {
        let mut rows: Vec<&Row> = self.rows.values().filter(|row| row.dialog == *dialog).collect();
        rows.sort_by_key(|row| row.seq.unwrap_or(u64::MAX));
        rows.into_iter()
    }

    pub fn dialogs(&self) -> Vec<DialogId> {
        self.engine.iter().flat_map(Engine::dialogs).collect()
    }
}

impl Beside for Device {
    fn marks(&self, dialog: &DialogId, from: u64, to: u64) -> Vec<Row> {
        let about = |row: &&Row| matches!(&row.what, What::Mark(mark) if (from..=to).contains(&mark.about));
        self.standing(dialog).filter(about).cloned().collect()
    }

    fn at(&self, dialog: &DialogId, seq: u64) -> Option<Row> {
        self.standing(dialog).find(|row| row.seq == Some(seq)).cloned()
    }
}

/// A photo whose sealed file waits in the queue.
pub fn photo(rng: &mut Seeded) -> Photo {
    let key = FileKey::make(rng);
    let mut file = FileId([0; 32]);
    rand_core::Rng::fill_bytes(rng, &mut file.0);
    Photo { file, key, size: 1_000, width: 4, height: 3, alt: String::new(), preview: None }
}
