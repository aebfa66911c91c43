//! What counts outside the app: how many dialogs have something unseen, and whether there is news since.
//! Refuses what is muted, archived, or by somebody who is blocked. Asked by `show`, and by the client's sync
//! after a push.

use crate::mind::{Dialog, Engine};
use crate::row::What;
use samtale_wire::DialogId;
use std::collections::BTreeMap;

/// How far everything had come at one time that may call for this person.
pub struct Standing(BTreeMap<DialogId, Call>);

/// The same of one dialog.
#[derive(Clone, Copy, Default)]
struct Call {
    /// The last post by somebody else who is not blocked.
    heard: u64,
    /// Whether there is a post that counts in the badge.
    unseen: bool,
    /// How many questions wait for this person.
    asks: usize,
}

impl Standing {
    /// Whether there is anything now that calls for this person and was not there before: a post, or a
    /// question.
    #[must_use]
    pub fn is_news_since(&self, before: &Self) -> bool {
        self.0.iter().any(|(id, now)| {
            let before = before.0.get(id).copied().unwrap_or_default();
            (now.unseen && now.heard > before.heard) || now.asks > before.asks
        })
    }
}

impl Engine {
    /// The badge: how many dialogs have posts by others that this person has not seen. One that is muted,
    /// or archived, adds nothing; nor does who is blocked.
    #[must_use]
    pub fn badge(&self) -> u32 {
        u32::try_from(self.dialogs().filter(|id| self.counts(id)).count()).unwrap_or(u32::MAX)
    }

    /// How things stand, to be compared with how they stand later. `now` is in seconds since 1970.
    #[must_use]
    pub fn standing(&self, now: u64) -> Standing {
        let mut all: BTreeMap<DialogId, Call> = BTreeMap::new();
        for id in self.dialogs() {
            let asks = self.all_that_ask(&id, now).len();
            all.insert(id, Call { heard: self.heard(&id), unseen: self.counts(&id), asks });
        }
        for invited in self.invitations.values() {
            let strangers = usize::from(self.stranger(invited).is_some()) + self.unseated(invited).count();
            if strangers > 0 {
                all.entry(self.dialog_of(invited)).or_default().asks += strangers;
            }
        }
        for (id, call) in &mut all {
            if self.is_muted(id) {
                call.asks = 0;
            }
        }
        Standing(all)
    }

    /// Whether this person is, or was, let into a dialog: then it is worth telling them of news.
    pub(crate) fn is_in_a_dialog(&self) -> bool {
        let asleep = |id: &DialogId| self.rings.records.get(id).is_some_and(|record| record.brief.member);
        let awake = |it: &Dialog| it.state.roster.member(&self.me.uid).is_some();
        self.dialogs().any(|id| self.dialogs.get(&id).map_or_else(|| asleep(&id), awake))
    }

    /// The last post by somebody else who is not blocked, asleep or not.
    pub(crate) fn heard(&self, id: &DialogId) -> u64 {
        let asleep = || self.rings.records.get(id).and_then(|record| record.brief.heard).unwrap_or(0);
        self.dialogs.get(id).map_or_else(asleep, |dialog| dialog.heard)
    }

    /// Whether a dialog is one of those in the badge.
    fn counts(&self, id: &DialogId) -> bool {
        let asleep = || self.rings.records.get(id).is_some_and(|record| record.brief.unseen > 0);
        let awake = |dialog: &Dialog| dialog.unseen > 0 && self.is_listed(dialog);
        self.dialogs.get(id).map_or_else(asleep, awake) && !self.is_muted(id) && !self.is_archived(id)
    }

    /// Whether a dialog stands in the list: one that this person has nothing to do with does not.
    fn is_listed(&self, dialog: &Dialog) -> bool {
        let line = dialog.line.as_ref();
        self.is_concerned(dialog) || line.is_some_and(|row| matches!(row.what, What::Post(_)))
    }
}
