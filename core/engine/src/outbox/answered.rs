//! What came back from the server for each errand, and what is settled by it.
//! Refuses to take a lost answer for a no. Called by `mind`.

use super::{Outgoing, Stopped, before, row};
use crate::content::Kind;
use crate::courier::{Errand, Fault, Reply, Request, Ticket};
use crate::mind::{Effect, Engine};
use samtale_wire::api::{Code, Delivered, FeedItem};
use samtale_wire::{DialogId, MsgId};

impl Engine {
    /// An errand came back.
    pub(crate) fn answered(
        &mut self,
        ticket: Ticket,
        answer: Result<Reply, Fault>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(errand) = self.courier.back(ticket) else { return };
        self.devices_answered(&errand, &answer, effects);
        self.invitations_answered(&errand, &answer, effects);
        self.vouching_answered(&errand, &answer, effects);
        if let Errand::Ephemeral(dialog, told) = errand {
            return self.spoken(dialog, told, &answer);
        }
        match (errand, answer) {
            (errand, Err(fault)) if fault.passes() => {
                self.courier.resting = true;
                if errand == Errand::Ring {
                    self.ring_is_not_kept(true);
                }
                if let Errand::Present(dialog) = errand {
                    self.not_presented(&dialog);
                }
                // A chain that did not come says nothing about the entry that needs it.
                if let Errand::Chain(uid) = errand {
                    self.doubted = None;
                    if self.chains.contains_key(&uid) {
                        self.devices.moved.insert(uid);
                    }
                }
            }
            (Errand::Append { dialog, intent, sent }, Ok(Reply::Appended(stored))) => {
                // A retry gets the entry that was stored first; the feed brings that one whole.
                if stored.entry == sent.entry {
                    let before = before(&sent);
                    let ours = sent.envelopes.into_iter().find(|envelope| envelope.to == self.me.uid);
                    let delivered = Delivered {
                        dialog,
                        entry: sent.entry,
                        ciphertext: sent.ciphertext,
                        envelope: ours.map(|envelope| envelope.sealed),
                    };
                    self.heads.push(stored.head);
                    self.take_own(&delivered, effects);
                    // Something else has to be read first, and the feed brings it then: until there is news
                    // it is not sent again.
                    if self.tip(&dialog) == before {
                        self.courier.outrun(dialog, before);
                    }
                } else {
                    let own = self.dialogs.get(&dialog).map(|dialog| &dialog.own);
                    // Only the verified log says that an intent is done, never the answer alone.
                    match intent.filter(|intent| own.is_some_and(|own| own.contains(intent))) {
                        Some(done) => self.settle_intent(&dialog, &done, effects),
                        None => {
                            if self.dialogs.get(&dialog).is_some_and(|it| stored.seq < it.from) {
                                // It was stored long ago: its page says so.
                                self.looks.insert(dialog, usize::MAX);
                            }
                            self.courier.outrun(dialog, before(&sent));
                        }
                    }
                }
            }
            // Somebody was quicker: the feed brings their entry, then this one is signed anew.
            (Errand::Append { dialog, sent, intent }, Err(Fault::Refused(Code::Conflict))) => {
                self.not_stored(&dialog, intent.as_ref());
                self.courier.outrun(dialog, before(&sent));
            }
            (Errand::Append { dialog, intent: Some(intent), .. }, Err(Fault::Refused(code)))
                if code != Code::Malformed =>
            {
                self.give_up(&dialog, &intent, effects);
            }
            // A duty that is refused is not tried again before the dialog has moved.
            (Errand::Append { dialog, intent: None, sent }, Err(_)) => {
                self.courier.outrun(dialog, before(&sent));
            }
            (Errand::Upload { dialog, intent, file }, Ok(_)) => {
                let dialog = self.dialogs.get_mut(&dialog);
                let waiting = dialog.and_then(|it| it.outbox.iter_mut().find(|waiting| waiting.id == intent));
                if let Some(waiting) = waiting {
                    waiting.files.retain(|waiting| *waiting != file);
                }
            }
            // The line that was cut still holds it at the server: soon it does not.
            (Errand::Upload { .. }, Err(Fault::Refused(Code::Conflict))) => self.courier.resting = true,
            (Errand::Upload { dialog, intent, .. }, Err(_)) => self.give_up(&dialog, &intent, effects),
            (Errand::Chain(uid), Err(_)) if self.chains.contains_key(&uid) => {
                self.devices.moved.insert(uid);
                self.courier.resting = true;
            }
            (Errand::Chain(uid), Ok(Reply::Chain(chain))) => self.take_chain(uid, &chain),
            (Errand::Present(dialog), Err(_)) => {
                self.not_presented(&dialog);
                self.courier.resting = true;
            }
            (Errand::Present(_), Ok(_)) => {}
            (Errand::TenantCard, Ok(Reply::TenantCard(card))) => self.take_tenant_card(Some(&card), effects),
            (Errand::TenantCard, _) => self.take_tenant_card(None, effects),
            // Told above.
            (Errand::Extend | Errand::Link(_) | Errand::Renew | Errand::Vouching(..), _) => {}
            (Errand::Ring, Ok(Reply::Done)) => self.ring_is_kept(effects),
            // Another of this person's devices was quicker, or an answer was lost: look what stands there.
            (Errand::Ring, Err(Fault::Refused(Code::Conflict))) => {
                self.call(Errand::Ring, Request::Ring, effects);
            }
            // A ring that the server does not want is pinned in the vault all the same.
            (Errand::Ring, Err(_)) => self.ring_is_not_kept(false),
            (Errand::Ring, Ok(Reply::Ring(ring))) => {
                self.ring_is_not_kept(true);
                self.merge_ring(&ring);
                self.look_at_own();
            }
            (Errand::Snapshots(asked), Ok(Reply::Snapshots(came))) => {
                self.take_snapshots(&asked, came, effects);
            }
            (Errand::Snapshots(asked), Err(_)) => asked.iter().for_each(|id| self.read_anew(id)),
            (Errand::Log(id, from), Ok(Reply::Page(page))) => self.take_log(id, from, page),
            (Errand::Log(id, _), Err(_)) => self.no_log(&id),
            (Errand::Page(id, before, _), Ok(Reply::Page(page))) => self.take_page(id, before, page, effects),
            // Nothing older is shown: what is at hand is all there is to see.
            (Errand::Page(id, ..), Err(_)) => drop(self.looks.remove(&id)),
            // It ran out before there was a network: what was written in it stays, to be made anew.
            (Errand::Invite(id), Err(Fault::Refused(Code::Malformed))) => {
                if let Some(invited) = self.invitations.get_mut(&id) {
                    invited.registered = true;
                }
            }
            (Errand::Invite(id), Err(Fault::Refused(Code::Conflict))) => {
                if let Some(invited) = self.invitations.remove(&id) {
                    effects.push(Effect::Forget(invited.id));
                }
            }
            (Errand::Invite(id), Ok(answer)) => {
                if let Some(invited) = self.invitations.get_mut(&id) {
                    invited.registered = true;
                }
                if let Reply::Registered(it) = answer {
                    self.arriving.extend(it.claimed.into_iter().map(|it| FeedItem::Claimed(Box::new(it))));
                    self.arriving.extend(it.events.into_iter().map(FeedItem::Invitation));
                }
            }
            // Told above.
            (Errand::Code(_), _)
            | (Errand::Withdraw(_) | Errand::Refuse(..), Ok(_) | Err(Fault::Refused(Code::NotFound))) => {}
            // Taken up, or spent: either way there is nothing more to ask.
            (Errand::Claim(id), Ok(_))
            | (
                Errand::Claim(id),
                Err(Fault::Refused(Code::Spent | Code::Withdrawn | Code::NotFound | Code::NotAllowed)),
            ) => {
                self.claims.remove(&id);
                effects.push(Effect::Forget(id));
            }
            // Refused for good: nothing a person could mend; the next start asks once more.
            (_, _) => self.courier.resting = true,
        }
    }

    /// A reaction or an edit that cannot be sent does not hold up what is said after it. Its row says
    /// so; nothing else does.
    pub(super) fn drop_mark(&mut self, dialog: &DialogId, id: &MsgId, effects: &mut Vec<Effect>) {
        let me = self.me.uid;
        let Some(dialog) = self.dialogs.get_mut(dialog) else { return };
        let mark = |waiting: &Outgoing| {
            waiting.id == *id && !matches!(waiting.intent.content.kind(), Kind::Post { .. })
        };
        let Some(mut gone) = dialog.outbox.iter().position(mark).and_then(|at| dialog.outbox.remove(at))
        else {
            return;
        };
        gone.stopped = Some(Stopped::Refused);
        effects.extend([Effect::Show(Box::new(row(&gone, me))), Effect::Forget(*id)]);
    }

    fn give_up(&mut self, dialog: &DialogId, intent: &MsgId, effects: &mut Vec<Effect>) {
        let me = self.me.uid;
        self.not_stored(dialog, Some(intent));
        self.drop_mark(dialog, intent, effects);
        let Some(there) = self.dialogs.get_mut(dialog) else { return };
        if let Some(waiting) = there.outbox.iter_mut().find(|waiting| waiting.id == *intent) {
            waiting.stopped = Some(Stopped::Refused);
            effects.push(Effect::Show(Box::new(row(waiting, me))));
        }
        // An answer or an act that the log refuses is answered by the log: it has moved on.
        let acts = there.acts.len();
        there.acts.retain(|(waiting, _)| waiting != intent);
        if there.answers.remove(intent).is_some() || there.acts.len() < acts {
            effects.extend([Effect::Forget(*intent), Effect::Changed(*dialog)]);
        }
    }
}
