//! A guardian is asked to vouch for a child: shows the code, compares six digits, signs, by an employee's mandate.
//! Refuses to for whoever asks without a mandate that holds, once either is out of the dialog, and to take back what
//! was said. `mandate` is the other end, `vouching` the same by an employee; shown by `show::guardian`.

use crate::compose::msg_id;
use crate::content::{GuardIntent, GuardianLetter, Intent};
use crate::courier::{Errand, Fault, Reply, Request};
use crate::invite::vouching::{Shown, Vouching, answers};
use crate::login::salt;
use crate::mind::{Ctx, Effect, Engine};
use samtale_membership::card::CardError;
use samtale_membership::{hash, mandate, voucher};
use samtale_wire::api::{AnswerVouching, Code, GuardianAsked, NewVouching, VouchingAnswer, VouchingAsked};
use samtale_wire::invitation::{Guardian, Invitation, Inviter};
use samtale_wire::voucher::{Guardianship, MAX_MANDATE};
use samtale_wire::{InvitationId, MsgId, Uid};

/// The most that one person is asked at a time.
const MAX_GUARDING: usize = 16;
/// How often the chain of whoever asks is asked for.
const MAX_ASKED: u8 = 3;

/// That this person is asked to vouch for somebody.
pub(crate) struct Guarding {
    /// Under which name it is kept; none before it is.
    id: Option<MsgId>,
    pub intent: GuardIntent,
    pub vouching: Vouching,
    /// Whether the mandate holds; it is not shown before.
    holds: bool,
    /// How often the chain of whoever asks was asked for.
    asked: u8,
}

impl Guarding {
    fn new(id: Option<MsgId>, intent: GuardIntent) -> Self {
        Self { id, intent, vouching: Vouching::default(), holds: false, asked: 0 }
    }

    /// By whose word, about whom, until when.
    pub fn gives(&self) -> &Guardianship {
        &self.intent.given.mandate.says
    }
}

impl Engine {
    /// An employee asks: believed as far as their own letter says it.
    pub(crate) fn take_guarding(&mut self, it: &GuardianAsked, ctx: &mut Ctx<'_>) {
        let Some(given) = self.me.open_letter::<GuardianLetter>(&it.by, &it.letter.0) else { return };
        let says = &given.mandate.says;
        let meant = says.guardian == self.me.uid && says.uid == it.by && says.invitation == it.invitation;
        // A mandate for another invitation is not lent to this code.
        let same = hash::invitation(&given.secret) == it.invitation;
        // An own invitation is nobody else's to hand over.
        let known =
            self.guarding.contains_key(&it.invitation) || self.invitations.contains_key(&it.invitation);
        let new = !known && self.guarding.len() < MAX_GUARDING;
        let lasts = says.until > ctx.now && says.until <= ctx.now.saturating_add(MAX_MANDATE);
        if meant && same && new && lasts {
            let nonce = salt(ctx);
            let intent = GuardIntent { given, asked: None, confirmed: None, no: None, nonce };
            self.guarding.insert(it.invitation, Guarding::new(None, intent));
        }
    }

    /// What was kept on disk of it.
    pub(crate) fn remember_guarding(&mut self, id: MsgId, intent: GuardIntent, effects: &mut Vec<Effect>) {
        effects.push(Effect::Changed(intent.given.dialog));
        self.guarding.insert(intent.given.mandate.says.invitation, Guarding::new(Some(id), intent));
    }

    /// It led to somebody, or was taken back.
    pub(crate) fn guarding_is_over(&mut self, id: &InvitationId, effects: &mut Vec<Effect>) {
        let Some(gone) = self.guarding.remove(id) else { return };
        effects.extend(gone.id.map(Effect::Forget));
        effects.push(Effect::Changed(gone.intent.given.dialog));
    }

    /// Keeps what has come, before the news are counted as read.
    pub(crate) fn keep_guardings(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let over = self.guarding.iter().filter(|(_, it)| it.gives().until <= ctx.now).map(|(id, _)| *id);
        for id in over.collect::<Vec<_>>() {
            self.guarding_is_over(&id, effects);
        }
        let new = self.guarding.iter().filter(|(_, it)| it.id.is_none()).map(|(id, _)| *id);
        for id in new.collect::<Vec<_>>() {
            self.keep_guarding(&id, ctx, effects);
        }
    }

    fn keep_guarding(&mut self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some(guarding) = self.guarding.get_mut(id) else { return };
        let name = *guarding.id.get_or_insert_with(|| msg_id(ctx));
        let intent = Intent::Guard(guarding.intent.clone());
        effects.push(Effect::Changed(guarding.intent.given.dialog));
        self.keep(name, &intent, ctx, effects);
    }

    /// Whether this person may vouch there now: the mandate holds and both are in the dialog.
    pub(crate) fn may_guard(&self, guarding: &Guarding, now: u64) -> bool {
        let gives = guarding.gives();
        let roster = self.dialogs.get(&guarding.intent.given.dialog).map(|dialog| &dialog.state.roster);
        let there = |uid: &Uid| roster.and_then(|roster| roster.member(uid)).filter(|it| it.reads(now));
        let both = there(&self.me.uid).is_some() && there(&gives.uid).is_some_and(|it| it.role.is_staff());
        let chain = self.chains.get(&gives.uid);
        // What was given by a device that was out of their hands counts for nothing, however late that comes out.
        let stands = chain.is_some_and(|by| by.spoke(&gives.uhead, &gives.dev, gives.t).is_some());
        guarding.holds && both && stands && gives.until > now && guarding.intent.no.is_none()
    }

    /// What is asked of this person in a dialog.
    pub(crate) fn guardings_in(
        &self,
        dialog: &samtale_wire::DialogId,
        now: u64,
    ) -> Vec<(&InvitationId, &Guarding)> {
        let here = |it: &&Guarding| it.intent.given.dialog == *dialog && self.may_guard(it, now);
        self.guarding.iter().filter(|(_, it)| here(it)).collect()
    }

    /// A person has compared the digits, and whom they have before them.
    pub(crate) fn guards(&mut self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let may =
            |it: &&Guarding| it.vouching.told && !it.vouching.is_late(ctx.now) && self.may_guard(it, ctx.now);
        let asked = self.guarding.get(id).filter(may).and_then(|it| it.vouching.asked.as_ref());
        let Some(uid) = asked.map(hash::uid) else { return };
        if let Some(guarding) = self.guarding.get_mut(id) {
            guarding.intent.confirmed = Some(uid);
        }
        self.keep_guarding(id, ctx, effects);
    }

    /// A person vouches for nobody there: it is somebody else, or they will not.
    pub(crate) fn guards_nobody(&mut self, id: &InvitationId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        match self.guarding.get_mut(id) {
            // What was signed is not taken back.
            Some(guarding) if guarding.intent.confirmed.is_none() => guarding.intent.no = Some(true),
            _ => return,
        }
        self.keep_guarding(id, ctx, effects);
    }

    /// Somebody asks who was shown the code by this person.
    pub(crate) fn take_guarded(&mut self, it: &VouchingAsked, now: u64, effects: &mut Vec<Effect>) {
        let (me, tenant) = (self.me.uid, self.tenant.tenant);
        let Some(Guarding { intent, vouching, .. }) = self.guarding.get_mut(&it.invitation) else { return };
        let shown = Shown { secret: &intent.given.secret, nonce: &intent.nonce, meets: &me };
        if vouching.take(&it.request, &shown, intent.asked, &tenant, now) {
            effects.push(Effect::Changed(intent.given.dialog));
        }
    }

    /// Looks at mandates, says that this device is here, tells who asks what makes the digits, sends what was signed.
    pub(crate) fn settle_guardings(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        self.judge_mandates(effects);
        let first = |it: &Guarding| Some(voucher::asks(it.vouching.asked.as_ref()?).1);
        let new = self.guarding.iter().filter(|(_, it)| it.intent.asked.is_none());
        for (id, over) in new.filter_map(|(id, it)| Some((*id, first(it)?))).collect::<Vec<_>>() {
            if let Some(guarding) = self.guarding.get_mut(&id) {
                guarding.intent.asked = Some(over);
            }
            self.keep_guarding(&id, ctx, effects);
        }
        let mut due = Vec::new();
        for (id, guarding) in &self.guarding {
            let (given, state) = (&guarding.intent.given, &guarding.vouching);
            if self.courier.is_out(|errand| matches!(errand, Errand::Vouching(it, _) if it == id)) {
                continue;
            }
            if guarding.intent.no.is_some() {
                let answer = AnswerVouching { id: *id, answer: VouchingAnswer::default(), no: Some(true) };
                due.push((*id, Request::AnswerVouching(answer), false));
            } else if !self.may_guard(guarding, ctx.now) {
                continue;
            } else if !state.known {
                let new = NewVouching { id: *id, until: given.mandate.says.until, guardian: None };
                due.push((*id, Request::OpenVouching(Box::new(new)), false));
            } else if let Some((asked, signs)) = state.next(guarding.intent.confirmed) {
                let mandate = Some(given.mandate.clone());
                let letter =
                    signs.then(|| self.voucher(&given.mandate.says.name, asked, mandate, ctx)).flatten();
                if !signs || letter.is_some() {
                    due.push((*id, answers(*id, guarding.intent.nonce, letter), signs));
                }
            }
        }
        for (id, request, sends) in due {
            self.call(Errand::Vouching(id, sends), request, effects);
        }
    }

    /// Looks at the mandates that were not looked at yet; one that does not hold was never given.
    fn judge_mandates(&mut self, effects: &mut Vec<Effect>) {
        let new = self.guarding.iter().filter(|(_, it)| !it.holds);
        let judge = |it: &Guarding| mandate::given(&it.intent.given.mandate, &self.chains, &self.tenant);
        let judged: Vec<_> = new.map(|(id, it)| (*id, it.gives().uid, judge(it).err())).collect();
        for (id, by, error) in judged {
            match error {
                // A newer card of the municipality may name the key.
                Some(CardError::Key) => {}
                Some(CardError::Unknown)
                    if self.guarding.get(&id).is_some_and(|it| it.asked >= MAX_ASKED) =>
                {
                    self.guarding_is_over(&id, effects);
                }
                Some(CardError::Unknown) => {
                    if self.want_chain(by, effects)
                        && let Some(guarding) = self.guarding.get_mut(&id)
                    {
                        guarding.asked += 1;
                    }
                }
                Some(_) => self.guarding_is_over(&id, effects),
                None => {
                    if let Some(guarding) = self.guarding.get_mut(&id) {
                        guarding.holds = true;
                        effects.push(Effect::Changed(guarding.intent.given.dialog));
                    }
                }
            }
        }
    }

    /// What the server said to that.
    pub(crate) fn guarding_answered(
        &mut self,
        id: &InvitationId,
        sent: bool,
        answer: &Result<Reply, Fault>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(guarding) = self.guarding.get_mut(id) else { return };
        let no = guarding.intent.no.is_some();
        match answer {
            Err(fault) if fault.passes() => return,
            Ok(_) if !no && !guarding.vouching.known => guarding.vouching.known = true,
            Ok(_) if !no => guarding.vouching.was_told(sent),
            // It ran out, was taken back, or led to somebody; or they know that nobody is vouched for here.
            Ok(_)
            | Err(Fault::Refused(Code::Spent | Code::NotFound | Code::NotAllowed | Code::Withdrawn)) => {
                return self.guarding_is_over(id, effects);
            }
            Err(_) => return self.rests(),
        }
        effects.push(Effect::Changed(guarding.intent.given.dialog));
    }

    /// The link that the guardian shows: who invites is whoever asks.
    pub(crate) fn guarded_link(&self, guarding: &Guarding) -> String {
        let (given, gives) = (&guarding.intent.given, guarding.gives());
        let guardian = Some(Guardian { uid: self.me.uid, name: self.me.name.clone() });
        let name = self.people.get(&gives.uid).map(|who| who.name.clone()).unwrap_or_default();
        let vouches = Some(voucher::promise(&guarding.intent.nonce));
        let (uid, secret, level) = (gives.uid, given.secret, given.level);
        let inviter = Inviter { uid, name, secret, level, vouches, by_code: None, number: None, guardian };
        Invitation { home: self.me.home.clone(), from: Some(inviter) }.to_link()
    }

    /// The digits that stand on both screens.
    pub(crate) fn guarded_digits(&self, guarding: &Guarding) -> Option<String> {
        let asked = guarding.vouching.asked.as_ref().filter(|_| guarding.vouching.told)?;
        let (_, over) = voucher::asks(asked);
        let given = &guarding.intent.given;
        Some(voucher::digits(&given.secret, &guarding.intent.nonce, &self.me.uid, &over))
    }
}
