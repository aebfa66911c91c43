//! Heads that the server signed, and what two of them prove. One head and an entry prove nothing: an
//! author holds entries that lost a race and were never served.
//! Refuses heads of other municipalities, dialogs and keys. Used by every client, and by whoever is
//! shown evidence: this crate is all they need.

use crate::sign;
use samtale_wire::head::ServerHead;
use samtale_wire::{Bytes, DialogId, Signed, Tenant, VerifyKey, decode, label};

/// A signed head, if this municipality's server signed it with `key`.
#[must_use]
pub fn read(bytes: &Bytes, tenant: &Tenant, key: &VerifyKey) -> Option<ServerHead> {
    let signed: Signed = decode(&bytes.0).ok()?;
    let holds = sign::key_ok(key) && sign::verify_signed(key, label::SERVER_HEAD, &signed);
    let head: ServerHead = holds.then(|| decode(&signed.payload.0).ok())??;
    (head.tenant == *tenant).then_some(head)
}

/// Whether the server signed two stories of one dialog: two heads of one place with different hashes.
/// Anyone can check this who knows the dialog's server key (it stands in Create).
#[must_use]
pub fn equivocates(one: &Bytes, other: &Bytes, tenant: &Tenant, key: &VerifyKey) -> Option<DialogId> {
    let (one, other) = (read(one, tenant, key)?, read(other, tenant, key)?);
    let same_place = one.dialog == other.dialog && one.seq == other.seq;
    (same_place && one.head != other.head).then_some(one.dialog)
}
