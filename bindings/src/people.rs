//! Mirrors of the records about the people of a phone and the dialogs of a case: a forgotten field is a
//! compile error. Refuses its own types and conversions. Called by every exported function.

use samtale_engine::view::{ActView, PersonView, PhoneView, RoomView};

#[uniffi::remote(Record)]
pub struct PersonView {
    pub person: String,
    pub picture: String,
    pub tone: u8,
    pub name: String,
    pub remove: ActView,
}

#[uniffi::remote(Record)]
pub struct PhoneView {
    pub heading: String,
    pub people: Vec<PersonView>,
    pub chosen: Option<PersonView>,
    pub other: String,
    pub add: Option<ActView>,
}

#[uniffi::remote(Record)]
pub struct RoomView {
    pub dialog: String,
    pub label: String,
}
