//! Ours beside the bare primitive, in one run on one machine: `name ours=… bare=… ratio=…`.
//! Refuses to judge: a bench prints, and no test looks at a clock.

#![allow(clippy::print_stdout, reason = "a bench prints")]

use criterion::Criterion;
use criterion::measurement::{Measurement, WallTime};
use std::hint::black_box;
use std::time::Duration;

/// Measures both and prints one line; of each the best of all its rounds, because others may be at
/// work on the machine.
pub fn beside<A, B>(c: &mut Criterion, name: &str, mut ours: impl FnMut() -> A, mut bare: impl FnMut() -> B) {
    let mut group = c.benchmark_group(name);
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    let (mut best_ours, mut best_bare) = (Duration::MAX, Duration::MAX);
    group.bench_function("ours", |b| b.iter_custom(|rounds| round(rounds, &mut ours, &mut best_ours)));
    group.bench_function("bare", |b| b.iter_custom(|rounds| round(rounds, &mut bare, &mut best_bare)));
    group.finish();
    let ratio = best_ours.as_secs_f64() / best_bare.as_secs_f64();
    println!("{name} ours={best_ours:.1?} bare={best_bare:.1?} ratio={ratio:.2}\n");
}

fn round<T>(rounds: u64, run: &mut impl FnMut() -> T, best: &mut Duration) -> Duration {
    let began = WallTime.start();
    for _ in 0..rounds {
        black_box(run());
    }
    let took = WallTime.end(began);
    *best = took.div_f64(rounds as f64).min(*best);
    took
}
