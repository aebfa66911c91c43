//! Post, Tombstone: what is written, and what is to be erased.
//! Refuses to let anything be sealed to somebody who may not read it.

use crate::state::Roster;
use crate::violation::Violation;
use samtale_wire::entry::{MAX_FILES, Payload, Post, Role, Tombstone};

/// Any member may write, once everyone still in may read it.
pub(super) fn post(next: &Roster, payload: &Payload, it: &Post) -> Result<(), Violation> {
    next.sealable(payload.t)?;
    let doubled = it.files.iter().enumerate().any(|(i, file)| it.files.iter().skip(i + 1).any(|f| f == file));
    if it.files.len() > MAX_FILES || doubled { Err(Violation::TooManyFiles) } else { Ok(()) }
}

/// Authors take back their own, coordinators any. Whether the three names agree is seen by whoever
/// has the post; where they do not, nothing is erased.
pub(super) fn tombstone(next: &Roster, payload: &Payload, it: &Tombstone) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    let may = it.author == payload.uid || by.role == Role::Coordinator;
    if may && it.seq < payload.seq { Ok(()) } else { Err(Violation::Target) }
}
