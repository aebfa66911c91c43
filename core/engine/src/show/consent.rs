//! A consent in the order in which a person needs to know it; a card in its place, and a sheet.
//! Refuses to show a purpose that the signed hash does not cover: `inbox` checked it.

use super::Show;
use crate::mind::Dialog;
use crate::row::{ProposedRow, Row, What};
use crate::view::ConsentView;
use samtale_wire::{DialogId, Hash, Uid};

impl Show<'_> {
    /// The consent that a proposal asks of this person; `None` when it asks them nothing.
    pub(super) fn consent(
        &self,
        id: &DialogId,
        dialog: &Dialog,
        row: &Row,
        it: &ProposedRow,
    ) -> Option<ConsentView> {
        let me = self.engine.me.uid;
        let about_me = it.subject == me;
        if !about_me && !it.approvers.contains(&me) {
            return None;
        }
        let asker = self.name(&row.by);
        let asker_first = self.first_name(&row.by);
        let subject = self.name(&it.subject);
        let unit = self.engine.people.get(&row.by).and_then(|identity| identity.unit.clone());
        let asks =
            unit.map(|unit| self.say("consent-asks", &[("name", &asker), ("unit", &unit)])).unwrap_or(asker);
        let topic = dialog.topic.clone().unwrap_or_default();
        let about = if about_me {
            self.say("consent-about-me", &[("topic", &topic)])
        } else {
            self.say("consent-about-other", &[("name", &subject), ("role", &self.role(it.role))])
        };
        let first = self.first_name(&it.subject);
        let (question, sees, yes) = if about_me {
            let question = self.say("consent-question-me", &[("name", &asker_first)]);
            (question, self.get("consent-sees-me"), self.get("consent-yes-me"))
        } else {
            let question = self.say("consent-question-other", &[("name", &subject)]);
            (question, self.say("consent-sees-other", &[("name", &first)]), self.get("consent-yes-other"))
        };
        Some(ConsentView {
            proposal: it.proposal.to_string(),
            question,
            asks,
            about,
            purpose: it.purpose.clone()?,
            sees,
            until: self.say("consent-until", &[("day", &self.until(it.until))]),
            others: self.other_answers(dialog, it),
            if_no: self.say("consent-if-no", &[("name", &asker_first)]),
            revocable: self.get("consent-revocable"),
            yes,
            no: self.get("consent-no"),
            later: self.get("consent-later"),
            more: self.get("consent-more"),
            answered: self.answered(dialog, &it.proposal),
            mine: self.engine.waits_for_me(id, &it.proposal),
        })
    }

    /// The consent that waits, from its row.
    pub(super) fn open_consent(&self, id: &DialogId, proposal: &Hash, rows: &[Row]) -> Option<ConsentView> {
        let dialog = self.engine.dialogs.get(id)?;
        rows.iter().find_map(|row| match &row.what {
            What::Proposed(it) if it.proposal == *proposal => self.consent(id, dialog, row, it),
            _ => None,
        })
    }

    /// The consent as this person is shown it now, to answer it.
    #[must_use]
    pub fn asked(&self, id: &DialogId, proposal: &Hash, rows: &[Row]) -> Option<ConsentView> {
        self.engine.waits_for_me(id, proposal).then(|| self.open_consent(id, proposal, rows))?
    }

    fn other_answers(&self, dialog: &Dialog, it: &ProposedRow) -> Vec<String> {
        let Ok(open) = dialog.state.roster.proposal(&it.proposal) else { return Vec::new() };
        let said_yes = |uid: &Uid| open.yes.iter().any(|yes| yes.uid == *uid);
        let asked = open.approvers.iter().chain([&it.subject]);
        asked
            .filter(|uid| **uid != self.engine.me.uid)
            .map(|uid| {
                let key = if said_yes(uid) { "consent-other-yes" } else { "consent-other-open" };
                self.say(key, &[("name", &self.first_name(uid))])
            })
            .collect()
    }

    /// This person's answer, or that it is too late for one.
    fn answered(&self, dialog: &Dialog, proposal: &Hash) -> Option<String> {
        let me = self.engine.me.uid;
        let own = dialog.answers.values().find(|answer| answer.proposal == *proposal);
        let yes = match dialog.state.roster.proposal(proposal) {
            Ok(open) => open.yes.iter().any(|yes| yes.uid == me).then_some(true),
            Err(_) => dialog.said.get(proposal).copied(),
        };
        match (own.map(|own| own.yes.is_some()).or(yes), dialog.state.roster.proposal(proposal)) {
            (Some(true), _) => Some(self.get("consent-answered-yes")),
            (Some(false), _) => Some(self.get("consent-answered-no")),
            (None, Ok(_)) => None,
            (None, Err(_)) => Some(self.get("consent-over")),
        }
    }
}
