//! One dialog: its head, its items in order, its composer. Refuses anything to compute.
//! Shown by `DialogScreen` in Kotlin and Swift.

use super::{ActView, AsideView, ChoiceView, ConsentView, FoldView, InvitedView, RoomView};
use super::{EditView, FileView, QuoteView, ReactionView, SpanView, VoiceView};

/// The visible window of one dialog.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DialogView {
    /// Opaque id of the dialog.
    pub dialog: String,
    /// Who the talk is with.
    pub name: String,
    /// What it is about.
    pub topic: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Which of the eight avatar tones, 0..8.
    pub tone: u8,
    /// Who can read this, in one sentence; always visible.
    pub readers: String,
    /// One quiet line, e.g. that there is no connection.
    pub notice: Option<String>,
    /// Oldest first.
    pub items: Vec<ItemView>,
    /// Whether older items can be loaded.
    pub earlier: bool,
    /// Who is writing now, in words; nothing when nobody is.
    pub typing: Option<String>,
    /// What this person began to write and has not sent: put into the composer when it is opened.
    pub draft: String,
    /// The composer's hint; names who will read it.
    pub hint: String,
    /// Whether this person may write now.
    pub may_write: bool,
    /// Why not, when not.
    pub why_not: Option<String>,
    /// One more login that has to come first: this person's own, or that of somebody who is to be let in.
    pub step_up: Option<StepUpView>,
    /// Proof that the server told two stories, as text to hand on.
    pub evidence: Option<String>,
    /// Everyone who can read this.
    pub members: Vec<MemberView>,
    /// The consent that waits for this person, if any: opens the sheet.
    pub consent: Option<ConsentView>,
    /// What can be done to the dialog; shown under the list of members.
    pub acts: Vec<ActView>,
    /// What can be set about it at once: pinned, muted, archived.
    pub choices: Vec<ChoiceView>,
    /// Whether this person may bring somebody in.
    pub may_bring: bool,
    /// Whether others look at this screen too, as a family comes to the table: nothing stands beside it.
    pub alone: bool,
    /// The other dialogs of the same case that this person has.
    pub rooms: Vec<RoomView>,
    /// Writing with some of those who are in it, where there are enough to choose from.
    pub aside: Option<AsideView>,
    /// The link to this dialog, to hand to its members.
    pub link: String,
}

/// One more login, at a higher level: who has done it does it nowhere again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StepUpView {
    /// Why, and what it takes, in words.
    pub sentence: String,
    /// Words of the button that goes to the login; nothing where it is not to be done here.
    pub button: Option<String>,
}

/// One thing in the dialog, in its place in time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::large_enum_variant, reason = "the border mirrors it as it is, and most items are bubbles")]
pub enum ItemView {
    /// A day separator: "i dag", "mandag".
    Day {
        /// The day in words.
        label: String,
    },
    /// A system line: who did what.
    Notice {
        /// The line.
        text: String,
    },
    /// A post.
    Bubble {
        /// The post as it is drawn.
        bubble: BubbleView,
    },
    /// Posts by somebody who is blocked.
    Folded {
        /// The line in their place.
        fold: FoldView,
    },
    /// A consent, asked or answered.
    Consent {
        /// The card.
        card: ConsentView,
    },
    /// An invitation that is out; below all that was said.
    Invitation {
        /// The card.
        card: InvitedView,
    },
}

/// A post as a bubble.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BubbleView {
    /// Opaque id of the post.
    pub id: String,
    /// Whether this person wrote it.
    pub own: bool,
    /// Who wrote it.
    pub author: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Which of the eight avatar tones, 0..8.
    pub tone: u8,
    /// The words; may be empty when there is a photo.
    pub text: String,
    /// The words in pieces: links apart.
    pub spans: Vec<SpanView>,
    /// The post that it answers.
    pub quote: Option<QuoteView>,
    /// The photo, if any.
    pub photo: Option<PhotoView>,
    /// The file, if any.
    pub file: Option<FileView>,
    /// The voice note, if any.
    pub voice: Option<VoiceView>,
    /// That its author edited it, in words, or that an edit could not be sent.
    pub edited: Option<String>,
    /// What people reacted with; a chip each.
    pub reactions: Vec<ReactionView>,
    /// When, as people say it.
    pub time: String,
    /// How far it has come.
    pub state: PostState,
    /// The state in words; while a photo is sent, with how far it has come.
    pub state_label: String,
    /// How much of its photo has been sent, in percent, 0..=100; `None` when nothing is being sent.
    pub progress: Option<u8>,
    /// First of a group by one author within 3 minutes: shows the name.
    pub first: bool,
    /// Last of such a group: shows the time and has the author's corner.
    pub last: bool,
    /// The whole post as one sentence, for a screen reader.
    pub spoken: String,
    /// What can be done to it: opened by a long press, and named to a screen reader.
    pub acts: Vec<ActView>,
    /// What this person could react with; in the same place, as are the next two.
    pub react: Vec<ReactionView>,
    /// How the composer shows it while it is answered; `None` when it cannot be.
    pub answer: Option<QuoteView>,
    /// What can still be edited.
    pub edit: Option<EditView>,
}

/// How far an own post has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PostState {
    /// Waits on this device.
    Waiting,
    /// The server has it for good.
    Sent,
    /// It is on a device of everybody who can read it.
    Delivered,
    /// Everybody who can read it has looked at it.
    Read,
    /// Could not be sent; can be tried again.
    Failed,
    /// Somebody came since it was written: its author is asked whether they may read it.
    Asked,
}

/// A photo in a post; its bytes are asked for separately.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhotoView {
    /// Opaque id of the file.
    pub file: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What it shows, in words; never empty.
    pub alt: String,
    /// A tiny picture of it, as a PNG that was made here: drawn until the photo is there.
    pub preview: Option<Vec<u8>>,
    /// How much of it has been fetched, in percent, 0..=100; `None` when it is not being fetched.
    pub progress: Option<u8>,
}

/// Someone who can read the dialog.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberView {
    /// Name.
    pub name: String,
    /// Role in words.
    pub role: String,
    /// Since when, in words.
    pub since: String,
    /// How it is known that this is them, in words.
    pub proof: String,
    /// Whether that proof holds on this device.
    pub proven: bool,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Which of the eight avatar tones, 0..8.
    pub tone: u8,
    /// What can be done about them.
    pub acts: Vec<ActView>,
}
