//! What a push comes to: one sync, and what is to be told of it outside the app.
//! Refuses to tell what a shown app shows anyway, and what was not allowed. Called by `profiles` and `session`.

use crate::mind::Mind;
use samtale_engine::problem::Problem;
use samtale_engine::show;
use samtale_engine::view::CalledView;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long the one sync of a push may take.
const ONCE: Duration = Duration::from_secs(25);

/// One sync of what there is and what waits, then every connection is closed again. An app that is shown is
/// up to date anyway.
///
/// # Errors
/// [`Problem::Offline`] when nothing was reached, [`Problem::Locked`].
pub(crate) async fn sync_once(mind: &Arc<Mind>) -> Result<(), Problem> {
    mind.with(|_| ())?;
    let around = mind.door.around();
    if around.away().is_none() {
        return Ok(());
    }
    if !around.now().network() {
        return Err(Problem::Offline);
    }
    around.call_once();
    let synced = timeout(ONCE, around.until_synced()).await;
    around.synced();
    if around.away().is_some() {
        mind.closed().await;
    }
    mind.with(|_| ())?;
    synced.map_err(|_| Problem::Offline)
}

/// The same, and what is to be told: the number as it is then, and that there is news where the sync brought
/// some. Where nothing was reached nobody knows better than the push, which said so.
///
/// # Errors
/// [`Problem::Locked`].
pub(crate) async fn called(mind: &Arc<Mind>) -> Result<CalledView, Problem> {
    let before = mind.with(|known| known.engine.standing(mind.door.now()))?;
    let reached = match sync_once(mind).await {
        Err(Problem::Locked) => return Err(Problem::Locked),
        synced => synced.is_ok(),
    };
    let behind = mind.door.around().away().is_some();
    mind.with(|known| {
        let news = !reached || known.engine.standing(mind.door.now()).is_news_since(&before);
        let tells = behind && news && known.nudged == Some(true);
        CalledView {
            badge: reached.then(|| known.engine.badge()),
            nudge: tells.then(|| show::nudge(&known.texts)),
        }
    })
}
