//! What is shown, and what of it this person has seen: the count behind a badge.
//! Refuses to call old posts news. Used by `opening`, `pages` and the screens, through `mind`.

use crate::dialog::Posted;
use crate::mind::{Dialog, Effect, Engine};
use crate::row::{Row, What};
use samtale_wire::DialogId;
use samtale_wire::entry::Payload;

impl Engine {
    /// Counts what this person has not seen. What was there before this device knew of the dialog is no news.
    pub(crate) fn count(&mut self, payload: &Payload, what: &What) {
        let known = self.caught_up || self.rings.records.contains_key(&payload.dialog);
        let silent = self.is_silent(&payload.uid);
        let Some(dialog) = self.dialogs.get_mut(&payload.dialog) else { return };
        if !silent && matches!(what, What::Post(_)) {
            dialog.heard = dialog.heard.max(payload.seq);
        }
        match what {
            What::Post(_) if known && !silent => dialog.unseen = dialog.unseen.saturating_add(1),
            _ if !known => dialog.read = payload.seq,
            _ => {}
        }
    }

    /// What is read anew up to where this person's devices had read it counts as it did then.
    pub(crate) fn recount(&mut self, payload: &Payload) {
        let record = self.rings.records.get(&payload.dialog).filter(|record| payload.seq <= record.seq);
        if let (Some(record), Some(dialog)) = (record, self.dialogs.get_mut(&payload.dialog))
            && record.brief.read >= dialog.read
        {
            (dialog.read, dialog.unseen) = (record.brief.read, record.brief.unseen);
        }
    }

    /// A post that comes with its page: what was taken back since it was counted counts no more, and what
    /// was to be shown later is here.
    pub(crate) fn comes_late(&mut self, payload: &Payload, what: &What) {
        let silent = self.is_silent(&payload.uid);
        let Some(dialog) = self.dialogs.get_mut(&payload.dialog) else { return };
        let withdrawn = dialog.withdrawn.remove(&payload.seq) && matches!(what, What::Erased(_));
        if let (true, Some(post)) = (withdrawn, Posted::of(payload)) {
            dialog.discount(&post, silent);
        }
        if dialog.unread.remove(&payload.seq).is_some() && matches!(what, What::Post(_)) {
            self.count(payload, what);
        }
    }

    /// Whether there is something in a dialog that this person has not seen.
    #[must_use]
    pub fn has_unseen(&self, id: &DialogId) -> bool {
        let looked = self.beside.voices.get(id).map_or(0, |voices| voices.looked.seq);
        let tip = |it: &Dialog| it.state.tip.seq;
        self.dialogs.get(id).is_some_and(|it| it.read < tip(it) || looked < tip(it) || it.unseen > 0)
    }

    /// From which entry on a dialog's rows stand without a gap.
    #[must_use]
    pub fn shown_from(&self, id: &DialogId) -> u64 {
        let last = |line: Option<&Row>| line.and_then(|line| line.seq).unwrap_or(u64::MAX);
        match (self.dialogs.get(id), self.asleep.get(id)) {
            (Some(dialog), _) => dialog.shown_from().min(last(dialog.line.as_ref())),
            (None, Some(asleep)) => last(asleep.line.as_ref()),
            (None, None) => 0,
        }
    }

    /// This person has seen all that is here; who cares to is told with a receipt.
    pub(crate) fn see(&mut self, id: &DialogId, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get_mut(id) else { return };
        if dialog.read < dialog.state.tip.seq || dialog.unseen > 0 {
            dialog.read = dialog.state.tip.seq;
            dialog.unseen = 0;
            self.rings.touch(*id);
            effects.push(Effect::Changed(*id));
        }
        self.looked(*id);
    }

    /// Whether all of every dialog is at hand.
    #[must_use]
    pub fn has_all(&self) -> bool {
        self.asleep.is_empty() && self.dialogs.values().all(|dialog| dialog.shown_from() == 0)
    }

    /// The rows of a dialog up to this place went from memory: they are fetched again when somebody looks back
    /// further than they do now.
    pub fn let_go(&mut self, id: &DialogId, seq: u64) {
        let Some(dialog) = self.dialogs.get_mut(id) else { return };
        let again = seq.saturating_add(1);
        if again > dialog.shown_from() {
            dialog.again = Some(again);
            let at_hand = usize::try_from(dialog.at_hand()).unwrap_or(usize::MAX);
            self.looks.entry(*id).and_modify(|rows| *rows = (*rows).min(at_hand));
        }
    }

    /// Shows what an entry means.
    pub(crate) fn show(&mut self, payload: &Payload, what: What, effects: &mut Vec<Effect>) {
        let Payload { dialog, msg_id, seq, uid, t, .. } = *payload;
        self.show_row(Row { dialog, id: msg_id, seq: Some(seq), by: uid, t, what }, effects);
    }

    pub(crate) fn show_row(&mut self, row: Row, effects: &mut Vec<Effect>) {
        if let Some(dialog) = self.dialogs.get_mut(&row.dialog) {
            dialog.note(&row);
        }
        effects.push(Effect::Show(Box::new(row)));
    }
}
