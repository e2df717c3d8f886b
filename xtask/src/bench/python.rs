//! DuckDB and chDB from PyPI, in an environment of their own below the target folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::contestant::Contestant;
use super::process::{self, Cost};
use crate::tool::{self, Tool};

const SCRIPT: &str = include_str!("peer.py");

/// The environment, with the script and the stores.
pub(super) struct Python {
    folder: PathBuf,
}

#[derive(Deserialize)]
struct Loaded {
    wall: f64,
    cpu: f64,
}

/// What was asked for.
#[derive(Deserialize)]
pub(super) struct Told {
    pub(super) answers: Vec<String>,
    pub(super) milliseconds: Vec<f64>,
}

#[derive(Serialize)]
struct Questions<'a> {
    checks: &'a [String],
    queries: &'a [String],
}

impl Python {
    /// Makes the environment in this folder; packages come later.
    pub(super) fn prepare(folder: &Path) -> Result<Self> {
        let python = Self { folder: folder.to_path_buf() };
        if !python.program().is_file() {
            tool::find("python3").context("there is no `python3`")?;
            Tool::new("python3", folder).args(["-m", "venv", "python"]).output()?;
        }
        fs::write(folder.join("peer.py"), SCRIPT)?;
        Ok(python)
    }

    /// Installs a contestant's package when it is not there, and tells its version.
    pub(super) fn ensure(&self, contestant: Contestant) -> Result<String> {
        let name = contestant.name();
        let version = format!("import {name}; print({name}.__version__)");
        let ask = || Tool::new(self.program(), &self.folder).args(["-c", &version]).output();
        let version = ask().or_else(|_| {
            eprintln!("      installing {name} by pip");
            Tool::new(self.program(), &self.folder)
                .args(["-m", "pip", "install", "--quiet", name])
                .output()?;
            ask()
        })?;
        Ok(format!("{name} {}", version.trim()))
    }

    /// Loads into an empty store, and tells what that took.
    pub(super) fn load(&self, contestant: Contestant, files: &[PathBuf]) -> Result<Cost> {
        self.remove(contestant)?;
        let mut cost = process::watch(self.call(contestant, "load").args(files))?;
        let Loaded { wall, cpu } = read(&cost.stdout)?;
        // Without the start of Python and the loading of the library.
        (cost.wall, cost.cpu) = (wall, cpu);
        Ok(cost)
    }

    /// Asks: some questions for the answers, others for the time.
    pub(super) fn ask(&self, contestant: Contestant, checks: &[String], queries: &[String]) -> Result<Told> {
        let file = self.folder.join("questions.json");
        fs::write(&file, serde_json::to_vec(&Questions { checks, queries })?)?;
        read(&self.call(contestant, "ask").arg(file).output()?)
    }

    /// The bytes of the store.
    pub(super) fn size(&self, contestant: Contestant) -> Result<u64> {
        size(&self.store(contestant))
    }

    /// Frees its disk.
    pub(super) fn remove(&self, contestant: Contestant) -> Result<()> {
        let store = self.store(contestant);
        let removed = if store.is_dir() {
            fs::remove_dir_all(&store)
        } else if store.exists() {
            fs::remove_file(&store)
        } else {
            Ok(())
        };
        removed.with_context(|| format!("`{}` cannot be removed", store.display()))
    }

    fn program(&self) -> PathBuf {
        self.folder.join("python/bin/python")
    }

    fn store(&self, contestant: Contestant) -> PathBuf {
        self.folder.join(format!("{}.store", contestant.name()))
    }

    fn call(&self, contestant: Contestant, action: &str) -> Tool {
        Tool::new(self.program(), &self.folder)
            .args(["peer.py", contestant.name(), action])
            .arg(self.store(contestant))
    }
}

fn read<T: DeserializeOwned>(told: &str) -> Result<T> {
    let line = told.lines().last().unwrap_or_default();
    serde_json::from_str(line).with_context(|| format!("`{line}` is not what `peer.py` tells"))
}

fn size(path: &Path) -> Result<u64> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_dir() {
        return Ok(metadata.len());
    }
    fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}
