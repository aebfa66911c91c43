//! A fuzzer's bytes, read as instructions: choices, numbers, chunks, changes to other bytes.
//! Refuses to fail: what is not there is zero or empty.

/// A target: its name, and what it does with its bytes.
pub type Target = (&'static str, fn(&[u8]));

/// What is left to read.
pub struct Script<'a>(pub &'a [u8]);

impl<'a> Script<'a> {
    pub fn done(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub fn number(&mut self) -> usize {
        usize::from(self.byte()) << 8 | usize::from(self.byte())
    }

    /// One of `count` choices; nothing is chosen from nothing.
    pub fn pick(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count.max(1)
    }

    pub fn one<'b, T>(&mut self, of: &'b [T]) -> Option<&'b T> {
        let at = self.pick(of.len());
        of.get(at)
    }

    /// A chunk with its length before it.
    pub fn chunk(&mut self) -> &'a [u8] {
        let length = self.number().min(self.0.len());
        let (chunk, rest) = self.0.split_at(length);
        self.0 = rest;
        chunk
    }

    /// Changes a few bytes, or puts one of `pool` in place of another id or hash.
    pub fn change(&mut self, bytes: &mut Vec<u8>, pool: &[[u8; 32]]) {
        for _ in 0..self.pick(4) {
            if bytes.is_empty() {
                return;
            }
            let at = self.number() % bytes.len();
            match self.byte() % 6 {
                0 => bytes[at] = self.byte(),
                1 => bytes[at] ^= 1 << (self.byte() % 8),
                2 => drop(bytes.remove(at)),
                3 => bytes.insert(at, self.byte()),
                _ => {
                    // Ids and hashes are byte strings of 32: 0x58 0x20 stands before each.
                    let places: Vec<usize> = bytes
                        .windows(2)
                        .enumerate()
                        .filter(|it| it.1 == [0x58, 0x20])
                        .map(|it| it.0)
                        .collect();
                    let place = places.get(at % places.len().max(1)).map(|place| place + 2);
                    let target = place.and_then(|place| bytes.get_mut(place..place + 32));
                    if let (Some(target), Some(id)) = (target, self.one(pool)) {
                        target.copy_from_slice(id);
                    }
                }
            }
        }
    }
}
