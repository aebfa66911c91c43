//! What the log's rules and the identity cards let through, and what they refuse.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod cards;
mod chains;
mod coming_back;
mod introducing;
mod kit;
mod leaving;
mod mandates;
mod matched;
mod proofs;
mod providers;
mod rules;
mod vouchers;
