//! What a person says in a dialog, and what is read of it: posts, reactions, edits, what is erased.
//! Refuses to name a post that does not stand there, and to send words about one that was taken back.
//! Called by `mind`, `outbox` and `opening`; what comes of marks is ruled in `marks`.

use crate::compose::{Place, msg_id};
use crate::content::{Act, Carried, Content, Intent, Kind, PostIntent, PostRef};
use crate::dialog::Erased;
use crate::marks::in_time;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::row::{Mark, MarkRow, PostRow, Row, What};
use samtale_seal::Closed;
use samtale_wire::api::Append;
use samtale_wire::entry::{Body, Payload, Post, Tombstone};
use samtale_wire::{DialogId, Hash, Malformed, MsgId};

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
    /// That post's entry, as it is named.
    pub entry: Hash,
    /// Whether it holds words for that post: by the same author it is erased together with it.
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
        let Some(there) = self.dialogs.get(&dialog) else {
            return self.say_to_sleeping(id, dialog, saying, ctx, effects);
        };
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
        let post = matches!(content.kind(), Kind::Post { .. });
        let audience = there.state.roster.members.iter().map(|member| member.uid).collect();
        let intent = PostIntent { dialog, content, files, audience, t: ctx.now, readers: None };
        self.enqueue(id, intent, ctx, effects);
        if post {
            self.drop_draft(&dialog, effects);
        }
    }

    /// Words for a dialog that is not at hand: for those who were in when it was last seen; who that is, is
    /// known when it wakes.
    fn say_to_sleeping(
        &mut self,
        id: MsgId,
        dialog: DialogId,
        saying: Saying,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Saying::Post { text, carries, .. } = saying else { return };
        if !self.wake(&dialog) {
            return;
        }
        let intent = PostIntent {
            dialog,
            files: carries.sealed().iter().map(|it| it.file).collect(),
            content: Content::post(text, None, &carries),
            audience: Vec::new(),
            t: ctx.now,
            readers: self.rings.records.get(&dialog).map(|record| record.brief.readers),
        };
        self.keep(id, &Intent::Post(intent.clone()), ctx, effects);
        let what = waiting(&intent.content, false);
        let row = Row { dialog, id, seq: None, by: self.me.uid, t: ctx.now, what };
        effects.push(Effect::Show(Box::new(row)));
        self.recalled.push((id, Intent::Post(intent)));
        self.drop_draft(&dialog, effects);
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
            Kind::Post { .. } => return said(post, content).map(What::Post),
            Kind::Reaction(to) => (to, reaction(&content)),
            Kind::Edit(to) => (to, Mark::Edit(std::mem::take(&mut content.fallback_text))),
        };
        let dialog = self.dialogs.get_mut(&payload.dialog)?;
        let named = dialog.posted(to.seq).copied().filter(|_| to.seq < payload.seq);
        let words = matches!(mark, Mark::Edit(_));
        dialog.marks.insert(payload.seq, Marked { about: to.seq, entry: to.entry, words });
        let there = named.is_some() && dialog.entry(to.seq) == Some(&to.entry);
        // What it names is held against it when its page comes.
        let later = to.seq < dialog.from && to.seq < payload.seq;
        let there = (there || later) && !dialog.erased.contains_key(&to.seq);
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
            let same = |erased: &Erased| dialog.posted(**seq).is_some_and(|post| post.uid == erased.author);
            it.words && dialog.erased.get(&it.about).is_some_and(same) && self.may(dialog, &Act::Erase(**seq))
        });
        let body = tombstone(dialog, *left?.0)?;
        let entry = self.sign(Place::after(&dialog.state), msg_id(ctx), body, ctx.now);
        Some(Ok(Append { entry, envelopes: Vec::new(), ciphertext: None }))
    }
}

/// A post that stands for itself, as a row; `None` for a reaction or an edit.
pub(crate) fn said(post: &Post, mut content: Content) -> Option<PostRow> {
    let Kind::Post { answers, carries } = content.kind() else { return None };
    let (text, carries) = (std::mem::take(&mut content.fallback_text), carries.checked(&post.files));
    Some(PostRow { text, carries, answers, failed: false })
}

impl Engine {
    /// Posts have come that are older than what was at hand: marks about them that name another entry in
    /// their place, or one that was taken back, are none.
    pub(crate) fn hold_marks(&mut self, id: &DialogId, from: u64, to: u64, effects: &mut Vec<Effect>) {
        let Some(dialog) = self.dialogs.get(id) else { return };
        let here = dialog.marks.iter().filter(|(_, it)| (from..to).contains(&it.about));
        let wrong = here.filter(|(_, it)| {
            dialog.posted(it.about).is_none()
                || dialog.entry(it.about) != Some(&it.entry)
                || dialog.erased.contains_key(&it.about)
        });
        let gone = wrong.filter_map(|(seq, it)| Some((dialog.posted(*seq)?, it.about)));
        effects.extend(gone.map(|(post, about)| {
            let what = What::Mark(MarkRow::gone(about));
            let (id, seq) = (post.msg_id, Some(post.seq));
            Effect::Show(Box::new(Row {
                dialog: dialog.state.roster.dialog,
                id,
                seq,
                by: post.uid,
                t: post.t,
                what,
            }))
        }));
    }
}

impl Dialog {
    /// How to name the post at `seq`, if there is one that can be read and is no mark.
    pub fn named(&self, seq: u64) -> Option<PostRef> {
        let gone =
            self.erased.contains_key(&seq) || self.unread.contains_key(&seq) || self.marks.contains_key(&seq);
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
