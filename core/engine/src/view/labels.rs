//! The fixed words of the screens in one language, and how a problem is told.
//! Refuses sentences that depend on data: those are in the views.

/// The languages the apps speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Dansk.
    Danish,
    /// Norsk bokmål.
    Bokmal,
    /// Norsk nynorsk.
    Nynorsk,
    /// English.
    English,
}

/// Every fixed label, also those that only a screen reader says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Labels {
    /// The app's name.
    pub app: String,
    /// Go back.
    pub back: String,
    /// Close a sheet.
    pub close: String,
    /// Send the post.
    pub send: String,
    /// Choose what comes with a post.
    pub attach: String,
    /// Try again.
    pub retry: String,
    /// Who can read this: opens the list of members.
    pub members: String,
    /// Heading of the list of members.
    pub members_heading: String,
    /// Ask what a photo shows.
    pub describe_photo: String,
    /// Take away the chosen photo.
    pub remove_photo: String,
    /// Load earlier posts.
    pub earlier: String,
    /// New posts below: takes there.
    pub newer: String,
    /// Start a new dialog.
    pub new_dialog: String,
    /// Heading of the code screen.
    pub code_heading: String,
    /// What to do on the code screen.
    pub code_help: String,
    /// The code field.
    pub code_field: String,
    /// Go on.
    pub go_on: String,
    /// Shown while the login page is open.
    pub login_waiting: String,
    /// Open the login page once more.
    pub login_again: String,
    /// Unlock the app.
    pub unlock: String,
    /// Field: the citizen's name.
    pub invite_name: String,
    /// Field: the topic.
    pub invite_topic: String,
    /// Field: what the dialog is for.
    pub invite_purpose: String,
    /// Field: the first post.
    pub invite_first: String,
    /// Make the invitation.
    pub invite_make: String,
    /// Switch: it is about something very sensitive.
    pub invite_sensitive: String,
    /// What follows from that.
    pub invite_sensitive_help: String,
    /// Below the name, where a number can be compared.
    pub invite_name_help: String,
    /// What to do with the invitation.
    pub invite_help: String,
    /// Make a letter of the invitation.
    pub invite_print: String,
    /// Begin with a family: several people, one link.
    pub household: String,
    /// Begin with one person after all.
    pub household_one: String,
    /// Choice: how somebody belongs to the family.
    pub household_kin: String,
    /// One more person at the table.
    pub household_add: String,
    /// One person less.
    pub household_remove: String,
    /// How a family comes in.
    pub household_help: String,
    /// Copy the invitation.
    pub copy: String,
    /// Bring somebody into a dialog.
    pub bring: String,
    /// Heading of the screen on which somebody is brought in.
    pub bring_heading: String,
    /// Field: who is brought in.
    pub bring_name: String,
    /// Field: what they take part for.
    pub bring_purpose: String,
    /// Choice: as what they take part.
    pub bring_role: String,
    /// Choice: how much of what was written before they see.
    pub bring_sees: String,
    /// Opens what can be done to a post.
    pub more: String,
    /// Answer a post.
    pub reply: String,
    /// Give an own post other words.
    pub edit: String,
    /// Stands above the field while one does.
    pub editing: String,
    /// Answer, or edit, nothing after all.
    pub leave_be: String,
    /// Go to the post that is answered.
    pub quote: String,
    /// Choose a photo, among what can come with a post.
    pub attach_photo: String,
    /// Choose a file.
    pub attach_file: String,
    /// Take away the chosen file or voice note.
    pub remove_file: String,
    /// Fetch a file and put it where one wants it.
    pub file_save: String,
    /// Record a voice note.
    pub voice_record: String,
    /// End the recording.
    pub voice_end: String,
    /// Throw the recording away.
    pub voice_forget: String,
    /// Hear a voice note.
    pub voice_play: String,
    /// Stop hearing it.
    pub voice_stop: String,
    /// Copy the link to a dialog.
    pub dialog_link: String,
    /// Heading of the list of this person's devices, and the way there.
    pub devices: String,
    /// Add a device.
    pub device_add: String,
    /// Make a code on paper.
    pub paper_make: String,
    /// Heading of a code on paper.
    pub paper_heading: String,
    /// Opens the field for a code on paper.
    pub paper_have: String,
    /// The field for a code on paper.
    pub paper_field: String,
    /// Copy the proof that the server told two stories.
    pub evidence_copy: String,
    /// What a QR code is, for a screen reader.
    pub qr: String,
    /// Choose a dialog (a tablet's empty right side).
    pub choose_dialog: String,
    /// Opens the search.
    pub search: String,
    /// Names the field for what is looked for.
    pub search_field: String,
    /// Shows the next page of what was found.
    pub search_more: String,
    /// Heading of what was written before the door was open.
    pub jots: String,
    /// The field for words at the closed door.
    pub jot_field: String,
    /// Field: for whom they are.
    pub jot_to: String,
    /// Keep them until there is a network.
    pub jot_keep: String,
    /// Put them into a dialog.
    pub jot_place: String,
    /// Names the switch for receipts and hints.
    pub receipts: String,
    /// What follows from switching them off.
    pub receipts_help: String,
    /// Heading of the dialogs that are out of the list.
    pub archived: String,
    /// Names the setting of when an app that was left locks.
    pub lock: String,
    /// What it is for.
    pub lock_help: String,
    /// Names what can be set about a dialog: opened by a long press on its row.
    pub choices: String,
    /// Heading of the consent sheet's parts: who asks.
    pub consent_asks: String,
    /// … about whom.
    pub consent_about: String,
    /// … what for.
    pub consent_purpose: String,
    /// … what will be seen.
    pub consent_sees: String,
    /// … until when.
    pub consent_until: String,
    /// … who else must say yes.
    pub consent_others: String,
    /// … what happens after a no.
    pub consent_if_no: String,
}

/// A problem as a person is told about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProblemView {
    /// What happened, what it means, what can be done.
    pub sentence: String,
    /// The stable code, shown small.
    pub code: String,
    /// Whether to offer trying again.
    pub retry: bool,
}
