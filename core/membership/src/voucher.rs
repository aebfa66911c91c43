//! Vouchers: an employee met somebody without eID, or a guardian by an employee's mandate did, or an employee looked at
//! a login that tells a national number; they sign whose keys are whose. Judged by everybody. Refuses a chain of
//! vouchers, who is neither, other keys than those that were shown, another time, and a device that was out of their
//! hands. Called by the server and every client.

use crate::card::{self, CardError, FRESH, Identity, VouchedBy};
use crate::chain::{Chains, Device, UserChain, Vouched};
use crate::profile::{self, Level};
use crate::{hash, mandate, number, sign};
use samtale_wire::tenant::{Audience, Issuer, TenantCard};
use samtale_wire::user::{Card, Genesis, Token, UserHead};
use samtale_wire::voucher::{MatchedLogin, Testimony, Voucher};
use samtale_wire::{DeviceId, Hash, Salt, Uid, encode, label};

/// The longest name that somebody is given, in bytes.
pub const MAX_NAME: usize = 200;

/// Checks a voucher for `whose` keys in `over`, which is to vouch for a time (`Vouched::at`): `chains` has those of
/// whoever vouches, and of whose mandate it is by, as far as they are at hand.
///
/// # Errors
/// [`CardError::Unknown`] when one of them does not go as far as that; else the first reason why it does not hold.
pub fn check(
    voucher: &Voucher,
    whose: &Uid,
    over: &Hash,
    at: u64,
    chains: &impl Chains,
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
    let by = (says.uid, says.uhead, says.dev, says.t);
    let (signer, who) = signer(chains, &by, &voucher.card, tenant)?;
    // Who works here answers for it, or says for whom another may; anybody else could bring in whom they like.
    let sent_by = match (who.audience, &voucher.mandate) {
        (Audience::Staff, None) => None,
        // A guardian has met them: a login is looked at by who works here.
        (Audience::Citizens, Some(given)) if issuer.is_none() => {
            Some(mandate::check(given, says, whose, chains, tenant)?)
        }
        _ => return Err(CardError::Voucher),
    };
    if !sign::verify(&signer.cert.signs, label::VOUCHER, &encode(says), &voucher.sig) {
        return Err(CardError::Signature);
    }
    let mut said = said(voucher, whose, who.name);
    said.by_server = issuer.is_some_and(|issuer| issuer.par.is_some());
    if let Some(by) = &mut said.vouched_by {
        by.sent_by = sent_by;
    }
    Ok(said)
}

/// Where a login was that only who vouches has seen, if it can have been given there at this level.
fn issuer<'t>(login: &MatchedLogin, tenant: &'t TenantCard) -> Option<&'t Issuer> {
    let gives = |it: &Issuer| profile::may_tell(it) && profile::of(it).best(it) >= Some(login.level);
    tenant.issuers.iter().find(|it| it.iss == login.iss && gives(it))
}

/// Whether a voucher may speak for what the chain names: one for a login stands in the place of that alone which names
/// its signer, so that nobody is relabelled by whom they did not come to.
#[must_use]
pub fn may_speak(voucher: &Voucher, named: &Vouched) -> bool {
    match &voucher.says.login {
        Some(login) => login.card == named.card && named.matched_by == Some(voucher.says.uid),
        None => true,
    }
}

/// Somebody who signs a part of a voucher: who, where their chain was, with which device, when (seconds since 1970).
pub type Signer = (Uid, UserHead, DeviceId, u64);

/// Those whose chains a voucher is judged by: whoever vouches, then whose mandate it is by.
#[must_use]
pub fn signers(voucher: &Voucher) -> Vec<Signer> {
    let says = &voucher.says;
    let sent = voucher.mandate.as_ref().map(|it| (it.says.uid, it.says.uhead, it.says.dev, it.says.t));
    [(says.uid, says.uhead, says.dev, says.t)].into_iter().chain(sent).collect()
}

/// Whether all that this person signed of a voucher was signed while the device was in their hands.
#[must_use]
pub fn stands(voucher: &Voucher, by: &UserChain) -> bool {
    let theirs = signers(voucher).into_iter().filter(|(uid, ..)| *uid == by.now().uid);
    theirs.into_iter().all(|(_, uhead, dev, t)| by.spoke(&uhead, &dev, t).is_some())
}

/// The device that signs, and who that is by the login that their chain names for it.
pub(crate) fn signer<'a>(
    chains: &'a impl Chains,
    (uid, uhead, dev, t): &Signer,
    token: &Token,
    tenant: &TenantCard,
) -> Result<(&'a Device, Identity), CardError> {
    let by = chains.chain(uid).filter(|it| it.now().uid == *uid && it.at(uhead).is_some());
    let by = by.ok_or(CardError::Unknown)?;
    if by.now().tenant != tenant.tenant {
        return Err(CardError::Voucher);
    }
    let signer = by.spoke(uhead, dev, *t).ok_or(CardError::Voucher)?;
    let card = Card::Token(token.clone());
    let named = signer.vouched.filter(|by| by.card == hash::card(&card)).ok_or(CardError::Voucher)?;
    Ok((signer, card::check(&card, &named.over, named.at, tenant)?))
}

/// What a voucher says of `whose` keys, by somebody of this name; believed by nobody before it was checked.
#[must_use]
pub fn said(voucher: &Voucher, whose: &Uid, by: String) -> Identity {
    let Testimony { name, uid, t, login, .. } = &voucher.says;
    let login_says = login.as_ref().map(|login| login.number);
    let by = VouchedBy { uid: *uid, name: by, login: login_says, sent_by: None };
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
