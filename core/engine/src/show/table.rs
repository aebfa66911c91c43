//! The family at the table as one screen: each who was named and how far they have come, who came without a
//! seat, and what can be done. Refuses to guess who is logging in: before the claim nobody knows.
//! Part of an invitation's card; the way in is read back by `household`.

use super::Show;
use crate::content::{FEWEST_SEATS, Household, Kin, MOST_SEATS, Seat};
use crate::invite::Invited;
use crate::invite::begun::Asked;
use crate::mind::Dialog;
use crate::view::{
    ActView, ChoiceView, GuestView, HouseholdDraft, HouseholdView, SeatState, SeatView, TableView,
};
use samtale_membership::number;
use samtale_wire::{InvitationId, Malformed, Uid};

/// How long somebody who opened the link may be logging in, in seconds.
const LOGS_IN: u64 = 600;

/// How somebody can belong, as a screen hands it back.
const KINS: [(Kin, &str); 2] = [(Kin::Guardian, "guardian"), (Kin::Relative, "relative")];

/// The household that a draft asks for.
///
/// # Errors
/// [`Malformed`] when it is too small or too large, a name is missing, or nobody of them answers for the citizen.
pub fn household(draft: &HouseholdDraft) -> Result<Household, Malformed> {
    let kin = |word: &str| KINS.iter().find(|(_, spelt)| *spelt == word).map(|(kin, _)| *kin);
    let seats = draft.seats.iter().map(|seat| {
        let kin = kin(&seat.kin).ok_or(Malformed)?;
        Ok(Seat { name: number::apart(&seat.name).0, kin, who: None, by_hand: false, done: false })
    });
    let seats = seats.collect::<Result<Vec<_>, Malformed>>()?;
    let household = Household { seats, begun: None, first: None };
    if household.is_whole() { Ok(household) } else { Err(Malformed) }
}

impl Show<'_> {
    /// What can be filled in for a family.
    #[must_use]
    pub fn household_choices(&self) -> HouseholdView {
        let choice =
            |(kin, word): &(Kin, &str)| ChoiceView { choice: (*word).to_owned(), label: self.kin(*kin) };
        HouseholdView {
            kins: KINS.iter().map(choice).collect(),
            fewest: u32::try_from(FEWEST_SEATS).unwrap_or_default(),
            most: u32::try_from(MOST_SEATS).unwrap_or_default(),
        }
    }

    fn kin(&self, kin: Kin) -> String {
        self.get(match kin {
            Kin::Guardian => "table-guardian",
            Kin::Relative => "table-relative",
        })
    }

    /// Who has come, of a household's invitation.
    pub(super) fn table(&self, id: &InvitationId, invited: &Invited) -> Option<TableView> {
        let household = invited.intent.household.as_ref()?;
        let dialog = self.engine.dialogs.get(&self.engine.dialog_of(invited));
        let seats = household.seats.iter().map(|seat| self.seat(id, invited, seat, dialog));
        let guests = self.engine.unseated(invited).map(|uid| self.table_guest(id, household, &uid));
        Some(TableView {
            count: self.at_table(household),
            help: self.table_help(invited, household),
            seats: seats.collect(),
            guests: guests.collect(),
        })
    }

    /// Whether a tablet lies on the table with it, for all to see: people come, and it has not begun.
    pub(super) fn is_laid(&self, invited: &Invited) -> bool {
        invited.intent.household.is_some() && !invited.has_begun() && !invited.is_over(self.now)
    }

    fn at_table(&self, household: &Household) -> String {
        let (here, all) = (household.seated().count().to_string(), household.seats.len().to_string());
        self.say("table-count", &[("count", &here), ("whole", &all)])
    }

    /// Somebody opened the link, and nobody has come since.
    fn is_arriving(&self, invited: &Invited) -> bool {
        let fate = &invited.fate;
        let since = fate.opening.filter(|t| fate.claimed.is_none_or(|claimed| claimed < *t));
        !invited.is_over(self.now) && since.is_some_and(|t| self.now < t.saturating_add(LOGS_IN))
    }

    fn table_help(&self, invited: &Invited, household: &Household) -> String {
        let over = invited.is_over(self.now);
        self.get(match household.begun {
            _ if self.engine.unseated(invited).next().is_some() => "table-help-unsure",
            None if over => "table-help-over",
            None if self.is_arriving(invited) => "table-help-arriving",
            None => "table-help",
            Some(_) if household.is_full() || over => "table-help-begun",
            Some(_) => "table-help-late",
        })
    }

    fn seat(&self, id: &InvitationId, invited: &Invited, seat: &Seat, dialog: Option<&Dialog>) -> SeatView {
        let (state, key) = self.seat_state(invited, seat, dialog);
        let (kin, label) = (self.kin(seat.kin), self.get(key));
        let spoken = self.say("table-spoken", &[("name", &seat.name), ("role", &kin), ("text", &label)]);
        let acts = seat.who.filter(|_| !invited.has_begun() && !invited.is_over(self.now));
        SeatView {
            name: seat.name.clone(),
            initials: Self::initials(&seat.name),
            tone: seat.who.map_or_else(|| Self::tone(seat.name.as_bytes()), |uid| Self::tone(uid.as_bytes())),
            acts: acts.map(|uid| self.send_away(id, &uid, &seat.name)).into_iter().collect(),
            kin,
            state,
            label,
            spoken,
        }
    }

    fn seat_state(
        &self,
        invited: &Invited,
        seat: &Seat,
        dialog: Option<&Dialog>,
    ) -> (SeatState, &'static str) {
        let over = invited.is_over(self.now);
        let Some(uid) = seat.who else {
            let doubted = self.engine.unseated(invited).any(|uid| self.could_be(seat, &uid));
            return match invited.has_begun() {
                _ if doubted => (SeatState::Unsure, "table-unsure"),
                _ if over => (SeatState::Out, "table-missed"),
                _ if self.is_arriving(invited) => (SeatState::Arriving, "table-arriving"),
                true => (SeatState::Away, "table-late"),
                false => (SeatState::Away, "table-away"),
            };
        };
        match dialog.filter(|_| invited.has_begun()).map(|it| self.engine.asked_at_table(it, &uid)) {
            None => (SeatState::Here, "table-here"),
            Some(Asked::In) => (SeatState::In, "table-in"),
            Some(Asked::No) => (SeatState::Out, "table-no"),
            Some(Asked::Open) => (SeatState::Asked, "table-asked"),
            Some(Asked::Later) => (SeatState::Asked, "table-later"),
            Some(Asked::Never) => (SeatState::Out, "table-never"),
        }
    }

    /// Whether somebody without a seat bears the name that stands there.
    fn could_be(&self, seat: &Seat, uid: &Uid) -> bool {
        let name = self.engine.people.get(uid).map(|who| who.name.as_str());
        name.is_some_and(|name| crate::invite::is_meant(&seat.name, name))
    }

    fn table_guest(&self, id: &InvitationId, household: &Household, uid: &Uid) -> GuestView {
        let name = self.name(uid);
        let free = |seat: &Seat| seat.who.is_none() || !(seat.by_hand || household.begun.is_some());
        let seats = household.seats.iter().zip(0u8..).filter(|(seat, _)| free(seat));
        let acts = seats.map(|(seat, at)| {
            let values = [("name", name.as_str()), ("meant", seat.name.as_str())];
            self.ask("seat", format!("seat {id} {uid} {at}"), false, &values)
        });
        GuestView {
            sentence: self.say("table-guest", &[("name", &name)]),
            acts: acts.chain([self.send_away(id, uid, &name)]).collect(),
        }
    }

    fn send_away(&self, id: &InvitationId, uid: &Uid, name: &str) -> ActView {
        self.ask("send-away", format!("send-away {id} {uid}"), true, &[("name", name)])
    }

    /// What can be done about a table as a whole: to begin with those who are here first.
    pub(super) fn table_acts(
        &self,
        id: &InvitationId,
        invited: &Invited,
        household: &Household,
    ) -> Vec<ActView> {
        let listed = |seats: &mut dyn Iterator<Item = &Seat>| {
            let names = seats.map(|seat| crate::sleep::first(&seat.name).to_owned());
            self.listed(&names.collect::<Vec<_>>())
        };
        let missing = listed(&mut household.seats.iter().filter(|seat| seat.who.is_none()));
        let asked = household.seats.iter().filter(|seat| seat.who.is_some() && seat.kin == Kin::Guardian);
        let asked = listed(&mut asked.into_iter());
        let all = listed(&mut household.seats.iter());
        let values = [("names", missing.as_str()), ("first", asked.as_str()), ("name", all.as_str())];
        let (begun, over) = (invited.has_begun(), invited.is_over(self.now));
        let mut acts = Vec::new();
        let mut offer = |when: bool, key: &str, token: &str, grave: bool| {
            acts.extend(when.then(|| self.ask(key, format!("{token} {id}"), grave, &values)));
        };
        let settled = self.engine.is_settled(id, invited);
        offer(self.engine.may_begin(invited), "begin-at-table", "begin-at-table", false);
        offer(over && self.engine.may_renew(invited), "table-renew", "invitation-renew", false);
        offer(over && !begun && settled, "invitation-drop", "invitation-drop", false);
        offer(!over && !begun, "table-withdraw", "invitation-withdraw", true);
        offer(!over && begun && !household.is_full(), "table-close", "invitation-withdraw", true);
        acts
    }

    /// What became of a household's invitation, in order.
    pub(super) fn table_fate(&self, invited: &Invited) -> Vec<String> {
        let (intent, fate, made) = (&invited.intent, &invited.fate, invited.made());
        let at = |key: &str, t: u64| self.say(key, &[("day", &self.moment(t))]);
        let mut lines = vec![at("invited-made", made)];
        lines.extend(fate.refused.map(|t| at("invited-refused", t)));
        match intent.withdrawn {
            Some(t) if fate.withdrawn => lines.push(at("invited-withdrawn", t)),
            Some(_) => lines.push(self.get("invited-withdrawing")),
            None if invited.is_over(self.now) => {
                lines.push(self.say("invited-expired", &[("day", &self.until(intent.until))]));
            }
            None => {}
        }
        lines
    }

    /// What a table whose dialog has not begun waits for.
    pub(super) fn table_awaited(&self, invited: &Invited, household: &Household) -> String {
        if let Some(uid) = self.engine.unseated(invited).next() {
            return self.say("table-guest", &[("name", &self.name(&uid))]);
        }
        let names: Vec<String> =
            household.seats.iter().map(|seat| crate::sleep::first(&seat.name).to_owned()).collect();
        let name = self.listed(&names);
        match invited.intent.withdrawn {
            Some(_) => self.say("waiting-withdrawn", &[("name", &name)]),
            None if invited.is_over(self.now) => self.say("waiting-expired", &[("name", &name)]),
            None => self.at_table(household),
        }
    }
}
