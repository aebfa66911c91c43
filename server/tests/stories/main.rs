//! The server's stories: a real server on loopback, people who sign for themselves.
//! Refuses sleep and order: each story has a server and a directory of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod codes;
mod devices;
mod enrolment;
mod entries;
mod ephemerals;
mod feed;
mod files;
mod guardians;
mod households;
mod invitations;
#[path = "../kit/mod.rs"]
mod kit;
mod links;
mod live;
mod log;
mod login;
mod personnel;
mod push;
mod refusals;
mod restart;
mod revocation;
mod sessions;
mod starting;
mod vouching;
