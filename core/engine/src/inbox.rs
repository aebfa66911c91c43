//! What arrives: verify, open, order. The log's rules first, then the seals, then a row.
//! Refuses whatever the log does not carry; the first broken rule closes the dialog's log here.

use crate::content::{About, ClaimLetter, Content, Kind, ProposalLetter, Purpose};
use crate::mind::{Dialog, Effect, Engine};
use crate::row::{PostRow, ProposedRow, Row, What};
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::{State, Violation, apply, attachments, hash, open};
use samtale_seal::epoch::{self, GrantContext};
use samtale_seal::{letter, message};
use samtale_wire::api::{Claimed, Delivered, FeedItem};
use samtale_wire::entry::{Body, Consent, Detached, Join, NewEpoch, Payload, Post, Propose};
use samtale_wire::user::UserHead;
use samtale_wire::{Bytes, Hash, Uid, decode};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A chain that must be fetched before an item can be judged.
struct Missing(Uid);

impl Engine {
    /// Reads what has arrived, in order, until a chain is missing.
    pub(crate) fn receive(&mut self, effects: &mut Vec<Effect>) {
        while let Some(item) = self.arriving.pop_front() {
            let taken = match &item {
                FeedItem::Entry(delivered) => self.take_entry(delivered, effects),
                FeedItem::Claimed(claimed) => self.take_claim(claimed),
            };
            if let Err(Missing(uid)) = taken {
                self.arriving.push_front(item);
                return self.want_chain(uid, effects);
            }
        }
    }

    /// An own entry whose acknowledgement is here before the feed brings it.
    pub(crate) fn take_own(&mut self, delivered: &Delivered, effects: &mut Vec<Effect>) {
        let Ok((_, payload)) = parse(&delivered.entry.0) else { return };
        let tip = self.dialogs.get(&delivered.dialog).map(|dialog| dialog.state.tip.seq);
        let next = tip.map_or(payload.seq == 0, |tip| payload.seq == tip + 1);
        if next && self.arriving.is_empty() {
            // Every chain in an own entry was looked at before it was signed.
            let _ = self.take_entry(delivered, effects);
        }
    }

    fn take_entry(&mut self, delivered: &Delivered, effects: &mut Vec<Effect>) -> Result<(), Missing> {
        let bytes = &delivered.entry.0;
        let dialog = self.dialogs.get(&delivered.dialog);
        if dialog.is_some_and(|dialog| dialog.broken.is_some()) {
            return Ok(());
        }
        let judged = parse(bytes).and_then(|(_, payload)| {
            if payload.dialog != delivered.dialog {
                return Err(Violation::Foreign);
            }
            match dialog {
                // Another entry in the place of the last one: the server tells two stories.
                Some(Dialog { state: State { tip, .. }, .. })
                    if payload.seq == tip.seq && entry_hash(bytes) != tip.head =>
                {
                    Err(Violation::ChainBroken)
                }
                Some(dialog) if payload.seq <= dialog.state.tip.seq => Ok((payload, None)),
                Some(dialog) => apply(&dialog.state, bytes, &self.chains).map(|next| (payload, Some(next))),
                None => open(bytes, &self.chains).map(|next| (payload, Some(next))),
            }
        });
        match judged {
            Ok((payload, None)) => self.take_again(&payload, delivered, effects),
            Ok((payload, Some(next))) => {
                match self.dialogs.get_mut(&delivered.dialog) {
                    Some(dialog) => dialog.state = next,
                    None => drop(self.dialogs.insert(delivered.dialog, Dialog::new(next))),
                }
                if let Err(violation) = self.read(&payload, delivered, effects) {
                    self.close_log(delivered, violation);
                }
                effects.push(Effect::Changed(delivered.dialog));
            }
            Err(Violation::UnknownChain) => match self.missing(bytes) {
                Some(uid) if self.doubted != Some(entry_hash(bytes)) || !self.chains.contains_key(&uid) => {
                    if self.chains.contains_key(&uid) {
                        self.doubted = Some(entry_hash(bytes));
                    }
                    return Err(Missing(uid));
                }
                _ => self.refuse(delivered, Violation::UnknownChain, effects),
            },
            Err(violation) => self.refuse(delivered, violation, effects),
        }
        Ok(())
    }

    fn refuse(&mut self, delivered: &Delivered, violation: Violation, effects: &mut Vec<Effect>) {
        self.close_log(delivered, violation);
        effects.push(Effect::Changed(delivered.dialog));
    }

    fn close_log(&mut self, delivered: &Delivered, violation: Violation) {
        if let Some(dialog) = self.dialogs.get_mut(&delivered.dialog) {
            dialog.broken = Some(violation);
        }
    }

    /// The first person in the entry whose chain is not at hand as far as the entry says.
    fn missing(&self, bytes: &[u8]) -> Option<Uid> {
        let (_, payload) = parse(bytes).ok()?;
        let mut needed: Vec<(Uid, UserHead)> = vec![(payload.uid, payload.uhead)];
        match &payload.body {
            Body::Create(create) => needed.extend(create.citizens.iter().map(|pin| (pin.uid, pin.uhead))),
            Body::Propose(propose) => needed.push((propose.subject.uid, propose.subject.uhead)),
            _ => {}
        }
        let known = |(uid, head): &(Uid, UserHead)| {
            self.chains.get(uid).is_some_and(|chain| chain.at(head).is_some())
        };
        needed.into_iter().find(|it| !known(it)).map(|(uid, _)| uid)
    }

    /// An entry that is known already: only a withheld post's content is new.
    fn take_again(&mut self, payload: &Payload, delivered: &Delivered, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get_mut(&delivered.dialog) else { return };
        let same = dialog.withheld.get(&payload.seq) == Some(&entry_hash(&delivered.entry.0));
        if let (true, Body::Post(post), true) = (same, &payload.body, delivered.ciphertext.is_some()) {
            dialog.withheld.remove(&payload.seq);
            if let Err(violation) = self.read_post(payload, post, delivered, effects) {
                self.refuse(delivered, violation, effects);
            }
        }
    }

    /// Opens what an applied entry carries for this person, and shows it.
    fn read(
        &mut self,
        payload: &Payload,
        delivered: &Delivered,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Violation> {
        self.settle_own(payload, effects);
        if let Some(new) = payload.body.new_epoch() {
            self.take_grant(payload, new, delivered.envelope.as_ref())?;
        }
        let what = match &payload.body {
            Body::Post(post) => return self.read_post(payload, post, delivered, effects),
            Body::Create(create) => {
                let about: Option<About> = self.unseal(payload, &create.about, delivered)?;
                if let (Some(dialog), Some(about)) = (self.dialogs.get_mut(&payload.dialog), about) {
                    dialog.topic = Some(about.topic);
                }
                What::Created
            }
            Body::Propose(propose) => self.read_proposal(payload, propose, delivered)?,
            Body::Join(Join { proposal, .. }) | Body::Consent(Consent { proposal, .. }) => {
                self.said(payload, *proposal, true);
                What::SaidYes(*proposal)
            }
            Body::Decline(decline) => {
                if let Some(dialog) = self.dialogs.get_mut(&payload.dialog)
                    && dialog.state.roster.citizens.contains(&payload.uid)
                    && dialog.state.roster.member(&payload.uid).is_none()
                {
                    dialog.declined.insert(payload.uid);
                }
                self.said(payload, decline.proposal, false);
                self.drop_answers(payload, &decline.proposal, effects);
                What::SaidNo(decline.proposal)
            }
            Body::Admit(admit) => {
                self.drop_answers(payload, &admit.proposal, effects);
                let members = self.dialogs.get(&payload.dialog).map(|dialog| &dialog.state.roster.members);
                let newest = members.and_then(|members| members.iter().find(|m| m.since == payload.seq));
                What::Admitted(newest.map_or(payload.uid, |member| member.uid))
            }
        };
        show(payload, what, effects);
        Ok(())
    }

    /// A proposal is over: an answer to it that still waits has nothing to wait for.
    fn drop_answers(&mut self, payload: &Payload, proposal: &Hash, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get_mut(&payload.dialog) else { return };
        dialog.answers.retain(|id, answer| {
            let over = answer.proposal == *proposal;
            effects.extend(over.then_some(Effect::Forget(*id)));
            !over
        });
    }

    fn said(&mut self, payload: &Payload, proposal: Hash, yes: bool) {
        if let (true, Some(dialog)) = (payload.uid == self.me.uid, self.dialogs.get_mut(&payload.dialog)) {
            dialog.said.insert(proposal, yes);
        }
    }

    fn take_grant(
        &mut self,
        payload: &Payload,
        new: &NewEpoch,
        envelope: Option<&Bytes>,
    ) -> Result<(), Violation> {
        let Some(ours) = new.grants.iter().find(|grant| grant.uid == self.me.uid) else { return Ok(()) };
        let sealed = &envelope.ok_or(Violation::Attachments)?.0;
        if hash::sealed(sealed) != ours.hash {
            return Err(Violation::Attachments);
        }
        let context = GrantContext {
            dialog: payload.dialog,
            seq: payload.seq,
            prev: payload.prev,
            epoch: new.epoch,
            commit: new.commit,
            by: payload.uid,
            to: self.me.uid,
            generation: ours.generation,
        };
        let secret = epoch::take(&context, self.me.user.key(), sealed).map_err(|_| Violation::Epoch)?;
        if let Some(dialog) = self.dialogs.get_mut(&payload.dialog) {
            dialog.epochs.insert(new.epoch, secret);
        }
        Ok(())
    }

    /// Opens the ciphertext beside an entry, for those who could read the dialog when it was written.
    fn unseal<T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()>>(
        &self,
        payload: &Payload,
        detached: &Detached,
        delivered: &Delivered,
    ) -> Result<Option<T>, Violation> {
        let Some(dialog) = self.dialogs.get(&payload.dialog) else { return Ok(None) };
        let member = dialog.state.roster.member(&self.me.uid).is_some_and(|me| payload.seq >= me.since);
        // What starts an epoch is sealed in that epoch.
        let epoch = payload.body.new_epoch().map_or(payload.epoch, |new| new.epoch);
        let (true, Some(secret)) = (member, dialog.epochs.get(&epoch)) else { return Ok(None) };
        let sealed = &delivered.ciphertext.as_ref().ok_or(Violation::Attachments)?.0;
        if !attachments::is_named(detached, sealed) {
            return Err(Violation::Attachments);
        }
        let context = message::MessageContext {
            dialog: payload.dialog,
            epoch,
            uid: payload.uid,
            dev: payload.dev,
            msg_id: payload.msg_id,
        };
        // Exactly what its author signed: that it cannot be read is the author's doing, not the log's.
        let Ok(plain) = message::open(&context, secret, sealed) else { return Ok(None) };
        Ok(decode(&zeroize::Zeroizing::new(plain)).ok())
    }

    fn read_post(
        &mut self,
        payload: &Payload,
        post: &Post,
        delivered: &Delivered,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Violation> {
        if delivered.ciphertext.is_none() && post.show_at.is_some() {
            if let Some(dialog) = self.dialogs.get_mut(&payload.dialog) {
                dialog.withheld.insert(payload.seq, entry_hash(&delivered.entry.0));
            }
            return Ok(());
        }
        let Some(dialog) = self.dialogs.get(&payload.dialog) else { return Ok(()) };
        if dialog.state.roster.member(&self.me.uid).is_none_or(|me| payload.seq < me.since) {
            return Ok(());
        }
        let content = self.unseal::<Content>(payload, &post.content, delivered)?;
        let photo = content.as_ref().and_then(|content| match content.kind() {
            Ok(Kind::Photo(photo)) if post.files.contains(&photo.file) && photo.can_be_drawn() => {
                Some(*photo)
            }
            _ => None,
        });
        // What cannot be read is shown as such: an empty post.
        let text = content.map(|content| content.fallback_text).unwrap_or_default();
        let row = PostRow { text, photo, failed: false };
        show(payload, What::Post(row), effects);
        Ok(())
    }

    fn read_proposal(
        &mut self,
        payload: &Payload,
        propose: &Propose,
        delivered: &Delivered,
    ) -> Result<What, Violation> {
        let purpose = if propose.subject.uid == self.me.uid {
            self.read_letter(payload, propose, delivered.envelope.as_ref())?
        } else {
            self.unseal::<Purpose>(payload, &propose.about, delivered)?
        };
        // Another purpose than the signed one is none: nobody is asked to consent to it.
        let purpose = purpose.filter(|purpose| purpose.hash() == propose.purpose);
        let dialog = self.dialogs.get(&payload.dialog);
        let open = dialog.and_then(|dialog| dialog.state.roster.proposals.last());
        Ok(What::Proposed(ProposedRow {
            proposal: entry_hash(&delivered.entry.0),
            subject: propose.subject.uid,
            role: propose.role,
            purpose: purpose.map(|purpose| purpose.text),
            until: propose.until,
            approvers: open.map(|open| open.approvers.clone()).unwrap_or_default(),
        }))
    }

    fn read_letter(
        &mut self,
        payload: &Payload,
        propose: &Propose,
        envelope: Option<&Bytes>,
    ) -> Result<Option<Purpose>, Violation> {
        let sealed = &envelope.ok_or(Violation::Attachments)?.0;
        if hash::sealed(sealed) != propose.letter {
            return Err(Violation::Attachments);
        }
        let Ok(plain) = letter::open(&payload.uid, &self.me.uid, self.me.user.key(), sealed) else {
            return Ok(None);
        };
        let Ok(letter) = decode::<ProposalLetter>(&zeroize::Zeroizing::new(plain)) else { return Ok(None) };
        if let Some(chain) = self.chains.get(&payload.uid) {
            self.people.meet(&letter.card, chain, &self.tenant);
        }
        if let Some(dialog) = self.dialogs.get_mut(&payload.dialog) {
            dialog.topic = Some(letter.about.topic);
        }
        Ok(Some(letter.purpose))
    }

    /// Somebody took up an invitation: believed when they know its secret and their card holds.
    fn take_claim(&mut self, claimed: &Claimed) -> Result<(), Missing> {
        let Some(chain) = self.chains.get(&claimed.uid) else { return Err(Missing(claimed.uid)) };
        let Ok(plain) = letter::open(&claimed.uid, &self.me.uid, self.me.user.key(), &claimed.letter.0)
        else {
            return Ok(());
        };
        let Ok(letter) = decode::<ClaimLetter>(&zeroize::Zeroizing::new(plain)) else { return Ok(()) };
        let known = self.people.meet(&letter.card, chain, &self.tenant).is_some();
        let chain = chain.now().clone();
        if let Some(invited) = self.invitations.get_mut(&claimed.invitation) {
            let proof = crate::invite::proof(&invited.intent.secret, &self.me.uid, &chain);
            if known && invited.claimed.is_none() && proof == Some(claimed.proof) {
                invited.claimed = Some(claimed.uid);
            }
        }
        Ok(())
    }
}

impl Dialog {
    fn new(state: State) -> Self {
        Self {
            state,
            epochs: BTreeMap::new(),
            topic: None,
            outbox: VecDeque::new(),
            answers: BTreeMap::new(),
            own: BTreeSet::new(),
            said: BTreeMap::new(),
            declined: BTreeSet::new(),
            withheld: BTreeMap::new(),
            broken: None,
        }
    }
}

fn show(payload: &Payload, what: What, effects: &mut Vec<Effect>) {
    effects.push(Effect::Show(Box::new(Row {
        dialog: payload.dialog,
        id: payload.msg_id,
        seq: Some(payload.seq),
        by: payload.uid,
        t: payload.t,
        what,
    })));
}
