//! Who lost every device comes back: the new device asks, the others look at its card, one who answers
//! for the dialog lets it in.
//! Refuses a card of somebody else, an old login, and a place that is contested without having met.

use crate::case::case_of;
use crate::compose::{Place, msg_id};
use crate::content::About;
use crate::epochs::Reader;
use crate::mind::{Ctx, Dialog, Engine};
use samtale_membership::{Intent, Member, Standing, UserState, Violation, card};
use samtale_seal::epoch::Granted;
use samtale_seal::{Closed, Secret};
use samtale_wire::api::Append;
use samtale_wire::entry::{Body, Payload, Policy, Rebind, RebindIntent};
use samtale_wire::{Bytes, Hash, MsgId, Uid, encode};

/// How old the login may be when somebody asks back, in seconds: a lost device has a card too.
const FRESH: u64 = 86_400;
/// How long a sensitive dialog's history is held back from one who was not met, in seconds.
const HELD_BACK: u64 = 86_400;

impl Engine {
    /// Whether a post that was meant for `audience` is for `uid` too: they are in it, or went on from
    /// one who is.
    pub(crate) fn is_meant_for(&self, audience: &[Uid], uid: &Uid) -> bool {
        audience.iter().any(|it| self.successors.line(it).any(|now| now == uid))
    }

    /// Whether a uid is this person's, now or before they lost every device.
    pub(crate) fn is_me(&self, uid: &Uid) -> bool {
        self.successors.line(uid).any(|now| *now == self.me.uid)
    }

    /// The RebindIntent for a dialog that an earlier uid of this person is in.
    pub(crate) fn next_return(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<Result<Append, Closed>> {
        let roster = &dialog.state.roster;
        let asked = roster.intents.iter().any(|intent| intent.new.uid == self.me.uid);
        if !self.caught_up || asked || roster.member(&self.me.uid).is_some() {
            return None;
        }
        let was = |member: &&Member| member.standing == Standing::In && self.former.contains(&member.uid);
        let old = roster.members.iter().find(was)?.uid;
        Some(self.ask_back(dialog, old, ctx))
    }

    fn ask_back(&self, dialog: &Dialog, old: Uid, ctx: &mut Ctx<'_>) -> Result<Append, Closed> {
        let (letters, envelopes) = self.card_letters(dialog, &old, ctx)?;
        let intent = RebindIntent { old, card: card::stands_for(self.me.last_card()), letters };
        let entry = self.sign(Place::after(&dialog.state), msg_id(ctx), Body::RebindIntent(intent), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: None })
    }

    /// Whether whoever asks back is the member they say they are: their card holds, names the same
    /// person, and was given for this.
    pub(crate) fn is_same_person(&self, intent: &Intent) -> bool {
        let (Some(old), Some(new)) = (self.people.get(&intent.old), self.people.get(&intent.new.uid)) else {
            return false;
        };
        // A login that somebody else has looked at may be said to be anybody's.
        let seen = new.vouched_by.as_ref().is_none_or(|by| by.uid == self.me.uid && by.login.is_some());
        seen && old.is_same(new) && new.auth_time.abs_diff(intent.t) <= FRESH
    }

    /// Who asks back in a dialog, if this person may let them in.
    pub(crate) fn asks_back<'a>(&self, dialog: &'a Dialog) -> Option<&'a Intent> {
        let roster = &dialog.state.roster;
        let me = roster.member(&self.me.uid)?;
        let fits = |intent: &&Intent| {
            let met = !intent.contested || intent.proof.met;
            let chain = self.chains.get(&intent.new.uid);
            let then = chain.and_then(|chain| chain.at(&intent.new.uhead));
            let same_keys = chain
                .and_then(|chain| chain.attested())
                .zip(then)
                .is_some_and(|(now, then)| now.generation == then.generation);
            // As the place that goes on: its role says how well they must be known.
            let role = roster.member(&intent.old).map(|place| place.role);
            let well = then.zip(role).is_some_and(|(then, role)| self.may_be_let_in(roster, then, role));
            met && intent.old != self.me.uid && same_keys && well && self.is_same_person(intent)
        };
        roster.intents.iter().find(fits).filter(|_| me.role.is_staff())
    }

    /// The place goes on under the new uid, with all that the old one could read.
    pub(crate) fn let_back(
        &self,
        dialog: &Dialog,
        intent: &Hash,
        id: MsgId,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let roster = &dialog.state.roster;
        let intent = roster.intents.iter().find(|open| open.id == *intent).ok_or(Closed)?;
        let place = roster.member(&intent.old).ok_or(Closed)?;
        let stay: Vec<Member> =
            roster.members.iter().filter(|member| member.uid != intent.old).cloned().collect();
        let (number, secret) = (roster.epoch + 1, Secret::make(ctx.rng));
        let (mut readers, pins) = self.readers(roster, &stay, number, &secret)?;
        let chain = self.chains.get(&intent.new.uid).ok_or(Closed)?;
        let user: &UserState = chain.at(&intent.new.uhead).ok_or(Closed)?;
        let held_back = roster.policy == Policy::Sensitive
            && !intent.proof.met
            && ctx.now < intent.t.saturating_add(HELD_BACK);
        let mut granted = match held_back {
            true => Granted::from_now(number, secret.clone()),
            false => dialog.history(place.joined, &place.scope, number, secret.clone()),
        };
        granted.cards = self.cards_of(&stay);
        let topic = dialog.topic.clone().unwrap_or_default();
        granted.note = Bytes(encode(&About { topic, case: Some(case_of(&roster.dialog, dialog.case)) }));
        readers.push(Reader { user, granted });
        let at = Place::after(&dialog.state);
        let (epoch, envelopes) = self.new_epoch(at, number, &secret, pins, readers, ctx)?;
        let rebind = Rebind { intent: intent.id, org: None, epoch };
        let entry = self.sign(at, id, Body::Rebind(Box::new(rebind)), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: None })
    }

    /// Somebody asks back: their card, for this person's eyes.
    pub(crate) fn read_return(
        &mut self,
        payload: &Payload,
        it: &RebindIntent,
        envelope: Option<&Bytes>,
    ) -> Result<(), Violation> {
        let cards = self.cards_in(payload, &it.letters, envelope)?;
        let named = cards.iter().any(|shown| card::stands_for(shown) == it.card);
        if let (true, Some(chain)) = (named, self.chains.get(&payload.uid)) {
            self.people.meet(&cards, chain, &self.tenant, &self.chains);
        }
        Ok(())
    }

    /// A place went on under a new uid: which.
    pub(crate) fn returned(&mut self, payload: &Payload, it: &Rebind) -> Option<Uid> {
        let new = self.subject(payload, &it.intent)?;
        let dialog = self.dialogs.get_mut(&payload.dialog)?;
        let old = *dialog.asked_back.get(&it.intent)?;
        dialog.went_on.insert(old, new);
        self.successors.went_on(old, new);
        Some(new)
    }
}
