//! `sqlx`: what the query macros know about the database, kept in `server/.sqlx` so that nobody needs a
//! database to compile.
//!
//! The macros write it themselves when they are given a database and a folder: a private cluster gets the
//! migrations, then the server is checked against it. `cargo install sqlx-cli` is not needed.

pub(crate) mod private_cluster;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

use crate::checkout::Checkout;
use crate::needs;
use crate::steps::Steps;
use crate::tool::Tool;
use private_cluster::PrivateCluster;

const MIGRATIONS: &str = "migrations";
const QUERY_DATA: &str = "server/.sqlx";

/// Renews the query data, or only checks it.
pub(crate) fn prepare(checkout: &Checkout, check_only: bool) -> Result<ExitCode> {
    let mut steps = Steps::new(2);
    steps.step("Postgres", || {
        needs::postgres::ensure_programs(checkout).map(|found| format!("{} is there", found.version))
    })?;
    if check_only {
        steps.step("compare the query data with the queries", || check(checkout).map(|()| "current"))?;
    } else {
        steps.step("ask the database about the queries", || {
            let asked = ask(checkout)?;
            replace(&checkout.path(QUERY_DATA), &asked)?;
            anyhow::Ok(format!("{} queries in {QUERY_DATA}", asked.len()))
        })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Fails when the query data in the checkout is not what the database says.
pub(crate) fn check(checkout: &Checkout) -> Result<()> {
    let asked = ask(checkout)?;
    let kept = read_folder(&checkout.path(QUERY_DATA))?;
    let n_missing = asked.iter().filter(|(name, content)| kept.get(*name) != Some(*content)).count();
    let n_stale = kept.keys().filter(|name| !asked.contains_key(*name)).count();
    if n_missing + n_stale > 0 {
        bail!(
            "{QUERY_DATA} is not current ({n_missing} missing or changed, {n_stale} stale): \
             call `cargo xtask sqlx` and commit what it writes"
        );
    }
    Ok(())
}

/// The query data by file name, as the database says now.
fn ask(checkout: &Checkout) -> Result<BTreeMap<String, Vec<u8>>> {
    let cluster = PrivateCluster::start()?;
    migrate(checkout, &cluster)?;
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    // The macros only write while they are expanded, and cargo expands only what has changed.
    let library = checkout.path("server/src/lib.rs");
    let touched = File::options().append(true).open(&library).and_then(|file| file.set_modified(now()));
    touched.with_context(|| format!("`{}` cannot be touched", library.display()))?;
    Tool::cargo(&checkout.root)
        .args(["check", "--package", "server", "--all-targets"])
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", folder.path())
        .env("DATABASE_URL", cluster.url())
        .run()?;
    read_folder(folder.path())
}

#[expect(clippy::disallowed_methods, reason = "a changed file is told by the time of the change")]
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// Applies all migrations by `psql`, which comes with Postgres: a driver would cost every build of this tool.
fn migrate(checkout: &Checkout, cluster: &PrivateCluster) -> Result<()> {
    let folder = checkout.path(MIGRATIONS);
    let names = read_folder(&folder)?.into_keys().filter(|name| {
        Path::new(name).extension().is_some_and(|kind| kind == "sql") && !name.ends_with(".down.sql")
    });
    let mut n_migrations = 0;
    for name in names {
        cluster
            .psql(checkout)?
            .args(["--single-transaction", "--file"])
            .arg(folder.join(&name))
            .output()
            .with_context(|| format!("the migration `{name}` cannot be applied"))?;
        n_migrations += 1;
    }
    ensure!(n_migrations > 0, "there is no migration in `{}`", folder.display());
    Ok(())
}

fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    if !folder.is_dir() {
        return Ok(BTreeMap::new());
    }
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("`{}` cannot be read", folder.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?);
        }
    }
    Ok(files)
}

fn replace(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let replace = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !files.contains_key(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        files.iter().try_for_each(|(name, content)| fs::write(folder.join(name), content))
    };
    replace().with_context(|| format!("`{}` cannot be written", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_query_data_goes_and_new_comes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".sqlx");
        let files = |names: &[&str]| -> BTreeMap<String, Vec<u8>> {
            names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
        };
        replace(&path, &files(&["query-1.json", "query-2.json"])).unwrap();
        replace(&path, &files(&["query-2.json", "query-3.json"])).unwrap();
        assert_eq!(read_folder(&path).unwrap(), files(&["query-2.json", "query-3.json"]));
    }
}
