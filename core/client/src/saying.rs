//! What a person says beyond words: answers, reactions, edits, and what comes with a post.
//! Refuses what is too large, and to name what no view showed. Part of `session`, in a file of its own.

use crate::photo;
use crate::session::{Session, new_id};
use samtale_engine::content::{Carried, MAX_TEXT};
use samtale_engine::problem::Problem;
use samtale_engine::view::{AttachedDraft, PostDraft};
use samtale_engine::{Input, Saying};

impl Session {
    /// Posts what a composer holds: words, what comes with them, which post they answer. Returns when all of
    /// it is kept, sealed, on this device.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::NotFound`], [`Problem::BadPicture`], [`Problem::Disk`] or
    /// [`Problem::Locked`].
    pub async fn say(&self, dialog: &str, draft: PostDraft) -> Result<(), Problem> {
        let dialog = self.known(dialog)?;
        let PostDraft { text, answers, attached } = draft;
        let answers = answers.map(|post| post.parse().map_err(|_| Problem::NotFound)).transpose()?;
        let described = match &attached {
            Some(AttachedDraft::Photo { alt, .. }) => alt.len(),
            _ => 0,
        };
        if text.len() + described > MAX_TEXT {
            return Err(Problem::TooLarge);
        }
        if text.trim().is_empty() && attached.is_none() {
            return Ok(());
        }
        self.apart(move |mind| {
            let id = new_id();
            let carries = match attached {
                Some(attached) => photo::prepare(mind, &id, &dialog, attached)?,
                None => Carried::Words,
            };
            mind.step(Input::Say(id, dialog, Box::new(Saying::Post { text, answers, carries })))
        })
        .await
    }

    /// Reacts to a post, or takes that back: `react` as it came with the view.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is none, or [`Problem::Locked`].
    pub async fn react(&self, dialog: &str, react: &str) -> Result<(), Problem> {
        let dialog = self.known(dialog)?;
        let saying = Saying::reaction(react).map_err(|_| Problem::NotFound)?;
        self.apart(move |mind| mind.step(Input::Say(new_id(), dialog, Box::new(saying)))).await
    }

    /// Gives an own post other words: `post` as it came with what may be edited.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] when it may not be edited any more, [`Problem::NotFound`],
    /// [`Problem::TooLarge`] or [`Problem::Locked`].
    pub async fn edit(&self, dialog: &str, post: &str, text: String) -> Result<(), Problem> {
        let dialog = self.known(dialog)?;
        let post: u64 = post.parse().map_err(|_| Problem::NotFound)?;
        if text.len() > MAX_TEXT {
            return Err(Problem::TooLarge);
        }
        self.apart(move |mind| {
            // A post without words is not one: it is taken back by another act.
            if text.trim().is_empty() || !mind.show(|show, _| show.may_edit(&dialog, post))? {
                return Err(Problem::NotAllowed);
            }
            mind.step(Input::Say(new_id(), dialog, Box::new(Saying::Edit(post, text))))
        })
        .await
    }
}
