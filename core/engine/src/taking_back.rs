//! A post is taken out of the queue before it is sent: its intent and its sealed files go from the disk.
//! Refuses to guess about one that was under way: a mark stays until the log shows the post, which is then
//! erased, or shows that it can never come. Called by `mind`; the mark survives a killed app.

use crate::content::{Act, Intent};
use crate::mind::{Ctx, Effect, Engine};
use minicbor::{Decode, Encode};
use samtale_wire::api::MAX_SKEW;
use samtale_wire::{DialogId, MsgId};

/// A post that was taken back while it may have been in the log; kept in place of the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TakenBack {
    /// Where.
    #[n(0)]
    pub dialog: DialogId,
    /// The first place at which it cannot stand without having been seen: `prev` would not fit.
    #[n(1)]
    pub before: u64,
    /// When, seconds since 1970: the server takes no entry that is much older.
    #[n(2)]
    pub t: u64,
}

impl Engine {
    /// Takes a post out of the queue.
    pub(crate) fn take_back(
        &mut self,
        id: &DialogId,
        post: &MsgId,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        self.says_nothing_first(id, post, ctx, effects);
        if self.take_back_unplaced(id, post, ctx, effects) {
            return;
        }
        let Some(dialog) = self.dialogs.get_mut(id) else { return };
        let place = dialog.outbox.iter().position(|waiting| waiting.id == *post);
        // While the log is still being read, its end says nothing.
        let before = if self.caught_up { dialog.state.tip.seq.saturating_add(1) } else { u64::MAX };
        let taken = place.and_then(|at| dialog.outbox.remove(at));
        let Some(taken) = taken else { return self.erase_own(id, post, ctx, effects) };
        effects.extend(taken.intent.files.iter().copied().map(Effect::ForgetFile));
        effects.push(Effect::Unshow(*id, *post));
        if !taken.tried {
            return effects.push(Effect::Forget(*post));
        }
        // The mark takes the place of the words on the disk.
        let mark = TakenBack { dialog: *id, before, t: ctx.now };
        self.keep(*post, &Intent::TakenBack(mark), ctx, effects);
        self.beside.taken_back.insert(*post, mark);
    }

    /// One that waits for its dialog to be at hand: it may have been sent before a restart.
    fn take_back_unplaced(
        &mut self,
        id: &DialogId,
        post: &MsgId,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let waits = |(waiting, intent): &(MsgId, Intent)| match intent {
            Intent::Post(intent) => waiting == post && intent.dialog == *id,
            _ => false,
        };
        let Some(at) = self.recalled.iter().position(waits) else { return false };
        if let (_, Intent::Post(intent)) = self.recalled.remove(at) {
            effects.extend(intent.files.into_iter().map(Effect::ForgetFile));
        }
        effects.push(Effect::Unshow(*id, *post));
        let mark = TakenBack { dialog: *id, before: u64::MAX, t: ctx.now };
        self.keep(*post, &Intent::TakenBack(mark), ctx, effects);
        self.beside.taken_back.insert(*post, mark);
        true
    }

    /// What was taken back and may have been in the log: erased there, or sure never to come.
    pub(crate) fn settle_taken_back(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let now = ctx.now;
        let settled = |(post, mark): (&MsgId, &TakenBack)| {
            let dialog = self.dialogs.get(&mark.dialog)?;
            let posted = dialog.own.contains(post);
            let passed = dialog.state.tip.seq >= mark.before;
            let late = now > mark.t.saturating_add(2 * MAX_SKEW);
            (posted || (self.caught_up && (passed || late))).then_some((*post, mark.dialog, posted))
        };
        // Where it may stand has to be at hand before anything is sure.
        let hidden = |(post, mark): &(&MsgId, &TakenBack)| {
            let dialog = self.dialogs.get(&mark.dialog)?;
            let here = dialog.from == 0 || dialog.posts.values().any(|it| it.msg_id == **post);
            (!here && (mark.before < dialog.from || mark.before == u64::MAX)).then_some(mark.dialog)
        };
        let hidden: Vec<DialogId> = self.beside.taken_back.iter().filter_map(|it| hidden(&it)).collect();
        let marks = self.beside.taken_back.iter().filter(|(_, mark)| !hidden.contains(&mark.dialog));
        let settled: Vec<_> = marks.filter_map(settled).collect();
        self.looks.extend(hidden.into_iter().map(|id| (id, usize::MAX)));
        for (post, dialog, posted) in settled {
            if posted {
                self.erase_own(&dialog, &post, ctx, effects);
            }
            // Kept first is what erases it: a crash in between erases twice, which is once.
            self.beside.taken_back.remove(&post);
            effects.push(Effect::Forget(post));
        }
    }

    /// Erases an own post that is in the log.
    fn erase_own(&mut self, id: &DialogId, post: &MsgId, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let (uid, dev) = (self.me.uid, self.me.dev);
        let Some(dialog) = self.dialogs.get(id) else { return };
        let own = |it: &&crate::dialog::Posted| it.msg_id == *post && it.uid == uid && it.dev == dev;
        let Some(seq) = dialog.posts.values().rev().find(own).map(|posted| posted.seq) else { return };
        let wanted = dialog.acts.iter().any(|(_, act)| *act == Act::Erase(seq));
        if !wanted {
            let act = crate::compose::msg_id(ctx);
            self.act(act, *id, Act::Erase(seq), ctx, effects);
        }
    }

    /// The server did not take a post: it is not in the log.
    pub(crate) fn not_stored(&mut self, dialog: &DialogId, post: Option<&MsgId>) {
        let dialog = self.dialogs.get_mut(dialog);
        if let (Some(dialog), Some(post)) = (dialog, post)
            && let Some(waiting) = dialog.outbox.iter_mut().find(|waiting| waiting.id == *post)
        {
            waiting.tried = false;
        }
    }
}
