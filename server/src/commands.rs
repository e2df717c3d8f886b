//! What the command line asks for. The only rooms that know all others.

use std::{io::Write as _, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};

use crate::{memory, telemetry};

pub mod diagnose;
pub mod evaluate;
pub mod import;
pub mod permissions;
pub mod replay;
pub mod search;
pub mod serve;
pub mod snapshot;

/// Finds out why Amazon API Gateway answers 403 behind a Lambda authorizer.
#[derive(Debug, Parser)]
#[command(name = "why403", version, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the dashboard; without `DATABASE_URL` also a private database.
    Serve(serve::Arguments),
    /// Bring log files into the database; safe to repeat.
    Import(import::Arguments),
    /// Say why each request in log files ended as it did, without a database.
    Diagnose(diagnose::Arguments),
    /// Say what policies allow, one case a line, without a database.
    Evaluate(evaluate::Arguments),
    /// Say which recorded calls would end otherwise under a change, without a database.
    Replay(replay::Arguments),
    /// Find requests in the database by text in their lines.
    Search(search::Arguments),
    /// Print how an API is configured just now, as AWS tells it.
    Snapshot(snapshot::Arguments),
    /// Print what AWS has to allow for a source, to copy.
    Permissions(permissions::Arguments),
}

/// How long threads that still work are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(1);

/// Does what the command line asks for. A failure is one line on stderr.
pub fn run() -> ExitCode {
    let command = CommandLine::parse().command;
    if let Command::Import(_) = command {
        memory::use_one_arena();
    }
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| {
            let done = runtime.block_on(async {
                match command {
                    Command::Serve(arguments) => serve::run(arguments).await.map(succeeded),
                    Command::Import(arguments) => import::run(arguments).await.map(succeeded),
                    Command::Diagnose(arguments) => diagnose::run(&arguments).map(succeeded),
                    Command::Evaluate(arguments) => evaluate::run(&arguments).map(succeeded),
                    Command::Replay(arguments) => replay::run(&arguments),
                    Command::Search(arguments) => search::run(arguments).await.map(succeeded),
                    Command::Snapshot(arguments) => snapshot::run(arguments).await,
                    Command::Permissions(arguments) => permissions::run(&arguments).map(succeeded),
                }
            });
            // A file that is still being read is not waited for: what it would bring has nowhere to go.
            runtime.shutdown_timeout(FAREWELL);
            done
        });
    match done {
        Ok(code) => code,
        Err(error) => {
            tell(&telemetry::chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn succeeded((): ()) -> ExitCode {
    ExitCode::SUCCESS
}

/// Says something to the person at the terminal.
fn tell(line: &str) {
    // Nobody may be listening any more.
    let _ = writeln!(std::io::stderr().lock(), "why403: {line}");
}
