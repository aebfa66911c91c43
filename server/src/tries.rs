//! How often a short code may be tried that opens nothing: from one address, and in the whole town.
//! Refuses to count what opens something, and to let one address spend what is the town's: whoever guesses stops
//! themselves long before they stop others. Addresses are in memory alone. Asked by the codes' route.

use crate::refusal::Refusal;
use samtale_wire::api::Code;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A bound: so many at once, and one more each so many tenths of a second.
#[derive(Clone, Copy)]
struct Bound {
    most: u64,
    every: u64,
}

/// Of one address: whoever mistypes has ten tries, and one a minute after that.
const ADDRESS: Bound = Bound { most: 10, every: 600 };
/// Of the town: ten a second. In the two days that a code lasts these are under two million of 2⁴⁵ codes.
const TOWN: Bound = Bound { most: 1000, every: 1 };
/// The most addresses that are counted at one time; of more than that the town's bound alone holds.
const COUNTED: usize = 100_000;

/// When all would be back that were spent, in tenths of a second.
#[derive(Clone, Copy, Default)]
struct Spent(u64);

impl Spent {
    fn take(&mut self, bound: Bound, now: u64) -> bool {
        let then = self.0.max(now) + bound.every;
        let has = then <= now + bound.most * bound.every;
        if has {
            self.0 = then;
        }
        has
    }

    fn give_back(&mut self, bound: Bound) {
        self.0 = self.0.saturating_sub(bound.every);
    }
}

#[derive(Default)]
struct Held {
    town: Spent,
    addresses: BTreeMap<IpAddr, Spent>,
}

/// All tries.
pub struct Tries {
    held: Mutex<Held>,
    counted: usize,
}

impl Default for Tries {
    fn default() -> Self {
        Self::bounded(COUNTED)
    }
}

impl Tries {
    fn bounded(counted: usize) -> Self {
        Self { held: Mutex::default(), counted }
    }

    /// Somebody tries: until it is known whether it opens something it counts. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// [`Code::TooMany`].
    pub fn begin(&self, from: IpAddr, now: u64) -> Result<(), Refusal> {
        let (mut held, now) = (self.lock(), now.saturating_mul(10));
        if held.addresses.len() >= self.counted {
            held.addresses.retain(|_, spent| spent.0 > now);
        }
        let place = place(from);
        let counted = held.addresses.len() < self.counted || held.addresses.contains_key(&place);
        if counted && !held.addresses.entry(place).or_default().take(ADDRESS, now) {
            return Err(Code::TooMany.into());
        }
        if held.town.take(TOWN, now) {
            return Ok(());
        }
        // It was not tried.
        held.addresses.entry(place).and_modify(|spent| spent.give_back(ADDRESS));
        Err(Code::TooMany.into())
    }

    /// It opened something: it does not count.
    pub fn opened(&self, from: IpAddr) {
        let mut held = self.lock();
        held.town.give_back(TOWN);
        held.addresses.entry(place(from)).and_modify(|spent| spent.give_back(ADDRESS));
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one subscriber has: an IPv4 address, or the 2⁶⁴ addresses of an IPv6 line.
fn place(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    fn tries(all: &Tries, from: &str, now: u64) -> usize {
        (0..2000).take_while(|_| all.begin(at(from), now).is_ok()).count()
    }

    #[test]
    fn whoever_guesses_is_stopped_and_gets_one_try_a_minute() {
        let all = Tries::default();
        assert_eq!(tries(&all, "192.0.2.1", NOW), 10);
        assert_eq!(tries(&all, "192.0.2.2", NOW), 10, "another address is another's");
        assert_eq!(tries(&all, "192.0.2.1", NOW + 59), 0);
        assert_eq!(tries(&all, "192.0.2.1", NOW + 60), 1);
        assert_eq!(tries(&all, "192.0.2.1", NOW + 86_400), 10, "no more than that are saved up");
    }

    #[test]
    fn what_opens_something_does_not_count() {
        let all = Tries::default();
        for _ in 0..100 {
            all.begin(at("192.0.2.1"), NOW).unwrap();
            all.opened(at("192.0.2.1"));
        }
        assert_eq!(tries(&all, "192.0.2.1", NOW), 10);
    }

    #[test]
    fn a_line_is_one_address_however_many_it_has() {
        let all = Tries::default();
        assert_eq!(tries(&all, "2001:db8:0:1::1", NOW), 10);
        assert_eq!(tries(&all, "2001:db8:0:1:ffff::2", NOW), 0);
        assert_eq!(tries(&all, "2001:db8:0:2::1", NOW), 10);
        assert_eq!(tries(&all, "192.0.2.1", NOW), 10);
        assert_eq!(tries(&all, "::ffff:192.0.2.1", NOW), 0, "the same, written otherwise");
    }

    #[test]
    fn the_town_has_its_bound_and_what_it_refuses_is_no_try() {
        let all = Tries::default();
        let line = |n: u32| IpAddr::from((0x0A00_0000 + n).to_be_bytes());
        let tried: usize =
            (0..200).map(|n| (0..10).take_while(|_| all.begin(line(n), NOW).is_ok()).count()).sum();
        assert_eq!(tried, 1000);
        assert_eq!(tries(&all, "192.0.2.1", NOW), 0);
        assert_eq!(tries(&all, "192.0.2.1", NOW + 1), 10, "ten a second, and its own ten are all there");
    }

    #[test]
    fn memory_is_bounded_and_whoever_has_all_back_is_forgotten() {
        let all = Tries::bounded(100);
        for n in 1..=100 {
            all.begin(at(&format!("192.0.2.{n}")), NOW).unwrap();
        }
        assert_eq!(tries(&all, "198.51.100.1", NOW), 900, "the town's bound alone");
        assert_eq!(all.lock().addresses.len(), 100);
        all.begin(at("198.51.100.1"), NOW + 60).unwrap();
        assert_eq!(all.lock().addresses.len(), 1);
    }
}
