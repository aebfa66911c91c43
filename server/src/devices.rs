//! A person's chain grows by an entry: devices come and go, keys are made anew, a provider vouches.
//! Refuses another's chain, another person's card, and secrets that are not exactly those it names.
//! Called by the chain's route, on the writing thread: all of it is done in one transaction, or nothing.

use crate::accounts::{self, MAX_SEALED_SECRET};
use crate::desk::Desk;
use crate::feed::{self, News};
use crate::halves::Halves;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use crate::tenant::Municipality;
use crate::{links, logout};
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::chain::parse;
use samtale_membership::{UserChain, UserState, Violation, card, hash};
use samtale_wire::api::{Code, Extend, MAX_SKEW, SealedSecret};
use samtale_wire::user::{Attest, Card, DevCert, NewUserKey, SecretRef, UserBody, UserPayload};
use samtale_wire::{DeviceId, Uid};

/// The largest former secret under the next one, in bytes: what sealing adds, and room to spare.
const MAX_BEFORE: usize = 1024;

/// An entry on its way into its author's chain, read and weighed; judged by the chain from here on.
pub struct Extension {
    extend: Extend,
    payload: UserPayload,
    attached: Result<(), Violation>,
}

impl Extension {
    /// Reads what a device wants to add to its own person's chain.
    ///
    /// # Errors
    /// The [`Violation`] that makes it no entry; [`Code::NotAllowed`] when it is not the caller's,
    /// [`Code::TooLarge`].
    pub fn read(extend: Extend, caller: &Caller) -> Result<Self, Refusal> {
        let (_, payload) = parse(&extend.entry.0)?;
        if (payload.uid, payload.by) != (caller.uid, caller.dev) {
            return Err(Code::NotAllowed.into());
        }
        let large = extend.secrets.iter().any(|secret| secret.sealed.0.len() > MAX_SEALED_SECRET)
            || extend.before.as_ref().is_some_and(|before| before.0.len() > MAX_BEFORE);
        if large {
            return Err(Code::TooLarge.into());
        }
        let attached = attached(&payload.body, &extend);
        Ok(Self { extend, payload, attached })
    }

    /// Whether a device brings its own card with it.
    #[must_use]
    pub fn attests(&self) -> bool {
        matches!(self.payload.body, UserBody::Attest(_))
    }

    /// Puts it into the chain, or finds that it is there already, and does what follows from it.
    ///
    /// # Errors
    /// [`Code::BadLogin`] when the device is live no more, [`Code::Conflict`] when another entry was
    /// quicker, [`Code::Clock`], [`Code::BadCard`], or the [`Violation`].
    pub fn append(
        self,
        transaction: &Connection,
        desk: &mut Desk,
        town: &Municipality,
        halves: &Halves,
        now: u64,
    ) -> Result<(), Refusal> {
        let UserPayload { uid, useq, .. } = self.payload;
        // A chain does not say that its person's place went on under another uid.
        accounts::device(transaction, &self.payload.by)?;
        let before = desk.chain(transaction, &uid)?.ok_or(Code::NotFound)?;
        if useq <= before.now().head.useq {
            let stored = self.stored(transaction)?;
            return if stored { Ok(()) } else { Err(Code::Conflict.into()) };
        }
        if self.payload.t.abs_diff(now) > MAX_SKEW {
            return Err(Code::Clock.into());
        }
        let mut after = UserChain::clone(&before);
        after.extend(&self.extend.entry.0).map_err(|violation| match violation {
            Violation::Sequence | Violation::ChainBroken => Code::Conflict.into(),
            other => Refusal::from(other),
        })?;
        self.attached?;

        let row = accounts::keep_entry(transaction, &uid, useq, &self.extend.entry)?;
        match &self.payload.body {
            UserBody::AddDevice(it) | UserBody::SetPaper(it) => {
                self.bring(transaction, halves, &it.device)?;
            }
            UserBody::RevokeDevice(_) => {
                take_away(transaction, desk, before.now(), after.now())?;
                self.replace_secrets(transaction, after.now())?;
            }
            UserBody::RotateUserKey(_) => self.replace_secrets(transaction, after.now())?,
            UserBody::Attest(it) => vouched(transaction, town, &self.extend, it, after.now(), now)?,
            UserBody::Genesis(_) => return Err(Violation::Kind.into()),
        }
        if new_key(&self.payload.body).is_some() {
            // They seal to the new key from now on.
            for other in accounts::co_members(transaction, &uid)? {
                feed::tell(transaction, desk, other, News::Chain(row))?;
            }
        }
        feed::tell(transaction, desk, uid, News::Chain(row))?;
        desk.put_chain(after);
        Ok(())
    }

    /// Whether it is this very entry that stands at its place.
    fn stored(&self, transaction: &Connection) -> Result<bool, Refusal> {
        let UserPayload { uid, useq, .. } = &self.payload;
        let mut find = transaction
            .prepare_cached("SELECT 1 FROM user_entry WHERE uid = ? AND useq = ? AND bytes = ?")?;
        Ok(find.exists((uid.as_bytes(), useq, &self.extend.entry.0))?)
    }

    /// A new device, or one that was taken away and is back.
    fn bring(&self, transaction: &Connection, halves: &Halves, cert: &DevCert) -> Result<(), Refusal> {
        let (uid, dev) = (self.payload.uid, hash::device(cert));
        let sealed = self.extend.secrets.first().ok_or(Violation::Attachments)?;
        let owner = transaction
            .prepare_cached("SELECT uid FROM device WHERE dev = ?")?
            .query_row([dev.as_bytes()], |row| row.get(0).map(Uid))
            .optional()?;
        // A device is one person's: its login key opens one account.
        if owner.is_some_and(|owner| owner != uid) {
            return Err(Violation::Already.into());
        }
        transaction
            .prepare_cached(
                "INSERT INTO device VALUES (?1, ?2, ?3, ?4, 1)
                 ON CONFLICT DO UPDATE SET sealed_secret = ?4, live = 1",
            )?
            .execute((dev.as_bytes(), uid.as_bytes(), cert.login.as_bytes(), &sealed.sealed.0))?;
        halves.make(transaction, &dev)
    }

    /// The new secret for each device that stays, and the one before it for whoever holds the new one.
    fn replace_secrets(&self, transaction: &Connection, after: &UserState) -> Result<(), Refusal> {
        let uid = self.payload.uid.as_bytes();
        let mut put =
            transaction.prepare_cached("UPDATE device SET sealed_secret = ? WHERE dev = ? AND uid = ?")?;
        for SealedSecret { dev, sealed } in &self.extend.secrets {
            put.execute((&sealed.0, dev.as_bytes(), uid))?;
        }
        let before = self.extend.before.as_ref().ok_or(Violation::Attachments)?;
        transaction.prepare_cached("INSERT INTO former_secret VALUES (?, ?, ?)")?.execute((
            uid,
            after.generation.saturating_sub(1),
            &before.0,
        ))?;
        Ok(())
    }
}

/// Whether exactly what the entry names travels with it. Which card is for the provider's signature to say.
fn attached(body: &UserBody, extend: &Extend) -> Result<(), Violation> {
    let named = match body {
        UserBody::AddDevice(it) | UserBody::SetPaper(it) => {
            vec![SecretRef { dev: hash::device(&it.device), hash: it.secret }]
        }
        other => new_key(other).map_or_else(Vec::new, |key| key.secrets.clone()),
    };
    let given = |it: &SealedSecret| SecretRef { dev: it.dev, hash: hash::sealed(&it.sealed.0) };
    let secrets = extend.secrets.iter().map(given).eq(named);
    let before = extend.before.as_ref().map(|it| hash::sealed(&it.0)) == new_key(body).map(|key| key.before);
    let card = extend.card.is_some() == matches!(body, UserBody::Attest(_));
    if secrets && before && card { Ok(()) } else { Err(Violation::Attachments) }
}

fn new_key(body: &UserBody) -> Option<&NewUserKey> {
    match body {
        UserBody::RevokeDevice(it) => Some(&it.key),
        UserBody::RotateUserKey(it) => Some(it),
        _ => None,
    }
}

/// Whether the card is this device's, of now, and of the person whose account it is: otherwise a device
/// of somebody else could be added to it.
fn vouched(
    transaction: &Connection,
    town: &Municipality,
    extend: &Extend,
    attest: &Attest,
    user: &UserState,
    now: u64,
) -> Result<(), Refusal> {
    let given: &Card = extend.card.as_ref().ok_or(Violation::Attachments)?;
    let device = user.device(&attest.dev).ok_or(Violation::UnknownDevice)?;
    // Of a first card that is when the keys were made, of a later one the time of its own entry.
    let at = device.vouched.ok_or(Violation::Unattested)?.at;
    let fresh = at.abs_diff(now) <= card::FRESH + MAX_SKEW;
    let over = user.over(&device.cert);
    let identity = card::check(given, &over, at, town.card()).map_err(|_| Code::BadCard)?;
    if !fresh || attest.card != hash::card(given) {
        return Err(Code::BadCard.into());
    }
    accounts::logs_in(transaction, &user.uid, &identity)
}

/// Every device that the entry took away: it opens nothing here any more, and its links are closed.
fn take_away(
    transaction: &Connection,
    desk: &mut Desk,
    before: &UserState,
    after: &UserState,
) -> Result<(), Refusal> {
    let gone = before.devices.iter().filter(|device| after.device(&device.id).is_none());
    for DeviceId(dev) in gone.map(|device| device.id) {
        transaction.prepare_cached("DELETE FROM half WHERE dev = ?")?.execute([dev])?;
        transaction
            .prepare_cached("UPDATE device SET live = 0, sealed_secret = x'' WHERE dev = ?")?
            .execute([dev])?;
        transaction.prepare_cached("DELETE FROM push WHERE dev = ?")?.execute([dev])?;
        links::close(transaction, &DeviceId(dev))?;
        logout::forget(transaction, &DeviceId(dev))?;
        desk.gone(DeviceId(dev));
    }
    Ok(())
}
