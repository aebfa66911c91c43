//! What the server says that there is and does not bring, and logs without an end that are none.
//! Refuses to sleep on less than the server put its name to, and to read on in what is not believed.
//! Called by `inbox` once all news are here, and by `sleep` before more of a log is asked for.

use crate::mind::Engine;
use crate::sleep::Asleep;
use samtale_membership::apply::parse;
use samtale_wire::api::{Delivered, FeedItem};
use samtale_wire::head::ServerHead;
use samtale_wire::{Bytes, DialogId, Signed, decode};

impl Engine {
    /// All news are here: a dialog of which the server says that there is more than was seen, and whose
    /// news left that out, is read anew.
    pub(crate) fn look_for_left_out(&mut self) {
        let more = |id: &DialogId, asleep: &Asleep| {
            let end = asleep.head.as_ref().and_then(end_of);
            end.zip(self.rings.records.get(id)).is_some_and(|(end, record)| end.seq > record.seq)
        };
        let left_out = self.asleep.iter().filter(|(id, asleep)| asleep.anew.is_none() && more(id, asleep));
        let left_out: Vec<DialogId> = left_out.map(|(id, _)| *id).collect();
        left_out.iter().for_each(|id| self.read_anew(id));
    }

    /// Whether an entry is of a log whose beginning was told before this device's ring was kept, and is not in
    /// it: somebody is asked again who was in no longer. It is looked for once with each page of news.
    pub(crate) fn begins_in_the_middle(&mut self, it: &Delivered) -> bool {
        let later = || parse(&it.entry.0).is_ok_and(|(_, payload)| payload.seq > 0);
        !self.is_known(&it.dialog) && later() && self.looked_for.insert(it.dialog)
    }

    /// Whether what came of a log that is read anew is still to be read. What was not believed has no more.
    pub(crate) fn is_not_read_yet(&mut self, id: &DialogId, at: u64) -> bool {
        if at == 0 || self.tip(id) == at.checked_sub(1) {
            return false;
        }
        if !self.is_arriving(id, at) {
            let head = self.asleep.remove(id).and_then(|asleep| asleep.head);
            self.heads.extend(head);
        }
        true
    }

    /// Whether there is such a dialog, or its log is just being read anew: it is no less somebody's place then.
    pub(crate) fn is_known_or_comes(&self, id: &DialogId) -> bool {
        let comes = |it: &FeedItem| matches!(it, FeedItem::Entry(it) if it.dialog == *id);
        self.is_known(id) || self.arriving.iter().any(comes)
    }

    /// Whether entries of a log from before this place are still to be read: they stand first.
    fn is_arriving(&self, id: &DialogId, at: u64) -> bool {
        let Some(FeedItem::Entry(it)) = self.arriving.front() else { return false };
        it.dialog == *id && parse(&it.entry.0).is_ok_and(|(_, payload)| payload.seq < at)
    }
}

/// The end of a log as the server says it; looked at when the dialog is at hand.
pub(crate) fn end_of(head: &Bytes) -> Option<ServerHead> {
    decode::<Signed>(&head.0).and_then(|it| decode::<ServerHead>(&it.payload.0)).ok()
}
