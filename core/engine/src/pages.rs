//! Older history, page by page, from the end backwards: each entry is the one that the next names, so that
//! no signature is verified twice.
//! Refuses a page that does not lead up to what is at hand. Called when a person looks back, and when more
//! of the log is needed than is at hand.

use crate::content::Act;
use crate::courier::{Errand, Request};
use crate::dialog::{Posted, Unread};
use crate::history::may_read;
use crate::mind::{Dialog, Effect, Engine};
use samtale_membership::Violation;
use samtale_membership::apply::{entry_hash, parse};
use samtale_wire::DialogId;
use samtale_wire::api::{MAX_PAGE, Page};
use samtale_wire::entry::{Body, Scope};

/// How many entries are fetched at a time, at least.
pub const PAGE: usize = 60;

impl Engine {
    /// A person looks at a dialog, or further back in it: it is woken, and its last pages are fetched.
    pub(crate) fn look_back(&mut self, id: &DialogId, rows: usize) {
        self.wake(id);
        // Whoever opens a dialog has gone on from what they did last.
        self.rings.preferences.undo = None;
        self.looks.insert(*id, rows);
    }

    /// Whether older posts of a dialog are under way.
    #[must_use]
    pub fn is_reading_back(&self, id: &DialogId) -> bool {
        self.courier.pages(id).next().is_some()
    }

    /// Asks for the pages that are wanted.
    pub(crate) fn fetch_pages(&mut self, effects: &mut Vec<Effect>) {
        for id in self.dialogs.keys().copied().collect::<Vec<_>>() {
            let older = |it: &&Dialog| it.shown_from() > 0 && it.broken.is_none();
            let Some(dialog) = self.dialogs.get(&id).filter(older) else { continue };
            let at_hand = usize::try_from(dialog.at_hand()).unwrap_or(usize::MAX);
            let looks = self.looks.get(&id).map_or(0, |rows| rows.saturating_sub(at_hand));
            let needed = self.needs_history(&id) || (dialog.from > 0 && !dialog.withdrawn.is_empty());
            let wanted = if needed { MAX_PAGE } else { looks };
            let from = if needed { dialog.from } else { dialog.shown_from() };
            let Some((before, wanted)) = self.next_page(&id, from, wanted) else { continue };
            // Whoever looks far back is not kept waiting for every sixty.
            let limit = wanted.clamp(PAGE, MAX_PAGE);
            self.call(Errand::Page(id, before, limit), Request::Page(id, before, limit), effects);
        }
    }

    /// Before which place the next page is to be asked for, and how much is wanted there: one ahead of the
    /// one that is under way, so that one is read while the next one comes.
    fn next_page(&self, id: &DialogId, from: u64, wanted: usize) -> Option<(u64, usize)> {
        let mut out = self.courier.pages(id);
        let under_way = out.next();
        if self.courier.resting || wanted == 0 || out.next().is_some() {
            return None;
        }
        let Some((before, limit)) = under_way else { return Some((from, wanted)) };
        let ahead = self.dialogs.get(id).is_some_and(|dialog| dialog.ahead.is_some());
        let next = before.checked_sub(limit as u64).filter(|next| *next > 0 && before == from && !ahead)?;
        Some((next, wanted.checked_sub(limit).filter(|rest| *rest > 0)?))
    }

    /// Whether something is to be done to a dialog that needs more of its log than is at hand.
    pub(crate) fn needs_history(&self, id: &DialogId) -> bool {
        let Some(dialog) = self.dialogs.get(id).filter(|dialog| dialog.from > 0) else { return false };
        let roster = &dialog.state.roster;
        let granted = roster.proposals.iter().any(|open| open.scope != Scope::FromNow && open.complete());
        let erases = dialog.acts.iter().any(|(_, act)| match act {
            Act::Erase(seq) => *seq < dialog.from,
            _ => false,
        });
        granted || erases || !roster.intents.is_empty()
    }

    /// This person has come in and may read what was before: that comes with its pages, since a log that is
    /// read anew is told once.
    pub(crate) fn leave_history_to_pages(&mut self, id: &DialogId) {
        let Some(dialog) = self.dialogs.get_mut(id) else { return };
        let Some(me) = dialog.state.roster.member(&self.me.uid) else { return };
        let mut unread = dialog.unread.iter().filter(|(_, why)| **why == Unread::Before);
        let granted = unread.any(|(seq, _)| dialog.posts.get(seq).is_some_and(|post| may_read(me, post)));
        let tip = dialog.state.tip.seq;
        if let (true, Some(before)) = (granted, tip.checked_sub(1).and_then(|seq| dialog.entries.get(&seq))) {
            (dialog.from, dialog.below) = (tip, *before);
            dialog.unread.retain(|seq, _| *seq >= tip);
        }
    }

    /// Older entries came.
    pub(crate) fn take_page(&mut self, id: DialogId, before: u64, page: Page, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get_mut(&id) else { return };
        let Some(below) = dialog.leads_to(before) else {
            // Asked for ahead, and here before the one that it follows.
            dialog.ahead = (before < dialog.shown_from()).then_some((before, page));
            return;
        };
        // Until all up to there is here, nothing that is missing on the page is called withheld.
        self.heads.extend(page.head.clone());
        // Newest first: each must be the one that the entry after it names.
        let (mut below, mut seq) = (below, before);
        let mut entries = Vec::with_capacity(page.entries.len());
        for delivered in page.entries.iter().rev() {
            let hash = entry_hash(&delivered.entry.0);
            let payload = parse(&delivered.entry.0).ok().map(|(_, payload)| payload);
            let fits =
                payload.filter(|it| hash == below && it.dialog == id && it.seq.checked_add(1) == Some(seq));
            let Some(payload) = fits else { break };
            (below, seq) = (payload.prev, payload.seq);
            entries.push((payload, hash, delivered));
        }
        if entries.len() < page.entries.len() || entries.is_empty() {
            // Another past than the one that was seen, or none.
            if let Some(dialog) = self.dialogs.get_mut(&id) {
                dialog.broken = Some(Violation::ChainBroken);
            }
            return effects.push(Effect::Changed(id));
        }
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            if seq < dialog.from {
                (dialog.from, dialog.below) = (seq, below);
            }
            dialog.again = dialog.again.map(|again| again.min(seq)).filter(|again| *again > dialog.from);
            dialog.entries.extend(entries.iter().map(|(payload, hash, _)| (payload.seq, *hash)));
            let posts = entries.iter().filter_map(|(payload, ..)| Posted::of(payload));
            dialog.posts.extend(posts.map(|post| (post.seq, post)));
        }
        self.hold_marks(&id, seq, before, effects);
        for (payload, _, delivered) in entries.into_iter().rev() {
            self.settle_own(&payload, effects);
            let Body::Post(post) = &payload.body else { continue };
            match self.read_post(&payload, post, delivered) {
                Ok(Some(what)) => {
                    self.comes_late(&payload, &what);
                    self.show(&payload, what, effects);
                }
                Ok(None) => {}
                Err(violation) => self.refuse(delivered, violation, effects),
            }
        }
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            dialog.withdrawn.retain(|seq| *seq < dialog.from);
        }
        effects.push(Effect::Changed(id));
        if let Some((before, page)) = self.dialogs.get_mut(&id).and_then(|dialog| dialog.ahead.take()) {
            self.take_page(id, before, page, effects);
        }
    }
}
