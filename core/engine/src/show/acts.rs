//! What can be done beyond writing, as buttons with the question that comes before.
//! Refuses to offer what the log's rules would refuse. Read back by `Act::parse` at the border.

use super::Show;
use crate::acts::wrong_person::Reach;
use crate::content::Act;
use crate::mind::Dialog;
use crate::text::Texts;
use crate::view::ActView;
use samtale_membership::Member;
use samtale_wire::entry::Role;
use samtale_wire::{Hash, Malformed};

impl Act {
    /// Reads what a screen hands back.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn parse(act: &str) -> Result<Self, Malformed> {
        let (kind, about) = act.split_once(' ').unwrap_or((act, ""));
        Ok(match (kind, about) {
            ("withdraw", proposal) => Self::Withdraw(proposal.parse()?),
            ("let-back", intent) => Self::LetBack(intent.parse()?),
            ("confirm", invitation) => Self::Confirm(invitation.parse()?),
            ("refuse", invitation) => Self::Refuse(invitation.parse()?),
            ("invitation-withdraw", id) => Self::WithdrawInvitation(id.parse()?),
            ("invitation-renew", id) => Self::RenewInvitation(id.parse()?),
            ("invitation-code", id) => Self::MakeCode(id.parse()?),
            ("invitation-drop", id) => Self::DropInvitation(id.parse()?),
            ("invitation-meet", id) => Self::Meet(id.parse()?),
            ("vouch", id) => Self::Vouch(id.parse()?),
            ("invitation-guardian", about) => {
                let (id, uid) = about.split_once(' ').ok_or(Malformed)?;
                Self::SendGuardian(id.parse()?, uid.parse()?)
            }
            ("not-them", id) => Self::NotThem(id.parse()?),
            ("seat", about) => {
                let [id, uid, at] = *about.split(' ').collect::<Vec<_>>() else { return Err(Malformed) };
                Self::Seat(id.parse()?, uid.parse()?, at.parse().map_err(|_| Malformed)?)
            }
            ("send-away", about) => {
                let (id, uid) = about.split_once(' ').ok_or(Malformed)?;
                Self::SendAway(id.parse()?, uid.parse()?)
            }
            ("begin-at-table", id) => Self::BeginAtTable(id.parse()?),
            ("wrong-person", uid) => Self::WrongPerson(uid.parse()?),
            ("remove", uid) => Self::Remove(uid.parse()?),
            ("erase", seq) => Self::Erase(seq.parse().map_err(|_| Malformed)?),
            ("leave", "") => Self::Leave,
            ("close", "") => Self::Close,
            ("reopen", "") => Self::Reopen,
            ("resume", "") => Self::Resume,
            _ => return Err(Malformed),
        })
    }
}

impl Show<'_> {
    /// What can be done to a dialog as a whole.
    pub(super) fn dialog_acts(&self, dialog: &Dialog) -> Vec<ActView> {
        let acts =
            [(Act::Leave, "leave"), (Act::Close, "close"), (Act::Reopen, "reopen"), (Act::Resume, "resume")];
        let plain = acts.into_iter().filter_map(|(act, key)| self.offer(dialog, act, key, key.into(), &[]));
        let back = self.engine.asks_back(dialog).and_then(|intent| {
            let name = self.first_name(&intent.old);
            let token = format!("let-back {}", intent.id);
            self.offer(dialog, Act::LetBack(intent.id), "let-back", token, &[("name", &name)])
        });
        back.into_iter().chain(plain).collect()
    }

    /// What can be done about a member: put them out, take back the yes that holds them in, or block them.
    pub(super) fn member_acts(&self, dialog: &Dialog, member: &Member) -> Vec<ActView> {
        if member.uid == self.engine.me.uid {
            return Vec::new();
        }
        let name = self.first_name(&member.uid);
        let values = [("name", name.as_str())];
        let withdraw = Act::Withdraw(member.proposal);
        let remove = Act::Remove(member.uid);
        [
            self.aside(dialog, member),
            self.aside_sensitive(dialog, member),
            self.wrong_person(dialog, member, &values),
            self.offer(dialog, withdraw, "withdraw-other", format!("withdraw {}", member.proposal), &values),
            self.offer(dialog, remove, "remove", format!("remove {}", member.uid), &values),
        ]
        .into_iter()
        .flatten()
        .chain([self.block_act(&member.uid, member.role)])
        .collect()
    }

    /// Putting somebody out who should never have been invited; says how far what was written has come.
    fn wrong_person(&self, dialog: &Dialog, member: &Member, values: &[(&str, &str)]) -> Option<ActView> {
        let (uid, engine) = (&member.uid, self.engine);
        let waits = dialog.acts.iter().any(|(_, waiting)| *waiting == Act::Remove(*uid));
        if waits || dialog.broken.is_some() || !engine.may_put_right(dialog, uid) {
            return None;
        }
        let mut offer = self.ask("wrong-person", format!("wrong-person {uid}"), true, values);
        match engine.reach(&dialog.state.roster.dialog, dialog, uid) {
            Reach::Unseen => {}
            Reach::Arrived => offer.sentence = self.say("wrong-person-arrived", values),
            Reach::Read => offer.sentence = self.say("wrong-person-read", values),
        }
        if self.ends(dialog, &Act::Remove(*uid)) {
            offer.sentence = format!("{} {}", offer.sentence, self.get("act-ends"));
        }
        Some(offer)
    }

    /// What can be done about the own answer to a proposal.
    pub(super) fn consent_acts(&self, dialog: &Dialog, proposal: &Hash, about_me: bool) -> Vec<ActView> {
        let key = if about_me { "withdraw-me" } else { "withdraw-other" };
        let name = dialog.subjects.get(proposal).map(|uid| self.first_name(uid)).unwrap_or_default();
        let act = Act::Withdraw(*proposal);
        let offer = self.offer(dialog, act, key, format!("withdraw {proposal}"), &[("name", &name)]);
        offer.into_iter().collect()
    }

    /// What can be done to a post.
    pub(super) fn post_acts(&self, dialog: &Dialog, seq: Option<u64>, own: bool) -> Vec<ActView> {
        let key = if own { "erase" } else { "erase-other" };
        let offer = |seq| self.offer(dialog, Act::Erase(seq), key, format!("erase {seq}"), &[]);
        seq.and_then(offer).into_iter().collect()
    }

    fn offer(
        &self,
        dialog: &Dialog,
        act: Act,
        key: &str,
        token: String,
        values: &[(&str, &str)],
    ) -> Option<ActView> {
        let wanted = dialog.acts.iter().any(|(_, waiting)| *waiting == act);
        if wanted || dialog.broken.is_some() || !self.engine.may(dialog, &act) {
            return None;
        }
        let mild = matches!(act, Act::Close | Act::Reopen | Act::LetBack(_));
        let mut offer = self.ask(key, token, !mild, values);
        if self.ends(dialog, &act) {
            offer.sentence = format!("{} {}", offer.sentence, self.get("act-ends"));
        }
        Some(offer)
    }

    /// Whether with whoever goes by this act the last of those goes whom the dialog is about.
    fn ends(&self, dialog: &Dialog, act: &Act) -> bool {
        let goes = |member: &Member| match act {
            Act::Remove(uid) => member.uid == *uid,
            Act::Leave => member.uid == self.engine.me.uid,
            Act::Withdraw(proposal) => member.proposal == *proposal,
            _ => false,
        };
        let citizens = || dialog.state.roster.members.iter().filter(|member| member.role == Role::Citizen);
        citizens().any(goes) && citizens().all(goes)
    }

    pub(super) fn ask(&self, key: &str, token: String, grave: bool, values: &[(&str, &str)]) -> ActView {
        ask(self.texts, key, token, grave, values)
    }
}

/// A button, and what is asked before it is done; also where nobody is in.
pub(super) fn ask(texts: &Texts, key: &str, token: String, grave: bool, values: &[(&str, &str)]) -> ActView {
    let say = |part: &str| texts.say(&format!("act-{key}{part}"), values);
    ActView {
        act: token,
        label: say(""),
        grave,
        heading: say("-heading"),
        sentence: say("-sentence"),
        yes: say("-yes"),
        no: texts.get("act-no"),
    }
}
