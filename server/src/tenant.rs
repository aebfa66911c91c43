//! The municipality this server works for: its signed card, and the key that attests employment.
//! Refuses a card that its root did not sign. Loaded by `start`; shown to everyone, used at enrolment.

use crate::keyfile;
use ed25519_dalek::{Signer, SigningKey};
use samtale_membership::{sign, tenant};
use samtale_wire::head::ServerHead;
use samtale_wire::tenant::{Dismissal, Employment, OrgAttest, TenantCard};
use samtale_wire::{Bytes, DialogId, Hash, Signature, Signed, Tenant, Uid, VerifyKey, decode, encode, label};
use std::path::Path;

/// The municipality.
pub struct Municipality {
    card: TenantCard,
    card_bytes: Bytes,
    attestation: SigningKey,
    key_sig: Signature,
    head: SigningKey,
}

/// What is missing or wrong.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// No tenant.
    #[error(
        "there is no tenant: put card, attestation.key and attestation.sig, as the municipality's \
         root signed them, into the directory 'tenant' of the data"
    )]
    None,
    /// The card, the key and the root's signatures do not fit together.
    #[error("the tenant's {0} does not hold")]
    Bad(&'static str),
    /// The disk.
    #[error("the tenant cannot be read")]
    Io(#[from] std::io::Error),
}

impl Municipality {
    /// Reads what the municipality's root signed: `card` (canonical `Signed`), `attestation.key`
    /// (32 secret bytes), `attestation.sig` (the root's signature over that key), `head.key`
    /// (32 secret bytes; the card names its public half).
    ///
    /// # Errors
    /// [`TenantError`].
    pub fn load(directory: &Path) -> Result<Self, TenantError> {
        if !directory.join("card").exists() {
            return Err(TenantError::None);
        }
        let card = std::fs::read(directory.join("card"))?;
        let attestation = SigningKey::from_bytes(&*keyfile::read(&directory.join("attestation.key"))?);
        let key_sig = std::fs::read(directory.join("attestation.sig"))?;
        let key_sig = Signature::try_from(key_sig.as_slice()).map_err(|_| TenantError::Bad("delegation"))?;
        let head = SigningKey::from_bytes(&*keyfile::read(&directory.join("head.key"))?);
        Self::new(card, attestation, key_sig, head)
    }

    /// The same from parts.
    ///
    /// # Errors
    /// [`TenantError::Bad`].
    pub fn new(
        card_bytes: Vec<u8>,
        attestation: SigningKey,
        key_sig: Signature,
        head: SigningKey,
    ) -> Result<Self, TenantError> {
        let named = decode::<Signed>(&card_bytes).and_then(|card| decode::<TenantCard>(&card.payload.0));
        let named = named.map_err(|_| TenantError::Bad("card"))?;
        let card = tenant::card(&named.tenant, &card_bytes).ok_or(TenantError::Bad("card"))?;
        let delegation = tenant::org_key(&card.tenant, &VerifyKey(attestation.verifying_key().to_bytes()));
        if !sign::verify(&VerifyKey(card.tenant.0), label::ORGKEY, &delegation, &key_sig) {
            return Err(TenantError::Bad("delegation"));
        }
        if card.head_key.0 != head.verifying_key().to_bytes() {
            return Err(TenantError::Bad("head key"));
        }
        Ok(Self { card, card_bytes: Bytes(card_bytes), attestation, key_sig, head })
    }

    /// Which.
    #[must_use]
    pub fn id(&self) -> Tenant {
        self.card.tenant
    }

    /// What its root says about it.
    #[must_use]
    pub fn card(&self) -> &TenantCard {
        &self.card
    }

    /// The same as it was signed.
    #[must_use]
    pub fn card_bytes(&self) -> Bytes {
        self.card_bytes.clone()
    }

    /// Signs that an entry stands at this place of a log.
    #[must_use]
    pub fn sign_head(&self, dialog: DialogId, seq: u64, head: Hash, t: u64) -> Bytes {
        let payload = encode(&ServerHead { tenant: self.id(), dialog, seq, head, t });
        let sig = self.head.sign(&sign::message(label::SERVER_HEAD, &payload));
        Bytes(encode(&Signed { payload: Bytes(payload), sig: Signature(sig.to_bytes()) }))
    }

    /// Attests that somebody is employed in `unit` until then.
    #[must_use]
    pub fn attest(&self, uid: Uid, unit: String, until: u64) -> OrgAttest {
        self.employ(&Employment { tenant: self.id(), uid, unit, until, succeeds: None })
    }

    /// Attests the same, and that they may take this dialog over when no coordinator is left in it.
    #[must_use]
    pub fn name_successor(&self, uid: Uid, unit: String, until: u64, dialog: DialogId) -> OrgAttest {
        self.employ(&Employment { tenant: self.id(), uid, unit, until, succeeds: Some(dialog) })
    }

    /// Says that somebody is employed no longer.
    #[must_use]
    pub fn dismiss(&self, uid: Uid, t: u64) -> OrgAttest {
        self.word(label::ORGREVOKE, encode(&Dismissal { tenant: self.id(), uid, t }))
    }

    fn employ(&self, employment: &Employment) -> OrgAttest {
        self.word(label::ORGATTEST, encode(employment))
    }

    fn word(&self, purpose: &str, payload: Vec<u8>) -> OrgAttest {
        let sig = self.attestation.sign(&sign::message(purpose, &payload));
        OrgAttest {
            key: VerifyKey(self.attestation.verifying_key().to_bytes()),
            key_sig: self.key_sig,
            payload: Bytes(payload),
            sig: Signature(sig.to_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(root: &SigningKey, label: &str, payload: &[u8]) -> Signature {
        Signature(root.sign(&sign::message(label, payload)).to_bytes())
    }

    fn write(directory: &Path, root: &SigningKey) {
        let head = SigningKey::from_bytes(&keyfile::make(&directory.join("head.key")).unwrap());
        let id = Tenant(root.verifying_key().to_bytes());
        let payload = encode(&TenantCard {
            version: 1,
            tenant: id,
            name: "Nordby Kommune".into(),
            head_key: VerifyKey(head.verifying_key().to_bytes()),
            issuers: Vec::new(),
            edition: None,
        });
        let sig = signed(root, label::TENANT, &payload);
        std::fs::write(directory.join("card"), encode(&Signed { payload: Bytes(payload), sig })).unwrap();
        let key = SigningKey::from_bytes(&keyfile::make(&directory.join("attestation.key")).unwrap());
        let delegation = tenant::org_key(&id, &VerifyKey(key.verifying_key().to_bytes()));
        let sig = signed(root, label::ORGKEY, &delegation);
        std::fs::write(directory.join("attestation.sig"), sig.as_bytes()).unwrap();
    }

    #[test]
    fn what_the_root_signed_is_loaded_and_attests_employment_that_anyone_can_check() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &SigningKey::from_bytes(&[7; 32]));
        let town = Municipality::load(dir.path()).unwrap();
        let org = town.attest(Uid([5; 32]), "Familie".into(), 99);
        let employment = tenant::employment(&town.id(), &org).unwrap();
        assert_eq!((employment.uid, employment.until), (Uid([5; 32]), 99));
        assert!(tenant::employment(&Tenant([1; 32]), &org).is_none());
    }

    #[test]
    fn a_dismissal_is_no_employment_and_a_successor_is_named_for_one_dialog() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &SigningKey::from_bytes(&[7; 32]));
        let town = Municipality::load(dir.path()).unwrap();
        let gone = town.dismiss(Uid([5; 32]), 77);
        let dismissal = tenant::dismissal(&town.id(), &gone).unwrap();
        assert_eq!((dismissal.uid, dismissal.t), (Uid([5; 32]), 77));
        assert!(tenant::employment(&town.id(), &gone).is_none());
        let org = town.name_successor(Uid([6; 32]), "Familie".into(), 99, DialogId([9; 32]));
        assert_eq!(tenant::employment(&town.id(), &org).unwrap().succeeds, Some(DialogId([9; 32])));
        assert!(tenant::dismissal(&town.id(), &org).is_none());
    }

    #[test]
    fn a_key_that_another_root_delegated_to_is_refused() {
        let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(ours.path(), &SigningKey::from_bytes(&[7; 32]));
        write(theirs.path(), &SigningKey::from_bytes(&[8; 32]));
        std::fs::copy(theirs.path().join("attestation.sig"), ours.path().join("attestation.sig")).unwrap();
        assert!(matches!(Municipality::load(ours.path()), Err(TenantError::Bad("delegation"))));
        assert!(matches!(Municipality::load(&ours.path().join("none")), Err(TenantError::None)));
    }
}
