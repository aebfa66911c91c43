//! What a guardian is given who is asked to vouch for somebody, and what their device keeps of it.
//! Refuses a place that the letter does not name. Made by `invite::mandate`, used by `invite::guardian`.

use minicbor::{Decode, Encode};
use samtale_wire::tenant::Level;
use samtale_wire::voucher::Mandate;
use samtale_wire::{DialogId, Hash, Salt, Uid};

/// The letter that asks a guardian, for their eyes only: whoever has it can show the code.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GuardianLetter {
    /// The invitation's secret.
    #[n(0)]
    pub secret: Salt,
    /// The dialog in which the guardian is with who asks.
    #[n(1)]
    pub dialog: DialogId,
    /// The level that the invitation asks for, if not the usual one.
    #[n(2)]
    pub level: Option<Level>,
    /// Why they may.
    #[n(3)]
    pub mandate: Box<Mandate>,
}

/// That a person was asked to vouch for somebody, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GuardIntent {
    /// What they were given.
    #[n(0)]
    pub given: GuardianLetter,
    /// Whose keys came first: kept before they are told what makes the digits.
    #[n(1)]
    pub asked: Option<Hash>,
    /// Whom they have met and called the right one.
    #[n(2)]
    pub confirmed: Option<Uid>,
    /// Whether they said that they vouch for nobody there.
    #[n(3)]
    pub no: Option<bool>,
    /// What makes this device's digits: drawn when it is asked, so that what was told once is worth nothing on another
    /// device, or once it was asked anew.
    #[n(4)]
    pub nonce: Salt,
}
