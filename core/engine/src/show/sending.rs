//! How far an own post has come, in words, and what can be done about one that has not gone yet.
//! Refuses to call a post sent that waits. Used by `items`.

use super::Show;
use crate::beside::Receipt;
use crate::mind::Dialog;
use crate::outbox::{Outgoing, Stopped};
use crate::row::{PostRow, Row};
use crate::view::{ActView, PostState};
use samtale_wire::{DialogId, Uid};

impl Show<'_> {
    /// How far a post has come.
    pub(super) fn post_state(&self, dialog: Option<&Dialog>, row: &Row, post: &PostRow) -> PostState {
        match (row.seq, post.failed) {
            (Some(seq), _) => dialog.map_or(PostState::Sent, |dialog| self.arrived(dialog, row, seq)),
            (None, true) if self.newcomers(dialog, row).is_empty() => PostState::Failed,
            (None, true) => PostState::Asked,
            (None, false) => PostState::Waiting,
        }
    }

    /// The same in words; `progress` of its photo in percent.
    pub(super) fn state_label(
        &self,
        dialog: Option<&Dialog>,
        row: &Row,
        state: PostState,
        progress: Option<u8>,
    ) -> String {
        match (state, progress) {
            (PostState::Waiting, Some(percent)) => {
                self.say("state-sending", &[("percent", &percent.to_string())])
            }
            (PostState::Waiting, None) => self.get("state-waiting"),
            (PostState::Sent, _) => self.get("state-sent"),
            (PostState::Delivered, _) => self.get("state-delivered"),
            (PostState::Read, _) => self.get("state-read"),
            (PostState::Failed, _) => self.get("state-failed"),
            (PostState::Asked, _) => match self.newcomers(dialog, row).as_slice() {
                [one] => self.say("state-asked", &[("name", &self.first_name(one))]),
                more => self.texts.count("state-asked-more", more.len()),
            },
        }
    }

    /// What can be done about an own post that waits: take it back.
    pub(super) fn waiting_acts(&self, dialog: &Dialog, row: &Row) -> Vec<ActView> {
        let waits = self.outgoing(dialog, row).is_some();
        waits.then(|| self.ask("take-back", format!("take-back {}", row.id), true, &[])).into_iter().collect()
    }

    /// How far an own post in the log has come: to everybody who could read it from the first.
    fn arrived(&self, dialog: &Dialog, row: &Row, seq: u64) -> PostState {
        let me = self.engine.me.uid;
        let (id, members) = (dialog.state.roster.dialog, &dialog.state.roster.members);
        let others = || members.iter().filter(|it| it.uid != me && it.since <= seq && it.reads(self.now));
        let all = |far: fn(Receipt) -> u64| {
            others().all(|member| far(self.engine.beside.receipt(&id, &member.uid)) >= seq)
        };
        match () {
            () if row.by != me || others().next().is_none() => PostState::Sent,
            () if all(|receipt| receipt.read) => PostState::Read,
            () if all(|receipt| receipt.received) => PostState::Delivered,
            () => PostState::Sent,
        }
    }

    /// Who is writing now.
    pub(super) fn writing(&self, id: &DialogId) -> Option<String> {
        let mut typing = self.engine.typing(id, self.now);
        typing.retain(|uid| !self.engine.is_blocked(uid));
        match typing.as_slice() {
            [] => None,
            [one] => Some(self.say("typing-one", &[("name", &self.first_name(one))])),
            more => Some(self.texts.count("typing-more", more.len())),
        }
    }

    /// In the list a draft stands in place of the last line.
    pub(super) fn begun(&self, id: &DialogId) -> Option<String> {
        let words = self.engine.draft(id).split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then(|| self.say("draft", &[("text", &words)]))
    }

    /// Who came since a post was written that therefore waits for its author.
    fn newcomers(&self, dialog: Option<&Dialog>, row: &Row) -> Vec<Uid> {
        let grown = |dialog| self.outgoing(dialog, row).filter(|it| it.stopped == Some(Stopped::Grown));
        let Some((dialog, waiting)) = dialog.and_then(|dialog| Some((dialog, grown(dialog)?))) else {
            return Vec::new();
        };
        let members = dialog.state.roster.members.iter().map(|member| member.uid);
        members.filter(|uid| !self.engine.is_meant_for(&waiting.intent.audience, uid)).collect()
    }

    fn outgoing<'a>(&self, dialog: &'a Dialog, row: &Row) -> Option<&'a Outgoing> {
        let mine = row.by == self.engine.me.uid && row.seq.is_none();
        dialog.outbox.iter().find(|waiting| mine && waiting.id == row.id)
    }
}
