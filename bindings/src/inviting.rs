//! Mirrors of what the engine shows of invitations.
//! Refuses its own types and conversions. Called by every exported function.

use samtale_engine::view::*;

#[uniffi::remote(Record)]
pub struct VouchingView {
    pub heading: String,
    pub digits: String,
    pub line: String,
}

#[uniffi::remote(Record)]
pub struct InvitationDraft {
    pub name: String,
    pub topic: String,
    pub purpose: String,
    pub first: String,
    pub sensitive: bool,
}

#[uniffi::remote(Record)]
pub struct BringDraft {
    pub name: String,
    pub purpose: String,
    pub role: String,
    pub sees: String,
}

#[uniffi::remote(Record)]
pub struct BringView {
    pub roles: Vec<ChoiceView>,
    pub sees: Vec<ChoiceView>,
    pub asked: String,
}

#[uniffi::remote(Record)]
pub struct InvitationView {
    pub invitation: String,
    pub link: String,
    pub text: String,
    pub until: String,
    pub qr: Option<QrView>,
}

#[uniffi::remote(Record)]
pub struct InvitedView {
    pub invitation: String,
    pub heading: String,
    pub table: Option<TableView>,
    pub lines: Vec<String>,
    pub hand: Option<InvitationView>,
    pub code: Option<ShortCodeView>,
    pub acts: Vec<ActView>,
}

#[uniffi::remote(Record)]
pub struct ShortCodeView {
    pub sentence: String,
    pub address: String,
    pub code: String,
    pub spoken: String,
    pub until: String,
}
