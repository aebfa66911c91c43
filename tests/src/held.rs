//! Every secret of a device, got at from outside as its owner could: with the vault on its disk, what its
//! key store keeps, and a session of its own at the server. No door in the product.
//! Refuses a device whose key ring does not tell of a dialog yet: it waits.

use samtale_client::adapters::{entropy::system, http::Network};
use samtale_client::ports::{Call, Connect, KeyStore};
use samtale_engine::content::VaultContent;
use samtale_membership::UserChain;
use samtale_membership::hash::frame;
use samtale_seal::login::LoginSecret;
use samtale_seal::user::UserSecret;
use samtale_seal::vault::{Halves, unlock};
use samtale_seal::{Secret, kdf};
use samtale_wire::api::Opened;
use samtale_wire::invitation::Home;
use samtale_wire::{Bytes, DeviceId, Uid, decode, encode, label};
use std::path::Path;
use std::time::Duration;

/// How long the server may take, and the ring to be kept.
const PATIENCE: Duration = Duration::from_secs(40);

/// A device's secrets, each by its name.
///
/// # Panics
/// When the device has no vault, its server refuses it, or its ring tells of no dialog in time.
pub async fn held_by(folder: &Path, keys: &dyn KeyStore, now: u64) -> Vec<(&'static str, Secret)> {
    tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(held) = held(folder, keys, now).await {
                return held;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("a ring that tells of a dialog")
}

/// What a device's vault holds.
///
/// # Panics
/// When it has none, or its server refuses it.
pub async fn vault_of(folder: &Path, keys: &dyn KeyStore, now: u64) -> VaultContent {
    Unlocked::at(folder, keys, now).await.content
}

/// A vault with all that opened it.
struct Unlocked {
    uid: Uid,
    dev: DeviceId,
    opened: Opened,
    device: Secret,
    server: Secret,
    login: Secret,
    key: Secret,
    content: VaultContent,
}

impl Unlocked {
    async fn at(folder: &Path, keys: &dyn KeyStore, now: u64) -> Self {
        let vault = std::fs::read(folder.join("vault")).expect("the vault");
        let (head, sealed): (Bytes, Bytes) = decode(&vault).expect("a head that anybody can read");
        let (_, uid, dev, home): (u64, Uid, DeviceId, Home) = decode(&head.0).expect("where to log in");
        let kept = |name: String| keys.get(&name).expect("a key store").expect("kept");
        let (device, login) = (kept(format!("vault-{dev}")), kept(format!("login-{dev}")));

        let opens = LoginSecret::new(&login).expect("a key");
        let request = opens.open_session(home.tenant, dev, now, &mut system());
        let (path, body) = ("/v1/session".into(), Some(encode(&request)));
        let call = Call { path, body, token: None, proof: None, patience: PATIENCE };
        let answer = Network.connect(&home).expect("a way").call(call).await.expect("a session");
        let opened: Opened = decode(&answer).expect("a session");

        let server = Secret::new(opened.vault_half.0);
        let key = kdf::derive(&kdf::extract(&server, &device), label::VAULT, &[&head.0]);
        let plain =
            unlock(&Halves { device: &device, server: &server }, &head.0, &sealed.0).expect("both halves");
        let content = decode(&plain).expect("seeds");
        Self { uid, dev, opened, device, server, login, key, content }
    }
}

async fn held(folder: &Path, keys: &dyn KeyStore, now: u64) -> Option<Vec<(&'static str, Secret)>> {
    let Unlocked { uid, dev, opened, device, server, login, key, content } =
        Unlocked::at(folder, keys, now).await;
    let VaultContent { seeds, .. } = content;
    let entries = opened.chain.entries.iter().map(|entry| entry.0.as_slice());
    let chain = UserChain::read(entries).expect("a chain");
    let own = chain.now();
    let (generation, commit) = (own.generation, own.user_commit);
    let opener = seeds.keys().opens;
    let published = (generation, &commit, &own.user_key);
    let user = UserSecret::from_device(&opener, &uid, &dev, published, &opened.sealed_secret.0);
    let ring = opened.ring?;
    let ring = user.expect("a user secret").open_ring(&uid, ring.version, &ring.sealed.0).expect("a ring");
    let epoch = epoch_in(&ring).expect("a ring")?;

    let bound: [&[u8]; 4] = [uid.as_bytes(), dev.as_bytes(), &generation.to_be_bytes(), commit.as_bytes()];
    let bound = frame(label::USER_SECRET, &bound);
    let user = opener.open(label::USER_SECRET, &bound, &opened.sealed_secret.0).expect("a user secret");
    let user = Secret::new(user.try_into().expect("thirty-two bytes"));
    Some(vec![
        ("the device's half of the vault key", device),
        ("the server's half of the vault key", server),
        ("vault key", key),
        ("login key", login),
        ("seed of the signing key", seeds.signs),
        ("seed of the opening key", seeds.opens),
        ("user secret", user),
        ("epoch secret", epoch),
    ])
}

/// The first epoch secret in an opened key ring: the fifth field of a record, in its fourth field.
fn epoch_in(ring: &[u8]) -> Result<Option<Secret>, minicbor::decode::Error> {
    let mut d = minicbor::Decoder::new(ring);
    d.array()?;
    (0..3).try_for_each(|_| d.skip())?;
    for _ in 0..d.array()?.unwrap_or_default() {
        let fields = d.array()?.unwrap_or_default();
        (0..4).try_for_each(|_| d.skip())?;
        if let Some(secret) = d.decode::<Option<Secret>>()? {
            return Ok(Some(secret));
        }
        (5..fields).try_for_each(|_| d.skip())?;
    }
    Ok(None)
}
