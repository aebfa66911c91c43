//! A thief has all of a phone: its disk and what its key store kept. Later the server's disk as well.
//! Before the phone was taken away that is enough, so that the test can fail; after it nothing opens.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use rusqlite::{Connection, OpenFlags};
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::KeyStore;
use samtale_client::view::Language;
use samtale_client::{Device, Ports, Problem};
use samtale_journeys::{Person, Town, draft, log_in};
use samtale_seal::jot::{JotKey, Place};
use samtale_seal::kem::KemSecret;
use samtale_seal::vault::{Halves, unlock};
use samtale_seal::{Secret, kdf};
use samtale_server::halves;
use samtale_wire::invitation::Home;
use samtale_wire::{Bytes, DeviceId, MsgId, Uid, decode, label};
use std::path::Path;
use std::sync::Arc;

/// What a thief finds on the phone.
struct Stolen {
    uid: Uid,
    dev: DeviceId,
    head: Vec<u8>,
    sealed: Vec<u8>,
    half: Secret,
    login: Secret,
}

impl Stolen {
    fn all_of(folder: &Path, keys: &MemoryKeyStore) -> Self {
        let vault = std::fs::read(folder.join("vault")).expect("the vault");
        let (head, sealed): (Bytes, Bytes) = decode(&vault).expect("a head that anybody can read");
        let (_, uid, dev, _): (u64, Uid, DeviceId, Home) = decode(&head.0).expect("where to log in");
        let kept = |name: String| keys.get(&name).expect("a key store").expect("kept");
        let (half, login) = (kept(format!("vault-{dev}")), kept(format!("login-{dev}")));
        Self { uid, dev, head: head.0, sealed: sealed.0, half, login }
    }

    /// Whether the vault opens with a half of the server's.
    fn opens_with(&self, server: &Secret) -> bool {
        unlock(&Halves { device: &self.half, server }, &self.head, &self.sealed).is_ok()
    }
}

/// Every half of a vault key that the server's disk gives away, to whoever has its wrap key too.
fn halves_on(town: &Town) -> Vec<(DeviceId, Secret)> {
    // The thief works on a copy.
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["samtale.db", "samtale.db-wal", "samtale.db-shm"] {
        let _ = std::fs::copy(town.folder("server").join(name), copy.path().join(name));
    }
    let wrap = copy.path().join("wrap");
    std::fs::create_dir(&wrap).expect("a folder");
    for key in std::fs::read_dir(town.folder("server").join("wrap")).expect("the wrap key") {
        let key = key.expect("a file");
        std::fs::copy(key.path(), wrap.join(key.file_name())).expect("copied");
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let store = Connection::open_with_flags(copy.path().join("samtale.db"), flags).expect("a database");
    let keys = halves::Halves::open(wrap, &store, town.now()).expect("the wrap key");
    let mut devices = store.prepare("SELECT dev FROM half").expect("halves");
    let devices = devices.query_map([], |row| row.get(0).map(DeviceId)).expect("halves");
    let devices: Vec<DeviceId> = devices.map(|dev| dev.expect("an id")).collect();
    let released = |dev: &DeviceId| Secret::new(keys.release(&store, dev).expect("a half").0);
    devices.iter().map(|dev| (*dev, released(dev))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_phone_is_nothing_once_it_was_taken_away_even_with_the_servers_disk() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let link = ali.session.invite(draft("")).await.expect("an invitation").link;
    let keys = Arc::new(MemoryKeyStore::default());
    let (folder, ports) = (town.folder("phone"), Ports::real(keys.clone()));
    let device = Device::new(folder.clone(), ports, Language::Danish).expect("a folder");
    let enrolment = device.enrol(&link).await.expect("the link");
    let redirect = log_in(&enrolment.login_url(), "Karen Holm", "").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    let phone = Person { name: "Karen Holm", device, session, network: Arc::default() };
    let dialog = phone.say_yes().await;
    let shown = phone.session.add_device().await.expect("a link");
    let tablet = Person::try_enrol_on(&town, "tablet", "Karen Holm", &shown.link).await.expect("in");
    ali.until(&dialog, |view| view.may_write).await;
    ali.post(&dialog, "Hemmeligt").await;
    tablet.reads(&dialog, "Hemmeligt").await;
    phone.session.lock().await;
    // Written before the closed door: it waits, and is the phone's own.
    let door = phone.device.jotter().expect("a place to write");
    door.keep("Hemmeligt".into(), "Ali".into()).expect("kept");

    let stolen = Stolen::all_of(&folder, &keys);
    let mine = |halves: &[(DeviceId, Secret)]| halves.iter().any(|(dev, _)| *dev == stolen.dev);
    let before = halves_on(&town);
    assert!(mine(&before), "as long as nobody took it away, both disks are enough");
    assert!(before.iter().any(|(_, half)| stolen.opens_with(half)));

    let devices = tablet.inbox_until(|inbox| inbox.devices.len() == 2).await.devices;
    tablet.session.remove_device(&devices[1].device).await.expect("gone");
    // Online: the login is refused, and so is the vault's other half.
    assert_eq!(phone.device.unlock().await.map(drop), Err(Problem::Revoked));
    // With the server's disk as it is now: the half is gone, and no other opens this vault.
    let after = halves_on(&town);
    assert!(!mine(&after) && !after.is_empty());
    assert!(after.iter().all(|(_, half)| !stolen.opens_with(half)));
    assert!(!stolen.opens_with(&stolen.login), "nor does what else the phone kept");
    // What waits in the queue was sealed to a user key that is behind the vault: half of what opens it is on
    // the phone, and nothing there is the other half.
    let left = std::fs::read_dir(folder.join("queue")).expect("the queue");
    let left: Vec<_> = left.map(|file| file.expect("a file").path()).collect();
    assert_eq!(left.len(), 1);
    let sealed = std::fs::read(&left[0]).expect("the jot");
    let id: MsgId =
        left[0].file_stem().and_then(|stem| stem.to_str()).expect("a name").parse().expect("an id");
    let key = JotKey::of(Place { uid: stolen.uid, dev: stolen.dev }, &stolen.half);
    let halves = before.iter().chain(&after).map(|(_, half)| half);
    for secret in halves.chain([&stolen.half, &stolen.login]) {
        let drawn = kdf::derive(secret, label::USER_KEM, &[]);
        for seed in [secret, &drawn] {
            assert!(key.open(&KemSecret::derive(seed), &id, &sealed).is_err());
        }
    }
}
