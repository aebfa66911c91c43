//! What people are told in letters of their own: what they are asked for, and who somebody is.
//! Refuses to say more than the entry beside it commits to. Sealed by `compose`, `invite` and `introduce`.

use super::About;
use minicbor::{Decode, Encode};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::Card;
use samtale_wire::{Hash, Salt};

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
    /// The subject's own, where the proposer has made them from a login that nobody else may see.
    #[n(3)]
    pub yours: Option<Vec<Card>>,
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
    /// The claimant's login, where it tells a national number: the inviter's device looks at it, and keeps it nowhere.
    #[n(2)]
    pub login: Option<Card>,
}
