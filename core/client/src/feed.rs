//! Feeds: whole snapshots, pulled. The first call is the current state; the latest value wins.
//! Refuses queues: a slow screen skips; and to hold what was shown: of that a print is enough. `None` means
//! stopped or locked.

use crate::mind::Mind;
use foldhash::quality::RandomState;
use samtale_engine::pages::PAGE;
use samtale_engine::view::{DialogView, InboxView};
use samtale_engine::{Engine, Input};
use samtale_wire::DialogId;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, watch};

/// How long a list waits at first for what was said last: names alone would flicker past.
const MOMENT: Duration = Duration::from_millis(150);

/// How long a dialog waits for the rest of what is under way of it, before it is drawn with a part.
const GLANCE: Duration = Duration::from_millis(50);

/// How many dialogs or posts are drawn at first, more than any screen shows. Of a list the whole follows at
/// once, of a dialog what is looked for.
const SCREENFUL: usize = 40;

/// What both feeds are: a view of the mind that is pulled.
struct Pull {
    mind: Arc<Mind>,
    changes: Mutex<watch::Receiver<u64>>,
    stopped: watch::Sender<bool>,
}

impl Pull {
    fn new(mind: Arc<Mind>) -> Self {
        let mut changes = mind.watch();
        changes.mark_changed();
        Self { mind, changes: Mutex::new(changes), stopped: watch::Sender::new(false) }
    }

    /// Waits until there may be something new; `false` when stopped.
    async fn changed(&self) -> bool {
        let mut stopped = self.stopped.subscribe();
        let mut changes = self.changes.lock().await;
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => false,
            changed = changes.changed() => changed.is_ok(),
        }
    }

    /// There is more to be seen than was shown.
    async fn again(&self) {
        self.changes.lock().await.mark_changed();
    }

    /// What is drawn next has all that was changed so far.
    async fn up_to_date(&self) {
        self.changes.lock().await.mark_unchanged();
    }

    /// Waits until this is over, or for so long.
    async fn while_still(&self, is: impl Fn(&Engine) -> bool, at_most: Duration) {
        let mut changes = self.mind.watch();
        let still = || self.mind.with(|known| is(&known.engine)) == Ok(true);
        let over = async { while still() && changes.changed().await.is_ok() {} };
        // Whatever there is then is better than nothing.
        let _ = self.mind.within(at_most, over).await;
    }

    fn stop(&self) {
        self.stopped.send_replace(true);
    }
}

/// The print of what was shown last.
#[derive(Default)]
struct Shown {
    prints: RandomState,
    last: Option<u64>,
}

impl Shown {
    /// Whether nothing was shown yet.
    fn is_nothing(&self) -> bool {
        self.last.is_none()
    }

    /// Whether a view is another than the one before. Two in 2⁶⁴ are taken for the same: a screen is then a
    /// change late.
    fn is_new(&mut self, view: &impl Hash) -> bool {
        let print = self.prints.hash_one(view);
        self.last.replace(print) != Some(print)
    }
}

/// The list of dialogs.
pub struct InboxFeed {
    pull: Pull,
    shown: Mutex<Shown>,
}

impl InboxFeed {
    pub(crate) fn new(mind: Arc<Mind>) -> Self {
        Self { pull: Pull::new(mind), shown: Mutex::default() }
    }

    /// The next snapshot that differs from the one before; of a long list first what stands at its top. A
    /// list is called empty only once that is known, or when there is no way to know.
    pub async fn next(&self) -> Option<InboxView> {
        let mut shown = self.shown.lock().await;
        if shown.is_nothing() {
            self.pull.while_still(Engine::is_untold, MOMENT).await;
        }
        while self.pull.changed().await {
            let at_most = if shown.is_nothing() { SCREENFUL } else { usize::MAX };
            let (view, known, more) = self
                .pull
                .mind
                .show(|show, known| {
                    let blocked = known.engine.blocked();
                    let dialogs = known.engine.first_dialogs(at_most);
                    let heads = dialogs.into_iter().filter_map(|id| known.cache.head(id, &blocked).ok());
                    let view = show.inbox(&heads.collect::<Vec<_>>());
                    let more = known.engine.dialogs().nth(at_most).is_some();
                    (view, known.engine.is_caught_up() || !known.online, more)
                })
                .ok()?;
            if (known || view.empty.is_none()) && shown.is_new(&view) {
                if more {
                    self.pull.again().await;
                }
                return Some(view);
            }
        }
        None
    }

    /// Ends the feed: a waiting `next` returns `None`.
    pub fn stop(&self) {
        self.pull.stop();
    }
}

/// One dialog.
pub struct DialogFeed {
    pull: Pull,
    dialog: DialogId,
    rows: AtomicUsize,
    shown: Mutex<Shown>,
}

impl DialogFeed {
    pub(crate) fn new(mind: Arc<Mind>, dialog: DialogId) -> Self {
        let rows = AtomicUsize::new(SCREENFUL);
        let feed = Self { pull: Pull::new(mind), dialog, rows, shown: Mutex::default() };
        feed.look(SCREENFUL);
        feed
    }

    /// Looks at so many rows. It is held first: what comes for it must not be the first to go.
    fn look(&self, rows: usize) {
        // Locked meanwhile: the feed says so.
        let _ = self.pull.mind.with(|known| known.cache.hold(self.dialog));
        let _ = self.pull.mind.step(Input::Look(self.dialog, rows));
    }

    /// The next snapshot that differs from the one before. What is shown counts as seen.
    pub async fn next(&self) -> Option<DialogView> {
        let mut shown = self.shown.lock().await;
        while self.pull.changed().await {
            if !shown.is_nothing() {
                self.pull.while_still(|engine| engine.is_reading_back(&self.dialog), GLANCE).await;
            }
            // What is shown counts as seen. Said before it is drawn, it is drawn once.
            if self.pull.mind.with(|known| known.engine.has_unseen(&self.dialog)).ok()? {
                self.pull.mind.step(Input::See(self.dialog)).ok()?;
                self.pull.up_to_date().await;
            }
            let limit = self.rows.load(Ordering::Relaxed);
            let (view, came_between) = self
                .pull
                .mind
                .show(|show, known| {
                    let from = known.engine.shown_from(&self.dialog);
                    let (rows, earlier) = known.cache.newest(&self.dialog, from, limit).unwrap_or_default();
                    (show.dialog(&self.dialog, &rows, earlier), known.engine.has_unseen(&self.dialog))
                })
                .ok()?;
            // Whoever looks away now has seen that, too.
            if came_between {
                self.pull.mind.step(Input::See(self.dialog)).ok()?;
            }
            let Some(view) = view else { continue };
            if shown.is_new(&view) {
                return Some(view);
            }
        }
        None
    }

    /// Shows with the next snapshot enough for this post to be among it. Nothing changes when it is not at
    /// hand.
    pub fn show(&self, post: &str) {
        let Ok((by, id)) = samtale_engine::search::post(post) else { return };
        let newer = self.pull.mind.with(|known| known.cache.newer(&self.dialog, by.as_ref(), &id));
        if let Ok(Ok(Some(newer))) = newer {
            let rows = newer + PAGE / 2;
            self.look(self.rows.fetch_max(rows, Ordering::Relaxed).max(rows));
        }
    }

    /// Shows older items with the next snapshot.
    pub fn load_earlier(&self) {
        self.look(self.rows.fetch_add(PAGE, Ordering::Relaxed) + PAGE);
    }

    /// Ends the feed: a waiting `next` returns `None`.
    pub fn stop(&self) {
        self.pull.stop();
    }
}
