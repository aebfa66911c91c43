//! That this person is asked to vouch for a child: the code, then the digits, then what can be said. And what the
//! employee who asked is shown of it. Refuses the code once somebody was shown it. In the dialog of both.

use super::Show;
use super::devices::qr;
use crate::invite::Invited;
use crate::invite::guardian::Guarding;
use crate::sleep::first;
use crate::view::{ActView, InvitationView, InvitedView, ItemView};
use samtale_membership::card::VouchedBy;
use samtale_wire::{DialogId, InvitationId, Uid};

impl Show<'_> {
    /// What this person is asked as a guardian in a dialog, as cards.
    pub(super) fn guardian_cards(&self, id: &DialogId) -> impl Iterator<Item = ItemView> + '_ {
        let here = self.engine.guardings_in(id, self.now).into_iter();
        here.map(|(id, guarding)| ItemView::Invitation { card: self.guardian_card(id, guarding) })
    }

    /// The same in the list, while somebody waits for it.
    pub(super) fn guardian_waits(&self, id: &DialogId) -> Option<String> {
        let open = self.engine.guardings_in(id, self.now).into_iter();
        let mut open = open.filter(|(_, it)| it.intent.confirmed.is_none());
        open.next().map(|(_, guarding)| self.guardian_asks(guarding))
    }

    fn guardian_asks(&self, guarding: &Guarding) -> String {
        let (by, child) = self.asker(guarding);
        self.say("guardian-asks", &[("name", &by), ("subject", &child)])
    }

    /// Who asks, and about whom.
    fn asker(&self, guarding: &Guarding) -> (String, String) {
        let gives = guarding.gives();
        (self.first_name(&gives.uid), first(&gives.name).to_owned())
    }

    fn guardian_card(&self, id: &InvitationId, guarding: &Guarding) -> InvitedView {
        let (by, child) = self.asker(guarding);
        let (digits, state) = (self.engine.guarded_digits(guarding), &guarding.vouching);
        let late = state.is_late(self.now) && guarding.intent.confirmed.is_none();
        let names = [("name", by.as_str()), ("subject", child.as_str())];
        let line = match &digits {
            _ if guarding.intent.confirmed.is_some() => self.say("vouching-done", &[("name", &child)]),
            _ if late => self.say("guardian-late", &names),
            Some(digits) => self.say("vouching-digits", &[("name", &child), ("digits", digits)]),
            None => self.say("guardian-line", &names),
        };
        let shows = state.known && state.asked.is_none();
        InvitedView {
            invitation: id.to_string(),
            heading: self.guardian_asks(guarding),
            table: None,
            lines: vec![line],
            hand: shows.then(|| self.guardian_code(id, guarding, &child)),
            code: None,
            acts: self.guardian_acts(id, guarding, (&by, &child), digits.is_some() && !late),
        }
    }

    fn guardian_code(&self, id: &InvitationId, guarding: &Guarding, child: &str) -> InvitationView {
        let link = self.engine.guarded_link(guarding);
        // It is shown to who stands there, and sent to nobody.
        let text = String::new();
        let day = self.until(guarding.gives().until);
        let until = self.say("guardian-show", &[("subject", child), ("day", &day)]);
        InvitationView { invitation: id.to_string(), qr: qr(&link), link, text, until }
    }

    fn guardian_acts(
        &self,
        id: &InvitationId,
        guarding: &Guarding,
        (by, child): (&str, &str),
        compares: bool,
    ) -> Vec<ActView> {
        let values = [("name", child), ("second", by)];
        let no = |key: &str| self.ask(key, format!("not-them {id}"), true, &values);
        match guarding.intent.confirmed {
            Some(_) => Vec::new(),
            None if compares => {
                vec![self.ask("vouch", format!("vouch {id}"), false, &values), no("not-them")]
            }
            None => vec![no("guardian-no")],
        }
    }

    /// What the employee is shown who sent a guardian.
    pub(super) fn sent_guardian(&self, invited: &Invited, uid: &Uid) -> String {
        let name = self.first_name(uid);
        let values = [("name", name.as_str()), ("subject", first(&invited.intent.name))];
        let dialog = invited.intent.into.as_ref().and_then(|into| self.engine.dialogs.get(&into.dialog));
        let gone = dialog.is_some_and(|it| it.state.roster.member(uid).is_none_or(|it| !it.reads(self.now)));
        match Self::guardian_no(invited) {
            Some(t) => self.say("guardian-refused", &[("name", &name), ("day", &self.moment(t))]),
            None if gone => self.say("guardian-gone", &values),
            None => self.say("guardian-sent", &values),
        }
    }

    /// The guardians who can be sent in place of meeting somebody oneself.
    pub(super) fn guardian_offers(&self, id: &InvitationId, invited: &Invited) -> Vec<ActView> {
        let sent =
            invited.sent().filter(|_| Self::guardian_no(invited).is_none() && !invited.is_over(self.now));
        let others = self.engine.guardians(invited, self.now).into_iter().filter(|uid| sent != Some(*uid));
        let offer = |uid: Uid| {
            let second = self.first_name(&uid);
            let values = [("name", first(&invited.intent.name)), ("second", second.as_str())];
            self.ask("invitation-guardian", format!("invitation-guardian {id} {uid}"), false, &values)
        };
        others.map(offer).collect()
    }

    /// Who vouched for whoever took up an invitation, if nobody here met them, and they have shown no login.
    pub(super) fn came_vouched(&self, uid: &Uid) -> Option<&VouchedBy> {
        self.engine.people.get(uid)?.vouched_by.as_ref().filter(|by| by.login.is_none())
    }

    /// When the guardian who was sent said no: whoever took the invitation up is refused by another.
    pub(super) fn guardian_no(invited: &Invited) -> Option<u64> {
        let by_another = invited.fate.claimed.is_some() || invited.intent.refused.is_some();
        invited.fate.refused.filter(|_| !by_another)
    }
}
