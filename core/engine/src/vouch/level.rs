//! How well people must be known in a dialog: its policy says it, here it is judged, by the cards that were seen.
//! Refuses to seal anything to who is below, on any of their devices, this person included. It never invalidates
//! a log. Used by every verb that seals, and by the duty that shows a stronger card.

use crate::invite::Invited;
use crate::mind::{Ctx, Dialog, Engine};
use samtale_membership::profile::{self, Level};
use samtale_membership::{Member, Roster, UserState, policy};
use samtale_seal::Closed;
use samtale_wire::api::Append;
use samtale_wire::entry::{Policy, Role};
use samtale_wire::tenant::Audience;
use samtale_wire::user::UserHead;
use samtale_wire::{DeviceId, DialogId, Hash, Uid};

/// Why nothing is sealed to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It was not proven to this device who they are.
    Unknown,
    /// They have to log in at a higher level: the dialog's policy asks for it.
    Weak,
}

/// What this person needs before a dialog opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needed {
    /// One more login on this device, at this level.
    Login(Level),
    /// One more login on another device of theirs.
    Elsewhere,
    /// A level that nobody gives them: not the login that they have.
    Nowhere(Level),
}

impl Engine {
    /// Why nothing is sealed to a member with the keys they read with now; `None` when it is.
    pub(crate) fn doubt(&self, roster: &Roster, member: &Member) -> Option<Doubt> {
        let least = policy::least(roster.policy, member.role);
        if member.uid == self.me.uid {
            // A sibling's card may still be on its way: who one is oneself is no question.
            return self.needed(&roster.dialog).map(|_| Doubt::Weak);
        }
        match self.reads_with(member).and_then(|user| self.people.level(user)) {
            Some(level) => (level < least).then_some(Doubt::Weak),
            None => Some(Doubt::Unknown),
        }
    }

    /// Whether something may be sealed to a member.
    pub(crate) fn is_proven(&self, roster: &Roster, member: &Member) -> bool {
        self.doubt(roster, member).is_none()
    }

    /// The first member of a dialog to whom nothing is sealed, and why.
    pub(crate) fn unproven(&self, dialog: &Dialog) -> Option<(Uid, Doubt)> {
        let roster = &dialog.state.roster;
        roster.members.iter().find_map(|member| Some((member.uid, self.doubt(roster, member)?)))
    }

    /// Whether somebody is known well enough to be let in as this.
    pub(crate) fn may_be_let_in(&self, roster: &Roster, user: &UserState, role: Role) -> bool {
        self.people.level(user).is_some_and(|level| level >= policy::least(roster.policy, role))
    }

    /// What is asked of this person in a dialog that they are in or are to join, and where in their chain the
    /// others know them.
    fn asked_here(&self, roster: &Roster) -> Option<(Level, UserHead)> {
        let me = self.me.uid;
        let member = roster.member(&me).map(|it| (it.role, it.uhead));
        let asked = || roster.proposals.iter().find(|open| open.subject.uid == me);
        let (role, pin) = member.or_else(|| asked().map(|open| (open.role, open.subject.uhead)))?;
        let head = if self.is_here_at(&pin) { pin } else { self.me.head };
        Some((policy::least(roster.policy, role), head))
    }

    /// How well this person is known there by the cards that the others were shown.
    fn known_as(&self, dialog: &Dialog, head: &UserHead) -> Option<Level> {
        let chain = self.chains.get(&self.me.uid)?;
        let level = |card: &Hash| self.people.level_by(&self.me.uid, card);
        let devices = chain.at(head)?.devices.iter().filter(|device| !device.paper);
        let shown = |dev: &DeviceId| {
            let later =
                dialog.shown.iter().filter(|card| chain.vouches(card).iter().any(|(of, _)| of == dev));
            later.filter_map(level).chain(chain.first_card(dev).and_then(|first| level(&first))).max()
        };
        // Where one is not known, all of them are not.
        devices.map(|device| shown(&device.id)).min().flatten()
    }

    fn own_level(&self) -> Option<Level> {
        self.own().and_then(|own| self.people.level(own))
    }

    /// What this person needs before a dialog opens; `None` when nothing.
    pub(crate) fn needed(&self, id: &DialogId) -> Option<Needed> {
        let least = match self.dialogs.get(id) {
            Some(dialog) => {
                let (least, head) = self.asked_here(&dialog.state.roster)?;
                if self.known_as(dialog, &head) >= Some(least) {
                    return None;
                }
                least
            }
            None => {
                let begins = |it: &&Invited| it.intent.into.is_none() && self.dialog_of(it) == *id;
                let invited = self.invitations.values().find(begins)?;
                policy::least(invited.policy(), Role::Coordinator)
            }
        };
        // What is strong enough is shown by itself.
        if self.own_level()? >= least {
            return None;
        }
        let here = self.people.level_of(&self.me.uid, &self.me.dev)?;
        Some(match here >= least {
            true => Needed::Elsewhere,
            false if self.can_reach(least) => Needed::Login(least),
            false => Needed::Nowhere(least),
        })
    }

    /// Whether the login that this person has is given at this level.
    fn can_reach(&self, least: Level) -> bool {
        let Some(me) = self.people.get(&self.me.uid) else { return false };
        let mut issuers = self.tenant.issuers.iter();
        issuers.any(|it| {
            // Whoever was vouched for has none yet, and may get any.
            let theirs = (it.iss == me.iss || me.is_met()) && profile::may_show(it);
            theirs && it.audience == me.audience && profile::of(it).best(it) >= Some(least)
        })
    }

    /// Whether the municipality names logins with which a dialog of this policy could be opened, by whom it is
    /// about and by who works here: no dialog is begun that nobody can open.
    #[must_use]
    pub fn can_begin(&self, policy: Policy) -> bool {
        let gives = |audience: Audience, role: Role| {
            let least = Some(policy::least(policy, role));
            let mut issuers = self.tenant.issuers.iter();
            issuers.any(|it| it.audience == audience && profile::of(it).best(it) >= least)
        };
        gives(Audience::Citizens, Role::Citizen) && gives(Audience::Staff, Role::Coordinator)
    }

    /// Whether this person's own login opens a dialog of this policy that they begin.
    pub(crate) fn opens_own(&self, policy: Policy) -> bool {
        let least = policy::least(policy, Role::Coordinator);
        self.own_level().is_none_or(|level| level >= least)
    }

    /// The level that a link asks for, so that nobody has to log in twice; nothing for the usual one.
    pub(crate) fn asked_by(&self, invited: &Invited) -> Option<Level> {
        let role = invited.intent.into.as_ref().map_or(Role::Citizen, |into| into.role);
        let least = policy::least(invited.policy(), role);
        (least > Level::Substantial).then_some(least)
    }

    /// As well as this device is known each further one must be: what is sealed to one is sealed to all.
    pub(crate) fn asked_of_devices(&self) -> Option<Level> {
        self.people.level_of(&self.me.uid, &self.me.dev).filter(|level| *level > Level::Substantial)
    }

    /// Whether the others in a dialog have to be shown a stronger card than the one they know this person by.
    pub(crate) fn must_show(&self, dialog: &Dialog) -> bool {
        let Some((least, head)) = self.asked_here(&dialog.state.roster) else { return false };
        self.known_as(dialog, &head) < Some(least) && self.own_level() >= Some(least)
    }

    /// The stronger card, to the others: once in each dialog that asks for it.
    pub(crate) fn next_showing(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<Result<Append, Closed>> {
        if !self.must_show(dialog) {
            return None;
        }
        self.introduction(dialog, ctx).transpose()
    }
}

impl Invited {
    /// By which rules the dialog is that it leads to.
    pub(crate) fn policy(&self) -> Policy {
        self.intent.policy.unwrap_or(Policy::Standard)
    }
}
