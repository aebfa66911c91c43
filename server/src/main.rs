//! The server's own process: reads the command line, serves until it is told to stop; or leaves word for
//! the server that runs, and ends.
//! Refuses everything else: the work is in the library beside it. Called by whoever runs a server.

use clap::Parser;
use samtale_server::{CommandLine, Config, LogStyle, Order, personnel, start};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    match CommandLine::parse() {
        CommandLine { order: Some(order), .. } => leave_word(order),
        CommandLine { serve: Some(config), .. } => serve(config).await,
        // The command line asks for one of them.
        CommandLine { .. } => ExitCode::FAILURE,
    }
}

async fn serve(config: Config) -> ExitCode {
    log(config.log);
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the server does not run");
            ExitCode::FAILURE
        }
    }
}

/// For a person at a terminal: what was noted, or why not.
fn leave_word(order: Order) -> ExitCode {
    // Whoever does not listen is told by the exit code.
    match personnel::leave_word(order) {
        Ok(noted) => {
            drop(writeln!(std::io::stdout(), "{noted}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            drop(writeln!(std::io::stderr(), "Not done: {error}."));
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    // Listened to from the first moment, so that a signal during the start is not lost.
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let running = start(config).await?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    running.stop().await;
    Ok(())
}

fn log(style: LogStyle) {
    // Fixed: what the libraries below would say at finer levels holds tokens and addresses.
    let filter = EnvFilter::new("warn,samtale_server=info");
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_ansi(std::io::stderr().is_terminal());
    match style {
        LogStyle::Compact => log.compact().with_target(false).init(),
        LogStyle::Json => log.json().init(),
    }
}
