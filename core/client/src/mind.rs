//! The engine with its hands: each step's effects are done in order, requests go off on their own.
//! Refuses to run when locked. Each step is whole, whatever becomes of who asked for it.

mod acting;

use crate::adapters::entropy::{SystemRng, system};
use crate::adapters::spare;
use crate::cache::Cache;
use crate::door::Door;
use crate::live::{LONGEST, SHORTEST, jittered};
use crate::opening::Unfinished;
use crate::queue::Queue;
use crate::transit::{Moving, Told};
use crate::vault::Keeper;
use samtale_engine::courier::{Fault, Request, Ticket};
use samtale_engine::problem::Problem;
use samtale_engine::row::{Row, What};
use samtale_engine::show::Show;
use samtale_engine::text::Texts;
use samtale_engine::view::Language;
use samtale_engine::{Ctx, Effect, Engine, Input};
use samtale_wire::FileId;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Timeout, timeout};

/// How long what is written may wait to be safe from a power cut, too. Mostly the server has it by then.
const FLUSH: Duration = Duration::from_millis(100);

/// What is known while the app is unlocked.
pub(crate) struct Known {
    pub engine: Engine,
    pub cache: Cache,
    /// Writes the vault anew when a key ring was seen.
    keeper: Keeper,
    pub texts: Texts,
    pub language: Language,
    pub online: bool,
    /// Whether this device may say that there is news; `None` while nobody has answered that.
    pub nudged: Option<bool>,
    /// How far each file that is under way has come, in percent.
    pub moving: BTreeMap<FileId, u8>,
    /// What was fetched of files whose line was cut.
    pub unfinished: Unfinished,
    rng: SystemRng,
}

/// The mind of an unlocked device; `None` inside once it is locked.
pub(crate) struct Mind {
    known: Mutex<Option<Known>>,
    pub door: Door,
    queue: Queue,
    /// Counts changes; feeds wait on it. Closed when locked.
    changed: watch::Sender<u64>,
    stopped: watch::Sender<bool>,
    /// Requests in a row that failed for now.
    faults: AtomicU32,
    /// Whether what is kept will be flushed.
    flushing: AtomicBool,
    /// Where requests run: screens step from threads of their own.
    runtime: Handle,
}

impl Mind {
    /// Wakes with an engine and a cache that is empty.
    pub fn wake(
        engine: Engine,
        door: Door,
        queue: Queue,
        keeper: Keeper,
        cache: Cache,
        language: Language,
    ) -> Result<Arc<Self>, Problem> {
        let mut known = Known {
            engine,
            keeper,
            cache,
            texts: Texts::new(language),
            language,
            online: true,
            nudged: None,
            moving: BTreeMap::new(),
            unfinished: Unfinished::default(),
            rng: system(),
        };
        let (waiting, mut jots) = (queue.all()?, Vec::new());
        for id in queue.jots()? {
            jots.extend(queue.read_jot(&id).map(|sealed| (id, sealed)));
        }
        let key = known.keeper.jot_key().clone();
        known.keeper.stamp(known.engine.seals_jots_to());
        let mind = Arc::new(Self {
            known: Mutex::new(Some(known)),
            door,
            queue,
            changed: watch::Sender::new(0),
            stopped: watch::Sender::new(false),
            faults: AtomicU32::new(0),
            flushing: AtomicBool::new(false),
            runtime: Handle::current(),
        });
        for (id, sealed) in waiting {
            mind.step(Input::Recalled(id, sealed))?;
        }
        for (id, sealed) in jots {
            mind.step(Input::Jotted(id, sealed, key.clone()))?;
        }
        Ok(mind)
    }

    /// Takes one input: keeps, forgets, shows and calls as the engine says. Fails when it is locked, and for a
    /// jot that the disk does not take as a draft.
    pub fn step(self: &Arc<Self>, input: Input) -> Result<(), Problem> {
        let mut calls = Vec::new();
        let mut placed = Ok(());
        self.with(|known| {
            let mut ctx = Ctx { now: self.door.now(), rng: &mut known.rng };
            let effects = known.engine.step(input, &mut ctx);
            for effect in effects {
                match effect {
                    // With a full disk it waits in memory: telling it as failed would make it twice.
                    Effect::Keep(id, sealed) => drop(self.queue.keep(&id, &sealed)),
                    Effect::Forget(id) => self.queue.forget(&id),
                    Effect::ForgetFile(id) => self.queue.forget_file(&id),
                    // Whatever cannot be kept as a draft stays a jot, and whoever asked is told.
                    Effect::Place { jot, dialog, sealed, before } => {
                        placed = self.queue.keep_durably(&jot, &sealed);
                        if placed.is_ok() {
                            known.engine.was_placed(jot, dialog);
                            // One that stays is known by its name, and goes with the draft.
                            let _ = self.queue.forget_jot(&jot);
                            before.iter().for_each(|before| self.queue.forget(before));
                        }
                    }
                    // It is offered again at the next start.
                    Effect::ForgetJot(id) => drop(self.queue.forget_jot(&id)),
                    // What comes after it does not hold it up.
                    Effect::Call(ticket, request @ Request::Append(..)) => self.call(ticket, request),
                    Effect::Call(ticket, request) => calls.push((ticket, request)),
                    Effect::Show(row) => show(known, &row),
                    // A row that stays is one that cannot be tapped away: the next start has it not.
                    Effect::Unshow(dialog, id) => drop(known.cache.unshow(&dialog, &known.engine.uid(), &id)),
                    // A vault that cannot be written still opens; the next ring is pinned again.
                    Effect::Pin(pins) => drop(known.keeper.pin(pins)),
                    Effect::Card(card) => drop(known.keeper.card(*card)),
                    Effect::Edition(edition) => drop(known.keeper.edition(edition)),
                    // Told as failed it would be off all the same, until the next start.
                    Effect::Quiet(quiet) => drop(known.keeper.quiet(quiet)),
                    Effect::Changed(_) => {}
                }
            }
            known.keeper.stamp(known.engine.seals_jots_to());
        })?;
        self.changed.send_modify(|count| *count += 1);
        for (ticket, request) in calls {
            self.call(ticket, request);
        }
        self.flush_later();
        placed
    }

    /// Makes durable what still waits after a moment.
    fn flush_later(self: &Arc<Self>) {
        if !self.queue.is_wet() || self.flushing.swap(true, Ordering::Relaxed) {
            return;
        }
        let mind = Arc::clone(self);
        self.runtime.spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(FLUSH) => {}
                () = mind.stopped() => return,
            }
            mind.flushing.store(false, Ordering::Relaxed);
            let _out = mind.door.around().out();
            mind.flush().await;
        });
    }

    async fn flush(self: &Arc<Self>) {
        if self.queue.is_wet() {
            let mind = Arc::clone(self);
            // A full disk: it waits in memory, and is sent from there.
            drop(tokio::task::spawn_blocking(move || mind.queue.flush()).await);
        }
    }

    /// Sends a request on a task of its own; its answer is the next input.
    fn call(self: &Arc<Self>, ticket: Ticket, request: Request) {
        let mind = Arc::clone(self);
        let moving = match &request {
            Request::Upload(_, file) => Some(Arc::new(Moving::new(self, *file))),
            _ => None,
        };
        // Weak: the connection may hold on to what it was given after all is over.
        let heard = moving.as_ref().map(Arc::downgrade).unwrap_or_default();
        let told: Told = Arc::new(move |done, all| {
            if let Some(moving) = heard.upgrade() {
                // Locked: nothing is shown anyway.
                let _ = moving.at(done, all);
            }
        });
        let (around, turn) = (Arc::clone(self.door.around()), self.door.around().now().turn);
        let out = around.out();
        self.runtime.spawn(async move {
            let answer = tokio::select! {
                answer = mind.door.carry(request, |file| mind.queue.file(file), told) => answer,
                () = mind.stopped() => return,
            };
            drop(moving);
            if matches!(answer, Err(Fault::Offline)) {
                mind.doubt();
            }
            let pause = mind.pause(&answer);
            // Locked meanwhile: whoever unlocks asks again.
            let _ = mind.step(Input::Answered(ticket, answer));
            // What follows from it is out by now.
            drop(out);
            if let Some(pause) = pause {
                tokio::select! {
                    () = around.rest(turn, pause) => drop(mind.step(Input::Tick)),
                    () = mind.stopped() => {}
                }
            }
        });
    }

    /// How long to wait before what failed for now is tried again: longer each time in a row.
    fn pause<T>(&self, answer: &Result<T, Fault>) -> Option<Duration> {
        if !matches!(answer, Err(fault) if fault.passes()) {
            self.faults.store(0, Ordering::Relaxed);
            return None;
        }
        let row = self.faults.fetch_add(1, Ordering::Relaxed).min(7);
        Some(jittered((SHORTEST * (1 << row)).min(LONGEST)))
    }

    /// Looks at what is known.
    pub fn with<T>(&self, look: impl FnOnce(&mut Known) -> T) -> Result<T, Problem> {
        let mut known = self.known.lock().map_err(|_| Problem::Locked)?;
        known.as_mut().map(look).ok_or(Problem::Locked)
    }

    /// Makes a view.
    pub fn show<T>(&self, view: impl FnOnce(&Show<'_>, &Known) -> T) -> Result<T, Problem> {
        self.with(|known| {
            let zone = self.door.clock().zone();
            let show = Show {
                engine: &known.engine,
                texts: &known.texts,
                now: self.door.now(),
                zone: &zone,
                online: known.online,
                moving: &known.moving,
                nudged: known.nudged,
                beside: &known.cache,
            };
            view(&show, known)
        })
    }

    /// Says that the server was reached, or not.
    pub fn reached(&self, online: bool) {
        let changed = self.with(|known| std::mem::replace(&mut known.online, online) != online);
        if changed == Ok(true) {
            self.changed.send_modify(|count| *count += 1);
        }
    }

    /// Something did not get through: so it is said at once, and the news are asked for anew, as the line that
    /// they come by may be as dead as this one and would be silent for half a minute.
    fn doubt(&self) {
        if self.with(|known| known.online) == Ok(true) {
            self.reached(false);
            self.door.around().doubt();
        }
    }

    /// A file that is under way has come so far, or is not under way any more. Feeds look again when
    /// that is another percent than before.
    pub fn moved(&self, file: FileId, percent: Option<u8>) -> Result<(), Problem> {
        let changed = self.with(|known| match percent {
            Some(percent) => known.moving.insert(file, percent) != Some(percent),
            None => known.moving.remove(&file).is_some(),
        })?;
        if changed {
            self.touch();
        }
        Ok(())
    }

    /// Tells feeds to look again.
    pub fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// A place from which to see changes.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Waits for something no longer than so long. Screens wait on threads of their own, which have no clock:
    /// this one is the core's.
    pub fn within<F: Future>(&self, most: Duration, what: F) -> Timeout<F> {
        let _core = self.runtime.enter();
        timeout(most, what)
    }

    /// Returns when the mind is locked.
    pub async fn stopped(&self) {
        let mut stopped = self.stopped.subscribe();
        // The sender lives as long as `self`.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }

    /// The network is gone, or is another one: nothing that failed on the one before slows this one down.
    pub fn network(self: &Arc<Self>, available: bool) {
        self.faults.store(0, Ordering::Relaxed);
        self.door.around().network(available);
        self.door.hang_up();
        if available {
            return;
        }
        self.reached(false);
        // What was just going out may have dialled once more before it was cut.
        let mind = Arc::clone(self);
        self.runtime.spawn(async move {
            let around = mind.door.around();
            around.at_rest().await;
            if !around.now().network() {
                mind.door.hang_up();
            }
        });
    }

    /// Returns when nothing is out, with every connection closed and what waits on disk for good.
    pub async fn closed(self: &Arc<Self>) {
        self.door.around().at_rest().await;
        self.door.hang_up();
        self.flush().await;
        spare::give_back();
    }

    /// Forgets everything; connections close by themselves, and are closed once `closed` has returned.
    pub fn lock(&self) {
        self.stopped.send_replace(true);
        self.door.around().lock();
        if let Ok(mut known) = self.known.lock() {
            *known = None;
        }
        self.door.close();
        self.touch();
    }

    /// Where a sealed file waits to be sent.
    pub fn waiting_file(&self, file: &FileId) -> PathBuf {
        self.queue.file(file)
    }

    /// The queue, to write a file into.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }
}

fn show(known: &mut Known, row: &Row) {
    if matches!(row.what, What::Erased(_)) {
        known.unfinished.clear();
    }
    // A cache that cannot take a row shows one row less; the log still has it.
    let _ = known.cache.put(row);
    for (dialog, seq) in known.cache.take_evicted() {
        known.engine.let_go(&dialog, seq);
    }
}
