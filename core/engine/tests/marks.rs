//! The rule of reactions and edits against a plain retelling of it: whatever comes, in whatever order, every
//! reader who has the same rows comes to the same outcome.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use samtale_engine::content::{Carried, EMOJI};
use samtale_engine::marks::{EDIT_WITHIN, Outcome, outcome};
use samtale_engine::row::{Mark, MarkRow, PostRow, Row, What};
use samtale_wire::{DialogId, MsgId, Uid};
use std::collections::BTreeMap;

const DIALOG: DialogId = DialogId([1; 32]);
const SEQ: u64 = 10;
const T: u64 = 1_000_000;

fn uid(number: u8) -> Uid {
    Uid([number; 32])
}

/// Number 3 goes on as number 2.
fn person(uid: &Uid) -> Uid {
    if *uid == Uid([3; 32]) { Uid([2; 32]) } else { *uid }
}

fn post(carries: Carried) -> (Row, PostRow) {
    let post = PostRow { text: "Ord".into(), carries, answers: None, failed: false };
    let what = What::Post(post.clone());
    (Row { dialog: DIALOG, id: MsgId([0; 16]), seq: Some(SEQ), by: uid(0), t: T, what }, post)
}

fn mark() -> impl Strategy<Value = (u8, u64, u64, Mark, bool, bool)> {
    let emoji = prop_oneof![Just(None), select(&EMOJI[..]).prop_map(|it| Some(it.to_owned()))];
    let mark =
        prop_oneof![emoji.prop_map(Mark::Reaction), "[a-z]{1,4}".prop_map(Mark::Edit), Just(Mark::Gone),];
    let about = prop_oneof![4 => Just(SEQ), 1 => Just(SEQ + 3), 1 => any::<u64>()];
    let late =
        prop_oneof![0..EDIT_WITHIN + 1, EDIT_WITHIN..EDIT_WITHIN + 3, any::<u64>().prop_map(|t| t / 2)];
    (0_u8..4, about, late, mark, prop::bool::weighted(0.1), prop::bool::weighted(0.05))
}

/// Every mark at its place in the log.
fn log() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(mark(), 0..40).prop_map(|marks| {
        let row =
            |(at, (by, about, after, mark, failed, foreign)): (usize, (u8, u64, u64, Mark, bool, bool))| {
                let seq = SEQ + 1 + at as u64;
                let id = MsgId(u128::from(seq).to_be_bytes());
                let dialog = if foreign { DialogId([2; 32]) } else { DIALOG };
                let what = What::Mark(MarkRow { about, mark, failed });
                Row { dialog, id, seq: Some(seq), by: uid(by), t: T.saturating_add(after), what }
            };
        marks.into_iter().enumerate().map(row).collect()
    })
}

/// The rule as one would tell it.
fn told(log: &[Row], plain: bool) -> Outcome {
    let mut words = None;
    let mut tried = false;
    let mut last: BTreeMap<Uid, (u64, Option<String>)> = BTreeMap::new();
    for row in log.iter().filter(|row| row.dialog == DIALOG) {
        let What::Mark(it) = &row.what else { continue };
        if it.about != SEQ {
            continue;
        }
        match &it.mark {
            Mark::Edit(_) if row.by != uid(0) || !plain => {}
            Mark::Edit(_) if it.failed => tried = true,
            Mark::Edit(_) if row.t > T + EDIT_WITHIN => {}
            Mark::Edit(text) => (words, tried) = (Some(text.clone()), false),
            Mark::Gone => {}
            Mark::Reaction(_) if it.failed => {}
            Mark::Reaction(emoji) => {
                last.insert(person(&row.by), (row.seq.unwrap_or_default(), emoji.clone()));
            }
        }
    }
    let mut standing: Vec<(u64, Uid, String)> =
        last.into_iter().filter_map(|(uid, (seq, emoji))| Some((seq, uid, emoji?))).collect();
    standing.sort();
    let mut reactions: Vec<(String, Vec<Uid>)> = Vec::new();
    for (_, uid, emoji) in standing {
        match reactions.iter_mut().find(|(known, _)| *known == emoji) {
            Some((_, all)) => all.push(uid),
            None => reactions.push((emoji, vec![uid])),
        }
    }
    Outcome { words, unedited: tried, reactions }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_order_they_arrive_in_every_reader_sees_the_same(
        log in log(),
        turns in prop::collection::vec((any::<Index>(), any::<Index>()), 0..60),
        plain in any::<bool>(),
    ) {
        let (row, post) = post(if plain { Carried::Words } else { Carried::Newer });
        let mut shuffled = log.clone();
        for (a, b) in turns {
            if !shuffled.is_empty() {
                let (a, b) = (a.index(shuffled.len()), b.index(shuffled.len()));
                shuffled.swap(a, b);
            }
        }
        let seen = outcome(&row, &post, &shuffled, person);
        prop_assert_eq!(&seen, &told(&log, plain));
        let mut people: Vec<&Uid> = seen.reactions.iter().flat_map(|(_, all)| all).collect();
        people.sort();
        let all = people.len();
        people.dedup();
        prop_assert_eq!(people.len(), all, "one reaction each");
    }
}

#[test]
fn what_waits_comes_after_what_stands_in_the_log() {
    let (row, post) = post(Carried::Words);
    let mark = |id: u8, seq, mark| {
        let what = What::Mark(MarkRow { about: SEQ, mark, failed: false });
        Row { dialog: DIALOG, id: MsgId([id; 16]), seq, by: uid(0), t: T, what }
    };
    let marks = [
        mark(1, None, Mark::Edit("først".into())),
        mark(2, None, Mark::Edit("sidst".into())),
        mark(3, Some(SEQ + 9), Mark::Edit("i loggen".into())),
    ];
    assert_eq!(outcome(&row, &post, &marks, person).words.as_deref(), Some("sidst"));
}
