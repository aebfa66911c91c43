//! What is on its way between a device and the mailbox, and the choices that a number makes.
//! Refuses ambient randomness: the same number is the same world.

use samtale_engine::courier::{Fault, Reply, Request, Ticket};
use samtale_membership::apply::parse;
use samtale_wire::api::{Brief, Feed};

/// Something on its way, in any order.
pub enum Flight {
    Asked(Ticket, Request),
    Answered(Ticket, Result<Reply, Fault>),
    Fed(Feed, usize),
    /// The dialogs in brief: before them a device asks for no news. Who is told nothing yet begins again.
    Told(Option<Vec<Brief>>),
}

impl Flight {
    /// For whoever looks for a fault.
    pub fn what(&self) -> String {
        let what = match self {
            Self::Asked(_, Request::Append(_, append)) => {
                format!("{:?}", parse(&append.entry.0).map(|(_, payload)| (payload.seq, payload.body)))
            }
            Self::Asked(_, request) => format!("{request:?}"),
            Self::Answered(_, answer) => format!("{answer:?}"),
            Self::Fed(..) => "a page".into(),
            Self::Told(_) => "dialogs in brief".into(),
        };
        what.chars().take(100).collect()
    }
}

/// Choices that a number makes.
pub struct Luck(u64);

impl Luck {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}
