//! The commands of this checkout, called as `cargo xtask …`: they install what is missing, build, start and
//! test why403.
//!
//! Nothing here is part of the product. Everything comes from the registries of the crates, of npm and of the
//! distribution, and from `rustup target add`; nothing is fetched from elsewhere.
//!
//! | module | what it does |
//! |---|---|
//! | [`arguments`] | reads the command line |
//! | [`needs`] | finds or installs what a command needs: wasm target, Postgres, Chromium, axe |
//! | [`assets`] | makes what the browser downloads, in `target/site` |
//! | [`build`] | the assets and the server that carries them; `run` starts it |
//! | [`test`] | every check, one after the other, and their sum |
//! | [`bench`] | how fast logs are taken in, beside what others do |
//! | [`queries`] | what the query macros know about the database, in `server/.sqlx` |
//! | [`tool`], [`steps`], [`checkout`] | calling programs, telling progress, knowing the folders |

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a build tool talks to the terminal")]

mod arguments;
mod assets;
mod bench;
mod build;
mod checkout;
mod needs;
mod queries;
mod steps;
mod test;
mod tool;

use std::process::ExitCode;

use anyhow::Result;

use arguments::Command;
use checkout::Checkout;

fn main() -> ExitCode {
    match execute() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute() -> Result<ExitCode> {
    let command = arguments::read(std::env::args().skip(1))?;
    match command {
        Command::Help => {
            println!("{}", arguments::USAGE);
            Ok(ExitCode::SUCCESS)
        }
        Command::Run { server_arguments } => build::run(&Checkout::find()?, &server_arguments),
        Command::Build => build::build(&Checkout::find()?),
        Command::Test { names } => test::test(&Checkout::find()?, &names),
        Command::BenchIngest(options) => bench::ingest(&Checkout::find()?, &options),
        Command::Queries { check_only } => queries::prepare(&Checkout::find()?, check_only),
    }
}
