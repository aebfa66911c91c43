//! What the writing thread has at hand: states of dialogs, chains of people, whom to wake, whose sessions end.
//! Refuses to believe anything before it is committed. Lent to every job by `writer`.

use crate::push::Pushes;
use crate::refusal::Refusal;
use crate::sessions::{Caller, Sessions};
use crate::wake::Wake;
use lru::LruCache;
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::{Chains, State, UserChain};
use samtale_wire::api::Code;
use samtale_wire::{DeviceId, DialogId, Uid, decode};
use std::collections::BTreeMap;
use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// The desk.
pub struct Desk {
    states: Shelf<DialogId, State>,
    chains: Shelf<Uid, UserChain>,
    told: Vec<Told>,
    gone: Vec<DeviceId>,
    /// Whose job is being done.
    by: Option<Caller>,
}

/// An account was told its `n`th news, by whom.
struct Told {
    uid: Uid,
    n: u64,
    by: Option<Caller>,
}

/// How much there was to do after the commit before a job began.
pub(crate) struct Mark {
    told: usize,
    gone: usize,
}

/// A bounded memory of what is committed, and beside it what this transaction looked up or made.
struct Shelf<K: Hash + Eq, V> {
    kept: LruCache<K, Arc<V>>,
    fresh: BTreeMap<K, Arc<V>>,
}

impl<K: Hash + Eq + Ord + Copy, V> Shelf<K, V> {
    fn new(capacity: NonZeroUsize) -> Self {
        Self { kept: LruCache::new(capacity), fresh: BTreeMap::new() }
    }

    fn get(&mut self, key: &K) -> Option<Arc<V>> {
        self.fresh.get(key).or_else(|| self.kept.get(key)).cloned()
    }

    fn put(&mut self, key: K, value: Arc<V>) {
        self.fresh.insert(key, value);
    }

    fn keep(&mut self) {
        for (key, value) in std::mem::take(&mut self.fresh) {
            self.kept.put(key, value);
        }
    }
}

/// Some people's chains, as `apply` asks for them.
pub struct AtHand(BTreeMap<Uid, Arc<UserChain>>);

impl Chains for AtHand {
    fn chain(&self, uid: &Uid) -> Option<&UserChain> {
        self.0.get(uid).map(Arc::as_ref)
    }
}

impl Desk {
    pub(crate) fn new(cache: NonZeroUsize) -> Self {
        let (states, chains) = (Shelf::new(cache), Shelf::new(cache));
        Self { states, chains, told: Vec::new(), gone: Vec::new(), by: None }
    }

    /// A dialog's state, if there is such a dialog.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when the store fails.
    pub fn state(
        &mut self,
        transaction: &Connection,
        dialog: &DialogId,
    ) -> Result<Option<Arc<State>>, Refusal> {
        if let Some(state) = self.states.get(dialog) {
            return Ok(Some(state));
        }
        let stored: Option<(Vec<u8>, Vec<u8>)> = transaction
            .prepare_cached(
                "SELECT tip.bytes, roster.bytes FROM tip JOIN roster USING (dialog) WHERE dialog = ?",
            )?
            .query_row([dialog.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((tip, roster)) = stored else { return Ok(None) };
        let state = Arc::new(State { tip: read(&tip)?, roster: read(&roster)? });
        self.states.put(*dialog, state.clone());
        Ok(Some(state))
    }

    /// What a dialog says from now on. The last thing a job does: after it nothing may fail.
    pub fn put(&mut self, state: State) {
        self.states.put(state.roster.dialog, Arc::new(state));
    }

    /// The chains of those among `people` who have an account.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when the store fails.
    pub fn chains(
        &mut self,
        transaction: &Connection,
        people: impl IntoIterator<Item = Uid>,
    ) -> Result<AtHand, Refusal> {
        let mut at_hand = BTreeMap::new();
        for uid in people {
            if let Some(chain) = self.chain(transaction, &uid)? {
                at_hand.insert(uid, chain);
            }
        }
        Ok(AtHand(at_hand))
    }

    /// A person's chain, if they have an account.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when the store fails.
    pub fn chain(&mut self, transaction: &Connection, uid: &Uid) -> Result<Option<Arc<UserChain>>, Refusal> {
        if let Some(chain) = self.chains.get(uid) {
            return Ok(Some(chain));
        }
        let entries = crate::accounts::chain(transaction, uid)?;
        if entries.is_empty() {
            return Ok(None);
        }
        let chain = UserChain::read(entries.iter().map(|entry| entry.0.as_slice()));
        let chain = Arc::new(chain.map_err(|violation| {
            tracing::error!(%violation, "a stored chain does not hold");
            Code::Unavailable
        })?);
        self.chains.put(*uid, chain.clone());
        Ok(Some(chain))
    }

    /// What a person's chain says from now on. The last thing a job does: after it nothing may fail.
    pub fn put_chain(&mut self, chain: UserChain) {
        self.chains.put(chain.now().uid, Arc::new(chain));
    }

    /// Whether the device still speaks for the person: it may have been taken away, or logged out, since it was
    /// let in.
    ///
    /// # Errors
    /// [`Code::NoSession`], [`Code::LoggedOut`].
    pub fn speaks(&mut self, transaction: &Connection, caller: &Caller) -> Result<(), Refusal> {
        let chain = self.chain(transaction, &caller.uid)?;
        self.by = Some(*caller);
        let speaks = chain.is_some_and(|chain| chain.now().device(&caller.dev).is_some());
        if speaks { crate::logout::refuses(transaction, &caller.dev) } else { Err(Code::NoSession.into()) }
    }

    /// This device was taken away, or logged out: its sessions end with the commit.
    pub fn gone(&mut self, dev: DeviceId) {
        self.gone.push(dev);
    }

    /// There is something new in this account's feed: the `n`th.
    pub fn told(&mut self, uid: Uid, n: u64) {
        self.told.push(Told { uid, n, by: self.by });
    }

    pub(crate) fn mark(&mut self) -> Mark {
        self.by = None;
        Mark { told: self.told.len(), gone: self.gone.len() }
    }

    pub(crate) fn back_to(&mut self, mark: &Mark) {
        self.told.truncate(mark.told);
        self.gone.truncate(mark.gone);
    }

    pub(crate) fn keep(&mut self, wake: &Wake, sessions: &Sessions, pushes: &Pushes) {
        self.states.keep();
        self.chains.keep();
        // Before anybody wakes: a poll that was waiting looks at its session again.
        for dev in self.gone.drain(..) {
            sessions.end(&dev);
            pushes.forget(&dev);
        }
        // Whoever wrote it knows already.
        self.told.sort_by_key(|it| it.by.is_some_and(|by| by.uid == it.uid));
        for Told { uid, n, by } in self.told.drain(..) {
            wake.tell(&uid);
            pushes.news(&uid, n, by.map(|by| by.dev));
        }
    }

    pub(crate) fn forget(&mut self) {
        self.states.fresh.clear();
        self.chains.fresh.clear();
        self.told.clear();
        self.gone.clear();
    }
}

fn read<T>(bytes: &[u8]) -> Result<T, Refusal>
where
    T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()>,
{
    decode(bytes).map_err(|_| {
        tracing::error!("a stored state cannot be read");
        Code::Unavailable.into()
    })
}
