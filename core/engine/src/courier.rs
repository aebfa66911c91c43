//! What the engine asks the world for, each with a ticket, and what comes back.
//! Refuses HTTP: `client::adapters::http` carries. One errand of a kind at a time.

use crate::ephemerals::Told;
use crate::invite::short::PlainCode;
use crate::mind::{Effect, Engine};
use samtale_wire::api::{
    AnswerVouching, Append, Appended, Chain, Claim, Code, Ephemeral, Extend, KeepRing, NewInvitation,
    NewLink, NewVouching, Opened, Page, Presentation, RefuseClaim, Registered, Ring, Snapshots,
    WantSnapshots, WithdrawInvitation,
};
use samtale_wire::{Bytes, DialogId, FileId, InvitationId, LinkId, MsgId, Uid};
use std::collections::BTreeMap;
use thiserror::Error;

/// Names a request until it is answered.
pub type Ticket = u64;

/// A request to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Append to a log.
    Append(DialogId, Box<Append>),
    /// Send a sealed file that waits in the queue.
    Upload(DialogId, FileId),
    /// Fetch a person's chain.
    Chain(Uid),
    /// Register an invitation.
    Invite(NewInvitation),
    /// Take up an invitation.
    Claim(Claim),
    /// Seal what a short code opens, and have it kept.
    Code(Box<PlainCode>),
    /// Take an own invitation back.
    Withdraw(WithdrawInvitation),
    /// Refuse whoever took an own invitation up.
    Refuse(RefuseClaim),
    /// Keep the key ring, with snapshots.
    KeepRing(Box<KeepRing>),
    /// Fetch snapshots.
    Snapshots(WantSnapshots),
    /// Fetch a log from this entry on.
    Log(DialogId, u64),
    /// Fetch so many entries of a log that stand before this one.
    Page(DialogId, u64, usize),
    /// Fetch the key ring.
    Ring,
    /// Extend the own chain.
    Extend(Box<Extend>),
    /// Show whom a dialog is about who takes it over.
    Present(DialogId, Presentation),
    /// Open a link for a new device.
    OpenLink(NewLink),
    /// Say something beside a log.
    Ephemeral(DialogId, Box<Ephemeral>),
    /// Open the session anew, for the own chain and the user secret.
    Renew,
    /// Fetch the municipality's card.
    TenantCard,
    /// Let somebody without eID ask at an invitation.
    OpenVouching(Box<NewVouching>),
    /// Answer them.
    AnswerVouching(AnswerVouching),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// To [`Request::Append`].
    Appended(Appended),
    /// To [`Request::Chain`].
    Chain(Chain),
    /// To [`Request::Ring`].
    Ring(Ring),
    /// To [`Request::Snapshots`].
    Snapshots(Snapshots),
    /// To [`Request::Log`] and [`Request::Page`].
    Page(Page),
    /// To [`Request::Invite`].
    Registered(Box<Registered>),
    /// To [`Request::TenantCard`].
    TenantCard(Bytes),
    /// To [`Request::Renew`].
    Opened(Box<Opened>),
    /// To all others.
    Done,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The server cannot be reached.
    #[error("offline")]
    Offline,
    /// It is not the server whose certificate was pinned.
    #[error("wrong-certificate")]
    WrongCertificate,
    /// The server refused.
    #[error("refused: {0}")]
    Refused(Code),
    /// The answer is none.
    #[error("garbage")]
    Garbage,
}

impl Fault {
    /// Whether the same request may succeed later, unchanged.
    #[must_use]
    pub fn passes(self) -> bool {
        match self {
            Self::Offline | Self::WrongCertificate => true,
            Self::Refused(code) => {
                matches!(
                    code,
                    Code::Unavailable | Code::TooMany | Code::NoSession | Code::Clock | Code::LoggedOut
                )
            }
            Self::Garbage => false,
        }
    }
}

/// What a ticket is out for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    Append {
        dialog: DialogId,
        intent: Option<MsgId>,
        sent: Box<Append>,
    },
    Upload {
        dialog: DialogId,
        intent: MsgId,
        file: FileId,
    },
    Chain(Uid),
    Invite(InvitationId),
    Claim(MsgId),
    Code(InvitationId),
    Withdraw(InvitationId),
    Refuse(InvitationId, Uid),
    /// The key ring, one way or the other.
    Ring,
    Snapshots(Vec<DialogId>),
    Log(DialogId, u64),
    Page(DialogId, u64, usize),
    Extend,
    Present(DialogId),
    Link(LinkId),
    Renew,
    TenantCard,
    /// About somebody without eID, and whether their voucher goes with it.
    Vouching(InvitationId, bool),
    Ephemeral(DialogId, Option<Told>),
}

/// The errands that are out.
#[derive(Debug, Default)]
pub(crate) struct Courier {
    next: Ticket,
    out: BTreeMap<Ticket, Errand>,
    /// After a fault that passes: nothing is sent until the next tick.
    pub resting: bool,
    /// Where somebody was quicker, and how far the log was known then: waits for their entry.
    outrun: BTreeMap<DialogId, Option<u64>>,
}

impl Courier {
    pub fn send(&mut self, errand: Errand) -> Ticket {
        self.next += 1;
        self.out.insert(self.next, errand);
        self.next
    }

    pub fn back(&mut self, ticket: Ticket) -> Option<Errand> {
        self.out.remove(&ticket)
    }

    pub fn is_out(&self, is: impl Fn(&Errand) -> bool) -> bool {
        self.out.values().any(is)
    }

    /// The pages of a dialog that are under way: before which place, and how long they may be.
    pub fn pages(&self, dialog: &DialogId) -> impl Iterator<Item = (u64, usize)> {
        self.out.values().filter_map(move |errand| match errand {
            Errand::Page(there, before, limit) if there == dialog => Some((*before, *limit)),
            _ => None,
        })
    }

    /// Somebody was quicker in a dialog whose log was known up to `tip`.
    pub fn outrun(&mut self, dialog: DialogId, tip: Option<u64>) {
        self.outrun.insert(dialog, tip);
    }

    /// Goes on after a rest.
    pub fn wake(&mut self) {
        self.resting = false;
        self.outrun.clear();
    }

    /// Whether a dialog has something under way, or waits for news: its log grows one entry at a time.
    pub fn busy(&self, dialog: &DialogId, tip: Option<u64>) -> bool {
        self.outrun.get(dialog) == Some(&tip)
            || self.is_out(|errand| match errand {
                Errand::Append { dialog: there, .. } | Errand::Upload { dialog: there, .. } => {
                    there == dialog
                }
                _ => false,
            })
    }
}

impl Engine {
    pub(crate) fn call(&mut self, errand: Errand, request: Request, effects: &mut Vec<Effect>) {
        effects.push(Effect::Call(self.courier.send(errand), request));
    }

    /// Asks for a person's chain, unless that is under way; whether it was asked for now.
    pub(crate) fn want_chain(&mut self, uid: Uid, effects: &mut Vec<Effect>) -> bool {
        let asks = !self.courier.resting && !self.courier.is_out(|errand| *errand == Errand::Chain(uid));
        if asks {
            self.call(Errand::Chain(uid), Request::Chain(uid), effects);
        }
        asks
    }
}
