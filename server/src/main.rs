//! The command `why403`: reads the command line, does it, says what went wrong.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::commands::run()
}
