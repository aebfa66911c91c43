//! An unlocked app: what a person can do. Each act is kept before it returns, and sent after.
//! Refuses everything once locked. Every function survives being dropped at any await.

mod aside;
mod away;
mod devices;
mod household;
mod jots;
mod printing;
mod step_up;

pub use step_up::StepUp;

use crate::feed::{DialogFeed, InboxFeed};
use crate::mind::{Known, Mind};
use crate::settings::Settings;
use crate::starting::Starting;
use crate::{adapters, live, looking, photo, searching};
use rand_core::Rng;
use samtale_engine::consent::text_hash;
use samtale_engine::content::{Act, Carried, Into, MAX_TEXT};
use samtale_engine::problem::Problem;
use samtale_engine::view::{Answer, AttachedDraft, BringDraft, BringView, DeviceLinkView, LockView};
use samtale_engine::view::{InvitationDraft, InvitationView, PaperView, PostDraft, SearchView};
use samtale_engine::{Choice, DeviceWish, Input, Saying};
use samtale_membership::number;
use samtale_seal::paper::PaperCode;
use samtale_wire::{DialogId, FileId, Hash, MsgId, Salt};
use std::sync::Arc;
use std::time::Duration;

/// How far back a consent's card is looked for, in rows.
const WITHIN: usize = 100_000;

/// How long an invitation waits for the server to know it, before it is handed over all the same.
const MOMENT: Duration = Duration::from_secs(5);
/// The same while there is no network.
const BRIEFLY: Duration = Duration::from_secs(1);

/// An unlocked app.
pub struct Session {
    mind: Arc<Mind>,
    settings: Settings,
}

impl Session {
    /// Starts living, with what is still to be told of a start.
    pub(crate) fn begin(mind: Arc<Mind>, starting: Option<Starting>, settings: Settings) -> Self {
        // Locked already: there is nothing to be set.
        let _ = mind.with(|known| known.nudged = settings.nudges());
        tokio::spawn(live::live(Arc::clone(&mind), starting));
        tokio::spawn(looking::attend(Arc::clone(&mind)));
        Self { mind, settings }
    }

    /// The list of dialogs.
    #[must_use]
    pub fn inbox(&self) -> InboxFeed {
        InboxFeed::new(Arc::clone(&self.mind))
    }

    /// One dialog.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the id is none.
    pub fn dialog(&self, dialog: &str) -> Result<DialogFeed, Problem> {
        Ok(DialogFeed::new(Arc::clone(&self.mind), id(dialog)?))
    }

    /// Invites somebody; the dialog begins when they have taken it up.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::BadNumber`] or [`Problem::Locked`].
    pub async fn invite(&self, draft: InvitationDraft) -> Result<InvitationView, Problem> {
        let size = draft.name.len() + draft.topic.len() + draft.purpose.len() + draft.first.len();
        if size > MAX_TEXT {
            return Err(Problem::TooLarge);
        }
        if number::is_mistyped(&draft.name) {
            return Err(Problem::BadNumber);
        }
        self.hand_over(draft, None).await
    }

    /// What can be chosen when somebody is brought into a dialog.
    ///
    /// # Errors
    /// [`Problem::NotFound`] or [`Problem::Locked`].
    pub fn bringing(&self, dialog: &str) -> Result<BringView, Problem> {
        let dialog = self.known(dialog)?;
        self.mind.show(|show, _| show.bring(&dialog))?.ok_or(Problem::NotFound)
    }

    /// Invites somebody into a dialog that is there; they are proposed when they have taken it up.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::BadNumber`], [`Problem::NotFound`] or [`Problem::Locked`].
    pub async fn bring(&self, dialog: &str, draft: BringDraft) -> Result<InvitationView, Problem> {
        let dialog = self.known(dialog)?;
        if draft.name.len() + draft.purpose.len() > MAX_TEXT {
            return Err(Problem::TooLarge);
        }
        if number::is_mistyped(&draft.name) {
            return Err(Problem::BadNumber);
        }
        let into = samtale_engine::show::chosen(dialog, &draft).map_err(|_| Problem::NotFound)?;
        let (name, purpose) = (draft.name, draft.purpose);
        let (topic, first, sensitive) = (String::new(), String::new(), false);
        let draft = InvitationDraft { name, topic, purpose, first, sensitive };
        self.hand_over(draft, Some(into)).await
    }

    /// Keeps an invitation, and waits a moment until the server knows it: whoever opens a link at once
    /// should not find it unknown. Without a network it is registered later.
    async fn hand_over(&self, draft: InvitationDraft, into: Option<Into>) -> Result<InvitationView, Problem> {
        let id = new_id();
        let view = self.apart(move |mind| {
            mind.step(Input::Invite(id, draft, into))?;
            mind.show(|show, _| show.invitation(&id))?.ok_or(Problem::NotAllowed)
        });
        let view = view.await?;
        self.until_registered(&id).await;
        Ok(view)
    }

    /// Waits a moment until the server knows an invitation.
    async fn until_registered(&self, id: &MsgId) {
        let mut changes = self.mind.watch();
        // A connection that broke may be back at once; where there is none, nobody waits for one long.
        for (online, at_most) in [(true, MOMENT), (false, BRIEFLY)] {
            let known = async {
                let waits = |it: &mut Known| it.online >= online && it.engine.is_unregistered(id);
                while self.mind.with(waits) == Ok(true) && changes.changed().await.is_ok() {}
            };
            // An invitation that is not known yet is one all the same.
            let _ = tokio::time::timeout(at_most, known).await;
        }
    }

    /// Does what a button offered: `act`, or a choice, as it came with the view.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is none, or [`Problem::Locked`].
    pub async fn act(&self, dialog: &str, act: &str) -> Result<(), Problem> {
        if let Some(post) = act.strip_prefix("take-back ") {
            return self.take_back(dialog, post).await;
        }
        if let Some(who) = act.strip_prefix("aside-sensitive ") {
            return self.take_aside_sensitively(dialog, who).await;
        }
        if let Some(people) = act.strip_prefix("aside ") {
            let people: Vec<&str> = people.split(',').collect();
            return self.take_aside(dialog, &people).await;
        }
        // An invitation can be judged before its dialog has begun.
        let dialog = id(dialog)?;
        if let Ok(choice) = Choice::parse(act) {
            return self.apart(move |mind| mind.step(Input::Choose(new_id(), dialog, choice))).await;
        }
        let act = Act::parse(act).map_err(|_| Problem::NotFound)?;
        self.apart(move |mind| mind.step(Input::Act(new_id(), dialog, act))).await
    }

    /// Posts words. Returns when they are kept on this device; with a full disk, in its memory.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::NotFound`] or [`Problem::Locked`].
    pub async fn post(&self, dialog: &str, text: String) -> Result<(), Problem> {
        let dialog = self.known(dialog)?;
        if text.len() > MAX_TEXT {
            return Err(Problem::TooLarge);
        }
        if text.trim().is_empty() {
            return Ok(());
        }
        let saying = Saying::Post { text, answers: None, carries: Carried::Words };
        self.apart(move |mind| mind.step(Input::Say(new_id(), dialog, Box::new(saying)))).await
    }

    /// Posts a photo, with or without words. Returns when both are kept, sealed, on this device.
    ///
    /// # Errors
    /// As [`post`](Self::post), and [`Problem::BadPicture`] or [`Problem::Disk`].
    pub async fn post_photo(
        &self,
        dialog: &str,
        bytes: Vec<u8>,
        text: String,
        alt: String,
    ) -> Result<(), Problem> {
        let attached = Some(AttachedDraft::Photo { bytes, alt });
        self.say(dialog, PostDraft { text, answers: None, attached }).await
    }

    /// The bytes of a photo, a file or a voice note, each chunk verified before the next is taken. Meanwhile the dialog's view says
    /// how far it has come; what was verified when the line was cut is not fetched again.
    ///
    /// # Errors
    /// [`Problem::NotFound`], [`Problem::Offline`] or [`Problem::Tampered`].
    pub async fn photo(&self, dialog: &str, file: &str) -> Result<Vec<u8>, Problem> {
        let file: FileId = file.parse().map_err(|_| Problem::NotFound)?;
        photo::fetch(&self.mind, &id(dialog)?, &file).await
    }

    /// Answers a proposal: signs exactly the text that is shown now.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it does not wait for this person.
    pub async fn answer(&self, dialog: &str, proposal: &str, answer: Answer) -> Result<(), Problem> {
        let dialog = id(dialog)?;
        let proposal: Hash = proposal.parse().map_err(|_| Problem::NotFound)?;
        self.apart(move |mind| {
            let shown = mind.show(|show, known| {
                let (rows, _) = known.cache.newest(&dialog, 0, WITHIN).ok()?;
                let view = show.asked(&dialog, &proposal, &rows)?;
                Some(text_hash(&view, known.language))
            })?;
            let text = shown.ok_or(Problem::NotFound)?;
            mind.step(Input::Answer(new_id(), dialog, proposal, answer, text))
        })
        .await
    }

    /// Sends a failed post again, to whoever can read the dialog now.
    ///
    /// # Errors
    /// [`Problem::NotFound`] or [`Problem::Locked`].
    pub async fn retry(&self, dialog: &str, post: &str) -> Result<(), Problem> {
        let (dialog, post) = (id(dialog)?, post.parse().map_err(|_| Problem::NotFound)?);
        self.apart(move |mind| mind.step(Input::Retry(dialog, post))).await
    }

    /// Keeps what was written so far and is not sent, sealed, until it is sent or empty; also says to the
    /// others that this person is writing. Screens call it when somebody pauses.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::NotFound`] or [`Problem::Locked`].
    pub async fn draft(&self, dialog: &str, text: String) -> Result<(), Problem> {
        let dialog = self.known(dialog)?;
        if text.len() > MAX_TEXT {
            return Err(Problem::TooLarge);
        }
        self.apart(move |mind| mind.step(Input::Draft(new_id(), dialog, text))).await
    }

    /// Whether others are told how far this person has read and that they are writing; who does not tell
    /// does not see it of others.
    ///
    /// # Errors
    /// [`Problem::Locked`].
    pub async fn set_receipts(&self, on: bool) -> Result<(), Problem> {
        self.apart(move |mind| mind.step(Input::Receipts(on))).await
    }

    /// When the app locks after it was left, and what can be set.
    ///
    /// # Errors
    /// [`Problem::Locked`].
    pub fn lock_choices(&self) -> Result<LockView, Problem> {
        let minutes = u32::try_from(self.settings.lock_after().as_secs() / 60).unwrap_or(u32::MAX);
        self.mind.with(|known| samtale_engine::show::lock(&known.texts, minutes))
    }

    /// Sets it, in minutes; counts from the next time the app is left.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] above an hour, [`Problem::Disk`], [`Problem::Locked`].
    pub fn set_lock_after(&self, minutes: u32) -> Result<LockView, Problem> {
        self.settings.set_lock_after(Duration::from_secs(u64::from(minutes) * 60))?;
        self.lock_choices()
    }

    /// Takes a post back that is not sent yet; of one that was sent meanwhile it becomes an erasing.
    ///
    /// # Errors
    /// [`Problem::NotFound`] or [`Problem::Locked`].
    pub async fn take_back(&self, dialog: &str, post: &str) -> Result<(), Problem> {
        let (dialog, post) = (id(dialog)?, post.parse().map_err(|_| Problem::NotFound)?);
        self.apart(move |mind| mind.step(Input::TakeBack(dialog, post))).await
    }

    /// Looks for words in all posts that are at hand, newest first: so many pages of what is found. A post is
    /// found when it has every word, also inside longer ones.
    ///
    /// # Errors
    /// [`Problem::Locked`].
    pub async fn search(&self, query: String, pages: u32) -> Result<SearchView, Problem> {
        self.apart(move |mind| searching::search(mind, &query, pages)).await
    }

    /// Opens a link for one more device of this person, and waits until the server knows it.
    ///
    /// # Errors
    /// [`Problem::Offline`], [`Problem::Busy`] or [`Problem::Locked`].
    pub async fn add_device(&self) -> Result<DeviceLinkView, Problem> {
        let mut secret = Salt([0; 32]);
        adapters::entropy::system().fill_bytes(&mut secret.0);
        let id = new_id();
        self.apart(move |mind| mind.step(Input::OpenLink(id, secret))).await?;
        self.mind
            .until(|mind| {
                if let Some(Err(problem)) = mind.with(|known| known.engine.change_ended(&id))? {
                    return Err(problem);
                }
                mind.show(|show, _| show.device_link(&secret))
            })
            .await
    }

    /// Makes a code on paper. It is shown this once, and counts once the server has it.
    ///
    /// # Errors
    /// [`Problem::Offline`], [`Problem::NotAllowed`] when there are two already, [`Problem::Locked`].
    pub async fn make_paper(&self) -> Result<PaperView, Problem> {
        let code = PaperCode::make(&mut adapters::entropy::system());
        let made = code.clone();
        self.mind.change(DeviceWish::Paper(made)).await?;
        self.mind.show(|show, _| show.paper(&code))?.ok_or(Problem::TooLarge)
    }

    pub(crate) fn known(&self, dialog: &str) -> Result<DialogId, Problem> {
        let dialog = id(dialog)?;
        let known = self.mind.with(|known| known.engine.dialogs().any(|known| known == dialog))?;
        if known { Ok(dialog) } else { Err(Problem::NotFound) }
    }

    /// Runs an act that writes to disk on a thread of its own: it ends also when nobody waits for it.
    pub(crate) async fn apart<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Arc<Mind>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.mind.apart(act).await
    }
}

impl Drop for Session {
    /// A screen that is gone leaves nothing behind.
    fn drop(&mut self) {
        self.mind.lock();
    }
}

fn id(dialog: &str) -> Result<DialogId, Problem> {
    dialog.parse().map_err(|_| Problem::NotFound)
}

pub(crate) fn new_id() -> MsgId {
    let mut id = MsgId([0; 16]);
    adapters::entropy::system().fill_bytes(&mut id.0);
    id
}
