//! What an accepted entry holds for this person: grants, content, letters, opened and shown as rows.
//! Refuses what is not exactly what the entry names; what its author spoilt is shown as unreadable.
//! Called by `inbox` after the log's rules have spoken.

use crate::content::{About, Content, ProposalLetter, ProposalNote, Purpose};
use crate::dialog::{Erased, Posted, Unread};
use crate::history::{covers, covers_epoch, may_read};
use crate::mind::{Effect, Engine};
use crate::row::{MarkRow, ProposedRow, Row, What};
use samtale_membership::apply::entry_hash;
use samtale_membership::{Violation, attachments, hash, tenant};
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::{Secret, message};
use samtale_wire::api::Delivered;
use samtale_wire::entry::{
    Body, Consent, Decline, Detached, Join, NewEpoch, Payload, Post, Propose, Remove, Scope, Tombstone,
    Withdraw,
};
use samtale_wire::{Bytes, Hash, Uid, decode};

impl Engine {
    /// Opens what an applied entry carries for this person, and shows it.
    pub(crate) fn read(
        &mut self,
        payload: &Payload,
        delivered: &Delivered,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Violation> {
        self.settle_own(payload, effects);
        self.are_met(payload);
        if let Some(new) = payload.body.new_epoch() {
            self.take_grant(payload, new, delivered.envelope.as_ref())?;
        }
        if let Some(what) = self.happened(payload, delivered, effects)? {
            self.count(payload, &what);
            self.show(payload, what, effects);
        }
        if self.newcomer(payload) == Some(self.me.uid) {
            self.leave_history_to_pages(&payload.dialog);
        }
        self.recount(payload);
        self.drop_moot(&payload.dialog, effects);
        Ok(())
    }

    /// What an entry means to those who see the log.
    fn happened(
        &mut self,
        payload: &Payload,
        delivered: &Delivered,
        effects: &mut Vec<Effect>,
    ) -> Result<Option<What>, Violation> {
        Ok(Some(match &payload.body {
            Body::Post(post) => return self.read_post(payload, post, delivered),
            Body::Tombstone(it) => {
                self.erase(payload, it, effects);
                return Ok(None);
            }
            Body::Rotate(it) => {
                let before = it.epoch.epoch.checked_sub(1).filter(|_| it.garbage);
                let dialog = self.dialogs.get(&payload.dialog);
                let accused = before.and_then(|before| Some(dialog?.epochs.get(&before)?.by));
                return Ok(accused.map(What::Garbage));
            }
            Body::Create(create) => {
                let about: Option<About> = self.unseal(payload, &create.about, delivered)?;
                if let (Some(dialog), Some(about)) = (self.dialogs.get_mut(&payload.dialog), about) {
                    dialog.topic = Some(about.topic);
                    dialog.belongs(about.case);
                }
                What::Created
            }
            Body::Propose(propose) => self.read_proposal(payload, propose, delivered)?,
            Body::Join(Join { proposal, .. }) => {
                self.said(payload, *proposal, true);
                What::SaidYes(*proposal)
            }
            Body::Consent(Consent { proposal, renews, .. }) => {
                self.said(payload, *proposal, true);
                if renews.is_some() { What::Renewed } else { What::SaidYes(*proposal) }
            }
            Body::Decline(Decline { proposal }) => {
                self.said(payload, *proposal, false);
                self.over(payload, proposal);
                What::SaidNo(*proposal)
            }
            Body::Withdraw(Withdraw { proposal }) => {
                self.said(payload, *proposal, false);
                What::Withdrew(self.over(payload, proposal).unwrap_or(payload.uid))
            }
            Body::Admit(it) => What::Admitted(self.subject(payload, &it.proposal).unwrap_or(payload.uid)),
            Body::Remove(it) => {
                self.went(payload, it);
                What::Removed(it.uids.clone())
            }
            Body::Leave => What::Left,
            Body::RebindIntent(it) => {
                if let Some(dialog) = self.dialogs.get_mut(&payload.dialog) {
                    let intent = entry_hash(&delivered.entry.0);
                    dialog.subjects.insert(intent, payload.uid);
                    dialog.asked_back.insert(intent, it.old);
                }
                self.read_return(payload, it, delivered.envelope.as_ref())?;
                What::AskedBack(it.old)
            }
            Body::Rebind(it) => What::Returned(self.returned(payload, it).unwrap_or(payload.uid)),
            Body::Introduce(it) => {
                self.read_introduction(payload, it, delivered.envelope.as_ref())?;
                match self.is_of_a_login(payload) {
                    true => What::LoggedInAgain,
                    false => What::Introduced,
                }
            }
            Body::Close => What::Closed,
            Body::Reopen => What::Reopened,
            Body::Journalised(_) => What::Journalised,
            Body::Verified(it) => What::Verified(it.subject.uid),
            Body::Matched(it) => What::Matched(it.subject.uid),
            Body::OrgRevoke(it) => {
                let dismissal = tenant::dismissal(&self.tenant.tenant, &it.word);
                What::Dismissed(dismissal.map_or(payload.uid, |it| it.uid))
            }
            Body::Resume(it) => {
                // A person has looked: what was seen beyond this place is lost for good.
                if self.rings.seen.get(&payload.dialog).is_some_and(|seen| seen.seq <= it.seq) {
                    self.rings.seen.remove(&payload.dialog);
                }
                What::Resumed
            }
        }))
    }

    pub(crate) fn subject(&self, payload: &Payload, proposal: &Hash) -> Option<Uid> {
        self.dialogs.get(&payload.dialog)?.subjects.get(proposal).copied()
    }

    /// A proposal has come to nothing, or its subject goes: whom it was about.
    fn over(&mut self, payload: &Payload, proposal: &Hash) -> Option<Uid> {
        let subject = self.subject(payload, proposal);
        if let (Some(dialog), Some(subject)) = (self.dialogs.get_mut(&payload.dialog), subject) {
            dialog.declined.insert(subject);
        }
        subject
    }

    /// Whoever was put out holds no key any more, and misses nothing.
    fn went(&mut self, payload: &Payload, it: &Remove) {
        if let (true, Some(dialog)) = (it.uids.contains(&self.me.uid), self.dialogs.get_mut(&payload.dialog))
        {
            dialog.epochs.values_mut().for_each(|epoch| epoch.secret = None);
            dialog.keys.clear();
            dialog.unread.clear();
        }
    }

    /// A post is taken back, if sequence number, entry and author name the same one.
    fn erase(&mut self, payload: &Payload, it: &Tombstone, effects: &mut Vec<Effect>) {
        let silent = self.is_silent(&it.author);
        let Some(dialog) = self.dialogs.get_mut(&payload.dialog) else { return };
        let mark = dialog.marks.contains_key(&it.seq);
        let erased = Erased { entry: it.entry, author: it.author, by: payload.uid, mark };
        if it.seq < dialog.from {
            // Older than what is at hand: held against the post when its page comes.
            dialog.erased.entry(it.seq).or_insert(erased);
            if it.seq > dialog.read || dialog.line.as_ref().is_some_and(|line| line.seq == Some(it.seq)) {
                dialog.withdrawn.insert(it.seq);
            }
            return;
        }
        let named = dialog.posted(it.seq).copied().filter(|post| post.uid == it.author);
        let (Some(post), true) = (named, dialog.entry(it.seq) == Some(&it.entry)) else { return };
        dialog.unread.remove(&it.seq);
        dialog.erased.insert(it.seq, erased);
        dialog.keys.remove(&it.seq);
        // What was no item of its own leaves none.
        let mark = dialog.marks.get(&it.seq).map(|mark| What::Mark(MarkRow::gone(mark.about)));
        if mark.is_none() {
            dialog.discount(&post, silent);
        }
        let (id, seq) = (post.msg_id, Some(post.seq));
        let what = mark.unwrap_or(What::Erased(payload.uid));
        self.show_row(Row { dialog: payload.dialog, id, seq, by: post.uid, t: post.t, what }, effects);
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
        let epochs = self.dialogs.get_mut(&payload.dialog).map(|dialog| &mut dialog.epochs);
        if let Some(epoch) = epochs.and_then(|epochs| epochs.get_mut(&new.epoch)) {
            epoch.generation = Some(ours.generation);
        }
        let Some(user) = self.me.user.of(ours.generation) else { return Ok(()) };
        let Some(dialog) = self.dialogs.get(&payload.dialog) else { return Ok(()) };
        let me = dialog.state.roster.member(&self.me.uid);
        let joined = me.map_or(u64::MAX, |me| me.joined);
        let scope = me.map_or(Scope::FromNow, |me| me.scope.clone());
        let committed = |number: u64| {
            let before = dialog.epochs.get(&number)?;
            covers_epoch(joined, &scope, before.t).then_some(before.commit)
        };
        // Exactly what its author signed: that it does not hold is the author's doing, not the
        // log's. The next epoch is this device's to begin.
        let kept = self.rings.secret(&payload.dialog, new.epoch);
        // A newcomer's grant carries more than the key ring does.
        let kept = kept
            .filter(|_| self.newcomer(payload) != Some(self.me.uid))
            .filter(|kept| epoch::commit(kept, &payload.dialog, new.epoch) == new.commit);
        let granted = match kept {
            Some(kept) => Some(Granted::from_now(new.epoch, kept.clone())),
            None => epoch::take(&context, user.key(), sealed, committed).ok(),
        };
        let Some(dialog) = self.dialogs.get_mut(&payload.dialog) else { return Ok(()) };
        let Some(granted) = granted else {
            dialog.garbage = true;
            return Ok(());
        };
        for (number, secret) in granted.epochs {
            if let Some(epoch) = dialog.epochs.get_mut(&number) {
                epoch.secret = Some(secret);
            }
        }
        let within =
            |seq: &u64| dialog.posted(*seq).is_some_and(|post| post.t >= joined || covers(&scope, post));
        let single: Vec<(u64, Secret)> = granted.posts.into_iter().filter(|(seq, _)| within(seq)).collect();
        dialog.keys.extend(single);
        if let (None, Ok(about)) = (&dialog.topic, decode::<About>(&granted.note.0)) {
            dialog.topic = Some(about.topic);
            dialog.belongs(about.case);
        }
        for (uid, card) in granted.cards {
            if let Some(chain) = self.chains.get(&uid) {
                self.people.meet(&[card], chain, &self.tenant, &self.chains);
            }
        }
        Ok(())
    }

    /// Who comes in with this entry.
    fn newcomer(&self, payload: &Payload) -> Option<Uid> {
        match &payload.body {
            Body::Admit(it) => self.subject(payload, &it.proposal),
            Body::Rebind(it) => self.subject(payload, &it.intent),
            _ => None,
        }
    }

    /// Opens the ciphertext beside an entry, for those who could read the dialog when it was written.
    fn unseal<T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()>>(
        &self,
        payload: &Payload,
        detached: &Detached,
        delivered: &Delivered,
    ) -> Result<Option<T>, Violation> {
        let Some(dialog) = self.dialogs.get(&payload.dialog) else { return Ok(None) };
        // What starts an epoch is sealed in that epoch.
        let epoch = payload.body.new_epoch().map_or(payload.epoch, |new| new.epoch);
        let Payload { seq, t, uid, dev, msg_id, .. } = *payload;
        let place = Posted { seq, t, epoch, uid, dev, msg_id };
        let member = dialog.state.roster.member(&self.me.uid).is_some_and(|me| may_read(me, &place));
        let (true, Some(key)) = (member, dialog.key_of(&place)) else { return Ok(None) };
        let sealed = &delivered.ciphertext.as_ref().ok_or(Violation::Attachments)?.0;
        if !attachments::is_named(detached, sealed) {
            return Err(Violation::Attachments);
        }
        // Exactly what its author signed: that it cannot be read is the author's doing, not the log's.
        let Ok(plain) = message::open_with(&dialog.context(&place), &key, sealed) else { return Ok(None) };
        Ok(decode(&zeroize::Zeroizing::new(plain)).ok())
    }

    /// What a post says to this person; nothing while it says nothing.
    pub(crate) fn read_post(
        &mut self,
        payload: &Payload,
        post: &Post,
        delivered: &Delivered,
    ) -> Result<Option<What>, Violation> {
        let Some(dialog) = self.dialogs.get_mut(&payload.dialog) else { return Ok(None) };
        let Some(place) = dialog.posted(payload.seq).copied() else { return Ok(None) };
        if let Some(erased) = dialog.erased_as(&place) {
            return Ok((!erased.mark).then_some(What::Erased(erased.by)));
        }
        let mine = dialog.state.roster.member(&self.me.uid).is_some_and(|me| may_read(me, &place));
        let why = match (mine, delivered.ciphertext.is_some(), post.show_at) {
            (false, _, _) => Some(Unread::Before),
            (true, false, Some(at)) => Some(Unread::Scheduled(at)),
            (true, false, None) => Some(Unread::Absent),
            (true, true, _) => None,
        };
        if let Some(why) = why {
            dialog.unread.insert(payload.seq, why);
            return Ok(None);
        }
        let content = self.unseal::<Content>(payload, &post.content, delivered)?;
        Ok(self.hear(payload, post, content))
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
            let note = self.unseal::<ProposalNote>(payload, &propose.about, delivered)?;
            if let (Some(note), Some(chain)) = (&note, self.chains.get(&propose.subject.uid)) {
                self.people.meet(&note.cards, chain, &self.tenant, &self.chains);
            }
            note.map(|note| note.purpose)
        };
        // Another purpose than the signed one is none: nobody is asked to consent to it.
        let purpose = purpose.filter(|purpose| purpose.hash() == propose.purpose);
        let proposal = entry_hash(&delivered.entry.0);
        let mut dialog = self.dialogs.get_mut(&payload.dialog);
        if let Some(dialog) = &mut dialog {
            dialog.subjects.insert(proposal, propose.subject.uid);
            // Asked anew: what was said before is about another proposal.
            dialog.declined.remove(&propose.subject.uid);
        }
        let open = dialog.and_then(|dialog| dialog.state.roster.proposals.last());
        Ok(What::Proposed(ProposedRow {
            proposal,
            subject: propose.subject.uid,
            role: propose.role,
            scope: propose.scope.clone(),
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
        let Some(letter) = self.me.open_letter::<ProposalLetter>(&payload.uid, sealed) else {
            return Ok(None);
        };
        if let Some(chain) = self.chains.get(&payload.uid) {
            self.people.meet(&letter.cards, chain, &self.tenant, &self.chains);
        }
        if let (Some(yours), Some(own)) = (&letter.yours, self.chains.get(&self.me.uid)) {
            self.people.meet(yours, own, &self.tenant, &self.chains);
        }
        if let Some(dialog) = self.dialogs.get_mut(&payload.dialog) {
            dialog.topic = Some(letter.about.topic);
            dialog.belongs(letter.about.case);
        }
        Ok(Some(letter.purpose))
    }
}
