//! Who must consent: the table answers as people thought it should, for every case, once.
//! `who_consents.tsv` holds the cases.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_engine::law::{
    Approvers, Case, Class, Country, Custody, Flaw, Matter, STRICTEST, Standing, Table, Word, resolve,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const LAW: &str = include_str!("../src/law/consent.tsv");
const CASES: &str = include_str!("who_consents.tsv");

fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|row| !row.starts_with('#'))
}

fn means<W: Word>(word: &str) -> W {
    W::read(word).expect(word)
}

/// The meanings of all words of a column.
fn each<W: Word>() -> impl Iterator<Item = W> {
    W::ALL.iter().map(|(_, meaning)| *meaning)
}

/// Every case there can be.
fn all() -> impl Iterator<Item = Case> {
    let people = each::<Country>().flat_map(|country| each::<Class>().map(move |class| (country, class)));
    let matters = people.flat_map(|who| each::<Matter>().map(move |matter| (who, matter)));
    let families = matters.flat_map(|about| each::<Custody>().map(move |custody| (about, custody)));
    families.flat_map(|(((country, class), matter), custody)| {
        (0..=u8::MAX).map(move |age_years| Case { country, class, matter, age_years, custody })
    })
}

/// A case that somebody thought of, and what they expect.
struct Thought {
    case: Case,
    approvers: Approvers,
    joins: bool,
    why: &'static str,
}

fn thoughts() -> impl Iterator<Item = Thought> {
    rows(CASES).map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let [country, class, matter, age, custody, approvers, joins, why] = cells[..] else {
            panic!("not eight columns: {row}");
        };
        let (country, class, matter) = (means(country), means(class), means(matter));
        let case =
            Case { country, class, matter, age_years: age.parse().expect(row), custody: means(custody) };
        Thought { case, approvers: means(approvers), joins: means(joins), why }
    })
}

#[test]
fn the_table_answers_as_people_thought_it_should() {
    for Thought { case, approvers, joins, why } in thoughts() {
        let rule = resolve(&case);
        assert_eq!((rule.approvers, rule.citizen_joins), (approvers, joins), "{case:?}: {why}");
    }
}

#[test]
fn a_hundred_different_cases_and_more_were_thought_of_and_each_says_why() {
    let different: BTreeSet<String> = thoughts().map(|thought| format!("{:?}", thought.case)).collect();
    assert!(different.len() >= 100, "{}", different.len());
    assert_eq!(different.len(), thoughts().count(), "a case stands there twice");
    assert!(thoughts().all(|thought| thought.why.len() > 5));
}

#[test]
fn every_line_of_the_table_was_thought_of() {
    let met: BTreeSet<u64> = thoughts().map(|thought| resolve(&thought.case).basis.line).collect();
    let lines = rows(LAW).count() as u64 - 1;
    assert_eq!(met, (1..=lines).collect());
}

#[test]
fn exactly_one_line_fits_every_case() {
    let table = Table::parse(LAW).expect("the table is understood");
    for case in all() {
        let fitting: Vec<_> = table.fitting(&case).collect();
        assert_eq!(fitting, [resolve(&case)], "{case:?}");
    }
    assert_eq!(all().count(), 2 * 3 * 3 * 4 * 256);
}

#[test]
fn nobody_is_asked_who_is_not_there() {
    for case in all() {
        let who = resolve(&case).approvers.who();
        let named = |standing| who.contains(&standing);
        assert!(!named(Standing::Guardian) || case.custody != Custody::Nobody, "{case:?}");
        assert!(!named(Standing::Authority) || case.custody == Custody::Authority, "{case:?}");
    }
}

#[test]
fn one_parent_is_asked_where_there_is_one_and_both_where_there_are_two() {
    for case in all().filter(|case| case.custody == Custody::Sole) {
        assert_eq!(resolve(&case), resolve(&Case { custody: Custody::Joint, ..case }), "{case:?}");
    }
}

#[test]
fn who_must_consent_must_join() {
    for rule in all().map(|case| resolve(&case)) {
        assert!(rule.citizen_joins || !rule.approvers.who().contains(&Standing::Citizen), "{rule:?}");
    }
}

#[test]
fn nobody_loses_their_say_by_growing_older_unless_a_guardian_is_appointed() {
    let older = |case: Case| Some(Case { age_years: case.age_years.checked_add(1)?, ..case });
    let asked = |case: &Case| resolve(case).approvers.who().contains(&Standing::Citizen);
    for case in all().filter(|case| case.class == Class::Ordinary && asked(case)) {
        assert!(older(case).is_none_or(|older| asked(&older)), "{case:?}");
    }
}

#[test]
fn the_table_says_that_a_jurist_must_confirm_it() {
    let head: String = LAW.lines().take_while(|row| row.starts_with('#')).collect();
    assert!(head.contains("A JURIST MUST CONFIRM THIS TABLE BEFORE IT IS USED FOR REAL PEOPLE."));
    assert!(head.contains("to be confirmed"));
}

#[test]
fn who_changes_a_line_raises_the_version() {
    let lines: Vec<&str> = rows(LAW).collect();
    let digest: String =
        Sha256::digest(lines.join("\n")).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    // Signed logs name version and line: a new version gets a new pair here, and the old file stays in git.
    assert_eq!((lines[0], digest.as_str()), ("version\t1", "23213f7f59f69253"));
}

#[test]
fn a_table_that_is_not_wholly_understood_is_refused() {
    let good = "1\t*\t*\t*\t0\t-\t*\tcitizen\tyes\tbecause";
    let flaw = |lines: &str| Table::parse(&format!("# head\nversion\t1\n{lines}")).err();
    assert_eq!(flaw(good), None);
    assert_eq!(Table::parse(good).err(), Some(Flaw::Version));
    assert_eq!(Table::parse("").err(), Some(Flaw::Version));
    assert_eq!(Table::parse(&format!("version\t0\n{good}")).err(), Some(Flaw::Version));
    assert_eq!(flaw(&format!("{good}\n{good}")), Some(Flaw::Shape(2)), "doubled");
    assert_eq!(flaw(&format!("{good}\n")), None, "a last line ends");
    assert_eq!(flaw(&format!("{good}\n\n")), Some(Flaw::Shape(2)), "empty");
    assert_eq!(flaw(good.trim_end_matches("\tbecause")), Some(Flaw::Shape(1)), "without a reason");
    assert_eq!(flaw(&good.replace('\t', " ")), Some(Flaw::Shape(1)), "spaces for tabs");
    assert_eq!(flaw(&good.replace("citizen", "mother")), Some(Flaw::Word(1)));
    assert_eq!(flaw(&good.replace("1\t*", "1\tdk,se")), Some(Flaw::Word(1)));
    assert_eq!(flaw(&good.replace("\t0\t-", "\t15\t14")), Some(Flaw::Word(1)), "no years");
    assert_eq!(flaw(&good.replace("\t0\t", "\t-1\t")), Some(Flaw::Word(1)));
    assert_eq!(flaw(&good.replace("yes", "no")), Some(Flaw::Absent(1)));
}

#[test]
fn where_no_line_speaks_everyone_must_consent() {
    let all = [Standing::Citizen, Standing::Guardian, Standing::Authority];
    assert!(all.iter().all(|standing| STRICTEST.approvers.who().contains(standing)));
    assert_eq!((STRICTEST.citizen_joins, STRICTEST.basis.table, STRICTEST.basis.line), (true, 0, 0));
}

#[test]
fn an_invitation_to_one_person_presumes_one_who_answers_alone() {
    let rule = samtale_engine::law::resolve(&samtale_engine::law::ALONE);
    assert_eq!((rule.approvers, rule.citizen_joins), (Approvers::Citizen, true));
    assert!(rule.basis.table > 0, "a line of the table, not the fallback");
}
