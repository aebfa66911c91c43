//! How people show who they are, and come back: Verified, Matched, RebindIntent, Rebind, OrgRevoke.
//! Refuses judgement: `membership::apply` has it, and what needs trust is the client's `vouch`.

use super::{NewEpoch, Pin};
use crate::id::{DeviceId, DialogId, Hash, Salt, Signature, Uid};
use crate::tenant::OrgAttest;
use minicbor::{Decode, Encode};

/// Signed by a new uid: I am this member, and lost every device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RebindIntent {
    /// Who they were.
    #[n(0)]
    pub old: Uid,
    /// Hash of the fresh identity card.
    #[n(1)]
    pub card: Hash,
    /// The card for the other members, each in a letter of their own; sorted by uid.
    #[n(2)]
    pub letters: Vec<LetterRef>,
}

/// A letter to one person, by hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LetterRef {
    /// To whom.
    #[n(0)]
    pub uid: Uid,
    /// Hash of the sealed letter.
    #[n(1)]
    pub hash: Hash,
}

/// The member goes on under the new uid.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Rebind {
    /// Hash of the intent's entry.
    #[n(0)]
    pub intent: Hash,
    /// The new uid's employment, if the role asks for it.
    #[n(1)]
    pub org: Option<Box<OrgAttest>>,
    /// The next epoch.
    #[n(2)]
    pub epoch: NewEpoch,
}

/// What one screen shows and the other signs (label `samtale1.qr`): valid for two minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Scan {
    /// Which dialog.
    #[n(0)]
    pub dialog: DialogId,
    /// Who asks.
    #[n(1)]
    pub asks: Uid,
    /// Who answers, with which keys.
    #[n(2)]
    pub answers: Pin,
    /// Drawn for this meeting by who asks.
    #[n(3)]
    pub nonce: Salt,
    /// When, seconds since 1970.
    #[n(4)]
    pub t: u64,
}

/// Two people met: the author asked, the other's device signed the same [`Scan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Verified {
    /// Who was met: a member, one who is proposed, or one who comes back.
    #[n(0)]
    pub subject: Pin,
    /// Their device.
    #[n(1)]
    pub dev: DeviceId,
    /// The nonce of the scan.
    #[n(2)]
    pub nonce: Salt,
    /// Its time.
    #[n(3)]
    pub at: u64,
    /// The other device's signature over the scan.
    #[n(4)]
    pub echo: Signature,
}

/// The coordinator's word that a login with a national number is the person who was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Matched {
    /// Whose login: a member, one who is proposed, or one who comes back.
    #[n(0)]
    pub subject: Pin,
}

/// The municipality's word that somebody is not employed any more.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OrgRevoke {
    /// A canonical [`Dismissal`](crate::tenant::Dismissal), signed like an employment.
    #[n(0)]
    pub word: OrgAttest,
}

/// Cards of the author's devices that came since the pin, to every other member.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Introduce {
    /// The cards, sealed to each of the others, by hash; sorted by uid.
    #[n(0)]
    pub letters: Vec<LetterRef>,
}
