//! A consent, in the order in which a person needs to know it.
//! Refuses a pre-chosen answer. Shown as a card in its place in time and as a sheet.

use super::ActView;

/// One proposal that somebody join, and what it means for the one who reads it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsentView {
    /// Opaque id of the proposal.
    pub proposal: String,
    /// The question in one line.
    pub question: String,
    /// Who asks.
    pub asks: String,
    /// About whom.
    pub about: String,
    /// What for.
    pub purpose: String,
    /// What the new person will see, and from when.
    pub sees: String,
    /// Until when.
    pub until: String,
    /// Who else must say yes, with their answers so far; one line each.
    pub others: Vec<String>,
    /// What happens after a no.
    pub if_no: String,
    /// What to do after a change of mind.
    pub revocable: String,
    /// Words of the yes button.
    pub yes: String,
    /// Words of the no button, of equal weight.
    pub no: String,
    /// Words of the button that leaves it for later.
    pub later: String,
    /// Words that open the sheet from the card.
    pub more: String,
    /// The answer already given, in words; `None` while it is open.
    pub answered: Option<String>,
    /// Whether it waits for the one who reads it.
    pub mine: bool,
    /// What can be done about an answer that was given.
    pub acts: Vec<ActView>,
}

/// What a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Consents.
    Yes,
    /// Does not.
    No,
}
