//! The closed list of labels: one for each purpose, so that no bytes signed, hashed or
//! derived for one purpose can ever stand in for another. Refuses reuse. Used by
//! `membership` and `seal`.

/// Suite byte in everything signed: HPKE 0x647A/0x0001/0x0003, XChaCha20-Poly1305, Ed25519, SHA-256.
pub const SUITE: u8 = 0x01;

/// Hash of a DevCert: the device's id.
pub const DEVCERT: &str = "samtale1.devcert";
/// Hash that is a uid.
pub const UID: &str = "samtale1.uid";
/// Hash that is a dialog's id.
pub const DIALOG: &str = "samtale1.dialog";
/// Signature over a dialog entry.
pub const ENTRY: &str = "samtale1.entry";
/// Hash of a signed dialog entry.
pub const ENTRY_HASH: &str = "samtale1.entry-hash";
/// Signature over a user entry.
pub const UENTRY: &str = "samtale1.uentry";
/// Hash of a signed user entry.
pub const UENTRY_HASH: &str = "samtale1.uentry-hash";
/// Signature of a new device over its own place in a user chain.
pub const COSIG: &str = "samtale1.cosig";
/// Hash of a policy as it stands in Create.
pub const POLICY: &str = "samtale1.policy";
/// Hash that stands for the case of a dialog which says none.
pub const CASE: &str = "samtale1.case";
/// Hash of the purpose and its salt.
pub const PURPOSE: &str = "samtale1.purpose";
/// Hash of those who can read a dialog, for whoever writes in it before it is at hand.
pub const AUDIENCE: &str = "samtale1.audience";
/// Hash of the consent text as it was shown, in its language.
pub const CONSENT_TEXT: &str = "samtale1.consent-text";
/// Hash of a sealed grant, letter or ciphertext named in an entry.
pub const SEALED: &str = "samtale1.sealed";
/// Root over the hashes of a file's sealed chunks.
pub const FILE: &str = "samtale1.file";
/// Hash of an identity card, and HPKE info of a letter that carries one.
pub const CARD: &str = "samtale1.card";
/// Signature of a device over whom its person met.
pub const VOUCHER: &str = "samtale1.voucher";
/// Signature of a device over whose guardian somebody is.
pub const MANDATE: &str = "samtale1.mandate";
/// Hash of a voucher, as Attest names it.
pub const VOUCHER_CARD: &str = "samtale1.voucher-card";
/// Hash of what makes the digits that two screens show when somebody is vouched for.
pub const VOUCHER_NONCE: &str = "samtale1.voucher-nonce";
/// Hash that those digits are taken from.
pub const VOUCHER_DIGITS: &str = "samtale1.voucher-digits";
/// Hash of what a card vouches for: DevCert, user key, user commitment.
pub const OVER: &str = "samtale1.over";
/// Hash that is the OIDC nonce.
pub const OIDC_NONCE: &str = "samtale1.oidc-nonce";
/// Signature of a tenant's root over its card.
pub const TENANT: &str = "samtale1.tenant";
/// Signature of a tenant's root over its attestation key.
pub const ORGKEY: &str = "samtale1.orgkey";
/// Signature of a tenant's attestation key over employment.
pub const ORGATTEST: &str = "samtale1.orgattest";
/// Signature of a tenant's attestation key over the end of an employment.
pub const ORGREVOKE: &str = "samtale1.orgrevoke";
/// Signature of a device over what another screen showed it.
pub const QR: &str = "samtale1.qr";
/// Signature of a server over the end of a log.
pub const SERVER_HEAD: &str = "samtale1.server-head";
/// Signature of a device over what it says beside the log.
pub const EPHEMERAL: &str = "samtale1.ephemeral";
/// P-256 signature that opens a session.
pub const LOGIN: &str = "samtale1.login";
/// Hash of issuer and subject, by which the server knows a login again.
pub const ACCOUNT: &str = "samtale1.account";
/// Hash of an invitation's secret: its id.
pub const INVITATION: &str = "samtale1.invitation";
/// Hash of a server's origin: the salt of Argon2id over a short code.
pub const CODE: &str = "samtale1.code";
/// Hash of a device link's secret: its id.
pub const LINK_ID: &str = "samtale1.link-id";

/// HPKE info of an epoch grant.
pub const GRANT: &str = "samtale1.grant";
/// HPKE info of the user secret sealed to a device.
pub const USER_SECRET: &str = "samtale1.user-secret";
/// HPKE info of an intent sealed to the own user key.
pub const INTENT: &str = "samtale1.intent";
/// HPKE info of a jot sealed to the own user key before the vault is open.
pub const JOT: &str = "samtale1.jot";

/// Commitment to an epoch secret.
pub const EPOCH_COMMIT: &str = "samtale1/epoch-commit";
/// Commitment to a user secret.
pub const USER_COMMIT: &str = "samtale1/user-commit";
/// Seed of the user key.
pub const USER_KEM: &str = "samtale1/user-kem";
/// Key that seals the user secret before under the one after.
pub const KEYRING: &str = "samtale1/keyring";
/// Seeds of a paper device, from its code.
pub const PAPER: &str = "samtale1/paper";
/// Key of one post.
pub const MSG_KEY: &str = "samtale1/msg-key";
/// Key of what a device says beside the log, in one epoch.
pub const EPHEMERAL_KEY: &str = "samtale1/ephemeral-key";
/// Key of the vault, from both halves.
pub const VAULT: &str = "samtale1/vault";
/// Key of a device's jots, from its half.
pub const JOT_KEY: &str = "samtale1/jot-key";
/// Stamp on the user key that a device's jots may be sealed to.
pub const JOT_STAMP: &str = "samtale1/jot-stamp";
/// Key with which an invited person proves to know the invitation's secret.
pub const CLAIM: &str = "samtale1/claim";
/// What stands for an invitation's secret with whoever came by its short code.
pub const BY_CODE: &str = "samtale1/by-code";
/// What a short code opens, sealed under the key from it.
pub const CODE_LETTER: &str = "samtale1/code-letter";
/// Key with which somebody without eID proves that they were shown the invitation.
pub const VOUCHING: &str = "samtale1/vouching";
/// Key with which a new device proves that it was shown the link.
pub const LINK: &str = "samtale1/link";
