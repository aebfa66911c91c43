//! A table with a family at it: Ali's tablet shows who has come, each of the others comes with their own phone.
//! Refuses nothing. Used by the tests about households.

use crate::person::Person;
use crate::town::Town;
use samtale_client::view::{
    ActView, DialogView, HouseholdDraft, InvitedView, ItemView, SeatDraft, SeatState, TableView,
};

/// The family that most stories are about: who sits there, and how they belong.
pub const FAMILY: [(&str, &str); 3] =
    [("Karen Holm", "guardian"), ("Bo Lind", "guardian"), ("Inge Holm", "relative")];

/// What Ali fills in for these people, with this first post.
#[must_use]
pub fn table_for(people: &[(&str, &str)], first: &str) -> HouseholdDraft {
    let seat = |(name, kin): &(&str, &str)| SeatDraft { name: (*name).into(), kin: (*kin).into() };
    HouseholdDraft {
        seats: people.iter().map(seat).collect(),
        topic: "Idas skolestart".into(),
        purpose: "Så I kan tale om skolen.".into(),
        first: first.into(),
    }
}

/// The card of a household's invitation, while it is there.
#[must_use]
pub fn table_card(view: &DialogView) -> Option<InvitedView> {
    view.items.iter().find_map(|item| match item {
        ItemView::Invitation { card } if card.table.is_some() => Some(card.clone()),
        _ => None,
    })
}

/// Ali with a table that is laid.
pub struct Table {
    /// The caseworker.
    pub ali: Person,
    /// The dialog that it leads to.
    pub dialog: String,
    /// The link on the tablet.
    pub link: String,
}

impl Table {
    /// Ali lays a table.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn laid(town: &Town, people: &[(&str, &str)], first: &str) -> Self {
        let ali = Person::enrol(town, "Ali Mentor", &town.staff_link()).await;
        let dialog = ali.session.invite_household(table_for(people, first)).await.expect("a household");
        let view = ali.until(&dialog, |view| table_card(view).is_some_and(|it| it.hand.is_some())).await;
        let link = table_card(&view).and_then(|card| card.hand).expect("a link").link;
        Self { ali, dialog, link }
    }

    /// Waits until the screen shows these states, seat by seat; the screen.
    ///
    /// # Panics
    /// When it does not become so.
    pub async fn shows(&self, states: &[SeatState]) -> InvitedView {
        let is = |it: &TableView| it.seats.iter().map(|seat| seat.state).eq(states.iter().copied());
        self.shows_that(is).await
    }

    /// Waits until the screen is as it should be; the screen.
    ///
    /// # Panics
    /// When it does not become so.
    pub async fn shows_that(&self, is: impl Fn(&TableView) -> bool) -> InvitedView {
        let shows = |view: &DialogView| table_card(view).and_then(|it| it.table).is_some_and(|it| is(&it));
        let view = self.ali.until(&self.dialog, shows).await;
        table_card(&view).expect("a card")
    }

    /// Ali says whose seat it is, or that somebody is nobody's: the first button of this label on the screen.
    ///
    /// # Panics
    /// When there is none.
    pub async fn says(&self, label: &str) {
        let find = |it: &TableView| -> Option<ActView> {
            let guests = it.guests.iter().flat_map(|guest| &guest.acts);
            let mut acts = guests.chain(it.seats.iter().flat_map(|seat| &seat.acts));
            acts.find(|act| act.label == label).cloned()
        };
        let card = self.shows_that(|it| find(it).is_some()).await;
        let act = card.table.as_ref().and_then(find).expect("a button").act;
        self.ali.session.act(&self.dialog, &act).await.expect("kept");
    }

    /// Ali does what a button below the table offers.
    ///
    /// # Panics
    /// When there is none.
    pub async fn does(&self, kind: &str) {
        let find = |view: &DialogView| table_card(view)?.acts.into_iter().find(|it| it.act.starts_with(kind));
        let view = self.ali.until(&self.dialog, |view| find(view).is_some()).await;
        self.ali.session.act(&self.dialog, &find(&view).expect("a button").act).await.expect("kept");
    }

    /// Ali's tablet is started anew.
    pub async fn starts_anew(self) -> Self {
        Self { ali: self.ali.restart().await, ..self }
    }
}
