//! Requests and answers, one file a resource; all bodies are canonical CBOR.
//! Refuses routes and HTTP: those are in `server::routes` and `client::adapters::http`.

mod account;
mod codes;
mod devices;
mod entries;
mod ephemeral;
mod feed;
mod invitations;
mod login;
mod problem;
mod push;
mod ring;
mod session;
mod start;
mod succession;
mod vouching;

pub use account::{Chain, Enrol, OpenSession, Opened};
pub use codes::{AskCode, CODE_FOR, CodeLetter, MAX_CODE_LETTER, NewCode};
pub use devices::{Extend, LinkRequest, NewLink, SealedSecret};
pub use entries::{Append, Appended, Envelope};
pub use ephemeral::{EPHEMERAL, Ephemeral, Relayed, SealedEphemeral};
pub use feed::{Claimed, Cursor, Delivered, Feed, FeedItem, LinkRequested};
pub use invitations::{
    Claim, Happened, InvitationEvent, NewInvitation, RefuseClaim, Registered, Seats, WithdrawInvitation,
};
pub use login::{MAX_LANGUAGE, PushLogin, PushedLogin, RedeemLogin, RedeemedLogin};
pub use problem::Code;
pub use push::{Endpoint, MAX_ENDPOINT, SetPush};
pub use ring::{
    KeepRing, MAX_KEPT, MAX_RING, MAX_SNAPSHOT, MAX_SNAPSHOTS, Ring, Snapshot, Snapshots, WantSnapshots,
};
pub use session::{ACCESS, IDLE, MAX_PROOF, PROOF, REFRESH, Refresh, Refreshed, THEFT_TOLD};
pub use start::{BRIEFS, Brief, BriefPost, MAX_PAGE, MAX_PIECE, Page, Started, piece, take_piece};
pub use succession::{Presentation, Succeeds, Successor};
pub use vouching::{
    AnswerVouching, AskGuardian, GuardianAsked, MAX_VOUCHING, NewVouching, VouchingAnswer, VouchingAsked,
    VouchingRequest,
};

/// The media type of every request and answer but files and problems.
pub const MEDIA_TYPE: &str = "application/cbor";
/// The media type of a refusal (RFC 9457).
pub const PROBLEM_TYPE: &str = "application/problem+json";
/// Bytes of plaintext in one chunk of a file.
pub const CHUNK: usize = 64 * 1024;
/// Bytes that sealing adds to a chunk.
pub const CHUNK_TAG: usize = 16;
/// The largest sealed file, in bytes.
pub const MAX_FILE: u64 = 100 * 1024 * 1024;
/// The largest request body but files, in bytes: an entry, its ciphertext and 64 grants.
pub const MAX_BODY: usize = 256 * 1024;
/// How far an entry's time may be from the server's, in seconds.
pub const MAX_SKEW: u64 = 300;
/// How long a link for a new device may stay open, in seconds.
pub const MAX_LINK: u64 = 900;
/// How long a long poll may wait, in seconds.
pub const MAX_WAIT: u64 = 50;
