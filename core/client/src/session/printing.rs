//! An invitation as a letter: a PDF, made here and nowhere else, since the secret stands in its picture.
//! Refuses one that cannot be taken up any more. Called by the invitation's screens.

use super::Session;
use samtale_engine::problem::Problem;
use samtale_engine::view::{DocumentView, PrintedView};
use samtale_print::{Print, Square, print};
use samtale_wire::InvitationId;

impl Session {
    /// The letter of an invitation that is out.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when nobody can take it up, [`Problem::TooLarge`] when a name is too long for
    /// the page, [`Problem::Locked`].
    pub async fn print_invitation(&self, invitation: &str) -> Result<DocumentView, Problem> {
        let id: InvitationId = invitation.parse().map_err(|_| Problem::NotFound)?;
        self.apart(move |mind| {
            let view = mind.show(|show, _| show.printed(&id))?.ok_or(Problem::NotFound)?;
            document(view)
        })
        .await
    }
}

fn document(view: PrintedView) -> Result<DocumentView, Problem> {
    let PrintedView { file, language, sender, address, date, heading, above, qr, code, below } = view;
    let code = Square { size: qr.size, squares: qr.squares, words: code };
    let bytes = print(&Print { language, sender, address, date, heading, above, code, below });
    let bytes = bytes.map_err(|_| Problem::TooLarge)?;
    Ok(DocumentView { name: file, media_type: "application/pdf".into(), bytes })
}
