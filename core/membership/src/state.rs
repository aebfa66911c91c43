//! What a dialog's log says after one of its entries; canonical, so that it can be kept as a snapshot.
//! Refuses to change itself: `apply` makes the next one. Used by the server and every client.

use crate::violation::Violation;
use minicbor::{Decode, Encode};
use samtale_wire::entry::{Pin, Policy, Role, Scope};
use samtale_wire::user::UserHead;
use samtale_wire::{DialogId, Hash, Tenant, Uid, VerifyKey};

/// The state of one dialog.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct State {
    /// What every entry moves.
    #[n(0)]
    pub tip: Tip,
    /// What only control entries and new pins move.
    #[n(1)]
    pub roster: Roster,
}

/// The end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Tip {
    /// Sequence number of the last entry.
    #[n(0)]
    pub seq: u64,
    /// Its hash.
    #[n(1)]
    pub head: Hash,
    /// Its time, seconds since 1970.
    #[n(2)]
    pub t: u64,
}

/// Who belongs, who may come, and by which policy.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Roster {
    /// Which dialog.
    #[n(0)]
    pub dialog: DialogId,
    /// Which municipality.
    #[n(1)]
    pub tenant: Tenant,
    /// Key of signed heads.
    #[n(2)]
    pub head_key: VerifyKey,
    /// Who must consent to whom.
    #[n(3)]
    pub policy: Policy,
    /// The fixed approvers.
    #[n(4)]
    pub citizens: Vec<Uid>,
    /// Hash of the last control entry.
    #[n(5)]
    pub ctl: Hash,
    /// The epoch.
    #[n(6)]
    pub epoch: u64,
    /// The commitment to its secret.
    #[n(7)]
    pub commit: Hash,
    /// Sorted by uid.
    #[n(8)]
    pub members: Vec<Member>,
    /// Open proposals, oldest first.
    #[n(9)]
    pub proposals: Vec<Proposal>,
}

/// Somebody who can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Member {
    /// Who.
    #[n(0)]
    pub uid: Uid,
    /// As what.
    #[n(1)]
    pub role: Role,
    /// Their chain as this log knows it.
    #[n(2)]
    pub uhead: UserHead,
    /// Generation of their user key.
    #[n(3)]
    pub generation: u64,
    /// Since which entry.
    #[n(4)]
    pub since: u64,
    /// When, seconds since 1970.
    #[n(5)]
    pub joined: u64,
    /// Until when the consents run; the creator's own place has no end (`u64::MAX`).
    #[n(6)]
    pub until: u64,
}

/// An open proposal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Proposal {
    /// Hash of its entry.
    #[n(0)]
    pub id: Hash,
    /// Who proposed.
    #[n(1)]
    pub by: Uid,
    /// Whom, with which keys.
    #[n(2)]
    pub subject: Pin,
    /// As what.
    #[n(3)]
    pub role: Role,
    /// Seeing how much.
    #[n(4)]
    pub scope: Scope,
    /// What for, by hash.
    #[n(5)]
    pub purpose: Hash,
    /// Until when.
    #[n(6)]
    pub until: u64,
    /// Whose consent it needs besides the subject's; fixed when it was made.
    #[n(7)]
    pub approvers: Vec<Uid>,
    /// Who has said yes.
    #[n(8)]
    pub yes: Vec<Yes>,
}

/// A yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Yes {
    /// Hash of its entry.
    #[n(0)]
    pub entry: Hash,
    /// Whose.
    #[n(1)]
    pub uid: Uid,
    /// Until when.
    #[n(2)]
    pub until: u64,
}

impl Roster {
    /// The member, if they are one.
    #[must_use]
    pub fn member(&self, uid: &Uid) -> Option<&Member> {
        self.members.iter().find(|member| member.uid == *uid)
    }

    /// The open proposal.
    ///
    /// # Errors
    /// [`Violation::NoProposal`].
    pub fn proposal(&self, id: &Hash) -> Result<&Proposal, Violation> {
        self.proposals.iter().find(|proposal| proposal.id == *id).ok_or(Violation::NoProposal)
    }
}

impl Proposal {
    /// Whether `uid` is asked and has not answered.
    #[must_use]
    pub fn waits_for(&self, uid: &Uid) -> bool {
        let asked = self.subject.uid == *uid || self.approvers.contains(uid);
        asked && !self.yes.iter().any(|yes| yes.uid == *uid)
    }

    /// Whether every yes is there.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.yes.len() == self.approvers.len() + 1
    }

    /// The consents that Admit must cite, in order.
    #[must_use]
    pub fn cited(&self) -> Vec<Hash> {
        let mut cited: Vec<Hash> = self.yes.iter().map(|yes| yes.entry).collect();
        cited.sort_unstable();
        cited
    }
}
