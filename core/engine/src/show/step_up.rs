//! What a dialog asks of this person before it opens, and what it waits for of others: one more login.
//! Refuses a button where the login could not be done here. Shown by `DialogScreen`.

use super::Show;
use super::onboarding::by;
use crate::mind::Dialog;
use crate::view::StepUpView;
use crate::vouch::level::Needed;
use samtale_membership::card::Identity;
use samtale_membership::profile::{self, Level};
use samtale_wire::DialogId;
use samtale_wire::tenant::Issuer;

impl Show<'_> {
    /// What this person has to do before a dialog opens.
    pub(super) fn step_up(&self, id: &DialogId) -> Option<StepUpView> {
        let Some(needed) = self.engine.needed(id) else { return self.first_login() };
        let (key, least) = match needed {
            Needed::Login(least) => ("step-up", Some(least)),
            Needed::Elsewhere => ("step-up-elsewhere", None),
            Needed::Nowhere(least) => ("step-up-nowhere", Some(least)),
        };
        let level = self.level(least.unwrap_or(Level::High));
        let me = self.engine.people.get(&self.engine.me.uid);
        let mut issuers = self.engine.tenant.issuers.iter();
        let issuer = me.and_then(|me| {
            let theirs = |iss: &str| iss == me.iss || me.is_met();
            issuers.find(|it| theirs(&it.iss) && it.audience == me.audience)
        });
        let button = issuer.filter(|_| matches!(needed, Needed::Login(_))).map(|it| by(it, self.texts));
        Some(StepUpView { sentence: self.say(key, &[("level", &level)]), button })
    }

    /// Whoever was vouched for may log in as soon as they can; nothing waits for it.
    fn first_login(&self) -> Option<StepUpView> {
        let me = self.engine.known_as_oneself().filter(Identity::is_met)?;
        let fits = |it: &&Issuer| it.audience == me.audience && profile::may_show(it);
        let issuer = self.engine.tenant.issuers.iter().find(fits)?;
        Some(StepUpView { sentence: self.get("step-up-first"), button: Some(by(issuer, self.texts)) })
    }

    /// Who is asked to come, and has to log in at a higher level before anybody can let them in.
    pub(super) fn awaits_login(&self, dialog: &Dialog) -> Option<StepUpView> {
        let roster = &dialog.state.roster;
        roster.member(&self.engine.me.uid)?;
        let open = roster.proposals.iter().find(|open| {
            let subject = self.engine.chains.get(&open.subject.uid).and_then(|it| it.at(&open.subject.uhead));
            subject.is_some_and(|user| {
                self.engine.people.knows(user) && !self.engine.may_be_let_in(roster, user, open.role)
            })
        })?;
        let sentence = self.say("awaits-login", &[("name", &self.first_name(&open.subject.uid))]);
        Some(StepUpView { sentence, button: None })
    }
}
