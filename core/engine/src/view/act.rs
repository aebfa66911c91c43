//! What a person can do beyond writing: a button, and the question that is asked before it is done.
//! Refuses meaning to the screen: `act` is handed back as it came.

/// Something that can be done to a dialog, a post, a member or a consent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActView {
    /// Opaque: what to hand back.
    pub act: String,
    /// Words of the button.
    pub label: String,
    /// Whether it takes something away: drawn in the colour of warning.
    pub grave: bool,
    /// What is asked before it is done.
    pub heading: String,
    /// What it means, in one or two sentences.
    pub sentence: String,
    /// Words of the button that does it.
    pub yes: String,
    /// Words of the button that does not.
    pub no: String,
}

/// One of several things to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChoiceView {
    /// Opaque: what to hand back.
    pub choice: String,
    /// Its words.
    pub label: String,
}
