//! A jot opens with the user key and the device's half together, under its name, and was made with that half.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../membership/tests/judged/seeded.rs"]
mod seeded;

use samtale_membership::hash::frame;
use samtale_seal::jot::{JotKey, Place};
use samtale_seal::user::UserSecret;
use samtale_seal::{Closed, Secret, kem};
use samtale_wire::{DeviceId, MsgId, Uid, label};
use seeded::Seeded;

#[test]
fn a_jot_opens_with_both_keys_under_its_name_and_with_nothing_less() {
    let rng = &mut Seeded(7);
    let (user, thief) = (UserSecret::make(rng), UserSecret::make(rng));
    let place = Place { uid: Uid([1; 32]), dev: DeviceId([2; 32]) };
    let (half, other) = (Secret::make(rng), Secret::make(rng));
    let (mine, id) = (JotKey::of(place, &half), MsgId([3; 16]));
    let stamp = mine.stamp(0, user.key().public());
    let sealed = mine.seal((0, user.key().public()), &stamp, &id, b"Husk", rng).expect("sealed");
    assert_eq!(mine.open(user.key(), &id, &sealed).expect("sealed"), b"Husk");

    assert_eq!(mine.open(user.key(), &MsgId([4; 16]), &sealed), Err(Closed), "under another name");
    assert_eq!(mine.open(thief.key(), &id, &sealed), Err(Closed), "with another user key");
    let theirs = JotKey::of(place, &other);
    assert_eq!(theirs.open(user.key(), &id, &sealed), Err(Closed), "without the device's half");
    let elsewhere = JotKey::of(Place { dev: DeviceId([9; 32]), ..place }, &half);
    assert_eq!(elsewhere.open(user.key(), &id, &sealed), Err(Closed), "of another device");

    let to = |user: &UserSecret, generation| (generation, *user.key().public());
    for (generation, key) in [to(&thief, 0), to(&user, 1)] {
        assert_eq!(mine.seal((generation, &key), &stamp, &id, b"Husk", rng), Err(Closed), "not stamped");
    }
    // Whoever knows the public keys alone makes nothing that opens.
    let forged =
        theirs.seal((0, user.key().public()), &theirs.stamp(0, user.key().public()), &id, b"Ja", rng);
    assert_eq!(mine.open(user.key(), &id, &forged.expect("sealed")), Err(Closed));
    let parts: [&[u8]; 3] = [place.uid.as_bytes(), place.dev.as_bytes(), id.as_bytes()];
    let mine_aad = frame(label::JOT, &parts);
    let base = kem::seal(user.key().public(), label::JOT, &mine_aad, b"Ja\x80", rng).expect("sealed");
    assert_eq!(mine.open(user.key(), &id, &base), Err(Closed), "sealed by anybody");
}

#[test]
fn short_jots_are_of_one_size() {
    let mut rng = Seeded(7);
    let (user, half) = (UserSecret::make(&mut rng), Secret::make(&mut rng));
    let mine = JotKey::of(Place { uid: Uid([1; 32]), dev: DeviceId([2; 32]) }, &half);
    let stamp = mine.stamp(0, user.key().public());
    let mut size = |len: usize| {
        let to = (0, user.key().public());
        mine.seal(to, &stamp, &MsgId([3; 16]), &vec![b'x'; len], &mut rng).expect("sealed").len()
    };
    assert_eq!(size(0), size(255));
    assert!(size(256) > size(255));
}
