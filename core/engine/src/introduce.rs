//! A person's new devices: shown to the others in a dialog before the first of them writes there.
//! Refuses to move the own pin to a device that the others could not judge: until then one that they
//! know writes where they know it. Used by `compose` and `duties`.

use crate::compose::{Place, msg_id};
use crate::content::CardLetter;
use crate::mind::{Ctx, Dialog, Engine};
use samtale_membership::{Device, Standing, UserState, Violation, card, hash};
use samtale_seal::{Closed, letter};
use samtale_wire::api::{Append, Envelope};
use samtale_wire::entry::{Body, Introduce, LetterRef, Payload};
use samtale_wire::user::{Card, UserHead};
use samtale_wire::{Bytes, DialogId, Hash, Uid, encode};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

impl Engine {
    /// What the own chain says, as far as others may seal to it.
    pub(crate) fn own(&self) -> Option<&UserState> {
        self.chains.get(&self.me.uid)?.at(&self.me.head)
    }

    /// The cards of this person's devices, the last of each: with fewer nobody would know this person.
    ///
    /// # Errors
    /// [`Closed`] while this device does not know a sibling's card: it comes with the key ring.
    pub(crate) fn own_cards(&self) -> Result<Vec<Card>, Closed> {
        self.own().and_then(|own| self.people.named_cards(own)).ok_or(Closed)
    }

    /// Whether one of this person's devices showed its card to this one.
    pub(crate) fn knows_own(&self, device: &Device) -> bool {
        self.people.knows_device(&self.me.uid, device)
    }

    /// Cards that this person's devices are said to have; whether they hold is for `vouch`.
    pub(crate) fn shown_by_own(&self) -> impl Iterator<Item = &Card> {
        let own = [&self.me.card].into_iter().chain(&self.me.stronger);
        own.chain(&self.rings.cards).chain(&self.devices.cards)
    }

    /// Every card that is known to be of one of this person's devices: one device knows what another does not.
    pub(crate) fn all_own_cards(&self) -> Vec<Card> {
        let Some(own) = self.chains.get(&self.me.uid) else { return Vec::new() };
        let known = self.shown_by_own();
        let mut cards: BTreeMap<Hash, Card> = known.map(|card| (hash::card(card), card.clone())).collect();
        cards.retain(|_, card| !own.vouches(&card::stands_for(card)).is_empty() && !card::tells(card));
        cards.into_values().collect()
    }

    /// At which place in the own chain an entry is written: where the others know this person, as long
    /// as this device speaks there and no keys were taken back since.
    pub(crate) fn speaks_at(&self, dialog: &DialogId, body: &Body) -> UserHead {
        let roster = self.dialogs.get(dialog).map(|dialog| &dialog.state.roster);
        let pin = match body {
            Body::Introduce(_) => None,
            // One joins with exactly the keys that were consented to.
            Body::Join(join) => roster.and_then(|it| Some(it.proposal(&join.proposal).ok()?.subject.uhead)),
            _ => roster.and_then(|it| Some(it.member(&self.me.uid)?.uhead)),
        };
        pin.filter(|head| self.is_here_at(head)).unwrap_or(self.me.head)
    }

    /// Whether this device spoke for the person at a place in the chain, with the keys of today.
    pub(crate) fn is_here_at(&self, head: &UserHead) -> bool {
        let then = self.chains.get(&self.me.uid).and_then(|chain| chain.at(head));
        let (Some(then), Some(own)) = (then, self.own()) else { return false };
        then.attested() && then.generation == own.generation && then.device(&self.me.dev).is_some()
    }

    /// What has to come before anything else that this device writes: the cards of devices that the
    /// others have not met.
    ///
    /// # Errors
    /// [`Closed`] while this device does not know a sibling's card: it comes with the key ring.
    pub(crate) fn introduction(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Result<Option<Append>, Closed> {
        let Some(own) = self.own() else { return Ok(None) };
        match dialog.state.roster.member(&self.me.uid) {
            Some(me) if me.standing == Standing::In => {
                let speaks_at = if self.is_here_at(&me.uhead) { me.uhead } else { own.head };
                let chain = self.chains.get(&self.me.uid);
                let then = chain.and_then(|chain| chain.at(&speaks_at)).ok_or(Closed)?;
                let met = |device: &Device| device.paper || dialog.met.contains(&device.id);
                if then.devices.iter().all(met) && !self.must_show(dialog) {
                    return Ok(None);
                }
            }
            // Whoever is asked to come is known by their first card: they show the stronger one themselves.
            None if self.must_show(dialog) => {}
            _ => return Ok(None),
        }
        let (letters, envelopes) = self.card_letters(dialog, &self.me.uid, ctx)?;
        let body = Body::Introduce(Introduce { letters });
        let entry = self.sign(Place::after(&dialog.state), msg_id(ctx), body, ctx.now);
        Ok(Some(Append { entry, envelopes, ciphertext: None }))
    }

    /// The own cards in a letter to each member but one.
    pub(crate) fn card_letters(
        &self,
        dialog: &Dialog,
        but: &Uid,
        ctx: &mut Ctx<'_>,
    ) -> Result<(Vec<LetterRef>, Vec<Envelope>), Closed> {
        let plain = Zeroizing::new(encode(&CardLetter { cards: self.own_cards()? }));
        let (mut letters, mut envelopes) = (Vec::new(), Vec::new());
        for member in dialog.state.roster.members.iter().filter(|member| member.uid != *but) {
            let key = &self.reads_with(member).ok_or(Closed)?.user_key;
            let sealed = letter::seal(&self.me.uid, &member.uid, key, &plain, ctx.rng)?;
            letters.push(LetterRef { uid: member.uid, hash: hash::sealed(&sealed) });
            envelopes.push(Envelope { to: member.uid, sealed: Bytes(sealed) });
        }
        Ok((letters, envelopes))
    }

    /// The cards that an entry brings this person in a letter; none if it is not addressed, or does not open.
    pub(crate) fn cards_in(
        &self,
        payload: &Payload,
        letters: &[LetterRef],
        envelope: Option<&Bytes>,
    ) -> Result<Vec<Card>, Violation> {
        let Some(ours) = letters.iter().find(|letter| letter.uid == self.me.uid) else {
            return Ok(Vec::new());
        };
        let sealed = &envelope.ok_or(Violation::Attachments)?.0;
        if hash::sealed(sealed) != ours.hash {
            return Err(Violation::Attachments);
        }
        let letter = self.me.open_letter::<CardLetter>(&payload.uid, sealed);
        Ok(letter.map(|letter| letter.cards).unwrap_or_default())
    }

    /// An own entry that comes with cards: the others have met these devices.
    pub(crate) fn are_met(&mut self, payload: &Payload) {
        let shows = matches!(
            payload.body,
            Body::Create(_) | Body::Join(_) | Body::RebindIntent(_) | Body::Introduce(_)
        );
        let then = self.chains.get(&payload.uid).and_then(|chain| chain.at(&payload.uhead));
        if let (true, Some(then), Some(dialog)) =
            (shows && payload.uid == self.me.uid, then, self.dialogs.get_mut(&payload.dialog))
        {
            dialog.met.extend(then.devices.iter().map(|device| device.id));
            // Who joins was shown to the others by who proposed them, who may not have seen the last card.
            if !matches!(payload.body, Body::Join(_)) {
                let cards = then.devices.iter().filter_map(|device| Some(device.vouched?.card));
                dialog.shown.extend(cards);
            }
        }
    }

    /// Whether cards were shown for the sake of a later login: it came after the last device.
    pub(crate) fn is_of_a_login(&self, payload: &Payload) -> bool {
        let chain = self.chains.get(&payload.uid);
        let Some((chain, then)) = chain.and_then(|chain| Some((chain, chain.at(&payload.uhead)?))) else {
            return false;
        };
        let later = |device: &Device| {
            let by = device.vouched.filter(|by| chain.first_card(&device.id) != Some(by.card))?;
            Some(by.at)
        };
        let login = then.devices.iter().filter_map(later).max();
        login >= then.devices.iter().filter(|it| !it.paper).map(|it| it.added.1).max() && login.is_some()
    }

    /// A member shows the cards of new devices, or of a later login.
    pub(crate) fn read_introduction(
        &mut self,
        payload: &Payload,
        it: &Introduce,
        envelope: Option<&Bytes>,
    ) -> Result<(), Violation> {
        let cards = self.cards_in(payload, &it.letters, envelope)?;
        if let (false, Some(chain)) = (cards.is_empty(), self.chains.get(&payload.uid)) {
            self.people.meet(&cards, chain, &self.tenant, &self.chains);
        }
        Ok(())
    }
}
