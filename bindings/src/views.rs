//! Mirrors of the engine's view records: a forgotten field is a compile error.
//! Refuses its own types and conversions. Called by every exported function.

use samtale_engine::view::*;

#[uniffi::remote(Record)]
pub struct InboxView {
    pub title: String,
    pub notice: Option<String>,
    pub notice_offline: bool,
    pub rows: Vec<InboxRow>,
    pub unread: u32,
    pub archived: Option<ArchivedView>,
    pub undo: Option<UndoView>,
    pub jots: Vec<JotView>,
    pub places: Vec<ChoiceView>,
    pub empty: Option<EmptyView>,
    pub may_invite: bool,
    pub may_be_sensitive: bool,
    pub may_match: bool,
    pub receipts: bool,
    pub devices: Vec<DeviceView>,
    pub log_out: Option<ActView>,
    pub nudges: NudgesView,
}

#[uniffi::remote(Record)]
pub struct DeviceView {
    pub device: String,
    pub title: String,
    pub added: String,
    pub acts: Vec<ActView>,
    pub spoken: String,
}

#[uniffi::remote(Record)]
pub struct QrView {
    pub size: u32,
    pub squares: Vec<u8>,
}

#[uniffi::remote(Record)]
pub struct DeviceLinkView {
    pub link: String,
    pub qr: QrView,
    pub steps: Vec<String>,
    pub until: String,
}

#[uniffi::remote(Record)]
pub struct PaperView {
    pub groups: Vec<String>,
    pub qr: QrView,
    pub link: String,
    pub steps: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct InboxRow {
    pub dialog: String,
    pub name: String,
    pub topic: String,
    pub room: Option<String>,
    pub last: String,
    pub time: String,
    pub unread: u32,
    pub pinned: bool,
    pub muted: bool,
    pub choices: Vec<ChoiceView>,
    pub waiting: Option<String>,
    pub initials: String,
    pub tone: u8,
    pub spoken: String,
}

#[uniffi::remote(Record)]
pub struct EmptyView {
    pub sentence: String,
    pub button: String,
}

#[uniffi::remote(Record)]
pub struct DialogView {
    pub dialog: String,
    pub name: String,
    pub topic: String,
    pub initials: String,
    pub tone: u8,
    pub readers: String,
    pub notice: Option<String>,
    pub items: Vec<ItemView>,
    pub earlier: bool,
    pub typing: Option<String>,
    pub draft: String,
    pub hint: String,
    pub may_write: bool,
    pub why_not: Option<String>,
    pub step_up: Option<StepUpView>,
    pub evidence: Option<String>,
    pub members: Vec<MemberView>,
    pub consent: Option<ConsentView>,
    pub acts: Vec<ActView>,
    pub choices: Vec<ChoiceView>,
    pub may_bring: bool,
    pub alone: bool,
    pub rooms: Vec<RoomView>,
    pub aside: Option<AsideView>,
    pub link: String,
}

#[uniffi::remote(Record)]
pub struct ActView {
    pub act: String,
    pub label: String,
    pub grave: bool,
    pub heading: String,
    pub sentence: String,
    pub yes: String,
    pub no: String,
}

#[uniffi::remote(Record)]
pub struct ChoiceView {
    pub choice: String,
    pub label: String,
}

#[uniffi::remote(Record)]
pub struct SearchView {
    pub rows: Vec<SearchRow>,
    pub more: bool,
    pub notice: Option<String>,
}

#[uniffi::remote(Record)]
pub struct SearchRow {
    pub dialog: String,
    pub post: String,
    pub name: String,
    pub initials: String,
    pub tone: u8,
    pub before: String,
    pub hit: String,
    pub after: String,
    pub time: String,
    pub spoken: String,
}

#[uniffi::remote(Enum)]
pub enum ItemView {
    Day { label: String },
    Notice { text: String },
    Bubble { bubble: BubbleView },
    Folded { fold: FoldView },
    Consent { card: ConsentView },
    Invitation { card: InvitedView },
}

#[uniffi::remote(Record)]
pub struct BubbleView {
    pub id: String,
    pub own: bool,
    pub author: String,
    pub initials: String,
    pub tone: u8,
    pub text: String,
    pub spans: Vec<SpanView>,
    pub quote: Option<QuoteView>,
    pub photo: Option<PhotoView>,
    pub file: Option<FileView>,
    pub voice: Option<VoiceView>,
    pub edited: Option<String>,
    pub reactions: Vec<ReactionView>,
    pub time: String,
    pub state: PostState,
    pub state_label: String,
    pub progress: Option<u8>,
    pub first: bool,
    pub last: bool,
    pub spoken: String,
    pub acts: Vec<ActView>,
    pub react: Vec<ReactionView>,
    pub answer: Option<QuoteView>,
    pub edit: Option<EditView>,
}

#[uniffi::remote(Enum)]
pub enum PostState {
    Waiting,
    Sent,
    Delivered,
    Read,
    Failed,
    Asked,
}

#[uniffi::remote(Record)]
pub struct PhotoView {
    pub file: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub preview: Option<Vec<u8>>,
    pub progress: Option<u8>,
}

#[uniffi::remote(Record)]
pub struct MemberView {
    pub name: String,
    pub role: String,
    pub since: String,
    pub proof: String,
    pub proven: bool,
    pub initials: String,
    pub tone: u8,
    pub acts: Vec<ActView>,
}

#[uniffi::remote(Record)]
pub struct ConsentView {
    pub proposal: String,
    pub question: String,
    pub asks: String,
    pub about: String,
    pub purpose: String,
    pub sees: String,
    pub until: String,
    pub others: Vec<String>,
    pub if_no: String,
    pub revocable: String,
    pub yes: String,
    pub no: String,
    pub later: String,
    pub more: String,
    pub answered: Option<String>,
    pub mine: bool,
    pub acts: Vec<ActView>,
}

#[uniffi::remote(Enum)]
pub enum Answer {
    Yes,
    No,
}

#[uniffi::remote(Record)]
pub struct WelcomeView {
    pub heading: String,
    pub lines: Vec<String>,
    pub button: String,
    pub hint: String,
    pub logins: Vec<ChoiceView>,
    pub met: bool,
}

#[uniffi::remote(Enum)]
pub enum Language {
    Danish,
    Bokmal,
    Nynorsk,
    English,
}

#[uniffi::remote(Record)]
pub struct Labels {
    pub app: String,
    pub back: String,
    pub close: String,
    pub send: String,
    pub attach: String,
    pub retry: String,
    pub members: String,
    pub members_heading: String,
    pub describe_photo: String,
    pub remove_photo: String,
    pub earlier: String,
    pub newer: String,
    pub new_dialog: String,
    pub code_heading: String,
    pub code_help: String,
    pub code_field: String,
    pub go_on: String,
    pub login_waiting: String,
    pub login_again: String,
    pub unlock: String,
    pub invite_name: String,
    pub invite_topic: String,
    pub invite_purpose: String,
    pub invite_first: String,
    pub invite_make: String,
    pub invite_sensitive: String,
    pub invite_sensitive_help: String,
    pub invite_name_help: String,
    pub invite_help: String,
    pub invite_print: String,
    pub household: String,
    pub household_one: String,
    pub household_kin: String,
    pub household_add: String,
    pub household_remove: String,
    pub household_help: String,
    pub copy: String,
    pub bring: String,
    pub bring_heading: String,
    pub bring_name: String,
    pub bring_purpose: String,
    pub bring_role: String,
    pub bring_sees: String,
    pub more: String,
    pub reply: String,
    pub edit: String,
    pub editing: String,
    pub leave_be: String,
    pub quote: String,
    pub attach_photo: String,
    pub attach_file: String,
    pub remove_file: String,
    pub file_save: String,
    pub voice_record: String,
    pub voice_end: String,
    pub voice_forget: String,
    pub voice_play: String,
    pub voice_stop: String,
    pub dialog_link: String,
    pub devices: String,
    pub device_add: String,
    pub paper_make: String,
    pub paper_heading: String,
    pub paper_have: String,
    pub paper_field: String,
    pub qr: String,
    pub evidence_copy: String,
    pub choose_dialog: String,
    pub search: String,
    pub search_field: String,
    pub search_more: String,
    pub jots: String,
    pub jot_field: String,
    pub jot_to: String,
    pub jot_keep: String,
    pub jot_place: String,
    pub receipts: String,
    pub receipts_help: String,
    pub archived: String,
    pub lock: String,
    pub lock_help: String,
    pub choices: String,
    pub consent_asks: String,
    pub consent_about: String,
    pub consent_purpose: String,
    pub consent_sees: String,
    pub consent_until: String,
    pub consent_others: String,
    pub consent_if_no: String,
}
