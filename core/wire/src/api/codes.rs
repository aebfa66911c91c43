//! Short codes: what one opens lies at the server, sealed, under an id that only the code leads to.
//! Refuses the code itself, and any hint why there is nothing under an id. `POST /v1/codes`, `/v1/codes/letter`.

use crate::id::{CodeId, InvitationId};
use crate::signed::Bytes;
use minicbor::{Decode, Encode};

/// How long a code opens something, in seconds: long enough for a talk today and a try tomorrow, and a seventh of
/// what a link has, since whoever holds the letter may try codes as long as there is something to find.
pub const CODE_FOR: u64 = 2 * 86_400;
/// The longest sealed letter of a code, in bytes.
pub const MAX_CODE_LETTER: usize = 2048;

/// Keeps what a code opens, in place of what another code to the same invitation opened.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewCode {
    /// Where it lies.
    #[n(0)]
    pub id: CodeId,
    /// To which invitation of the same person it leads: it goes with that one.
    #[n(1)]
    pub invitation: InvitationId,
    /// Seconds since 1970; at most [`CODE_FOR`] ahead.
    #[n(2)]
    pub until: u64,
    /// The invitation, sealed under the key from the code; at most [`MAX_CODE_LETTER`] bytes.
    #[n(3)]
    pub letter: Bytes,
}

/// Asks for what a code opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AskCode {
    /// Where it lies, if there is such a code.
    #[n(0)]
    pub id: CodeId,
}

/// What a code opens.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CodeLetter {
    /// As it was kept.
    #[n(0)]
    pub letter: Bytes,
}
