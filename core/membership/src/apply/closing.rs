//! Close, Reopen, Journalised, Resume: a dialog's ends and what is recorded of them.
//! Refuses all but the municipality's own people, each with their own right.

use crate::state::{Phase, Roster};
use crate::violation::Violation;
use samtale_wire::entry::{Body, Journalised, Payload, Resume, Role};

/// Close and Reopen: the coordinator's.
pub(super) fn turn(next: &mut Roster, payload: &Payload) -> Result<(), Violation> {
    coordinator(next, payload)?;
    next.phase = if matches!(payload.body, Body::Close) { Phase::Closed } else { Phase::Open };
    Ok(())
}

/// A part of what lies before was archived, by an employee.
pub(super) fn journalised(next: &Roster, payload: &Payload, it: &Journalised) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if !by.role.is_staff() {
        return Err(Violation::Role);
    }
    if it.from > it.to || it.to >= payload.seq {
        return Err(Violation::Target);
    }
    // The case's reference is sealed in this epoch: nobody may read it who may not.
    next.sealable(payload.t)
}

/// The coordinator has looked: what members saw beyond this place is lost for good.
pub(super) fn resume(next: &Roster, payload: &Payload, it: &Resume) -> Result<(), Violation> {
    coordinator(next, payload)?;
    if it.seq >= payload.seq { Ok(()) } else { Err(Violation::Target) }
}

fn coordinator(next: &Roster, payload: &Payload) -> Result<(), Violation> {
    let by = next.member(&payload.uid).ok_or(Violation::NotAMember)?;
    if by.role == Role::Coordinator { Ok(()) } else { Err(Violation::Role) }
}
