//! An invitation that is out: what became of it, what can be done about it, and how it is handed over.
//! Refuses case content in what travels by SMS, e-mail or letter, and to name somebody who was refused.
//! A card in its dialog, a row in the list while that has not begun.

use super::Show;
use super::devices::qr;
use crate::content::Household;
use crate::invite::Invited;
use crate::invite::typed::host;
use crate::sleep::first;
use crate::view::{ActView, InboxRow, InvitationView, InvitedView, ItemView, ShortCodeView};
use samtale_wire::{DialogId, InvitationId, MsgId};

impl Show<'_> {
    /// An invitation made as `id`, ready to be handed over.
    #[must_use]
    pub fn invitation(&self, id: &MsgId) -> Option<InvitationView> {
        self.engine.invitation(id).map(|(id, invited)| self.handed(id, invited))
    }

    fn handed(&self, id: &InvitationId, invited: &Invited) -> InvitationView {
        let link = self.engine.link_of(invited);
        let name = self.first_name(&self.engine.me.uid);
        let values = [("name", &*name), ("municipality", &self.engine.tenant.name), ("link", &link)];
        // What is shown to who stands there is sent to nobody.
        let text = match invited.intent.vouches {
            Some(_) => String::new(),
            None => self.say("invitation-text", &values),
        };
        let until = match invited.intent.vouches {
            Some(_) => self.say("vouching-show", &[("name", first(&invited.intent.name))]),
            None => self.say("invitation-until", &[("day", &self.until(invited.intent.until))]),
        };
        InvitationView { invitation: id.to_string(), qr: qr(&link), link, text, until }
    }

    /// The invitations that lead to a dialog, as cards below all that was said.
    pub(super) fn invitation_cards(&self, id: &DialogId) -> impl Iterator<Item = ItemView> + '_ {
        let here = |(_, invited): &(&InvitationId, &Invited)| {
            self.engine.dialog_of(invited) == *id && invited.intent.met.is_none()
        };
        let here: Vec<_> = self.engine.invitations.iter().filter(here).collect();
        here.into_iter().map(|(id, invited)| ItemView::Invitation { card: self.card(id, invited) })
    }

    fn card(&self, id: &InvitationId, invited: &Invited) -> InvitedView {
        let (name, over) = (invited.intent.name.as_str(), invited.is_over(self.now));
        // What is shown at once must be known at once.
        let known = invited.intent.vouches.is_none() || invited.vouching.known;
        let full = invited.intent.household.as_ref().is_some_and(Household::is_full);
        let waits = !over && invited.claimed.is_none() && known && invited.asks().is_none() && !full;
        // The code is for the guardian's screen, who shows it.
        let waits = waits && invited.sent().is_none();
        let heading = match invited.intent.household {
            Some(_) => self.get("table-heading"),
            None => self.say("invited-heading", &[("name", name)]),
        };
        InvitedView {
            invitation: id.to_string(),
            heading,
            table: self.table(id, invited),
            lines: self.fate(invited),
            hand: waits.then(|| self.handed(id, invited)),
            code: self.short_code(invited),
            acts: self.invitation_acts(id, invited),
        }
    }

    fn short_code(&self, invited: &Invited) -> Option<ShortCodeView> {
        let known = invited.code(self.now)?;
        let code = known.code.shown().to_string();
        let letters = code.chars().filter(char::is_ascii_alphanumeric).map(String::from);
        Some(ShortCodeView {
            sentence: self.say("code-say", &[("name", first(&invited.intent.name))]),
            address: host(&self.engine.me.home.server).to_owned(),
            spoken: letters.collect::<Vec<_>>().join(" "),
            until: self.say("code-until", &[("day", &self.until_when(known.until))]),
            code,
        })
    }

    /// What became of it, in order.
    fn fate(&self, invited: &Invited) -> Vec<String> {
        let (intent, fate) = (&invited.intent, &invited.fate);
        if intent.household.is_some() {
            return self.table_fate(invited);
        }
        let made = invited.made();
        let at = |key: &str, t: u64| self.say(key, &[("day", &self.moment(t))]);
        let mut lines = vec![(made, at("invited-made", made))];
        lines.extend(fate.opened.map(|t| (t, at("invited-opened", t))));
        let sent = invited.sent();
        let by_guardian = sent.is_some() && Self::guardian_no(invited).is_some();
        lines.extend(fate.refused.filter(|_| !by_guardian).map(|t| (t, at("invited-refused", t))));
        let taken = fate.claimed.filter(|_| invited.claimed.is_some());
        if let (Some(t), Some(uid)) = (taken, self.engine.guest(invited)) {
            let values = [("name", &*self.name(&uid)), ("day", &self.moment(t))];
            let matched = self.engine.is_matched(&uid);
            let key = match (matched, invited.by_code) {
                (true, _) => "invited-claimed-number",
                (false, true) => "invited-claimed-code",
                (false, false) => "invited-claimed",
            };
            lines.push((t, self.say(key, &values)));
        }
        lines.sort_by_key(|(t, _)| *t);
        let mut lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        let name = [("name", first(&intent.name))];
        match intent.withdrawn {
            Some(t) if fate.withdrawn => lines.push(at("invited-withdrawn", t)),
            Some(_) => lines.push(self.get("invited-withdrawing")),
            None if invited.is_over(self.now) => {
                lines.push(self.say("invited-expired", &[("day", &self.until(intent.until))]));
            }
            None if self.engine.stranger(invited).is_some() => lines.push(self.awaited(invited)),
            None if invited.wanted_code(self.now).is_some_and(|code| !code.kept) => {
                lines.push(self.get("code-making"));
            }
            None if invited.asks().is_some() => lines.extend(self.vouching(invited)),
            None if invited.claimed.is_none()
                && let Some(uid) = sent =>
            {
                lines.push(self.sent_guardian(invited, &uid));
            }
            None if fate.refused.is_some() && invited.claimed.is_none() => {
                lines.push(self.say("invited-still", &name));
            }
            None => {}
        }
        lines
    }

    /// Somebody without eID waits to be vouched for.
    fn vouching(&self, invited: &Invited) -> Option<String> {
        let digits = self.engine.vouching_digits(invited)?;
        let key = match invited.intent.confirmed {
            Some(_) => "vouching-done",
            None if invited.asked_too_long_ago(self.now) => "vouching-late",
            None => "vouching-digits",
        };
        Some(self.say(key, &[("name", first(&invited.intent.name)), ("digits", &digits)]))
    }

    /// What can be done about it: about who took it up and is not known for who was meant first.
    fn invitation_acts(&self, id: &InvitationId, invited: &Invited) -> Vec<ActView> {
        if let Some(household) = &invited.intent.household {
            return self.table_acts(id, invited, household);
        }
        let ask = |key: &str, grave: bool, values: &[(&str, &str)]| {
            self.ask(key, format!("{key} {id}"), grave, values)
        };
        let meant = invited.intent.name.as_str();
        let mut acts = Vec::new();
        if let Some(uid) = self.engine.stranger(invited) {
            // Whose login shows no name is asked about by the name that was meant.
            let name = if invited.nameless.is_some() { meant.to_owned() } else { self.name(&uid) };
            let values = [("name", name.as_str()), ("meant", meant)];
            let mut confirm = ask("confirm", false, &values);
            if invited.by_code {
                confirm.sentence = self.say("code-confirm", &values);
            } else if invited.unmatched {
                confirm.sentence = self.say("unmatched-confirm", &values);
            }
            if let Some(by) = self.came_vouched(&uid) {
                let values = [("name", first(&name)), ("second", &*by.name)];
                confirm.sentence = self.say("guardian-confirm", &values);
            }
            acts.extend([confirm, ask("refuse", true, &values)]);
        }
        if !self.engine.is_open(invited) {
            return acts;
        }
        let (name, over) = ([("name", first(meant))], invited.is_over(self.now));
        let wrong = invited.fate.refused.is_some() && invited.claimed.is_none();
        if self.engine.may_have_code(invited, self.now) {
            acts.push(ask("invitation-code", false, &name));
        }
        if (over || wrong) && self.engine.may_renew(invited) {
            acts.push(ask("invitation-renew", false, &name));
        }
        let asks = invited.asks().filter(|_| !over && invited.intent.confirmed.is_none());
        if asks.is_some() && !invited.asked_too_long_ago(self.now) {
            acts.push(ask("vouch", false, &name));
        }
        if over && self.engine.is_settled(id, invited) {
            acts.push(ask("invitation-drop", false, &name));
        }
        if !over {
            acts.push(ask("invitation-withdraw", true, &name));
        }
        if self.engine.may_meet(invited) {
            acts.push(ask("invitation-meet", false, &name));
        }
        acts.extend(self.guardian_offers(id, invited));
        acts
    }

    /// An invitation whose dialog has not begun.
    pub(super) fn invited(&self, invited: &Invited) -> Option<(u64, InboxRow)> {
        let id = self.engine.dialog_of(invited);
        if self.engine.is_known(&id) {
            return None;
        }
        let made = invited.made();
        let fate = &invited.fate;
        let last = [fate.opened, fate.claimed, fate.refused, invited.intent.withdrawn];
        let t = last.into_iter().flatten().fold(made, u64::max);
        let name = invited.intent.name.clone();
        let row = InboxRow {
            dialog: id.to_string(),
            topic: invited.intent.topic.clone(),
            room: None,
            last: String::new(),
            time: self.lately(t),
            unread: 0,
            pinned: self.engine.is_pinned(&id),
            muted: self.engine.is_muted(&id),
            choices: self.choices(&id),
            waiting: Some(self.awaited(invited)),
            initials: Self::initials(&name),
            tone: Self::tone(id.as_bytes()),
            spoken: String::new(),
            name,
        };
        Some((t, self.spoken(row)))
    }

    /// What an invitation whose dialog has not begun waits for.
    pub(super) fn awaited(&self, invited: &Invited) -> String {
        if let Some(household) = &invited.intent.household {
            return self.table_awaited(invited, household);
        }
        let name = [("name", first(&invited.intent.name))];
        if let Some(uid) = self.engine.stranger(invited) {
            if let Some(by) = self.came_vouched(&uid) {
                return self.say("guardian-came", &[("name", &self.name(&uid)), ("second", &by.name)]);
            }
            let key = match (invited.by_code, invited.unmatched) {
                (true, _) => "waiting-confirm-code",
                (false, true) => "waiting-confirm-unmatched",
                (false, false) => "waiting-confirm",
            };
            return self.say(key, &[("name", &self.name(&uid)), ("meant", &invited.intent.name)]);
        }
        let taken = invited.claimed.is_some();
        let key = match &invited.fate {
            _ if invited.intent.withdrawn.is_some() => "waiting-withdrawn",
            _ if invited.is_over(self.now) => "waiting-expired",
            _ if invited.asks().is_some() && invited.intent.confirmed.is_none() => "waiting-vouch",
            fate if fate.refused.is_some() && !taken => "waiting-refused",
            fate if fate.opened.is_some() && !taken => "waiting-opened",
            _ => "waiting-invited",
        };
        self.say(key, &name)
    }
}
