//! Small numbers for what is named by 32 bytes: in a table with its indexes a name would stand four times.
//! Refuses to forget one. Part of `cache`, and gone with it.

use std::collections::BTreeMap;

/// Names in the order in which they came, and the number of each.
pub(super) struct Numbers<T> {
    of: BTreeMap<T, u32>,
    named: Vec<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self { of: BTreeMap::new(), named: Vec::new() }
    }
}

impl<T: Copy + Ord> Numbers<T> {
    /// The number of a name, a new one when it has none.
    pub fn number(&mut self, name: T) -> i64 {
        let next = u32::try_from(self.named.len()).unwrap_or(u32::MAX);
        let number = *self.of.entry(name).or_insert(next);
        if number == next {
            self.named.push(name);
        }
        number.into()
    }

    /// The number of a name, if it has come.
    pub fn get(&self, name: &T) -> Option<i64> {
        self.of.get(name).map(|number| (*number).into())
    }

    /// What has this number.
    pub fn name(&self, number: i64) -> Option<T> {
        self.named.get(usize::try_from(number).ok()?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_and_a_number_its_name() {
        let mut numbers = Numbers::default();
        assert_eq!([numbers.number("Karen"), numbers.number("Ali"), numbers.number("Karen")], [0, 1, 0]);
        assert_eq!((numbers.get(&"Ali"), numbers.get(&"Bo")), (Some(1), None));
        assert_eq!((numbers.name(1), numbers.name(2), numbers.name(-1)), (Some("Ali"), None, None));
    }
}
