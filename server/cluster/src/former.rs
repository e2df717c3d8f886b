//! A Postgres that an earlier run left behind.
//!
//! When our program is killed, its guard tells Postgres to stop, which takes a moment in which the next run
//! may already begin. When the guard is killed as well, nobody tells it. And when Postgres itself is killed,
//! its `postmaster.pid` stays, with a process id that may by now be another program's.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::process::Command;
use tokio::time::sleep;

use crate::{ClusterError, Step};

const ROUND: Duration = Duration::from_millis(100);
/// How long the guard has to end Postgres before we do it ourselves.
const ROUNDS_OF_PATIENCE: usize = 20;
/// Ending Postgres writes everything to disk, which can take a while.
const ROUNDS: usize = 300;

enum Former {
    /// There is none, or it is over.
    Gone,
    /// The process id belongs to something else now, or to a dead process that nobody buries.
    Stale,
    Runs,
}

/// Waits until no Postgres runs in `cluster`.
pub(crate) async fn settle(cluster: &Path, report: &mut impl FnMut(Step)) -> Result<(), ClusterError> {
    let Some(pid) = recorded_pid(cluster) else { return Ok(()) };
    for round in 0..ROUNDS {
        match look(pid, cluster).await {
            Former::Gone => return Ok(()),
            Former::Stale => {
                // Postgres would take that process for itself and refuse to start.
                let path = cluster.join("postmaster.pid");
                return fs::remove_file(&path).map_err(|source| ClusterError::DataFolder { path, source });
            }
            Former::Runs => {}
        }
        if round == 0 {
            report(Step::WaitingForFormer { pid: number(pid) });
        }
        if round == ROUNDS_OF_PATIENCE {
            // We hold the data folder, so this Postgres serves nobody. A refusal shows in the rounds to come.
            let _ = kill_process(pid, Signal::INT);
        }
        sleep(ROUND).await;
    }
    Err(ClusterError::FormerStillRuns { path: cluster.to_path_buf(), pid: number(pid) })
}

/// The process id that Postgres wrote into its folder when it started.
fn recorded_pid(cluster: &Path) -> Option<Pid> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    // A Postgres without a postmaster writes its id with a minus sign.
    let pid = text.lines().next()?.trim().parse::<i32>().ok()?.checked_abs()?;
    Pid::from_raw(pid)
}

async fn look(pid: Pid, cluster: &Path) -> Former {
    if test_kill_process(pid) == Err(rustix::io::Errno::SRCH) || recorded_pid(cluster) != Some(pid) {
        return Former::Gone;
    }
    let process = Path::new("/proc").join(number(pid).to_string());
    if let Ok(stat) = fs::read_to_string(process.join("stat")) {
        // `4711 (postgres) S …`: the name may hold anything, the state follows its last bracket.
        let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        if matches!(state, Some('Z' | 'X')) {
            return Former::Stale;
        }
        // Postgres works in its folder. Where we may not look, Postgres itself decides later.
        return match fs::read_link(process.join("cwd")) {
            Ok(folder) if folder != cluster => Former::Stale,
            _ => Former::Runs,
        };
    }
    // No `/proc`, as on macOS.
    let name = Command::new("ps").args(["-o", "comm=", "-p", &number(pid).to_string()]).output().await;
    match name {
        Ok(output) if String::from_utf8_lossy(&output.stdout).contains("postgres") => Former::Runs,
        Ok(_) => Former::Stale,
        Err(_) => Former::Runs,
    }
}

fn number(pid: Pid) -> u32 {
    pid.as_raw_nonzero().get().unsigned_abs()
}
