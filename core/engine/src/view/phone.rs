//! The people who share a phone, as its picker shows them: a picture each, and no name.
//! Refuses to say anything where one person has the phone alone. Shown by `PeopleScreen` and `LockScreen`.

use super::ActView;

/// One of several people of a phone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonView {
    /// Opaque: what to hand back.
    pub person: String,
    /// One emoji.
    pub picture: String,
    /// Which of the avatar tones it stands on.
    pub tone: u8,
    /// What the picture shows, in a word.
    pub name: String,
    /// Takes them off this phone.
    pub remove: ActView,
}

/// Who uses a phone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhoneView {
    /// Large, above the pictures.
    pub heading: String,
    /// Everybody who has an account here; nobody where one person has the phone alone.
    pub people: Vec<PersonView>,
    /// Who was chosen, where there are several and they have an account.
    pub chosen: Option<PersonView>,
    /// Words of the button that leads back to the pictures.
    pub other: String,
    /// Lets another person in; absent when there is no room for one more.
    pub add: Option<ActView>,
}
