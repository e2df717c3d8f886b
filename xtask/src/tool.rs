//! Calling other programs: in the right folder, with a failure that says what was called and what to do.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

/// A program about to be called.
#[derive(Debug)]
pub(crate) struct Tool {
    command: Command,
    shown: String,
}

impl Tool {
    /// A program, called in `folder`.
    pub(crate) fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.current_dir(folder);
        Self { command, shown: Path::new(program).display().to_string() }
    }

    /// Cargo, the one that runs us.
    ///
    /// What cargo told *this* package about itself is taken out: build scripts that look at such variables
    /// would otherwise run again whenever they are called from here and then from a terminal.
    pub(crate) fn cargo(folder: &Path) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut tool = Self::new(cargo, folder);
        "cargo".clone_into(&mut tool.shown);
        for (name, _) in std::env::vars_os() {
            let about_us = name.to_str().is_some_and(|name| {
                name.starts_with("CARGO_PKG_")
                    || name.starts_with("CARGO_MANIFEST_")
                    || name == "CARGO_BIN_NAME"
            });
            if about_us {
                tool.command.env_remove(name);
            }
        }
        // A DATABASE_URL is meant for the product. The query macros would connect to it while compiling.
        tool.env("SQLX_OFFLINE", "true")
    }

    /// Adds one argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        let argument = argument.as_ref();
        let _ = write!(self.shown, " {}", Path::new(argument).display());
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    /// Sets a variable of its environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes a variable out of its environment.
    pub(crate) fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// The call as one would type it.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The command itself, for what this type does not do.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// Runs it with our terminal; its failure is ours.
    pub(crate) fn run(mut self) -> Result<()> {
        let status = self.command.status().with_context(|| format!("`{}` cannot be started", self.shown))?;
        self.expect_success(status, "")
    }

    /// Runs it and gives what it wrote to standard output. What it wrote to standard error is told when it fails.
    pub(crate) fn output(mut self) -> Result<String> {
        let output = self
            .command
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("`{}` cannot be started", self.shown))?;
        self.expect_success(output.status, String::from_utf8_lossy(&output.stderr).trim())?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn expect_success(&self, status: ExitStatus, said: &str) -> Result<()> {
        match (status.success(), said) {
            (true, _) => Ok(()),
            (false, "") => bail!("`{}` failed ({status})", self.shown),
            (false, said) => bail!("`{}` failed ({status}):\n{said}", self.shown),
        }
    }
}

/// Finds a program in PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_the_call_and_what_the_program_said() {
        let told = Tool::new("sh", Path::new("/")).args(["-c", "echo no such thing >&2; exit 3"]).output();
        let told = told.unwrap_err().to_string();
        assert!(told.contains("sh -c") && told.contains("no such thing"), "{told}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let told = Tool::new("no-such-program", Path::new("/")).run().unwrap_err().to_string();
        assert!(told.contains("`no-such-program` cannot be started"), "{told}");
    }
}
