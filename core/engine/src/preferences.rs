//! What a person set for themselves alone: which dialogs are pinned, muted or archived, and whom they blocked.
//! Refuses to tell anybody: it lies in the key ring and, until the server keeps that, sealed on the disk.
//! Called by `mind`; of two changes the later one holds, on every device. Shown by `show::mine`.

mod blocked;

use crate::compose::msg_id;
use crate::content::Intent;
use crate::mind::{Ctx, Effect, Engine};
use minicbor::{Decode, Encode};
use samtale_wire::{DeviceId, DialogId, Malformed, MsgId, Uid};
use std::collections::{BTreeMap, BTreeSet};

/// What something was set about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Subject {
    /// A dialog at the top of the list.
    #[n(1)]
    Pinned(#[n(0)] DialogId),
    /// A dialog that counts in no badge.
    #[n(2)]
    Muted(#[n(0)] DialogId),
    /// A dialog that is out of the list until somebody writes.
    #[n(3)]
    Archived(#[n(0)] DialogId),
    /// Somebody whose posts are folded.
    #[n(4)]
    Blocked(#[n(0)] Uid),
}

impl Subject {
    /// The dialog that it is about; none for a person.
    fn dialog(&self) -> Option<&DialogId> {
        match self {
            Self::Pinned(id) | Self::Muted(id) | Self::Archived(id) => Some(id),
            Self::Blocked(_) => None,
        }
    }
}

/// One thing that was set, or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Preference {
    /// What about.
    #[n(0)]
    pub subject: Subject,
    /// Up to which entry the dialog was known when it was archived, 0 of everything else; `None` when it was
    /// taken back.
    #[n(1)]
    pub since: Option<u64>,
    /// When, seconds since 1970; later than what it replaces.
    #[n(2)]
    pub t: u64,
    /// On which device: decides between two of one second.
    #[n(3)]
    pub dev: DeviceId,
}

impl Preference {
    /// Whether it replaces another about the same: a total order, so that all devices come to the same.
    fn replaces(&self, other: &Self) -> bool {
        (self.t, self.dev, self.since) > (other.t, other.dev, other.since)
    }
}

/// What a person chooses in the list or in a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Whether a dialog stands at the top.
    Pin(bool),
    /// Whether it counts in no badge.
    Mute(bool),
    /// Whether it is out of the list.
    Archive(bool),
    /// Whether somebody's posts are folded.
    Block(Uid, bool),
    /// Whether the folded posts of somebody are shown all the same, on this device until it is locked.
    Show(Uid, bool),
}

impl Choice {
    /// Reads what a screen hands back.
    ///
    /// # Errors
    /// [`Malformed`] for everything else.
    pub fn parse(choice: &str) -> Result<Self, Malformed> {
        let (kind, about) = choice.split_once(' ').unwrap_or((choice, ""));
        Ok(match (kind, about) {
            ("pin", "") => Self::Pin(true),
            ("unpin", "") => Self::Pin(false),
            ("mute", "") => Self::Mute(true),
            ("unmute", "") => Self::Mute(false),
            ("archive", "") => Self::Archive(true),
            ("unarchive", "") => Self::Archive(false),
            ("block", uid) => Self::Block(uid.parse()?, true),
            ("unblock", uid) => Self::Block(uid.parse()?, false),
            ("show", uid) => Self::Show(uid.parse()?, true),
            ("hide", uid) => Self::Show(uid.parse()?, false),
            _ => return Err(Malformed),
        })
    }
}

/// All that was set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preferences {
    all: BTreeMap<Subject, Preference>,
    /// What waits on the disk until the server keeps it.
    waiting: BTreeMap<Subject, MsgId>,
    /// Whether there is something that the server does not keep.
    pub fresh: bool,
    /// Whose folded posts are shown, and where.
    shown: BTreeSet<(DialogId, Uid)>,
    /// What was archived last: it can be undone at once.
    pub undo: Option<DialogId>,
}

impl Preferences {
    /// Those of a key ring.
    pub fn kept(all: Vec<Preference>) -> Self {
        let all = all.into_iter().map(|it| (it.subject, it)).collect();
        Self { all, ..Self::default() }
    }

    /// Since which entry something is set, if it is.
    fn since(&self, subject: &Subject) -> Option<u64> {
        self.all.get(subject)?.since
    }

    /// Takes one in, unless a later one is here.
    fn take(&mut self, new: Preference) {
        let old = self.all.get(&new.subject);
        if old.is_none_or(|old| new.replaces(old)) {
            self.all.insert(new.subject, new);
        }
    }

    /// What a ring says, sorted; what is about a dialog that no ring will hold stays out.
    pub fn to_keep(&self, holds: impl Fn(&DialogId) -> bool) -> Vec<Preference> {
        let stays = |it: &&Preference| it.subject.dialog().is_none_or(&holds);
        self.all.values().filter(stays).copied().collect()
    }

    /// Takes over what another of this person's devices kept.
    pub fn merge(&mut self, theirs: Self, holds: impl Fn(&DialogId) -> bool) {
        for new in theirs.all.values() {
            self.take(*new);
        }
        let news = |it: &Preference| theirs.all.get(&it.subject) != Some(it);
        self.fresh |= self.to_keep(holds).iter().any(news);
    }

    /// The server keeps this much; gives what need not wait on the disk any more. What a ring cannot hold yet
    /// waits on, and is no reason for another one; what is about a dialog that is over for this person never
    /// will be in one.
    pub fn are_kept(
        &mut self,
        kept: &[Preference],
        holds: impl Fn(&DialogId) -> bool,
        is_over: impl Fn(&DialogId) -> bool,
    ) -> Vec<MsgId> {
        let kept: BTreeMap<_, _> = kept.iter().map(|it| (it.subject, it)).collect();
        let is_kept = |it: &Preference| kept.get(&it.subject) == Some(&it);
        self.fresh = !self.to_keep(holds).iter().all(is_kept);
        let all = &self.all;
        let done = |subject: &Subject| {
            all.get(subject).is_some_and(is_kept) || subject.dialog().is_some_and(&is_over)
        };
        self.waiting.extract_if(.., |subject, _| done(subject)).map(|(_, id)| id).collect()
    }

    /// Who is blocked, as they were called then.
    pub fn blocked(&self) -> impl Iterator<Item = &Uid> {
        // People come last: asked of every row, this passes over everything that is set about dialogs.
        self.all.range(Subject::Blocked(Uid([0; 32]))..).filter_map(|(subject, it)| match subject {
            Subject::Blocked(uid) => it.since.map(|_| uid),
            _ => None,
        })
    }
}

impl Engine {
    /// Does what was chosen: kept on the disk at once, in the key ring soon.
    pub(crate) fn choose(
        &mut self,
        new: MsgId,
        dialog: DialogId,
        choice: Choice,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let (subjects, on) = match choice {
            Choice::Pin(on) => (vec![Subject::Pinned(dialog)], on),
            Choice::Mute(on) => (vec![Subject::Muted(dialog)], on),
            Choice::Archive(on) => (vec![Subject::Archived(dialog)], on),
            Choice::Block(uid, _) if self.is_me(&uid) => return,
            Choice::Block(uid, on) => (self.blocked_as(&uid), on),
            Choice::Show(uid, on) => {
                let shown = &mut self.rings.preferences.shown;
                let _ = if on { shown.insert((dialog, uid)) } else { shown.remove(&(dialog, uid)) };
                return effects.push(Effect::Changed(dialog));
            }
        };
        let archives = choice == Choice::Archive(true);
        self.rings.preferences.undo = archives.then_some(dialog);
        let since = on.then(|| if archives { self.known_to(&dialog) } else { 0 });
        let mut new = Some(new);
        for subject in subjects {
            let preferences = &self.rings.preferences;
            let t = preferences.all.get(&subject).map_or(0, |old| old.t.saturating_add(1)).max(ctx.now);
            let set = Preference { subject, since, t, dev: self.me.dev };
            let waits = preferences.waiting.get(&subject).copied();
            let id = waits.or_else(|| new.take()).unwrap_or_else(|| msg_id(ctx));
            self.keep(id, &Intent::Prefer(set), ctx, effects);
            self.prefer(id, set, effects);
        }
        effects.push(Effect::Changed(dialog));
    }

    /// What was set and waits on the disk.
    pub(crate) fn prefer(&mut self, id: MsgId, set: Preference, effects: &mut Vec<Effect>) {
        let before = self.blocked();
        let preferences = &mut self.rings.preferences;
        preferences.take(set);
        preferences.fresh = true;
        if let Some(older) = preferences.waiting.insert(set.subject, id).filter(|older| *older != id) {
            effects.push(Effect::Forget(older));
        }
        self.hear_anew(&before);
    }

    /// Up to which entry a dialog is known, asleep or not.
    fn known_to(&self, id: &DialogId) -> u64 {
        let asleep = || self.rings.records.get(id).map_or(0, |record| record.seq);
        self.dialogs.get(id).map_or_else(asleep, |dialog| dialog.state.tip.seq)
    }

    /// Whether a dialog stands at the top.
    pub(crate) fn is_pinned(&self, id: &DialogId) -> bool {
        self.rings.preferences.since(&Subject::Pinned(*id)).is_some()
    }

    /// Whether a dialog counts in no badge.
    pub(crate) fn is_muted(&self, id: &DialogId) -> bool {
        self.rings.preferences.since(&Subject::Muted(*id)).is_some()
    }

    /// Whether a dialog is out of the list: it is until somebody else writes.
    pub(crate) fn is_archived(&self, id: &DialogId) -> bool {
        self.rings.preferences.since(&Subject::Archived(*id)).is_some_and(|since| self.heard(id) <= since)
    }

    /// Whether the folded posts of somebody are shown all the same.
    pub(crate) fn is_shown(&self, id: &DialogId, uid: &Uid) -> bool {
        self.rings.preferences.shown.contains(&(*id, *uid))
    }

    /// What was archived last and is still out of the list.
    pub(crate) fn can_undo(&self) -> Option<DialogId> {
        self.rings.preferences.undo.filter(|id| self.is_archived(id))
    }

    /// Whether something was set that the server does not keep yet.
    pub(crate) fn has_unkept(&self) -> bool {
        self.rings.preferences.fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use samtale_wire::{decode, encode};

    const DIALOG: DialogId = DialogId([1; 32]);

    fn set(subject: Subject, since: Option<u64>, t: u64, dev: u8) -> Preference {
        Preference { subject, since, t, dev: DeviceId([dev; 32]) }
    }

    fn with(all: &[Preference]) -> Preferences {
        let mut preferences = Preferences::default();
        all.iter().for_each(|it| preferences.take(*it));
        preferences
    }

    #[test]
    fn two_devices_come_to_the_same_whatever_came_first() {
        let (pin, mute) = (Subject::Pinned(DIALOG), Subject::Muted(DIALOG));
        let phone = [set(pin, Some(0), 10, 1), set(mute, Some(0), 11, 1), set(mute, None, 12, 1)];
        let tablet =
            [set(pin, None, 10, 2), set(mute, Some(0), 12, 2), set(Subject::Archived(DIALOG), Some(4), 3, 2)];
        let (mut one, mut other) = (with(&phone), with(&tablet));
        let (phones, tablets) = (one.clone(), other.clone());
        one.merge(tablets, |_| true);
        other.merge(phones, |_| true);
        assert_eq!(one.all, other.all);
        assert_eq!(
            (one.since(&pin), one.since(&mute)),
            (None, Some(0)),
            "the later, then the greater device"
        );
        assert_eq!(one.since(&Subject::Archived(DIALOG)), Some(4));
        assert_eq!(
            (one.fresh, other.fresh),
            (false, true),
            "the tablet had the last word: the phone's ring lacks it"
        );
    }

    #[test]
    fn what_was_set_waits_on_the_disk_until_exactly_that_is_kept() {
        let mute = Subject::Muted(DIALOG);
        let mut mine = with(&[set(mute, Some(0), 10, 1)]);
        mine.waiting.insert(mute, MsgId([7; 16]));
        mine.fresh = true;
        let sent = mine.to_keep(|_| true);
        mine.take(set(mute, None, 11, 1));
        assert_eq!(mine.are_kept(&sent, |_| true, |_| false), [], "it was changed meanwhile");
        assert!(mine.fresh);
        let sent = mine.to_keep(|_| true);
        assert_eq!(mine.are_kept(&sent, |_| true, |_| false), [MsgId([7; 16])]);
        assert!(!mine.fresh && mine.waiting.is_empty());
    }

    #[test]
    fn what_a_ring_does_not_hold_is_not_kept_until_one_does() {
        let (mute, blocked) = (Subject::Muted(DIALOG), Subject::Blocked(Uid([9; 32])));
        let mut mine = with(&[set(mute, Some(0), 10, 1), set(blocked, Some(0), 10, 1)]);
        mine.waiting.extend([(mute, MsgId([7; 16])), (blocked, MsgId([8; 16]))]);
        mine.fresh = true;
        let without = mine.to_keep(|_| false);
        assert_eq!(mine.are_kept(&without, |_| false, |_| false), [MsgId([8; 16])]);
        assert!(!mine.fresh, "another ring would hold no more");
        assert_eq!(mine.are_kept(&without, |_| true, |_| false), []);
        assert!(mine.fresh, "now one would");
        let mut over = mine.clone();
        assert_eq!(over.are_kept(&without, |_| false, |_| true), [MsgId([7; 16])], "none ever will");
        assert_eq!(mine.are_kept(&mine.to_keep(|_| true), |_| true, |_| false), [MsgId([7; 16])]);
        assert!(!mine.fresh);
    }

    #[test]
    fn a_ring_says_nothing_of_dialogs_that_it_does_not_hold_and_always_who_is_blocked() {
        let blocked = Subject::Blocked(Uid([9; 32]));
        let mine = with(&[set(Subject::Pinned(DIALOG), Some(0), 1, 1), set(blocked, Some(0), 1, 1)]);
        let kept: Vec<_> = mine.to_keep(|_| false).iter().map(|it| it.subject).collect();
        assert_eq!(kept, [blocked]);
        let again: Vec<Preference> = decode(&encode(&mine.to_keep(|_| true))).unwrap();
        assert_eq!(Preferences::kept(again).all, mine.all);
    }

    #[test]
    fn a_choice_is_read_back_as_it_was_shown_and_nothing_else_is() {
        assert_eq!(Choice::parse("pin"), Ok(Choice::Pin(true)));
        assert_eq!(Choice::parse("unarchive"), Ok(Choice::Archive(false)));
        let uid = Uid([9; 32]);
        assert_eq!(Choice::parse(&format!("block {uid}")), Ok(Choice::Block(uid, true)));
        for none in ["", "pin ", "pin x", "mute now", "block", "block x", "leave", "close"] {
            let read = Choice::parse(none);
            assert!(read == Err(Malformed) || none == "pin ", "{none}: {read:?}");
        }
    }
}
