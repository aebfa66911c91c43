//! One dialog: who can read it, what may be written, and its items.
//! Refuses to leave open who reads: that line is always there. Pulled by `DialogFeed`.

use super::Show;
use super::people::by_arrival;
use crate::mind::Dialog;
use crate::row::Row;
use crate::view::DialogView;
use crate::vouch::level::Doubt;
use samtale_membership::Phase;
use samtale_membership::head::Evidence;
use samtale_wire::{DialogId, Uid};

impl Show<'_> {
    /// The visible window of a dialog: `rows`, oldest first; `earlier` when there are older ones.
    #[must_use]
    pub fn dialog(&self, id: &DialogId, rows: &[Row], earlier: bool) -> Option<DialogView> {
        let Some(dialog) = self.engine.dialogs.get(id) else {
            return self.sleeping_dialog(id, rows).or_else(|| self.not_begun(id));
        };
        let name = self.title(dialog);
        let roster = &dialog.state.roster;
        let why_not = self.why_not(id, dialog);
        let may_write = why_not.is_none();
        // What has to be done stands there with its button, in place of a reason.
        let step_up = self.step_up(id).filter(|_| dialog.broken.is_none());
        let why_not = why_not.filter(|_| step_up.is_none());
        let step_up = step_up.or_else(|| self.awaits_login(dialog));
        let consent = self.engine.all_that_ask(id, self.now).first().copied();
        let rooms = self.rooms(id);
        let hint = if rooms.is_empty() { self.hint(dialog) } else { self.hint_apart(&self.names(dialog)) };
        Some(DialogView {
            dialog: id.to_string(),
            topic: dialog.topic.clone().unwrap_or_default(),
            initials: Self::initials(&name),
            tone: self.dialog_tone(id, dialog),
            readers: self.readers(dialog),
            notice: self.offline(),
            items: self
                .items(id, Some(dialog), rows, may_write)
                .into_iter()
                .chain(self.invitation_cards(id))
                .chain(self.guardian_cards(id))
                .collect(),
            earlier: earlier || self.engine.shown_from(id) > 0,
            typing: self.writing(id),
            draft: self.engine.draft(id).to_owned(),
            hint,
            may_write,
            why_not,
            step_up,
            evidence: dialog.evidence.as_ref().map(Evidence::to_text),
            members: by_arrival(roster).into_iter().map(|member| self.member(dialog, member)).collect(),
            consent: consent.and_then(|proposal| self.open_consent(id, &proposal, rows)),
            acts: self.dialog_acts(dialog),
            choices: self.choices(id),
            may_bring: self.may_bring(id),
            alone: false,
            rooms,
            aside: self.aside_some(dialog),
            link: self.dialog_link(id),
            name,
        })
    }

    /// An invitation whose dialog has not begun.
    fn not_begun(&self, id: &DialogId) -> Option<DialogView> {
        let mut invitations = self.engine.invitations.values();
        let invited = invitations.find(|invited| self.engine.dialog_of(invited) == *id)?;
        let name = invited.intent.name.clone();
        let step_up = self.step_up(id);
        Some(DialogView {
            dialog: id.to_string(),
            topic: invited.intent.topic.clone(),
            initials: Self::initials(&name),
            tone: Self::tone(id.as_bytes()),
            readers: self.get("readers-alone"),
            notice: self.offline(),
            items: self.invitation_cards(id).collect(),
            earlier: false,
            typing: None,
            draft: String::new(),
            hint: self.get("hint-alone"),
            may_write: false,
            why_not: Some(self.awaited(invited)).filter(|_| step_up.is_none()),
            step_up,
            evidence: None,
            members: Vec::new(),
            consent: None,
            acts: Vec::new(),
            choices: self.choices(id),
            may_bring: false,
            alone: self.is_laid(invited),
            rooms: Vec::new(),
            aside: None,
            link: self.dialog_link(id),
            name,
        })
    }

    fn other_readers(&self, dialog: &Dialog) -> Vec<Uid> {
        let members = by_arrival(&dialog.state.roster).into_iter().filter(|member| member.reads(self.now));
        members.map(|member| member.uid).filter(|uid| *uid != self.engine.me.uid).collect()
    }

    /// Who can read this.
    fn readers(&self, dialog: &Dialog) -> String {
        if dialog.state.roster.member(&self.engine.me.uid).is_none() {
            return self.get("readers-invited");
        }
        match self.other_readers(dialog).as_slice() {
            [] => self.get("readers-alone"),
            [one] => self.say("readers-one", &[("name", &self.first_name(one))]),
            [one, two] => {
                let names = [self.first_name(one), self.first_name(two)];
                self.say("readers-two", &[("name", &names[0]), ("second", &names[1])])
            }
            more => self.texts.count("readers-more", more.len()),
        }
    }

    /// The first names of those who read it.
    fn names(&self, dialog: &Dialog) -> Vec<String> {
        self.other_readers(dialog).iter().map(|uid| self.first_name(uid)).collect()
    }

    /// The composer's hint names who will read it.
    fn hint(&self, dialog: &Dialog) -> String {
        match self.other_readers(dialog).as_slice() {
            [] => self.get("hint-alone"),
            [one] => self.say("hint-one", &[("name", &self.first_name(one))]),
            [one, two] => {
                let names = [self.first_name(one), self.first_name(two)];
                self.say("hint-two", &[("name", &names[0]), ("second", &names[1])])
            }
            more => self.texts.count("hint-more", more.len()),
        }
    }

    /// Why this person cannot write now, if they cannot.
    fn why_not(&self, id: &DialogId, dialog: &Dialog) -> Option<String> {
        let roster = &dialog.state.roster;
        if dialog.broken.is_some() {
            let proof = if dialog.evidence.is_some() { "why-two-stories" } else { "why-broken" };
            return Some(self.get(proof));
        }
        if roster.member(&self.engine.me.uid).is_none() {
            let open = roster.proposals.iter().find(|open| open.subject.uid == self.engine.me.uid);
            return Some(self.get(match open {
                Some(open) if self.engine.asks_me(id, &open.id, self.now).is_some() => "why-consent",
                // One joins with exactly the keys that were proposed.
                Some(open) if !self.engine.is_here_at(&open.subject.uhead) => "why-other-device",
                Some(_) => "why-soon",
                None if roster.intents.iter().any(|it| it.new.uid == self.engine.me.uid) => "why-returning",
                None => "why-not-member",
            }));
        }
        // Before the news are here nobody knows what the server shows.
        if self.engine.is_caught_up() && self.engine.is_behind(id) {
            return Some(self.get("why-behind"));
        }
        if let Some((who, doubt)) = self.engine.unproven(dialog) {
            let key = match doubt {
                Doubt::Weak if who == self.engine.me.uid => return self.step_up(id).map(|it| it.sentence),
                Doubt::Weak => "why-login-other",
                Doubt::Unknown => "why-unproven",
            };
            return Some(self.say(key, &[("name", &self.first_name(&who))]));
        }
        match roster.phase {
            Phase::Open => {}
            Phase::Closed => return Some(self.get("why-closed")),
            Phase::Over => return Some(self.get("why-over")),
        }
        if !roster.member(&self.engine.me.uid).is_some_and(|me| me.reads(self.now)) {
            return Some(self.get("why-out"));
        }
        let missing = &roster.citizens.iter().find(|it| roster.member(&it.uid).is_none())?.uid;
        let alone = roster.members.len() == 1;
        let key = if dialog.declined.contains(missing) { "why-declined" } else { "why-waiting" };
        alone.then(|| self.say(key, &[("name", &self.first_name(missing))]))
    }
}
