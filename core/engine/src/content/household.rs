//! Who sits round a table: several people who share one invitation, each with a seat of their own.
//! Refuses nothing itself; `invite::table` seats people. Sealed inside an `InviteIntent`, for its owner alone.

use minicbor::{Decode, Encode};
use samtale_wire::Uid;
use samtale_wire::api::Seats;

/// The fewest seats of a household.
pub const FEWEST_SEATS: usize = 2;
/// The most.
pub const MOST_SEATS: usize = Seats::MOST as usize;

/// How somebody belongs to a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Kin {
    /// Who by law answers for the citizen: named when the dialog begins, and asked about whoever else may come.
    #[n(1)]
    Guardian,
    /// Somebody else of the family: let in when every guardian has said yes.
    #[n(2)]
    Relative,
}

/// The people who share one invitation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Household {
    /// Their seats, [`FEWEST_SEATS`]..=[`MOST_SEATS`].
    #[n(0)]
    pub seats: Vec<Seat>,
    /// Whom the dialog begins with, sorted; `None` while nobody has said that it is to begin.
    #[n(1)]
    pub begun: Option<Vec<Uid>>,
    /// Where the first post stands in the log, once it does.
    #[n(2)]
    pub first: Option<u64>,
}

/// A place at the table, for one person.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Seat {
    /// How the inviter calls them.
    #[n(0)]
    pub name: String,
    /// How they belong.
    #[n(1)]
    pub kin: Kin,
    /// Who has it.
    #[n(2)]
    pub who: Option<Uid>,
    /// Whether the inviter said so, and not the name alone.
    #[n(3)]
    pub by_hand: bool,
    /// Whether they are in, or said no: nothing more is to be done for them.
    #[n(4)]
    pub done: bool,
}

impl Seat {
    /// Nobody has it any more.
    pub fn clear(&mut self) {
        (self.who, self.by_hand) = (None, false);
    }
}

impl Household {
    /// Whether it can be invited: so many seats, each with a name, one of them a guardian's.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let named = self.seats.iter().all(|seat| !seat.name.trim().is_empty());
        let guardian = self.seats.iter().any(|seat| seat.kin == Kin::Guardian);
        (FEWEST_SEATS..=MOST_SEATS).contains(&self.seats.len()) && named && guardian
    }

    /// Who has a seat.
    pub fn seated(&self) -> impl Iterator<Item = (&Seat, Uid)> {
        self.seats.iter().filter_map(|seat| Some((seat, seat.who?)))
    }

    /// The seat that somebody has.
    #[must_use]
    pub fn seat_of(&self, uid: &Uid) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.who == Some(*uid))
    }

    /// Frees the seat that somebody has.
    pub fn free(&mut self, uid: &Uid) {
        self.seats.iter_mut().filter(|seat| seat.who == Some(*uid)).for_each(Seat::clear);
    }

    /// Whether nobody is missing.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.seats.iter().all(|seat| seat.who.is_some())
    }

    /// Those with whom the dialog could begin now, sorted: every guardian who has a seat.
    #[must_use]
    pub fn guardians(&self) -> Vec<Uid> {
        let guardians = self.seated().filter(|(seat, _)| seat.kin == Kin::Guardian);
        let mut guardians: Vec<Uid> = guardians.map(|(_, uid)| uid).collect();
        guardians.sort_unstable();
        guardians
    }
}
