//! What one device keeps beside the logs: posts that were taken back, drafts, what was said and heard that
//! is no entry. Refuses anything that decides who may read: that is the log's. Held by `mind`.

use crate::ephemerals::{Mark, Told};
use crate::jots::Jot;
use crate::taking_back::TakenBack;
use samtale_wire::api::Relayed;
use samtale_wire::{DeviceId, DialogId, MsgId, Uid};
use std::collections::BTreeMap;

/// What is beside the logs.
#[derive(Default)]
pub(crate) struct Beside {
    /// Posts that were taken back and may be in the log all the same.
    pub taken_back: BTreeMap<MsgId, TakenBack>,
    /// What was begun and not sent.
    pub drafts: BTreeMap<DialogId, (MsgId, String)>,
    /// What was written before the door was open; `None` for what does not open.
    pub jots: BTreeMap<MsgId, Option<Jot>>,
    /// Whether this person says nothing beside the logs, and hears nothing.
    pub quiet: bool,
    /// After a fault nothing is said before the server was heard again.
    pub paused: bool,
    /// How many words are on their way.
    pub out: usize,
    /// What was passed on and is not heard yet.
    pub relayed: Vec<Relayed>,
    pub voices: BTreeMap<DialogId, Voices>,
}

/// What is said beside one log.
#[derive(Default)]
pub(crate) struct Voices {
    /// How far this person has looked, as [`seen`](crate::seen) says.
    pub looked: Mark,
    /// Whether a receipt is to be said.
    pub owes: bool,
    /// What the last one said.
    pub told: Option<Told>,
    /// Whether this person is writing, and it is to be said.
    pub types: bool,
    /// When that was said last, seconds since 1970.
    pub typed: u64,
    pub receipts: BTreeMap<Uid, Receipt>,
    /// Receipts about places that have not arrived here yet: each device's last.
    pub early: BTreeMap<DeviceId, (Uid, Mark, Mark)>,
    /// Who is writing: since when, and until when it is shown.
    pub typing: BTreeMap<Uid, (u64, u64)>,
    /// The time in each device's last hint: an older one is a repetition.
    pub heard: BTreeMap<DeviceId, u64>,
}

/// How far the log came to somebody, and how far they have looked.
#[derive(Clone, Copy)]
pub(crate) struct Receipt {
    pub received: u64,
    pub read: u64,
}
