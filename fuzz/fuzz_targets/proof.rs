//! Runs `proofs::proof` on whatever libFuzzer thinks of.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| samtale_fuzz::proofs::proof(data));
