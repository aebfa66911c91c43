//! What a person can do to a dialog beyond writing and answering, as it waits.
//! Refuses words: those are posts. Read from a screen's answer by `show::acts`, done by `acts`.

use minicbor::{Decode, Encode};
use samtale_wire::{DialogId, Hash, InvitationId, Uid};

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
    /// Nobody is to take an invitation up any more.
    #[n(11)]
    WithdrawInvitation(#[n(0)] InvitationId),
    /// A new link in place of one that ran out, was withdrawn or is in wrong hands.
    #[n(12)]
    RenewInvitation(#[n(0)] InvitationId),
    /// An invitation that leads nowhere is not shown any more.
    #[n(13)]
    DropInvitation(#[n(0)] InvitationId),
    /// Put out a citizen who should never have been invited, and take back what they have not read.
    #[n(14)]
    WrongPerson(#[n(0)] Uid),
    /// A short code for an invitation, to be said on the telephone.
    #[n(15)]
    MakeCode(#[n(0)] InvitationId),
    /// An invitation is for somebody without eID, who is here: a new code, which is shown.
    #[n(20)]
    Meet(#[n(0)] InvitationId),
    /// Whoever stands here shows the same digits, and is who was meant.
    #[n(21)]
    Vouch(#[n(0)] InvitationId),
    /// Whose seat it is that stands in this place of a household's invitation.
    #[n(22)]
    Seat(#[n(0)] InvitationId, #[n(1)] Uid, #[n(2)] u8),
    /// Whoever took up a household's invitation is somebody else: their seat is free again.
    #[n(23)]
    SendAway(#[n(0)] InvitationId, #[n(1)] Uid),
    /// The dialog of a household begins with those who are here.
    #[n(24)]
    BeginAtTable(#[n(0)] InvitationId),
    /// A guardian is to meet whom an invitation is for, and to vouch for them.
    #[n(30)]
    SendGuardian(#[n(0)] InvitationId, #[n(1)] Uid),
    /// This person was asked to vouch for somebody, and does not: it is somebody else, or they will not.
    #[n(31)]
    NotThem(#[n(0)] InvitationId),
}
