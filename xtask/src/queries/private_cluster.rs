//! A Postgres of our own for as long as a command runs, empty at its start and gone at its end. The database
//! that `DATABASE_URL` may name is never touched.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use anyhow::{Context, Result};
use cluster::{Cluster, Search};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::checkout::Checkout;
use crate::needs;
use crate::tool::{self, Tool};

/// A running cluster.
pub(crate) struct PrivateCluster {
    runtime: Runtime,
    cluster: Option<Cluster>,
    url: String,
    _folder: TempDir,
}

impl PrivateCluster {
    /// Starts an empty one.
    pub(crate) fn start() -> Result<Self> {
        Self::start_set(&[])
    }

    /// Starts an empty one, with `name=value` settings that take the place of the usual ones.
    pub(crate) fn start_set(settings: &[&str]) -> Result<Self> {
        // The user that runs Postgres when we are root has to pass through.
        let folder = tempfile::Builder::new()
            .prefix("why403-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .context("no temporary folder can be made")?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let cluster = runtime.block_on(Cluster::start_set(
            &folder.path().join("data"),
            &Search::system(),
            settings,
            |_| (),
        ))?;
        let url = cluster.url();
        Ok(Self { runtime, cluster: Some(cluster), url, _folder: folder })
    }

    /// How to connect to it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// `psql`, connected to it, that stops at the first error.
    pub(crate) fn psql(&self, checkout: &Checkout) -> Result<Tool> {
        let beside = needs::postgres::ensure_programs(checkout)?.programs.join("psql");
        let psql = if beside.is_file() { Some(beside) } else { tool::find("psql") };
        let psql = psql.context("there is no `psql`: install the client of Postgres")?;
        Ok(Tool::new(psql, &checkout.root).args([
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--dbname",
            &self.url,
        ]))
    }
}

impl Drop for PrivateCluster {
    fn drop(&mut self) {
        if let Some(cluster) = self.cluster.take()
            && let Err(error) = self.runtime.block_on(cluster.stop())
        {
            eprintln!("xtask: {error}");
        }
    }
}
