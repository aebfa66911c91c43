//! Whatever the order in which things arrive: several people, each with a real engine and real keys, and a
//! mailbox in one process, under loss, doubling, delay and reordering, with devices that are locked, lose
//! their power, come and are taken away. In the end all have the same, and nothing is lost or doubled.
//! `SAMTALE_STEPS` says how many steps; a failure names the seed and the steps that show it again, and
//! `SAMTALE_WORLD` plays them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod alike;
mod device;
mod flight;
mod found;
mod mailbox;
#[path = "../../../membership/tests/judged/seeded.rs"]
mod seeded;
mod town;
mod world;

use flight::Luck;
use mailbox::Mutant;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::sync::Mutex;
use world::World;

/// What a person is told when their device believes the mailbox no longer.
const BROKEN: &str = "Noget i denne samtale stemmer ikke.";

/// And when they hold a proof against it.
const TWO_STORIES: &str = "Kommunens server har vist jer forskellige ting her.";

/// How many steps one world takes.
const STEPS: usize = 2_000;

/// Plays one world to its end; what happened in it how often.
fn plays(seed: u64, steps: usize, mutant: Mutant) -> Result<BTreeMap<&'static str, u64>, String> {
    let mut world = World::new(seed, mutant);
    let mut luck = Luck::new(seed);
    for _ in 0..steps {
        world.takes_a_step(luck.next())?;
    }
    world.calms_down()?;
    alike::alike(&world)?;
    Ok(world.seen)
}

/// Plays worlds that `from` draws, so many steps in all; a failure is made as short as it can be.
fn play(from: u8, share: usize) -> BTreeMap<&'static str, u64> {
    let wanted = std::env::var("SAMTALE_STEPS").ok().and_then(|steps| steps.parse().ok());
    let cases = (wanted.unwrap_or(100_000) / share / STEPS).max(1) as u32;
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 24, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[from; 32]));
    let seen = Mutex::new(BTreeMap::new());
    let worlds = (any::<u64>().no_shrink(), STEPS / 2..STEPS * 3 / 2);
    let all = runner.run(&worlds, |(seed, steps)| {
        let of_this = plays(seed, steps, Mutant::None).map_err(TestCaseError::fail)?;
        let mut all = seen.lock().expect("unpoisoned");
        of_this.into_iter().for_each(|(what, count)| *all.entry(what).or_default() += count);
        Ok(())
    });
    all.unwrap_or_else(|failure| panic!("(seed, steps): {failure}"));
    seen.into_inner().expect("unpoisoned")
}

/// What must have happened, else a run agrees easily; whoever asks for another number of steps looks for
/// something else.
fn covers(seen: &BTreeMap<&'static str, u64>) {
    if std::env::var_os("SAMTALE_STEPS").is_some() {
        return;
    }
    for what in [
        "post", "photo", "answer", "act", "retry", "restart", "crash", "lock", "bring", "guest", "device",
        "revoke",
    ] {
        assert!(seen.get(what).is_some_and(|count| *count > 3), "{what} was seldom: {seen:#?}");
    }
    for what in ["look", "start broke"] {
        assert!(seen.get(what).is_some_and(|count| *count > 10), "{what} was seldom: {seen:#?}");
    }
    for what in ["lost on the way", "answer lost", "doubled", "page lost", "told twice"] {
        assert!(seen.get(what).is_some_and(|count| *count > 50), "{what} was seldom: {seen:#?}");
    }
}

#[test]
fn in_any_order_all_come_to_the_same_and_nothing_is_lost_or_doubled_1() {
    covers(&play(1, 2));
}

#[test]
fn in_any_order_all_come_to_the_same_and_nothing_is_lost_or_doubled_2() {
    covers(&play(2, 2));
}

/// `SAMTALE_WORLD="seed steps"` plays that one.
#[test]
fn what_was_found_once_stays_mended() {
    let chosen = std::env::var("SAMTALE_WORLD").ok();
    let chosen = chosen.map(|world| {
        let (seed, steps) = world.split_once(' ').expect("seed and steps");
        (seed.parse().expect("a seed"), steps.parse().expect("a number"))
    });
    for (seed, steps) in chosen.map_or_else(|| found::FOUND.to_vec(), |chosen| vec![chosen]) {
        plays(seed, steps, Mutant::None).unwrap_or_else(|why| panic!("({seed}, {steps}): {why}"));
    }
}

/// A world in which one promise is broken is seen to be one, and for this reason.
fn shows(mutant: Mutant, sentences: &[&str]) {
    let mut others = Vec::new();
    for why in (0..30).filter_map(|seed| plays(seed, 1_200, mutant).err()) {
        if sentences.iter().any(|sentence| why.contains(sentence)) {
            return;
        }
        others.push(why);
    }
    panic!("{mutant:?} is never found out: {others:#?}");
}

#[test]
fn a_mailbox_that_loses_what_it_acknowledged_is_found_out() {
    shows(Mutant::LosesAPost, &[BROKEN, TWO_STORIES]);
}

#[test]
fn a_mailbox_that_withholds_what_somebody_may_read_is_found_out() {
    shows(Mutant::WithholdsContent, &[BROKEN]);
}

#[test]
fn a_mailbox_that_tells_in_another_order_is_found_out() {
    shows(Mutant::TellsBackwards, &[BROKEN]);
}

#[test]
fn devices_that_let_go_of_what_they_kept_are_found_out() {
    shows(Mutant::DevicesForget, &["is lost"]);
}

#[test]
fn devices_that_say_once_more_what_they_said_are_found_out() {
    shows(Mutant::DevicesSayAgain, &["is there twice"]);
}
