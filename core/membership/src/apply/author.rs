//! Whose entry it is: the author's place in this dialog, their chain, their device, the signature.
//! Refuses who is out, heads that do not extend the pin, devices on paper or unvouched for.
//! Called by `apply` before the rules of the kind.

use crate::chain::{Chains, Device, UserState};
use crate::state::{Member, Roster, Standing};
use crate::violation::Violation;
use crate::{sign, tenant};
use samtale_wire::entry::{Body, Payload, Pin};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::UserHead;
use samtale_wire::{Signed, Tenant, Uid, label};

/// The chains that must be at hand, up to which head, before an entry can be judged.
#[must_use]
pub fn needs(roster: Option<&Roster>, payload: &Payload) -> Vec<Pin> {
    let mut needed = vec![Pin { uid: payload.uid, uhead: payload.uhead }];
    match &payload.body {
        Body::Create(create) => needed.extend(create.citizens.iter().map(|named| named.pin)),
        Body::Propose(propose) => needed.push(propose.subject),
        Body::Verified(verified) => needed.push(verified.subject),
        Body::Admit(admit) => {
            let open = roster.and_then(|roster| roster.proposal(&admit.proposal).ok());
            needed.extend(open.map(|open| open.subject));
        }
        Body::Rebind(rebind) => {
            let open = roster.and_then(|roster| roster.intents.iter().find(|it| it.id == rebind.intent));
            needed.extend(open.map(|open| open.new));
        }
        _ => {}
    }
    needed.extend(payload.body.new_epoch().into_iter().flat_map(|new| new.pins.iter().copied()));
    needed
}

/// The author's chain at the head that the entry names, which must extend the pin in this log,
/// and their device in it.
pub(super) fn author<'a>(
    roster: &Roster,
    payload: &Payload,
    chains: &'a impl Chains,
) -> Result<(&'a UserState, &'a Device), Violation> {
    let pin = match &payload.body {
        Body::Join(join) => {
            let subject = roster.proposal(&join.proposal)?.subject;
            // One joins with exactly the keys that were consented to.
            if subject.uid == payload.uid && subject.uhead != payload.uhead {
                return Err(Violation::Pin);
            }
            subject
        }
        Body::Decline(decline) => {
            let subject = roster.proposal(&decline.proposal)?.subject;
            if subject.uid == payload.uid { subject } else { pin_of(roster, payload)? }
        }
        // Whoever is asked to come may show cards before the yes, from where their chain stands now.
        Body::Introduce(_) if roster.member(&payload.uid).is_none() => {
            let asked = roster.proposals.iter().find(|open| open.subject.uid == payload.uid);
            asked.ok_or(Violation::NotAMember)?.subject
        }
        // Whoever comes back is nobody here yet: the keys stand for themselves.
        Body::RebindIntent(_) => Pin { uid: payload.uid, uhead: payload.uhead },
        _ => pin_of(roster, payload)?,
    };
    if pin.uid != payload.uid {
        return Err(Violation::NotAsked);
    }
    let author = extends(&pin, &payload.uhead, chains)?;
    if author.tenant != roster.tenant {
        return Err(Violation::Foreign);
    }
    Ok((author, device(author, payload)?))
}

/// A member's pin, if they may still speak at all.
fn pin_of(roster: &Roster, payload: &Payload) -> Result<Pin, Violation> {
    let member = roster.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if member.standing != Standing::In {
        return Err(Violation::Gone);
    }
    // Whose consents have run out can renew, take back, or go.
    let may = matches!(payload.body, Body::Consent(_) | Body::Withdraw(_) | Body::Leave);
    if member.lapsed(payload.t) && !may {
        return Err(Violation::Lapsed);
    }
    Ok(Pin { uid: member.uid, uhead: member.uhead })
}

/// A device that may write in dialogs: not a code on paper, in a state that may be sealed to.
pub(super) fn device<'a>(author: &'a UserState, payload: &Payload) -> Result<&'a Device, Violation> {
    if !author.attested() {
        return Err(Violation::Unattested);
    }
    let device = author.device(&payload.dev).ok_or(Violation::UnknownDevice)?;
    if device.paper { Err(Violation::UnknownDevice) } else { Ok(device) }
}

pub(super) fn signed_by(device: &Device, signed: &Signed) -> Result<(), Violation> {
    if sign::verify_signed(&device.cert.signs, label::ENTRY, signed) {
        Ok(())
    } else {
        Err(Violation::BadSignature)
    }
}

/// An entry by a member moves the pin to the chain it was written by; if keys were taken back
/// in between, a new epoch is due. An old device that speaks contests whoever would come back.
pub(super) fn speaks(next: &mut Roster, author: &UserState, payload: &Payload) {
    if let Some(member) = next.members.iter_mut().find(|member| member.uid == payload.uid) {
        next.rotate |= moved(member, author);
    }
    for intent in &mut next.intents {
        intent.contested |= intent.old == payload.uid;
    }
}

/// Moves a member's pin; whether the generation changed.
pub(super) fn moved(member: &mut Member, user: &UserState) -> bool {
    let rotated = member.generation != user.generation;
    member.uhead = user.head;
    member.generation = user.generation;
    rotated
}

/// The chain at `head`, which must not lie before the pin.
pub(super) fn extends<'a>(
    pin: &Pin,
    head: &UserHead,
    chains: &'a impl Chains,
) -> Result<&'a UserState, Violation> {
    let chain = chains.chain(&pin.uid).ok_or(Violation::UnknownChain)?;
    if chain.at(&pin.uhead).is_none() || head.useq < pin.uhead.useq {
        return Err(Violation::Pin);
    }
    chain.at(head).ok_or(Violation::UnknownChain)
}

/// A person at exactly the pinned head: of this tenant and vouched for by a provider.
pub(super) fn pinned<'a>(
    tenant: &Tenant,
    pin: &Pin,
    chains: &'a impl Chains,
) -> Result<&'a UserState, Violation> {
    let chain = chains.chain(&pin.uid).ok_or(Violation::UnknownChain)?;
    let user = chain.at(&pin.uhead).ok_or(Violation::UnknownChain)?;
    if user.tenant != *tenant {
        return Err(Violation::Foreign);
    }
    if user.attested() { Ok(user) } else { Err(Violation::Unattested) }
}

/// Whether the municipality employs `uid` at `t`; the attestation.
pub(super) fn employed(
    tenant: &Tenant,
    uid: &Uid,
    org: Option<&OrgAttest>,
    t: u64,
) -> Result<samtale_wire::tenant::Employment, Violation> {
    let org = org.ok_or(Violation::Employment)?;
    let employment = tenant::employment(tenant, org).ok_or(Violation::Employment)?;
    if employment.uid == *uid && employment.until >= t { Ok(employment) } else { Err(Violation::Employment) }
}
