//! The wrong person was let in: they are put out, and what they have not read is taken back before that.
//! Refuses it once they have written: then they were meant. Done as erasings and a removal, in this order.

use crate::compose::msg_id;
use crate::content::{Act, ActIntent, Intent};
use crate::mind::{Ctx, Dialog, Effect, Engine};
use samtale_membership::Standing;
use samtale_wire::entry::Role;
use samtale_wire::{DialogId, Uid};

/// How far what this person wrote has come to somebody, as far as their devices have said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Nobody has heard that it arrived: it may still have, where receipts are off.
    Unseen,
    /// On a device of theirs, and not looked at.
    Arrived,
    /// Some of it was read.
    Read,
}

impl Engine {
    /// Whether a citizen may be put out as one who should never have been invited.
    pub(crate) fn may_put_right(&self, dialog: &Dialog, uid: &Uid) -> bool {
        let member = dialog.state.roster.member(uid);
        let citizen = member.is_some_and(|it| it.role == Role::Citizen && it.standing == Standing::In);
        let silent = dialog.from == 0 && dialog.posts.values().all(|post| post.uid != *uid);
        citizen && silent && self.may(dialog, &Act::Remove(*uid))
    }

    /// How far the own posts that still stand have come to somebody.
    pub(crate) fn reach(&self, id: &DialogId, dialog: &Dialog, uid: &Uid) -> Reach {
        let receipt = self.beside.receipt(id, uid);
        let own = || dialog.posts.values().filter(|post| post.uid == self.me.uid).map(|post| post.seq);
        let standing = || own().filter(|seq| !dialog.erased.contains_key(seq));
        match () {
            () if standing().any(|seq| seq <= receipt.read) => Reach::Read,
            () if standing().any(|seq| seq <= receipt.received) => Reach::Arrived,
            () => Reach::Unseen,
        }
    }

    pub(super) fn put_right(&mut self, id: DialogId, uid: Uid, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get(&id).filter(|dialog| self.may_put_right(dialog, &uid)) else {
            return;
        };
        let read = self.beside.receipt(&id, &uid).read;
        let own = dialog.posts.values().filter(|post| post.uid == self.me.uid && post.seq > read);
        let unread: Vec<Act> = own.map(|post| Act::Erase(post.seq)).collect();
        // What was taken back goes first: nobody who is out can be told to forget it.
        let under_way: Vec<_> = dialog.outbox.iter().map(|waiting| waiting.id).collect();
        for post in under_way {
            self.take_back(&id, &post, ctx, effects);
        }
        let acts = unread.into_iter().chain([Act::Remove(uid)]);
        for act in acts {
            let possible = self.dialogs.get(&id).is_some_and(|there| self.may(there, &act));
            if possible {
                let (kept, intent) = (msg_id(ctx), ActIntent { dialog: id, act });
                self.keep(kept, &Intent::Act(intent), ctx, effects);
                self.remember_act(kept, intent, effects);
            }
        }
    }
}
