//! A Postgres of the tests' own, which can be killed and started again, and what the product has stored in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cluster::{Cluster, Search};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{Product, product};

/// All that has to be the same however it came into the database. Left out is what tells of the way: which import or source
/// brought a row first, and the numbers of lines in their file, which stand in the packs.
const STORED: [&str; 7] = [
    "SELECT api_id, started_at, request_key, ordinal, reference, request_id, extended_request_key, stage, authorizer_id,
            method, path, principal, cache_key, answered_at, policy_hash, duration_ms, status, status_source, gate, cause,
            deny, policy_origin, grade, filled_by, heals_at, engine_version, n_lines, lines_hash, is_sample
     FROM request",
    "SELECT * FROM rollup_minute WHERE n_requests <> 0",
    "SELECT api_id, stage, facts FROM stage_facts",
    "SELECT policy_hash, document FROM policy",
    "SELECT at, line FROM stray_line",
    "SELECT * FROM authorizer_home",
    "SELECT * FROM stage_evidence",
];
const ROUND: Duration = Duration::from_millis(50);
const ROUNDS: usize = 2400;

/// The Postgres.
#[derive(Debug)]
pub struct Database {
    cluster: Option<Cluster>,
    programs: PathBuf,
    folder: TempDir,
}

impl Database {
    /// Starts one with nothing in it but tables.
    pub async fn start() -> Self {
        let folder = product::folder();
        let cluster = Cluster::start(folder.path(), |_| {}).await.unwrap();
        let database = Self { cluster: Some(cluster), programs: programs().await, folder };
        Product::start_on(&database.url()).await.stop();
        database
    }

    /// The address of its first database.
    pub fn url(&self) -> String {
        self.cluster.as_ref().unwrap().url()
    }

    /// A new database in it, with the tables, and the key for fingerprints, of the first; gives its address.
    pub fn fresh(&self, name: &str) -> String {
        let url = self.url().replace("/why403?", "/template1?");
        self.ask(&url, &format!("CREATE DATABASE \"{name}\" TEMPLATE why403"));
        let url = self.url();
        let (before, behind) = url.split_once("/why403?").unwrap();
        format!("{before}/{name}?{behind}")
    }

    /// Where its files are.
    pub fn cluster_folder(&self) -> PathBuf {
        pid_file_of(self.folder.path()).parent().unwrap().to_path_buf()
    }

    /// What `psql` answers.
    pub fn ask(&self, url: &str, sql: &str) -> String {
        psql(&self.programs, url, sql)
    }

    /// A number that it answers; nothing while there is no such table.
    pub fn count(&self, url: &str, sql: &str) -> Option<u64> {
        try_psql(&self.programs, url, sql).ok()?.trim().parse().ok()
    }

    /// Waits until this is so.
    pub async fn until(&self, url: &str, sql: &str, is_so: impl Fn(u64) -> bool) {
        for _ in 0..ROUNDS {
            if self.count(url, sql).is_some_and(&is_so) {
                return;
            }
            tokio::time::sleep(ROUND).await;
        }
        panic!("it never came: {sql}");
    }

    /// All that is stored, row by row, in an order of its own.
    pub fn stored(&self, url: &str) -> Vec<String> {
        stored(&self.programs, url)
    }

    /// Kills it as the system does that has no memory left.
    pub async fn kill(&mut self) {
        kill_postgres(self.folder.path());
        self.cluster.take().unwrap().ended().await;
    }

    /// Starts it again, where it was.
    pub async fn start_again(&mut self) {
        self.cluster = Some(Cluster::start(self.folder.path(), |_| {}).await.unwrap());
    }

    /// Ends it.
    pub async fn stop(mut self) {
        self.cluster.take().unwrap().stop().await.unwrap();
    }
}

/// Kills the Postgres of a data folder.
pub fn kill_postgres(folder: &Path) {
    let pid: i32 = pid_file(folder).lines().next().unwrap().parse().unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
}

/// What is stored in a data folder whose Postgres runs.
pub async fn stored_in(folder: &Path) -> Vec<String> {
    stored(&programs().await, &url_in(folder))
}

/// A number that the Postgres of a data folder answers, if it answers.
pub async fn count_in(folder: &Path, sql: &str) -> Option<u64> {
    try_psql(&programs().await, &url_in(folder), sql).ok()?.trim().parse().ok()
}

fn url_in(folder: &Path) -> String {
    let socket = pid_file(folder).lines().nth(4).unwrap().replace('/', "%2F");
    format!("postgres:///why403?host={socket}&user=why403")
}

/// What the Postgres of a data folder says of itself.
fn pid_file(folder: &Path) -> String {
    fs::read_to_string(pid_file_of(folder)).unwrap()
}

fn pid_file_of(folder: &Path) -> PathBuf {
    let clusters = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("postmaster.pid"));
    clusters.into_iter().find(|path| path.exists()).unwrap()
}

async fn programs() -> PathBuf {
    Search::system().installations().await.pop().unwrap().programs
}

fn stored(programs: &Path, url: &str) -> Vec<String> {
    let rows = |sql: &&str| psql(programs, url, &format!("SELECT row_to_json(it) FROM ({sql}) AS it"));
    let mut rows: Vec<String> = STORED
        .iter()
        .map(rows)
        .flat_map(|rows| rows.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    rows.sort_unstable();
    rows
}

fn psql(programs: &Path, url: &str, sql: &str) -> String {
    try_psql(programs, url, sql).unwrap_or_else(|said| panic!("`{sql}` failed: {said}"))
}

fn try_psql(programs: &Path, url: &str, sql: &str) -> Result<String, String> {
    let asked = Command::new(programs.join("psql"))
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"])
        .args(["--command", sql, url])
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    if asked.status.success() { Ok(text(&asked.stdout)) } else { Err(text(&asked.stderr)) }
}
