//! What was written before the door was open: it waits until this person says in which dialog it belongs.
//! Refuses to choose for them, to drop one that does not open, and to have one twice. Called by `mind`.

use crate::content::{Intent, MAX_TEXT};
use crate::drafts::Draft;
use crate::mind::{Ctx, Effect, Engine};
use crate::problem::Problem;
use minicbor::{Decode, Encode};
use samtale_seal::jot::JotKey;
use samtale_wire::{DialogId, KemKey, MsgId, decode};
use zeroize::Zeroizing;

/// The longest "to whom", in bytes.
pub const MAX_TO: usize = 200;
/// The most jots that may wait on a device.
pub const MAX_JOTS: usize = 50;

/// A jot, as it is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Jot {
    /// When it was written, by the device's clock, seconds since 1970.
    #[n(0)]
    pub t: u64,
    /// For whom, in the writer's own words; may be empty. At most [`MAX_TO`] bytes.
    #[n(1)]
    pub to: String,
    /// The words, at most 16 000 bytes.
    #[n(2)]
    pub text: String,
}

impl Engine {
    /// What waits to be placed, oldest first; `None` for what does not open.
    pub(crate) fn jots(&self) -> Vec<(MsgId, Option<&Jot>)> {
        let mut jots: Vec<_> = self.beside.jots.iter().map(|(id, jot)| (*id, jot.as_ref())).collect();
        jots.sort_by_key(|(id, jot)| (jot.map_or(u64::MAX, |jot| jot.t), *id));
        jots
    }

    /// The user key that jots are to be sealed to, and its generation.
    #[must_use]
    pub fn seals_jots_to(&self) -> (u64, &KemKey) {
        let newest = self.me.user.newest();
        (newest.generation(), newest.key().public())
    }

    /// A jot that waited on disk. One that was placed before the app was killed is a draft by now.
    pub(crate) fn take_jot(&mut self, id: MsgId, sealed: &[u8], key: &JotKey, effects: &mut Vec<Effect>) {
        if self.beside.drafts.values().any(|(draft, _)| *draft == id) {
            return effects.push(Effect::ForgetJot(id));
        }
        let plain = self.me.user.all().find_map(|user| key.open(user.key(), &id, sealed).ok());
        let jot = plain.and_then(|plain| decode::<Jot>(&Zeroizing::new(plain)).ok());
        let jot = jot.filter(|jot| jot.text.len() <= MAX_TEXT && jot.to.len() <= MAX_TO);
        self.beside.jots.insert(id, jot);
    }

    /// Whether a jot can be put into a dialog, after what was begun there.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when either is not there or does not open, [`Problem::TooLarge`] when both
    /// together are.
    pub fn may_place(&self, id: &MsgId, dialog: &DialogId) -> Result<(), Problem> {
        self.placed(id, dialog).map(drop)
    }

    fn placed(&self, id: &MsgId, dialog: &DialogId) -> Result<String, Problem> {
        let jot =
            self.beside.jots.get(id).and_then(Option::as_ref).filter(|_| self.is_known_or_comes(dialog));
        let jot = jot.ok_or(Problem::NotFound)?;
        let text = match self.draft(dialog) {
            begun if begun.trim().is_empty() => jot.text.clone(),
            begun => format!("{begun}\n{}", jot.text),
        };
        if text.len() > MAX_TEXT { Err(Problem::TooLarge) } else { Ok(text) }
    }

    /// Puts a jot into a dialog: it is to become the draft there, on disk under its own name, so that one is
    /// never both. Until [`was_placed`](Self::was_placed) it is a jot.
    pub(crate) fn place_jot(
        &self,
        id: MsgId,
        dialog: DialogId,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Ok(text) = self.placed(&id, &dialog) else { return };
        let Some(sealed) = self.seal_intent(&id, &Intent::Draft(Draft { dialog, text }), ctx) else {
            return;
        };
        let before = self.beside.drafts.get(&dialog).map(|(before, _)| *before);
        effects.extend([Effect::Place { jot: id, dialog, sealed, before }, Effect::Changed(dialog)]);
    }

    /// The disk has the draft that a jot was to become. Called with the effect, before anything else can
    /// happen to either.
    pub fn was_placed(&mut self, id: MsgId, dialog: DialogId) {
        if let Ok(text) = self.placed(&id, &dialog) {
            self.beside.jots.remove(&id);
            self.beside.drafts.insert(dialog, (id, text));
        }
    }

    /// Throws a jot away.
    pub(crate) fn forget_jot(&mut self, id: &MsgId, effects: &mut Vec<Effect>) {
        if self.beside.jots.remove(id).is_some() {
            effects.push(Effect::ForgetJot(*id));
        }
    }
}
