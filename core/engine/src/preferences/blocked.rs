//! Whom a person blocked: in all dialogs, and under whatever keys they go on with.
//! Refuses to tell anybody, and to count what they write as news. Set with the other preferences; asked by
//! whatever shows, counts or finds what somebody wrote.

use crate::mind::{Dialog, Engine};
use crate::preferences::Subject;
use samtale_wire::Uid;
use std::collections::BTreeSet;

impl Engine {
    /// Whether somebody's posts are folded here; whoever goes on under new keys, however often, is the same
    /// person.
    pub(crate) fn is_blocked(&self, uid: &Uid) -> bool {
        self.rings.preferences.blocked().any(|it| self.successors.are_one(it, uid))
    }

    /// As whom somebody is blocked: as all that they were, or not yet.
    pub(crate) fn blocked_as(&self, uid: &Uid) -> Vec<Subject> {
        let as_whom = self.rings.preferences.blocked().filter(|it| self.successors.are_one(it, uid));
        let as_whom: Vec<Subject> = as_whom.copied().map(Subject::Blocked).collect();
        if as_whom.is_empty() { vec![Subject::Blocked(*uid)] } else { as_whom }
    }

    /// Whether what somebody writes is no news to this person: it is their own, or blocked.
    pub(crate) fn is_silent(&self, uid: &Uid) -> bool {
        self.is_me(uid) || self.is_blocked(uid)
    }

    /// Everybody who is blocked, also as whoever they went on as.
    #[must_use]
    pub fn blocked(&self) -> BTreeSet<Uid> {
        let mut blocked: BTreeSet<Uid> = self.rings.preferences.blocked().copied().collect();
        if !blocked.is_empty() {
            blocked.extend(self.successors.all().filter(|uid| self.is_blocked(uid)));
        }
        blocked
    }

    /// Whoever is blocked since does not count as news any more, and whoever is not counts again.
    pub(crate) fn hear_anew(&mut self, before: &BTreeSet<Uid>) {
        let now = self.blocked();
        if *before == now {
            return;
        }
        for (id, dialog) in &mut self.dialogs {
            let (less, more) = (
                dialog.news_of(|uid| !before.contains(uid) && now.contains(uid)),
                dialog.news_of(|uid| before.contains(uid) && !now.contains(uid)),
            );
            if less != more {
                dialog.unseen = dialog.unseen.saturating_sub(less).saturating_add(more);
                self.rings.touch(*id);
            }
        }
    }
}

impl Dialog {
    /// How many posts at hand by these people this person has not seen.
    fn news_of(&self, is: impl Fn(&Uid) -> bool) -> u32 {
        let news = self.posts.values().filter(|post| {
            post.seq > self.read
                && is(&post.uid)
                && !self.erased.contains_key(&post.seq)
                && !self.marks.contains_key(&post.seq)
                && !self.unread.contains_key(&post.seq)
        });
        u32::try_from(news.count()).unwrap_or(u32::MAX)
    }
}
