//! Who belongs to a dialog, and with whose consent: the signed log and its rules, pure.
//! Refuses encryption, clocks and I/O. The same code judges in the server and in every client.

pub mod apply;
pub mod attachments;
pub mod card;
pub mod chain;
pub mod dpop;
pub mod hash;
pub mod head;
mod jws;
pub mod login;
pub mod mandate;
pub mod number;
pub mod policy;
pub mod profile;
pub mod request;
pub mod sign;
pub mod state;
pub mod tenant;
pub mod violation;
pub mod voucher;

pub use apply::{apply, open};
pub use chain::{Chains, Device, UserChain, UserState};
pub use state::{Citizen, Intent, Member, Phase, Proof, Proposal, Roster, Standing, State, Tip, Yes};
pub use violation::Violation;
