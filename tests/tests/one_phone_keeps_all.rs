//! What a disk or a key store refuses, and two who act at once, cost nobody on a phone their profile.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::adapters::clock::SystemClock;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::ports::KeyStore;
use samtale_client::view::Language;
use samtale_client::{Ports, Problem, Profiles};
use samtale_journeys::Liar;
use samtale_seal::Secret;
use samtale_wire::invitation::Home;
use samtale_wire::{Bytes, DeviceId, Tenant, Uid, encode};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// Does what a key store does, until somebody holds on to a key.
#[derive(Default)]
struct Keys {
    kept: MemoryKeyStore,
    /// The key that does not go.
    stuck: Mutex<Option<String>>,
    /// Tells that the next one is being deleted, and waits for leave.
    held: Mutex<Option<(oneshot::Sender<()>, mpsc::Receiver<()>)>>,
}

impl KeyStore for Keys {
    fn set(&self, name: &str, secret: &Secret) -> Result<(), Problem> {
        self.kept.set(name, secret)
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, Problem> {
        self.kept.get(name)
    }

    fn delete(&self, name: &str) -> Result<(), Problem> {
        let held = self.held.lock().expect("whole").take();
        if let Some((tell, leave)) = held {
            tell.send(()).expect("somebody waits");
            leave.recv().expect("leave");
        }
        match self.stuck.lock().expect("whole").as_deref() {
            Some(stuck) if stuck == name => Err(Problem::KeyStore),
            _ => self.kept.delete(name),
        }
    }
}

/// A phone on which people have been, each with a vault that need not open.
struct Phone {
    root: TempDir,
    keys: Arc<Keys>,
}

impl Phone {
    fn of(people: u8) -> Self {
        let phone = Self { root: tempfile::tempdir().expect("a folder"), keys: Arc::default() };
        for who in 1..=people {
            let folder = phone.folder(&who.to_string());
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join("vault"), vault(who)).expect("written");
            for key in keys(who) {
                phone.keys.set(&key, &Secret::new([who; 32])).expect("kept");
            }
        }
        phone
    }

    /// The app is started.
    fn started(&self) -> Arc<Profiles> {
        let (network, keys) = (Arc::new(Liar::default()), self.keys.clone());
        let ports = Ports { network, keys, clock: Arc::new(SystemClock) };
        Arc::new(Profiles::open(self.root.path(), ports, Language::Danish).expect("opens"))
    }

    fn folder(&self, profile: &str) -> PathBuf {
        self.root.path().join("profiles").join(profile)
    }

    fn has(&self, key: &str) -> bool {
        self.keys.get(key).expect("a key store").is_some()
    }
}

fn dev(who: u8) -> DeviceId {
    DeviceId([who; 32])
}

/// The one to log in with, and the device's half.
fn keys(who: u8) -> [String; 2] {
    [format!("login-{}", dev(who)), format!("vault-{}", dev(who))]
}

fn vault(who: u8) -> Vec<u8> {
    let home = Home { server: "https://localhost".into(), tenant: Tenant([0; 32]), pin: None };
    let head = encode(&(1_u64, Uid([who; 32]), dev(who), home));
    encode(&(Bytes::from(head), Bytes::from(vec![who])))
}

fn ids(people: &Profiles) -> Vec<String> {
    people.list().expect("a list").into_iter().map(|it| it.id).collect()
}

/// The disk does not say any more whether this is there.
fn hide(path: &Path) {
    std::fs::rename(path, path.with_extension("kept")).expect("moved");
    std::os::unix::fs::symlink(path, path).expect("a way that leads to itself");
}

fn show(path: &Path) {
    std::fs::remove_file(path).expect("gone");
    std::fs::rename(path.with_extension("kept"), path).expect("moved");
}

#[tokio::test]
async fn a_disk_that_does_not_answer_costs_nobody_their_profile() {
    let phone = Phone::of(2);
    std::fs::write(phone.folder("stray"), "no folder of anybody").expect("written");
    let vault = phone.folder("1").join("vault");
    hide(&vault);
    let people = phone.started();
    assert_eq!(ids(&people), ["1", "2"], "nobody says that the first is gone");
    people.choose("1").await.expect("known");
    let device = people.device().expect("chosen");
    assert!(device.has_account(), "nobody else enrols in their place");
    assert_eq!(device.unlock().await.map(drop), Err(Problem::Disk));
    people.choose("2").await.expect("known");
    people.leave().await.expect("gone");
    drop(people);
    show(&vault);
    let people = phone.started();
    assert_eq!(ids(&people), ["1", "2"]);
    // What is surely nobody's goes, as before.
    std::fs::remove_file(&vault).expect("gone");
    people.leave().await.expect("gone");
    assert_eq!(ids(&people), ["2"]);
    assert!(!phone.folder("1").exists());
}

#[tokio::test]
async fn of_whoever_is_removed_the_key_that_logs_in_goes_first() {
    let phone = Phone::of(2);
    let people = phone.started();
    let [login, half] = keys(1);
    *phone.keys.stuck.lock().expect("whole") = Some(login.clone());
    assert_eq!(people.remove("1").await, Err(Problem::KeyStore));
    assert!(phone.has(&login) && phone.has(&half), "nothing is half gone");
    *phone.keys.stuck.lock().expect("whole") = Some(half.clone());
    assert_eq!(people.remove("1").await, Err(Problem::KeyStore));
    assert!(!phone.has(&login) && phone.has(&half), "what stays does not speak for them");
    assert_eq!(ids(&people), ["1", "2"], "to be removed once more");
    *phone.keys.stuck.lock().expect("whole") = None;
    people.remove("1").await.expect("removed");
    assert!(!phone.has(&half) && !phone.folder("1").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_just_being_removed_is_not_chosen() {
    let phone = Phone::of(3);
    let people = phone.started();
    let ((tell, told), (leave, held)) = (oneshot::channel(), mpsc::channel());
    *phone.keys.held.lock().expect("whole") = Some((tell, held));
    let remove = tokio::spawn({
        let people = people.clone();
        async move { people.remove("1").await }
    });
    told.await.expect("it has begun");
    let (choose, add) = (people.choose("1"), people.add());
    tokio::pin!(choose, add);
    assert!(futures::poll!(&mut choose).is_pending(), "it waits for its turn");
    assert!(futures::poll!(&mut add).is_pending(), "it waits for its turn");
    leave.send(()).expect("it waits");
    remove.await.expect("ended").expect("removed");
    assert_eq!(choose.await, Err(Problem::NotFound));
    assert!(people.chosen().is_none() && !phone.folder("1").exists());
    add.await.expect("room");
    let (newcomer, _) = people.chosen().expect("somebody new");
    assert!(phone.folder(&newcomer.id).exists());
}
