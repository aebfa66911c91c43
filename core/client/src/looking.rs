//! What passes by itself: a hint that somebody is writing is over after some seconds, and screens look again;
//! what was set in the own list goes off, with whatever else was set meanwhile.
//! Refuses to ask anybody for it. One task beside `live`, until the lock.

use crate::mind::Mind;
use samtale_engine::Input;
use samtale_engine::problem::Problem;
use std::sync::Arc;
use std::time::Duration;

/// Looks again when a hint is over or something is due; until it is locked.
pub(crate) async fn attend(mind: Arc<Mind>) {
    let mut changes = mind.watch();
    let watch = async {
        loop {
            changes.mark_unchanged();
            let Ok(until) = lasts(&mind) else { return };
            let over = async {
                match until {
                    Some(until) => tokio::time::sleep(until).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { return },
                // Locked meanwhile: nothing is shown.
                () = over => if mind.step(Input::Later).is_err() { return },
            }
        }
    };
    tokio::select! {
        () = watch => {}
        () = mind.stopped() => {}
    }
}

/// How long it is until something passes or is due.
fn lasts(mind: &Mind) -> Result<Option<Duration>, Problem> {
    let now = mind.door.now();
    let until = mind.with(|known| (known.engine.typing_until(now), known.engine.keeps_at(now)))?;
    let until = until.0.into_iter().chain(until.1).min();
    Ok(until.map(|until| Duration::from_secs(until.saturating_sub(now))))
}
