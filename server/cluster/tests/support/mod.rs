//! What the tests of the private cluster share: folders, a client, and other processes to kill.

#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part of this")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use cluster::{Cluster, ClusterError};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// A folder of its own for one test, which goes with it.
pub(crate) struct Data {
    folder: TempDir,
}

impl Data {
    pub(crate) fn new() -> Self {
        let closed = Permissions::from_mode(0o700);
        let folder =
            tempfile::Builder::new().prefix("why403-cluster-").permissions(closed).tempdir().unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.path().join("postgres")
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path().join("postgres.log")).unwrap()
    }

    pub(crate) async fn start(&self) -> Result<Cluster, ClusterError> {
        Cluster::start(self.path(), |step| println!("{step}")).await
    }

    /// The process id of the Postgres that runs here.
    pub(crate) fn postmaster(&self) -> i32 {
        let text = fs::read_to_string(self.cluster().join("postmaster.pid")).unwrap();
        text.lines().next().unwrap().parse().unwrap()
    }
}

/// One value from the database, as text.
pub(crate) async fn ask(url: &str, query: &'static str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let value: String = sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    value
}

pub(crate) async fn run(url: &str, statement: &'static str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// What a person is told who tries to start a cluster in `folder`.
pub(crate) async fn refusal(folder: &Path) -> String {
    let error = Cluster::start(folder, |_| ()).await.unwrap_err();
    let told = error.to_string();
    assert!(!told.contains('\n') && !told.ends_with('.'), "{told}");
    told
}

/// Starts a cluster somewhere below a folder that the owner of the cluster may pass.
pub(crate) async fn open_and_start(base: &Path, folder: &Path) -> Cluster {
    fs::set_permissions(base, Permissions::from_mode(0o755)).unwrap();
    Cluster::start(folder, |_| ()).await.unwrap()
}

/// A cluster held by another process.
pub(crate) struct Holder {
    pub(crate) child: std::process::Child,
    pub(crate) url: String,
}

impl Holder {
    pub(crate) fn start(data: &Data) -> Self {
        use std::io::BufRead;
        let mut child = Command::new(env!("CARGO_BIN_EXE_private-postgres"))
            .arg(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        std::io::BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("postgres:"), "no URL but `{url}`");
        Self { child, url: url.trim().to_owned() }
    }

    pub(crate) fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn signal(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
}

pub(crate) fn is_alive(pid: i32) -> bool {
    let is_dead = |stat: String| stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('Z'));
    test_kill_process(Pid::from_raw(pid).unwrap()).is_ok()
        && !fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(is_dead)
}

/// The process that started `pid`.
pub(crate) fn parent(pid: i32) -> i32 {
    let output = Command::new("ps").args(["-o", "ppid=", "-p", &pid.to_string()]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

/// Waits up to ten seconds for `pid` to end.
pub(crate) async fn until_dead(pid: i32) {
    for _ in 0..200 {
        if !is_alive(pid) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("process {pid} still runs");
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A user other than root and `postgres`, to own things.
pub(crate) fn nobody() -> u32 {
    let output = Command::new("id").args(["-u", "nobody"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}
