//! Runs the private cluster by itself until Ctrl-C or until it is killed: to look into it with `psql`, and for
//! the tests of this crate, which kill it.
//!
//! `cargo run -p cluster --bin private-postgres -- FOLDER` prints the connection URL as its only line.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to its terminal")]

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use cluster::{Cluster, ClusterError, default_data_folder};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("private-postgres: {error}");
            if let Some(source) = error.source() {
                eprint!(": {source}");
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), ClusterError> {
    let data = match std::env::args_os().nth(1) {
        Some(folder) => PathBuf::from(folder),
        None => default_data_folder()?,
    };
    let mut cluster = Cluster::start(&data, |step| eprintln!("{step}")).await?;
    // Listened for before the URL is told: whoever reads that may interrupt at once.
    let interrupted = signal(SignalKind::interrupt());
    println!("{}", cluster.url());
    let interruption = async {
        match interrupted {
            Ok(mut interrupted) => interrupted.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        ended = cluster.ended() => Err(ended),
        _ = interruption => cluster.stop().await,
    }
}
