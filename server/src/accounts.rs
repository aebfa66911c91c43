//! Accounts: who may have one, what is kept of them, and what a device gets when it logs in.
//! Refuses to keep an identity card, and people without employment or invitation.
//! Called by the routes of enrolment, session and users; asked by whoever must know who somebody is.

use crate::desk::Desk;
use crate::halves::Halves;
use crate::refusal::Refusal;
use crate::ring;
use crate::tenant::Municipality;
use crate::{feed, guardians, invitations, vouching};
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::card::{self, Identity};
use samtale_membership::chain::parse;
use samtale_membership::{UserChain, Violation, hash};
use samtale_wire::api::{Chain, Code, Enrol, MAX_SKEW, OpenSession, Ring};
use samtale_wire::tenant::{Audience, OrgAttest};
use samtale_wire::user::{Card, UserBody};
use samtale_wire::{Bytes, DeviceId, Hash, LoginKey, Salt, Uid, decode, encode, label};

/// How long an attested employment lasts, in seconds.
const EMPLOYED: u64 = 365 * 86_400;
/// The largest sealed user secret, in bytes: an X-Wing encapsulation and room to spare.
pub const MAX_SEALED_SECRET: usize = 4096;

/// Somebody who asks for an account, their chain verified and their device's login proved.
pub struct Applicant {
    enrol: Enrol,
    chain: UserChain,
    identity: Result<Identity, Refusal>,
    /// Whether the card is the one that the chain names, for keys of now.
    fits: bool,
}

impl Applicant {
    /// Reads a request to enrol. Whether the card holds matters only if the account is new.
    ///
    /// # Errors
    /// The chain's [`Violation`]; [`Code::BadLogin`], [`Code::Clock`] for the session's part.
    pub fn read(enrol: Enrol, town: &Municipality, now: u64) -> Result<Self, Refusal> {
        let mut chain = UserChain::begin(&enrol.genesis.0)?;
        chain.extend(&enrol.attest.0)?;
        let user = chain.now();
        if user.tenant != town.id() {
            return Err(Violation::Foreign.into());
        }
        let device = user.devices.first().ok_or(Violation::UnknownDevice)?;
        proved(&enrol.session, &device.id, &device.cert.login, town, now)?;
        let over = user.over(&device.cert);
        let named = device.vouched.is_some_and(|by| by.card == hash::card(&enrol.card));
        let fresh = device.cert.created.abs_diff(now) <= card::FRESH + MAX_SKEW;
        // One that tells a national number begins a chain as well: nothing of it is kept here.
        let identity = card::login(&enrol.card, &over, device.cert.created, town.card())
            .ok()
            .map(|login| login.who)
            .filter(|_| named && fresh)
            .ok_or(Code::BadCard.into());
        Ok(Self { chain, identity, fits: named && fresh, enrol })
    }

    /// Who.
    #[must_use]
    pub fn uid(&self) -> Uid {
        self.chain.now().uid
    }

    /// The login key of the first device, which was proved.
    #[must_use]
    pub fn login(&self) -> Option<LoginKey> {
        self.chain.now().devices.first().map(|device| device.cert.login)
    }

    /// The account, made unless this very device made it before.
    ///
    /// # Errors
    /// [`Code::Conflict`] for another beginning of the same chain, [`Code::Clock`],
    /// [`Code::BadCard`], [`Code::Spent`] or [`Code::Withdrawn`] without an open invitation,
    /// [`Code::TooLarge`].
    pub fn admit(
        self,
        transaction: &Connection,
        desk: &mut Desk,
        town: &Municipality,
        halves: &Halves,
        now: u64,
    ) -> Result<(), Refusal> {
        let uid = self.uid();
        if let Some(first) = chain(transaction, &uid)?.first() {
            if *first != self.enrol.genesis {
                return Err(Code::Conflict.into());
            }
            return device(transaction, &self.enrol.session.dev).map(drop);
        }
        let user = self.chain.now();
        if user.t.abs_diff(now) > MAX_SKEW {
            return Err(Code::Clock.into());
        }
        let invitation = self.enrol.invitation;
        let identity = match &self.enrol.card {
            Card::Token(_) => self.identity?,
            Card::Voucher(_) if !self.fits => return Err(Code::BadCard.into()),
            Card::Voucher(by) => {
                let invitation = invitation.ok_or(Code::Spent)?;
                vouching::lets_in(transaction, desk, town, by, user, &invitation, now)?
            }
        };
        let login = login_of(&identity);
        let former = all_of(transaction, &login)?;
        // Who was here before and lost every device needs no new invitation: the login is the same.
        if identity.audience != Audience::Staff && former.is_empty() {
            invitations::admits(transaction, &invitation.ok_or(Code::Spent)?, now)?;
        }
        if self.enrol.sealed_secret.0.len() > MAX_SEALED_SECRET {
            return Err(Code::TooLarge.into());
        }

        let key = uid.as_bytes();
        transaction.execute("INSERT INTO account (uid, login) VALUES (?, ?)", (key, login.as_bytes()))?;
        for old in &former {
            feed::catch_up_on_all(transaction, desk, uid, old)?;
        }
        keep_entry(transaction, &uid, 0, &self.enrol.genesis)?;
        keep_entry(transaction, &uid, 1, &self.enrol.attest)?;
        if let Card::Voucher(by) = &self.enrol.card
            && by.mandate.is_some()
        {
            guardians::vouched(transaction, &uid, &by.says.uid)?;
        }
        for device in &user.devices {
            transaction.execute(
                "INSERT INTO device VALUES (?, ?, ?, ?, 1)",
                (device.id.as_bytes(), key, device.cert.login.as_bytes(), &self.enrol.sealed_secret.0),
            )?;
            halves.make(transaction, &device.id)?;
        }
        if identity.audience == Audience::Staff {
            let until = now + EMPLOYED;
            let org = encode(&town.attest(uid, identity.unit.unwrap_or_default(), until));
            transaction.execute("INSERT INTO employment VALUES (?, ?, ?)", (key, org, until))?;
        }
        Ok(())
    }
}

/// Under what a login is known again: nothing of it can be read back.
#[must_use]
pub fn login_of(identity: &Identity) -> Hash {
    login_hash(&identity.iss, &identity.sub)
}

/// The same from the provider's own names for itself and for the person.
#[must_use]
pub fn login_hash(issuer: &str, subject: &str) -> Hash {
    hash::hash(label::ACCOUNT, &[issuer.as_bytes(), subject.as_bytes()])
}

/// Everybody who ever enrolled with this login.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn all_of(store: &Connection, login: &Hash) -> Result<Vec<Uid>, Refusal> {
    let mut find = store.prepare_cached("SELECT uid FROM account WHERE login = ?")?;
    let found = find.query_map([login.as_bytes()], |row| row.get(0).map(Uid))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether `uid` logged in as the same person as `old`.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn was(store: &Connection, uid: &Uid, old: &Uid) -> Result<bool, Refusal> {
    let mut same = store.prepare_cached(
        "SELECT 1 FROM account a JOIN account b ON a.login = b.login WHERE a.uid = ? AND b.uid = ?",
    )?;
    Ok(same.exists((uid.as_bytes(), old.as_bytes()))?)
}

/// Takes a person's devices away for good, once they are in no dialog any more: their place went on
/// under another uid.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn retire(transaction: &Connection, uid: &Uid) -> Result<(), Refusal> {
    let key = uid.as_bytes();
    if transaction.prepare_cached("SELECT 1 FROM member WHERE uid = ?")?.exists([key])? {
        return Ok(());
    }
    transaction
        .prepare_cached("DELETE FROM half WHERE dev IN (SELECT dev FROM device WHERE uid = ?)")?
        .execute([key])?;
    transaction.prepare_cached("UPDATE device SET live = 0 WHERE uid = ?")?.execute([key])?;
    transaction.prepare_cached("DELETE FROM push WHERE uid = ?")?.execute([key])?;
    Ok(())
}

/// Whether this opening of a session is by the device it names, for this municipality, now.
///
/// # Errors
/// [`Code::BadLogin`] or [`Code::Clock`].
pub fn proved(
    open: &OpenSession,
    dev: &DeviceId,
    key: &LoginKey,
    town: &Municipality,
    now: u64,
) -> Result<(), Refusal> {
    in_time(open, now)?;
    let holds = open.tenant == town.id() && open.dev == *dev && samtale_membership::login::verify(key, open);
    if holds { Ok(()) } else { Err(Code::BadLogin.into()) }
}

/// Whether an opening of a session is of now, whosever it is.
///
/// # Errors
/// [`Code::Clock`].
pub fn in_time(open: &OpenSession, now: u64) -> Result<(), Refusal> {
    if open.t.abs_diff(now) > MAX_SKEW { Err(Code::Clock.into()) } else { Ok(()) }
}

/// A live device's owner and login key.
///
/// # Errors
/// [`Code::BadLogin`] when there is no such device.
pub fn device(store: &Connection, dev: &DeviceId) -> Result<(Uid, LoginKey), Refusal> {
    let found = store
        .prepare_cached("SELECT uid, login FROM device WHERE dev = ? AND live = 1")?
        .query_row([dev.as_bytes()], |row| Ok((Uid(row.get(0)?), LoginKey(row.get(1)?))))
        .optional()?;
    Ok(found.ok_or(Code::BadLogin)?)
}

/// A person's chain, oldest first; empty when there is no such person.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn chain(store: &Connection, uid: &Uid) -> Result<Vec<Bytes>, Refusal> {
    let mut entries = store.prepare_cached("SELECT bytes FROM user_entry WHERE uid = ? ORDER BY useq")?;
    let entries = entries.query_map([uid.as_bytes()], |row| row.get(0).map(Bytes))?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// Keeps the next entry of a person's chain; its row.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn keep_entry(transaction: &Connection, uid: &Uid, useq: u64, entry: &Bytes) -> Result<i64, Refusal> {
    transaction.prepare_cached("INSERT INTO user_entry (uid, useq, bytes) VALUES (?, ?, ?)")?.execute((
        uid.as_bytes(),
        useq,
        &entry.0,
    ))?;
    Ok(transaction.last_insert_rowid())
}

/// Under what a person's login is known again.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn login(store: &Connection, uid: &Uid) -> Result<Hash, Refusal> {
    let mut find = store.prepare_cached("SELECT login FROM account WHERE uid = ?")?;
    Ok(find.query_row([uid.as_bytes()], |row| row.get(0).map(Hash))?)
}

/// Whether a login is that of this account. Whoever was let in by a voucher has none before the first that comes:
/// from then on it is theirs.
///
/// # Errors
/// [`Code::BadCard`] for somebody else's, [`Code::Taken`] when another account has it already.
pub fn logs_in(transaction: &Connection, uid: &Uid, identity: &Identity) -> Result<(), Refusal> {
    let (known, new) = (login(transaction, uid)?, login_of(identity));
    if known == new {
        return Ok(());
    }
    let vouched = known == login_hash("", &uid.to_string());
    if !vouched || identity.audience == Audience::Staff {
        return Err(Code::BadCard.into());
    }
    if !all_of(transaction, &new)?.is_empty() {
        return Err(Code::Taken.into());
    }
    let mut put = transaction.prepare_cached("UPDATE account SET login = ? WHERE uid = ?")?;
    put.execute((new.as_bytes(), uid.as_bytes()))?;
    Ok(())
}

/// Everybody else who has a dialog with this person.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn co_members(store: &Connection, uid: &Uid) -> Result<Vec<Uid>, Refusal> {
    let mut find = store.prepare_cached(
        "SELECT DISTINCT other.uid FROM member own JOIN member other ON other.dialog = own.dialog
         WHERE own.uid = ?1 AND other.uid <> ?1",
    )?;
    let found = find.query_map([uid.as_bytes()], |row| row.get(0).map(Uid))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether somebody is employed here.
///
/// # Errors
/// [`Code::Unavailable`].
pub fn employed(store: &Connection, uid: &Uid, now: u64) -> Result<bool, Refusal> {
    let mut row = store.prepare_cached("SELECT 1 FROM employment WHERE uid = ? AND until > ?")?;
    Ok(row.exists((uid.as_bytes(), now))?)
}

/// What a device gets when it has proved itself.
pub struct Kept {
    /// Whether it may do more than extend its chain.
    pub whole: bool,
    /// The server's half of its vault key.
    pub vault_half: Salt,
    /// The user secret sealed to it.
    pub sealed_secret: Bytes,
    /// The person's employment, if any.
    pub org: Option<Box<OrgAttest>>,
    /// The person's own chain.
    pub chain: Chain,
    /// The person's key ring, once there is one.
    pub ring: Option<Ring>,
    /// Earlier uids of the same login.
    pub former: Vec<Uid>,
    /// The user secrets before, each sealed under the next.
    pub before: Vec<Bytes>,
}

/// Everything kept for a device and its owner.
///
/// # Errors
/// [`Code::BadLogin`] when it was taken away meanwhile; [`Code::Unavailable`].
pub fn kept(store: &Connection, halves: &Halves, uid: &Uid, dev: &DeviceId) -> Result<Kept, Refusal> {
    // First: the snapshot begins with it, while the wrap key that it needs is held.
    let vault_half = halves.release(store, dev);
    let sealed_secret = store
        .prepare_cached("SELECT sealed_secret FROM device WHERE dev = ? AND live = 1")?
        .query_row([dev.as_bytes()], |row| row.get(0))
        .optional()?;
    let org: Option<Vec<u8>> = store
        .prepare_cached("SELECT org FROM employment WHERE uid = ?")?
        .query_row([uid.as_bytes()], |row| row.get(0))
        .optional()?;
    let entries = chain(store, uid)?;
    Ok(Kept {
        whole: is_whole(&entries, dev)?,
        sealed_secret: Bytes(sealed_secret.ok_or(Code::BadLogin)?),
        vault_half: vault_half?,
        org: org.map(|org| decode(&org)).transpose()?.map(Box::new),
        chain: Chain { entries },
        ring: ring::of(store, uid)?,
        former: earlier(store, uid)?,
        before: former_secrets(store, uid)?,
    })
}

/// Whether a device is one of flesh and blood whom a provider vouched for: a code on paper, and a device
/// without a card, are brought nothing but what they need to extend the chain.
fn is_whole(entries: &[Bytes], dev: &DeviceId) -> Result<bool, Refusal> {
    // What is kept was verified when it came: at a login it is only read.
    let mut whole = false;
    for entry in entries {
        match parse(&entry.0)?.1.body {
            UserBody::AddDevice(it) if hash::device(&it.device) == *dev => whole = false,
            UserBody::Attest(it) if it.dev == *dev => whole = true,
            _ => {}
        }
    }
    Ok(whole)
}

fn earlier(store: &Connection, uid: &Uid) -> Result<Vec<Uid>, Refusal> {
    let mut all = all_of(store, &login(store, uid)?)?;
    all.retain(|other| other != uid);
    Ok(all)
}

fn former_secrets(store: &Connection, uid: &Uid) -> Result<Vec<Bytes>, Refusal> {
    let mut find =
        store.prepare_cached("SELECT sealed FROM former_secret WHERE uid = ? ORDER BY generation")?;
    let found = find.query_map([uid.as_bytes()], |row| row.get(0).map(Bytes))?;
    Ok(found.collect::<Result<_, _>>()?)
}
