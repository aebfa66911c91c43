//! Vouchers: an employee met somebody without eID, or looked at a login that tells a national number, and signs whose
//! keys are whose. Judged by everybody.
//! Refuses a chain of vouchers, who is no employee, other keys than those that were shown, another time, and a
//! device that was out of their hands. Called by the server and every client.

use crate::card::{self, CardError, FRESH, Identity, VouchedBy};
use crate::chain::{Device, UserChain};
use crate::number;
use crate::profile::{self, Level};
use crate::{hash, sign};
use samtale_wire::tenant::{Audience, Issuer, TenantCard};
use samtale_wire::user::{Card, Genesis};
use samtale_wire::voucher::{MatchedLogin, Testimony, Voucher};
use samtale_wire::{Hash, Salt, Uid, encode, label};

/// The longest name that somebody is given, in bytes.
pub const MAX_NAME: usize = 200;

/// Checks a voucher for `whose` keys in `over`, which is to vouch for a time (`Vouched::at`): `by` is the chain of
/// whoever vouches, as far as it is at hand.
///
/// # Errors
/// [`CardError::Unknown`] when `by` does not go as far as that; else the first reason why it does not hold.
pub fn check(
    voucher: &Voucher,
    whose: &Uid,
    over: &Hash,
    at: u64,
    by: Option<&UserChain>,
    tenant: &TenantCard,
) -> Result<Identity, CardError> {
    let says = &voucher.says;
    if says.over != *over {
        return Err(CardError::Nonce);
    }
    if !is_name(&says.name) {
        return Err(CardError::Malformed);
    }
    // Nobody vouches for themselves.
    if says.uid == *whose {
        return Err(CardError::Voucher);
    }
    // A login is of its time, whenever somebody looked at it.
    let shown_at = says.login.as_ref().map_or(says.t, |login| login.auth_time);
    if shown_at.abs_diff(at) > FRESH {
        return Err(CardError::Stale);
    }
    let issuer =
        says.login.as_ref().map(|login| issuer(login, tenant).ok_or(CardError::Issuer)).transpose()?;
    let by = by.filter(|chain| chain.now().uid == says.uid && chain.at(&says.uhead).is_some());
    let by = by.ok_or(CardError::Unknown)?;
    if by.now().tenant != tenant.tenant {
        return Err(CardError::Voucher);
    }
    let signer = by.spoke(&says.uhead, &says.dev, says.t).ok_or(CardError::Voucher)?;
    let who = login(voucher, signer, tenant)?;
    // Who works here answers for it; anybody else could bring in whom they like.
    if who.audience != Audience::Staff {
        return Err(CardError::Voucher);
    }
    if !sign::verify(&signer.cert.signs, label::VOUCHER, &encode(says), &voucher.sig) {
        return Err(CardError::Signature);
    }
    let by_server = issuer.is_some_and(|issuer| issuer.par.is_some());
    Ok(Identity { by_server, ..said(voucher, whose, who.name) })
}

/// Where a login was that only who vouches has seen, if it can have been given there at this level.
fn issuer<'t>(login: &MatchedLogin, tenant: &'t TenantCard) -> Option<&'t Issuer> {
    let gives = |it: &Issuer| profile::may_tell(it) && profile::of(it).best(it) >= Some(login.level);
    tenant.issuers.iter().find(|it| it.iss == login.iss && gives(it))
}

/// What a voucher says of `whose` keys, by somebody of this name; believed by nobody before it was checked.
#[must_use]
pub fn said(voucher: &Voucher, whose: &Uid, by: String) -> Identity {
    let Testimony { name, uid, t, login, .. } = &voucher.says;
    let by = VouchedBy { uid: *uid, name: by, login: login.as_ref().map(|login| login.number) };
    // One person under each uid, whoever vouches for their devices; met by somebody who answers for it: enough for
    // what most people need, and never more.
    let met = || (whose.to_string(), String::new(), Level::Substantial, *t);
    let shown = |it: &MatchedLogin| (it.sub.clone(), it.iss.clone(), it.level, it.auth_time);
    let (sub, iss, level, auth_time) = login.as_ref().map_or_else(met, shown);
    Identity {
        name: name.clone(),
        sub,
        iss,
        audience: Audience::Citizens,
        level,
        by_server: false,
        unit: None,
        auth_time,
        vouched_by: Some(by),
    }
}

/// Who vouches, by the card that their chain names for the device that signs.
fn login(voucher: &Voucher, signer: &Device, tenant: &TenantCard) -> Result<Identity, CardError> {
    let card = Card::Token(voucher.card.clone());
    let named = signer.vouched.filter(|by| by.card == hash::card(&card)).ok_or(CardError::Voucher)?;
    card::check(&card, &named.over, named.at, tenant)
}

/// Whether somebody can be called that: something to read, on one line, not too long, with no number in it that
/// could be a national one.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !number::is_within(name)
        && name.len() <= MAX_NAME
        && name.trim() == name
        && !name.is_empty()
        && !name.chars().any(char::is_control)
}

/// What whoever begins like this is to be vouched for: these keys, under this uid.
#[must_use]
pub fn asks(genesis: &Genesis) -> (Uid, Hash) {
    let uid = hash::uid(genesis);
    (uid, hash::over(&uid, &genesis.device, &genesis.user_key, &genesis.user_commit))
}

/// What the invitation names before, so that nobody chooses what makes the digits once they have seen the keys.
#[must_use]
pub fn promise(nonce: &Salt) -> Hash {
    hash::hash(label::VOUCHER_NONCE, &[nonce.as_bytes()])
}

/// The six digits that both screens show: the same when both mean these keys, this inviter and this invitation.
#[must_use]
pub fn digits(secret: &Salt, nonce: &Salt, inviter: &Uid, over: &Hash) -> String {
    let parts = [secret.as_bytes(), nonce.as_bytes(), inviter.as_bytes(), over.as_bytes()];
    let drawn = hash::hash(label::VOUCHER_DIGITS, &parts);
    // 64 bits: that a million does not divide them shifts no digit by more than one in 10^13.
    let number = drawn.0.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    let number = number % 1_000_000;
    format!("{:03} {:03}", number / 1000, number % 1000)
}
