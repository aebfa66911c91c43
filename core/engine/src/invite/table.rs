//! The family at the table: one invitation, a seat for each person who was named, and who has which.
//! Refuses to seat anybody in two ways at once: a name that fits two seats, and a seat that two names fit,
//! are for the inviter to say. Begins the dialog when they say so or nobody is missing.

use crate::content::{Household, InviteIntent, Seat};
use crate::invite::{Invited, is_meant};
use crate::law::{self, Case, Custody};
use crate::mind::{Ctx, Effect, Engine};
use crate::view::InvitationDraft;
use samtale_wire::api::Seats;
use samtale_wire::{InvitationId, MsgId, Uid};

/// What a household presumes until it asks: a child under 15 in Denmark whose guardians answer.
const CHILD: Case = Case { age_years: 0, ..law::ALONE };

/// The case that so many guardians stand for.
pub(crate) fn case_with(guardians: usize) -> Case {
    Case { custody: if guardians == 1 { Custody::Sole } else { Custody::Joint }, ..CHILD }
}

/// Somebody who took a household's invitation up: by what name, if it was proven.
struct Guest<'a> {
    uid: Uid,
    name: &'a str,
}

/// Who has which seat by their name alone, beside those whom the inviter or the beginning has seated. A guest
/// sits where one seat alone bears their name and nobody else at the table could mean it.
fn seating(household: &Household, guests: &[Guest<'_>]) -> Vec<Option<Uid>> {
    let here = |uid: &Uid| guests.iter().any(|guest| guest.uid == *uid);
    let fixed: Vec<Option<Uid>> = household
        .seats
        .iter()
        // Who was seated before a start keeps the seat until their claim is told again.
        .map(|seat| seat.who.filter(|uid| seat.by_hand || household.begun.is_some() || !here(uid)))
        .collect();
    let waiting: Vec<&Guest<'_>> = guests.iter().filter(|guest| !fixed.contains(&Some(guest.uid))).collect();
    let fitting = |name: &str| -> Vec<usize> {
        let fits = household.seats.iter().enumerate().filter(|(_, seat)| is_meant(&seat.name, name));
        fits.map(|(at, _)| at).collect()
    };
    let mut seats = fixed.clone();
    for guest in &waiting {
        let alone = |at: usize| {
            let fits = waiting.iter().filter(|other| fitting(other.name).contains(&at));
            fits.count() == 1
        };
        if let [at] = *fitting(guest.name)
            && alone(at)
            && let Some(seat) = seats.get_mut(at)
            && seat.is_none()
        {
            *seat = Some(guest.uid);
        }
    }
    seats
}

impl Engine {
    /// Invites those who sit round a table, with one link.
    pub(crate) fn invite_household(
        &mut self,
        id: MsgId,
        draft: InvitationDraft,
        household: Household,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if !household.is_whole() {
            return;
        }
        let names: Vec<&str> = household.seats.iter().map(|seat| seat.name.as_str()).collect();
        let name = names.join(", ");
        let intent = InviteIntent { name, household: Some(household), ..InviteIntent::make(draft, ctx) };
        self.put_out(id, intent, ctx, effects);
    }

    /// Somebody took up a household's invitation and knows its secret: they come to the table.
    pub(crate) fn come_to_table(&mut self, id: &InvitationId, uid: Uid) {
        let me = self.me.uid;
        let Some(invited) = self.invitations.get(id) else { return };
        let Some(household) = &invited.intent.household else { return };
        // Nobody comes twice, under whichever account: the server would have said so.
        let new = self.people.get(&uid);
        let same = |other: &Uid| self.people.get(other).zip(new).is_some_and(|(a, b)| a.is_same(b));
        let there = invited.guests.iter().chain(household.seats.iter().filter_map(|seat| seat.who.as_ref()));
        let doubled = there.into_iter().any(|other| *other != uid && same(other));
        let room = invited.guests.len() < household.seats.len() && !invited.guests.contains(&uid);
        if uid == me || doubled || !room || invited.intent.withdrawn.is_some() {
            return;
        }
        if let Some(invited) = self.invitations.get_mut(id) {
            invited.guests.push(uid);
        }
    }

    /// Who has taken a household's invitation up without having a seat.
    pub(crate) fn unseated<'a>(&'a self, invited: &'a Invited) -> impl Iterator<Item = Uid> + 'a {
        let household = invited.intent.household.as_ref();
        let seated = move |uid: &Uid| household.is_some_and(|it| it.seat_of(uid).is_some());
        invited.guests.iter().copied().filter(move |uid| !seated(uid))
    }

    /// Keeps who has which seat, and begins when nobody is missing.
    pub(crate) fn settle_tables(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let tables = self.invitations.iter().filter(|(_, it)| it.intent.household.is_some());
        for id in tables.map(|(id, _)| *id).collect::<Vec<_>>() {
            let Some(invited) = self.invitations.get(&id) else { continue };
            let Some(household) = &invited.intent.household else { continue };
            let guest = |uid: &Uid| Guest { uid: *uid, name: self.proven_name(uid).unwrap_or_default() };
            let guests: Vec<Guest<'_>> = invited.guests.iter().map(guest).collect();
            let seats = seating(household, &guests);
            let same = household.seats.iter().map(|seat| seat.who).eq(seats.iter().copied());
            if !same && let Some(household) = self.household(&id) {
                for (seat, who) in household.seats.iter_mut().zip(seats) {
                    seat.who = who;
                }
                self.keep_invitation(&id, ctx, effects);
            }
            let full = self.household(&id).is_some_and(|it| it.begun.is_none() && it.is_full());
            if full {
                self.begin_at_table(&id, ctx, effects);
            }
        }
    }

    /// Whether the dialog can begin with those who are here: a guardian is among them.
    pub(crate) fn may_begin(&self, invited: &Invited) -> bool {
        let ready = |it: &Household| it.begun.is_none() && !it.guardians().is_empty();
        invited.intent.withdrawn.is_none() && invited.intent.household.as_ref().is_some_and(ready)
    }

    /// The dialog begins with those who are here. Who comes later is asked in by them.
    pub(crate) fn begin_at_table(&mut self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if !self.invitations.get(id).is_some_and(|it| self.may_begin(it)) {
            return;
        }
        let Some(household) = self.household(id) else { return };
        household.begun = Some(household.guardians());
        self.keep_invitation(id, ctx, effects);
    }

    /// The inviter says whose seat it is: from now on no name says otherwise.
    pub(crate) fn seat(
        &mut self,
        id: &InvitationId,
        uid: Uid,
        at: u8,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let comes = |it: &Invited| it.guests.contains(&uid) && it.intent.withdrawn.is_none();
        if !self.invitations.get(id).is_some_and(comes) {
            return;
        }
        let Some(household) = self.household(id) else { return };
        let moves = household.seat_of(&uid).is_some();
        let taken = household
            .seats
            .get(usize::from(at))
            .is_none_or(|seat| seat.who.is_some() && (seat.by_hand || household.begun.is_some()));
        if taken || (moves && household.begun.is_some()) {
            return;
        }
        household.free(&uid);
        if let Some(seat) = household.seats.get_mut(usize::from(at)) {
            (seat.who, seat.by_hand) = (Some(uid), true);
        }
        self.keep_invitation(id, ctx, effects);
    }

    /// Whoever came is somebody else: their seat is free again. Not once the dialog has begun with them.
    pub(crate) fn send_away(
        &mut self,
        id: &InvitationId,
        uid: Uid,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(invited) = self.invitations.get_mut(id) else { return };
        let Some(household) = &mut invited.intent.household else { return };
        let seated = household.seat_of(&uid).is_some();
        if (seated && household.begun.is_some()) || !(seated || invited.guests.contains(&uid)) {
            return;
        }
        household.free(&uid);
        invited.guests.retain(|guest| *guest != uid);
        invited.refuse(uid);
        self.keep_invitation(id, ctx, effects);
    }

    fn household(&mut self, id: &InvitationId) -> Option<&mut Household> {
        self.invitations.get_mut(id)?.intent.household.as_mut()
    }
}

impl Invited {
    /// How many can take it up.
    pub fn seats(&self) -> Seats {
        let seats = self.intent.household.as_ref().map_or(1, |it| it.seats.len());
        u8::try_from(seats).ok().and_then(|seats| Seats::new(seats).ok()).unwrap_or(Seats::ONE)
    }

    /// Whether the dialog that a household's invitation leads to is to begin, or has.
    pub fn has_begun(&self) -> bool {
        self.intent.household.as_ref().is_some_and(|it| it.begun.is_some())
    }

    /// Everybody round the table gets up: nobody has a seat.
    pub fn clear_table(&mut self) {
        let begun = self.has_begun();
        self.guests.clear();
        let seats = self.intent.household.iter_mut().flat_map(|it| it.seats.iter_mut());
        seats.filter(|_| !begun).for_each(Seat::clear);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Kin;

    const KAREN: Uid = Uid([1; 32]);
    const BO: Uid = Uid([2; 32]);
    const OTHER: Uid = Uid([3; 32]);

    fn table(names: &[&str]) -> Household {
        let seat = |name: &&str| Seat {
            name: (*name).to_owned(),
            kin: Kin::Guardian,
            who: None,
            by_hand: false,
            done: false,
        };
        Household { seats: names.iter().map(seat).collect(), begun: None, first: None }
    }

    fn sits(table: &Household, guests: &[(Uid, &str)]) -> Vec<Option<Uid>> {
        let guests: Vec<Guest<'_>> = guests.iter().map(|(uid, name)| Guest { uid: *uid, name }).collect();
        seating(table, &guests)
    }

    #[test]
    fn each_sits_where_their_name_stands_in_whatever_order_they_come() {
        let table = table(&["Karen Holm", "Bo Lind"]);
        for guests in
            [[(KAREN, "Karen Marie Holm"), (BO, "Bo Lind")], [(BO, "Bo Lind"), (KAREN, "Karen Holm")]]
        {
            assert_eq!(sits(&table, &guests), [Some(KAREN), Some(BO)]);
        }
        assert_eq!(sits(&table, &[(OTHER, "En Nabo"), (BO, "Bo Lind")]), [None, Some(BO)]);
    }

    #[test]
    fn two_who_bear_one_name_have_no_seat_until_the_inviter_says_whose_it_is() {
        let mut table = table(&["Karen Holm", "Bo Lind"]);
        assert_eq!(sits(&table, &[(KAREN, "Karen Holm")]), [Some(KAREN), None]);
        table.seats[0].who = Some(KAREN);
        let both = [(KAREN, "Karen Holm"), (OTHER, "Karen Holm")];
        assert_eq!(sits(&table, &both), [None, None], "neither silently");
        table.seats[0].by_hand = true;
        assert_eq!(sits(&table, &both), [Some(KAREN), None], "nor does the other take it then");
        table.seats[0].by_hand = false;
        table.begun = Some(vec![KAREN]);
        assert_eq!(sits(&table, &both), [Some(KAREN), None], "with whom it began it goes on");
    }

    #[test]
    fn a_name_that_stands_at_two_seats_takes_neither() {
        let table = table(&["Bo Lind", "Bo Lind"]);
        assert_eq!(sits(&table, &[(BO, "Bo Lind")]), [None, None]);
        let table = self::table(&["Karen Holm", "Karen Marie Holm"]);
        assert_eq!(sits(&table, &[(KAREN, "Karen Marie Holm")]), [None, None]);
        assert_eq!(sits(&table, &[(KAREN, "Karen Holm")]), [Some(KAREN), None]);
    }

    #[test]
    fn who_sat_before_a_start_keeps_the_seat_until_their_claim_is_told_again() {
        let mut table = table(&["Karen Holm", "Bo Lind"]);
        table.seats[0].who = Some(KAREN);
        assert_eq!(sits(&table, &[]), [Some(KAREN), None]);
        assert_eq!(sits(&table, &[(OTHER, "Karen Holm")]), [Some(KAREN), None]);
        assert_eq!(sits(&table, &[(OTHER, "Karen Holm"), (KAREN, "Karen Holm")]), [None, None]);
    }

    #[test]
    fn the_law_asks_each_guardian_of_a_child_one_or_several() {
        for guardians in [1, 2, 8] {
            let rule = law::resolve(&case_with(guardians));
            assert_eq!((rule.approvers, rule.basis.line), (law::Approvers::EachGuardian, 11));
        }
    }

    #[test]
    fn nobody_ever_has_two_seats_and_no_seat_two_people() {
        let names = ["Karen Holm", "Karen Marie Holm", "Bo Lind", "Bo Lind", "En Nabo", ""];
        let mut tables = vec![table(&["Karen Holm", "Bo Lind"]), table(&["Bo Lind", "Bo Lind"])];
        tables.push(table(&["Karen Holm", "Karen Marie Holm", "Bo Lind"]));
        for table in &mut tables {
            for first in names {
                for second in names {
                    for third in names {
                        let guests = [(KAREN, first), (BO, second), (OTHER, third)];
                        let seats = sits(table, &guests);
                        let mut seated: Vec<Uid> = seats.iter().flatten().copied().collect();
                        let count = seated.len();
                        seated.sort_unstable();
                        seated.dedup();
                        assert_eq!(seated.len(), count, "{first} {second} {third}");
                        assert_eq!(seats.len(), table.seats.len());
                    }
                }
            }
        }
    }
}
