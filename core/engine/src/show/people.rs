//! People as they are named: by their identity card, by their invitation, or not at all.
//! Refuses to name somebody by the server's word. Used by every view.

use super::Show;
use crate::mind::Dialog;
use crate::sleep::{self, first};
use crate::view::MemberView;
use samtale_membership::card::{Identity, VouchedBy};
use samtale_membership::profile::Level;
use samtale_membership::{Member, Roster};
use samtale_wire::entry::Role;
use samtale_wire::tenant::Audience;
use samtale_wire::{DialogId, Uid};

impl Show<'_> {
    /// Who somebody is; whoever is known no more by their old keys, by those they went on with.
    fn who(&self, uid: &Uid) -> Option<&Identity> {
        self.engine.successors.line(uid).find_map(|it| self.engine.people.get(it))
    }

    /// The full name.
    pub(super) fn name(&self, uid: &Uid) -> String {
        match self.who(uid) {
            Some(identity) => identity.name.clone(),
            None => self.get("somebody"),
        }
    }

    /// The first name.
    pub(super) fn first_name(&self, uid: &Uid) -> String {
        match self.who(uid) {
            Some(identity) => first(&identity.name).to_owned(),
            None => self.get("somebody"),
        }
    }

    /// The name of a dialog: who else is in it.
    pub(super) fn title(&self, dialog: &Dialog) -> String {
        let others = self.engine.others(dialog);
        match others.as_slice() {
            [] => self.get("you"),
            [one] => self.name(one),
            more => more.iter().map(|uid| self.first_name(uid)).collect::<Vec<_>>().join(", "),
        }
    }

    /// One or two letters.
    pub(super) fn initials(name: &str) -> String {
        let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
        let (first, last) = (words.next(), words.next_back());
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }

    /// Which of the avatar tones, by hash.
    pub(super) fn tone(bytes: &[u8]) -> u8 {
        sleep::tone(bytes)
    }

    /// The tone of a dialog: that of whom it is with.
    pub(super) fn dialog_tone(&self, id: &DialogId, dialog: &Dialog) -> u8 {
        sleep::tone_of(id, &self.engine.others(dialog))
    }

    pub(super) fn role(&self, role: Role) -> String {
        self.get(match role {
            Role::Coordinator => "role-coordinator",
            Role::Employee => "role-employee",
            Role::Citizen => "role-citizen",
            Role::Relative => "role-relative",
            Role::External => "role-external",
            Role::Service => "role-service",
        })
    }

    pub(super) fn level(&self, level: Level) -> String {
        self.get(match level {
            Level::Low => "level-low",
            Level::Substantial => "level-substantial",
            Level::High => "level-high",
        })
    }

    /// One who can read a dialog.
    pub(super) fn member(&self, dialog: &Dialog, member: &Member) -> MemberView {
        let identity = self.engine.people.get(&member.uid);
        let proof = match identity {
            Some(it) if member.uid == self.engine.me.uid => match &it.vouched_by {
                Some(by) => self.say(own_proof(by), &[("name", &by.name)]),
                None => self.get("proof-own"),
            },
            Some(Identity { vouched_by: Some(by), level, .. }) => {
                let second = by.sent_by.as_ref().map(|sent| sent.name.as_str()).unwrap_or_default();
                let level = self.level(*level);
                self.say(proof(by), &[("name", &by.name), ("second", second), ("level", &level)])
            }
            Some(identity) if identity.audience == Audience::Staff => {
                self.say("proof-staff", &[("unit", identity.unit.as_deref().unwrap_or_default())])
            }
            Some(identity) => {
                let key = match identity.audience {
                    Audience::Health => "proof-health",
                    Audience::Pupils => "proof-pupil",
                    Audience::Citizens | Audience::Staff => "proof-citizen",
                };
                self.say(key, &[("level", &self.level(identity.level))])
            }
            None => self.get("proof-none"),
        };
        let proof = match identity {
            Some(it) if it.by_server && member.uid != self.engine.me.uid => {
                self.say("proof-by-server", &[("proof", &proof)])
            }
            _ => proof,
        };
        let name = self.name(&member.uid);
        MemberView {
            role: self.role(member.role),
            since: self.held(member),
            proof,
            proven: identity.is_some(),
            initials: Self::initials(&name),
            tone: Self::tone(member.uid.as_bytes()),
            acts: self.member_acts(dialog, member),
            name,
        }
    }

    /// Since when somebody is in, and until when the consents hold them in.
    fn held(&self, member: &Member) -> String {
        let since = self.day(member.joined);
        match member.until() {
            u64::MAX => self.say("member-since", &[("day", &since)]),
            until => self.say("member-since-until", &[("day", &since), ("until", &self.until(until))]),
        }
    }
}

/// How somebody is known whom somebody else vouches for.
fn proof(by: &VouchedBy) -> &'static str {
    match (by.login, &by.sent_by) {
        (None, None) => "proof-vouched",
        (None, Some(_)) => "proof-vouched-guardian",
        (Some(false), _) => "proof-looked-at",
        (Some(true), _) => "proof-matched",
    }
}

/// The same, said to themselves.
fn own_proof(by: &VouchedBy) -> &'static str {
    if by.login.is_some() { "proof-own-looked-at" } else { "proof-own-vouched" }
}

/// Members in the order in which they came.
pub(super) fn by_arrival(roster: &Roster) -> Vec<&Member> {
    let mut members: Vec<&Member> = roster.members.iter().collect();
    members.sort_by_key(|member| member.since);
    members
}
