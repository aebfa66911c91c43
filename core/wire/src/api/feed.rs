//! What is new for one account, by an opaque cursor; waits when there is nothing.
//! Refuses to tell more than the account may see. `GET /v1/feed?cursor=…&heard=…&wait=…`.

use super::{GuardianAsked, InvitationEvent, LinkRequest, Relayed, Succeeds, Successor, VouchingAsked};
use crate::canon::Malformed;
use crate::id::{DialogId, Hash, InvitationId, LinkId, Uid};
use crate::signed::Bytes;
use crate::tenant::OrgAttest;
use minicbor::{Decode, Encode};

/// Where an account has read to: opaque to the client, at most 64 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode)]
pub struct Cursor(#[n(0)] Bytes);

impl<'b, C> Decode<'b, C> for Cursor {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let wrong = |what| minicbor::decode::Error::message(what).at(at);
        match d.array()? {
            Some(1) => Self::new(d.bytes()?.to_vec()).map_err(|_| wrong("too long")),
            _ => Err(wrong("not a cursor")),
        }
    }
}

impl Cursor {
    /// # Errors
    /// [`Malformed`] above 64 bytes.
    pub fn new(bytes: Vec<u8>) -> Result<Self, Malformed> {
        if bytes.len() <= 64 { Ok(Self(Bytes(bytes))) } else { Err(Malformed) }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.0
    }
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Feed {
    /// In the order of arrival.
    #[n(0)]
    pub items: Vec<FeedItem>,
    /// Where to go on.
    #[n(1)]
    pub cursor: Cursor,
    /// Whether there is more at once.
    #[n(2)]
    pub more: bool,
    /// The server's clock, seconds since 1970.
    #[n(3)]
    pub now: u64,
    /// For each dialog with entries in here: the last of them, signed by the server
    /// (canonical `Signed`, [`ServerHead`](crate::head::ServerHead)).
    #[n(4)]
    pub heads: Vec<Bytes>,
    /// What members said beside the logs, oldest first; it does not move the cursor.
    #[n(5)]
    pub relayed: Vec<Relayed>,
    /// Up to where of it was told: goes with the next request as `heard`.
    #[n(6)]
    pub heard: u64,
}

/// One thing that is new.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum FeedItem {
    /// An entry of a dialog.
    #[n(1)]
    Entry(#[n(0)] Box<Delivered>),
    /// Somebody took up an invitation of this account.
    #[n(2)]
    Claimed(#[n(0)] Box<Claimed>),
    /// A new device asks at a link of this account.
    #[n(3)]
    LinkRequested(#[n(0)] Box<LinkRequested>),
    /// A chain has moved: this account's own, or one of a person in its dialogs took keys back.
    #[n(4)]
    ChainMoved(#[n(0)] Uid),
    /// The municipality no longer employs a person in this account's dialogs: its word, signed as
    /// OrgRevoke carries it.
    #[n(5)]
    Dismissed(#[n(0)] Box<OrgAttest>),
    /// The municipality names this account as the one who takes a dialog over.
    #[n(6)]
    Succeeds(#[n(0)] Box<Succeeds>),
    /// Somebody was named to take a dialog of this account over, and shows who they are.
    #[n(7)]
    Successor(#[n(0)] Box<Successor>),
    /// Something happened to an invitation of this account.
    #[n(8)]
    Invitation(#[n(0)] InvitationEvent),
    /// An old key to this person's login was used, at this time (seconds since 1970): that session has ended.
    #[n(9)]
    Theft(#[n(0)] u64),
    /// Somebody without eID asks to be vouched for, at an invitation of this account.
    #[n(12)]
    Vouching(#[n(0)] Box<VouchingAsked>),
    /// An employee asks this account to vouch for somebody whose guardian it is.
    #[n(13)]
    Guardian(#[n(0)] Box<GuardianAsked>),
    /// That is over: it led to somebody, or was taken back.
    #[n(14)]
    GuardianOver(#[n(0)] InvitationId),
}

/// An entry with what of it is for this account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Delivered {
    /// Which dialog.
    #[n(0)]
    pub dialog: DialogId,
    /// The signed entry.
    #[n(1)]
    pub entry: Bytes,
    /// Its ciphertext: for members, unless erased or not yet to be shown.
    #[n(2)]
    pub ciphertext: Option<Bytes>,
    /// The grant or letter in it that is addressed to this account.
    #[n(3)]
    pub envelope: Option<Bytes>,
}

/// An invitation taken up.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Claimed {
    /// Which invitation.
    #[n(0)]
    pub invitation: InvitationId,
    /// By whom.
    #[n(1)]
    pub uid: Uid,
    /// `KDF(secret, "samtale1/claim", both uids, what the claimant's card is bound to)`.
    #[n(2)]
    pub proof: Hash,
    /// The claimant's card, sealed to the inviter.
    #[n(3)]
    pub letter: Bytes,
}

/// A new device at a link.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LinkRequested {
    /// Which link.
    #[n(0)]
    pub link: LinkId,
    /// What it asks.
    #[n(1)]
    pub request: LinkRequest,
}
