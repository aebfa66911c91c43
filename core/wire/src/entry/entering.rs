//! How a dialog begins and how people come in: Create, Propose, Join, Consent, Decline, Admit.
//! Refuses judgement: `membership::apply` has one file for each.

use super::Detached;
use crate::id::{Hash, Salt, Tenant, Uid, VerifyKey};
use crate::tenant::OrgAttest;
use crate::user::UserHead;
use minicbor::{Decode, Encode};

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    /// Answers for the dialog; employed by the municipality.
    #[n(0)]
    Coordinator,
    /// Employed by the municipality.
    #[n(1)]
    Employee,
    /// The one whom the dialog is about.
    #[n(2)]
    Citizen,
    /// Family.
    #[n(3)]
    Relative,
    /// A professional from elsewhere.
    #[n(4)]
    External,
    /// A machine.
    #[n(5)]
    Service,
}

impl Role {
    /// Whether the role is for the municipality's own employees only.
    #[must_use]
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Coordinator | Self::Employee)
    }
}

/// How much of what was written before a new member may read. Enforced by which secrets the
/// grant carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum Scope {
    /// Nothing: from the epoch of the admission on.
    #[n(0)]
    FromNow,
    /// What is dated from then on, in seconds since 1970.
    #[n(1)]
    Since(#[n(0)] u64),
    /// Exactly these posts, by sequence number, ascending.
    #[n(2)]
    Posts(#[n(0)] Vec<u64>),
    /// Everything.
    #[n(3)]
    All,
}

/// The closed, versioned list of policies (`membership::policy` has the rules of each).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Policy {
    /// The approvers named in Create consent to everyone else.
    #[n(1)]
    Standard,
    /// The same, and shorter: nothing runs longer than half a year, and who comes back after
    /// losing every device gets history only once they were met, or after a day.
    #[n(2)]
    Sensitive,
    /// As standard, between those whom Create names and staff: nobody else is ever let in, but a successor
    /// where no coordinator is left. For who is written with apart from the citizen of their case, since
    /// that one cannot be asked there.
    #[n(3)]
    Apart,
}

/// Somebody whom the dialog is about, as Create names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Named {
    /// Who, with which keys.
    #[n(0)]
    pub pin: Pin,
    /// Whether their consent is asked for whoever else may come.
    #[n(1)]
    pub approves: bool,
}

/// Which line of which consent table named the approvers. `engine::law` has the tables; `apply`
/// does not look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Basis {
    /// The table's version.
    #[n(0)]
    pub table: u64,
    /// Its line.
    #[n(1)]
    pub line: u64,
}

/// A person and the state of their keys that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Pin {
    /// Who.
    #[n(0)]
    pub uid: Uid,
    /// Their user chain.
    #[n(1)]
    pub uhead: UserHead,
}

/// The beginning of an epoch: its secret by commitment, and who gets it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewEpoch {
    /// One more than the epoch before; 0 in Create.
    #[n(0)]
    pub epoch: u64,
    /// `KDF(ES, "samtale1/epoch-commit", dialog, epoch)`.
    #[n(1)]
    pub commit: Hash,
    /// Members whose user chains have moved on: their grants are for the keys they have now.
    /// Sorted by uid.
    #[n(2)]
    pub pins: Vec<Pin>,
    /// Sorted by uid, exactly the members of the epoch.
    #[n(3)]
    pub grants: Vec<GrantRef>,
}

/// One member's grant, by hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GrantRef {
    /// For whom.
    #[n(0)]
    pub uid: Uid,
    /// The generation of the user key it is sealed to.
    #[n(1)]
    pub generation: u64,
    /// Hash of the sealed grant.
    #[n(2)]
    pub hash: Hash,
}

/// A dialog's first entry.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Create {
    /// The municipality.
    #[n(0)]
    pub tenant: Tenant,
    /// Makes the dialog's id unguessable.
    #[n(1)]
    pub salt: Salt,
    /// Key with which this server signs heads.
    #[n(2)]
    pub head_key: VerifyKey,
    /// Who must consent to whom; never changes.
    #[n(3)]
    pub policy: Policy,
    /// The citizen, or all guardians: who approves is fixed here; sorted by uid.
    #[n(4)]
    pub citizens: Vec<Named>,
    /// Why it is these who approve.
    #[n(5)]
    pub basis: Basis,
    /// The creator's employment.
    #[n(6)]
    pub org: Box<OrgAttest>,
    /// Epoch 0, granted to the creator alone.
    #[n(7)]
    pub epoch: NewEpoch,
    /// What the dialog is about, sealed in epoch 0.
    #[n(8)]
    pub about: Detached,
}

/// A proposal that somebody join.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Propose {
    /// Exactly this person with exactly these keys.
    #[n(0)]
    pub subject: Pin,
    /// As what.
    #[n(1)]
    pub role: Role,
    /// Seeing how much.
    #[n(2)]
    pub scope: Scope,
    /// Hash of what for, with a salt.
    #[n(3)]
    pub purpose: Hash,
    /// Until when, in seconds since 1970.
    #[n(4)]
    pub until: u64,
    /// The subject's employment, if the role asks for it.
    #[n(5)]
    pub org: Option<Box<OrgAttest>>,
    /// Hash of the letter to the subject: topic, purpose, the proposer's card.
    #[n(6)]
    pub letter: Hash,
    /// The same purpose for the members, sealed in the current epoch.
    #[n(7)]
    pub about: Detached,
}

/// A yes by one who is asked. Once its subject is a member, a yes can only be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Consent {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
    /// Hash of the text that was shown.
    #[n(1)]
    pub text: Hash,
    /// Until when, in seconds since 1970; at most the proposal's, or for a renewal the policy's.
    #[n(2)]
    pub until: u64,
    /// Hash of the entry with the yes that this one renews.
    #[n(3)]
    pub renews: Option<Hash>,
}

/// The subject's own yes, which also accepts the dialog's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Join {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
    /// Hash of the text that was shown.
    #[n(1)]
    pub text: Hash,
    /// Until when, in seconds since 1970; at most the proposal's.
    #[n(2)]
    pub until: u64,
    /// Hash of the dialog's policy and its approvers.
    #[n(3)]
    pub policy: Hash,
}

/// A no, by the subject or by one who is asked: the proposal is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Decline {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
}

/// An admission. It consumes its proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Admit {
    /// Hash of the proposal's entry.
    #[n(0)]
    pub proposal: Hash,
    /// Hashes of the entries that said yes, sorted: the Join and every Consent.
    #[n(1)]
    pub consents: Vec<Hash>,
    /// The next epoch, granted to all members and the new one.
    #[n(2)]
    pub epoch: NewEpoch,
}
