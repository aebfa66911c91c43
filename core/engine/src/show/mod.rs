//! From what is known to what is shown: every sentence written, every time in words.
//! Refuses to change anything. Called by the client for each snapshot of a feed.

mod acts;
mod asleep;
mod attached;
mod bring;
mod case;
mod consent;
mod devices;
mod dialog;
mod guardian;
mod inbox;
mod invited;
mod items;
mod jots;
mod mine;
mod notices;
mod nudge;
mod onboarding;
mod people;
mod phone;
mod printed;
mod said;
mod search;
mod sending;
mod spans;
mod step_up;
mod table;
mod time;

pub use bring::chosen;
pub use devices::{LET_IN, LOG_OUT, RETIRE};
pub use jots::jotter;
pub use mine::lock;
pub use nudge::nudge;
pub use onboarding::{vouching, welcome, welcome_device};
pub use phone::{PICTURES, phone};
pub use table::household;

use crate::marks::Beside;
use crate::mind::Engine;
use crate::row::Row;
use crate::text::Texts;
use jiff::tz::TimeZone;
use samtale_wire::{DialogId, FileId};
use std::collections::BTreeMap;

/// What a view is made with.
pub struct Show<'a> {
    /// The mind.
    pub engine: &'a Engine,
    /// The language.
    pub texts: &'a Texts,
    /// Now, seconds since 1970.
    pub now: u64,
    /// Where the person is.
    pub zone: &'a TimeZone,
    /// Whether the server was reached lately.
    pub online: bool,
    /// How far each file that is under way has come, in percent.
    pub moving: &'a BTreeMap<FileId, u8>,
    /// Whether this device may say that there is news; `None` while nobody has answered that.
    pub nudged: Option<bool>,
    /// What is kept beside the rows that are shown.
    pub beside: &'a dyn Beside,
}

/// What the cache knows of a dialog, for the list.
pub struct Head {
    /// Which dialog.
    pub dialog: DialogId,
    /// The newest row that has words.
    pub last: Option<Row>,
}

impl Show<'_> {
    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.texts.say(key, values)
    }

    fn get(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// What a person must know before anything else.
    fn alarm(&self) -> Option<String> {
        self.engine.sees_less().then(|| self.get("sees-less"))
    }

    fn offline(&self) -> Option<String> {
        (!self.online).then(|| self.get("offline"))
    }
}
