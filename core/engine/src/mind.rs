//! The engine: `step` takes one input, changes what is known, and says what to do.
//! Refuses I/O: time and randomness come in `Ctx`. Each step ends by settling what has become possible.

use crate::beside::Beside;
use crate::content::{Act, ClaimIntent, Household, Intent, Into};
use crate::courier::{Courier, Fault, Reply, Request, Ticket};
use crate::devices::{DeviceWish, Devices};
use crate::invite::Invited;
use crate::invite::guardian::Guarding;
use crate::preferences::Choice;
use crate::ring::{Pins, Rings};
use crate::row::Row;
use crate::saying::Saying;
use crate::sleep::Asleep;
use crate::succession::Personnel;
use crate::successors::Successors;
use crate::view::{Answer, InvitationDraft};
use crate::vouch::People;
use crate::vouch::tenant_card::Editions;
use rand_core::CryptoRng;
use samtale_membership::UserChain;
use samtale_seal::device::DeviceKeys;
use samtale_seal::jot::JotKey;
use samtale_seal::letter;
use samtale_seal::user::UserSecrets;
use samtale_wire::api::{Brief, Cursor, Feed, FeedItem, Opened};
use samtale_wire::invitation::Home;
use samtale_wire::tenant::{OrgAttest, TenantCard};
use samtale_wire::user::{Card, UserHead};
use samtale_wire::{Bytes, DeviceId, DialogId, FileId, Hash, InvitationId, MsgId, Salt, Uid, decode};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use zeroize::Zeroizing;

/// What is given from outside to every step.
pub struct Ctx<'a> {
    /// The server-corrected time, seconds since 1970.
    pub now: u64,
    /// Randomness.
    pub rng: &'a mut (dyn CryptoRng + Send),
}

/// Something happened.
pub enum Input {
    /// Somebody invites, to a new dialog or into one that is there.
    Invite(MsgId, InvitationDraft, Option<Into>),
    /// Somebody invites those who sit round a table, with one link.
    InviteHousehold(MsgId, InvitationDraft, Household),
    /// A person wants to write with some of those in a dialog, apart from the others; what for, and whether it is
    /// very sensitive.
    Aside(DialogId, Vec<(MsgId, Uid)>, String, bool),
    /// A person says something: a post, a reaction, an edit.
    Say(MsgId, DialogId, Box<Saying>),
    /// A person answers a proposal; the hash is of the text that was shown.
    Answer(MsgId, DialogId, Hash, Answer, Hash),
    /// A person does something else to a dialog.
    Act(MsgId, DialogId, Act),
    /// A person wants a failed post sent again, to whoever can read it now.
    Retry(DialogId, MsgId),
    /// A person wants a post back that is not sent yet.
    TakeBack(DialogId, MsgId),
    /// A person has written so far, and has not sent it.
    Draft(MsgId, DialogId, String),
    /// A person sets something in their own list.
    Choose(MsgId, DialogId, Choice),
    /// A person turns receipts and hints on or off.
    Receipts(bool),
    /// What waited on disk, at start.
    Recalled(MsgId, Vec<u8>),
    /// A jot that waited on disk, at start, after all that was recalled; and this device's key to it.
    Jotted(MsgId, Vec<u8>, JotKey),
    /// A person puts a jot into a dialog.
    Place(MsgId, DialogId),
    /// A person throws a jot away.
    ForgetJot(MsgId),
    /// The session was opened anew.
    Opened(Box<Opened>),
    /// Dialogs in brief, with the first answer of a start.
    Told(Vec<Brief>),
    /// News from the server.
    Fed(Feed),
    /// A person looks at a dialog, so many rows back.
    Look(DialogId, usize),
    /// A person has seen all that a dialog shows.
    See(DialogId),
    /// An answer to a request.
    Answered(Ticket, Result<Reply, Fault>),
    /// A person wants to add a device: a link is opened under this secret.
    OpenLink(MsgId, Salt),
    /// A person wants something else done to their devices.
    Devices(MsgId, DeviceWish),
    /// These devices of this person are logged out now.
    LoggedOut(Vec<DeviceId>),
    /// Try again what rested.
    Tick,
    /// Some time has passed: what was put off is done.
    Later,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep a sealed intent on disk, durably, before anything after it.
    Keep(MsgId, Vec<u8>),
    /// Delete the intent from disk.
    Forget(MsgId),
    /// Delete the sealed file from the queue.
    ForgetFile(FileId),
    /// Keep a draft on disk under the name of the jot that it is to become; when that is done, and only then,
    /// say so with `was_placed` and delete the jot and the draft before.
    Place {
        /// Its name.
        jot: MsgId,
        /// Where.
        dialog: DialogId,
        /// The draft, sealed.
        sealed: Vec<u8>,
        /// What is in it already.
        before: Option<MsgId>,
    },
    /// Delete a jot from disk.
    ForgetJot(MsgId),
    /// Send a request.
    Call(Ticket, Request),
    /// Put a row in the cache.
    Show(Box<Row>),
    /// Take an own waiting row out of the cache.
    Unshow(DialogId, MsgId),
    /// The vault is to remember whether receipts and hints are off.
    Quiet(bool),
    /// The vault is to remember of which edition the municipality's card is.
    Edition(u64),
    /// The vault is to remember a card: of a later login, before it is sent; or one in place of a login that tells too
    /// much.
    Card(Box<Card>),
    /// The vault is to remember what was seen.
    Pin(Pins),
    /// A dialog's head, members or notices changed.
    Changed(DialogId),
}

/// One person on one device.
pub struct Me {
    /// Who.
    pub uid: Uid,
    /// Where.
    pub dev: DeviceId,
    /// The own chain's head.
    pub head: UserHead,
    /// The device's keys.
    pub keys: DeviceKeys,
    /// The user secrets.
    pub user: UserSecrets,
    /// The own identity card: the first, by which this device came to be one.
    pub card: Card,
    /// Whether that tells a national number: read once, as every step asks.
    pub tells: bool,
    /// That of a later login, at a higher level.
    pub stronger: Option<Card>,
    /// The name on the last of them.
    pub name: String,
    /// The own employment, if any.
    pub org: Option<Box<OrgAttest>>,
    /// The municipality's server.
    pub home: Home,
}

impl Me {
    /// The card of this device that counts.
    pub(crate) fn last_card(&self) -> &Card {
        self.stronger.as_ref().unwrap_or(&self.card)
    }

    /// Opens a letter, whichever user key it was sealed to.
    pub(crate) fn open_letter<T>(&self, from: &Uid, sealed: &[u8]) -> Option<T>
    where
        T: minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()>,
    {
        let mut users = self.user.all();
        let plain = users.find_map(|user| letter::open(from, &self.uid, user.key(), sealed).ok())?;
        decode(&Zeroizing::new(plain)).ok()
    }
}

pub(crate) use crate::dialog::Dialog;

/// The mind of one device.
pub struct Engine {
    pub(crate) me: Me,
    pub(crate) tenant: TenantCard,
    pub(crate) chains: BTreeMap<Uid, UserChain>,
    pub(crate) people: People,
    pub(crate) editions: Editions,
    pub(crate) dialogs: BTreeMap<DialogId, Dialog>,
    /// Dialogs that are in the ring and not at hand.
    pub(crate) asleep: BTreeMap<DialogId, Asleep>,
    /// Dialogs whose news begin in the middle: read from their first entry, once with each page of news.
    pub(crate) looked_for: BTreeSet<DialogId>,
    /// How many entries of a dialog somebody wants to look at.
    pub(crate) looks: BTreeMap<DialogId, usize>,
    /// Whose chains are as they were kept: the server has not been asked since.
    pub(crate) unasked: BTreeSet<Uid>,
    /// How far the feed has been read.
    pub(crate) cursor: Cursor,
    /// Whether the news have begun: all dialogs were told in brief.
    pub(crate) has_begun: bool,
    pub(crate) invitations: BTreeMap<InvitationId, Invited>,
    /// Invitations of others at which this person is asked to vouch, as a guardian.
    pub(crate) guarding: BTreeMap<InvitationId, Guarding>,
    pub(crate) claims: BTreeMap<MsgId, ClaimIntent>,
    /// What waited on disk for a dialog that has not arrived yet, oldest first.
    pub(crate) recalled: Vec<(MsgId, Intent)>,
    pub(crate) arriving: VecDeque<FeedItem>,
    /// What the server signed with them.
    pub(crate) heads: Vec<Bytes>,
    /// Whether the server says that this is all there is.
    pub(crate) all_arrived: bool,
    /// Whether everything from before this start has been read.
    pub(crate) caught_up: bool,
    pub(crate) rings: Rings,
    pub(crate) devices: Devices,
    pub(crate) personnel: Personnel,
    /// Proposals whose subject's chain was looked at once everybody had said yes.
    pub(crate) looked_at: BTreeSet<Hash>,
    pub(crate) courier: Courier,
    /// Earlier uids of this person, by the server's word: asked for, never believed.
    pub(crate) former: BTreeSet<Uid>,
    /// Who went on as whom, as the logs say.
    pub(crate) successors: Successors,
    /// The entry for whose sake whose chain was fetched again: once is enough.
    pub(crate) doubted: Option<(Hash, Uid)>,
    pub(crate) beside: Beside,
}

impl Engine {
    /// So many dialogs that stand first in the list: the pinned ones, then those with the latest activity;
    /// of the same second those whose last line is known.
    #[must_use]
    pub fn first_dialogs(&self, count: usize) -> Vec<DialogId> {
        let mut all: Vec<_> = self.dialogs().collect();
        if all.len() > count {
            all.retain(|id| !self.is_archived(id));
            all.sort_by_cached_key(|id| Reverse((self.is_pinned(id), self.active(id))));
            all.truncate(count);
        }
        all
    }

    /// When something last happened in a dialog, and whether what was said last is at hand.
    fn active(&self, id: &DialogId) -> (u64, bool) {
        let awake = self.dialogs.get(id);
        let line = match awake {
            Some(dialog) => dialog.line.as_ref(),
            None => self.asleep.get(id).and_then(|asleep| asleep.line.as_ref()),
        };
        let tip = || awake.map(|dialog| dialog.state.tip.t).or(self.rings.records.get(id).map(|it| it.t));
        (line.map(|row| row.t).or_else(tip).unwrap_or(0), line.is_some())
    }

    /// Whose mind this is.
    #[must_use]
    pub fn uid(&self) -> Uid {
        self.me.uid
    }

    /// Whether everything from before this start is here.
    #[must_use]
    pub fn is_caught_up(&self) -> bool {
        self.caught_up && self.asleep.values().all(|asleep| asleep.anew.is_none())
    }

    /// The dialogs that are known. A log that is read for the first time is not there yet.
    pub fn dialogs(&self) -> impl Iterator<Item = DialogId> + '_ {
        let kept = |id: &&DialogId| !self.dialogs.contains_key(*id) && self.rings.records.contains_key(*id);
        self.dialogs.keys().chain(self.asleep.keys().filter(kept)).copied()
    }

    /// Takes one input and says what to do, in this order.
    pub fn step(&mut self, input: Input, ctx: &mut Ctx<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::Invite(id, draft, into) => self.invite(id, draft, into, ctx, &mut effects),
            Input::InviteHousehold(id, draft, household) => {
                self.invite_household(id, draft, household, ctx, &mut effects);
            }
            Input::Aside(from, people, purpose, sensitive) => {
                self.take_aside(from, &people, (&purpose, sensitive), ctx, &mut effects);
            }
            Input::Say(id, dialog, saying) => self.say(id, dialog, *saying, ctx, &mut effects),
            Input::Answer(id, dialog, proposal, answer, text) => {
                self.answer(id, dialog, proposal, (answer == Answer::Yes).then_some(text), ctx, &mut effects);
            }
            Input::Act(id, dialog, act) => self.act(id, dialog, act, ctx, &mut effects),
            Input::Retry(dialog, id) => self.retry(&dialog, &id, ctx, &mut effects),
            Input::TakeBack(dialog, id) => self.take_back(&dialog, &id, ctx, &mut effects),
            Input::Draft(id, dialog, text) => self.keep_draft(id, dialog, text, ctx, &mut effects),
            Input::Choose(id, dialog, choice) => self.choose(id, dialog, choice, ctx, &mut effects),
            Input::Receipts(on) => self.set_receipts(on, &mut effects),
            Input::Recalled(id, sealed) => self.recall(id, &sealed, &mut effects),
            Input::Jotted(id, sealed, key) => self.take_jot(id, &sealed, &key, &mut effects),
            Input::Place(id, dialog) => self.place_jot(id, dialog, ctx, &mut effects),
            Input::ForgetJot(id) => self.forget_jot(&id, &mut effects),
            Input::Opened(opened) => self.renewed(&opened, &mut effects),
            Input::Told(briefs) => self.take_briefs(briefs, &mut effects),
            Input::Look(dialog, rows) => self.look_back(&dialog, rows),
            Input::See(dialog) => self.see(&dialog, &mut effects),
            Input::Fed(feed) => {
                // The server was reached, and whatever was outrun is here or was never true.
                self.courier.wake();
                if !std::mem::replace(&mut self.has_begun, true) {
                    self.look_for_untold();
                }
                self.cursor = feed.cursor;
                self.looked_for.clear();
                let nothing = feed.items.is_empty();
                self.foresee(&feed.items);
                self.arriving.extend(feed.items);
                self.heads.extend(feed.heads);
                self.relayed(feed.relayed);
                // A server that always has more, and nothing of it here, has no more.
                self.all_arrived = !feed.more || nothing;
            }
            Input::Answered(ticket, answer) => self.answered(ticket, answer, &mut effects),
            Input::OpenLink(id, secret) => self.open_link(id, secret, ctx, &mut effects),
            Input::Devices(id, what) => self.wish(id, what),
            Input::LoggedOut(out) => self.logged_out(out),
            Input::Tick => self.courier.wake(),
            Input::Later => {}
        }
        self.settle(ctx, &mut effects);
        // What belongs in a log is on its way while it is kept. Killed in between, the app has told nobody that
        // it was kept, and finds it in the log.
        effects.sort_by_key(|effect| !matches!(effect, Effect::Call(_, Request::Append(..))));
        effects
    }

    /// Does what has become possible: read what arrived, do what follows from it, send what waits.
    fn settle(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        self.stir(ctx.now);
        self.receive(ctx, effects);
        self.forget_login(effects);
        self.place_recalled(effects);
        self.keep_guardings(ctx, effects);
        self.settle_tables(ctx, effects);
        self.settle_taken_back(ctx, effects);
        self.settle_ephemerals(ctx, effects);
        self.tend_tenant_card(effects);
        if self.courier.resting {
            return;
        }
        self.meet_unheard(effects);
        self.fetch_sleeping(effects);
        self.fetch_pages(effects);
        self.tend_devices(ctx, effects);
        self.keep_ring(ctx, effects);
        // A device that nobody vouched for yet speaks nowhere.
        if !self.is_here_at(&self.me.head) {
            return;
        }
        self.register_invitations(effects);
        self.settle_invitations(effects);
        self.settle_codes(ctx, effects);
        self.settle_vouchings(ctx, effects);
        self.settle_guardings(ctx, effects);
        self.send_claims(ctx, effects);
        self.show_successions(ctx, effects);
        self.begin_dialogs(ctx, effects);
        let dialogs: Vec<DialogId> = self.dialogs.keys().copied().collect();
        for dialog in dialogs {
            let ready = !self.needs_history(&dialog) && self.asks_after_all(&dialog, effects);
            if ready && !self.courier.busy(&dialog, self.tip(&dialog)) {
                self.next_entry(&dialog, ctx, effects);
            }
        }
    }

    /// Keeps an intent on disk, sealed to oneself.
    pub(crate) fn keep(&self, id: MsgId, intent: &Intent, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        effects.extend(self.seal_intent(&id, intent, ctx).map(|sealed| Effect::Keep(id, sealed)));
    }

    /// Seals an intent for oneself.
    pub(crate) fn seal_intent(&self, id: &MsgId, intent: &Intent, ctx: &mut Ctx<'_>) -> Option<Vec<u8>> {
        let plain = zeroize::Zeroizing::new(samtale_wire::encode(intent));
        self.me.user.newest().keep_intent(&self.me.uid, id, &plain, ctx.rng).ok()
    }

    /// How far a dialog's log is known.
    pub(crate) fn tip(&self, dialog: &DialogId) -> Option<u64> {
        self.dialogs.get(dialog).map(|dialog| dialog.state.tip.seq)
    }
}
