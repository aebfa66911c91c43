//! The family at the table: one invitation for several, and the dialog in which its owner sees who has come.
//! Refuses a table that is no family: one person alone, more than there are seats, nobody who answers for the
//! citizen. Called from the screen on which a dialog is begun.

use super::{Session, new_id};
use samtale_engine::Input;
use samtale_engine::content::MAX_TEXT;
use samtale_engine::problem::Problem;
use samtale_engine::view::{HouseholdDraft, HouseholdView, InvitationDraft};
use samtale_membership::number;

impl Session {
    /// What can be filled in for a family.
    ///
    /// # Errors
    /// [`Problem::Locked`].
    pub fn household(&self) -> Result<HouseholdView, Problem> {
        self.mind.show(|show, _| show.household_choices())
    }

    /// Invites those who sit at a table with one link; the dialog that it leads to, which shows who has come.
    /// It begins when nobody is missing, or its owner says so.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::BadNumber`], [`Problem::NotFound`] when it is no family, or [`Problem::Locked`].
    pub async fn invite_household(&self, draft: HouseholdDraft) -> Result<String, Problem> {
        let names: usize = draft.seats.iter().map(|seat| seat.name.len()).sum();
        if names + draft.topic.len() + draft.purpose.len() + draft.first.len() > MAX_TEXT {
            return Err(Problem::TooLarge);
        }
        if draft.seats.iter().any(|seat| number::is_mistyped(&seat.name)) {
            return Err(Problem::BadNumber);
        }
        let household = samtale_engine::show::household(&draft).map_err(|_| Problem::NotFound)?;
        let id = new_id();
        let HouseholdDraft { topic, purpose, first, .. } = draft;
        let draft = InvitationDraft { name: String::new(), topic, purpose, first, sensitive: false };
        let dialog = self.apart(move |mind| {
            mind.step(Input::InviteHousehold(id, draft, household))?;
            mind.with(|known| known.engine.invited_to(&id))?.ok_or(Problem::NotAllowed)
        });
        let dialog = dialog.await?;
        self.until_registered(&id).await;
        Ok(dialog.to_string())
    }
}
