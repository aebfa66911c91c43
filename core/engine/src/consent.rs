//! May she, and what exactly: the answers that this person gives, bound to the text that was shown.
//! Refuses to ask on behalf of somebody who is not proven. The text's hash is what is signed.

use crate::compose::Place;
use crate::content::{AnswerIntent, Intent};
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::view::{ConsentView, Language};
use samtale_membership::policy::{self, DAY};
use samtale_membership::{Standing, hash};
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

/// How long before a yes runs out its owner is asked to renew it, in seconds.
pub const RENEW_BEFORE: u64 = 14 * DAY;

/// What a proposal asks of this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A first answer.
    New,
    /// To go on with the yes that was given: which one, and until when.
    Renewal { renews: Hash, until: u64 },
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
        match (self.asks_me(&dialog, &proposal, ctx.now), yes) {
            (None, _) => return,
            // Not renewing is letting it run out: the log has nothing to say to it yet.
            (Some(Asked::Renewal { .. }), None) => {
                if let Some(dialog) = self.dialogs.get_mut(&dialog) {
                    dialog.let_lapse.insert(proposal);
                }
                return effects.push(Effect::Changed(dialog));
            }
            _ => {}
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

    /// What a proposal by somebody who is proven asks of this person at `now`, if anything.
    pub(crate) fn asks_me(&self, dialog: &DialogId, proposal: &Hash, now: u64) -> Option<Asked> {
        let dialog = self.dialogs.get(dialog).filter(|dialog| dialog.broken.is_none())?;
        if dialog.answers.values().any(|answer| answer.proposal == *proposal) {
            return None;
        }
        match dialog.state.roster.proposal(proposal) {
            Ok(open) => {
                // One joins with exactly the keys that were proposed: on a device that was there then.
                let here = open.subject.uid != self.me.uid || self.is_here_at(&open.subject.uhead);
                let asks = here && open.waits_for(&self.me.uid) && self.people.get(&open.by).is_some();
                asks.then_some(Asked::New)
            }
            Err(_) if dialog.let_lapse.contains(proposal) => None,
            Err(_) => self.renewal(dialog, proposal).filter(|(from, _)| now >= *from).map(|(_, asked)| asked),
        }
    }

    /// From when this person can renew the yes that holds a member in, and what that says.
    fn renewal(&self, dialog: &Dialog, proposal: &Hash) -> Option<(u64, Asked)> {
        let roster = &dialog.state.roster;
        let member = roster.members.iter().find(|member| member.proposal == *proposal)?;
        let yes = member.yes.iter().find(|yes| yes.uid == self.me.uid)?;
        let from = yes.until.saturating_sub(RENEW_BEFORE);
        let until = from.saturating_add(policy::rule(roster.policy, member.role).longest);
        let asked = Asked::Renewal { renews: yes.entry, until };
        (member.standing == Standing::In).then_some((from, asked))
    }

    /// Every proposal that asks something of this person now, oldest first.
    pub(crate) fn all_that_ask(&self, id: &DialogId, now: u64) -> Vec<Hash> {
        let Some(dialog) = self.dialogs.get(id) else { return Vec::new() };
        let roster = &dialog.state.roster;
        let open = roster.proposals.iter().map(|open| open.id);
        let held = roster.members.iter().map(|member| member.proposal);
        open.chain(held).filter(|proposal| self.asks_me(id, proposal, now).is_some()).collect()
    }

    /// The next answer to write into a dialog's log.
    pub(crate) fn next_answer(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<(MsgId, Append)> {
        let (id, body) =
            dialog.answers.iter().find_map(|(id, answer)| Some((*id, self.said_in(dialog, answer)?)))?;
        let entry = self.sign(Place::after(&dialog.state), id, body, ctx.now);
        Some((id, Append { entry, envelopes: Vec::new(), ciphertext: None }))
    }

    /// An answer as the log takes it; `None` when the proposal does not wait for it any more.
    pub(crate) fn said_in(&self, dialog: &Dialog, answer: &AnswerIntent) -> Option<Body> {
        let roster = &dialog.state.roster;
        let proposal = answer.proposal;
        let Ok(open) = roster.proposal(&proposal) else {
            let (text, (_, Asked::Renewal { renews, until })) =
                (answer.yes?, self.renewal(dialog, &proposal)?)
            else {
                return None;
            };
            return Some(Body::Consent(Consent { proposal, text, until, renews: Some(renews) }));
        };
        Some(match answer.yes {
            Some(text) if open.subject.uid == self.me.uid => {
                Body::Join(Join { proposal, text, until: open.until, policy: hash::policy_in(roster) })
            }
            Some(text) => Body::Consent(Consent { proposal, text, until: open.until, renews: None }),
            None => Body::Decline(Decline { proposal }),
        })
    }
}
