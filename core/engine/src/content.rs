//! What is inside the seals: posts, letters, what a dialog is about, and intents that wait.
//! Refuses to be seen by a server: only sealed bytes leave. Versioned by kind, with a fallback text.

mod act;
mod carried;
mod emoji;
mod file_name;
mod guardian;
mod household;
mod letters;
mod said;

pub use act::{Act, ActIntent};
pub use carried::{Carried, MAX_ATTACHED, MAX_PREVIEW, MAX_VOICE, MAX_WAVE, Photo, Sealed, SentFile, Voice};
pub use emoji::{EMOJI, is_emoji};
pub use file_name::{file_name, media_type};
pub use guardian::{GuardIntent, GuardianLetter};
pub use household::{FEWEST_SEATS, Household, Kin, MOST_SEATS, Seat};
pub use letters::{CardLetter, ClaimLetter, ProposalLetter, ProposalNote, Purpose};
pub use said::{Content, Kind, MAX_TEXT, PostRef};

use crate::case::CaseId;
use crate::ring::Pins;
use minicbor::{Decode, Encode};
use samtale_membership::number::NationalNumber;
use samtale_seal::code::ShortCode;
use samtale_wire::entry::{Policy, Role, Scope};
use samtale_wire::invitation::Inviter;
use samtale_wire::user::Card;
use samtale_wire::voucher::Mandate;
use samtale_wire::{DialogId, FileId, Hash, InvitationId, Salt, Uid};

/// What a dialog is about, for its members.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct About {
    /// The topic.
    #[n(0)]
    pub topic: String,
    /// To which case it belongs: every dialog says one.
    #[n(1)]
    pub case: Option<CaseId>,
}

/// Something a person wants that has not happened yet; waits on disk, sealed to oneself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
#[allow(clippy::large_enum_variant, reason = "few are held, and each only until it is placed")]
pub enum Intent {
    /// To post.
    #[n(1)]
    Post(#[n(0)] PostIntent),
    /// To answer a proposal.
    #[n(2)]
    Answer(#[n(0)] AnswerIntent),
    /// To have somebody join: kept until they have.
    #[n(3)]
    Invite(#[n(0)] InviteIntent),
    /// To take up an invitation.
    #[n(4)]
    Claim(#[n(0)] ClaimIntent),
    /// To do something else to a dialog.
    #[n(5)]
    Act(#[n(0)] ActIntent),
    /// That a post which may be under way is not wanted any more.
    #[n(8)]
    TakenBack(#[n(0)] crate::taking_back::TakenBack),
    /// To go on writing.
    #[n(9)]
    Draft(#[n(0)] crate::drafts::Draft),
    /// To have something so in the own list: until the server keeps it.
    #[n(10)]
    Prefer(#[n(0)] crate::preferences::Preference),
    /// To vouch for somebody whose guardian one is, as an employee asks.
    #[n(12)]
    Guard(#[n(0)] GuardIntent),
}

/// A post that waits.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PostIntent {
    /// Where.
    #[n(0)]
    pub dialog: DialogId,
    /// What.
    #[n(1)]
    pub content: Content,
    /// Files to send first.
    #[n(2)]
    pub files: Vec<FileId>,
    /// Who could read the dialog when it was written, sorted.
    #[n(3)]
    pub audience: Vec<Uid>,
    /// When it was written, seconds since 1970.
    #[n(4)]
    pub t: u64,
    /// The hash of who could read it, when the dialog was not at hand and `audience` is empty.
    #[n(5)]
    pub readers: Option<Hash>,
}

/// An answer that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AnswerIntent {
    /// Where.
    #[n(0)]
    pub dialog: DialogId,
    /// To which proposal.
    #[n(1)]
    pub proposal: Hash,
    /// Hash of the text that was shown with a yes; `None` is a no.
    #[n(2)]
    pub yes: Option<Hash>,
}

/// An invitation that is out.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct InviteIntent {
    /// The secret, known to the invited person alone.
    #[n(0)]
    pub secret: Salt,
    /// Until when it can be taken up, seconds since 1970.
    #[n(1)]
    pub until: u64,
    /// How the inviter calls them.
    #[n(2)]
    pub name: String,
    /// What the dialog will be about.
    #[n(3)]
    pub topic: String,
    /// What the invited person consents to.
    #[n(4)]
    pub purpose: String,
    /// The first post; may be empty.
    #[n(5)]
    pub first: String,
    /// The dialog that they are invited into, if it is there already.
    #[n(6)]
    pub into: Option<Into>,
    /// Whom the inviter has looked at and called the right one.
    #[n(7)]
    pub confirmed: Option<Uid>,
    /// To which case the dialog belongs that it leads to.
    #[n(8)]
    pub case: Option<CaseId>,
    /// Who it is, when they were met in another dialog: then no link is handed over.
    #[n(9)]
    pub met: Option<Met>,
    /// By which rules the dialog is that it leads to, if not by the standard ones.
    #[n(10)]
    pub policy: Option<Policy>,
    /// Of the dialog, when the link was made anew since.
    #[n(11)]
    pub salt: Option<Salt>,
    /// Who took it up and was not who was meant; at most `MAX_REFUSED`.
    #[n(12)]
    pub refused: Option<Vec<Uid>>,
    /// The invitation before, when the link was made anew: nobody is to take that one up.
    #[n(13)]
    pub former: Option<InvitationId>,
    /// When the inviter took it back, seconds since 1970.
    #[n(14)]
    pub withdrawn: Option<u64>,
    /// Its short code, if one was made.
    #[n(15)]
    pub code: Option<InviteCode>,
    /// Those who share it, when it is for several: `name` is then all of their names.
    #[n(16)]
    pub household: Option<Household>,
    /// Whose keys came first, when it is for somebody without eID: kept before they are told what makes the
    /// digits, since others could then choose keys to the digits.
    #[n(17)]
    pub asked: Option<Hash>,
    /// For somebody without eID, whom the inviter meets: what makes the digits.
    #[n(20)]
    pub vouches: Option<Salt>,
    /// The national number of who is meant: the login of who comes is compared with it.
    #[n(21)]
    pub number: Option<NationalNumber>,
    /// Whom the inviter has sent to meet them: that guardian's mandate.
    #[n(22)]
    pub mandate: Option<Box<Mandate>>,
}

/// The short code of an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct InviteCode {
    /// The code.
    #[n(0)]
    pub code: ShortCode,
    /// Until when it opens something, seconds since 1970.
    #[n(1)]
    pub until: u64,
    /// Whether the server has what it opens.
    #[n(2)]
    pub kept: bool,
}

/// Somebody who is known from another dialog.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Met {
    /// Who.
    #[n(0)]
    pub uid: Uid,
    /// From which dialog.
    #[n(1)]
    pub from: DialogId,
}

/// A place in a dialog that is there already.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Into {
    /// Which dialog.
    #[n(0)]
    pub dialog: DialogId,
    /// As what.
    #[n(1)]
    pub role: Role,
    /// Seeing how much.
    #[n(2)]
    pub scope: Scope,
}

/// An invitation to take up.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClaimIntent {
    /// By whom.
    #[n(0)]
    pub inviter: Uid,
    /// The secret: of those who came by a code, where it was one.
    #[n(1)]
    pub secret: Salt,
    /// Which invitation, where it was a code.
    #[n(2)]
    pub by_code: Option<InvitationId>,
}

impl ClaimIntent {
    /// Which invitation.
    #[must_use]
    pub fn invitation(&self) -> InvitationId {
        self.by_code.unwrap_or_else(|| samtale_membership::hash::invitation(&self.secret))
    }
}

impl From<Inviter> for ClaimIntent {
    fn from(inviter: Inviter) -> Self {
        Self { inviter: inviter.uid, secret: inviter.secret, by_code: inviter.by_code }
    }
}

/// What the vault holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct VaultContent {
    /// The device's seeds.
    #[n(0)]
    pub seeds: samtale_seal::device::DeviceSeeds,
    /// The person's own identity card, to show to others.
    #[n(1)]
    pub card: Card,
    /// Which key ring was seen last, and how far each dialog.
    #[n(2)]
    pub pins: Pins,
    /// Whether this device keeps to itself what its person has read and that they are writing.
    #[n(3)]
    pub quiet: Option<bool>,
    /// The newest edition of the municipality's card that was seen here.
    #[n(4)]
    pub edition: Option<u64>,
    /// The card of a later login on this device, at a higher level; counts once the chain names it.
    #[n(5)]
    pub stronger: Option<Card>,
}

impl VaultContent {
    /// Takes a card in: of a later login; or in place of the first, when that tells too much to be kept.
    pub fn take(&mut self, card: Card) {
        match samtale_membership::card::tells(&self.card) {
            true => self.card = card,
            false => self.stronger = Some(card),
        }
    }
}
