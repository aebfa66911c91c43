//! Entries that begin an epoch: Create's first, Admit, Remove, Rotate. One attempt, one fresh secret.
//! Refuses to grant to anyone but the members of that epoch, at the keys they have now; what is
//! refused by the server is thrown away whole. Called by `duties`, `leaving` and `acts`.

use crate::compose::{Place, msg_id};
use crate::mind::{Ctx, Dialog, Engine};
use samtale_membership::{Member, Proposal, Roster, UserState};
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::{Closed, Secret};
use samtale_wire::api::{Append, Envelope};
use samtale_wire::entry::{Admit, Body, GrantRef, NewEpoch, Pin, Remove, Rotate};
use samtale_wire::user::Card;
use samtale_wire::{Bytes, MsgId, Uid};

/// One who will read the epoch, and what they are granted.
pub(crate) struct Reader<'a> {
    pub user: &'a UserState,
    pub granted: Granted,
}

impl Engine {
    /// The admission of a proposal's subject, in a new epoch.
    pub(crate) fn admit(
        &self,
        dialog: &Dialog,
        proposal: &Proposal,
        subject: &UserState,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let roster = &dialog.state.roster;
        let (number, secret) = (roster.epoch + 1, Secret::make(ctx.rng));
        let (mut readers, pins) = self.readers(roster, &roster.members, number, &secret)?;
        let mut granted = dialog.history(u64::MAX, &proposal.scope, number, secret.clone());
        granted.cards = self.cards_of(&roster.members);
        // Who was asked before the newcomer could read so much is known to them all the same.
        for open in roster.proposals.iter().filter(|open| open.id != proposal.id) {
            let cards = self.subject_of(open).and_then(|asked| self.people.cards(asked));
            granted.cards.extend(cards.into_iter().flatten().map(|card| (open.subject.uid, card)));
        }
        readers.push(Reader { user: subject, granted });
        let (place, id) = (Place::after(&dialog.state), msg_id(ctx));
        let (epoch, envelopes) = self.new_epoch(place, number, &secret, pins, readers, ctx)?;
        let admit = Admit { proposal: proposal.id, consents: proposal.cited(), epoch };
        let entry = self.sign(place, id, Body::Admit(admit), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: None })
    }

    /// The removal of members, and of whoever else may not read any more.
    pub(crate) fn remove(
        &self,
        dialog: &Dialog,
        uids: &[Uid],
        id: MsgId,
        ctx: &mut Ctx<'_>,
    ) -> Result<Append, Closed> {
        let place = Place::after(&dialog.state);
        let t = place.time(ctx.now);
        let roster = &dialog.state.roster;
        let goes = |member: &Member| uids.contains(&member.uid) || !member.reads(t);
        let (out, stay): (Vec<Member>, Vec<Member>) = roster.members.iter().cloned().partition(goes);
        let (number, secret) = (roster.epoch + 1, Secret::make(ctx.rng));
        let (readers, pins) = self.readers(roster, &stay, number, &secret)?;
        let (epoch, envelopes) = self.new_epoch(place, number, &secret, pins, readers, ctx)?;
        let uids = out.iter().map(|member| member.uid).collect();
        let entry = self.sign(place, id, Body::Remove(Remove { uids, epoch }), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: None })
    }

    /// A new epoch for the same members.
    pub(crate) fn rotate(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Result<Append, Closed> {
        let roster = &dialog.state.roster;
        let (place, number, secret) = (Place::after(&dialog.state), roster.epoch + 1, Secret::make(ctx.rng));
        let (readers, pins) = self.readers(roster, &roster.members, number, &secret)?;
        let (epoch, envelopes) = self.new_epoch(place, number, &secret, pins, readers, ctx)?;
        let rotate = Rotate { garbage: dialog.garbage, epoch };
        let entry = self.sign(place, msg_id(ctx), Body::Rotate(rotate), ctx.now);
        Ok(Append { entry, envelopes, ciphertext: None })
    }

    /// Members as readers of the next epoch, at the keys they have now; and the pins that move for it.
    pub(crate) fn readers(
        &self,
        roster: &Roster,
        members: &[Member],
        number: u64,
        secret: &Secret,
    ) -> Result<(Vec<Reader<'_>>, Vec<Pin>), Closed> {
        let mut readers = Vec::with_capacity(members.len() + 1);
        let mut pins = Vec::new();
        for member in members {
            let user = self.reads_with(member).filter(|_| self.is_proven(roster, member)).ok_or(Closed)?;
            // The own entry moves the own pin by itself.
            if user.generation != member.generation && user.uid != self.me.uid {
                pins.push(Pin { uid: user.uid, uhead: user.head });
            }
            readers.push(Reader { user, granted: Granted::from_now(number, secret.clone()) });
        }
        Ok((readers, pins))
    }

    /// The keys that a member reads with now: those of the pin, unless they have taken those back.
    pub(crate) fn reads_with(&self, member: &Member) -> Option<&UserState> {
        let chain = self.chains.get(&member.uid)?;
        if member.uid == self.me.uid {
            return chain.at(&self.me.head);
        }
        let now = chain.attested()?;
        if now.generation == member.generation { chain.at(&member.uhead) } else { Some(now) }
    }

    /// The cards that prove the members, as they are here.
    pub(crate) fn cards_of(&self, members: &[Member]) -> Vec<(Uid, Card)> {
        let of = |member: &Member| self.people.cards(self.reads_with(member)?);
        let all = members.iter().filter_map(|member| Some((member.uid, of(member)?)));
        all.flat_map(|(uid, cards)| cards.into_iter().map(move |card| (uid, card))).collect()
    }

    pub(crate) fn new_epoch(
        &self,
        place: Place,
        number: u64,
        secret: &Secret,
        pins: Vec<Pin>,
        mut readers: Vec<Reader<'_>>,
        ctx: &mut Ctx<'_>,
    ) -> Result<(NewEpoch, Vec<Envelope>), Closed> {
        readers.sort_unstable_by_key(|reader| reader.user.uid);
        let commit = epoch::commit(secret, &place.dialog, number);
        let mut grants = Vec::with_capacity(readers.len());
        let mut envelopes = Vec::with_capacity(readers.len());
        for Reader { user, granted } in readers {
            let (to, generation) = (user.uid, user.generation);
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
            let sealed = epoch::grant(&context, &user.user_key, &granted, ctx.rng)?;
            grants.push(GrantRef { uid: to, generation, hash: samtale_membership::hash::sealed(&sealed) });
            envelopes.push(Envelope { to, sealed: Bytes(sealed) });
        }
        Ok((NewEpoch { epoch: number, commit, pins, grants }, envelopes))
    }
}
