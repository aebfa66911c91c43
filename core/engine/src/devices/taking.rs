//! A device is taken away, or a code on paper is made for the day when every device is lost.
//! Refuses to take this device away, and to leave the others with the keys that the lost one knew.
//! Called when a wish's turn comes.

use super::{Beside, Hand};
use crate::mind::{Ctx, Engine};
use crate::problem::Problem;
use samtale_membership::chain::cosigned;
use samtale_membership::{UserState, hash};
use samtale_seal::Closed;
use samtale_seal::paper::PaperCode;
use samtale_wire::api::SealedSecret;
use samtale_wire::device_link::PaperLink;
use samtale_wire::user::{DevCert, NewDevice, NewUserKey, RevokeDevice, SecretRef, UserBody};
use samtale_wire::{Bytes, DeviceId, label};
use std::collections::BTreeSet;

/// A device that is taken away takes along what it added within this time, in seconds.
const OUT_OF_HAND: u64 = 86_400;

/// The keys of a code on paper. It has no clock: its id follows from the code alone.
pub(crate) fn paper(code: &PaperCode) -> Result<DevCert, Closed> {
    let keys = code.seeds().keys();
    let login = code.login()?.public()?;
    Ok(DevCert { signs: keys.verify_key(), opens: *keys.opens.public(), login, created: 0 })
}

impl Engine {
    /// The link that stands beside a code on paper.
    #[must_use]
    pub fn paper_link(&self, code: &PaperCode) -> String {
        PaperLink { home: self.me.home.clone(), digits: code.digits().to_string() }.to_link()
    }

    /// A code on paper becomes a device.
    pub(super) fn paper(&self, code: &PaperCode, ctx: &mut Ctx<'_>) -> Result<(UserBody, Beside), Problem> {
        let device = paper(code).map_err(|_| Problem::KeyStore)?;
        let own = self.chains.get(&self.me.uid).ok_or(Problem::Tampered)?.now();
        let dev = hash::device(&device);
        let place = cosigned(&own.uid, own.head.useq + 1, &own.head.hash, &dev);
        let cosig = code.seeds().keys().sign(label::COSIG, place).sig;
        let sealed = self.me.user.newest().to_device(&self.me.uid, &dev, &device, ctx.rng);
        let sealed = sealed.map_err(|_| Problem::KeyStore)?;
        let new = NewDevice { device, secret: hash::sealed(&sealed), cosig };
        Ok((UserBody::SetPaper(Box::new(new)), Beside::secret(dev, sealed)))
    }

    /// The devices that go when one is taken away: it, and what it added while it may have been out of
    /// hand; never this one.
    pub(crate) fn goes_with(
        &self,
        own: &UserState,
        dev: DeviceId,
        hand: Hand,
        now: u64,
    ) -> (u64, BTreeSet<DeviceId>) {
        let mut since = match hand {
            Hand::Out => now.saturating_sub(OUT_OF_HAND),
            Hand::In => now.max(own.t).saturating_add(1),
        };
        // This device stays, and whoever brought it in from there: what came later goes.
        let (mut here, mut fewer) = (own.device(&self.me.dev), own.devices.len());
        while let Some(device) = here.filter(|device| device.added.0 != device.id && fewer > 0) {
            if device.added.0 == dev {
                since = since.max(device.added.1.saturating_add(1));
            }
            here = own.device(&device.added.0);
            fewer -= 1;
        }
        let gone = own.goes_with(dev, since);
        (since, gone)
    }

    /// A device goes, and with it the keys that it knew.
    pub(super) fn removal(
        &self,
        dev: &DeviceId,
        hand: Hand,
        ctx: &mut Ctx<'_>,
    ) -> Result<(UserBody, Beside), Problem> {
        let own = self.chains.get(&self.me.uid).ok_or(Problem::Tampered)?.now();
        if *dev == self.me.dev || own.device(dev).is_none() {
            return Err(Problem::NotFound);
        }
        let (since, gone) = self.goes_with(own, *dev, hand, ctx.now);
        let mut stays: Vec<_> = own.devices.iter().filter(|device| !gone.contains(&device.id)).collect();
        stays.sort_unstable_by_key(|device| device.id);
        let (uid, user) = (self.me.uid, self.me.user.newest());
        let next = user.next(ctx.rng);
        let before = next.keep_before(user, &uid, ctx.rng).map_err(|_| Problem::KeyStore)?;
        let (mut named, mut secrets) = (Vec::new(), Vec::new());
        for device in stays {
            let sealed = next.to_device(&uid, &device.id, &device.cert, ctx.rng);
            let sealed = Bytes(sealed.map_err(|_| Problem::KeyStore)?);
            named.push(SecretRef { dev: device.id, hash: hash::sealed(&sealed.0) });
            secrets.push(SealedSecret { dev: device.id, sealed });
        }
        let key = NewUserKey {
            user_key: *next.key().public(),
            user_commit: next.commit(),
            before: hash::sealed(&before),
            secrets: named,
        };
        let revoke = RevokeDevice { dev: *dev, since, key };
        Ok((
            UserBody::RevokeDevice(Box::new(revoke)),
            Beside { secrets, before: Some(Bytes(before)), card: None, next: Some(next) },
        ))
    }
}
