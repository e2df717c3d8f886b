//! `aws-stand-in`: answers until it is ended, and says where in its first line.

use std::io::Write as _;

use anyhow::Context as _;
use aws_stand_in::{group::MOST, script::Script, serve};
use clap::Parser;
use tokio::net::TcpListener;

/// Answers like the parts of AWS that why403 asks
#[derive(Debug, Parser)]
struct Arguments {
    /// The port; 0 takes any that is free
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// With how many of a hundred questions something goes wrong
    #[arg(long, default_value_t = 0)]
    percent: u64,
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Events on a page
    #[arg(long, default_value_t = MOST)]
    per_page: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let listener = TcpListener::bind(("127.0.0.1", arguments.port)).await.context("failed to listen")?;
    let address = listener.local_addr().context("failed to learn the port")?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "http://{address}").and_then(|()| out.flush()).context("failed to say where")?;
    drop(out);
    let script = Script { percent: arguments.percent, seed: arguments.seed, ..Script::default() };
    serve(listener, script, arguments.per_page).await.context("failed to answer")
}
