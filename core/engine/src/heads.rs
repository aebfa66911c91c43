//! Heads that the server signed: whoever is shown two stories of one dialog holds a proof of it.
//! Refuses entries that the server does not put its name to. Called by `inbox` after each page.

use crate::dialog::Dialog;
use crate::mind::{Effect, Engine};
use samtale_membership::Violation;
use samtale_membership::head::{self, Evidence};
use samtale_wire::head::ServerHead;
use samtale_wire::{Bytes, DialogId, Signed, Tenant, decode};

/// How many signed heads of a dialog are kept.
const KEPT: usize = 32;

/// How many heads may be ahead of what was shown.
const AHEAD: usize = 256;

impl Engine {
    /// The proof that was found against the server in a dialog, if any.
    #[must_use]
    pub fn evidence(&self, dialog: &DialogId) -> Option<&Evidence> {
        self.dialogs.get(dialog)?.evidence.as_ref()
    }

    /// The last head of a dialog that the server signed, to be held against what others were shown.
    #[must_use]
    pub fn signed_head(&self, dialog: &DialogId) -> Option<&Bytes> {
        self.dialogs.get(dialog)?.signed.last_key_value().map(|(_, bytes)| bytes)
    }

    /// Everything has been read: now each dialog's end must be what the server signed.
    pub(crate) fn check_heads(&mut self, effects: &mut Vec<Effect>) {
        let mut ahead = Vec::new();
        for bytes in std::mem::take(&mut self.heads) {
            let named = decode::<Signed>(&bytes.0).and_then(|signed| decode::<ServerHead>(&signed.payload.0));
            let Ok(ServerHead { dialog: id, seq, .. }) = named else { continue };
            let Some(dialog) = self.dialogs.get_mut(&id) else { continue };
            if seq > dialog.state.tip.seq {
                // Ahead of what was shown: looked at again when its entry is here.
                ahead.push(bytes);
                continue;
            }
            if let Err(violation) = dialog.take_head(bytes, &self.tenant.tenant) {
                dialog.broken.get_or_insert(violation);
                effects.push(Effect::Changed(id));
            }
        }
        ahead.truncate(AHEAD);
        self.heads = ahead;
        for (id, dialog) in &mut self.dialogs {
            let tip = dialog.state.tip.seq;
            let signed = dialog.signed.last_key_value().is_some_and(|(seq, _)| *seq >= tip)
                || dialog.was_signed.is_some_and(|seq| seq >= tip);
            if !signed && dialog.broken.is_none() {
                dialog.broken = Some(Violation::Unsigned);
                effects.push(Effect::Changed(*id));
            }
        }
    }
}

impl Dialog {
    /// Holds a signed head against the log; keeps it if it agrees.
    pub(crate) fn take_head(&mut self, bytes: Bytes, tenant: &Tenant) -> Result<(), Violation> {
        let key = self.state.roster.head_key;
        let head = head::read(&bytes, tenant, &key).ok_or(Violation::Unsigned)?;
        let tip = (head.seq == self.state.tip.seq).then_some(&self.state.tip.head);
        if self.entry(head.seq).or(tip).is_some_and(|entry| *entry != head.head) {
            let other = self.signed.get(&head.seq).cloned();
            self.evidence = other.map(|other| Evidence { tenant: *tenant, key, head: bytes, other });
            return Err(Violation::Forked);
        }
        self.signed.insert(head.seq, bytes);
        while self.signed.len() > KEPT {
            self.signed.pop_first();
        }
        Ok(())
    }
}
