//! The one Postgres into which all SQL contestants load, with the same settings for each.

use std::fs;

use anyhow::{Context, Result};

use super::process::{self, Cost};
use super::product::Program;
use crate::checkout::Checkout;
use crate::queries::private_cluster::PrivateCluster;
use crate::tool::Tool;

/// Enough memory for the tables to be warm, no checkpoint within a load of a few gigabytes, and what a server is safe with.
const SETTINGS: [&str; 7] = [
    "shared_buffers=2GB",
    "max_wal_size=6GB",
    "checkpoint_timeout=30min",
    "wal_level=replica",
    "work_mem=256MB",
    "autovacuum=off",
    "jit=off",
];
/// A database with the product's tables, none of which has a row.
const EMPTY: &str = "empty";
/// A copy of it, for one load.
pub(super) const MEASURED: &str = "measured";

/// A running Postgres.
pub(super) struct Postgres<'a> {
    checkout: &'a Checkout,
    cluster: PrivateCluster,
    /// The process whose children the others are.
    postmaster: u32,
}

impl<'a> Postgres<'a> {
    /// Starts an empty one.
    pub(super) fn start(checkout: &'a Checkout) -> Result<Self> {
        let cluster = PrivateCluster::start_set(&SETTINGS)?;
        let mut postgres = Self { checkout, cluster, postmaster: 0 };
        let folder = postgres.answer("", "SHOW data_directory")?;
        let file = format!("{folder}/postmaster.pid");
        let text = fs::read_to_string(&file).with_context(|| format!("`{file}` cannot be read"))?;
        let number = text.lines().next().and_then(|line| line.trim().parse().ok());
        postgres.postmaster = number.with_context(|| format!("`{file}` names no process"))?;
        Ok(postgres)
    }

    /// The address of a database.
    pub(super) fn url(&self, database: &str) -> String {
        let url = self.cluster.url();
        if database.is_empty() {
            return url.to_owned();
        }
        // Ours ends with the database's name, or goes on with `?`.
        let (address, options) = url.split_once('?').unwrap_or((url, ""));
        let (server, _) = address.rsplit_once('/').unwrap_or((address, ""));
        format!("{server}/{database}?{options}")
    }

    /// `psql` in a database.
    pub(super) fn psql(&self, database: &str) -> Result<Tool> {
        Ok(self.cluster.psql(self.checkout)?.args(["--dbname", &self.url(database)]))
    }

    /// What a query answers, without decoration.
    pub(super) fn answer(&self, database: &str, sql: &str) -> Result<String> {
        let psql = self.psql(database)?.args(["--no-align", "--tuples-only", "--field-separator=,"]);
        Ok(psql.args(["--command", sql]).output()?.trim_end().to_owned())
    }

    /// Does SQL.
    pub(super) fn execute(&self, database: &str, sql: &str) -> Result<()> {
        self.answer(database, sql).map(drop)
    }

    /// Makes the product's tables once, by an import of nothing.
    pub(super) fn prepare_product(&self, why403: &Program) -> Result<()> {
        self.execute("", &format!("CREATE DATABASE {EMPTY}"))?;
        // Nothing is no log, so it fails; by then the tables are there.
        let _ = why403.call(&["import", "-"]).env("DATABASE_URL", self.url(EMPTY)).output();
        let made = self.answer(EMPTY, "SELECT to_regclass('request') IS NOT NULL")?;
        anyhow::ensure!(made == "t", "`why403 import -` with nothing to import made no tables");
        Ok(())
    }

    /// The product's database without a row, and its address.
    pub(super) fn fresh_product(&self) -> Result<String> {
        self.drop_product()?;
        self.execute("", &format!("CREATE DATABASE {MEASURED} TEMPLATE {EMPTY}"))?;
        Ok(self.url(MEASURED))
    }

    /// Frees its disk.
    pub(super) fn drop_product(&self) -> Result<()> {
        self.execute("", &format!("DROP DATABASE IF EXISTS {MEASURED}"))
    }

    /// Watches a program that loads, and counts what Postgres takes for it.
    pub(super) fn watch(&self, tool: Tool) -> Result<Load> {
        self.execute("", "CHECKPOINT")?;
        let wal = self.wal()?;
        let before = process::cpu_of_family(self.postmaster);
        let cost = process::watch(tool)?;
        let cpu_of_server = process::cpu_of_family(self.postmaster) - before;
        Ok(Load { cost, cpu_of_server, n_wal_bytes: self.wal()?.saturating_sub(wal) })
    }

    fn wal(&self) -> Result<u64> {
        let bytes = self.answer("", "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")?;
        bytes.parse().context("Postgres does not tell how much it wrote ahead")
    }

    /// The bytes of all tables of a database with their indexes.
    pub(super) fn size(&self, database: &str) -> Result<u64> {
        let bytes = self.answer(
            database,
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class \
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
        )?;
        bytes.parse().context("Postgres does not tell how large the tables are")
    }
}

/// What a load took.
pub(super) struct Load {
    pub(super) cost: Cost,
    pub(super) cpu_of_server: f64,
    pub(super) n_wal_bytes: u64,
}
