//! How much the cache holds, and what goes when that is too much: the oldest posts, to be fetched again.
//! Refuses to let go of what waits, what stands last, and what happened: no page brings that back. Part of `cache`.

use super::Cache;
use samtale_wire::DialogId;
use std::collections::BTreeMap;

/// How much the cache may hold. When it is full an eighth of it goes at once.
#[derive(Clone, Copy)]
pub(crate) struct Bound {
    /// Rows.
    pub rows: i64,
    /// Bytes of the rows, and of the words that they are found by.
    pub bytes: i64,
}

/// How much the cache holds.
#[derive(Clone, Copy, Default)]
pub(super) struct Weight {
    pub rows: i64,
    pub bytes: i64,
}

impl Default for Bound {
    /// Some 50 MB of memory with all that SQLite needs around it.
    fn default() -> Self {
        Self { rows: 50_000, bytes: 20 * 1024 * 1024 }
    }
}

impl Bound {
    /// So many rows, if that is less than usual; and as many bytes as usual.
    pub fn of_rows(rows: u16) -> Self {
        let usual = Self::default();
        Self { rows: usual.rows.min(rows.into()), ..usual }
    }
}

impl Cache {
    /// This dialog is being read.
    pub fn hold(&self, dialog: DialogId) {
        self.held.set(Some(dialog));
    }

    /// Up to which place rows of each dialog went since this was asked last: what is older is to be fetched
    /// again before it is shown.
    pub fn take_evicted(&self) -> BTreeMap<DialogId, u64> {
        self.evicted.take()
    }

    /// So much more is held, or less.
    pub(super) fn weighs(&self, rows: i64, bytes: i64) {
        let Weight { rows: before, bytes: weighed } = self.weight.get();
        self.weight.set(Weight { rows: before + rows, bytes: weighed + bytes });
    }

    /// Makes room, if there is too much: the oldest go, last of the dialog that is being read; never what
    /// waits, what stands last in its dialog, or a proposal.
    pub(super) fn make_room(&self) -> rusqlite::Result<()> {
        let Weight { rows, bytes } = self.weight.get();
        if rows <= self.bound.rows && bytes <= self.bound.bytes {
            return Ok(());
        }
        let (mut over_rows, mut over_bytes) =
            (rows - seven_eighths(self.bound.rows), bytes - seven_eighths(self.bound.bytes));
        let mut oldest = self.connection.prepare_cached(
            "SELECT rowid, dialog, seq, length(what) + ifnull(octet_length(words), 0) FROM row
             WHERE seq < 9223372036854775807 AND kind <> 0 AND EXISTS (
               SELECT 1 FROM row AS later
               WHERE later.dialog = row.dialog AND later.seq > row.seq AND (later.kind = 1 OR row.kind = 2))
             ORDER BY dialog IS ?1, t, seq",
        )?;
        let held = self.held.get().and_then(|dialog| self.dialogs.borrow().get(&dialog));
        let mut gone: Vec<(i64, i64, i64)> = Vec::new();
        let mut found = oldest.query([held])?;
        while (over_rows > 0 || over_bytes > 0)
            && let Some(row) = found.next()?
        {
            gone.push((row.get(0)?, row.get(1)?, row.get(2)?));
            (over_rows, over_bytes) = (over_rows - 1, over_bytes - row.get::<_, i64>(3)?);
        }
        drop(found);
        for (row, dialog, seq) in gone {
            self.forget("rowid = ?1", [row])?;
            if let Some(dialog) = self.dialogs.borrow().name(dialog) {
                let mut evicted = self.evicted.borrow_mut();
                let last = evicted.entry(dialog).or_default();
                *last = seq.cast_unsigned().max(*last);
            }
        }
        Ok(())
    }
}

/// Where it stops to make room.
fn seven_eighths(bound: i64) -> i64 {
    bound - bound / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use samtale_engine::content::Carried;
    use samtale_engine::row::{PostRow, ProposedRow, Row, What};
    use samtale_wire::entry::{Role, Scope};
    use samtale_wire::{Hash, MsgId, Uid};

    fn at(dialog: u8, seq: u64, t: u64) -> Row {
        let mut id = MsgId([dialog; 16]);
        id.0[..8].copy_from_slice(&seq.to_be_bytes());
        let text = "tolv tegn her".into();
        let what = What::Post(PostRow { text, carries: Carried::Words, failed: false, answers: None });
        Row { dialog: DialogId([dialog; 32]), id, seq: Some(seq), by: Uid([1; 32]), t, what }
    }

    fn seqs(cache: &Cache, dialog: u8) -> Vec<Option<u64>> {
        let (rows, _) = cache.newest(&DialogId([dialog; 32]), 0, 100).unwrap();
        rows.into_iter().map(|row| row.seq).collect()
    }

    #[test]
    fn the_oldest_go_but_never_what_waits_stands_last_or_is_asked() {
        let cache = Cache::bounded(Bound { rows: 16, bytes: i64::MAX }).unwrap();
        let asked = What::Proposed(ProposedRow {
            proposal: Hash([1; 32]),
            subject: Uid([1; 32]),
            role: Role::External,
            purpose: None,
            until: 0,
            approvers: Vec::new(),
            scope: Scope::FromNow,
        });
        cache.put(&Row { seq: None, ..at(1, 90, 0) }).unwrap();
        cache.put(&at(2, 1, 1)).unwrap();
        cache.put(&Row { what: asked, ..at(1, 1, 2) }).unwrap();
        (2..=14).for_each(|seq| cache.put(&at(1, seq, seq)).unwrap());
        assert_eq!(cache.take_evicted(), BTreeMap::new(), "there is room");
        cache.put(&at(1, 15, 15)).unwrap();
        assert_eq!(seqs(&cache, 2), [Some(1)], "the last of its dialog, however old");
        assert_eq!(
            seqs(&cache, 1),
            [Some(1)].into_iter().chain((5..=15).map(Some)).chain([None]).collect::<Vec<_>>()
        );
        assert_eq!(cache.take_evicted(), BTreeMap::from([(DialogId([1; 32]), 4)]));
        assert_eq!(cache.take_evicted(), BTreeMap::new(), "it is told once");
    }

    #[test]
    fn the_dialog_that_is_read_keeps_its_rows_longest() {
        let cache = Cache::bounded(Bound { rows: 16, bytes: i64::MAX }).unwrap();
        cache.hold(DialogId([1; 32]));
        (1..=8).for_each(|seq| cache.put(&at(1, seq, seq)).unwrap());
        (1..=9).for_each(|seq| cache.put(&at(2, seq, 100 + seq)).unwrap());
        assert_eq!(seqs(&cache, 1).len(), 8);
        assert_eq!(seqs(&cache, 2), (4..=9).map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn bytes_are_bounded_as_well_and_counted_right() {
        let cache = Cache::bounded(Bound { rows: i64::MAX / 8, bytes: 4_000 }).unwrap();
        let right = |cache: &Cache| {
            let real = "SELECT count(*), sum(length(what) + ifnull(octet_length(words), 0)) FROM row";
            let real = cache.connection.query_row(real, [], |row| Ok((row.get(0)?, row.get(1)?)));
            let Weight { rows, bytes } = cache.weight.get();
            assert_eq!(Ok((rows, bytes)), real);
            bytes
        };
        (1..=200).for_each(|seq| cache.put(&at(1, seq, seq)).unwrap());
        assert!((3_000..=4_000).contains(&right(&cache)));
        let found = cache.find(&["tegn".into()], 300).unwrap().0.len();
        assert!(found > 50 && right(&cache) > 4_000, "findable words count: {found}");
        cache.put(&at(1, 201, 201)).unwrap();
        assert!((3_000..=4_000).contains(&right(&cache)), "and room is made for them");
        let gone = Row { what: What::Erased(Uid([1; 32])), ..at(1, 200, 200) };
        cache.put(&gone).unwrap();
        let unsent = Row { seq: None, ..at(1, 202, 202) };
        cache.put(&unsent).unwrap();
        right(&cache);
        cache.unshow(&unsent.dialog, &unsent.by, &unsent.id).unwrap();
        cache.put(&at(1, 203, 203)).unwrap();
        right(&cache);
    }
}
