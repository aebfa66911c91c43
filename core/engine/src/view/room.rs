//! The dialogs of one case, as the members' sheet names them. Refuses to say why there are several.
//! Shown by `MembersSheet`.

/// Another dialog of the same case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoomView {
    /// Which dialog.
    pub dialog: String,
    /// With whom it is: "Alone with Karen".
    pub label: String,
}
