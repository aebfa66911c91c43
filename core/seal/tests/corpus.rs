//! What a fuzzer once thought of, thought again without one: the same bodies over the kept inputs.
//! Refuses a target without inputs. SAMTALE_WRITE_VECTORS=1 writes the seeds anew, as after a change
//! of what is sealed; what was found later lies beside them in fuzz/corpus and stays.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the rules' tests use the rest")]
#[path = "../../membership/tests/judged/kit.rs"]
mod kit;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;
#[allow(dead_code, reason = "the wire's targets use the rest")]
#[path = "../../../fuzz/src/script.rs"]
mod script;
#[path = "../../../fuzz/src/sealed.rs"]
mod sealed;
#[allow(dead_code, reason = "the golden lines use the rest")]
#[path = "golden/things.rs"]
mod things;

use samtale_wire::encode;
use things::Things;

fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let things = Things::make();
    let sealed = |name: &str| things.sealed().into_iter().find(|it| it.name == name).expect("sealed").bytes;
    let with = |mode: &[u8], bytes: &[u8]| [mode, bytes].concat();
    let mut padded = b"Hej".to_vec();
    padded.push(0x80);
    padded.resize(40, 0);
    let digits = things.paper.digits();
    let key = encode(&things.file);
    let lengths = |it: &[u8]| [&(it.len() as u16).to_be_bytes(), it].concat();
    let chunk = |at: &[u8], bytes: &[u8]| [lengths(&key), at.to_vec(), bytes.to_vec()].concat();
    let seeds = [
        ("grant", "raw", with(&[0], &sealed("grant.history"))),
        ("grant", "plain", with(&[1], &encode(&things.from_now))),
        ("grant", "plain-history", with(&[1], &encode(&things.history))),
        ("post", "raw", with(&[0], &sealed("post"))),
        ("post", "padded", with(&[1], &padded)),
        ("post", "honest", with(&[2, 1, 30], things::POST)),
        ("ephemeral", "sealed", [&[0, 34], things::SAID].concat()),
        ("ephemeral", "signed", [&[1, 35], things::SAID].concat()),
        ("letter", "raw", with(&[0], &sealed("letter"))),
        ("letter", "sealed", with(&[1], things::LETTER)),
        ("letter", "kept", with(&[2], things::INTENT)),
        ("jot", "raw", [&[0], things.jot().bytes.as_slice()].concat()),
        ("jot", "honest", [&[1, 2, 5], things::JOT].concat()),
        ("chunk", "raw", chunk(&[0, 0, 0], &sealed("file.0"))),
        ("chunk", "last", chunk(&[0, 1, 1], things::CHUNKS[1])),
        ("vault", "locked", [lengths(things::HEAD), lengths(b"other"), things::SEEDS.to_vec()].concat()),
        ("vault", "raw", [lengths(things::HEAD), lengths(things::HEAD), sealed("vault")].concat()),
        ("paper", "digits", digits.as_bytes().to_vec()),
        ("paper", "hyphens", digits.replace(' ', "-").into_bytes()),
        ("ring", "kept", with(&[1, 2], things::RING)),
        ("ring", "raw", with(&[2, 2], &sealed("ring"))),
        ("secret", "device", with(&[1], &sealed("user-secret"))),
        ("secret", "before", with(&[0], &sealed("user-secret.before"))),
        ("secret", "honest", vec![7]),
        ("secret", "short", with(&[0], &[1; 31])),
    ];
    seeds.into_iter().map(|(target, name, bytes)| (target, name.to_owned(), bytes)).collect()
}

#[test]
fn the_seeds_lie_where_the_fuzzers_look() {
    replay::hold(&seeds());
}

#[test]
fn what_was_thought_of_once_still_does_no_harm() {
    replay::run(sealed::TARGETS.iter());
}
