//! What a person says in a dialog, and what is read of it: posts, reactions, edits, what is erased.
//! Refuses to name a post that does not stand there, and to send words about one that was taken back.
//! Called by `mind`, `outbox` and `opening`; what comes of marks is ruled in `marks`.

use crate::compose::{Place, msg_id};
use crate::content::{Act, Carried, Content, Kind, PostIntent, PostRef};
use crate::marks::in_time;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::row::{Mark, MarkRow, PostRow, What};
use samtale_seal::Closed;
use samtale_wire::api::Append;
use samtale_wire::entry::{Body, Payload, Post, Tombstone};
use samtale_wire::{DialogId, Malformed, MsgId};

/// What a person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// Something to read.
    Post {
        /// The words.
        text: String,
        /// Which post it answers, by its sequence number.
        answers: Option<u64>,
        /// What comes with it; its sealed file waits in the queue.
        carries: Carried,
    },
    /// An emoji about a post, by its sequence number; `None` takes the one before back.
    Reaction(u64, Option<String>),
    /// Other words for an own post, by its sequence number.
    Edit(u64, String),
}

impl Saying {
    /// Reads what a screen hands back for a reaction: the post, and an emoji or none.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn reaction(token: &str) -> Result<Self, Malformed> {
        let (seq, emoji) = token.split_once(' ').map_or((token, None), |(seq, emoji)| (seq, Some(emoji)));
        let seq = seq.parse().map_err(|_| Malformed)?;
        match emoji {
            Some(emoji) if !crate::content::is_emoji(emoji) => Err(Malformed),
            emoji => Ok(Self::Reaction(seq, emoji.map(str::to_owned))),
        }
    }
}

/// A post that is a reaction or an edit.
#[derive(Clone, Copy)]
pub(crate) struct Marked {
    /// The post that it names, by its sequence number.
    pub about: u64,
    /// Whether it holds its author's words for that post: it is erased together with it.
    pub words: bool,
}

impl Engine {
    /// Keeps what a person says, and puts it last in line.
    pub(crate) fn say(
        &mut self,
        id: MsgId,
        dialog: DialogId,
        saying: Saying,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(there) = self.dialogs.get(&dialog) else { return };
        let files = match &saying {
            Saying::Post { carries, .. } => carries.sealed().iter().map(|it| it.file).collect(),
            _ => Vec::new(),
        };
        let content = match saying {
            Saying::Post { text, answers, carries } => {
                // What was taken back meanwhile is answered as words of their own.
                Content::post(text, answers.and_then(|seq| there.named(seq)), &carries)
            }
            Saying::Reaction(seq, emoji) => match there.named(seq) {
                Some(to) => Content::reaction(to, emoji.as_deref()),
                None => return,
            },
            Saying::Edit(seq, words) => match there.named(seq).filter(|_| self.may_edit(there, seq, ctx.now))
            {
                Some(to) => Content::edit(to, words),
                None => return,
            },
        };
        let audience = there.state.roster.members.iter().map(|member| member.uid).collect();
        self.enqueue(id, PostIntent { dialog, content, files, audience, t: ctx.now }, ctx, effects);
    }

    /// Whether this person may edit a post at `now`: their own, in time, and not taken back.
    pub(crate) fn may_edit(&self, dialog: &Dialog, seq: u64, now: u64) -> bool {
        let post = dialog.named(seq).and_then(|_| dialog.posted(seq));
        post.is_some_and(|post| post.uid == self.me.uid && in_time(post.t, now))
    }

    /// What a post says, once it is open. What could not be opened is shown as such: an empty post.
    pub(crate) fn hear(&mut self, payload: &Payload, post: &Post, content: Option<Content>) -> Option<What> {
        let Some(mut content) = content else {
            let nothing =
                PostRow { text: String::new(), carries: Carried::Newer, answers: None, failed: false };
            return Some(What::Post(nothing));
        };
        let (to, mark) = match content.kind() {
            Kind::Post { answers, carries } => {
                let (text, carries) =
                    (std::mem::take(&mut content.fallback_text), carries.checked(&post.files));
                return Some(What::Post(PostRow { text, carries, answers, failed: false }));
            }
            Kind::Reaction(to) => (to, reaction(&content)),
            Kind::Edit(to) => (to, Mark::Edit(std::mem::take(&mut content.fallback_text))),
        };
        let dialog = self.dialogs.get_mut(&payload.dialog)?;
        let named = dialog.posted(to.seq).copied().filter(|_| to.seq < payload.seq);
        let words = matches!(mark, Mark::Edit(_)) && named.is_some_and(|it| it.uid == payload.uid);
        dialog.marks.insert(payload.seq, Marked { about: to.seq, words });
        let there =
            named.is_some() && dialog.entry(to.seq) == Some(&to.entry) && !dialog.erased.contains(&to.seq);
        there.then_some(What::Mark(MarkRow { about: to.seq, mark, failed: false }))
    }

    /// Whether what waits is not to be sent any more: it names a post that was taken back, or comes too late.
    pub(crate) fn is_moot(&self, dialog: &Dialog, content: &Content, t: u64) -> bool {
        match content.kind() {
            Kind::Post { .. } => false,
            Kind::Reaction(to) => dialog.named(to.seq) != Some(to),
            Kind::Edit(to) => dialog.named(to.seq) != Some(to) || !self.may_edit(dialog, to.seq, t),
        }
    }

    /// What a post was edited to goes with it: whoever may erase it does so.
    pub(crate) fn next_erasure(&self, dialog: &Dialog, ctx: &mut Ctx<'_>) -> Option<Result<Append, Closed>> {
        let left = dialog.marks.iter().find(|(seq, it)| {
            it.words && dialog.erased.contains(&it.about) && self.may(dialog, &Act::Erase(**seq))
        });
        let body = tombstone(dialog, *left?.0)?;
        let entry = self.sign(Place::after(&dialog.state), msg_id(ctx), body, ctx.now);
        Some(Ok(Append { entry, envelopes: Vec::new(), ciphertext: None }))
    }
}

impl Dialog {
    /// How to name the post at `seq`, if there is one that can be read and is no mark.
    pub fn named(&self, seq: u64) -> Option<PostRef> {
        let gone =
            self.erased.contains(&seq) || self.unread.contains_key(&seq) || self.marks.contains_key(&seq);
        let there = self.posted(seq).is_some() && !gone;
        self.entry(seq).filter(|_| there).map(|entry| PostRef { seq, entry: *entry })
    }
}

/// What takes back the post at `seq`.
pub(crate) fn tombstone(dialog: &Dialog, seq: u64) -> Option<Body> {
    let (author, entry) = (dialog.posted(seq)?.uid, *dialog.entry(seq)?);
    Some(Body::Tombstone(Tombstone { seq, entry, author }))
}

/// What waits, as a row; whether it failed.
pub(crate) fn waiting(content: &Content, failed: bool) -> What {
    let (to, mark) = match content.kind() {
        Kind::Post { answers, carries } => {
            return What::Post(PostRow { text: content.fallback_text.clone(), carries, answers, failed });
        }
        Kind::Reaction(to) => (to, reaction(content)),
        Kind::Edit(to) => (to, Mark::Edit(content.fallback_text.clone())),
    };
    What::Mark(MarkRow { about: to.seq, mark, failed })
}

fn reaction(content: &Content) -> Mark {
    Mark::Reaction(Some(content.fallback_text.clone()).filter(|emoji| !emoji.is_empty()))
}
