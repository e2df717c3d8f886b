//! The product's command line, run to its end.

use std::ffi::OsStr;
use std::process::{Command, Output};

use crate::product;

/// What a call of the program came to.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code.
    pub code: Option<i32>,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// Runs `why403` with these arguments.
pub fn why403<Argument: AsRef<OsStr>>(arguments: impl IntoIterator<Item = Argument>) -> Ended {
    ended(&mut product::command(arguments))
}

/// Runs a prepared call.
pub fn ended(command: &mut Command) -> Ended {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: status.code(), out: text(stdout), err: text(stderr) }
}

impl Ended {
    /// What a failed call tells a person: exactly one line that begins with the program's name, nothing on
    /// standard output. Progress before it does not count.
    pub fn complaint(&self) -> &str {
        assert!(!matches!(self.code, None | Some(0)), "should have failed: {self:?}");
        assert_eq!(self.out, "", "{self:?}");
        assert!(!self.err.contains("panicked at"), "{self:?}");
        let line = self.err.lines().last().unwrap();
        let Some(complaint) = line.strip_prefix("why403: ") else { panic!("no complaint in {self:?}") };
        complaint
    }
}
