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
    /// Whom the dialog is about, as Create named them, followed through Rebind; sorted by uid.
    #[n(4)]
    pub citizens: Vec<Citizen>,
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
    /// Open intents to come back, oldest first.
    #[n(10)]
    pub intents: Vec<Intent>,
    /// Whether anything may be written.
    #[n(11)]
    pub phase: Phase,
    /// Whether one of those whom the dialog is about has ever been in.
    #[n(12)]
    pub begun: bool,
    /// Whether a member's keys were taken back since the epoch began.
    #[n(13)]
    pub rotate: bool,
    /// Who began the epoch.
    #[n(14)]
    pub epoch_by: Uid,
    /// Uids whose place went on under another: they never ask for a place again.
    #[n(15)]
    pub replaced: Vec<Uid>,
    /// How far this log has seen the chains of those who are out.
    #[n(16)]
    pub seen: Vec<Pin>,
}

/// Whether anything may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Phase {
    /// Yes.
    #[n(0)]
    Open,
    /// Not until Reopen.
    #[n(1)]
    Closed,
    /// Never again: whom it was about is gone.
    #[n(2)]
    Over,
}

/// One whom the dialog is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Citizen {
    /// Who.
    #[n(0)]
    pub uid: Uid,
    /// Whether their consent is asked for whoever else may come.
    #[n(1)]
    pub approves: bool,
    /// From when their consent counts, seconds since 1970: later for one who just came back.
    #[n(2)]
    pub votes_from: u64,
}

/// Whether a member is really one, until the epoch that goes on without them begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Standing {
    /// In.
    #[n(0)]
    In,
    /// Went by themselves.
    #[n(1)]
    Left,
    /// A consent about them was taken back.
    #[n(2)]
    Withdrawn,
    /// The municipality employs them no longer.
    #[n(3)]
    Dismissed,
}

/// How somebody was shown to be who they are, beyond their login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Proof {
    /// A coordinator compared the login with who was meant.
    #[n(0)]
    pub matched: bool,
    /// Somebody met them, screen to screen.
    #[n(1)]
    pub met: bool,
}

/// One who asks to come back under a new uid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Intent {
    /// Hash of its entry.
    #[n(0)]
    pub id: Hash,
    /// The member they say they are.
    #[n(1)]
    pub old: Uid,
    /// The new uid and its keys.
    #[n(2)]
    pub new: Pin,
    /// When, seconds since 1970.
    #[n(3)]
    pub t: u64,
    /// Whether a device of the old uid has spoken since.
    #[n(4)]
    pub contested: bool,
    /// How they were shown to be who they are.
    #[n(5)]
    pub proof: Proof,
}

/// Somebody who can read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
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
    /// How much of what was before they may read.
    #[n(6)]
    pub scope: Scope,
    /// Hash of the proposal they came by; zero for the creator.
    #[n(7)]
    pub proposal: Hash,
    /// The consents that hold them in, their own among them; none for the creator.
    #[n(8)]
    pub yes: Vec<Yes>,
    /// Whether they are really in.
    #[n(9)]
    pub standing: Standing,
    /// How they were shown to be who they are.
    #[n(10)]
    pub proof: Proof,
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
    /// How the subject was shown to be who they are.
    #[n(9)]
    pub proof: Proof,
    /// Until when the subject is employed, if the role asks for it.
    #[n(10)]
    pub employed: Option<u64>,
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

    /// Whether somebody who may not read any more is still in at `t`: nothing is sealed before an
    /// epoch without them has begun.
    #[must_use]
    pub fn removal_due(&self, t: u64) -> bool {
        self.members.iter().any(|member| !member.reads(t))
    }

    /// Whether something may be sealed in this epoch at `t`.
    ///
    /// # Errors
    /// [`Violation::RemovalDue`] or [`Violation::RotationDue`].
    pub fn sealable(&self, t: u64) -> Result<(), Violation> {
        match (self.removal_due(t), self.rotate) {
            (true, _) => Err(Violation::RemovalDue),
            (false, true) => Err(Violation::RotationDue),
            (false, false) => Ok(()),
        }
    }

    /// How many coordinators are really in.
    #[must_use]
    pub fn coordinators(&self) -> usize {
        let is = |member: &&Member| member.role == Role::Coordinator && member.standing == Standing::In;
        self.members.iter().filter(is).count()
    }

    /// Remembers how far a member's chain was seen, before they are out.
    pub(crate) fn keep_pin(&mut self, uid: &Uid) {
        let Some(member) = self.member(uid) else { return };
        let pin = Pin { uid: *uid, uhead: member.uhead };
        self.seen.retain(|seen| seen.uid != *uid);
        self.seen.push(pin);
    }

    /// Whether a pin does not lie before what this log has seen of that chain.
    #[must_use]
    pub fn not_before(&self, pin: &Pin) -> bool {
        self.seen.iter().all(|seen| seen.uid != pin.uid || seen.uhead.useq <= pin.uhead.useq)
    }

    /// One whom Create named.
    #[must_use]
    pub fn citizen(&self, uid: &Uid) -> Option<&Citizen> {
        self.citizens.iter().find(|citizen| citizen.uid == *uid)
    }

    /// Those whose consent is asked for whoever else may come.
    pub fn approvers(&self) -> impl Iterator<Item = Uid> + '_ {
        self.citizens.iter().filter(|citizen| citizen.approves).map(|citizen| citizen.uid)
    }
}

impl Member {
    /// Until when the consents run, seconds since 1970; `u64::MAX` for the creator.
    #[must_use]
    pub fn until(&self) -> u64 {
        self.yes.iter().map(|yes| yes.until).min().unwrap_or(u64::MAX)
    }

    /// Whether the consents have run out at `t`.
    #[must_use]
    pub fn lapsed(&self, t: u64) -> bool {
        self.until() <= t
    }

    /// Whether something written at `t` may be sealed to them.
    #[must_use]
    pub fn reads(&self, t: u64) -> bool {
        self.standing == Standing::In && !self.lapsed(t)
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
