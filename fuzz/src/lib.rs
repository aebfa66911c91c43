//! What is thrown at the house by machines: the bodies of the fuzz targets, without the fuzzer.
//! Refuses randomness of its own: the same bytes do the same, here and in `corpus.rs`.

pub mod judged;
#[allow(dead_code)]
#[path = "../../core/membership/tests/judged/kit.rs"]
pub mod kit;
pub mod proofs;
pub mod script;
pub mod sealed;
#[path = "../../core/membership/tests/golden/story.rs"]
pub mod story;
#[path = "../../core/seal/tests/golden/things.rs"]
pub mod things;
pub mod words;
