//! Checks evidence that a municipality's server told two stories, with this crate alone:
//! `cargo run -p samtale-membership --example evidence < evidence.txt`.
//! Refuses to say more than it proves. For whoever is shown it: an auditor, a court, a journalist.

#![allow(clippy::print_stdout, reason = "it is a command")]

use samtale_membership::head::{self, Evidence};
use std::io::Read;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text).map_err(drop);
    let evidence = read.and_then(|_| Evidence::from_text(&text).map_err(drop));
    let Ok(evidence) = evidence else {
        println!("This is no evidence: it cannot be read whole.");
        return ExitCode::FAILURE;
    };
    println!("Municipality (root key): {}", evidence.tenant);
    println!("Server's key for heads:  {}", evidence.key);
    let Some(dialog) = evidence.proves() else {
        println!("It proves nothing: the two heads are not two signed stories of one place.");
        return ExitCode::FAILURE;
    };
    println!("Dialog:                  {dialog}");
    for bytes in [&evidence.head, &evidence.other] {
        if let Some(head) = head::read(bytes, &evidence.tenant, &evidence.key) {
            println!("Entry {} is {}, signed at {} (seconds since 1970)", head.seq, head.head, head.t);
        }
    }
    println!("Whoever holds that key signed two different entries in one place of one log.");
    println!("Compare root key and server's key with those that the municipality publishes.");
    ExitCode::SUCCESS
}
