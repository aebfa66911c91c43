//! A consent in the order in which a person needs to know it; a card in its place, and a sheet.
//! Refuses to show a purpose that the signed hash does not cover: `inbox` checked it.

use super::Show;
use crate::consent::Asked;
use crate::mind::Dialog;
use crate::row::{ProposedRow, Row, What};
use crate::view::ConsentView;
use samtale_wire::entry::{Role, Scope};
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
        let asks = match it.role {
            Role::Coordinator => self.engine.tenant.name.clone(),
            _ => unit
                .map(|unit| self.say("consent-asks", &[("name", &asker), ("unit", &unit)]))
                .unwrap_or(asker),
        };
        let topic = dialog.topic.clone().unwrap_or_default();
        let about = if about_me {
            self.say("consent-about-me", &[("topic", &topic)])
        } else {
            self.say("consent-about-other", &[("name", &subject), ("role", &self.role(it.role))])
        };
        let first = self.first_name(&it.subject);
        let vouched = self.engine.people.get(&it.subject).and_then(|who| who.vouched_by.as_ref());
        let about = match vouched.filter(|_| !about_me) {
            Some(by) => {
                let second = by.sent_by.as_ref().map(|sent| sent.name.as_str());
                let key = match second {
                    _ if by.login.is_some() => "consent-looked-at",
                    _ if by.uid == me => "consent-vouched-own",
                    Some(_) => "consent-vouched-guardian",
                    None => "consent-vouched",
                };
                let second = second.unwrap_or_default();
                let by = self.say(key, &[("subject", &first), ("name", &by.name), ("second", second)]);
                format!("{about} {by}")
            }
            None => about,
        };
        let succeeds = it.role == Role::Coordinator;
        let asked = self.engine.asks_me(id, &it.proposal, self.now);
        let (mut question, sees, yes) = if about_me {
            let question = self.say("consent-question-me", &[("name", &asker_first)]);
            let sees = if it.scope == Scope::FromNow { "consent-sees-me" } else { "consent-sees-me-more" };
            (question, self.get(sees), self.get("consent-yes-me"))
        } else {
            let key = if succeeds { "consent-question-succeeds" } else { "consent-question-other" };
            let question = self.say(key, &[("name", &subject)]);
            (question, self.sees(&it.scope, &first), self.get("consent-yes-other"))
        };
        let mut until = it.until;
        if let Some(Asked::Renewal { until: longer, .. }) = asked {
            until = longer;
            let key = if about_me { "consent-renew-me" } else { "consent-renew-other" };
            question = self.say(key, &[("name", if about_me { &asker_first } else { &subject })]);
        }
        Some(ConsentView {
            proposal: it.proposal.to_string(),
            question,
            asks,
            about,
            purpose: match it.purpose.clone()? {
                // Nobody wrote one: the municipality named who takes over.
                none if none.is_empty() && succeeds => {
                    self.say("consent-purpose-succeeds", &[("name", &first)])
                }
                purpose => purpose,
            },
            sees,
            until: self.say("consent-until", &[("day", &self.until(until))]),
            others: self.other_answers(dialog, it),
            if_no: match succeeds {
                true => self.say("consent-if-no-succeeds", &[("name", &first)]),
                false => self.say("consent-if-no", &[("name", &asker_first)]),
            },
            revocable: self.get("consent-revocable"),
            yes,
            no: self.get("consent-no"),
            later: self.get("consent-later"),
            more: self.get("consent-more"),
            answered: if asked.is_some() { None } else { self.answered(dialog, &it.proposal) },
            mine: asked.is_some(),
            acts: self.consent_acts(dialog, &it.proposal, about_me),
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
        self.engine.asks_me(id, proposal, self.now)?;
        self.open_consent(id, proposal, rows)
    }

    /// How much of what was written before somebody will see.
    fn sees(&self, scope: &Scope, name: &str) -> String {
        match scope {
            Scope::FromNow => self.say("consent-sees-other", &[("name", name)]),
            Scope::Since(t) => self.say("consent-sees-since", &[("name", name), ("day", &self.day(*t))]),
            Scope::Posts(chosen) => self.texts.count_named("consent-sees-posts", chosen.len(), name),
            Scope::All => self.say("consent-sees-all", &[("name", name)]),
        }
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
