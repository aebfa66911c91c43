//! The short code of an invitation, for a telephone: made when the inviter asks for it, weaker than the link, over
//! sooner. What it opens is sealed here and lies at the server.
//! Refuses to believe anybody by their name alone who came so. Told by `acts`, settled by `mind`.

use crate::content::InviteCode;
use crate::courier::{Errand, Fault, Reply, Request};
use crate::invite::{Invited, proof};
use crate::mind::{Ctx, Effect, Engine};
use rand_core::CryptoRng;
use samtale_membership::UserState;
use samtale_seal::code::ShortCode;
use samtale_seal::{Closed, Secret, kdf};
use samtale_wire::api::{CODE_FOR, NewCode};
use samtale_wire::invitation::{Invitation, Inviter};
use samtale_wire::{Bytes, Hash, InvitationId, Salt, Uid, encode, label};

/// What is still to be sealed under a code: that takes too long for a step of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainCode {
    code: ShortCode,
    invitation: InvitationId,
    until: u64,
    letter: Invitation,
}

impl PlainCode {
    /// Seals it, for the server to keep: most of a second, and 64 MiB.
    ///
    /// # Errors
    /// [`Closed`] when there is no such memory.
    pub fn seal(&self, rng: &mut impl CryptoRng) -> Result<NewCode, Closed> {
        let keys = self.code.at(&self.letter.home.server)?;
        let letter = zeroize::Zeroizing::new(encode(&self.letter));
        let letter = Bytes(keys.seal(&letter, rng)?);
        Ok(NewCode { id: keys.id, invitation: self.invitation, until: self.until, letter })
    }
}

/// What stands for an invitation's secret with whoever came by its code: there is no way back to the link's.
pub(crate) fn by_code(secret: &Salt) -> Salt {
    Salt(kdf::commit(&Secret::new(secret.0), label::BY_CODE, &[]).0)
}

impl Invited {
    /// Whether a claim shows that its claimant knows the secret; whether it is the code's.
    pub(crate) fn judged(&self, claim: &Hash, inviter: &Uid, claimant: &UserState) -> Option<bool> {
        let is = |secret: &Salt| proof(secret, inviter, claimant).as_ref() == Some(claim);
        if is(&self.intent.secret) {
            return Some(false);
        }
        is(&by_code(&self.intent.secret)).then_some(true)
    }

    /// The code that can be said now, and until when: the server has it, and it has not run out.
    pub(crate) fn code(&self, now: u64) -> Option<&InviteCode> {
        self.wanted_code(now).filter(|code| code.kept)
    }

    /// The same, also while the server does not have it yet.
    pub(crate) fn wanted_code(&self, now: u64) -> Option<&InviteCode> {
        let open = self.claimed.is_none() && !self.is_over(now);
        self.intent.code.as_ref().filter(|code| open && code.until > now)
    }
}

impl Engine {
    /// Makes a code for an invitation, unless it has one.
    pub(crate) fn make_code(&mut self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if !self.invitations.get(id).is_some_and(|it| self.may_have_code(it, ctx.now)) {
            return;
        }
        let Some(invited) = self.invitations.get_mut(id) else { return };
        let until = (ctx.now + CODE_FOR).min(invited.intent.until);
        invited.intent.code = Some(InviteCode { code: ShortCode::make(ctx.rng), until, kept: false });
        self.keep_invitation(id, ctx, effects);
    }

    /// Whether there is sense in a code: nobody has the invitation, and it has none.
    pub(crate) fn may_have_code(&self, invited: &Invited, now: u64) -> bool {
        // Whoever is met in person, alone or with others, scans what is on the screen.
        let open = self.is_open(invited) && invited.claimed.is_none() && !invited.is_over(now);
        let one = invited.intent.household.is_none() && invited.intent.vouches.is_none();
        open && one && invited.wanted_code(now).is_none()
    }

    /// Keeps what became of codes, and has those sealed and sent that the server does not have.
    pub(crate) fn settle_codes(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let answered: Vec<(InvitationId, bool)> =
            self.invitations.iter().filter_map(|(id, it)| Some((*id, it.fate.code?))).collect();
        for (id, kept) in answered {
            let Some(invited) = self.invitations.get_mut(&id) else { continue };
            invited.fate.code = None;
            match &mut invited.intent.code {
                Some(code) if kept => code.kept = true,
                code => *code = None,
            }
            self.keep_invitation(&id, ctx, effects);
        }
        let new = self.invitations.iter().filter_map(|(id, invited)| {
            let code = invited.wanted_code(ctx.now).filter(|code| !code.kept && invited.registered)?;
            Some(self.plain_code(*id, invited, code))
        });
        for plain in new.collect::<Vec<_>>() {
            let errand = Errand::Code(plain.invitation);
            if !self.courier.is_out(|out| *out == errand) {
                self.call(errand, Request::Code(Box::new(plain)), effects);
            }
        }
    }

    fn plain_code(&self, id: InvitationId, invited: &Invited, code: &InviteCode) -> PlainCode {
        let from =
            Inviter { secret: by_code(&invited.intent.secret), by_code: Some(id), ..self.inviter(invited) };
        let letter = Invitation { home: self.me.home.clone(), from: Some(from) };
        PlainCode { code: code.code.clone(), invitation: id, until: code.until, letter }
    }

    /// The server has a code, or does not want it.
    pub(crate) fn code_answered(&mut self, id: &InvitationId, answer: &Result<Reply, Fault>) {
        if let Some(invited) = self.invitations.get_mut(id)
            && !answer.as_ref().is_err_and(|fault| fault.passes())
        {
            invited.fate.code = Some(answer.is_ok());
        }
    }
}
