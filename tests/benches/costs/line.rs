//! One line for each thing: what it cost, what it must cost at least, and whether that is near enough.
//! Refuses the best of many runs: of the runs' ratios the median counts.

use std::fmt::Display;
use std::time::Duration;

/// What was measured in one run, in seconds, bytes or whatever both have.
pub type Pair = (f64, f64);

/// The pair whose ratio is the median.
pub fn median(mut pairs: Vec<Pair>) -> Pair {
    pairs.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    pairs[pairs.len() / 2]
}

/// Of these times the one that so many in a hundred stay below, in seconds.
pub fn percentile(mut times: Vec<Duration>, percent: usize) -> f64 {
    times.sort();
    times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64()
}

/// Says it. `most` is the largest ratio; `bound` is what ours may be besides.
#[allow(clippy::print_stdout, reason = "this is what it is for")]
pub fn say(
    name: &str,
    pair: Pair,
    most: f64,
    bound: Option<f64>,
    unit: impl Fn(f64) -> String,
    more: impl Display,
) {
    let ratio = pair.0 / pair.1;
    let within = ratio <= most && bound.is_none_or(|bound| pair.0 < bound);
    let limit = match bound {
        Some(bound) => format!("{most}x,<{}", unit(bound)),
        None => format!("{most}x"),
    };
    let verdict = if within { "ok" } else { "short" };
    let (ours, floor) = (unit(pair.0), unit(pair.1));
    println!("{name} ours={ours} floor={floor} ratio={ratio:.2} limit={limit} {verdict}{more}");
}

pub fn ms(seconds: f64) -> String {
    format!("{:.1}ms", seconds * 1000.0)
}

pub fn bytes(count: f64) -> String {
    format!("{count:.0}B")
}

pub fn kilobytes(count: f64) -> String {
    format!("{:.0}kB", count / 1000.0)
}
