//! The command line of `cargo xtask`.

use anyhow::{Context, Result, bail};

use crate::bench;

/// What `cargo xtask help` prints.
pub(crate) const USAGE: &str = "\
cargo xtask run [ARGUMENTS OF `why403 serve`]   install what is missing, build, start the server
cargo xtask build                               the same without starting it
cargo xtask test [CHECK…]                       install what the tests need and run all checks, or these
cargo xtask faults [--rounds N] [--seed N]       kill, fill and stall what runs, as often as wanted [50 rounds]
cargo xtask sqlx [--check]                      renew (or only check) the query data in server/.sqlx
cargo xtask bench ingest [--events N[,N]] [--rounds N] [--only NAME,…]
                                                measure how fast logs are taken in, beside what others do";

/// One call of `cargo xtask`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Build everything and become the server.
    Run {
        /// What is passed on to `why403 serve`.
        server_arguments: Vec<String>,
    },
    /// Build everything.
    Build,
    /// Run all checks, or the named ones.
    Test {
        /// The names of the checks; none means all.
        names: Vec<String>,
    },
    /// Run the tests of what breaks in the middle.
    Faults {
        /// How many rounds of what is left to chance.
        rounds: u64,
        /// Where chance begins.
        seed: u64,
    },
    /// Renew what the query macros know about the database.
    Queries {
        /// Change nothing, but fail when it is out of date.
        check_only: bool,
    },
    /// Measure how fast logs are taken in.
    BenchIngest(bench::Options),
    /// Print the usage.
    Help,
}

/// Reads the arguments after the program's name.
pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Command> {
    let mut arguments = arguments;
    let name = arguments.next().unwrap_or_default();
    // `cargo xtask run -- --port 0` is the habit of many; both forms mean the same.
    let rest: Vec<String> = arguments.filter(|argument| argument != "--").collect();
    let none = |command: Command| match rest.first() {
        None => Ok(command),
        Some(first) => bail!("`{name}` takes no `{first}`; usage:\n{USAGE}"),
    };
    match name.as_str() {
        "run" => Ok(Command::Run { server_arguments: rest }),
        "build" => none(Command::Build),
        "test" => Ok(Command::Test { names: rest }),
        "faults" => faults(&rest),
        "sqlx" => match rest.as_slice() {
            [] => Ok(Command::Queries { check_only: false }),
            [flag] if flag == "--check" => Ok(Command::Queries { check_only: true }),
            _ => bail!("`sqlx` takes only `--check`; usage:\n{USAGE}"),
        },
        "bench" => match rest.split_first() {
            Some((what, options)) if what == "ingest" => {
                let options = bench::Options::read(options).with_context(|| format!("usage:\n{USAGE}"))?;
                Ok(Command::BenchIngest(options))
            }
            _ => bail!("`bench` measures `ingest` and nothing else; usage:\n{USAGE}"),
        },
        "" | "help" | "--help" | "-h" => Ok(Command::Help),
        other => bail!("there is no command `{other}`; usage:\n{USAGE}"),
    }
}

fn faults(rest: &[String]) -> Result<Command> {
    let (mut rounds, mut seed) = (50, 4030);
    let mut rest = rest.iter();
    while let Some(name) = rest.next() {
        let number = rest.next().and_then(|number| number.parse().ok());
        let Some(number) = number else { bail!("`{name}` wants a number; usage:\n{USAGE}") };
        match name.as_str() {
            "--rounds" => rounds = number,
            "--seed" => seed = number,
            _ => bail!("`faults` takes no `{name}`; usage:\n{USAGE}"),
        }
    }
    Ok(Command::Faults { rounds, seed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> Result<Command> {
        read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_follows_run_goes_to_the_server() {
        let expected = Command::Run { server_arguments: vec!["--port".to_owned(), "0".to_owned()] };
        assert_eq!(read_line("run --port 0").unwrap(), expected);
        assert_eq!(read_line("run -- --port 0").unwrap(), expected);
    }

    #[test]
    fn faults_are_repeated_as_often_as_wanted() {
        assert_eq!(read_line("faults").unwrap(), Command::Faults { rounds: 50, seed: 4030 });
        let wanted = Command::Faults { rounds: 5, seed: 7 };
        assert_eq!(read_line("faults --rounds 5 --seed 7").unwrap(), wanted);
        assert!(read_line("faults --rounds many").is_err());
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_usage() {
        for line in ["walk", "build fast", "sqlx --all"] {
            let told = read_line(line).unwrap_err().to_string();
            assert!(told.contains("cargo xtask run"), "{told}");
        }
    }

    #[test]
    fn no_word_asks_for_help() {
        assert_eq!(read_line("").unwrap(), Command::Help);
    }
}
