//! What was written before the door was open: into a dialog, or away.
//! Refuses to do either unasked. Listed by the inbox.

use super::{Session, id};
use samtale_engine::Input;
use samtale_engine::problem::Problem;
use samtale_wire::MsgId;

impl Session {
    /// Puts a jot into a dialog, after what was begun there; gives the draft as it is now, on the disk.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when either is not there or the jot does not open, [`Problem::TooLarge`] when it
    /// does not fit behind what was begun, [`Problem::Disk`] when the disk does not take it: then it stays a
    /// jot; or [`Problem::Locked`].
    pub async fn place_jot(&self, jot: &str, dialog: &str) -> Result<String, Problem> {
        let (jot, dialog): (MsgId, _) = (jot.parse().map_err(|_| Problem::NotFound)?, id(dialog)?);
        self.apart(move |mind| {
            mind.with(|known| known.engine.may_place(&jot, &dialog))??;
            mind.step(Input::Place(jot, dialog))?;
            mind.with(|known| known.engine.draft(&dialog).to_owned())
        })
        .await
    }

    /// Throws a jot away.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the id is none, or [`Problem::Locked`].
    pub async fn forget_jot(&self, jot: &str) -> Result<(), Problem> {
        let jot: MsgId = jot.parse().map_err(|_| Problem::NotFound)?;
        self.apart(move |mind| mind.step(Input::ForgetJot(jot))).await
    }
}
