//! What the log tells: routes, statuses, times. Nobody's id, no token, no content.

use crate::kit::people::Who;
use crate::kit::{Person, Talk, Town};
use std::io;
use std::sync::{Mutex, OnceLock};
use tracing_subscriber::EnvFilter;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Keep;

impl io::Write for Keep {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        WRITTEN.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that any story's server says, at the finest level.
pub fn listen() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("warn,samtale_server=trace"))
            .with_ansi(false)
            .with_writer(|| Keep)
            .init();
    });
}

/// All of that so far.
pub fn written() -> Vec<u8> {
    WRITTEN.lock().unwrap().clone()
}

#[tokio::test]
async fn the_log_knows_routes_and_times_but_nobody() {
    listen();
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let post = dialog.post(&karen, b"Hemmelighed", town.clock.now());
    dialog.send(&town, &karen, &post).await.unwrap();
    town.wire.feed(&ali.token, "", 0).await;
    town.wire.get("/Hemmelighed?navn=Hemmelighed", None).await;
    let stranger = Person::prepare(&town, Who::Citizen("Hemmelighed")).await;
    let written = String::from_utf8(written()).unwrap();

    assert!(written.contains("/v1/dialogs/{dialog}/entries") && written.contains("status=200"));
    let ids = [ali.uid.to_string(), karen.dev.to_string(), dialog.id.to_string(), ali.token.to_string()];
    for secret in ids.iter().map(String::as_str).chain([
        "Hemmelighed",
        "Karen",
        &stranger.card.token().unwrap().id_token,
    ]) {
        assert!(!written.contains(secret));
    }
    assert!(!written.contains("cursor=") && !written.contains("?"), "no query either");
}
