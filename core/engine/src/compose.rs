//! Entries as they are written: header, seals, signature. One attempt, one set of fresh secrets.
//! Refuses to decide whether: `duties`, `consent` and `outbox` do. Hands over what `Append` carries.

use crate::case::case_of;
use crate::content::{About, ProposalLetter, ProposalNote, Purpose};
use crate::epochs::Reader;
use crate::mind::{Ctx, Dialog, Engine};
use samtale_membership::{State, UserState, hash};
use samtale_seal::epoch::Granted;
use samtale_seal::message::{self, MessageContext};
use samtale_seal::{Closed, Secret, letter};
use samtale_wire::api::{Append, Envelope};
use samtale_wire::entry::{Basis, Body, Create, Detached, Named, Payload, Pin, Policy, Propose, Role, Scope};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::user::Card;
use samtale_wire::{Bytes, DialogId, Hash, MsgId, Salt, encode, label};
use zeroize::Zeroizing;

/// Where an entry will stand.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub dialog: DialogId,
    pub seq: u64,
    pub prev: Hash,
    ctl: Hash,
    epoch: u64,
    not_before: u64,
}

impl Place {
    fn first(dialog: DialogId) -> Self {
        Self { dialog, seq: 0, prev: Hash::ZERO, ctl: Hash::ZERO, epoch: 0, not_before: 0 }
    }

    pub fn after(state: &State) -> Self {
        Self {
            dialog: state.roster.dialog,
            seq: state.tip.seq + 1,
            prev: state.tip.head,
            ctl: state.roster.ctl,
            epoch: state.roster.epoch,
            not_before: state.tip.t,
        }
    }

    /// The time of an entry that is written there now.
    pub fn time(&self, now: u64) -> u64 {
        now.max(self.not_before)
    }
}

/// A random idempotency key.
pub(crate) fn msg_id(ctx: &mut Ctx<'_>) -> MsgId {
    let mut id = MsgId([0; 16]);
    ctx.rng.fill_bytes(&mut id.0);
    id
}

/// Who is proposed, and as what.
pub(crate) struct Whom<'a> {
    pub subject: &'a UserState,
    pub role: Role,
    pub scope: Scope,
    /// Until when, in seconds since 1970.
    pub until: u64,
    pub org: Option<Box<OrgAttest>>,
}

impl Engine {
    /// Signs an entry for its place.
    pub(crate) fn sign(&self, place: Place, id: MsgId, body: Body, now: u64) -> Bytes {
        let payload = Payload {
            version: 1,
            dialog: place.dialog,
            seq: place.seq,
            prev: place.prev,
            ctl: place.ctl,
            uid: self.me.uid,
            dev: self.me.dev,
            msg_id: id,
            t: place.time(now),
            epoch: place.epoch,
            uhead: self.speaks_at(&place.dialog, &body),
            body,
        };
        Bytes(encode(&self.me.keys.sign(label::ENTRY, encode(&payload))))
    }

    /// Seals content beside an entry of this device.
    pub(crate) fn seal_beside(
        &self,
        dialog: DialogId,
        epoch: (u64, &Secret),
        id: MsgId,
        content: &[u8],
        ctx: &mut Ctx<'_>,
    ) -> Result<(Detached, Bytes), Closed> {
        let context =
            MessageContext { dialog, epoch: epoch.0, uid: self.me.uid, dev: self.me.dev, msg_id: id };
        let sealed = message::seal(&context, epoch.1, content, ctx.rng)?;
        Ok((Detached { hash: hash::sealed(&sealed), len: sealed.len() as u64 }, Bytes(sealed)))
    }

    /// A new dialog about `citizens`, sorted by uid, with this person alone in it; by which rules, and on which
    /// line of the law's table they rest.
    pub(crate) fn create(
        &self,
        salt: Salt,
        citizens: &[UserState],
        about: &About,
        (policy, basis): (Policy, Basis),
        org: Box<OrgAttest>,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let named = |it: &UserState| Named { pin: Pin { uid: it.uid, uhead: it.head }, approves: true };
        let place = Place::first(hash::dialog(&self.tenant.tenant, &self.me.uid, &salt));
        let id = msg_id(ctx);
        let secret = Secret::make(ctx.rng);
        let own = self.chains.get(&self.me.uid).and_then(|chain| chain.at(&self.me.head)).ok_or(Closed)?;
        let readers = vec![Reader { user: own, granted: Granted::from_now(0, secret.clone()) }];
        let (epoch, envelopes) = self.new_epoch(place, 0, &secret, Vec::new(), readers, ctx)?;
        let (about, ciphertext) = self.seal_beside(place.dialog, (0, &secret), id, &encode(about), ctx)?;
        let create = Create {
            tenant: self.tenant.tenant,
            salt,
            head_key: self.tenant.head_key,
            policy,
            citizens: citizens.iter().map(named).collect(),
            basis,
            org,
            epoch,
            about,
        };
        let entry = self.sign(place, id, Body::Create(Box::new(create)), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: Some(ciphertext) })
    }

    /// A proposal that somebody join.
    pub(crate) fn propose(
        &self,
        dialog: &Dialog,
        whom: Whom<'_>,
        purpose: Purpose,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let place = Place::after(&dialog.state);
        let id = msg_id(ctx);
        let Whom { subject, role, scope, until, org } = whom;
        let secret = dialog.secret(place.epoch).ok_or(Closed)?;
        let cards = self.people.cards(subject).ok_or(Closed)?;
        let made_here = |card: &Card| matches!(card, Card::Voucher(it) if it.says.login.is_some());
        let yours = cards.iter().any(made_here).then(|| cards.clone());
        let note = Zeroizing::new(encode(&ProposalNote { purpose: purpose.clone(), cards }));
        let (about, ciphertext) = self.seal_beside(place.dialog, (place.epoch, secret), id, &note, ctx)?;
        let hash = purpose.hash();
        let topic = dialog.topic.clone().unwrap_or_default();
        let subject_reads = About { topic, case: Some(case_of(&place.dialog, dialog.case)) };
        let content = ProposalLetter { about: subject_reads, purpose, cards: self.own_cards()?, yours };
        let plain = Zeroizing::new(encode(&content));
        let sealed = letter::seal(&self.me.uid, &subject.uid, &subject.user_key, &plain, ctx.rng)?;
        let propose = Propose {
            subject: Pin { uid: subject.uid, uhead: subject.head },
            role,
            scope,
            purpose: hash,
            until,
            org,
            letter: hash::sealed(&sealed),
            about,
        };
        let entry = self.sign(place, id, Body::Propose(Box::new(propose)), ctx.now);
        let envelopes = vec![Envelope { to: subject.uid, sealed: Bytes(sealed) }];
        Ok(Append { entry, envelopes, ciphertext: Some(ciphertext) })
    }
}
