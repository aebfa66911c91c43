//! May she, and what exactly: the answers that this person gives, bound to the text that was shown.
//! Refuses to ask on behalf of somebody who is not proven. The text's hash is what is signed.

use crate::compose::Place;
use crate::content::{AnswerIntent, Intent};
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::view::{ConsentView, Language};
use samtale_membership::hash;
use samtale_wire::api::Append;
use samtale_wire::entry::{Body, Consent, Decline, Join};
use samtale_wire::{DialogId, Hash, MsgId, label};

/// Hash of a consent's text as it was shown, in its language.
#[must_use]
pub fn text_hash(view: &ConsentView, language: Language) -> Hash {
    let others = view.others.join("\n");
    let lines = [
        crate::text::code(language),
        &view.question,
        &view.asks,
        &view.about,
        &view.purpose,
        &view.sees,
        &view.until,
        &others,
        &view.if_no,
        &view.revocable,
    ];
    let parts: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    hash::hash(label::CONSENT_TEXT, &parts)
}

impl Engine {
    pub(crate) fn answer(
        &mut self,
        id: MsgId,
        dialog: DialogId,
        proposal: Hash,
        yes: Option<Hash>,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let intent = AnswerIntent { dialog, proposal, yes };
        if !self.waits_for_me(&dialog, &proposal) {
            return;
        }
        self.keep(id, &Intent::Answer(intent), ctx, effects);
        self.remember_answer(id, intent, effects);
    }

    pub(crate) fn remember_answer(&mut self, id: MsgId, intent: AnswerIntent, effects: &mut Vec<Effect>) {
        if let Some(dialog) = self.dialogs.get_mut(&intent.dialog) {
            dialog.answers.insert(id, intent);
            effects.push(Effect::Changed(intent.dialog));
        }
    }

    /// Whether a proposal is open, asks this person, and was made by somebody who is proven.
    #[must_use]
    pub fn waits_for_me(&self, dialog: &DialogId, proposal: &Hash) -> bool {
        let Some(dialog) = self.dialogs.get(dialog).filter(|dialog| dialog.broken.is_none()) else {
            return false;
        };
        let answered = dialog.answers.values().any(|answer| answer.proposal == *proposal);
        let open = dialog.state.roster.proposal(proposal);
        !answered
            && open.is_ok_and(|open| open.waits_for(&self.me.uid) && self.people.get(&open.by).is_some())
    }

    /// The next answer to write into a dialog's log.
    pub(crate) fn next_answer(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<(MsgId, Append)> {
        let roster = &dialog.state.roster;
        let open = |answer: &AnswerIntent| roster.proposal(&answer.proposal).ok();
        let (id, answer, open) =
            dialog.answers.iter().find_map(|(id, answer)| Some((id, answer, open(answer)?)))?;
        let proposal = answer.proposal;
        let body = match answer.yes {
            Some(text) if open.subject.uid == self.me.uid => {
                let policy = hash::policy_of(roster.policy, roster.citizens.iter().copied());
                Body::Join(Join { proposal, text, until: open.until, policy })
            }
            Some(text) => Body::Consent(Consent { proposal, text, until: open.until }),
            None => Body::Decline(Decline { proposal }),
        };
        let entry = self.sign(Place::after(&dialog.state), *id, body, ctx.now);
        Some((*id, Append { entry, envelopes: Vec::new(), ciphertext: None }))
    }
}
