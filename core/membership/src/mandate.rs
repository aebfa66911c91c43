//! Mandates: an employee who knows it from the case says whose guardian somebody is, and that they may vouch.
//! Refuses one for another child, another guardian or another time, by who works nowhere here, and by a device that
//! was out of their hands. Judged with the voucher that it lies in; also by the guardian's own device, before.

use crate::card::{CardError, SentBy};
use crate::chain::Chains;
use crate::{sign, voucher};
use samtale_wire::tenant::{Audience, TenantCard};
use samtale_wire::voucher::{MAX_MANDATE, Mandate, Testimony};
use samtale_wire::{Uid, encode, label};

/// Checks that a mandate is for what a guardian says about `whose` keys; by whom it is.
///
/// # Errors
/// [`CardError::Mandate`] when it is for something else; [`CardError::Unknown`] when its signer's chain is not at hand
/// as far as that; else as [`given`].
pub fn check(
    mandate: &Mandate,
    says: &Testimony,
    whose: &Uid,
    chains: &impl Chains,
    tenant: &TenantCard,
) -> Result<SentBy, CardError> {
    let gives = &mandate.says;
    let meant = gives.guardian == says.uid && gives.name == says.name && gives.uid != *whose;
    if !meant || says.t < gives.t || says.t > gives.until {
        return Err(CardError::Mandate);
    }
    given(mandate, chains, tenant)
}

/// Checks that a mandate is an employee's, whatever it is used for; by whom it is.
///
/// # Errors
/// [`CardError::Mandate`] for one that holds too long or is for its own signer, [`CardError::Voucher`] when who signs
/// works nowhere here or not with this device then, [`CardError::Signature`], [`CardError::Unknown`].
pub fn given(mandate: &Mandate, chains: &impl Chains, tenant: &TenantCard) -> Result<SentBy, CardError> {
    let gives = &mandate.says;
    let lasts = gives.until.checked_sub(gives.t).is_some_and(|lasts| lasts <= MAX_MANDATE);
    if !lasts || gives.uid == gives.guardian {
        return Err(CardError::Mandate);
    }
    let by = (gives.uid, gives.uhead, gives.dev, gives.t);
    let (signer, who) = voucher::signer(chains, &by, &mandate.card, tenant)?;
    if who.audience != Audience::Staff {
        return Err(CardError::Voucher);
    }
    if !sign::verify(&signer.cert.signs, label::MANDATE, &encode(gives), &mandate.sig) {
        return Err(CardError::Signature);
    }
    Ok(SentBy { uid: gives.uid, name: who.name })
}
