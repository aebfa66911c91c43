//! Writing with some of those who are in a dialog, apart from the others: a dialog of its own.
//! Refuses to leave a trace where they were met. Called by `act`, and by the screen that chooses several.

use super::{Session, id, new_id};
use samtale_engine::problem::Problem;
use samtale_engine::{Input, MAX_ASIDE};
use samtale_wire::{MsgId, Uid};

impl Session {
    /// Begins a dialog of the same case with some of those who are in this one; they are asked there. What it
    /// is about is as here.
    ///
    /// # Errors
    /// [`Problem::NotFound`], [`Problem::NotAllowed`] when they cannot be written with apart or there is such
    /// a dialog already, or [`Problem::Locked`].
    pub async fn take_aside(&self, dialog: &str, people: &[&str]) -> Result<(), Problem> {
        self.begin_aside(dialog, people, false).await
    }

    /// The same with whom a dialog is about, where it is very sensitive: it opens for who has logged in at the
    /// highest level.
    ///
    /// # Errors
    /// As [`take_aside`](Self::take_aside).
    pub(crate) async fn take_aside_sensitively(&self, dialog: &str, who: &str) -> Result<(), Problem> {
        self.begin_aside(dialog, &[who], true).await
    }

    async fn begin_aside(&self, dialog: &str, people: &[&str], sensitive: bool) -> Result<(), Problem> {
        let dialog = id(dialog)?;
        let people: Result<Vec<Uid>, _> = people.iter().take(MAX_ASIDE + 1).map(|uid| uid.parse()).collect();
        let people = people.map_err(|_| Problem::NotFound)?;
        self.apart(move |mind| {
            let may = mind.with(|known| match (sensitive, people.as_slice()) {
                (true, [uid]) => known.engine.may_begin_sensitive(&dialog, uid),
                _ => known.engine.may_take_aside(&dialog, &people),
            })?;
            if !may {
                return Err(Problem::NotAllowed);
            }
            let purpose = mind.show(|show, _| show.purpose_apart(sensitive))?;
            let people: Vec<(MsgId, Uid)> = people.into_iter().map(|uid| (new_id(), uid)).collect();
            mind.step(Input::Aside(dialog, people, purpose, sensitive))
        })
        .await
    }
}
