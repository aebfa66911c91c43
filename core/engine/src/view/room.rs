//! The dialogs of one case, as the members' sheet names them, and whom one can write with apart.
//! Refuses to say why there are several. Shown by `MembersSheet` and `AsideSheet`.

use super::ChoiceView;

/// Another dialog of the same case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoomView {
    /// Which dialog.
    pub dialog: String,
    /// With whom it is: "Alone with Karen".
    pub label: String,
}

/// Writing with some of those in a dialog, apart from the others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AsideView {
    /// Words of the button that opens it.
    pub label: String,
    /// What is asked: with whom.
    pub heading: String,
    /// What it means.
    pub sentence: String,
    /// Who can be chosen, any number of them.
    pub people: Vec<ChoiceView>,
    /// Words of the button that does it.
    pub yes: String,
    /// Words of the button that does not.
    pub no: String,
}
