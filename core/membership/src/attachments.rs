//! What travels with an entry must be exactly what the entry names, by hash and by addressee.
//! Refuses more and less. Called by the server before it stores and by the client before it opens.

use crate::hash;
use crate::violation::Violation;
use samtale_wire::api::Envelope;
use samtale_wire::entry::{Body, Detached, Introduce, RebindIntent};
use samtale_wire::{Hash, Uid};

/// Whom the entry addresses something to, in order, by hash.
#[must_use]
pub fn envelopes(body: &Body) -> Vec<(Uid, Hash)> {
    match body {
        Body::Propose(propose) => vec![(propose.subject.uid, propose.letter)],
        Body::Introduce(Introduce { letters }) | Body::RebindIntent(RebindIntent { letters, .. }) => {
            letters.iter().map(|letter| (letter.uid, letter.hash)).collect()
        }
        _ => body
            .new_epoch()
            .map_or_else(Vec::new, |new| new.grants.iter().map(|grant| (grant.uid, grant.hash)).collect()),
    }
}

/// Whether the ciphertext is the one named.
#[must_use]
pub fn is_named(detached: &Detached, ciphertext: &[u8]) -> bool {
    detached.len == ciphertext.len() as u64 && detached.hash == hash::sealed(ciphertext)
}

/// Checks everything that came with an entry.
///
/// # Errors
/// [`Violation::Attachments`].
pub fn check(body: &Body, given: &[Envelope], ciphertext: Option<&[u8]>) -> Result<(), Violation> {
    let given = given.iter().map(|envelope| (envelope.to, hash::sealed(&envelope.sealed.0)));
    let named = match (body.detached(), ciphertext) {
        (Some(detached), Some(bytes)) => is_named(detached, bytes),
        (None, None) => true,
        _ => false,
    };
    if named && given.eq(envelopes(body)) { Ok(()) } else { Err(Violation::Attachments) }
}
