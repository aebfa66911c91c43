//! Labelled hashing: `SHA-256(u8 len(label) ‖ label ‖ Σ(u64be len(x) ‖ x))`, and the ids it makes.
//! Refuses unlabelled hashing. Used by every rule.

use crate::state::Roster;
use samtale_wire::entry::{Create, Policy};
use samtale_wire::invitation::Inviter;
use samtale_wire::user::{Card, DevCert, Genesis};
use samtale_wire::{
    DeviceId, DialogId, FileId, Hash, InvitationId, KemKey, LinkId, Salt, Tenant, Uid, encode, label,
};
use sha2::{Digest, Sha256};

/// The bytes that bind `parts` to `label`, unambiguously. Integers are given as 8 bytes, big-endian.
#[must_use]
pub fn frame(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let size: usize = parts.iter().map(|part| part.len() + 8).sum();
    let mut out = Vec::with_capacity(1 + label.len() + size);
    framed(label, parts, |bytes| out.extend_from_slice(bytes));
    out
}

/// SHA-256 over the framed parts. They are not gathered first: some are secret, some are large.
#[must_use]
pub fn hash(label: &str, parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    framed(label, parts, |bytes| hasher.update(bytes));
    Hash(hasher.finalize().into())
}

fn framed(label: &str, parts: &[&[u8]], mut take: impl FnMut(&[u8])) {
    // Labels are a closed list, none longer than 30 bytes.
    take(&[label.len() as u8]);
    take(label.as_bytes());
    for part in parts {
        take(&(part.len() as u64).to_be_bytes());
        take(part);
    }
}

/// Hash of something sealed that an entry names.
#[must_use]
pub fn sealed(bytes: &[u8]) -> Hash {
    hash(label::SEALED, &[bytes])
}

/// A device's id.
#[must_use]
pub fn device(cert: &DevCert) -> DeviceId {
    DeviceId(hash(label::DEVCERT, &[&encode(cert)]).0)
}

/// A person's id, from what Genesis says.
#[must_use]
pub fn uid(genesis: &Genesis) -> Uid {
    let cert = encode(&genesis.device);
    Uid(hash(label::UID, &[genesis.tenant.as_bytes(), &cert, genesis.salt.as_bytes()]).0)
}

/// A dialog's id.
#[must_use]
pub fn dialog(tenant: &Tenant, creator: &Uid, salt: &Salt) -> DialogId {
    DialogId(hash(label::DIALOG, &[tenant.as_bytes(), creator.as_bytes(), salt.as_bytes()]).0)
}

/// An invitation's id, from its secret.
#[must_use]
pub fn invitation(secret: &Salt) -> InvitationId {
    InvitationId(hash(label::INVITATION, &[secret.as_bytes()]).0)
}

/// A device link's id.
#[must_use]
pub fn link(secret: &Salt) -> LinkId {
    LinkId(hash(label::LINK_ID, &[secret.as_bytes()]).0)
}

/// What a card vouches for: these keys, as this person's. Without the uid two stolen devices of one
/// person could lend each other their cards.
#[must_use]
pub fn over(uid: &Uid, cert: &DevCert, user_key: &KemKey, user_commit: &Hash) -> Hash {
    let parts = [uid.as_bytes(), &encode(cert), user_key.as_bytes(), user_commit.as_bytes()];
    hash(label::OVER, &parts)
}

/// Hash of a card, as Attest names it.
#[must_use]
pub fn card(card: &Card) -> Hash {
    match card {
        Card::Token(token) => hash(label::CARD, &[token.id_token.as_bytes(), token.r.as_bytes()]),
        Card::Voucher(voucher) => hash(label::VOUCHER_CARD, &[&encode(&**voucher)]),
    }
}

/// Which invitation somebody was handed, by link or by code.
#[must_use]
pub fn invited_by(inviter: &Inviter) -> InvitationId {
    inviter.by_code.unwrap_or_else(|| invitation(&inviter.secret))
}

/// The OIDC nonce that binds a login to keys, before base64.
#[must_use]
pub fn oidc_nonce(over: &Hash, r: &Salt) -> Hash {
    hash(label::OIDC_NONCE, &[over.as_bytes(), r.as_bytes()])
}

/// Hash of the policy and the approvers that a Join accepts.
#[must_use]
pub fn policy(create: &Create) -> Hash {
    policy_of(create.policy, create.citizens.iter().map(|named| (named.pin.uid, named.approves)))
}

/// The same, from parts: each citizen, and whether they approve.
#[must_use]
pub fn policy_of(policy: Policy, citizens: impl Iterator<Item = (Uid, bool)>) -> Hash {
    let citizens: Vec<(Uid, bool)> = citizens.collect();
    hash(label::POLICY, &[&encode(&policy), &encode(&citizens)])
}

/// The same, as a dialog's state has it.
#[must_use]
pub fn policy_in(roster: &Roster) -> Hash {
    policy_of(roster.policy, roster.citizens.iter().map(|citizen| (citizen.uid, citizen.approves)))
}

/// Root over the hashes of a file's sealed chunks, fed chunk by chunk.
#[derive(Clone, Default)]
pub struct FileRoot(Vec<u8>);

impl FileRoot {
    /// Takes the next sealed chunk.
    pub fn push(&mut self, sealed_chunk: &[u8]) {
        self.0.extend_from_slice(sealed(sealed_chunk).as_bytes());
    }

    /// The file's id.
    #[must_use]
    pub fn finish(&self) -> FileId {
        FileId(hash(label::FILE, &[&self.0]).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_slide_into_one_another() {
        assert_ne!(hash("a", &[b"bc", b"d"]), hash("a", &[b"b", b"cd"]));
        assert_ne!(hash("a", &[b"b"]), hash("ab", &[b""]));
        assert_ne!(hash("a", &[]), hash("a", &[b""]));
    }
}
