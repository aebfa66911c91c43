//! The way in: what an invited person reads, and what a caseworker fills in.
//! Refuses more than four fields. Shown by `WelcomeScreen` and `InviteScreen`.

use super::{ActView, ChoiceView, QrView, TableView};

/// What an invited person sees after the code and before the login.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WelcomeView {
    /// Large and friendly, names who invited.
    pub heading: String,
    /// What this is, in three short lines.
    pub lines: Vec<String>,
    /// Words of the button that goes to the login.
    pub button: String,
    /// Whose login comes next, in one quiet line.
    pub hint: String,
    /// Other ways to log in, where the municipality has several.
    pub logins: Vec<ChoiceView>,
    /// Whether the button leads to no login: whoever invites is here, and vouches for who stands before them.
    pub met: bool,
}

/// What somebody without eID shows whoever vouches for them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VouchingView {
    /// What to do with the digits.
    pub heading: String,
    /// Six of them: the other screen shows the same.
    pub digits: String,
    /// What comes next.
    pub line: String,
}

/// What a caseworker fills in to start a dialog.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvitationDraft {
    /// The citizen, as the caseworker calls them.
    pub name: String,
    /// What the dialog is called.
    pub topic: String,
    /// What it is for, in one sentence; the citizen consents to this.
    pub purpose: String,
    /// The first post; may be empty.
    pub first: String,
    /// Whether it is very sensitive: then it opens for who has shown at the highest level who they are. Counts
    /// where `InboxView::may_be_sensitive` offers it.
    pub sensitive: bool,
}

/// Somebody to bring into a dialog that is there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BringDraft {
    /// Who, as this person calls them.
    pub name: String,
    /// What they are to take part for, in one sentence; everyone asked consents to this.
    pub purpose: String,
    /// One of [`BringView::roles`].
    pub role: String,
    /// One of [`BringView::sees`].
    pub sees: String,
}

/// What can be chosen when somebody is brought in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BringView {
    /// As what; the first is the usual one.
    pub roles: Vec<ChoiceView>,
    /// How much of what was written before they see; the first is the narrowest.
    pub sees: Vec<ChoiceView>,
    /// Who will be asked, in one sentence.
    pub asked: String,
}

/// An invitation ready to be handed over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvitationView {
    /// Opaque id of the invitation: what a letter is asked for with.
    pub invitation: String,
    /// The link; its fragment holds the secret and never reaches a server.
    pub link: String,
    /// A text without case content, ready for SMS or e-mail, with the link; empty for a code that is only shown.
    pub text: String,
    /// Until when it can be used, in words.
    pub until: String,
    /// The link for a camera; nothing when it is too long for one.
    pub qr: Option<QrView>,
}

/// An invitation that is out, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvitedView {
    /// Opaque id of the invitation.
    pub invitation: String,
    /// For whom it is.
    pub heading: String,
    /// Who of a family has come, when it is for one.
    pub table: Option<TableView>,
    /// What became of it, in order, each with its time in words.
    pub lines: Vec<String>,
    /// To hand it over once more, while it can be taken up.
    pub hand: Option<InvitationView>,
    /// Its short code, where one was made and can be used.
    pub code: Option<ShortCodeView>,
    /// What can be done about it.
    pub acts: Vec<ActView>,
}

/// The short code of an invitation, to be said on the telephone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShortCodeView {
    /// What it is and how to use it, in one sentence.
    pub sentence: String,
    /// The server's address, to be typed before it.
    pub address: String,
    /// The code, in groups.
    pub code: String,
    /// The code for a screen reader: each character by itself.
    pub spoken: String,
    /// Until when it can be used, and that the link is safer.
    pub until: String,
}

/// An invitation as a letter: what stands on the page, without a word of the case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PrintedView {
    /// What its file is called.
    pub file: String,
    /// The language (BCP 47).
    pub language: String,
    /// Who sends it: the municipality.
    pub sender: String,
    /// To whom, as it stands in the envelope's window.
    pub address: Vec<String>,
    /// The day.
    pub date: String,
    /// In large type.
    pub heading: String,
    /// What stands above the code.
    pub above: Vec<String>,
    /// The link for a camera.
    pub qr: QrView,
    /// What the code is, for a screen reader.
    pub code: String,
    /// What stands below it.
    pub below: Vec<String>,
}

/// A document that was made here, to be printed or put somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DocumentView {
    /// What it is called, with its ending.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
