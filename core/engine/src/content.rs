//! What is inside the seals: posts, letters, what a dialog is about, and intents that wait.
//! Refuses to be seen by a server: only sealed bytes leave. Versioned by kind, with a fallback text.

use crate::ring::Pins;
use minicbor::{Decode, Encode};
use samtale_seal::file::FileKey;
use samtale_wire::entry::{Role, Scope};
use samtale_wire::invitation::Inviter;
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::Card;
use samtale_wire::{Bytes, DialogId, FileId, Hash, InvitationId, Malformed, Salt, Uid, decode, encode};

/// The longest text of a post, in bytes.
pub const MAX_TEXT: usize = 16_000;

/// A post's content as it is sealed: an old app shows the fallback of a kind it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Content {
    /// What to show when `kind` is unknown; also the text that searches and notices use.
    #[n(0)]
    pub fallback_text: String,
    /// Which kind.
    #[n(1)]
    kind: u64,
    /// Canonical bytes of that kind.
    #[n(2)]
    inner: Bytes,
}

/// The kinds of content that this version knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words alone; they are the fallback text.
    Text,
    /// A photo with or without words.
    Photo(Box<Photo>),
    /// Made by a newer app.
    Unknown,
}

/// A photo: which file, how to open it, and how it is drawn before it is there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Photo {
    /// The sealed file.
    #[n(0)]
    pub file: FileId,
    /// What opens it.
    #[n(1)]
    pub key: FileKey,
    /// Bytes before sealing.
    #[n(2)]
    pub size: u64,
    /// Pixels.
    #[n(3)]
    pub width: u32,
    /// Pixels.
    #[n(4)]
    pub height: u32,
    /// What it shows, in its author's words; may be empty.
    #[n(5)]
    pub alt: String,
}

impl Photo {
    /// Whether a screen can make room for it and a device can hold it.
    #[must_use]
    pub fn can_be_drawn(&self) -> bool {
        self.width > 0 && self.height > 0 && self.size <= crate::picture::MAX_PICTURE as u64
    }
}

const TEXT: u64 = 1;
const PHOTO: u64 = 2;

impl Content {
    /// Words, with a photo or without.
    #[must_use]
    pub fn new(text: String, photo: Option<&Photo>) -> Self {
        match photo {
            None => Self { fallback_text: text, kind: TEXT, inner: Bytes::default() },
            Some(photo) => Self { fallback_text: text, kind: PHOTO, inner: Bytes(encode(photo)) },
        }
    }

    /// What kind it is.
    ///
    /// # Errors
    /// [`Malformed`] when a known kind is not whole.
    pub fn kind(&self) -> Result<Kind, Malformed> {
        match self.kind {
            TEXT => Ok(Kind::Text),
            PHOTO => Ok(Kind::Photo(Box::new(decode(&self.inner.0)?))),
            _ => Ok(Kind::Unknown),
        }
    }
}

/// What a dialog is about, for its members.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct About {
    /// The topic.
    #[n(0)]
    pub topic: String,
}

/// What the members are shown of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ProposalNote {
    /// What it is for.
    #[n(0)]
    pub purpose: Purpose,
    /// Whom it is about: proves itself against the subject's chain.
    #[n(1)]
    pub cards: Vec<Card>,
}

/// What a proposal is for; its hash stands in the signed entry.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Purpose {
    /// In one sentence.
    #[n(0)]
    pub text: String,
    /// Makes the hash say nothing.
    #[n(1)]
    pub salt: Salt,
}

impl Purpose {
    /// As Propose names it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let parts = [self.salt.as_bytes(), self.text.as_bytes()];
        samtale_membership::hash::hash(samtale_wire::label::PURPOSE, &parts)
    }
}

/// The letter that comes with a proposal, for its subject alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ProposalLetter {
    /// What the dialog is about.
    #[n(0)]
    pub about: About,
    /// What the proposal is for.
    #[n(1)]
    pub purpose: Purpose,
    /// Who proposes: proves itself against the proposer's chain.
    #[n(2)]
    pub cards: Vec<Card>,
}

/// Identity cards, for one person's eyes: of who comes back, of a member's new devices, of a device that
/// asks its owner.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CardLetter {
    /// They prove themselves against the sender's chain.
    #[n(0)]
    pub cards: Vec<Card>,
}

/// The letter that comes with a claim, for the inviter alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ClaimLetter {
    /// Who claims: proves itself against the claimant's chain.
    #[n(0)]
    pub cards: Vec<Card>,
    /// The claimant's employment, if any: a proposal as an employee needs it.
    #[n(1)]
    pub org: Option<Box<OrgAttest>>,
}

/// Something a person wants that has not happened yet; waits on disk, sealed to oneself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
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
}

/// An act that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ActIntent {
    /// Where.
    #[n(0)]
    pub dialog: DialogId,
    /// What.
    #[n(1)]
    pub act: Act,
}

/// What a person can do to a dialog beyond writing and answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Act {
    /// Take back the yes to a proposal, by its hash.
    #[n(1)]
    Withdraw(#[n(0)] Hash),
    /// Put a member out.
    #[n(2)]
    Remove(#[n(0)] Uid),
    /// Leave.
    #[n(3)]
    Leave,
    /// Take a post back, by its sequence number.
    #[n(4)]
    Erase(#[n(0)] u64),
    /// Close the dialog.
    #[n(5)]
    Close,
    /// Open it again.
    #[n(6)]
    Reopen,
    /// Go on though the server has lost the end of the log.
    #[n(7)]
    Resume,
    /// Let one back in who lost every device, by the hash of their intent.
    #[n(8)]
    LetBack(#[n(0)] Hash),
    /// Whoever took up an invitation is who was meant.
    #[n(9)]
    Confirm(#[n(0)] InvitationId),
    /// Whoever took up an invitation is somebody else: it leads nowhere.
    #[n(10)]
    Refuse(#[n(0)] InvitationId),
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
    /// The secret.
    #[n(1)]
    pub secret: Salt,
}

impl From<Inviter> for ClaimIntent {
    fn from(inviter: Inviter) -> Self {
        Self { inviter: inviter.uid, secret: inviter.secret }
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
}
