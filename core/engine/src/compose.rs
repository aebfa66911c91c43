//! Entries as they are written: header, seals, signature. One attempt, one set of fresh secrets.
//! Refuses to decide whether: `duties`, `consent` and `outbox` do. Hands over what `Append` carries.

use crate::content::{About, ProposalLetter, Purpose};
use crate::mind::{Ctx, Dialog, Engine};
use samtale_membership::{Member, Proposal, State, UserState, hash};
use samtale_seal::epoch::{self, GrantContext};
use samtale_seal::message::{self, MessageContext};
use samtale_seal::{Closed, Secret, letter};
use samtale_wire::api::{Append, Envelope};
use samtale_wire::entry::{
    Admit, Body, Create, Detached, GrantRef, NewEpoch, Payload, Pin, Policy, Propose, Role, Scope,
};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::{Bytes, DialogId, Hash, MsgId, Salt, Uid, encode, label};

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
}

/// A random idempotency key.
pub(crate) fn msg_id(ctx: &mut Ctx<'_>) -> MsgId {
    let mut id = MsgId([0; 16]);
    ctx.rng.fill_bytes(&mut id.0);
    id
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
            t: now.max(place.not_before),
            epoch: place.epoch,
            uhead: self.me.head,
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

    /// A new dialog about `citizen`, with this person alone in it.
    pub(crate) fn create(
        &self,
        salt: Salt,
        citizen: &UserState,
        about: &About,
        org: Box<OrgAttest>,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let place = Place::first(hash::dialog(&self.tenant.tenant, &self.me.uid, &salt));
        let id = msg_id(ctx);
        let secret = Secret::make(ctx.rng);
        let readers = [(self.me.uid, self.me.user.generation())];
        let (epoch, envelopes) = self.new_epoch(place, 0, &secret, &readers, ctx)?;
        let (about, ciphertext) = self.seal_beside(place.dialog, (0, &secret), id, &encode(about), ctx)?;
        let create = Create {
            tenant: self.tenant.tenant,
            salt,
            head_key: self.tenant.head_key,
            policy: Policy::Standard,
            citizens: vec![Pin { uid: citizen.uid, uhead: citizen.head }],
            org,
            epoch,
            about,
        };
        let entry = self.sign(place, id, Body::Create(Box::new(create)), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: Some(ciphertext) })
    }

    /// A proposal that `subject` join.
    pub(crate) fn propose(
        &self,
        dialog: &Dialog,
        subject: &UserState,
        role: Role,
        purpose: Purpose,
        until: u64,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let place = Place::after(&dialog.state);
        let id = msg_id(ctx);
        let secret = dialog.epochs.get(&place.epoch).ok_or(Closed)?;
        let (about, ciphertext) =
            self.seal_beside(place.dialog, (place.epoch, secret), id, &encode(&purpose), ctx)?;
        let hash = purpose.hash();
        let topic = dialog.topic.clone().unwrap_or_default();
        let content = ProposalLetter { about: About { topic }, purpose, card: self.me.card.clone() };
        let plain = zeroize::Zeroizing::new(encode(&content));
        let sealed = letter::seal(&self.me.uid, &subject.uid, &subject.user_key, &plain, ctx.rng)?;
        let propose = Propose {
            subject: Pin { uid: subject.uid, uhead: subject.head },
            role,
            scope: Scope::FromNow,
            purpose: hash,
            until,
            org: None,
            letter: hash::sealed(&sealed),
            about,
        };
        let entry = self.sign(place, id, Body::Propose(Box::new(propose)), ctx.now);
        let envelopes = vec![Envelope { to: subject.uid, sealed: Bytes(sealed) }];
        Ok(Append { entry, envelopes, ciphertext: Some(ciphertext) })
    }

    /// The admission of a proposal's subject, in a new epoch.
    pub(crate) fn admit(
        &self,
        dialog: &Dialog,
        proposal: &Proposal,
        subject: &UserState,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let place = Place::after(&dialog.state);
        let roster = &dialog.state.roster;
        // The own entry moves the own pin, so the own grant is for the present generation.
        let generation = |member: &Member| {
            if member.uid == self.me.uid { self.me.user.generation() } else { member.generation }
        };
        let mut readers: Vec<(Uid, u64)> =
            roster.members.iter().map(|member| (member.uid, generation(member))).collect();
        readers.push((subject.uid, subject.generation));
        readers.sort_unstable();
        let secret = Secret::make(ctx.rng);
        let (epoch, envelopes) = self.new_epoch(place, roster.epoch + 1, &secret, &readers, ctx)?;
        let admit = Admit { proposal: proposal.id, consents: proposal.cited(), epoch };
        let entry = self.sign(place, msg_id(ctx), Body::Admit(admit), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: None })
    }

    fn new_epoch(
        &self,
        place: Place,
        number: u64,
        secret: &Secret,
        readers: &[(Uid, u64)],
        ctx: &mut Ctx<'_>,
    ) -> Result<(NewEpoch, Vec<Envelope>), Closed> {
        let commit = epoch::commit(secret, &place.dialog, number);
        let mut grants = Vec::with_capacity(readers.len());
        let mut envelopes = Vec::with_capacity(readers.len());
        for &(to, generation) in readers {
            let chain = self.chains.get(&to).ok_or(Closed)?;
            let context = GrantContext {
                dialog: place.dialog,
                seq: place.seq,
                prev: place.prev,
                epoch: number,
                commit,
                by: self.me.uid,
                to,
                generation,
            };
            let secrets = [(number, secret.clone())];
            let sealed = epoch::grant(&context, &chain.now().user_key, &secrets, ctx.rng)?;
            grants.push(GrantRef { uid: to, generation, hash: hash::sealed(&sealed) });
            envelopes.push(Envelope { to, sealed: Bytes(sealed) });
        }
        Ok((NewEpoch { epoch: number, commit, grants }, envelopes))
    }
}
