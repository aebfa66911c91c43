//! Becoming a person here without eID: whoever invites meets them and vouches for their keys.
//! Refuses digits that were chosen after the keys were seen, and a voucher for other keys or by another person.
//! `invite::vouching` is the other end; called by the client's enrolment.

use super::Enrolment;
use crate::invite::vouching;
use crate::problem::Problem;
use samtale_membership::card::FRESH;
use samtale_membership::{hash, voucher};
use samtale_seal::letter;
use samtale_wire::api::VouchingRequest;
use samtale_wire::invitation::Inviter;
use samtale_wire::user::Card;
use samtale_wire::voucher::Voucher;
use samtale_wire::{Hash, InvitationId, Salt, decode};
use zeroize::Zeroizing;

impl Enrolment {
    /// Whether the invitation is for somebody without eID, whom the inviter meets.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.promised().is_some()
    }

    /// Whether these keys were made so long ago that nobody vouches for them; seconds since 1970.
    #[must_use]
    pub fn is_stale(&self, now: u64) -> bool {
        now.abs_diff(self.genesis.device.created) > FRESH / 2
    }

    /// Who meets whoever has no eID, as the invitation gives their name.
    #[must_use]
    pub fn met_by(&self) -> Option<&str> {
        self.inviter.as_ref().map(|inviter| inviter.meets().1)
    }

    fn promised(&self) -> Option<(&Inviter, Hash)> {
        self.inviter.as_ref().and_then(|inviter| Some((inviter, inviter.vouches?)))
    }

    /// What to leave at the invitation: these keys.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when it is for somebody with a login.
    pub fn asks(&self) -> Result<(InvitationId, VouchingRequest), Problem> {
        let (inviter, promised) = self.promised().ok_or(Problem::LoginFailed)?;
        let proof = vouching::proof(&inviter.secret, &inviter.meets().0, &promised, &self.genesis);
        Ok((hash::invitation(&inviter.secret), VouchingRequest { genesis: self.genesis.clone(), proof }))
    }

    /// The six digits that the inviter's screen shows as well.
    ///
    /// # Errors
    /// [`Problem::Tampered`] when they are made from something else than the invitation promised.
    pub fn digits(&self, nonce: &Salt) -> Result<String, Problem> {
        let (inviter, promised) = self.promised().ok_or(Problem::LoginFailed)?;
        if voucher::promise(nonce) != promised {
            return Err(Problem::Tampered);
        }
        Ok(voucher::digits(&inviter.secret, nonce, &inviter.meets().0, &self.over()))
    }

    /// The voucher, if it is by who was met, and for these keys. Whether their device signed it is for others to judge.
    ///
    /// # Errors
    /// [`Problem::Tampered`].
    pub fn voucher(&self, sealed: &[u8]) -> Result<Card, Problem> {
        let (inviter, _) = self.promised().ok_or(Problem::LoginFailed)?;
        let by = inviter.meets().0;
        let plain = letter::open(&by, &self.uid, self.user.key(), sealed);
        let plain = Zeroizing::new(plain.map_err(|_| Problem::Tampered)?);
        let card: Card = decode(&plain).map_err(|_| Problem::Tampered)?;
        // Whoever was sent is so by the inviter's own word, for this invitation.
        let sent = |it: &Voucher| match (&inviter.guardian, &it.mandate) {
            (None, None) => true,
            (Some(_), Some(given)) => {
                given.says.uid == inviter.uid && given.says.invitation == hash::invitation(&inviter.secret)
            }
            _ => false,
        };
        let ours = match &card {
            Card::Voucher(it) => {
                let ours = it.says.uid == by && it.says.over == self.over();
                ours && it.says.login.is_none() && sent(it)
            }
            Card::Token(_) => false,
        };
        if ours { Ok(card) } else { Err(Problem::Tampered) }
    }
}
