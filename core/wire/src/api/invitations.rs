//! Invitations as the server knows them: an id, an owner, an end, for how many, what became of it. It never
//! has the secret, and knows no names. Refuses more claims than there are seats. `POST /v1/invitations`, `/v1/invitations/withdrawn`, `/v1/claims`,
//! `/v1/claims/refused`.

use super::Claimed;
use crate::canon::Malformed;
use crate::id::{Hash, InvitationId, Uid};
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// How many people can take an invitation up, each once: 1, or 2..=[`Seats::MOST`] round a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats(u8);

impl Seats {
    /// The most.
    pub const MOST: u8 = 8;
    /// An invitation for one.
    pub const ONE: Self = Self(1);

    /// So many.
    ///
    /// # Errors
    /// [`Malformed`] unless 1..=[`Seats::MOST`].
    pub fn new(seats: u8) -> Result<Self, Malformed> {
        if (1..=Self::MOST).contains(&seats) { Ok(Self(seats)) } else { Err(Malformed) }
    }

    /// The number, 1..=[`Seats::MOST`].
    #[must_use]
    pub fn count(self) -> u8 {
        self.0
    }
}

impl<C> Encode<C> for Seats {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u8(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Seats {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        Self::new(d.u8()?).map_err(|_| minicbor::decode::Error::message("not so many").at(at))
    }
}

/// Registers an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewInvitation {
    /// The hash of its secret.
    #[n(0)]
    pub id: InvitationId,
    /// Seconds since 1970; at most 30 days ahead.
    #[n(1)]
    pub until: u64,
    /// How many can take it up.
    #[n(2)]
    pub seats: Seats,
}

/// An invitation that the server knows, and who took it up.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Registered {
    /// As the owner's feed told it, or will, in order; who was refused is not among them.
    #[n(0)]
    pub claimed: Vec<Claimed>,
    /// What happened to it, in order; told again with each registration.
    #[n(1)]
    pub events: Vec<InvitationEvent>,
}

/// Something that happened to an invitation, as the server saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct InvitationEvent {
    /// Which invitation.
    #[n(0)]
    pub invitation: InvitationId,
    /// What.
    #[n(1)]
    pub what: Happened,
    /// When, seconds since 1970.
    #[n(2)]
    pub t: u64,
}

/// What can happen to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Happened {
    /// An app was shown its link: told as often as it has seats.
    #[n(1)]
    Opened,
    /// Somebody logged in and took it up.
    #[n(2)]
    Claimed,
    /// Somebody else wanted it, or was not whom its owner meant: they did not get it.
    #[n(3)]
    Refused,
    /// Its owner took it back.
    #[n(4)]
    Withdrawn,
}

/// Takes an own invitation back: nobody can take it up any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WithdrawInvitation {
    /// Which invitation.
    #[n(0)]
    pub id: InvitationId,
}

/// Whoever took an own invitation up is not who was meant: their seat is open again, for others than them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RefuseClaim {
    /// Which invitation.
    #[n(0)]
    pub invitation: InvitationId,
    /// Who took it up.
    #[n(1)]
    pub uid: Uid,
}

/// Takes an invitation up. A retry by the same person is the same claim.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Claim {
    /// Which invitation.
    #[n(0)]
    pub id: InvitationId,
    /// Proves to the inviter that the claimant knows the secret and has these keys.
    #[n(1)]
    pub proof: Hash,
    /// The claimant's card, sealed to the inviter.
    #[n(2)]
    pub letter: Bytes,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::{decode, encode};

    #[test]
    fn an_invitation_has_one_seat_to_eight() {
        for seats in 0..=u8::MAX {
            let read = decode::<Seats>(&encode(&seats));
            assert_eq!(read.is_ok(), (1..=8).contains(&seats), "{seats}");
            assert_eq!(read, Seats::new(seats));
        }
    }
}
