//! Who went on as whom: whoever loses every device comes back under new keys, and is the same person.
//! Refuses to follow a circle for ever. Grown by `returning` and `sleep`, asked for whoever has to be known
//! again: who is blocked, whose post it is, whom it was meant for.

use samtale_wire::Uid;
use std::collections::BTreeMap;

/// Who went on as whom, as the logs say: one step each.
#[derive(Default)]
pub(crate) struct Successors(BTreeMap<Uid, Uid>);

impl Successors {
    /// Somebody's place went on under a new uid.
    pub fn went_on(&mut self, old: Uid, new: Uid) {
        self.0.insert(old, new);
    }

    /// Somebody, and everybody they went on as since, in order. No longer than what is known: logs that were
    /// forged may say that somebody went on as themselves.
    pub fn line<'a>(&'a self, uid: &'a Uid) -> impl Iterator<Item = &'a Uid> {
        std::iter::successors(Some(uid), |at| self.0.get(at)).take(self.0.len() + 1)
    }

    /// Whom somebody goes on as now; in a circle nobody is the last, and it is the least of it.
    pub fn now(&self, uid: &Uid) -> Uid {
        let last = self.line(uid).last().unwrap_or(uid);
        let circle = self.line(last).filter(|_| self.0.contains_key(last));
        *circle.min().unwrap_or(last)
    }

    /// Whether two uids are one person's.
    pub fn are_one(&self, one: &Uid, other: &Uid) -> bool {
        one == other || self.now(one) == self.now(other)
    }

    /// Everybody who went on, and whom they went on as.
    pub fn all(&self) -> impl Iterator<Item = &Uid> {
        self.0.iter().flat_map(|(old, new)| [old, new])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uid(of: u8) -> Uid {
        Uid([of; 32])
    }

    fn with(steps: &[(u8, u8)]) -> Successors {
        let mut all = Successors::default();
        steps.iter().for_each(|(old, new)| all.went_on(uid(*old), uid(*new)));
        all
    }

    #[test]
    fn whoever_comes_back_twice_is_followed_to_the_end() {
        let all = with(&[(1, 2), (2, 3), (8, 9)]);
        assert_eq!([1, 2, 3, 4].map(|it| all.now(&uid(it))), [3, 3, 3, 4].map(uid));
        assert!(all.are_one(&uid(1), &uid(2)) && !all.are_one(&uid(1), &uid(9)));
        assert_eq!(all.line(&uid(1)).copied().collect::<Vec<_>>(), [1, 2, 3].map(uid));
    }

    #[test]
    fn a_circle_has_an_end_and_is_one_person() {
        let all = with(&[(5, 6), (6, 7), (7, 6), (9, 9)]);
        assert_eq!([5, 6, 7].map(|it| all.now(&uid(it))), [6; 3].map(uid));
        assert_eq!(all.now(&uid(9)), uid(9));
        assert_eq!(all.line(&uid(5)).count(), 5);
    }
}
