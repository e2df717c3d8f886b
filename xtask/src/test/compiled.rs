//! The tests as executables, and the server that the browser tests drive.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::check;
use crate::checkout::Checkout;
use crate::tool::Tool;

/// Everything that one call of cargo compiled.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    tests: Vec<Executable>,
    server: Option<PathBuf>,
}

/// One executable with tests.
#[derive(Debug)]
pub(super) struct Executable {
    package: PathBuf,
    /// The library, program or file of tests it was compiled from.
    pub(super) target: String,
    path: PathBuf,
}

/// What cargo says about each thing it compiled; the other kinds of messages have no `executable`.
#[derive(Deserialize)]
struct Artifact {
    manifest_path: PathBuf,
    target: Target,
    profile: Profile,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

impl Compiled {
    /// The tests of a package, by the name of its folder.
    pub(super) fn of<'a>(&'a self, package: &'a str) -> impl Iterator<Item = &'a Executable> {
        self.tests.iter().filter(move |test| test.package.file_name().is_some_and(|name| name == package))
    }

    /// The server as the browser tests drive it: compiled for development, with the assets of a release.
    pub(super) fn server(&self, checkout: &Checkout) -> Result<PathBuf> {
        if let Some(server) = &self.server {
            return Ok(server.clone());
        }
        let built = compile_with(
            checkout,
            Tool::cargo(&checkout.root).args(["build", "--package", "server", "--bin", "why403"]),
        )?;
        built.server.context("cargo built no `why403`")
    }

    fn add(&mut self, artifact: Artifact) {
        let Some(path) = artifact.executable else { return };
        if artifact.profile.test {
            let package = artifact.manifest_path.parent().unwrap_or(Path::new("")).to_path_buf();
            self.tests.push(Executable { package, target: artifact.target.name, path });
        } else if artifact.target.name == "why403" {
            self.server = Some(path);
        }
    }
}

impl Executable {
    /// The call of it, with the folder and the variables that `cargo test` would give.
    pub(super) fn tool(&self) -> Tool {
        Tool::new(&self.path, &self.package).env("CARGO_MANIFEST_DIR", &self.package)
    }
}

/// Compiles the tests of these packages.
pub(super) fn compile(checkout: &Checkout, packages: &[&str]) -> Result<Compiled> {
    // No examples: `clippy` reads them.
    let mut tool = Tool::cargo(&checkout.root).args(["test", "--no-run", "--lib", "--bins", "--tests"]);
    if check::are_all_packages(packages) {
        tool = tool.arg("--workspace");
    } else {
        for package in packages {
            tool = tool.args(["--package", package]);
        }
        // With the whole workspace the server asks for it.
        if packages.contains(&"app") {
            tool = tool.args(["--features", "app/ssr"]);
        }
    }
    compile_with(checkout, tool)
}

fn compile_with(checkout: &Checkout, tool: Tool) -> Result<Compiled> {
    let tool = tool.arg("--message-format=json-render-diagnostics");
    let shown = tool.shown().to_owned();
    let mut cargo = tool
        .into_command()
        .current_dir(&checkout.root)
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` cannot be started"))?;
    let messages = cargo.stdout.take().context("cargo has no output")?;
    let mut compiled = Compiled::default();
    for line in BufReader::new(messages).lines() {
        if let Ok(artifact) = serde_json::from_str(&line?) {
            compiled.add(artifact);
        }
    }
    let status = cargo.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    // Cargo tells them in the order in which they got ready, which is never the same.
    compiled.tests.sort_by(|one, other| (&one.package, &one.target).cmp(&(&other.package, &other.target)));
    Ok(compiled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> Compiled {
        let mut compiled = Compiled::default();
        if let Ok(artifact) = serde_json::from_str(message) {
            compiled.add(artifact);
        }
        compiled
    }

    #[test]
    fn a_test_belongs_to_the_package_of_its_manifest() {
        let compiled = read(
            r#"{"reason":"compiler-artifact","manifest_path":"/w/server/cluster/Cargo.toml",
                "target":{"kind":["test"],"name":"start"},"profile":{"test":true},"executable":"/t/start-1"}"#,
        );
        assert_eq!(compiled.of("cluster").count(), 1);
        assert_eq!(compiled.of("server").count(), 0);
    }

    #[test]
    fn the_server_is_no_test_and_a_library_is_nothing_to_run() {
        let compiled = read(
            r#"{"reason":"compiler-artifact","manifest_path":"/w/server/Cargo.toml",
                "target":{"kind":["bin"],"name":"why403"},"profile":{"test":false},"executable":"/t/why403"}"#,
        );
        assert_eq!(compiled.server.as_deref(), Some(Path::new("/t/why403")));
        assert_eq!(compiled.of("server").count(), 0);
        let compiled = read(r#"{"reason":"build-finished","success":true}"#);
        assert!(compiled.server.is_none());
    }
}
