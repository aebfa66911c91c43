//! An employee vouches for somebody without eID whom they meet: shows a code, compares six digits, signs.
//! Refuses whoever was not shown the code, digits that somebody could have chosen, and to sign before a person has
//! said that they match. `enrol::vouched` is the other end; `vouch` judges what comes of it.

use crate::courier::{Errand, Fault, Reply, Request};
use crate::invite::Invited;
use crate::login::salt;
use crate::mind::{Ctx, Effect, Engine};
use samtale_membership::card::{self, FRESH};
use samtale_membership::{hash, voucher};
use samtale_seal::{Closed, Secret, kdf, letter};
use samtale_wire::api::{
    AnswerVouching, Code, MAX_VOUCHING, NewVouching, VouchingAnswer, VouchingAsked, VouchingRequest,
};
use samtale_wire::user::{Card, Genesis, Token};
use samtale_wire::voucher::{Mandate, MatchedLogin, Testimony, Voucher};
use samtale_wire::{Bytes, Hash, InvitationId, Salt, Tenant, Uid, encode, label};
use zeroize::Zeroizing;

/// What has come of an invitation for somebody without eID; the rest is in its intent.
#[derive(Default)]
pub(crate) struct Vouching {
    /// Whether the server lets them ask.
    pub known: bool,
    /// How their chain will begin: the first keys count.
    pub asked: Option<Genesis>,
    /// Whether they were told what makes the digits: only then are theirs fixed.
    pub told: bool,
    /// Whether they have the voucher.
    pub sent: bool,
    /// Who took it up while the chains of those who vouch for them were not at hand.
    pub unheard: Option<Uid>,
}

impl Vouching {
    /// Takes the keys of whoever asks, if this code was shown to them and they came first (`first` is what is known
    /// of before); whether they were taken.
    pub fn take(
        &mut self,
        it: &VouchingRequest,
        shown: &Shown<'_>,
        first: Option<Hash>,
        tenant: &Tenant,
        now: u64,
    ) -> bool {
        let first = first.is_none_or(|first| first == voucher::asks(&it.genesis).1);
        let fits = it.genesis.tenant == *tenant && now.abs_diff(it.genesis.device.created) <= FRESH;
        let takes = first && fits && self.asked.is_none() && shown.proof(&it.genesis) == it.proof;
        if takes {
            self.asked = Some(it.genesis.clone());
        }
        takes
    }

    /// Whether they asked too long ago to be vouched for.
    pub fn is_late(&self, now: u64) -> bool {
        self.asked.as_ref().is_some_and(|asked| now.abs_diff(asked.device.created) > FRESH)
    }

    /// What the server is to be told next of whoever asked, once `confirmed` is the one whom a person has looked at:
    /// their keys, and whether the voucher goes with it.
    pub fn next(&self, confirmed: Option<Uid>) -> Option<(&Genesis, bool)> {
        let asked = self.asked.as_ref()?;
        let signs = confirmed == Some(voucher::asks(asked).0) && !self.sent;
        (!self.told || signs).then_some((asked, signs))
    }

    /// The server has answered to that.
    pub fn was_told(&mut self, sent: bool) {
        (self.told, self.sent) = (true, self.sent || sent);
    }
}

/// What is on the screen of whoever meets somebody.
pub(crate) struct Shown<'s> {
    /// The invitation's secret.
    pub secret: &'s Salt,
    /// What makes the digits; the code names its hash.
    pub nonce: &'s Salt,
    /// Who shows it.
    pub meets: &'s Uid,
}

impl Shown<'_> {
    fn proof(&self, genesis: &Genesis) -> Hash {
        proof(self.secret, self.meets, &voucher::promise(self.nonce), genesis)
    }
}

/// What proves that somebody was shown this code and has these keys.
pub(crate) fn proof(secret: &Salt, meets: &Uid, promise: &Hash, genesis: &Genesis) -> Hash {
    let (uid, over) = voucher::asks(genesis);
    let parts = [meets.as_bytes(), promise.as_bytes(), uid.as_bytes(), over.as_bytes()];
    kdf::commit(&Secret::new(secret.0), label::VOUCHING, &parts)
}

/// What came back to the inviter's device.
enum Done {
    Known,
    Told,
    Sent,
}

impl Invited {
    /// Whoever asks to be vouched for, once the digits are on both screens.
    pub fn asks(&self) -> Option<&Genesis> {
        self.vouching.asked.as_ref().filter(|_| self.vouching.told && self.claimed.is_none())
    }

    /// Whether they have asked too long ago to be vouched for.
    pub fn asked_too_long_ago(&self, now: u64) -> bool {
        self.vouching.is_late(now)
    }
}

impl Engine {
    /// Whether somebody may be let in by this invitation without a login: they are called something.
    pub(crate) fn may_meet(&self, invited: &Invited) -> bool {
        let one = invited.intent.household.is_none() && voucher::is_name(invited.intent.name.trim());
        one && self.is_open(invited) && self.may_renew(invited) && self.me.card.token().is_some()
    }

    /// The invitation is for somebody without eID, who is here: a new code, which is shown and not sent.
    pub(crate) fn meet_guest(&mut self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if !self.invitations.get(id).is_some_and(|it| self.may_meet(it)) {
            return;
        }
        let nonce = salt(ctx);
        self.make_anew(id, Some(nonce), ctx, effects);
    }

    /// The chains of those who vouch for somebody are here: whoever took an invitation up is told again.
    pub(crate) fn hear_claims_of(&mut self, uid: &Uid) {
        for invited in self.invitations.values_mut().filter(|it| it.vouching.unheard == Some(*uid)) {
            (invited.vouching.unheard, invited.registered) = (None, false);
        }
    }

    /// A person has compared the digits, and who stands before them.
    pub(crate) fn vouch(&mut self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        if self.guarding.contains_key(id) {
            return self.guards(id, ctx, effects);
        }
        let Some(invited) = self.invitations.get_mut(id) else { return };
        let late = invited.asked_too_long_ago(ctx.now) || invited.intent.withdrawn.is_some();
        let Some(uid) = invited.asks().filter(|_| !late).map(hash::uid) else { return };
        invited.intent.confirmed = Some(uid);
        self.keep_invitation(id, ctx, effects);
    }

    /// Somebody without eID asks: believed when they were shown the code. The first keys count.
    pub(crate) fn take_vouching(&mut self, it: &VouchingAsked, now: u64, effects: &mut Vec<Effect>) {
        if self.guarding.contains_key(&it.invitation) {
            return self.take_guarded(it, now, effects);
        }
        let (me, tenant) = (self.me.uid, self.tenant.tenant);
        let Some(invited) = self.invitations.get_mut(&it.invitation) else { return };
        let Invited { intent, vouching, .. } = invited;
        let Some(nonce) = intent.vouches.filter(|_| intent.withdrawn.is_none() && intent.mandate.is_none())
        else {
            return;
        };
        let shown = Shown { secret: &intent.secret, nonce: &nonce, meets: &me };
        if vouching.take(&it.request, &shown, intent.asked, &tenant, now) {
            let dialog = self.invitations.get(&it.invitation).map(|invited| self.dialog_of(invited));
            effects.extend(dialog.map(Effect::Changed));
        }
    }

    /// Lets people ask, tells them what makes the digits, sends them what was signed.
    pub(crate) fn settle_vouchings(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let first: Vec<(InvitationId, Hash)> = self
            .invitations
            .iter()
            .filter(|(_, invited)| invited.intent.asked.is_none())
            .filter_map(|(id, invited)| Some((*id, voucher::asks(invited.vouching.asked.as_ref()?).1)))
            .collect();
        for (id, over) in first {
            if let Some(invited) = self.invitations.get_mut(&id) {
                invited.intent.asked = Some(over);
            }
            self.keep_invitation(&id, ctx, effects);
        }
        let mut due = Vec::new();
        for (id, invited) in &self.invitations {
            let (intent, state) = (&invited.intent, &invited.vouching);
            let open = invited.registered && invited.claimed.is_none() && intent.withdrawn.is_none();
            let Some(nonce) = intent.vouches.filter(|_| open && intent.until > ctx.now) else { continue };
            let out = |errand: &Errand| matches!(errand, Errand::Vouching(it, _) if it == id);
            if self.courier.is_out(out) {
                continue;
            }
            if !state.known {
                let guardian = intent.mandate.as_ref().map(|given| self.asks_guardian(invited, given, ctx));
                // Somebody is to be asked who cannot be written to now.
                let Ok(guardian) = guardian.map_or(Ok(None), |it| it.map(Some).ok_or(Closed)) else {
                    continue;
                };
                let new = NewVouching { id: *id, until: intent.until, guardian };
                due.push((*id, Request::OpenVouching(Box::new(new)), false));
                continue;
            }
            let Some((asked, signs)) = state.next(intent.confirmed) else { continue };
            let letter = signs.then(|| self.voucher(&intent.name, asked, None, ctx)).flatten();
            if signs && letter.is_none() {
                continue;
            }
            due.push((*id, answers(*id, nonce, letter), signs));
        }
        for (id, request, sends) in due {
            self.call(Errand::Vouching(id, sends), request, effects);
        }
    }

    /// The voucher for these keys, sealed to whoever has them; a guardian's with the mandate.
    pub(crate) fn voucher(
        &self,
        name: &str,
        genesis: &Genesis,
        mandate: Option<Box<Mandate>>,
        ctx: &mut Ctx<'_>,
    ) -> Option<Bytes> {
        let (to, over) = voucher::asks(genesis);
        let voucher = self.testify(over, name.trim().to_owned(), None, ctx.now)?;
        let card = Card::Voucher(Box::new(Voucher { mandate, ..voucher }));
        let plain = Zeroizing::new(encode(&card));
        letter::seal(&self.me.uid, &to, &genesis.user_key, &plain, ctx.rng).ok().map(Bytes)
    }

    /// What this device signs of somebody's keys: whom they are of, and with which login, if there was one.
    pub(crate) fn testify(
        &self,
        over: Hash,
        name: String,
        login: Option<MatchedLogin>,
        now: u64,
    ) -> Option<Voucher> {
        let own = self.own()?;
        let card = self.named_login()?.clone();
        let t = now.max(own.t);
        let says = Testimony { over, name, uid: self.me.uid, uhead: own.head, dev: self.me.dev, t, login };
        let sig = self.me.keys.sign(label::VOUCHER, encode(&says)).sig;
        Some(Voucher { says, sig, card, mandate: None })
    }

    /// The login that the own chain names for this device: others look at no other.
    pub(crate) fn named_login(&self) -> Option<&Token> {
        let named = self.own()?.device(&self.me.dev)?.vouched?.card;
        let card = [&self.me.card].into_iter().chain(&self.me.stronger).find(|it| hash::card(it) == named)?;
        // One that tells too much stands beside no word of this person's.
        card.token().filter(|_| !card::tells(card))
    }

    /// What the server said to that.
    pub(crate) fn vouching_answered(
        &mut self,
        errand: &Errand,
        answer: &Result<Reply, Fault>,
        effects: &mut Vec<Effect>,
    ) {
        if let Errand::Chain(uid) = errand
            && answer.as_ref().err().is_none_or(|fault| !fault.passes())
        {
            self.people.asked_for(uid);
        }
        let Errand::Vouching(id, sent) = errand else { return };
        if self.guarding.contains_key(id) {
            return self.guarding_answered(id, *sent, answer, effects);
        }
        let Some(invited) = self.invitations.get_mut(id) else { return };
        let done = match answer {
            Ok(_) if !invited.vouching.known => Done::Known,
            Ok(_) if *sent => Done::Sent,
            Ok(_) => Done::Told,
            Err(fault) if fault.passes() => return,
            // It ran out, or led to somebody already: nothing more is said there.
            Err(Fault::Refused(Code::Spent | Code::NotFound)) if invited.vouching.known => Done::Sent,
            Err(_) => return self.rests(),
        };
        match done {
            Done::Known => invited.vouching.known = true,
            Done::Told => invited.vouching.was_told(false),
            Done::Sent => invited.vouching.was_told(true),
        }
        let dialog = self.invitations.get(id).map(|invited| self.dialog_of(invited));
        effects.extend(dialog.map(Effect::Changed));
    }

    pub(crate) fn rests(&mut self) {
        self.courier.resting = true;
    }

    /// The digits that stand on both screens.
    pub(crate) fn vouching_digits(&self, invited: &Invited) -> Option<String> {
        let nonce = invited.intent.vouches?;
        let (_, over) = voucher::asks(invited.asks()?);
        Some(voucher::digits(&invited.intent.secret, &nonce, &self.me.uid, &over))
    }
}

/// What is answered to whoever asked.
pub(crate) fn answers(id: InvitationId, nonce: Salt, letter: Option<Bytes>) -> Request {
    let answer = VouchingAnswer { nonce: Some(nonce), letter };
    Request::AnswerVouching(AnswerVouching { id, answer, no: None })
}

/// How long such an invitation is open, in seconds.
pub(crate) const OPEN_FOR: u64 = MAX_VOUCHING;
