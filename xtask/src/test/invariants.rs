//! The rules of ARCHITECTURE.md that the compiler's own tools can prove.

use anyhow::{Result, ensure};

use crate::checkout::Checkout;
use crate::needs;
use crate::tool::Tool;

/// Crates that read clocks, files or sockets for others: the engine has no use for any of them.
const MACHINE: &[&str] = &["tokio", "async-std", "mio", "socket2", "hyper", "reqwest", "tempfile", "rustix"];
/// Crates that speak SQL or AWS.
const SQL_AND_AWS: &[&str] = &["sqlx", "sqlx-core", "sqlx-postgres", "tokio-postgres", "diesel", "aws-*"];

/// The engine builds for a target without clock, file, socket and environment, and with no crate that has them.
pub(super) fn engine_needs_no_machine(checkout: &Checkout) -> Result<()> {
    needs::wasm_target::ensure(checkout)?;
    expect_none_of(MACHINE, "engine", &tree(checkout, &["--package", "engine"])?)?;
    Tool::cargo(&checkout.root)
        .args(["check", "--package", "engine", "--lib", "--target", "wasm32-unknown-unknown"])
        .run()
}

/// No crate that speaks SQL or AWS is among what `app` depends on, as the server uses it.
pub(super) fn app_knows_neither_sql_nor_aws(checkout: &Checkout) -> Result<()> {
    expect_none_of(SQL_AND_AWS, "app", &tree(checkout, &["--package", "app", "--features", "ssr"])?)
}

fn tree(checkout: &Checkout, package: &[&str]) -> Result<String> {
    Tool::cargo(&checkout.root)
        .arg("tree")
        .args(package)
        .args(["--edges", "normal", "--prefix", "none"])
        .output()
}

fn expect_none_of(forbidden: &[&str], package: &str, tree: &str) -> Result<()> {
    let found = found(forbidden, tree);
    ensure!(
        found.is_empty(),
        "`{package}` must not depend on {}; `cargo tree -p {package} -i {}` tells through what it does",
        found.join(", "),
        found.first().copied().unwrap_or_default(),
    );
    Ok(())
}

fn found<'a>(forbidden: &[&str], tree: &'a str) -> Vec<&'a str> {
    let is_forbidden = |name: &&str| {
        forbidden.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == pattern,
        })
    };
    let mut names: Vec<&str> =
        tree.lines().filter_map(|line| line.split_whitespace().next()).filter(is_forbidden).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_or_aws_crate_in_the_tree_is_named_once() {
        let tree =
            "app v0.1.0 (/w/app)\nsqlx v0.9.0\nsqlx-core v0.9.0\nsqlx v0.9.0 (*)\naws-config v1.13.0\n";
        assert_eq!(found(SQL_AND_AWS, tree), ["aws-config", "sqlx", "sqlx-core"]);
    }

    #[test]
    fn a_name_that_only_holds_the_letters_is_no_offence() {
        assert!(found(SQL_AND_AWS, "app v0.1.0\njaws-x v1.0.0\nleptos v0.8.23\n").is_empty());
    }
}
