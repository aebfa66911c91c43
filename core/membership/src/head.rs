//! Heads that the server signed, and what two of them prove. One head and an entry prove nothing: an
//! author holds entries that lost a race and were never served.
//! Refuses heads of other municipalities, dialogs and keys. Used by every client, and by whoever is
//! shown evidence: this crate is all they need.

use crate::sign;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use minicbor::{Decode, Encode};
use samtale_wire::head::ServerHead;
use samtale_wire::{Bytes, DialogId, Malformed, Signed, Tenant, VerifyKey, decode, encode, label};

/// A signed head, if this municipality's server signed it with `key`: one that its card names, or that
/// [`equivocates`] has looked at.
#[must_use]
pub fn read(bytes: &Bytes, tenant: &Tenant, key: &VerifyKey) -> Option<ServerHead> {
    let signed: Signed = decode(&bytes.0).ok()?;
    let holds = sign::verify_signed(key, label::SERVER_HEAD, &signed);
    let head: ServerHead = holds.then(|| decode(&signed.payload.0).ok())??;
    (head.tenant == *tenant).then_some(head)
}

/// Whether the server signed two stories of one dialog: two heads of one place with different hashes.
/// Anyone can check this who knows the dialog's server key (it stands in Create).
#[must_use]
pub fn equivocates(one: &Bytes, other: &Bytes, tenant: &Tenant, key: &VerifyKey) -> Option<DialogId> {
    let (one, other) = (read(one, tenant, key)?, read(other, tenant, key)?);
    // By a key of mixed order a signature can hold for some and not for others.
    if !sign::key_ok(key) {
        return None;
    }
    let same_place = one.dialog == other.dialog && one.seq == other.seq;
    (same_place && one.head != other.head).then_some(one.dialog)
}

/// What stands before evidence that is handed on as text.
const ARMOUR: &str = "samtale-evidence1:";

/// Proof that a server told two stories of one dialog.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Evidence {
    /// The municipality.
    #[n(0)]
    pub tenant: Tenant,
    /// The key with which its server signs heads, as the municipality's card and Create name it.
    #[n(1)]
    pub key: VerifyKey,
    /// A head that the server signed.
    #[n(2)]
    pub head: Bytes,
    /// Another of the same place.
    #[n(3)]
    pub other: Bytes,
}

impl Evidence {
    /// Which dialog it is about, if it proves anything.
    #[must_use]
    pub fn proves(&self) -> Option<DialogId> {
        equivocates(&self.head, &self.other, &self.tenant, &self.key)
    }

    /// As text, to hand on. It says nothing about who is in the dialog or what was written.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{ARMOUR}{}", BASE64.encode(encode(self)))
    }

    /// Reads such text, forgiving white space around it.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn from_text(text: &str) -> Result<Self, Malformed> {
        let body = text.trim().strip_prefix(ARMOUR).ok_or(Malformed)?;
        decode(&BASE64.decode(body).map_err(|_| Malformed)?)
    }
}
