//! What an accepted entry holds for this person: grants, content, letters, opened and shown as rows.
//! Refuses what is not exactly what the entry names; what its author spoilt is shown as unreadable.
//! Called by `inbox` after the log's rules have spoken.

use crate::content::{About, Content, Kind, ProposalLetter, Purpose};
use crate::mind::{Effect, Engine};
use crate::row::{PostRow, ProposedRow, Row, What};
use samtale_membership::apply::entry_hash;
use samtale_membership::{Violation, attachments, hash};
use samtale_seal::epoch::{self, GrantContext};
use samtale_seal::{letter, message};
use samtale_wire::api::Delivered;
use samtale_wire::entry::{Body, Consent, Detached, Join, NewEpoch, Payload, Post, Propose};
use samtale_wire::{Bytes, Hash, decode};

impl Engine {
    /// Opens what an applied entry carries for this person, and shows it.
    pub(crate) fn read(
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

    pub(crate) fn read_post(
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
