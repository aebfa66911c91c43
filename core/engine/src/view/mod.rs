//! What screens show, ready to be drawn: every sentence written, every time in words.
//! Refuses logic: plain records only. Made by `show`, mirrored by `samtale-bindings`.

mod act;
mod consent;
mod devices;
mod dialog;
mod inbox;
mod jots;
mod labels;
mod mine;
mod nudge;
mod onboarding;
mod phone;
mod room;
mod said;
mod search;
mod table;

pub use act::{ActView, ChoiceView};
pub use consent::{Answer, ConsentView};
pub use devices::{DeviceLinkView, DeviceView, PaperView, QrView};
pub use dialog::{BubbleView, DialogView, ItemView, MemberView, PhotoView, PostState, StepUpView};
pub use inbox::{EmptyView, InboxRow, InboxView};
pub use jots::{JotView, JotterView};
pub use labels::{Labels, Language, ProblemView};
pub use mine::{ArchivedView, FoldView, LockChoiceView, LockView, UndoView};
pub use nudge::{CalledView, NudgeView, NudgesView};
pub use onboarding::{
    BringDraft, BringView, DocumentView, InvitationDraft, InvitationView, InvitedView, PrintedView,
    ShortCodeView, VouchingView, WelcomeView,
};
pub use phone::{PersonView, PhoneView};
pub use room::{AsideView, RoomView};
pub use said::{AttachedDraft, EditView, FileView, PostDraft, QuoteView, ReactionView, SpanView, VoiceView};
pub use search::{SearchRow, SearchView};
pub use table::{GuestView, HouseholdDraft, HouseholdView, SeatDraft, SeatState, SeatView, TableView};
