//! What the server is told when it starts: a directory and an address are enough.
//! Or what somebody at the personnel desk has to say, beside a server that runs.
//! Refuses nothing by itself; `start` and `personnel` do. Read by `main`, built by tests.

use crate::clock::Clock;
use crate::personnel::Login;
use crate::push::distributor::Way;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// A postman for sealed dialogs between citizens and their municipality.
///
/// Without a command it serves. The commands are for the personnel desk, on the server's own machine: they
/// leave word in its data, and the server does it within seconds, or when it starts.
#[derive(Clone, Debug, Parser)]
#[command(name = "samtale-server", version, about)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    arg_required_else_help = true
)]
pub struct CommandLine {
    /// To serve.
    #[command(flatten)]
    pub serve: Option<Config>,
    /// To leave word.
    #[command(subcommand)]
    pub order: Option<Order>,
}

/// What somebody at the personnel desk says.
#[derive(Clone, Debug, Subcommand)]
pub enum Order {
    /// Somebody works here no longer: whoever has a dialog with them is told.
    Dismiss {
        /// The data of the server.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Who went.
        #[command(flatten)]
        who: Login,
    },
    /// Somebody takes over after another, in every dialog that nobody else answers for.
    Succeed {
        /// The data of the server.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Who takes over.
        #[command(flatten)]
        who: Login,
        /// The `iss` claim of the login of who went.
        #[arg(long, value_name = "ISS")]
        after_issuer: String,
        /// Its `sub` claim.
        #[arg(long, value_name = "SUB")]
        after_subject: String,
    },
}

/// How to serve.
#[derive(Clone, Debug, Args)]
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
    /// The address of a proxy that stands in front: what it says in `X-Real-IP` is where somebody asks from. Without
    /// it everybody who comes through a proxy comes from one place, and has the tries of one for short codes.
    #[arg(long, value_name = "ADDRESS")]
    pub proxy: Option<IpAddr>,
    /// How the log is written, on standard error.
    #[arg(long, value_enum, default_value_t)]
    pub log: LogStyle,
    /// How many dialogs' states are held in memory.
    #[arg(long, value_name = "COUNT", default_value = "4096")]
    pub cache: NonZeroUsize,
    /// A distributor's host, as in `push.example`, whose endpoints may be called when a phone sleeps; may be
    /// given several times. Without one no phone is called.
    #[arg(long = "push-host", value_name = "HOST")]
    pub push_hosts: Vec<String>,
    /// A certificate in PEM that providers are trusted by, in place of the system's: for logins that the server
    /// asks for at a provider inside.
    #[arg(long, value_name = "FILE")]
    pub provider_root: Option<PathBuf>,
    /// The way to distributors; tests have one of their own.
    #[arg(skip)]
    pub push: Way,
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
            proxy: None,
            log: LogStyle::default(),
            cache: NonZeroUsize::new(4096).unwrap_or(NonZeroUsize::MIN),
            push_hosts: Vec::new(),
            provider_root: None,
            push: Way::default(),
            clock: Clock::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn read(line: &str) -> Result<CommandLine, clap::Error> {
        CommandLine::try_parse_from(line.split(' '))
    }

    #[test]
    fn without_a_command_it_serves_as_it_always_did() {
        CommandLine::command().debug_assert();
        let line = read("samtale-server --data D --listen 127.0.0.1:0 --log json").unwrap();
        let serve = line.serve.unwrap();
        assert_eq!((serve.data, serve.listen.port(), serve.log), ("D".into(), 0, LogStyle::Json));
        assert!(line.order.is_none());
        for wrong in ["samtale-server", "samtale-server --log json", "samtale-server --listen 127.0.0.1:0"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_personnel_desk_says_who_whole_and_nothing_else() {
        let line = read("samtale-server dismiss --data D --issuer I --subject S").unwrap();
        let Some(Order::Dismiss { data, who }) = line.order else { panic!("a dismissal") };
        assert_eq!((data, who), ("D".into(), Login::new("I", "S")));
        assert!(line.serve.is_none());
        let whole =
            "samtale-server succeed --data D --issuer I --subject S --after-issuer J --after-subject T";
        let Some(Order::Succeed { who, after_issuer, after_subject, .. }) = read(whole).unwrap().order else {
            panic!("a succession")
        };
        assert_eq!(
            (who, Login::new(after_issuer, after_subject)),
            (Login::new("I", "S"), Login::new("J", "T"))
        );
        for wrong in [
            "samtale-server dismiss",
            "samtale-server dismiss --data D --issuer I",
            "samtale-server dismiss --issuer I --subject S",
            "samtale-server dismiss --data D --issuer I --subject S --after-issuer J",
            "samtale-server succeed --data D --issuer I --subject S",
            "samtale-server --data D dismiss --data D --issuer I --subject S",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
