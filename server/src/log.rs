//! Accepting an entry: blindly, durably, once. Entry, grants and ciphertext in one transaction.
//! Refuses whatever `membership::apply` refuses, and tells strangers nothing.
//! Called by the entries' route, on the writing thread.

use crate::desk::Desk;
use crate::feed::{self, News};
use crate::refusal::Refusal;
use crate::sessions::Caller;
use crate::tenant::Municipality;
use crate::{accounts, aftermath, dismissal, known};
use rusqlite::{Connection, OptionalExtension};
use samtale_membership::{Member, Roster, State, Violation, apply, attachments, open};
use samtale_wire::api::{Append, Appended, Code, MAX_SKEW};
use samtale_wire::entry::{Body, Payload, Scope};
use samtale_wire::{Bytes, DialogId, Uid, encode};
use std::collections::BTreeSet;

/// An entry on its way into a log, read and weighed; judged by the log's state alone from here on.
pub struct Parcel {
    append: Append,
    payload: Payload,
    attached: Result<(), Violation>,
}

impl Parcel {
    /// Reads what somebody wants to append to `dialog`.
    ///
    /// # Errors
    /// The [`Violation`] that makes it no entry of this dialog; [`Code::NotAllowed`] when it is not the caller's.
    pub fn read(append: Append, dialog: &DialogId, caller: &Caller) -> Result<Self, Refusal> {
        let (_, payload) = apply::parse(&append.entry.0)?;
        if payload.dialog != *dialog {
            return Err(Violation::Foreign.into());
        }
        if (payload.uid, payload.dev) != (caller.uid, caller.dev) {
            return Err(Code::NotAllowed.into());
        }
        let ciphertext = append.ciphertext.as_ref().map(|bytes| bytes.0.as_slice());
        let attached = attachments::check(&payload.body, &append.envelopes, ciphertext);
        Ok(Self { append, payload, attached })
    }

    /// Whether something is to be done about it in time: shown, or erased.
    #[must_use]
    pub fn is_due(&self, now: u64) -> bool {
        self.withheld(now).is_some() || matches!(self.payload.body, Body::Tombstone(_))
    }

    fn withheld(&self, now: u64) -> Option<u64> {
        match &self.payload.body {
            Body::Post(post) => post.show_at.filter(|at| *at > now),
            _ => None,
        }
    }

    /// Puts it into the log, or finds that it is there already.
    ///
    /// # Errors
    /// [`Code::Clock`], [`Code::NotFound`], [`Code::Conflict`], or the [`Violation`].
    pub fn append(
        self,
        transaction: &Connection,
        desk: &mut Desk,
        town: &Municipality,
        now: u64,
    ) -> Result<Appended, Refusal> {
        // First of all, so that a retry is answered even if everything else has moved on.
        if let Some((seq, entry)) = self.stored(transaction)? {
            let head = town.sign_head(self.payload.dialog, seq, apply::entry_hash(&entry.0), now);
            return Ok(Appended { seq, entry, now, head });
        }
        if self.payload.t.abs_diff(now) > MAX_SKEW {
            return Err(Code::Clock.into());
        }
        let before = desk.state(transaction, &self.payload.dialog)?;
        let before = before.as_deref();
        let after = self.judge(transaction, desk, town, before)?;
        dismissal::hold_back(transaction, before, &after)?;
        self.attached?;
        self.files_are_here(transaction)?;

        self.keep_state(transaction, before, &after)?;
        known::follow(transaction, &self.payload, before.map(|state| &state.roster), &after.roster)?;
        if let Body::Propose(propose) = &self.payload.body {
            feed::catch_up(transaction, desk, propose.subject.uid, &self.payload.dialog)?;
        }
        let entry = self.keep(transaction, now)?;
        let mut audience = self.audience(before, &after);
        audience.extend(feed::asking_back(transaction, &self.payload.dialog)?);
        for uid in audience {
            feed::tell(transaction, desk, uid, News::Entry(entry))?;
        }
        aftermath::follow(transaction, desk, &self.payload, before, &after, entry)?;
        let seq = after.tip.seq;
        let head = town.sign_head(self.payload.dialog, seq, after.tip.head, now);
        desk.put(after);
        Ok(Appended { seq, entry: self.append.entry, now, head })
    }

    fn stored(&self, transaction: &Connection) -> Result<Option<(u64, Bytes)>, Refusal> {
        let Payload { dialog, dev, msg_id, .. } = &self.payload;
        let mut find = transaction
            .prepare_cached("SELECT seq, bytes FROM entry WHERE dialog = ? AND dev = ? AND msg_id = ?")?;
        let found = find.query_row((dialog.as_bytes(), dev.as_bytes(), msg_id.as_bytes()), |row| {
            Ok((row.get(0)?, Bytes(row.get(1)?)))
        });
        Ok(found.optional()?)
    }

    fn judge(
        &self,
        transaction: &Connection,
        desk: &mut Desk,
        town: &Municipality,
        before: Option<&State>,
    ) -> Result<State, Refusal> {
        let entry = &self.append.entry.0;
        let needed = apply::needs(before.map(|state| &state.roster), &self.payload);
        let chains = desk.chains(transaction, needed.into_iter().map(|pin| pin.uid))?;
        let asks_back = match &self.payload.body {
            // Whose old uid is in there no more is a stranger.
            Body::RebindIntent(intent) => {
                before.is_some_and(|before| before.roster.member(&intent.old).is_some())
                    && accounts::was(transaction, &self.payload.uid, &intent.old)?
            }
            _ => false,
        };
        let known = before.filter(|state| asks_back || concerns(&state.roster, &self.payload.uid));
        let Some(known) = known else {
            // A stranger learns the same from a dialog that is there and from one that is not.
            let Body::Create(create) = &self.payload.body else { return Err(Code::NotFound.into()) };
            if create.tenant != town.id() {
                return Err(Violation::Foreign.into());
            }
            if create.head_key != town.card().head_key {
                return Err(Violation::BadKey.into());
            }
            let opened = open(entry, &chains)?;
            return if before.is_none() { Ok(opened) } else { Err(Code::Conflict.into()) };
        };
        apply::apply(known, entry, &chains).map_err(|violation| match violation {
            Violation::Sequence
            | Violation::ChainBroken
            | Violation::ControlBroken
            | Violation::StaleEpoch
            | Violation::TimeBackwards => Code::Conflict.into(),
            other => other.into(),
        })
    }

    fn files_are_here(&self, transaction: &Connection) -> Result<(), Refusal> {
        let Body::Post(post) = &self.payload.body else { return Ok(()) };
        let mut here = transaction.prepare_cached("SELECT 1 FROM file WHERE dialog = ? AND file = ?")?;
        for file in &post.files {
            if !here.exists((self.payload.dialog.as_bytes(), file.as_bytes()))? {
                return Err(Violation::Attachments.into());
            }
        }
        Ok(())
    }

    fn keep_state(
        &self,
        transaction: &Connection,
        before: Option<&State>,
        after: &State,
    ) -> Result<(), Refusal> {
        let dialog = self.payload.dialog.as_bytes();
        transaction
            .prepare_cached("INSERT INTO tip VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bytes = ?2")?
            .execute((dialog, encode(&after.tip)))?;
        let before = before.map(|state| &state.roster);
        if before == Some(&after.roster) {
            return Ok(());
        }
        transaction
            .prepare_cached("INSERT INTO roster VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bytes = ?2")?
            .execute((dialog, encode(&after.roster)))?;
        if before.is_none_or(|before| !places(before).eq(places(&after.roster))) {
            transaction.prepare_cached("DELETE FROM member WHERE dialog = ?")?.execute([dialog])?;
            let mut insert = transaction.prepare_cached("INSERT INTO member VALUES (?, ?, ?)")?;
            for (uid, since) in places(&after.roster) {
                insert.execute((dialog, uid.as_bytes(), since))?;
            }
        }
        Ok(())
    }

    fn keep(&self, transaction: &Connection, now: u64) -> Result<i64, Refusal> {
        let Payload { dialog, seq, dev, msg_id, .. } = &self.payload;
        transaction
            .prepare_cached("INSERT INTO entry (dialog, seq, dev, msg_id, bytes) VALUES (?, ?, ?, ?, ?)")?
            .execute((dialog.as_bytes(), seq, dev.as_bytes(), msg_id.as_bytes(), &self.append.entry.0))?;
        let entry = transaction.last_insert_rowid();
        let mut insert = transaction.prepare_cached("INSERT INTO envelope VALUES (?, ?, ?)")?;
        for envelope in &self.append.envelopes {
            insert.execute((entry, envelope.to.as_bytes(), &envelope.sealed.0))?;
        }
        // SQLite counts to 2^63; nobody waits that long.
        let show_at = self.withheld(now).map_or(0, |at| at.min(i64::MAX as u64));
        if let Some(ciphertext) = &self.append.ciphertext {
            transaction.prepare_cached("INSERT INTO ciphertext VALUES (?, ?, ?)")?.execute((
                entry,
                show_at,
                &ciphertext.0,
            ))?;
        }
        if show_at > 0 {
            transaction.execute("INSERT INTO due VALUES (?, ?, 0)", (show_at, entry))?;
        }
        Ok(entry)
    }

    /// Members, the author, and whoever is proposed: also the one whose proposal this entry ends.
    fn audience(&self, before: Option<&State>, after: &State) -> BTreeSet<Uid> {
        let members = after.roster.members.iter().map(|member| member.uid);
        let states = before.into_iter().chain([after]);
        let subjects =
            states.flat_map(|state| state.roster.proposals.iter().map(|proposal| proposal.subject.uid));
        members.chain(subjects).chain([self.payload.uid]).collect()
    }
}

fn concerns(roster: &Roster, uid: &Uid) -> bool {
    roster.member(uid).is_some() || roster.proposals.iter().any(|open| open.subject.uid == *uid)
}

/// Who may be given content, from which sequence number on. What of it they can open is decided by
/// the keys they were granted.
fn places(roster: &Roster) -> impl Iterator<Item = (Uid, u64)> {
    let since = |member: &Member| if member.scope == Scope::FromNow { member.since } else { 0 };
    roster.members.iter().map(move |member| (member.uid, since(member)))
}
