//! The one place of an app at which somebody is in: who sits down there locks whoever sat there before.
//! Refuses a start that began before the place was cleared. Shared by the profiles of a phone.

use crate::mind::Mind;
use samtale_engine::problem::Problem;
use std::sync::{Arc, Mutex, Weak};

/// The place, for whoever was chosen for it in this turn; clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Seat {
    place: Arc<Mutex<Sitting>>,
    turn: u64,
}

#[derive(Default)]
struct Sitting {
    /// Counts how often the place was cleared.
    turn: u64,
    mind: Weak<Mind>,
}

impl Seat {
    /// The same place in the turn of now, for somebody who is chosen.
    ///
    /// # Errors
    /// [`Problem::Locked`] when the place itself is broken.
    pub fn now(&self) -> Result<Self, Problem> {
        let turn = self.place.lock().map(|sitting| sitting.turn).map_err(|_| Problem::Locked)?;
        Ok(Self { place: Arc::clone(&self.place), turn })
    }

    /// Whether this turn is not over.
    ///
    /// # Errors
    /// [`Problem::Locked`] when it is.
    pub fn still(&self) -> Result<(), Problem> {
        if self.now()?.turn == self.turn { Ok(()) } else { Err(Problem::Locked) }
    }

    /// Sits down; whoever sits there already is locked.
    ///
    /// # Errors
    /// [`Problem::Locked`] when the turn is over: then it is the newcomer that is locked.
    pub fn take(&self, mind: &Arc<Mind>) -> Result<(), Problem> {
        let mut sitting = self.place.lock().map_err(|_| Problem::Locked)?;
        if sitting.turn != self.turn {
            mind.lock();
            return Err(Problem::Locked);
        }
        if let Some(before) = std::mem::replace(&mut sitting.mind, Arc::downgrade(mind)).upgrade() {
            before.lock();
        }
        Ok(())
    }

    /// Whoever sits there, if they are not gone.
    pub fn sitting(&self) -> Option<Arc<Mind>> {
        self.place.lock().ok().and_then(|sitting| sitting.mind.upgrade())
    }

    /// Begins the next turn, and locks whoever sits there; returns when everything of theirs is gone.
    ///
    /// # Errors
    /// [`Problem::Locked`] when the place itself is broken.
    pub async fn clear(&self) -> Result<(), Problem> {
        let before = {
            let mut sitting = self.place.lock().map_err(|_| Problem::Locked)?;
            sitting.turn += 1;
            std::mem::take(&mut sitting.mind).upgrade()
        };
        if let Some(mind) = before {
            mind.lock();
            mind.closed().await;
        }
        Ok(())
    }
}
