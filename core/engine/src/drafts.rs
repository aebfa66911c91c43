//! What was begun and not sent: one draft a dialog, sealed to oneself on the disk like everything that waits.
//! Refuses photos, and dialogs that are not known. Called by `mind`; forgotten when it is sent.

use crate::content::Intent;
use crate::mind::{Ctx, Effect, Engine};
use minicbor::{Decode, Encode};
use samtale_wire::{DialogId, MsgId};

/// A draft as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Draft {
    /// Where.
    #[n(0)]
    pub dialog: DialogId,
    /// The words so far.
    #[n(1)]
    pub text: String,
}

impl Engine {
    /// The words that were begun in a dialog; empty when there are none.
    #[must_use]
    pub fn draft(&self, dialog: &DialogId) -> &str {
        self.beside.drafts.get(dialog).map_or("", |(_, text)| text)
    }

    /// Keeps what was begun; `new` names it on the disk if nothing was begun there before.
    pub(crate) fn keep_draft(
        &mut self,
        new: MsgId,
        dialog: DialogId,
        text: String,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if self.draft(&dialog) == text || !self.is_known(&dialog) {
            return;
        }
        if text.trim().is_empty() {
            return self.drop_draft(&dialog, effects);
        }
        let id = self.beside.drafts.get(&dialog).map_or(new, |(id, _)| *id);
        let draft = Draft { dialog, text };
        self.keep(id, &Intent::Draft(draft.clone()), ctx, effects);
        self.beside.drafts.insert(dialog, (id, draft.text));
        effects.push(Effect::Changed(dialog));
        self.types(dialog, ctx.now);
    }

    /// It was sent, or nothing is left of it.
    pub(crate) fn drop_draft(&mut self, dialog: &DialogId, effects: &mut Vec<Effect>) {
        if let Some((id, _)) = self.beside.drafts.remove(dialog) {
            effects.extend([Effect::Forget(id), Effect::Changed(*dialog)]);
        }
    }

    /// A draft that waited on the disk.
    pub(crate) fn recall_draft(&mut self, id: MsgId, draft: Draft, effects: &mut Vec<Effect>) {
        if let Some((older, _)) = self.beside.drafts.insert(draft.dialog, (id, draft.text)) {
            effects.push(Effect::Forget(older));
        }
    }
}
