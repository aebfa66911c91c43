//! What arrives: verify, then order. The log's rules speak first; `opening` reads what they let through.
//! Refuses whatever the log does not carry; the first broken rule closes the dialog's log here.

use crate::content::ClaimLetter;
use crate::courier::Errand;
use crate::dialog::Unread;
use crate::left_out::end_of;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::sleep::Disturbs;
use samtale_membership::apply::{entry_hash, needs, parse};
use samtale_membership::{Violation, apply, open};
use samtale_wire::api::{Claimed, Delivered, FeedItem};
use samtale_wire::entry::{Body, Payload, Pin};
use samtale_wire::{DialogId, Hash, Uid};
use std::collections::BTreeMap;

/// How late a scheduled post's content may come, in seconds.
const LATE: u64 = 600;

/// For how many items room is kept.
const AT_HAND: usize = 16;

/// What must be fetched before an item can be judged.
pub(crate) enum Missing {
    /// Somebody's chain.
    Chain(Uid),
    /// A dialog that is asleep: it wakes.
    Dialog,
    /// A newer card of the municipality, perhaps.
    TenantCard,
}

impl Engine {
    /// Reads what has arrived, in order, until a chain is missing.
    pub(crate) fn receive(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let now = ctx.now;
        while let Some(item) = self.arriving.pop_front() {
            let taken = match &item {
                FeedItem::Entry(delivered) => self.take_entry(delivered, effects),
                FeedItem::Claimed(claimed) => self.take_claim(claimed, ctx, effects),
                FeedItem::Invitation(event) => {
                    self.take_event(event, effects);
                    Ok(())
                }
                FeedItem::Vouching(asked) => {
                    self.take_vouching(asked, now, effects);
                    Ok(())
                }
                FeedItem::Guardian(asked) => {
                    self.take_guarding(asked, ctx);
                    Ok(())
                }
                FeedItem::GuardianOver(id) => {
                    self.guarding_is_over(id, effects);
                    Ok(())
                }
                FeedItem::LinkRequested(asked) => self.take_link_request(asked, now),
                FeedItem::Dismissed(word) => {
                    self.take_dismissal(word);
                    Ok(())
                }
                FeedItem::Succeeds(it) => {
                    self.take_succession(it);
                    Ok(())
                }
                FeedItem::Successor(it) => self.take_successor(it),
                FeedItem::Theft(t) => {
                    self.devices.hear_of_theft(Some(*t));
                    Ok(())
                }
                FeedItem::ChainMoved(uid) => {
                    self.devices.moved.insert(*uid);
                    Ok(())
                }
            };
            if let Err(Missing::Dialog | Missing::TenantCard) = taken {
                return self.arriving.push_front(item);
            }
            if let Err(Missing::Chain(uid)) = taken {
                // The own chain comes with the secret that it commits to.
                let asked = match uid == self.me.uid {
                    true => self.devices.moved.insert(uid),
                    false => self.want_chain(uid, effects),
                };
                if let (true, FeedItem::Entry(delivered)) = (asked, &item) {
                    self.doubted = Some((entry_hash(&delivered.entry.0), uid));
                }
                return self.arriving.push_front(item);
            }
        }
        // After a long absence it was long.
        self.arriving.shrink_to(AT_HAND);
        self.check_heads(effects);
        if std::mem::take(&mut self.all_arrived) {
            self.caught_up = true;
            self.look_for_left_out();
            self.look_for_gaps(now, effects);
        }
    }

    /// Dialogs that have something coming wake together.
    pub(crate) fn foresee(&mut self, items: &[FeedItem]) {
        for item in items {
            if let FeedItem::Entry(it) = item
                && self.asleep.contains_key(&it.dialog)
                && let Ok((_, payload)) = parse(&it.entry.0)
            {
                self.disturbs(&it.dialog, payload.seq, &entry_hash(&it.entry.0));
            }
        }
    }

    /// All that the server has is here: content that is missing now without having been taken back
    /// was withheld.
    fn look_for_gaps(&mut self, now: u64, effects: &mut Vec<Effect>) {
        let gap = |why: &Unread| match why {
            Unread::Before => false,
            Unread::Scheduled(at) => at.saturating_add(LATE) < now,
            Unread::Absent => true,
        };
        // What is missing on a page may have been taken back by an entry that is still on its way.
        let ends = self.heads.iter().filter_map(end_of);
        let ends: BTreeMap<DialogId, u64> = ends.map(|end| (end.dialog, end.seq)).collect();
        for (id, dialog) in &mut self.dialogs {
            let whole = ends.get(id).is_none_or(|seq| *seq <= dialog.state.tip.seq);
            let gap = whole && dialog.unread.values().any(gap);
            if gap && dialog.broken.is_none() {
                dialog.broken = Some(Violation::Attachments);
                effects.push(Effect::Changed(*id));
            }
        }
    }

    /// An own entry whose acknowledgement is here before the feed brings it.
    pub(crate) fn take_own(&mut self, delivered: &Delivered, effects: &mut Vec<Effect>) {
        let Ok((_, payload)) = parse(&delivered.entry.0) else { return };
        let tip = self.dialogs.get(&delivered.dialog).map(|dialog| dialog.state.tip.seq);
        let next = tip.map_or(payload.seq == 0, |tip| payload.seq == tip + 1);
        // While a page is being read its end is not here, and the head that it came with fits nothing yet.
        if !self.arriving.is_empty() {
            return;
        }
        if next {
            // Every chain in an own entry was looked at before it was signed.
            let _ = self.take_entry(delivered, effects);
        }
        self.check_heads(effects);
    }

    fn take_entry(&mut self, delivered: &Delivered, effects: &mut Vec<Effect>) -> Result<(), Missing> {
        let bytes = &delivered.entry.0;
        if self.begins_in_the_middle(delivered) {
            self.read_anew(&delivered.dialog);
        }
        if let (true, Ok((_, payload))) = (self.asleep.contains_key(&delivered.dialog), parse(bytes)) {
            match self.disturbs(&delivered.dialog, payload.seq, &entry_hash(bytes)) {
                Disturbs::Awake => {}
                Disturbs::Known => return Ok(()),
                Disturbs::Waits => return Err(Missing::Dialog),
            }
        }
        let dialog = self.dialogs.get(&delivered.dialog);
        if dialog.is_some_and(|dialog| dialog.broken.is_some()) {
            return Ok(());
        }
        let judged = parse(bytes).and_then(|(_, payload)| {
            if payload.dialog != delivered.dialog {
                return Err(Violation::Foreign);
            }
            self.is_as_seen(&delivered.dialog, payload.seq, &entry_hash(bytes))?;
            match dialog {
                Some(dialog) if payload.seq <= dialog.state.tip.seq => {
                    // Another entry in the same place: the server tells two stories.
                    // What is older than what is at hand comes with its page, and is judged then.
                    let known = dialog.entry(payload.seq).copied();
                    let same = known.is_none_or(|known| known == entry_hash(bytes));
                    if same { Ok((payload, None)) } else { Err(Violation::Forked) }
                }
                Some(dialog) => apply(&dialog.state, bytes, &self.chains).map(|next| (payload, Some(next))),
                None => open(bytes, &self.chains).and_then(|next| {
                    // Another municipality's, or one whose ends another key would sign.
                    let ours = next.roster.tenant == self.tenant.tenant;
                    let signs = next.roster.head_key == self.tenant.head_key;
                    if ours && signs { Ok((payload, Some(next))) } else { Err(Violation::Foreign) }
                }),
            }
        });
        match judged {
            Ok((payload, None)) => self.take_again(&payload, delivered, effects),
            Ok((payload, Some(next))) => {
                let dialog =
                    self.dialogs.entry(delivered.dialog).or_insert_with(|| Dialog::new(next.clone()));
                dialog.state = next;
                dialog.place(&payload, entry_hash(bytes));
                if let Err(violation) = self.read(&payload, delivered, effects) {
                    self.close_log(delivered, violation);
                }
                if let Some(user) = self.chains.get(&payload.uid).and_then(|chain| chain.at(&payload.uhead)) {
                    self.people.hear(user);
                }
                self.rings.touch(delivered.dialog);
                effects.push(Effect::Changed(delivered.dialog));
            }
            Err(Violation::UnknownChain) => match self.missing(bytes) {
                Some(uid) if !self.asked_in_vain(&uid, &entry_hash(bytes)) => {
                    return Err(Missing::Chain(uid));
                }
                _ => self.refuse(delivered, Violation::UnknownChain, effects),
            },
            Err(violation) => self.refuse(delivered, violation, effects),
        }
        Ok(())
    }

    /// Whether a chain was fetched again for the sake of this entry, and still does not reach that far.
    fn asked_in_vain(&self, uid: &Uid, entry: &Hash) -> bool {
        let own = *uid == self.me.uid;
        let errand = if own { Errand::Renew } else { Errand::Chain(*uid) };
        let under_way = self.courier.is_out(|out| *out == errand) || self.devices.moved.contains(uid);
        self.chains.contains_key(uid) && self.doubted == Some((*entry, *uid)) && !under_way
    }

    pub(crate) fn refuse(&mut self, delivered: &Delivered, violation: Violation, effects: &mut Vec<Effect>) {
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
        let roster = self.dialogs.get(&payload.dialog).map(|dialog| &dialog.state.roster);
        let known = |pin: &Pin| self.chains.get(&pin.uid).is_some_and(|chain| chain.at(&pin.uhead).is_some());
        needs(roster, &payload).into_iter().find(|pin| !known(pin)).map(|pin| pin.uid)
    }

    /// An entry that is known already: only the content of a post that was not read is new.
    fn take_again(&mut self, payload: &Payload, delivered: &Delivered, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get_mut(&delivered.dialog) else { return };
        let waited = delivered.ciphertext.is_some() && dialog.unread.remove(&payload.seq).is_some();
        if let (true, Body::Post(post)) = (waited, &payload.body) {
            match self.read_post(payload, post, delivered) {
                Ok(Some(what)) => {
                    self.count(payload, &what);
                    self.show(payload, what, effects);
                }
                Ok(None) => {}
                Err(violation) => self.refuse(delivered, violation, effects),
            }
        }
    }

    /// Somebody took up an invitation: believed when they know its secret and their card holds.
    fn take_claim(
        &mut self,
        claimed: &Claimed,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Missing> {
        if let Some(invited) = self.invitations.get_mut(&claimed.invitation)
            && invited.has_refused(&claimed.uid)
        {
            // The server has not heard of it yet, or forgot.
            invited.fate.refuses.insert(claimed.uid);
            return Ok(());
        }
        let Some(chain) = self.chains.get(&claimed.uid) else { return Err(Missing::Chain(claimed.uid)) };
        let Some(letter) = self.me.open_letter::<ClaimLetter>(&claimed.uid, &claimed.letter.0) else {
            return Ok(());
        };
        let known = match letter.login {
            Some(_) => self.match_login(claimed, &letter, ctx, effects)?,
            None => self.people.meet(&letter.cards, chain, &self.tenant, &self.chains).is_some(),
        };
        let waits = self.people.waits_for_signers(&claimed.uid);
        if !known && self.may_be_newer() {
            return Err(Missing::TenantCard);
        }
        let Some(chain) = self.chains.get(&claimed.uid) else { return Ok(()) };
        let chain = chain.now().clone();
        if let Some(invited) = self.invitations.get_mut(&claimed.invitation) {
            let judged = invited.judged(&claimed.proof, &self.me.uid, &chain);
            // It is told again once the chains of those who vouch for them are here.
            invited.vouching.unheard = Some(claimed.uid).filter(|_| waits && judged.is_some());
            let open = invited.claimed.is_none() && invited.intent.withdrawn.is_none();
            let (proven, by_code) = (known && open && judged.is_some(), judged == Some(true));
            if proven && invited.intent.household.is_some() {
                self.come_to_table(&claimed.invitation, claimed.uid);
            } else if proven {
                (invited.claimed, invited.by_code) = (Some(claimed.uid), by_code);
                invited.unmatched |= letter.login.is_none() && invited.intent.number.is_some();
                invited.org = letter.org;
            }
        }
        if let Some(invited) = self.invitations.get(&claimed.invitation) {
            effects.push(Effect::Changed(self.dialog_of(invited)));
        }
        Ok(())
    }
}
