//! What screens do without asking for anything: they show, and so a dialog is read; and a hint that somebody
//! is writing goes by itself. Refuses to bind a feed to the core's threads: feeds only leave word here.

use crate::mind::Mind;
use samtale_engine::Input;
use samtale_engine::problem::Problem;
use samtale_wire::DialogId;
use std::sync::Arc;
use std::time::Duration;

impl Mind {
    /// A screen has shown a dialog up to a place in its log.
    pub fn shown(&self, dialog: DialogId, seq: u64) {
        let further = self.with(|known| {
            let before = known.looked.entry(dialog).or_default();
            let further = seq > *before;
            *before = seq.max(*before);
            further
        });
        if further == Ok(true) {
            self.touch();
        }
    }
}

/// Tells the engine what was looked at, and screens when a hint is over; until it is locked.
pub(crate) async fn attend(mind: Arc<Mind>) {
    let mut changes = mind.watch();
    let watch = async {
        loop {
            changes.mark_unchanged();
            let Ok(until) = tell(&mind) else { return };
            let over = async {
                match until {
                    Some(until) => tokio::time::sleep(until).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { return },
                () = over => mind.touch(),
            }
        }
    };
    tokio::select! {
        () = watch => {}
        () = mind.stopped() => {}
    }
}

/// Says what is new, and how long the next hint still lasts.
fn tell(mind: &Arc<Mind>) -> Result<Option<Duration>, Problem> {
    let looked = mind.with(|known| {
        let told = &mut known.told;
        let new = known.looked.iter().filter(|(dialog, seq)| told.get(*dialog) != Some(*seq));
        let new: Vec<(DialogId, u64)> = new.map(|(dialog, seq)| (*dialog, *seq)).collect();
        told.extend(new.iter().copied());
        new
    })?;
    for (dialog, seq) in looked {
        mind.step(Input::Looked(dialog, seq))?;
    }
    let now = mind.door.now();
    let until = mind.with(|known| known.engine.typing_until(now))?;
    Ok(until.map(|until| Duration::from_secs(until.saturating_sub(now))))
}
