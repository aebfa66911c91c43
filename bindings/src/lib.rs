//! The border: the only crate that knows uniffi. It stamps, it does not judge.
//! Refuses branches on domain data. Called by the generated Kotlin and Swift.

#![allow(unsafe_code, reason = "uniffi's scaffolding is made of exported C functions")]

uniffi::setup_scaffolding!();

#[cfg(target_os = "android")]
mod android;
mod away;
mod core;
mod dialog;
mod enrolment;
mod feeds;
mod household;
mod inviting;
mod jotter;
mod mine;
mod nudge;
mod people;
mod printing;
mod problem;
mod said;
mod samtale;
mod session;
mod step_up;
mod views;
