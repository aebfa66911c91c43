//! What the product costs, each thing beside its floor in the same run: `./build.sh bench`.
//! Refuses numbers without a floor, and floors that use our engine. docs/PERFORMANCE.md keeps the lines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench that breaks says so"
)]

mod client;
mod floor;
mod line;
mod weight;
mod world;

use client::Talk;
use line::{bytes, kilobytes, median, ms, percentile, say};
use std::time::Instant;
use world::{DIALOGS, World};

/// How often each pair is measured.
const RUNS: usize = 5;
/// How many posts are sent in one run.
const SENT: usize = 100;

fn main() {
    if weight::is_client() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime").block_on(measure());
}

#[allow(clippy::print_stderr, reason = "what is not a result goes elsewhere")]
async fn measure() {
    // What is named is measured; without a name everything is.
    let named: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|it| it == name);
    let small = if wanted("send") || wanted("weight") { Some(sends().await) } else { None };
    if !["start", "open", "weight"].into_iter().any(wanted) {
        return;
    }
    let since = Instant::now();
    let world = World::make().await;
    eprintln!("A thousand dialogs were made in {} s", since.elapsed().as_secs());
    if wanted("start") {
        cold_start(&world).await;
    }
    if wanted("open") {
        opening(&world).await;
    }
    if let Some(small) = small.filter(|_| wanted("weight")) {
        weights(&world, small).await;
    }
}

async fn sends() -> (client::Phone, samtale_journeys::Town) {
    let talk = Talk::begin().await;
    talk.sends(SENT / 4).await;
    let (mut middle, mut late) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (ours, floor) = (talk.sends(SENT).await, floor::sends(&talk.town, SENT).await);
        late.push((percentile(ours.clone(), 99), percentile(floor.clone(), 99)));
        middle.push((percentile(ours, 50), percentile(floor, 50)));
    }
    let (late, floor) = median(late);
    let p99 = format!(" (p99 ours={} floor={})", ms(late), ms(floor));
    say("send-to-shown-p50", median(middle), 3.0, None, ms, p99);
    talk.ends().await
}

async fn cold_start(world: &World) {
    let phone = world.ali.borrowed();
    let (mut first, mut all) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let ours = client::wakes(&world.ali.device).await;
        let floor = floor::start(&world.town, &phone, &world.keys).await;
        assert_eq!(floor.read, DIALOGS);
        first.push((ours.0.as_secs_f64(), floor.first.as_secs_f64()));
        all.push((ours.1.as_secs_f64(), floor.all.as_secs_f64()));
    }
    say("inbox-of-1000", median(all), 2.0, None, ms, "");
    say("first-20-of-1000", median(first), 3.0, None, ms, "");
}

async fn opening(world: &World) {
    let phone = world.ali.borrowed();
    let mut pairs = Vec::new();
    for _ in 0..RUNS {
        let ours = client::opens(&world.ali.device, &world.long).await;
        pairs.push((ours.as_secs_f64(), floor::open(world, &phone).await.as_secs_f64()));
    }
    say("open-dialog-of-1000", median(pairs), 2.0, None, ms, "");
}

async fn weights(world: &World, small: (client::Phone, samtale_journeys::Town)) {
    // A few logins of one device are remembered for a while.
    world.town.minutes_go_by(30);
    let bare = floor::start(&world.town, &world.ali.borrowed(), &world.keys).await;
    let dialogs = DIALOGS as f64;
    let wire = weight::on_the_wire(&world.town, &world.ali).await as f64;
    say("wire-per-dialog", (wire / dialogs, bare.sealed as f64 / dialogs), 1.5, Some(1200.0), bytes, "");
    let (one, _) = weight::in_memory(&small.1, &small.0, 1).await;
    let (rss, most) = weight::in_memory(&world.town, &world.ali, DIALOGS).await;
    say("memory-of-1000", (rss - one, bare.rows as f64), 4.0, None, kilobytes, "");
    let more = format!(" (at most {}, with one dialog {})", kilobytes(most), kilobytes(one));
    say("rss-with-1000", (rss, 40e6), 1.0, None, kilobytes, more);
}
