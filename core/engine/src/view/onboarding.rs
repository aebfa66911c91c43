//! The way in: what an invited person reads, and what a caseworker fills in.
//! Refuses more than four fields. Shown by `WelcomeScreen` and `InviteScreen`.

use super::ChoiceView;

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
    /// The link; its fragment holds the secret and never reaches a server.
    pub link: String,
    /// A text without case content, ready for SMS or e-mail, with the link.
    pub text: String,
    /// Until when it can be used, in words.
    pub until: String,
}
