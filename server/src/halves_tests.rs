//! The halves: released unchanged through every turn, lost with the key, whole after every crash.

use super::*;
use crate::push::Pushes;
use crate::sessions::Sessions;
use crate::store;
use crate::wake::Wake;
use std::num::NonZeroUsize;

const DEV: DeviceId = DeviceId([3; 32]);

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn db(&self) -> PathBuf {
        self.dir.path().join("db")
    }

    fn keys(&self) -> PathBuf {
        self.dir.path().join("wrap")
    }

    fn open(&self) -> (Connection, Result<Halves, HalvesError>) {
        let store = store::open(&self.db()).unwrap();
        let halves = Halves::open(self.keys(), &store, 0);
        (store, halves)
    }

    fn with_a_device(&self) -> (Connection, Halves, Salt) {
        let (store, halves) = self.open();
        let halves = halves.unwrap();
        store.execute("INSERT INTO account (uid, login) VALUES (?1, ?1)", [[1u8; 32]]).unwrap();
        store
            .execute("INSERT INTO device VALUES (?, ?, ?, x'00', 1)", (DEV.as_bytes(), [1u8; 32], [2u8; 33]))
            .unwrap();
        halves.make(&store, &DEV).unwrap();
        let half = halves.release(&store, &DEV).unwrap();
        (store, halves, half)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.keys())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn writer(store: Connection) -> Writer {
    Writer::start(store, Wake::default(), Sessions::default(), Pushes::default(), NonZeroUsize::MIN)
        .unwrap()
        .0
}

#[tokio::test]
async fn an_old_copy_of_the_database_is_nothing_without_the_destroyed_key() {
    let place = Place::new();
    let (store, halves, half) = place.with_a_device();
    let copy = place.dir.path().join("backup");
    store.execute("VACUUM INTO ?", [copy.to_str().unwrap()]).unwrap();
    let first_key = keyfile::read(&path(&place.keys(), 1)).unwrap();

    halves.turn(&writer(store), TURN).await.unwrap();
    assert_eq!(place.names(), ["2.key"], "the key of yesterday is gone");

    let copy = store::open(&copy).unwrap();
    assert!(halves.release(&copy, &DEV).is_err(), "the backup's half does not open any more");
    assert!(matches!(Halves::open(place.keys(), &copy, 0), Err(HalvesError::KeyGone(1))));
    // The control: with the destroyed key it would have opened.
    halves.keys().insert(1, first_key);
    assert_eq!(halves.release(&copy, &DEV), Ok(half));
}

#[tokio::test]
async fn a_half_is_the_same_after_every_turn_and_every_start() {
    let place = Place::new();
    let (store, halves, half) = place.with_a_device();
    let writer = writer(store);
    for day in 1..4 {
        halves.turn(&writer, day * TURN).await.unwrap();
    }
    let (store, halves) = place.open();
    assert_eq!(halves.unwrap().release(&store, &DEV), Ok(half));
    assert_eq!(Halves::turns_at(&store), Ok(4 * TURN));
}

#[test]
fn a_crash_before_the_commit_leaves_the_old_key_in_use_and_the_new_one_destroyed() {
    let place = Place::new();
    let (_, _, half) = place.with_a_device();
    keyfile::make(&path(&place.keys(), 2)).unwrap();
    std::fs::write(place.keys().join("3.new"), b"half written").unwrap();
    let (store, halves) = place.open();
    assert_eq!(halves.unwrap().release(&store, &DEV), Ok(half));
    assert_eq!(place.names(), ["1.key"]);
}

#[test]
fn a_crash_after_the_commit_leaves_the_new_key_in_use_and_the_old_one_destroyed() {
    let place = Place::new();
    let (store, halves, half) = place.with_a_device();
    let key = keyfile::make(&path(&place.keys(), 2)).unwrap();
    halves.keys().insert(2, key);
    halves.seal_all_anew(&store, 2, TURN).unwrap();
    drop((store, halves));
    let (store, halves) = place.open();
    assert_eq!(halves.unwrap().release(&store, &DEV), Ok(half));
    assert_eq!(place.names(), ["2.key"]);
}

#[test]
fn a_half_opens_for_its_own_device_only() {
    let place = Place::new();
    let (store, halves, _) = place.with_a_device();
    let other = [4u8; 32];
    store.execute("INSERT INTO device SELECT ?, uid, login, x'00', 1 FROM device", [other]).unwrap();
    store.execute("INSERT INTO half SELECT ?, generation, sealed FROM half", [other]).unwrap();
    assert!(halves.release(&store, &DeviceId(other)).is_err());
}
