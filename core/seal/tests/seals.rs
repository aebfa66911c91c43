//! What is sealed opens for whom it is meant, in the place it is meant for, and nowhere else.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../membership/tests/judged/seeded.rs"]
mod seeded;

use proptest::prelude::*;
use samtale_seal::device::{DeviceKeys, DeviceSeeds};
use samtale_seal::ephemeral::{self, EphemeralContext};
use samtale_seal::epoch::{self, GrantContext, Granted};
use samtale_seal::file::{CHUNK, FileKey};
use samtale_seal::message::{self, MessageContext};
use samtale_seal::paper::PaperCode;
use samtale_seal::user::UserSecret;
use samtale_seal::vault::{Halves, lock, unlock};
use samtale_seal::{Closed, Secret, letter};
use samtale_wire::user::DevCert;
use samtale_wire::{Bytes, DeviceId, DialogId, Hash, LoginKey, MsgId, Uid};
use seeded::Seeded;

fn grant_context(commit: Hash) -> GrantContext {
    GrantContext {
        dialog: DialogId([1; 32]),
        seq: 5,
        prev: Hash([2; 32]),
        epoch: 3,
        commit,
        by: Uid([3; 32]),
        to: Uid([4; 32]),
        generation: 0,
    }
}

#[test]
fn what_is_said_beside_the_log_is_heard_in_its_place_from_its_device_only() {
    let rng = &mut Seeded(7);
    let (device, other) = (DeviceSeeds::make(rng).keys(), DeviceSeeds::make(rng).keys());
    let (secret, another) = (Secret::make(rng), Secret::make(rng));
    let (dialog, uid, dev) = (DialogId([1; 32]), Uid([3; 32]), DeviceId([5; 32]));
    let context = EphemeralContext { dialog, epoch: 3, uid, dev, lasting: true };
    let said = ephemeral::seal(&context, &secret, &device, b"read", rng).expect("sealed");
    let open = |context, secret, key: &DeviceKeys| ephemeral::open(context, secret, &key.verify_key(), &said);
    assert_eq!(open(&context, &secret, &device).as_deref(), Ok(b"read".as_slice()));
    assert_eq!(open(&context, &secret, &other), Err(Closed), "another device's key");
    assert_eq!(open(&context, &another, &device), Err(Closed), "another epoch's secret");
    let elsewhere = [
        EphemeralContext { dialog: DialogId([9; 32]), ..context },
        EphemeralContext { epoch: 4, ..context },
        EphemeralContext { uid: Uid([9; 32]), ..context },
        EphemeralContext { dev: DeviceId([9; 32]), ..context },
        EphemeralContext { lasting: false, ..context },
    ];
    assert!(elsewhere.iter().all(|context| open(context, &secret, &device).is_err()));
    // Whoever holds the secret seals as anybody, and signs as nobody else.
    let forged = ephemeral::seal(&context, &secret, &other, b"read", rng).expect("sealed");
    assert_eq!(ephemeral::open(&context, &secret, &device.verify_key(), &forged), Err(Closed));
    assert!(ephemeral::seal(&context, &secret, &device, &[7; 127], rng).is_ok());
    assert!(ephemeral::seal(&context, &secret, &device, &[7; 128], rng).is_err(), "one size");
}

#[test]
fn a_grant_opens_for_its_reader_in_its_place_only() {
    let rng = &mut Seeded(1);
    let (user, other) = (UserSecret::make(rng), UserSecret::make(rng));
    let secret = Secret::make(rng);
    let context = grant_context(epoch::commit(&secret, &DialogId([1; 32]), 3));
    let sealed = epoch::grant(&context, user.key().public(), &Granted::from_now(3, secret.clone()), rng)
        .expect("sealed");
    assert_eq!(sealed.len(), 1120 + 16 + 41, "one secret costs 1,177 bytes");
    let take =
        |context: &GrantContext, user: &UserSecret| epoch::take(context, user.key(), &sealed, |_| None);
    assert_eq!(take(&context, &user), Ok(Granted::from_now(3, secret)));
    assert_eq!(take(&context, &other), Err(Closed), "another reader");
    let elsewhere = [
        GrantContext { dialog: DialogId([9; 32]), ..context },
        GrantContext { seq: 6, ..context },
        GrantContext { prev: Hash([9; 32]), ..context },
        GrantContext { epoch: 4, ..context },
        GrantContext { commit: Hash([9; 32]), ..context },
        GrantContext { by: Uid([9; 32]), ..context },
        GrantContext { to: Uid([9; 32]), ..context },
        GrantContext { generation: 1, ..context },
    ];
    assert!(elsewhere.iter().all(|context| take(context, &user).is_err()));
}

#[test]
fn a_secret_that_anybody_could_have_sealed_is_refused_without_the_commitment() {
    let rng = &mut Seeded(2);
    let user = UserSecret::make(rng);
    let (ours, theirs) = (Secret::make(rng), Secret::make(rng));
    let context = grant_context(epoch::commit(&ours, &DialogId([1; 32]), 3));
    let sealed =
        epoch::grant(&context, user.key().public(), &Granted::from_now(3, theirs), rng).expect("sealed");
    assert_eq!(epoch::take(&context, user.key(), &sealed, |_| None), Err(Closed));
}

#[test]
fn older_epochs_are_taken_only_as_they_were_consented_and_committed() {
    let rng = &mut Seeded(12);
    let (user, dialog) = (UserSecret::make(rng), DialogId([1; 32]));
    let secrets: Vec<Secret> = (0..4).map(|_| Secret::make(rng)).collect();
    let commits: Vec<Hash> = (0..).zip(&secrets).map(|(n, it)| epoch::commit(it, &dialog, n)).collect();
    let context = grant_context(commits[3]);
    let epochs: Vec<(u64, Secret)> = (0..).zip(secrets.clone()).collect();
    let mut granted =
        Granted { epochs, posts: vec![(2, Secret::make(rng))], cards: Vec::new(), note: Bytes::default() };
    let sealed = epoch::grant(&context, user.key().public(), &granted, rng).expect("sealed");
    let consented = |epoch: u64| (epoch > 0).then(|| commits[epoch as usize]);
    let taken = epoch::take(&context, user.key(), &sealed, consented).expect("opens");
    assert_eq!(taken.epochs.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2, 3], "0 was not consented");
    assert_eq!(taken.posts, granted.posts);
    granted.epochs[1].1 = Secret::make(rng);
    let forged = epoch::grant(&context, user.key().public(), &granted, rng).expect("sealed");
    let taken = epoch::take(&context, user.key(), &forged, consented).expect("opens");
    assert_eq!(taken.epochs.iter().map(|it| it.0).collect::<Vec<_>>(), [2, 3], "another secret is none");
}

#[test]
fn a_post_can_be_given_alone() {
    let rng = &mut Seeded(13);
    let secret = Secret::make(rng);
    let context = |n| MessageContext {
        dialog: DialogId([1; 32]),
        epoch: 2,
        uid: Uid([3; 32]),
        dev: DeviceId([4; 32]),
        msg_id: MsgId([n; 16]),
    };
    let sealed = message::seal(&context(1), &secret, b"kun denne", rng).expect("sealed");
    let key = context(1).key(&secret);
    assert_eq!(message::open_with(&context(1), &key, &sealed).as_deref(), Ok(b"kun denne".as_slice()));
    let other = message::seal(&context(2), &secret, b"ikke den", rng).expect("sealed");
    assert!(message::open_with(&context(2), &key, &other).is_err(), "one key, one post");
}

#[test]
fn a_new_user_secret_keeps_the_one_before_and_nobody_elses() {
    let rng = &mut Seeded(14);
    let (uid, other) = (Uid([1; 32]), Uid([2; 32]));
    let first = UserSecret::make(rng);
    let second = first.next(rng);
    assert_eq!(second.generation(), 1);
    let published = (&first.commit(), first.key().public());
    let sealed = second.keep_before(&first, &uid, rng).expect("sealed");
    let back = second.before(&uid, published, &sealed).map(|secret| secret.commit());
    assert_eq!(back, Ok(first.commit()));
    assert!(second.before(&other, published, &sealed).is_err(), "another person");
    assert!(first.next(rng).before(&uid, published, &sealed).is_err(), "another secret");
    let theirs = second.keep_before(&UserSecret::make(rng), &uid, rng).expect("sealed");
    assert!(second.before(&uid, published, &theirs).is_err(), "not what the chain published");
}

#[test]
fn a_paper_code_is_forty_digits_and_a_slip_is_noticed() {
    let rng = &mut Seeded(15);
    let mut wrong = 0;
    for _ in 0..50 {
        let code = PaperCode::make(rng);
        let digits = code.digits();
        assert_eq!((digits.len(), digits.split(' ').count()), (47, 8), "eight groups of five");
        let typed = digits.replace(' ', "-") + " ";
        let read = PaperCode::read(&typed).expect("reads back");
        assert!(read.seeds() == code.seeds());
        let mut slip = digits.to_string().into_bytes();
        slip[20] = if slip[20] == b'9' { b'0' } else { slip[20] + 1 };
        let slip = String::from_utf8(slip).expect("digits");
        wrong += usize::from(PaperCode::read(&slip).is_ok());
    }
    assert!(wrong < 12, "four bits of check catch fifteen slips of sixteen; {wrong} of 50 passed");
    for text in ["", "12345", "x", &"9".repeat(40), &"1".repeat(41)] {
        assert!(PaperCode::read(text).is_err(), "{text}");
    }
}

#[test]
fn the_user_secret_reaches_its_devices_and_a_substituted_one_is_refused() {
    let rng = &mut Seeded(3);
    let (uid, dev) = (Uid([1; 32]), DeviceId([2; 32]));
    let device = DeviceSeeds::make(rng).keys();
    let cert = DevCert {
        signs: device.verify_key(),
        opens: *device.opens.public(),
        login: LoginKey([2; 33]),
        created: 0,
    };
    let (user, servers) = (UserSecret::make(rng), UserSecret::make(rng));
    let published = (0, &user.commit(), user.key().public());
    let open = |sealed: &[u8]| {
        UserSecret::from_device(&device.opens, &uid, &dev, published, sealed).map(|user| user.commit())
    };
    let sealed = user.to_device(&uid, &dev, &cert, rng).expect("sealed");
    assert_eq!(open(&sealed), Ok(user.commit()));
    let substituted = servers.to_device(&uid, &dev, &cert, rng).expect("sealed");
    assert_eq!(open(&substituted), Err(Closed));
}

#[test]
fn a_letter_opens_between_its_two_ends_only() {
    let rng = &mut Seeded(4);
    let user = UserSecret::make(rng);
    let (from, to, other) = (Uid([1; 32]), Uid([2; 32]), Uid([3; 32]));
    let sealed = letter::seal(&from, &to, user.key().public(), b"kort", rng).expect("sealed");
    assert_eq!(letter::open(&from, &to, user.key(), &sealed).as_deref(), Ok(b"kort".as_slice()));
    assert!(letter::open(&other, &to, user.key(), &sealed).is_err());
    assert!(letter::recall(&to, user.key(), &sealed).is_err(), "a letter is no intent");
}

#[test]
fn the_vault_opens_with_both_halves_and_never_with_one() {
    let rng = &mut Seeded(5);
    let (device, server, other) = (Secret::make(rng), Secret::make(rng), Secret::make(rng));
    let halves = Halves { device: &device, server: &server };
    let sealed = lock(&halves, b"head", b"seeds", rng).expect("locked");
    assert_eq!(unlock(&halves, b"head", &sealed).as_deref(), Ok(b"seeds".as_slice()));
    assert!(unlock(&halves, b"other head", &sealed).is_err());
    assert!(unlock(&Halves { device: &other, server: &server }, b"head", &sealed).is_err());
    assert!(unlock(&Halves { device: &device, server: &other }, b"head", &sealed).is_err());
}

#[test]
fn secrets_do_not_print() {
    assert_eq!(format!("{:?}", Secret::new([7; 32])), "[secret]");
}

#[test]
fn chunks_open_in_their_order_only() {
    let rng = &mut Seeded(6);
    let (key, dialog) = (FileKey::make(rng), DialogId([1; 32]));
    let first = key.seal(&dialog, 0, false, &[7; CHUNK]).expect("sealed");
    let last = key.seal(&dialog, 1, true, b"slut").expect("sealed");
    assert_eq!(key.open(&dialog, 0, false, &first).map(|plain| plain.len()), Ok(CHUNK));
    assert_eq!(key.open(&dialog, 1, true, &last).as_deref(), Ok(b"slut".as_slice()));
    assert!(key.open(&dialog, 1, false, &first).is_err(), "moved");
    assert!(key.open(&dialog, 1, false, &last).is_err(), "cut off after the last");
    assert!(key.open(&dialog, 0, true, &first).is_err(), "cut off before the last");
    assert!(key.open(&DialogId([2; 32]), 1, true, &last).is_err(), "another dialog");
    assert!(key.seal(&dialog, 0, false, &vec![0; CHUNK + 1]).is_err(), "too long");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_post_opens_where_it_was_written_and_no_bit_of_it_can_change(
        content in proptest::collection::vec(any::<u8>(), 0..2000),
        bit in any::<proptest::sample::Index>(),
        seed in any::<u32>(),
    ) {
        let rng = &mut Seeded(u64::from(seed));
        let secret = Secret::make(rng);
        let context = MessageContext {
            dialog: DialogId([1; 32]),
            epoch: 2,
            uid: Uid([3; 32]),
            dev: DeviceId([4; 32]),
            msg_id: MsgId([5; 16]),
        };
        let mut sealed = message::seal(&context, &secret, &content, rng).expect("sealed");
        prop_assert_eq!(message::open(&context, &secret, &sealed), Ok(content));
        let elsewhere = [
            MessageContext { dialog: DialogId([9; 32]), ..context },
            MessageContext { epoch: 3, ..context },
            MessageContext { uid: Uid([9; 32]), ..context },
            MessageContext { dev: DeviceId([9; 32]), ..context },
            MessageContext { msg_id: MsgId([9; 16]), ..context },
        ];
        for context in elsewhere {
            prop_assert_eq!(message::open(&context, &secret, &sealed), Err(Closed));
        }
        let bit = bit.index(sealed.len() * 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(message::open(&context, &secret, &sealed), Err(Closed));
    }
}
