//! What the server is told when it starts: a directory and an address are enough.
//! Refuses nothing by itself; `start` does. Read from the command line by `main`, built by tests.

use crate::clock::Clock;
use clap::{Parser, ValueEnum};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// A postman for sealed dialogs between citizens and their municipality.
#[derive(Clone, Debug, Parser)]
#[command(name = "samtale-server", version, about)]
pub struct Config {
    /// Where everything is kept; made when it is not there.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8443")]
    pub listen: SocketAddr,
    /// How clients reach it, `https://host[:port]`; the address it listens on if not given.
    #[arg(long, value_name = "URL")]
    pub origin: Option<String>,
    /// How the log is written, on standard error.
    #[arg(long, value_enum, default_value_t)]
    pub log: LogStyle,
    /// How many dialogs' states are held in memory.
    #[arg(long, value_name = "COUNT", default_value = "4096")]
    pub cache: NonZeroUsize,
    /// The time; tests turn it forward.
    #[arg(skip)]
    pub clock: Clock,
}

/// How the log looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogStyle {
    /// A line for people.
    #[default]
    Compact,
    /// A line of JSON for machines.
    Json,
}

impl Config {
    /// A server for `data` on a free port of this machine.
    #[must_use]
    pub fn local(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            origin: None,
            log: LogStyle::default(),
            cache: NonZeroUsize::new(4096).unwrap_or(NonZeroUsize::MIN),
            clock: Clock::default(),
        }
    }
}
