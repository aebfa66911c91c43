//! One more device, over a link that this one shows.
//! Refuses a device that was not shown the link, or whose login is somebody else's. Called by `mind` and
//! by `inbox`; `join` is the other end.

use super::{Beside, OpenLink};
use crate::content::CardLetter;
use crate::courier::{Errand, Request};
use crate::inbox::Missing;
use crate::mind::{Ctx, Effect, Engine};
use samtale_membership::card::CardError;
use samtale_membership::chain::cosigned;
use samtale_membership::{card, hash, sign};
use samtale_seal::{Secret, kdf};
use samtale_wire::api::{LinkRequest, LinkRequested, MAX_LINK, NewLink};
use samtale_wire::device_link::DeviceLink;
use samtale_wire::tenant::Audience;
use samtale_wire::user::{Card, NewDevice, UserBody};
use samtale_wire::{DeviceId, Hash, MsgId, Salt, Uid, label};

/// What proves that a new device was shown a link.
pub(crate) fn proof(secret: &Salt, uid: &Uid, dev: &DeviceId) -> Hash {
    kdf::commit(&Secret::new(secret.0), label::LINK, &[uid.as_bytes(), dev.as_bytes()])
}

impl Engine {
    /// A person wants to add a device.
    pub(crate) fn open_link(
        &mut self,
        asked: MsgId,
        secret: Salt,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let (id, until) = (hash::link(&secret), ctx.now + MAX_LINK);
        self.devices.links.retain(|_, link| link.until > ctx.now);
        self.devices.links.insert(id, OpenLink { secret, until, known: false, asked });
        self.call(Errand::Link(id), Request::OpenLink(NewLink { id, until }), effects);
    }

    /// The link to show to a new device, once the server knows it; until when.
    #[must_use]
    pub fn device_link(&self, secret: &Salt) -> Option<(String, u64)> {
        let open = self.devices.links.get(&hash::link(secret)).filter(|link| link.known)?;
        let audience = self.people.get(&self.me.uid).map_or(Audience::Citizens, |me| me.audience);
        let uhead = self.chains.get(&self.me.uid)?.now().head;
        let (home, uid) = (self.me.home.clone(), self.me.uid);
        let link = DeviceLink { home, audience, uid, uhead, secret: *secret, level: self.asked_of_devices() };
        Some((link.to_link(), open.until))
    }

    /// A new device asks at a link: believed when it was shown the link, and its login is this person's.
    pub(crate) fn take_link_request(&mut self, it: &LinkRequested, now: u64) -> Result<(), Missing> {
        let LinkRequest { device, proof: shown, letter, .. } = &it.request;
        // Too late to bring its card in time.
        if now.abs_diff(device.created) > card::FRESH {
            return Ok(());
        }
        let open = self.devices.links.get(&it.link).filter(|link| link.until >= now);
        let proven = |open: &OpenLink| proof(&open.secret, &self.me.uid, &hash::device(device)) == *shown;
        if !open.is_some_and(proven) {
            return Ok(());
        }
        let letter = self.me.open_letter::<CardLetter>(&self.me.uid, &letter.0);
        let Some(card) = letter.and_then(|letter| letter.cards.into_iter().next()) else { return Ok(()) };
        let Some(own) = self.chains.get(&self.me.uid).map(|chain| chain.now()) else { return Ok(()) };
        let over = own.over(device);
        let holds = card::check(&card, &over, device.created, &self.tenant);
        if holds == Err(CardError::Key) {
            self.people.wait(self.me.uid, &card);
            return if self.may_be_newer() { Err(Missing::TenantCard) } else { Ok(()) };
        }
        let me = self.people.get(&self.me.uid);
        let well = |new: &card::Identity| self.asked_of_devices().is_none_or(|least| new.level >= least);
        if holds.as_ref().ok().zip(me).is_some_and(|(new, me)| new.is_same(me) && well(new)) {
            self.devices.asking.push((it.request.clone(), card));
        }
        Ok(())
    }

    pub(super) fn add(
        &mut self,
        request: &LinkRequest,
        card: Card,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(own) = self.chains.get(&self.me.uid).map(|chain| chain.now()) else { return };
        let dev = hash::device(&request.device);
        let place = cosigned(&own.uid, own.head.useq + 1, &own.head.hash, &dev);
        // Signed for another place: it looks again and asks anew.
        if !sign::verify(&request.device.signs, label::COSIG, &place, &request.cosig) {
            return;
        }
        let sealed = self.me.user.newest().to_device(&self.me.uid, &dev, &request.device, ctx.rng);
        let Ok(sealed) = sealed else { return };
        let secret = hash::sealed(&sealed);
        let new = NewDevice { device: request.device.clone(), secret, cosig: request.cosig };
        self.devices.cards.push(card.clone());
        self.devices.adding = Some((request.clone(), card));
        self.extend(UserBody::AddDevice(Box::new(new)), Beside::secret(dev, sealed), ctx, effects);
    }
}
