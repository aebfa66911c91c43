//! Which rule was broken: a closed list, from which both the server's answer and the sentence
//! to a person are made. Refuses data of any kind. Returned by `apply` and `chain`.

use thiserror::Error;

/// A broken rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
pub enum Violation {
    /// Not the canonical bytes of an entry.
    #[error("malformed")]
    Malformed,
    /// Larger than an entry may be.
    #[error("too-large")]
    TooLarge,
    /// A version this code does not know.
    #[error("version")]
    Version,
    /// An entry of another dialog, person or municipality.
    #[error("foreign")]
    Foreign,
    /// Not the next sequence number: dropped, doubled or reordered.
    #[error("sequence")]
    Sequence,
    /// Does not follow the entry before.
    #[error("chain-broken")]
    ChainBroken,
    /// Does not follow the control entry before.
    #[error("control-broken")]
    ControlBroken,
    /// Dated before the entry before.
    #[error("time-backwards")]
    TimeBackwards,
    /// Written in another epoch than the dialog's.
    #[error("stale-epoch")]
    StaleEpoch,
    /// The author is not a member.
    #[error("not-a-member")]
    NotAMember,
    /// A chain that is needed to judge is not at hand, or not as far as is said.
    #[error("unknown-chain")]
    UnknownChain,
    /// A chain is not an extension of what was pinned.
    #[error("pin")]
    Pin,
    /// The device is not one of its author's.
    #[error("unknown-device")]
    UnknownDevice,
    /// A device that no identity provider vouched for.
    #[error("unattested")]
    Unattested,
    /// A key that may never be admitted.
    #[error("bad-key")]
    BadKey,
    /// The signature does not hold.
    #[error("bad-signature")]
    BadSignature,
    /// An id that is not the hash of what it names.
    #[error("bad-id")]
    BadId,
    /// This role may not do this.
    #[error("role")]
    Role,
    /// A staff role without a valid employment.
    #[error("employment")]
    Employment,
    /// The approvers are missing, doubled or not in order.
    #[error("approvers")]
    Approvers,
    /// Too many members.
    #[error("too-many-members")]
    TooManyMembers,
    /// Too many open proposals.
    #[error("too-many-proposals")]
    TooManyProposals,
    /// Too many files, or one twice.
    #[error("too-many-files")]
    TooManyFiles,
    /// Already a member, or already proposed.
    #[error("already")]
    Already,
    /// There is no such open proposal.
    #[error("no-proposal")]
    NoProposal,
    /// Not asked, or has answered.
    #[error("not-asked")]
    NotAsked,
    /// Runs longer than the policy or the proposal allows, or has run out.
    #[error("expiry")]
    Expiry,
    /// Another policy than the dialog's.
    #[error("policy")]
    Policy,
    /// Not exactly the consents that the policy asks for.
    #[error("consents")]
    Consents,
    /// Not the next epoch.
    #[error("epoch")]
    Epoch,
    /// Not granted to exactly the members, in order, at their generation.
    #[error("grants")]
    Grants,
    /// What travels with the entry is not what the entry names.
    #[error("attachments")]
    Attachments,
    /// Too many devices, or too many on paper.
    #[error("too-many-devices")]
    TooManyDevices,
    /// A device cannot take itself away, nor who brought it in.
    #[error("own-device")]
    OwnDevice,
    /// The author has left, withdrawn or been dismissed.
    #[error("gone")]
    Gone,
    /// The author's consents have run out.
    #[error("lapsed")]
    Lapsed,
    /// Somebody who may not read any more is still in: first an epoch without them.
    #[error("removal-due")]
    RemovalDue,
    /// A member's keys were taken back: first a new epoch.
    #[error("rotation-due")]
    RotationDue,
    /// The dialog is closed.
    #[error("closed")]
    Closed,
    /// The one whom the dialog was about is gone: only archiving may follow.
    #[error("over")]
    Over,
    /// Somebody must answer for a dialog that is open.
    #[error("last-coordinator")]
    LastCoordinator,
    /// Not somebody who may be removed by the author, or not in order.
    #[error("removal")]
    Removal,
    /// Not the renewal of the author's own latest yes.
    #[error("renewal")]
    Renewal,
    /// One who just came back has no vote yet.
    #[error("too-soon")]
    TooSoon,
    /// The scope names what is not there, or too much.
    #[error("scope")]
    Scope,
    /// There is no such intent, or too many.
    #[error("intent")]
    Intent,
    /// The old devices have spoken since: the person must be met first.
    #[error("contested")]
    Contested,
    /// Names a post that is not before this entry, or not the author's to name.
    #[error("target")]
    Target,
    /// Not somebody whom this could be about.
    #[error("subject")]
    Subject,
    /// The other device did not sign this meeting, or not within two minutes.
    #[error("echo")]
    Echo,
    /// The server did not sign that the log ends here.
    #[error("unsigned")]
    Unsigned,
    /// The server tells two stories of one log.
    #[error("forked")]
    Forked,
    /// The kind is not allowed here.
    #[error("kind")]
    Kind,
}
